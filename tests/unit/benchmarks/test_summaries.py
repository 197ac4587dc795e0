"""How summaries are measured: what counts as near, as covered and as ahead."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.summaries.baselines import cut_to, whole_up_to
from benchmarks.summaries.data import sentences_of
from benchmarks.summaries.measures import difference, key_coverage, longest_common, rouge_l

WORDS = st.text("仓库农户产地", max_size=12)


def common_by_table(left: str, right: str) -> int:
    rows = [[0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i, one in enumerate(left):
        for j, other in enumerate(right):
            rows[i + 1][j + 1] = rows[i][j] + 1 if one == other else max(rows[i][j + 1], rows[i + 1][j])
    return rows[-1][-1]


@given(WORDS, WORDS)
def test_the_longest_common_subsequence_is_that_of_the_table(left: str, right: str) -> None:
    assert longest_common(left, right) == common_by_table(left, right)


def test_width_space_and_punctuation_do_not_count() -> None:
    assert rouge_l("仓库，３ 座。", "仓库3座") == 1.0


def test_nothing_is_near_to_nothing() -> None:
    assert rouge_l("", "仓库") == 0.0
    assert rouge_l("，。", "，。") == 0.0


def test_half_of_the_pairs_of_a_key_sentence_cover_it() -> None:
    assert key_coverage("冷链仓库建在产地", ["对，冷链仓库建在产地。", "电费是最大的成本"]) == 0.5
    assert key_coverage("冷链", ["冷链仓库必须建在蔬菜产地"]) == 0.0


def test_what_is_always_ahead_is_told_from_what_is_not() -> None:
    ours = np.linspace(0.3, 0.5, 20)
    ahead = difference(ours, ours - 0.1)
    assert ahead.low > 0.09
    assert difference(ours, ours[::-1]).low < 0 < difference(ours, ours[::-1]).high


def test_a_ranking_is_cut_to_the_length_and_put_in_order() -> None:
    assert cut_to(["一二三", "四五六", "七八九"], [2, 0, 1], length=5) == "一二七八九"


def test_whole_sentences_are_taken_up_to_a_tenth_more() -> None:
    assert whole_up_to(["一二三四五六", "七八九十", "甲乙丙丁"], [2, 0, 1], length=8) == "七八九十甲乙丙丁"


def test_speakers_are_no_part_of_the_sentences() -> None:
    assert sentences_of("甲：仓库要建。电费要降。\n乙：好。") == ["仓库要建。", "电费要降。", "好。"]
    assert sentences_of("他说：仓库要建。\n电费要降。\n路要修。") == ["他说：仓库要建。", "电费要降。", "路要修。"]
