"""Batches without end: pairs as they are in the file, and cloze pairs drawn anew each time.

A cloze pair is a stretch of one sentence as the query and the rest of its passage, under its title if it has one. The
fixed pairs alone are learnt by heart within a few passes; there are ever new cloze pairs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from training.tokens import Corpus, Numbers, TokenLists, ranges

MIN_CLOZE_SENTENCE_TOKENS = 5
MIN_CLOZE_PASSAGE_TOKENS = 16
MAX_CLOZE_QUERY_TOKENS = 24
MAX_PASSAGE_TOKENS = 320
# A long passage gives more cloze pairs than a short one, up to this many sentences.
MAX_COUNTED_SENTENCES = 8
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Mixture:
    """Shares of a batch, and how much of each text is dropped at random (a text's own share varies around it)."""

    batch: int = 2048
    cloze_share: float = 0.3
    titled_share: float = 0.5
    dropped_of_query: float = 0.3
    dropped_of_passage: float = 0.5


@dataclass(frozen=True, slots=True)
class Batch:
    """Queries, then their passages, as one list of bags: token i is of bag `owners[i]`, bag i begins at `offsets[i]`.

    Rows that share a query or a passage are no counter-examples of each other.
    """

    tokens: torch.Tensor
    owners: torch.Tensor
    offsets: torch.Tensor
    query_numbers: torch.Tensor
    passage_numbers: torch.Tensor


@dataclass(frozen=True, slots=True)
class _Rows:
    """Query and passage of each row; of the cloze rows (the last ones) also the sentence taken out of the passage."""

    query: TokenLists
    passage: Numbers
    left_out: Numbers
    title: Numbers
    query_number: Numbers


class Sampler:
    """`weights`: how often a pair is drawn by its kind, 1 where not named."""

    def __init__(self, corpus: Corpus, mixture: Mixture, weights: Mapping[str, float], *, seed: int) -> None:
        self._corpus, self._mixture = corpus, mixture
        self._random = np.random.default_rng(seed)
        self._passages = corpus.passages
        self._pair_chances = _chances(np.array([weights.get(str(kind), 1.0) for kind in corpus.kinds]))
        sentences = np.diff(corpus.first_sentence)
        self._cloze_passages = np.flatnonzero((sentences >= 2) & (self._passages.lengths() >= MIN_CLOZE_PASSAGE_TOKENS))
        self._cloze_chances = _chances(np.minimum(sentences[self._cloze_passages], MAX_COUNTED_SENTENCES))

    def batches(self) -> Iterator[Batch]:
        while True:
            yield self._batch()

    def _batch(self) -> Batch:
        cloze = round(self._mixture.batch * self._mixture.cloze_share) if len(self._cloze_passages) else 0
        rows = _joined(self._pairs(self._mixture.batch - cloze), self._clozes(cloze))
        number = len(rows.passage)
        tokens, owners = rows.query.gather(np.arange(number))
        kept = self._kept(owners, self._mixture.dropped_of_query)
        parts = [(tokens[kept], owners[kept])]
        places, owners = ranges(
            self._passages.offsets[rows.passage],
            np.minimum(self._passages.lengths()[rows.passage], MAX_PASSAGE_TOKENS),
        )
        kept = self._kept(owners, self._mixture.dropped_of_passage)
        kept &= self._corpus.sentence_of[places] != rows.left_out[owners]
        parts.append((self._passages.tokens[places[kept]], owners[kept] + number))
        titled = np.flatnonzero(rows.title >= 0)
        tokens, owners = self._corpus.queries.gather(rows.title[titled])
        parts.append((tokens, titled[owners] + number))
        return _bags(parts, rows)

    def _pairs(self, number: int) -> _Rows:
        corpus = self._corpus
        chosen = self._draw(self._pair_chances, number)
        query, passage = corpus.pair_query[chosen], corpus.pair_passage[chosen]
        tokens, _ = corpus.queries.gather(query)
        none = np.full(number, -1)
        return _Rows(_lists(tokens, corpus.queries.lengths()[query]), passage, none, none, query)

    def _clozes(self, number: int) -> _Rows:
        corpus, random = self._corpus, self._random
        passage = self._cloze_passages[self._draw(self._cloze_chances, number)]
        sentence = self._sentences(passage)
        lengths = corpus.sentences.lengths()[sentence]
        longest = (MAX_CLOZE_QUERY_TOKENS * random.uniform(0.3, 1.0, number)).astype(np.int64)
        taken = np.minimum(lengths, longest)
        starts = corpus.sentences.offsets[sentence] + random.integers(0, lengths - taken + 1)
        places, _ = ranges(starts, taken)
        title = np.where(random.random(number) < self._mixture.titled_share, corpus.title[passage], -1)
        query = _lists(corpus.sentences.tokens[places], taken)
        return _Rows(query, passage, sentence, title, -1 - np.arange(number))

    def _sentences(self, passage: Numbers) -> Numbers:
        """A sentence of each passage, drawn again where it is too short to say anything."""
        first, count = self._corpus.first_sentence[passage], np.diff(self._corpus.first_sentence)[passage]
        lengths = self._corpus.sentences.lengths()
        sentence = first + self._random.integers(0, count)
        for _ in range(_TRIES):
            again = first + self._random.integers(0, count)
            sentence = np.where(lengths[sentence] < MIN_CLOZE_SENTENCE_TOKENS, again, sentence)
        return sentence

    def _draw(self, chances: NDArray[np.float64], number: int) -> Numbers:
        return np.minimum(np.searchsorted(chances, self._random.random(number)), len(chances) - 1)

    def _kept(self, owners: Numbers, dropped: float) -> NDArray[np.bool_]:
        share = dropped * self._random.uniform(0.3, 1.7, owners.max(initial=0) + 1)
        kept: NDArray[np.bool_] = self._random.random(len(owners)) >= share[owners]
        return kept


def _chances(weights: NDArray[np.generic]) -> NDArray[np.float64]:
    return np.cumsum(weights / weights.sum())


def _lists(tokens: NDArray[np.int32], lengths: Numbers) -> TokenLists:
    return TokenLists(tokens, np.concatenate(([0], np.cumsum(lengths))))


def _joined(first: _Rows, second: _Rows) -> _Rows:
    return _Rows(
        _lists(
            np.concatenate((first.query.tokens, second.query.tokens)),
            np.concatenate((first.query.lengths(), second.query.lengths())),
        ),
        *(
            np.concatenate((getattr(first, name), getattr(second, name)))
            for name in ("passage", "left_out", "title", "query_number")
        ),
    )


def _bags(parts: list[tuple[NDArray[np.int32], Numbers]], rows: _Rows) -> Batch:
    owners = np.concatenate([part[1] for part in parts])
    order = np.argsort(owners, kind="stable")
    tokens = np.concatenate([part[0] for part in parts])[order].astype(np.int64)
    offsets = np.searchsorted(owners[order], np.arange(2 * len(rows.passage)))
    numbers = (tokens, owners[order], offsets, rows.query_number, rows.passage)
    return Batch(*(torch.from_numpy(np.ascontiguousarray(part)) for part in numbers))
