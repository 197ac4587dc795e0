"""Care of the data folder: cleaning up after interruptions, rebuilding the indexes, checking that all agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Protocol

import numpy as np

from rag import messages
from rag.chunking import report_of_chunk
from rag.domain import ReportFilter
from rag.errors import EmbeddingChanged, FolderLocked, IndexDamaged
from rag.indexes import Indexes, IndexPair, finds_itself
from rag.ports import ChunkVectors, Embedder, Embedding, Ledger, Lock
from rag.reembedding import Reembedding
from rag.terms import keyword_document

# Chunks written to a new index at a time.
_CHUNKS_A_BATCH = 2000

# Vectors that must find themselves for an index to count as whole: one of each of so many reports, spread evenly.
_SELF_QUERIES = 200
# And for a glance, which is taken every few seconds: 8 of 1,000 reports take 40 ms.
_GLANCE_QUERIES = 8


@dataclass(frozen=True, slots=True)
class Check:
    """One finding of `doctor`: `message` is a key of `rag.messages`, `values` fill it."""

    name: str
    ok: bool
    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    def in_language(self, language: str) -> str:
        return messages.text(self.message, language, **self.values)


class RebuildProgress(Protocol):
    """Told in chunks. `step`: `embed`, then `index`."""

    def __call__(self, step: str, done: int, total: int) -> None: ...


class Maintenance:
    """Keeps a ledger and its indexes in step."""

    def __init__(self, *, ledger: Ledger, indexes: Indexes, embedder: Embedder, lock: Lock) -> None:
        self._ledger = ledger
        self._indexes = indexes
        self._embedder = embedder
        self._lock = lock
        self._checked = False

    # --- before and after writing

    def turn(self, *, wait_seconds: float | None = None) -> AbstractContextManager[None]:
        """What one thread stages must not be taken by another for what an interruption left. Raises WriterBusy."""
        return self._lock.turn(wait_seconds=wait_seconds)

    def open_for_writing(self, *, wait: bool = True) -> None:
        """Take the lock and put right what an interruption left. Raises FolderLocked (where it is not to `wait`, at
        once), FolderNotWritable, DiskFull."""
        self._lock.acquire(wait=wait)
        self._discard_stray()
        try:
            interrupted = self.clean_up()
            damaged = interrupted and not self._vectors_are_whole()
        except IndexDamaged:
            damaged = True
        if damaged:
            self.rebuild()
            self.clean_up()

    def ensure_whole(self) -> None:
        """Before the first writing of a process: that the indexes hold what the ledger holds; if not, rebuild them."""
        if self._checked:
            return
        expected = self._ledger.count_chunks()
        try:
            pair = self._indexes.current()
            whole = pair.keywords.count() == expected == pair.vectors.count()
        except IndexDamaged:
            whole = False
        if not whole:
            self.rebuild()
        self._checked = True

    def clean_up(self) -> bool:
        """Forget reports that are staged or retired; whether there were any."""
        unfinished = self._ledger.unfinished()
        if unfinished:
            self._indexes.current().remove(unfinished)
            self._ledger.purge(list(unfinished))
        return bool(unfinished)

    def ensure_embedding(self) -> None:
        """That new vectors can stand beside the stored ones. Raises EmbeddingChanged."""
        state = self._ledger.state()
        if state.embedding is None or state.embedding == self._embedding:
            return
        if self._ledger.report_ids():
            raise EmbeddingChanged(stored=state.embedding.shown, configured=self._embedding.shown)
        self._ledger.switch(indexes=state.indexes + 1, embedding=self._embedding)

    # --- rebuilding

    def rebuild(self, *, embed: bool = False, on_progress: RebuildProgress | None = None) -> int:
        """Make both indexes anew from the ledger, with new vectors if `embed`; the number of reports.

        The new ones are built beside those in use and take their place when they are whole. Searches that began with
        the old ones may end with them: they go at the next opening for writing. Vectors of another model that an
        interrupted run got done are not made again.
        """
        with self._lock.turn():
            return self._rebuild(embed=embed, on_progress=on_progress)

    def _rebuild(self, *, embed: bool, on_progress: RebuildProgress | None) -> int:
        self._lock.acquire()
        self._discard_stray()
        state = self._ledger.state()
        embedding = self._embedding if embed else state.embedding
        reports = self._ledger.report_ids()
        if embedding is None:
            return 0
        generation = state.indexes + 1
        self._ledger.mark_stray(generation)
        self._indexes.discard(generation)
        tell = on_progress or _silent
        if embed:
            Reembedding(ledger=self._ledger, embedder=self._embedder).run(on_progress=partial(tell, "embed"))
        self._fill(self._indexes.at(generation), embedding, partial(tell, "index"))
        self._ledger.switch(indexes=generation, embedding=embedding)
        return len(reports)

    def _fill(self, pair: IndexPair, embedding: Embedding, tell: Callable[[int, int], None]) -> None:
        done, total = 0, self._ledger.count_chunks()
        for batch in _batches(self._ledger.chunk_vectors(embedding=embedding)):
            ids = {report_of_chunk(one.chunk_ids[0]): one.chunk_ids for one in batch}
            documents = [keyword_document(one) for report_id in ids for one in self._ledger.chunks_of(report_id)]
            vectors = np.concatenate([one.matrix for one in batch])
            pair.add(documents, vectors)
            pair.verify(ids, vectors)
            done += len(documents)
            tell(done, total)

    def _discard_stray(self) -> None:
        stray = self._ledger.state().stray
        if stray is not None:
            self._indexes.discard(stray)
            self._ledger.mark_stray(None)

    # --- checking

    def doctor(self) -> Iterator[Check]:
        """Everything that can be found out without changing anything."""
        holder = self._lock.holder()
        yield Check("lock", True, "doctor_lock_held" if holder else "doctor_lock_free", {"holder": holder})
        problems = self._ledger.verify()
        yield Check(
            "ledger", not problems, "doctor_ledger_damaged" if problems else "doctor_ledger", self._counts(problems)
        )
        yield self._check_embedding()
        yield self._check_keywords()
        yield self._check_vectors()

    def glance(self) -> Iterator[Check]:
        """What can be found out in a few milliseconds: whether the ledger can be read, and the indexes find what is in.

        Numbers are not compared: while reports come in they differ for moments. Raises what opening them raises.
        """
        ids = self._ledger.report_ids()
        values: dict[str, object] = {"reports": len(ids)}
        yield Check("ledger", True, "ready_ledger", values)
        ok = not ids or self._finds_some(ids)
        yield Check("indexes", ok, "ready_indexes" if ok else "ready_indexes_damaged", values)

    def _finds_some(self, ids: Sequence[str]) -> bool:
        some = tuple(ids[:: -(-len(ids) // _GLANCE_QUERIES)])
        parts = list(self._ledger.chunk_vectors(ReportFilter(report_ids=some)))
        pair = self._indexes.current()
        is_found = not parts or finds_itself(pair.vectors, np.concatenate([one.matrix[:1] for one in parts]))
        return is_found and pair.keywords.count() > 0

    def _counts(self, problems: Sequence[str]) -> dict[str, object]:
        return {
            "reports": len(self._ledger.report_ids()),
            "chunks": self._ledger.count_chunks(),
            "unfinished": len(self._ledger.unfinished()),
            "problems": "; ".join(problems[:3]),
        }

    def _check_embedding(self) -> Check:
        stored = self._ledger.state().embedding
        ok = stored is None or stored == self._embedding
        values: dict[str, object] = {
            "stored": stored.shown if stored else "–",
            "configured": self._embedding.shown,
            "done": sum(self._ledger.embedded(self._embedding).values()),
            "total": self._ledger.count_chunks(),
        }
        return Check("embedding", ok, "doctor_embedding" if ok else "doctor_embedding_changed", values)

    def _check_keywords(self) -> Check:
        expected = self._ledger.count_chunks()
        try:
            found = self._indexes.current().keywords.count()
        except IndexDamaged:
            found = -1
        ok = self._is_expected(found)
        return Check("keywords", ok, _index_message(ok=ok), {"index": "tantivy", "found": found, "expected": expected})

    def _check_vectors(self) -> Check:
        expected = self._ledger.count_chunks()
        values: dict[str, object] = {"index": "Chroma", "found": "?", "expected": expected}
        try:
            values["found"] = self._indexes.current().vectors.count()
            ok = self._vectors_are_whole()
        except FolderLocked:
            return Check("vectors", True, "doctor_index_in_use", values)
        except IndexDamaged:
            ok = False
        return Check("vectors", ok, _index_message(ok=ok), values)

    def _is_expected(self, chunks: int) -> bool:
        """What an interruption left is still in the indexes until the next opening for writing."""
        expected = self._ledger.count_chunks()
        return chunks >= expected if self._ledger.unfinished() else chunks == expected

    def _vectors_are_whole(self) -> bool:
        index = self._indexes.current().vectors
        if not self._is_expected(index.count()):
            return False
        every = -(-len(self._ledger.report_ids()) // _SELF_QUERIES) or 1
        parts = list(islice(self._ledger.chunk_vectors(), None, None, every))
        if any(index.missing(one.chunk_ids) for one in parts):
            return False
        return not parts or finds_itself(index, np.concatenate([one.matrix[:1] for one in parts]))

    @property
    def _embedding(self) -> Embedding:
        return Embedding.of(self._embedder)


def _silent(_step: str, _done: int, _total: int) -> None:
    pass


def _index_message(*, ok: bool) -> str:
    return "doctor_index" if ok else "doctor_index_damaged"


def _batches(parts: Iterator[ChunkVectors]) -> Iterator[list[ChunkVectors]]:
    batch: list[ChunkVectors] = []
    for one in parts:
        batch.append(one)
        if sum(len(member.chunk_ids) for member in batch) >= _CHUNKS_A_BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
