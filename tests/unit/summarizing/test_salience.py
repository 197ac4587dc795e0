"""What is shown of a text: what it speaks of most, within a length, nothing twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.domain import Span
from rag.summarizing.salience import SPOKEN, WRITTEN, Run, Salience, pick, says_something

SENTENCES = ["冷链仓库建在产地", "冷链仓库减少损耗", "农户喜欢冷链仓库", "天气晴朗阳光明媚"]


def run(words: str, sentence: int = 0, *, start: int | None = None) -> Run:
    begun = 100 * sentence if start is None else start
    return Run(words, Span(begun, begun + len(words)), sentence, sentence)


def test_what_a_text_speaks_of_counts_for_more_than_what_it_says_once() -> None:
    for weights in (WRITTEN, SPOKEN):
        salience = Salience(SENTENCES, title="", weights=weights)
        assert salience.score(run("冷链仓库减少损耗")) > salience.score(run("天气晴朗阳光明媚"))


def test_words_of_the_title_count() -> None:
    with_title = Salience(SENTENCES, title="天气晴朗", weights=WRITTEN)
    without = Salience(SENTENCES, title="", weights=WRITTEN)
    assert with_title.score(run("天气晴朗阳光明媚")) > without.score(run("天气晴朗阳光明媚"))


def test_what_an_article_says_first_counts_for_more() -> None:
    salience = Salience(SENTENCES, title="", weights=WRITTEN)
    assert salience.score(run(SENTENCES[0], 0)) > salience.score(run(SENTENCES[0], 9))


def test_talk_about_the_talk_counts_for_less() -> None:
    salience = Salience(SENTENCES, title="", weights=SPOKEN)
    assert salience.score(run("冷链仓库减少损耗")) > salience.score(run("刚才老师提到冷链仓库减少损耗"))


def test_a_text_without_words_has_scores_all_the_same() -> None:
    assert isinstance(Salience([], title="", weights=WRITTEN).score(run("。。。。")), float)


@pytest.mark.parametrize("words", ["新增年满七十周岁的老年人", "联谊会会长洪某"])
def test_a_name_says_nothing(words: str) -> None:
    assert not says_something(words)


def test_a_verb_says_something() -> None:
    assert says_something("老年人需要提前登记")


def test_one_run_of_a_sentence_and_none_that_repeats_another() -> None:
    runs = [
        run("冷链仓库减少损耗", 0),
        run("冷链仓库减少损耗三成", 0, start=0),
        run("冷链仓库减少损耗", 5),
        run("天气晴朗阳光明媚", 7),
    ]
    chosen = pick(runs, [3.0, 2.0, 2.5, 1.0], aim=1_000)
    assert [one.sentence for one in chosen] == [0, 7]


def test_what_is_given_comes_in_before_what_is_better() -> None:
    runs = [run("冷链仓库建在产地", 0), run("天气晴朗阳光明媚", 1)]
    assert pick(runs, [0.0, 9.0], aim=10, given=[runs[0]]) == [runs[0]]


def test_what_is_given_and_does_not_fit_is_left_out() -> None:
    runs = [run("冷链仓库建在蔬菜的产地", 0), run("天气晴朗", 1)]
    assert pick(runs, [9.0, 0.0], aim=6, given=[runs[0]]) == [runs[1]]


def test_runs_spread_over_the_text_where_that_is_wanted() -> None:
    words = ["建设仓库两座", "修路三十公里", "招收学生百名", "疏浚河道五条"]
    runs = [run(one, place) for place, one in zip((0, 1, 2, 90), words, strict=True)]
    chosen = pick(runs, [1.0, 0.99, 0.98, 0.9], aim=15, spread=100)
    assert [one.sentence for one in chosen] == [0, 90]


@given(
    st.lists(st.tuples(st.text("仓库农户产地损耗电费", min_size=1, max_size=30), st.floats(-3, 3)), max_size=20),
    st.floats(0, 120),
)
def test_never_more_than_is_aimed_at_and_in_the_order_of_the_text(found: list[tuple[str, float]], aim: float) -> None:
    runs = [run(words, place) for place, (words, _) in enumerate(found)]
    chosen = pick(runs, [score for _, score in found], aim=aim, spread=len(runs))
    assert sum(len(one.words) + 1 for one in chosen) <= max(aim, 0)
    assert chosen == sorted(chosen, key=lambda one: one.span)
