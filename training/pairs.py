"""The training pairs: read, cleaned of what would give the answer away, and turned into token numbers."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

# A query that stands for more passages than this is boilerplate ("read on", a programme's name), not a meaning.
MAX_PASSAGES_PER_QUERY = 200
# What is left of a passage without its query must still say something.
MIN_PASSAGE_CHARACTERS = 8
TOKENIZING_BATCH = 4096


@dataclass(frozen=True, slots=True)
class Pair:
    query: str
    passage: str


@dataclass(frozen=True, slots=True)
class TokenLists:
    """Many token lists in one flat array: list i is `tokens[offsets[i]:offsets[i + 1]]`."""

    tokens: NDArray[np.int32]
    offsets: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def gather(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """The tokens of `rows` one after another, and for each token the position in `rows` of its list."""
        starts, lengths = self.offsets[rows], np.diff(self.offsets)[rows]
        owners = np.repeat(np.arange(len(rows)), lengths)
        firsts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
        return self.tokens[np.arange(len(owners)) - firsts[owners] + starts[owners]], owners


def read_pairs(path: Path) -> list[Pair]:
    """All usable pairs in file order, the query cut out of its passage."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    frequency = Counter(row["query"].strip() for row in rows)
    pairs = []
    for row in rows:
        query = row["query"].strip()
        if query and frequency[query] <= MAX_PASSAGES_PER_QUERY:
            pairs.append(Pair(query, without(query, row["passage"])))
    return pairs


def without(query: str, passage: str) -> str:
    """The passage less the query's own sentence: finding a sentence by itself teaches nothing."""
    rest = passage.replace(query, " ")
    return rest if len(rest.strip()) >= MIN_PASSAGE_CHARACTERS else passage


def tokenize(tokenizer: Tokenizer, texts: Iterable[str], *, max_tokens: int) -> TokenLists:
    """Token numbers without the unknown token (0), the first `max_tokens` of each text."""
    parts: list[NDArray[np.int32]] = []
    lengths: list[int] = []
    for batch in _batches(iter(texts)):
        for encoding in tokenizer.encode_batch_fast(batch, add_special_tokens=False):
            numbers = np.array(encoding.ids[:max_tokens], dtype=np.int32)
            known = numbers[numbers != 0]
            parts.append(known)
            lengths.append(len(known))
    offsets = np.concatenate(([0], np.cumsum(lengths)))
    return TokenLists(np.concatenate(parts), offsets.astype(np.int64))


def _batches(texts: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(texts, TOKENIZING_BATCH)):
        yield batch
