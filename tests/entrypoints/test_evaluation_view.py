"""Runs of evaluations are read in every form that they come in, and two of them are told apart."""

from __future__ import annotations

from typing import Any

import pytest

from rag.entrypoints.web.evaluation_view import CasePair, Metric, difference, of_document


def cases(**passed: bool | None) -> list[dict[str, Any]]:
    return [{"id": id, "passed": one, "scores": {}, "stage": None} for id, one in passed.items()]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (0.5, Metric("m", 0.5)),
        (None, Metric("m", None)),
        (float("nan"), Metric("m", None)),
        (True, Metric("m", None)),
        ({"value": 0.5, "low": 0.4, "high": 0.6}, Metric("m", 0.5, 0.4, 0.6)),
        ({"mean": 0.5, "lower": 0.4, "upper": 0.6}, Metric("m", 0.5, 0.4, 0.6)),
        ({"value": 0.5, "interval": [0.4, 0.6]}, Metric("m", 0.5, 0.4, 0.6)),
        ({"value": 0.5, "interval": []}, Metric("m", 0.5)),
    ],
)
def test_a_metric_is_a_number_or_has_an_interval(written: object, read: Metric) -> None:
    assert of_document({"metrics": {"m": written}}).metrics == (read,)


def test_groups_of_metrics_are_told_apart_by_their_names() -> None:
    run = of_document({"metrics": {"retrieval": {"recall@5": 0.9, "by_kind": {"figure": 0.8}}, "mrr@10": 0.5}})
    assert [one.name for one in run.metrics] == ["retrieval.recall@5", "retrieval.by_kind.figure", "mrr@10"]


@pytest.mark.parametrize(
    "document", [{}, {"cases": None, "metrics": []}, {"cases": [1, {}], "n": "x"}, {"results": {"a": 1}}]
)
def test_what_is_missing_or_of_another_kind_is_left_out(document: dict[str, Any]) -> None:
    run = of_document(document, suite="answers")
    assert (run.suite, run.metrics, run.passed, run.failed) == ("answers", (), 0, 0)


def test_a_case_that_does_not_say_whether_it_passed_is_judged_by_its_scores() -> None:
    scores = ({"status": True, "numbers": None}, {"status": True, "numbers": False}, {"status": None})
    run = of_document({"results": [{"id": str(n), "scores": one} for n, one in enumerate(scores)]})
    assert [one.passed for one in run.cases] == [True, False, None]
    assert (run.n, run.passed, run.failed) == (3, 1, 1)


def test_two_runs_differ_in_what_flipped() -> None:
    a = of_document({"cases": cases(same=True, broken=True, mended=False, gone=True), "metrics": {"m": 0.5, "old": 1}})
    b = of_document({"cases": cases(same=True, broken=False, mended=True, new=True), "metrics": {"m": 0.75}})
    found = difference(a, b)
    assert [one.id for one in found.broken] == ["broken"]
    assert found.mended == (CasePair("mended", a.cases[2], b.cases[2]),)
    assert (found.same, found.only_a, found.only_b) == (1, ("gone",), ("new",))
    assert [(one.name, one.difference) for one in found.metrics] == [("m", 0.25), ("old", None)]
