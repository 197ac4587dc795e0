"""Vectors of another model for all that is in, beside those in use: interrupted, it goes on where it was."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import numpy as np

from rag.chunking import embedding_text
from rag.ports import Embedder, Embedding, Ledger, Vectors

# Passages handed to the model at a time grow and shrink so that a block takes about this long: progress is told after
# each, and what a kill loses is at most a block and the report it ends in.
_BLOCK_SECONDS = 5.0

# Passages of a block. Blocks of fewer would be worth no sorting by length; the built-in model gains nothing from more.
_LEAST, _MOST = 32, 4096


class EmbeddingProgress(Protocol):
    """Told after each block, and before the first with what an earlier run got done."""

    def __call__(self, done: int, total: int) -> None: ...


class Reembedding:
    """Fills the ledger with vectors of an embedder for every ready report."""

    def __init__(self, *, ledger: Ledger, embedder: Embedder, clock: Callable[[], float] = time.monotonic) -> None:
        self._ledger = ledger
        self._embedder = embedder
        self._embedding = Embedding.of(embedder)
        self._clock = clock
        self._block = _LEAST
        self._done = 0

    def run(self, *, on_progress: EmbeddingProgress | None = None) -> None:
        """Reports that have whole vectors of this embedding are left alone, unless it is the one in use: then there is
        a reason to make them anew. Vectors of a third embedding, begun and given up, are forgotten. Raises DiskFull.
        """
        in_use = self._ledger.state().embedding
        self._ledger.forget_vectors(but=[one for one in (in_use, self._embedding) if one is not None])
        chunks = {one.id: one.chunks for one in self._ledger.reports()}
        embedded = {} if in_use == self._embedding else self._ledger.embedded(self._embedding)
        left = [one for one, count in chunks.items() if count != embedded.get(one, 0)]
        total = sum(chunks.values())
        self._done = total - sum(chunks[one] for one in left)
        tell = on_progress or _silent
        tell(self._done, total)
        for group in self._groups(left):
            self._embed(group, lambda: tell(self._done, total))

    def _groups(self, report_ids: Sequence[str]) -> Iterator[dict[str, list[str]]]:
        """Texts by report: as many reports as fill a block, so that small ones do not make small batches."""
        group: dict[str, list[str]] = {}
        for one in report_ids:
            group[one] = [embedding_text(stored.report_title, stored.chunk) for stored in self._ledger.chunks_of(one)]
            if sum(map(len, group.values())) >= self._block:
                yield group
                group = {}
        if group:
            yield group

    def _embed(self, group: dict[str, list[str]], tell: Callable[[], None]) -> None:
        vectors = self._vectors([text for texts in group.values() for text in texts], tell)
        rows = np.split(vectors, np.cumsum([len(texts) for texts in group.values()])[:-1])
        self._ledger.restage_vectors(dict(zip(group, rows, strict=True)), embedding=self._embedding)

    def _vectors(self, texts: Sequence[str], tell: Callable[[], None]) -> Vectors:
        """Block by block: a long report may be many. What is left over is not a block of its own."""
        parts: list[Vectors] = []
        start = 0
        while start < len(texts):
            block = texts[start:] if len(texts) - start < 1.5 * self._block else texts[start : start + self._block]
            before = self._clock()
            parts.append(self._embedder.embed_passages(block))
            self._adapt(self._clock() - before)
            start += len(block)
            self._done += len(block)
            tell()
        return np.concatenate(parts)

    def _adapt(self, seconds: float) -> None:
        if seconds < _BLOCK_SECONDS / 2:
            self._block = min(2 * self._block, _MOST)
        elif seconds > _BLOCK_SECONDS:
            self._block = max(self._block // 2, _LEAST)


def _silent(_done: int, _total: int) -> None:
    pass
