"""One score from several searches."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.fusion import best_sentence, first_scores, rarity_of, weights_of
from rag.questions import Aim

SCORES = st.lists(st.floats(0, 1), min_size=3, max_size=3)


@given(SCORES, SCORES, SCORES, st.sampled_from(Aim), st.floats(0, 1))
def test_a_score_does_not_depend_on_the_other_candidates(words, pairs, vectors, aim, rarity) -> None:
    weights = weights_of(aim, rarity=rarity)
    together = first_scores(np.array(words), np.array(pairs), np.array(vectors), weights=weights)
    alone = [
        first_scores(np.array([w]), np.array([p]), np.array([v]), weights=weights)[0]
        for w, p, v in zip(words, pairs, vectors, strict=True)
    ]
    assert together.tolist() == alone


def share_of_meaning(aim: Aim, rarity: float) -> float:
    weights = weights_of(aim, rarity=rarity)
    return weights.vectors / weights.words


def test_meaning_decides_more_for_a_subject_of_common_words_than_for_a_question() -> None:
    assert share_of_meaning(Aim.SUBJECT, 0.2) > share_of_meaning(Aim.ACCOUNT, 0.2) > share_of_meaning(Aim.FACT, 0.2)


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_rarer_the_words_of_a_subject_the_more_they_count(one: float, other: float) -> None:
    common, rare = sorted((one, other))
    assert share_of_meaning(Aim.SUBJECT, rare) <= share_of_meaning(Aim.SUBJECT, common)


def test_rarity_is_the_mean_weight_of_the_words() -> None:
    assert rarity_of({"引航员": 1.0, "工作": 0.1}) == pytest.approx(0.55)
    assert rarity_of({}) == 0


def test_a_sentence_that_has_all_words_beats_two_that_share_them() -> None:
    weights = {"引航员": 1.0, "缺口": 1.0}
    assert best_sentence(weights, ["引航员缺口较大"]) == 1
    assert best_sentence(weights, ["引航员不少", "泊位有缺口"]) == 0.5


def test_rare_words_count_for_more() -> None:
    assert best_sentence({"引航员": 1.0, "工作": 0.1}, ["引航员培训"]) == pytest.approx(1 / 1.1)


@pytest.mark.parametrize(("weights", "sentences"), [({}, ["港口"]), ({"港口": 1.0}, []), ({}, [])])
def test_nothing_to_look_for_or_to_look_into_is_nothing(weights, sentences) -> None:
    assert best_sentence(weights, sentences) == 0
