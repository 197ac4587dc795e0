"""Retrieval measures, held against trec_eval's own code (pytrec_eval) and against values worked out by hand."""

from math import log2

import pytest
import pytrec_eval
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.domain import Located, Span
from rag.evaluation.metrics.retrieval import retrieval_scores, share_met
from rag.evaluation.retrieval import Ranking, measure

REPORT = "report"
# What trec_eval calls what we report.
_THEIRS = {"recall@5": "recall_5", "recall@10": "recall_10", "mrr@10": "recip_rank", "ndcg@10": "ndcg_cut_10"}


def _passage(number: int) -> Located:
    """Ten characters each, one behind the other."""
    return Located(REPORT, Span(10 * number, 10 * number + 10))


def _words_in(number: int, offset: int = 3) -> list[Located]:
    start = 10 * number + offset
    return [Located(REPORT, Span(start, start + 2))]


def _by_trec_eval(qrels: dict[str, dict[str, int]], run: dict[str, dict[str, float]]) -> dict[str, float]:
    """Means over all judged queries, those without results as 0 (trec_eval -c)."""
    evaluator = pytrec_eval.RelevanceEvaluator(qrels, {"recall.5,10", "recip_rank", "ndcg_cut.10", "success.1"})
    per_query = evaluator.evaluate(run)
    names = {**_THEIRS, "hit@1": "success_1"}
    return {
        ours: sum(per_query.get(query, {}).get(theirs, 0.0) for query in qrels) / len(qrels)
        for ours, theirs in names.items()
    }


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 14), unique=True, max_size=10),
    st.lists(st.integers(0, 14), unique=True, min_size=1, max_size=6),
)
def test_one_need_a_passage_is_what_trec_eval_measures(found: list[int], relevant: list[int]) -> None:
    qrels = {"q": {f"p{one}": 1 for one in relevant}}
    run = {"q": {f"p{one}": float(100 - rank) for rank, one in enumerate(found)}}
    scores = retrieval_scores([_passage(one) for one in found], [_words_in(one) for one in relevant])
    expected = _by_trec_eval(qrels, run) if found else dict.fromkeys(_THEIRS, 0.0)
    assert scores == pytest.approx({name: expected[name] for name in _THEIRS}, abs=1e-6)


def test_values_by_hand() -> None:
    # needs at ranks 2 and 4, a third is not found: DCG 1/log2(3) + 1/log2(5), ideal 1 + 1/log2(3) + 1/log2(4)
    scores = retrieval_scores([_passage(one) for one in (9, 1, 8, 2)], [_words_in(1), _words_in(2), _words_in(30)])
    assert scores["recall@5"] == pytest.approx(2 / 3)
    assert scores["mrr@10"] == pytest.approx(1 / 2)
    assert scores["ndcg@10"] == pytest.approx((1 / log2(3) + 1 / log2(5)) / (1 + 1 / log2(3) + 1 / 2))


def test_recall_at_five_does_not_see_the_sixth() -> None:
    scores = retrieval_scores([_passage(one) for one in range(6)], [_words_in(5)])
    assert (scores["recall@5"], scores["recall@10"]) == (0.0, 1.0)
    assert scores["mrr@10"] == pytest.approx(1 / 6)


def test_of_two_passages_that_hold_the_same_words_the_first_counts_and_once() -> None:
    again = Located(REPORT, Span(12, 25))
    first_then_again = retrieval_scores([_passage(1), again], [_words_in(1)])
    assert first_then_again == retrieval_scores([_passage(1)], [_words_in(1)])
    assert first_then_again["ndcg@10"] == 1.0


def test_a_passage_that_holds_two_needs_is_worth_both() -> None:
    # gains 0, 2 against the ideal 2, as trec_eval's graded judgements have it
    scores = retrieval_scores([_passage(0), _passage(1)], [_words_in(1, 1), _words_in(1, 6)])
    graded = _by_trec_eval({"q": {"p1": 2}}, {"q": {"p0": 2.0, "p1": 1.0}})
    assert scores["recall@5"] == 1.0
    assert scores["ndcg@10"] == pytest.approx(graded["ndcg@10"], abs=1e-6) == pytest.approx(1 / log2(3), abs=1e-6)


def test_of_alternatives_any_is_enough() -> None:
    either = [*_words_in(7), *_words_in(1)]
    assert retrieval_scores([_passage(1)], [either])["recall@5"] == 1.0


def test_other_reports_are_other_places() -> None:
    assert retrieval_scores([Located("other", Span(10, 20))], [_words_in(1)])["recall@10"] == 0.0


def test_where_nothing_is_needed_nothing_is_said() -> None:
    assert set(retrieval_scores([_passage(1)], []).values()) == {None}
    assert share_met([_passage(1)], []) is None


def test_nothing_found_is_zero() -> None:
    assert set(retrieval_scores([], [_words_in(1)]).values()) == {0.0}


def test_the_share_of_needs_in_the_context() -> None:
    assert share_met([_passage(1), _passage(4)], [_words_in(1), _words_in(2)]) == 0.5


# --- folders in BEIR layout ----------------------------------------------------------------------------------


def _run_of(rankings: list[Ranking]) -> dict[str, dict[str, float]]:
    return {one.query_id: {entry: float(100 - rank) for rank, entry in enumerate(one.entries)} for one in rankings}


def test_graded_judgements_and_queries_without_results_are_as_in_trec_eval() -> None:
    qrels = {"a": {"x": 2, "y": 1, "z": 0}, "b": {"x": 1}, "lost": {"y": 3}}
    rankings = [Ranking("a", ("z", "y", "x")), Ranking("b", ("y", "x")), Ranking("lost", ())]
    ours = measure(rankings, qrels)
    assert ours == pytest.approx(_by_trec_eval(qrels, _run_of(rankings)), abs=1e-6)
    # a: 1/log2(3) + 2/log2(4) of 2 + 1/log2(3); b: 1/log2(3); lost: 0
    first = (1 / log2(3) + 1) / (2 + 1 / log2(3))
    assert ours["ndcg@10"] == pytest.approx((first + 1 / log2(3)) / 3, abs=1e-6)


def test_what_nobody_has_judged_is_not_relevant_and_not_averaged_over() -> None:
    rankings = [Ranking("a", ("u", "x")), Ranking("unjudged", ("x",))]
    assert measure(rankings, {"a": {"x": 1}})["mrr@10"] == pytest.approx(0.5)


def test_the_order_of_a_ranking_counts_as_it_is_because_its_scores_have_no_ties() -> None:
    """trec_eval orders ties by name, backwards; our rankings give it none."""
    tied = _by_trec_eval({"q": {"a": 1}}, {"q": {"a": 1.0, "b": 1.0}})
    ours = measure([Ranking("q", ("a", "b"))], {"q": {"a": 1}})
    assert (tied["mrr@10"], ours["mrr@10"]) == (0.5, 1.0)


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from("abc"),
        st.dictionaries(st.sampled_from("uvwxyz"), st.integers(0, 3), min_size=1),
        min_size=1,
    ),
    st.dictionaries(st.sampled_from("abc"), st.permutations("uvwxyz"), min_size=1),
)
def test_any_judgements_and_rankings_measure_as_trec_eval_does(
    qrels: dict[str, dict[str, int]], found: dict[str, list[str]]
) -> None:
    rankings = [Ranking(query, tuple(entries)) for query, entries in found.items()]
    expected = _by_trec_eval(qrels, _run_of([one for one in rankings if one.query_id in qrels]))
    assert measure(rankings, qrels) == pytest.approx(expected, abs=1e-6)
