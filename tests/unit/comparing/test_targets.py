"""Targets side by side: rows of their own, for the year ahead, of the whole territory."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rag.comparing.rows import compare_figures
from rag.domain import ComparisonRow, Measure
from tests.unit.comparing.test_rows import work_of
from tests.unit.comparing.two_years import source

TOLD = "全市地区生产总值达到812.4亿元。"


def targets_of(earlier: str, later: str) -> list[ComparisonRow]:
    rows = compare_figures([work_of(2031, TOLD, plans=earlier), work_of(2032, TOLD, plans=later)])
    return [row for row in rows if row.planned]


def test_targets_stand_after_the_results_in_rows_of_their_own() -> None:
    sources = [
        work_of(2031, "城镇新增就业2.3万人。", plans="城镇新增就业2万人以上。"),
        work_of(2032, "城镇新增就业2.4万人。", plans="城镇新增就业2.1万人以上。"),
    ]
    rows = compare_figures(sources)
    assert [(row.planned, row.values) for row in rows] == [
        (False, (Decimal("2.3"), Decimal("2.4"))),
        (True, (Decimal("2"), Decimal("2.1"))),
    ]


def test_a_target_is_never_set_against_a_result() -> None:
    sources = [work_of(2031, TOLD, plans="城镇新增就业2万人以上。"), work_of(2032, "城镇新增就业2.4万人。")]
    assert compare_figures(sources) == []


@pytest.mark.parametrize(
    ("earlier", "later", "difference"),
    [
        ("城镇新增就业2万人。", "城镇新增就业2.1万人。", "0.1"),
        ("城镇新增就业2万人以上。", "新增城镇就业不少于2.1万人。", "0.1"),
        ("地区生产总值增长6%左右。", "GDP增长5.5%左右。", "-0.5"),
        ("主要预期目标是：经济增长6%左右。", "主要预期目标是：地区生产总值增长5%左右。", "-1"),
        ("城镇调查失业率控制在5.5%以内。", "城镇调查失业率不超过5.3%。", "-0.2"),
        ("地区生产总值增长6%左右。", "地区生产总值增长6%以上。", None),
        ("地区生产总值增长6%。", "地区生产总值增长5%左右。", None),
        ("地区生产总值增长5%。", "地区生产总值增长5%—6%。", None),
    ],
)
def test_a_difference_is_only_of_targets_that_are_exact_or_bounded_alike(
    earlier: str, later: str, difference: str | None
) -> None:
    (row,) = targets_of(earlier, later)
    found = [change.difference for change in row.changes]
    assert found == ([Decimal(difference)] if difference else [])
    assert all(change.growth is None and change.stated is None for change in row.changes)


@pytest.mark.parametrize(
    "later",
    [
        "“十六五”时期，要把发展放在首位。城镇新增就业10万人以上。",
        "到2036年，城镇新增就业达到2.5万人。",
        "今后五年，城镇新增就业10万人。",
        "上半年城镇新增就业1.1万人。",
        "临江开发区争当先锋，城镇新增就业0.2万人。",
        "城镇新增就业2万人以上。力争城镇新增就业2.2万人。",
        "五年累计城镇新增就业11万人。",
    ],
)
def test_what_is_no_target_of_the_whole_year_ahead_fills_no_cell(later: str) -> None:
    assert targets_of("城镇新增就业2万人以上。", later) == []


def test_after_the_goals_of_several_years_those_of_the_year_are_found() -> None:
    later = "“十六五”时期，城镇新增就业10万人以上。\n今年主要预期目标是：城镇新增就业2.1万人以上。"
    (row,) = targets_of("城镇新增就业2万人以上。", later)
    assert row.values == (Decimal("2"), Decimal("2.1"))


def test_the_goals_of_several_years_under_their_own_heading_are_none_of_the_year() -> None:
    text = "一、2032年工作回顾\n{}\n二、“十六五”时期主要目标\n城镇化率达到70%。\n三、2033年工作安排\n做好工作。\n"
    assert source(text.format(TOLD), year=2032, office="云溪市政府").targets == {}


def test_a_row_of_three_years_goes_on_from_the_nearest_year_that_has_it() -> None:
    sources = [
        work_of(2031, "养老床位达到8600张。"),
        work_of(2032, "办结提案20件。"),
        work_of(2033, "养老床位达到8900张、增长2%。"),
    ]
    (row,) = compare_figures(sources)
    (change,) = row.changes
    assert (change.before, change.after, change.difference) == (0, 2, Decimal("300"))
    assert change.stated is None
    assert row.measure is Measure.LEVEL
