"""The metrics of a run, and the table of answering and refusing."""

import pytest

from rag.evaluation.metrics.refusals import refusal_table
from rag.evaluation.metrics.totals import PRIMARY, metrics_of
from rag.evaluation.runs import Attempt, CaseResult
from rag.evaluation.stages import Stage
from rag.evaluation.suites.reading import SuiteKind


def _attempt(*, right: bool = True, status: str = "answered", stage: Stage | None = None, **scores: float) -> Attempt:
    return Attempt(right, None if right else stage or Stage.NOT_USED, {"status": float(right), **scores}, status)


def _case(id: str, *attempts: Attempt, type: str = "figure", must_pass: bool = False) -> CaseResult:
    return CaseResult(id, type, "none/x", (), must_pass, "?", attempts)


def test_means_are_over_the_cases_that_say_something() -> None:
    cases = [_case("a", _attempt(figure_recall=1.0)), _case("b", _attempt(figure_recall=0.5)), _case("c", _attempt())]
    metrics = metrics_of(SuiteKind.ANSWERS, cases)
    assert metrics["figure_recall"] == 0.75
    assert metrics["figure_precision"] is None


def test_every_case_counts_the_same_however_often_it_is_asked() -> None:
    once = _case("a", _attempt(right=False, figure_recall=0.0))
    often = _case("b", *[_attempt(figure_recall=1.0)] * 3)
    metrics = metrics_of(SuiteKind.ANSWERS, [once, often])
    assert (metrics["pass_rate"], metrics["figure_recall"]) == (0.5, 0.5)


def test_pass_rates_are_given_for_each_type() -> None:
    cases = [_case("a", _attempt()), _case("b", _attempt(right=False)), _case("c", _attempt(), type="list")]
    metrics = metrics_of(SuiteKind.ANSWERS, cases)
    assert metrics["pass_rate"] == pytest.approx(0.666667)
    assert (metrics["pass_rate/figure"], metrics["pass_rate/list"]) == (0.5, 1.0)


def test_stages_are_counted_and_those_at_which_nothing_was_lost_are_none_of_them_missing() -> None:
    lost = _attempt(right=False, stage=Stage.NOT_RETRIEVED)
    metrics = metrics_of(SuiteKind.ANSWERS, [_case("a", lost), _case("b", lost), _case("c", _attempt())])
    assert metrics["stage/not_retrieved"] == 2.0
    assert all(metrics[f"stage/{stage.value}"] is not None for stage in Stage)
    assert sum(metrics[f"stage/{stage.value}"] or 0 for stage in Stage) == 2.0


def test_refusals_are_told_from_what_was_done_and_whether_it_was_right() -> None:
    cases = [
        _case("answered", _attempt()),
        _case("refused_too_much", _attempt(right=False, status="refused")),
        _case("refused", _attempt(status="refused")),
        _case("answered_too_much", _attempt(right=False, status="answered")),
        _case("broken", Attempt(False, Stage.ERRORED, {}, error="x")),
    ]
    metrics = metrics_of(SuiteKind.ANSWERS, cases)
    assert metrics["refusal_accuracy"] == 0.4  # 2 of 5: what broke is wrong
    assert metrics["refusal_precision"] == metrics["refusal_recall"] == 0.5
    assert metrics["refusals/refused_when_should_not"] == 1.0


def test_a_case_that_may_be_refused_is_in_no_table() -> None:
    may = Attempt(True, None, {"status": None}, "refused")
    metrics = metrics_of(SuiteKind.ANSWERS, [_case("a", may), _case("b", _attempt())])
    assert (metrics["refusal_accuracy"], metrics["refusals/refused_when_should"]) == (1.0, 0.0)


@pytest.mark.parametrize("kind", list(SuiteKind))
def test_primary_metrics_are_always_there_and_no_cases_say_nothing(kind: SuiteKind) -> None:
    metrics = metrics_of(kind, [])
    assert set(PRIMARY[kind]) <= set(metrics)
    assert all(metrics[name] is None for name in PRIMARY[kind])


def test_the_order_of_cases_changes_nothing() -> None:
    cases = [_case(str(one), _attempt(right=one % 3 > 0, x=one / 7), type=f"t{one % 2}") for one in range(9)]
    forwards, backwards = (metrics_of(SuiteKind.ANSWERS, some) for some in (cases, cases[::-1]))
    assert list(forwards.items()) == list(backwards.items())


def test_the_table_by_hand() -> None:
    done = [("refused", "refused")] * 3 + [("answered", "refused")] + [("answered", "answered")] * 5
    table = refusal_table([*done, ("refused", "answered"), ("", "")])
    assert table.accuracy == pytest.approx(8 / 11)
    assert (table.precision, table.recall) == (0.75, 0.75)
    assert table.lost == 1
    empty = refusal_table([])
    assert (empty.accuracy, empty.precision, empty.recall) == (None, None, None)
