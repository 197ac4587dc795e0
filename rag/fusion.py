"""The scores of one passage in each search → one score. Pure.

Every score is put on a scale that depends on the query and the whole index alone, never on the other candidates: a
passage has the same score whatever else was found, so that a filtered search is the unfiltered one cut to the filter.
Words are divided by what a text could score at most (the "theoretical maximum" of Bruch, Gai and Ingber, An Analysis of
Fusion Functions for Hybrid Retrieval, ACM TOIS 42(1), 2023); cosines stand for themselves.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.questions import Aim

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    """What a search counts for; `words` is of words of the dictionary and of pairs of characters, each."""

    words: float
    vectors: float
    sentences: float


# A question shares its words with the sentence that answers it. An account, more so a subject (a heading, a few words),
# is spread over passages which need not repeat its words: there the meaning decides, unless the words are so rare that
# they name it. Chosen on government sections, news and encyclopedia together (docs/decisions/0009-retrieval.md).
FACT = Weights(words=1.0, vectors=0.5, sentences=0.6)
ACCOUNT = Weights(words=1.0, vectors=2.0, sentences=1.0)
SUBJECT_OF_COMMON_WORDS = Weights(words=0.5, vectors=4.0, sentences=0.0)
SUBJECT_OF_RARE_WORDS = Weights(words=1.0, vectors=0.7, sentences=0.0)
# Half-way between the two, and how soon it is one or the other.
_HALF_RARE, _RARE_WITHIN = 0.5, 0.1

# What a full fit of the report to the query (year, place, organisation, title) is worth: it comes before any passage of
# another report. It counts by its square: a half fit is little, for what is named may be what a passage is about.
FIT = 4.0

# What it is worth that a passage stands in the part of a report that the question is after (problems, plans).
ASPECT = 0.3


def weights_of(aim: Aim, *, rarity: float) -> Weights:
    """`rarity`: mean weight of the query's content words, 0 (stand everywhere) to 1 (`rag.matching.Weigh`)."""
    if aim is Aim.FACT:
        return FACT
    if aim is Aim.ACCOUNT:
        return ACCOUNT
    common, rare = SUBJECT_OF_COMMON_WORDS, SUBJECT_OF_RARE_WORDS
    share = 1 / (1 + math.exp((_HALF_RARE - rarity) / _RARE_WITHIN))
    return Weights(
        words=common.words + (rare.words - common.words) * share,
        vectors=common.vectors + (rare.vectors - common.vectors) * share,
        sentences=0.0,
    )


def fit_scores(fits: Scores) -> Scores:
    """`fits`: of each passage's report, 0 to 1."""
    scores: Scores = FIT * fits**2
    return scores


def first_scores(words: Scores, pairs: Scores, vectors: Scores, *, weights: Weights) -> Scores:
    """Before the sentences were looked at. `words` and `pairs` are shares of the most that a text could score."""
    scores: Scores = weights.words * (words + pairs) + weights.vectors * vectors
    return scores


def rarity_of(weights: Mapping[str, float]) -> float:
    """The mean weight of content words (word → weight); 0 for none."""
    return sum(weights.values()) / len(weights) if weights else 0.0


def best_sentence(weights: Mapping[str, float], sentences: Sequence[str]) -> float:
    """How much of the query a single sentence has: the share of the words' weight, of the best one; 0 to 1.

    `weights`: of the query's content words. `sentences` are normalised (`rag.words.normalise`).
    """
    total = sum(weights.values())
    if not total:
        return 0.0
    return max(
        (sum(weight for word, weight in weights.items() if word in sentence) / total for sentence in sentences),
        default=0.0,
    )
