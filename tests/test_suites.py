"""The suites that ship: as many cases as promised, each of them sound, about reports of which every one is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.evaluation.fixtures import Fixtures
from rag.evaluation.library import open_library, shipped_files
from rag.evaluation.suites import AnswerCase, Suite, read_suite, suite_file
from rag.evaluation.suites.checking import problems_of
from rag.settings import Settings

LEAST_CASES = {"answers": 250, "summaries": 60, "comparisons": 40}


@pytest.fixture(scope="module")
def fixtures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fixtures]:
    home: Path = tmp_path_factory.mktemp("suites")
    with open_library(Settings(home=home), shipped_files()) as library:
        yield library.fixtures


def _suite(name: str) -> Suite:
    return read_suite(suite_file(name))


@pytest.mark.parametrize("name", LEAST_CASES)
def test_a_suite_has_as_many_cases_as_promised_and_all_are_sound(name: str, fixtures: Fixtures) -> None:
    suite = _suite(name)
    assert suite.kind.value == name
    assert len(suite.cases) >= LEAST_CASES[name]
    assert [str(one) for one in problems_of(suite, fixtures)] == []


def test_the_questions_are_of_every_kind_and_about_every_report(fixtures: Fixtures) -> None:
    cases = [one for one in _suite("answers").cases if isinstance(one, AnswerCase)]
    assert len({one.type for one in cases}) >= 20
    assert sum(one.status == "refused" for one in cases) >= 40
    assert sum(bool(one.history) for one in cases) >= 15
    assert sum(bool(one.script) for one in cases) >= 40
    assert sum(one.must_pass for one in cases) >= 120
    cited = {quote.report for one in cases for quote in one.must_cite}
    assert cited == {one.file for one in fixtures.by_id.values()}


def test_no_case_lies_in_a_cluster_with_a_quarter_of_all() -> None:
    """Else the intervals of live comparisons rest on a few sections."""
    cases = _suite("answers").cases
    clusters = [one.cluster for one in cases]
    assert len(set(clusters)) >= 40
    assert max(clusters.count(one) for one in set(clusters)) < len(cases) / 4
