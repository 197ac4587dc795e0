"""Whether a run is worse than another."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import DatasetsDiffer, ModesDiffer, NothingInCommon
from rag.evaluation.gate import RunComparison, compare
from rag.evaluation.runs import Run
from rag.evaluation.stages import Stage
from rag.messages import LANGUAGES, text
from tests.unit.evaluation.compared_runs import RIGHT, attempt, case, of, run

RESULTS = st.text("01", min_size=1, max_size=60)


def _codes(comparison: RunComparison) -> list[str]:
    return [one.code for one in comparison.reasons]


def _notes(comparison: RunComparison) -> list[str]:
    return [one.code for one in comparison.notes]


def _metric(comparison: RunComparison, name: str = "pass_rate"):
    return next(one for one in comparison.metrics if one.name == name)


# --- nothing left to chance


def test_one_case_that_breaks_is_a_regression_however_many_are_mended() -> None:
    found = compare(of("1" + "0" * 99), of("0" + "1" * 99))
    assert found.regressed
    assert _codes(found) == ["case_broken"]
    assert [one.id for one in found.broken] == ["000"]
    assert len(found.mended) == 99


def test_cases_that_must_pass_are_named_first() -> None:
    a = run(case("a", True), case("b", True, must_pass=True), case("c", True))
    b = run(case("a", False), case("b", False, must_pass=True), case("c", True))
    found = compare(a, b)
    assert _codes(found)[:2] == ["must_pass_broken", "case_broken"]
    assert [one.id for one in found.broken] == ["b", "a"]


def test_a_primary_metric_that_falls_by_more_than_a_hundredth_is_a_regression_without_any_flip() -> None:
    worse = {**RIGHT, "figure_precision": 0.5}
    a = run(*(case(str(at), True) for at in range(40)))
    b = run(*(case(str(at), attempt(True, scores=worse if at == 0 else RIGHT)) for at in range(40)))
    found = compare(a, b)
    assert _codes(found) == ["metric_fell"]
    assert found.reasons[0].values["metric"] == "figure_precision"


def test_a_hundredth_is_still_no_regression() -> None:
    worse = {**RIGHT, "citation_f1": 0.0}
    a = run(*(case(str(at), True) for at in range(100)))
    b = run(*(case(str(at), attempt(True, scores=worse if at == 0 else RIGHT)) for at in range(100)))
    assert _metric(compare(a, b), "citation_f1").difference == -0.01
    assert not compare(a, b).regressed


def test_another_metric_may_fall_as_it_likes() -> None:
    a = run(case("a", attempt(True, scores={**RIGHT, "rouge_l": 1.0})))
    b = run(case("a", attempt(True, scores={**RIGHT, "rouge_l": 0.1})))
    found = compare(a, b)
    assert not found.regressed
    assert _metric(found, "rouge_l").difference == -0.9


def test_a_primary_metric_that_has_nothing_left_to_be_measured_by_has_fallen() -> None:
    silent = dict.fromkeys(RIGHT) | {"status": 1.0}
    found = compare(run(case("a", True)), run(case("a", attempt(True, scores=silent))))
    assert {one.values["metric"] for one in found.reasons} == {"figure_precision", "figure_recall", "citation_f1"}


def test_without_chance_there_are_no_statistics() -> None:
    found = compare(of("1101" * 20), of("1011" * 20))
    assert not found.live
    assert all(one.p is one.interval is one.smallest_effect is one.p_adjusted is None for one in found.metrics)


def test_a_case_that_fails_in_both_at_another_stage_is_told_and_is_no_regression() -> None:
    a = run(case("a", attempt(False, stage=Stage.NOT_RETRIEVED)), case("b", True))
    b = run(case("a", attempt(False, stage=Stage.USED_WRONGLY)), case("b", True))
    found = compare(a, b)
    assert not found.regressed
    assert [one.stages for one in found.moved] == [(Stage.NOT_RETRIEVED, Stage.USED_WRONGLY)]


# --- what is missing or errored


def test_a_case_that_is_missing_has_failed() -> None:
    a, b = run(case("a", True), case("b", True)), run(case("a", True))
    found = compare(a, b)
    assert found.regressed
    assert found.only_in_a == ("b",)
    assert _metric(found).b == 0.5
    assert _metric(found, "figure_recall").b == 0.5
    assert "incomplete" in _notes(found)


def test_of_a_run_of_some_cases_alone_it_is_said_how_to_compare_these() -> None:
    whole, some = run(case("a", True), case("b", True)), run(case("a", True), positions={"a": 0, "b": 1})
    assert "partial" in _notes(compare(whole, some))
    assert "partial" not in _notes(compare(whole, some, common_only=True))


def test_a_case_of_the_later_run_alone_failed_before() -> None:
    found = compare(run(case("a", True)), run(case("a", True), case("b", True)))
    assert not found.regressed
    assert found.only_in_b == ("b",)
    assert [one.id for one in found.mended] == ["b"]
    assert _metric(found).a == 0.5


def test_a_case_that_errored_has_failed_and_all_its_scores_are_lost() -> None:
    lost = attempt(False, stage=Stage.ERRORED, scores={}, error="ModelUnavailable")
    found = compare(run(case("a", True), case("b", True)), run(case("a", lost), case("b", True)))
    assert [one.id for one in found.broken] == ["a"]
    assert [_metric(found, name).b for name in RIGHT if name != "status"] == [0.5, 0.5, 0.5]
    assert _metric(found, "refusal_accuracy").b == 0.5


def test_an_attempt_that_errored_counts_among_its_repeats() -> None:
    lost = attempt(False, stage=Stage.ERRORED, scores={}, error="x")
    a = run(case("a", True, True, True), mode="live")
    found = compare(a, run(case("a", attempt(True), attempt(True), lost), mode="live"))
    assert _metric(found, "citation_f1").b == pytest.approx(2 / 3, abs=1e-6)


# --- which runs can be compared


def test_runs_that_were_not_asked_the_same_are_refused() -> None:
    with pytest.raises(DatasetsDiffer):
        compare(of("11"), of("11", dataset="d2"))
    with pytest.raises(DatasetsDiffer):
        compare(of("11", dataset=""), of("11", dataset="", suite="other"))


def test_a_suite_that_goes_by_another_name_is_still_the_same() -> None:
    assert not compare(of("11"), of("11", suite="renamed")).regressed


def test_asked_for_only_the_cases_that_are_the_same_are_compared() -> None:
    a = run(case("a", True, hash="1"), case("b", True, hash="2"), case("c", True, hash="3"))
    b = run(case("a", True, hash="1"), case("b", False, hash="changed"), case("d", False, hash="4"), dataset="d2")
    found = compare(a, b, common_only=True)
    assert [one.id for one in found.pairs] == ["a"]
    assert not found.regressed
    assert found.notes[0].values == {"count": 1, "left_a": 2, "left_b": 2}


def test_what_is_told_of_both_runs_is_of_the_cases_that_are_compared() -> None:
    a = run(case("a", True), case("b", True), case("c", True))
    b = run(case("a", False), case("c", True), dataset="d2")
    before, now = compare(a, b, common_only=True).compared
    assert [(one.passed, len(one.cases), one.metrics["pass_rate"]) for one in (before, now)] == [
        (2, 2, 1.0),
        (1, 2, 0.5),
    ]


def test_without_hashes_cases_are_the_same_that_are_told_the_same() -> None:
    a, b = run(case("a", True), case("b", True)), run(case("a", True), case("b", True, cluster="moved"), dataset="d2")
    assert [one.id for one in compare(a, b, common_only=True).pairs] == ["a"]


def test_with_nothing_in_common_there_is_nothing_to_compare() -> None:
    with pytest.raises(NothingInCommon):
        compare(run(case("a", True)), run(case("b", True), dataset="d2"), common_only=True)


def test_runs_of_different_modes_are_refused_unless_asked_for_and_then_live() -> None:
    a, b = of("11" * 20, mode="replay"), of("10" * 20, mode="stub")
    with pytest.raises(ModesDiffer):
        compare(a, b)
    found = compare(a, b, mixed=True)
    assert found.live
    assert "mixed_modes" in _notes(found)


def test_more_cases_that_both_have_change_no_sign() -> None:
    a, b = of("1100110011"), of("1010101010")
    more = [case(f"more {at}", True) for at in range(50)]
    before = {one.name: one.difference for one in compare(a, b).metrics}
    after = compare(run(*a.cases, *more), run(*b.cases, *more)).metrics
    assert all((one.difference or 0) * (before[one.name] or 0) >= 0 for one in after if one.name in before)


# --- live


def test_live_one_case_of_many_is_no_regression() -> None:
    found = compare(of("1" * 200, mode="live"), of("0" + "1" * 199, mode="live"))
    assert not found.regressed
    assert [one.id for one in found.broken] == ["000"]


def test_live_a_drop_beyond_chance_is_a_regression_that_says_how_sure_it_is() -> None:
    found = compare(of("1" * 200, mode="live"), of("0" * 20 + "1" * 180, mode="live"))
    assert _codes(found) == ["metric_worse"]
    metric = _metric(found)
    assert metric.interval is not None
    assert metric.interval.low < -0.1 < metric.interval.high < 0
    assert metric.p_adjusted is not None
    assert metric.p_adjusted <= 0.05
    assert metric.smallest_effect is not None


def test_live_a_whole_section_that_breaks_is_one_accident() -> None:
    """Twenty cases again, all of one section: what could as well have hit the other run."""
    a = of("1" * 200, mode="live", clusters=50)
    hit = [replace(one, cluster="report/hit") for one in of("0" * 20, mode="live").cases]
    b = run(*hit, *a.cases[20:], mode="live")
    found = compare(run(*(replace(one, cluster="report/hit") for one in a.cases[:20]), *a.cases[20:], mode="live"), b)
    assert not found.regressed


def test_live_a_gain_is_no_regression() -> None:
    assert not compare(of("0" * 20 + "1" * 180, mode="live"), of("1" * 200, mode="live")).regressed


def test_live_a_must_pass_case_breaks_by_most_of_three_attempts() -> None:
    a = run(*(case(str(at), True, True, True, must_pass=True) for at in range(30)), mode="live")
    broken = case("0", False, True, False, must_pass=True)
    shaken = case("1", True, False, True, must_pass=True)
    assert _codes(compare(a, replace(a, cases=(broken, *a.cases[1:])))) == ["must_pass_broken"]
    assert not compare(a, replace(a, cases=(a.cases[0], shaken, *a.cases[2:]))).regressed


def test_live_a_must_pass_case_asked_once_is_told_and_decides_nothing() -> None:
    a = run(*(case(str(at), True, must_pass=True) for at in range(30)), mode="live")
    found = compare(a, replace(a, cases=(case("0", False, must_pass=True), *a.cases[1:])))
    assert not found.regressed
    assert "few_repeats" in _notes(found)


def test_live_repeats_are_shares_of_a_case_and_no_further_cases() -> None:
    once, thrice = (
        compare(of("1" * 60, mode="live", repeats=n), of("0" * 6 + "1" * 54, mode="live", repeats=n)) for n in (1, 3)
    )
    assert _metric(once).p == _metric(thrice).p
    assert _metric(once).interval == _metric(thrice).interval


def test_live_with_few_clusters_there_is_no_interval_and_it_says_so() -> None:
    found = compare(of("1" * 100, mode="live", clusters=19), of("01" * 50, mode="live", clusters=19))
    assert found.n_clusters == 19
    assert "few_clusters" in _notes(found)
    assert all(one.interval is one.smallest_effect is None for one in found.metrics)
    assert _metric(found).p is not None  # the test holds with any number of clusters


def test_live_every_number_is_the_same_each_time() -> None:
    a, b = of("1101" * 30, mode="live"), of("1011" * 30, mode="live")
    assert compare(a, b).metrics == compare(a, b).metrics


# --- properties


@settings(max_examples=30, deadline=None)
@given(RESULTS, st.sampled_from(["stub", "replay", "live"]))
def test_a_run_is_never_worse_than_itself(results: str, mode: str) -> None:
    one = of(results, mode=mode)
    found = compare(one, one)
    assert not found.regressed
    assert (found.broken, found.mended, found.moved, found.changed) == ((), (), (), ())


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60), st.sampled_from(["stub", "live"]))
def test_swapped_runs_differ_the_other_way(results: list[tuple[bool, bool]], mode: str) -> None:
    a, b = (of("".join(str(int(one[side])) for one in results), mode=mode, clusters=25) for side in (0, 1))
    there, back = compare(a, b), compare(b, a)
    assert [one.id for one in there.broken] == [one.id for one in back.mended]
    for one, other in zip(there.metrics, back.metrics, strict=True):
        assert (one.name, one.a, one.b, one.p) == (other.name, other.b, other.a, other.p)
        assert one.difference is None or one.difference == -(other.difference or 0) + 0.0


@settings(max_examples=30, deadline=None)
@given(RESULTS, st.randoms(use_true_random=False))
def test_the_order_of_cases_decides_nothing(results: str, random) -> None:
    a, b = of("1" * len(results), mode="live"), of(results, mode="live")
    shuffled = list(b.cases)
    random.shuffle(shuffled)
    assert compare(a, b).metrics == compare(a, replace(b, cases=tuple(shuffled))).metrics


def test_all_that_is_said_can_be_said_in_every_language() -> None:
    live = {"mode": "live"}
    found = [
        compare(of("1" * 60), of("0" * 60)),
        compare(of("1" * 60, **live), of("0" * 60, **live)),
        compare(of("1", **live), of("0"), mixed=True, common_only=True),
        compare(of("1"), of("1"), common_only=True),
        compare(*_with_must_pass()),
        compare(of("11"), of("1")),
    ]
    for comparison in found:
        for language in LANGUAGES:
            for one in comparison.reasons:
                assert text(f"regression_{one.code}", language, **one.values)
            for one in comparison.notes:
                assert text(f"comparison_{one.code}", language, **one.values)


def _with_must_pass() -> tuple[Run, Run]:
    return tuple(run(case("a", passed, must_pass=True), mode="live") for passed in (True, False))  # type: ignore[return-value]
