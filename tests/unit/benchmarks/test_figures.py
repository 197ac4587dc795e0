"""The benchmark of figures: what it counts, and what it takes for a name that cannot read right."""

from __future__ import annotations

import pytest

from benchmarks.figures import faults_of, measured


@pytest.mark.parametrize(
    ("indicator", "fault"),
    [
        ("", "empty"),
        ("率", "one_character"),
        ("以上老年人", "broken_beginning"),
        ("固定资产投资同比", "broken_end"),
        ("修路，架桥", "more_than_a_clause"),
        ("“一件事", "unbalanced"),
        ("新建", "verb_alone"),
        ("名" * 40, "too_long"),
    ],
)
def test_a_name_that_nobody_understands_alone_fails(indicator, fault):
    assert fault in set(faults_of(indicator))


@pytest.mark.parametrize("indicator", ["地区生产总值", "新建公园", "“一件事”改革任务", "65岁及以上老年人健康管理率"])
def test_a_name_that_reads_right_passes(indicator):
    assert not list(faults_of(indicator))


def test_figures_are_counted_by_report():
    found = measured(["新建公园3座，投资*万元。", "粮食产量增长5%。没有别的。"])
    assert (found["reports"], found["figures"], found["masked"]) == (2, 3, 1)
    assert found["figures_a_report"] == {"least": 1, "median": 1.5, "most": 2}
    assert found["with_indicator"] == 1.0
