"""Deliberate defects of the product turn the gate red, and are put down to their stage: by the cases that caught them
when `python -m benchmarks.defects` was last run over the whole suites, and some beside them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from benchmarks.defects.defect import Defect
from benchmarks.defects.measuring import DEFECTS, RESULTS
from benchmarks.defects.running import open_place, run, with_defect
from rag.evaluation.running.asking import Place
from rag.evaluation.suites import AnyCase, Suite, read_suite, suite_file

KNOWN = {one["name"]: one for one in json.loads((RESULTS / "defects.json").read_text(encoding="utf-8"))["defects"]}
# A case that no defect breaks stands beside those that one does.
BESIDE = 2


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with open_place() as opened:
        yield opened


def _asked(suite: Suite, known: dict[str, Any]) -> list[AnyCase]:
    broken = set(known["cases"])
    return [one for one in suite.cases if one.id in broken] + [one for one in suite.cases if one.id not in broken][
        :BESIDE
    ]


def test_there_are_at_least_twenty_defects_and_each_was_noticed_by_whole_suites() -> None:
    assert len(DEFECTS) >= 20
    assert {one.name for one in DEFECTS} == KNOWN.keys()
    assert [name for name, one in KNOWN.items() if not one["red"]] == []
    assert sum(one["named"] for one in KNOWN.values()) >= 20


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda one: one.name)
def test_a_defect_turns_the_gate_red_and_is_put_down_to_its_stage(defect: Defect, place: Place) -> None:
    suite = read_suite(suite_file(defect.suite))
    cases = _asked(suite, KNOWN[defect.name])
    found = with_defect(defect, suite, cases, run(suite, cases, place), place)
    assert found.is_red
    assert set(found.stages) & defect.stages or not KNOWN[defect.name]["named"], found.stages


def test_without_a_defect_the_gate_is_green(place: Place) -> None:
    suite = read_suite(suite_file("answers"))
    nothing = Defect("nothing", "nothing is broken", {}, frozenset())
    cases = suite.cases[:5]
    assert not with_defect(nothing, suite, cases, run(suite, cases, place), place).is_red


def test_the_table_in_the_documents_is_that_of_the_last_run() -> None:
    table = (RESULTS / "defects.md").read_text(encoding="utf-8")
    assert table in (RESULTS.parents[1] / "eval" / "README.md").read_text(encoding="utf-8")
