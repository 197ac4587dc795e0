"""Texts as token numbers: many lists in one array, and the passages of the pairs sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from training.pairs import Pair

Numbers = NDArray[np.int64]

MAX_QUERY_TOKENS = 64
TOKENIZING_BATCH = 4096
_SENTENCE = re.compile(r"[^。！？；!?;\n]*[。！？；!?;\n]+|[^。！？；!?;\n]+$")


@dataclass(frozen=True, slots=True)
class TokenLists:
    """Many token lists in one flat array: list i is `tokens[offsets[i]:offsets[i + 1]]`."""

    tokens: NDArray[np.int32]
    offsets: Numbers

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def lengths(self) -> Numbers:
        return np.diff(self.offsets)

    def gather(self, rows: Numbers) -> tuple[NDArray[np.int32], Numbers]:
        """The tokens of `rows` one after another, and for each token the position in `rows` of its list."""
        places, owners = ranges(self.offsets[rows], self.lengths()[rows])
        return self.tokens[places], owners


@dataclass(frozen=True, slots=True)
class Corpus:
    """Distinct queries, distinct passages, and which belong together (`kinds`: of each pair).

    Passage i is the sentences `first_sentence[i]` to `first_sentence[i + 1]`; `sentence_of` numbers each token's one.
    `title[i]` is the query that is the title or heading of passage i, -1 where there is none.
    """

    queries: TokenLists
    sentences: TokenLists
    first_sentence: Numbers
    sentence_of: Numbers
    pair_query: Numbers
    pair_passage: Numbers
    kinds: NDArray[np.str_]
    title: Numbers

    @property
    def passages(self) -> TokenLists:
        return TokenLists(self.sentences.tokens, self.sentences.offsets[self.first_sentence])


def ranges(starts: Numbers, lengths: Numbers) -> tuple[Numbers, Numbers]:
    """The numbers `start` to `start + length` of each range one after another, and the range that each is of."""
    owners = np.repeat(np.arange(len(starts)), lengths)
    firsts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    return np.arange(len(owners)) - firsts[owners] + starts[owners], owners


def build_corpus(pairs: Sequence[Pair], tokenizer: Tokenizer, titles: Set[str]) -> Corpus:
    """`titles`: the kinds whose query is a title or heading."""
    queries: dict[str, int] = {}
    passages: dict[str, int] = {}
    rows = [
        (queries.setdefault(pair.query, len(queries)), passages.setdefault(pair.passage, len(passages)))
        for pair in pairs
    ]
    numbers = np.array(rows, dtype=np.int64)
    cut = [_sentences(passage) for passage in passages]
    sentences = tokenize(tokenizer, (one for parts in cut for one in parts))
    title = np.full(len(passages), -1)
    titled = np.array([pair.kind in titles for pair in pairs])
    title[numbers[titled, 1]] = numbers[titled, 0]
    return Corpus(
        queries=tokenize(tokenizer, queries, max_tokens=MAX_QUERY_TOKENS),
        sentences=sentences,
        first_sentence=np.concatenate(([0], np.cumsum([len(parts) for parts in cut]))),
        sentence_of=np.repeat(np.arange(len(sentences)), sentences.lengths()),
        pair_query=numbers[:, 0],
        pair_passage=numbers[:, 1],
        kinds=np.array([pair.kind for pair in pairs]),
        title=title,
    )


def _sentences(passage: str) -> list[str]:
    return [one for one in _SENTENCE.findall(passage) if one.strip()] or [""]


def tokenize(tokenizer: Tokenizer, texts: Iterable[str], *, max_tokens: int | None = None) -> TokenLists:
    """Token numbers without the unknown token (0), the first `max_tokens` of each text."""
    parts: list[NDArray[np.int32]] = []
    lengths: list[int] = []
    for batch in _batches(iter(texts)):
        for encoding in tokenizer.encode_batch_fast(batch, add_special_tokens=False):
            numbers = np.array(encoding.ids, dtype=np.int32)
            known = numbers[numbers != 0][:max_tokens]
            parts.append(known)
            lengths.append(len(known))
    offsets = np.concatenate(([0], np.cumsum(lengths)))
    return TokenLists(np.concatenate(parts), offsets.astype(np.int64))


def _batches(texts: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(texts, TOKENIZING_BATCH)):
        yield batch
