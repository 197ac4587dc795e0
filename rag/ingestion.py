"""Files → reports that can be searched, each whole or not at all.

read, hash → prepare (parse, cut) → embed → stage in the ledger → write both indexes → verify → publish → clean up.
Whatever interrupts this leaves only invisible leftovers, which the next opening removes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np

from rag.chunking import embedding_text
from rag.domain import ReportFilter
from rag.errors import DuplicateName, FileNotReadable, RagError, ReadingError
from rag.indexes import Indexes
from rag.maintenance import Maintenance
from rag.ports import Embedder, Embedding, Ledger, NamedSource, Progress, StagedReport, StoredChunk
from rag.preparing import Preparation, PreparedReport, content_hash_of

# What one transaction publishes. 50 reports of ordinary size are about 1,250 chunks; docs/decisions/0003-storage.md.
MAX_REPORTS_A_BATCH = 50
MAX_CHUNKS_A_BATCH = 2000

# Files that bring nothing new are told after this many, however far the batch is.
_MAX_FILES_A_BATCH = 200


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file by the name that it goes by; `read` may raise OSError or ReadingError."""

    name: str
    read: Callable[[], bytes]


class IngestStatus(StrEnum):
    ADDED = "added"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What became of one file; a failed one has an error and neither id nor title."""

    file: str
    id: str | None
    title: str | None
    status: IngestStatus
    error: RagError | None = None


class Ingestion:
    """Takes files into a ledger and its indexes."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        indexes: Indexes,
        embedder: Embedder,
        preparation: Preparation,
        maintenance: Maintenance,
    ) -> None:
        self._ledger = ledger
        self._indexes = indexes
        self._embedder = embedder
        self._preparation = preparation
        self._maintenance = maintenance

    def ingest(
        self, sources: Iterable[SourceFile], *, library: str = "default", on_progress: Progress | None = None
    ) -> Iterator[IngestResult]:
        """One result a file, in order, told when the report can be searched.

        A file that cannot be read fails alone. Raises FolderLocked, FolderNotWritable, DiskFull, EmbeddingChanged,
        IndexDamaged; what was told before is in.
        """
        files = list(sources)
        self._maintenance.open_for_writing()
        self._maintenance.ensure_embedding()
        done = 0
        for batch in _batches(self._arrivals(files, library)):
            for result in self._take_in(batch, library):
                done += 1
                if on_progress is not None:
                    on_progress(done, len(files), result.file)
                yield result

    def remove(self, report_id: str) -> None:
        """Raises UnknownReport, FolderLocked."""
        self._maintenance.open_for_writing()
        self._ledger.retire(report_id)
        self._maintenance.clean_up()

    # --- reading and preparing

    def _arrivals(self, files: Sequence[SourceFile], library: str) -> Iterator[_Arrival]:
        seen: dict[str, str] = {}
        for source in files:
            yield self._arrive(source, library, seen)

    def _arrive(self, source: SourceFile, library: str, seen: dict[str, str]) -> _Arrival:
        """`seen`: the contents of this run by name."""
        name = _storable(source.name)
        try:
            content = _read(source)
            arrival = _Arrival(name, content_hash_of(content))
            if seen.setdefault(name, arrival.content_hash) != arrival.content_hash:
                raise DuplicateName(file=name)
            known = self._ledger.known(library, arrival.content_hash)
            if known is not None:
                return replace(arrival, known=known)
            return replace(arrival, prepared=self._preparation.prepare(content, name=name, library=library))
        except ReadingError as error:
            return _Arrival(name, "", error=error)

    # --- writing

    def _take_in(self, arrivals: Sequence[_Arrival], library: str) -> list[IngestResult]:
        new = self._new_reports(arrivals)
        sources = [
            NamedSource(library, one.name, one.content_hash, one.report_id)
            for one in arrivals
            if one.report_id is not None
        ]
        before = {one: self._ledger.named(library, one.file) for one in sources}
        changed = [one for one, earlier in before.items() if earlier != one]
        if new:
            self._write(list(new.values()))
        retired = set(self._ledger.publish(changed)) if changed else set()
        self._maintenance.clean_up()
        replaced = {one.file for one, earlier in before.items() if earlier and earlier.report_id in retired}
        return self._results(arrivals, added=set(new), replaced=replaced)

    def _new_reports(self, arrivals: Sequence[_Arrival]) -> dict[str, PreparedReport]:
        prepared = {one.prepared.report.id: one.prepared for one in arrivals if one.prepared}
        ready = self._ledger.report_ids(ReportFilter(report_ids=tuple(prepared))) if prepared else []
        return {report_id: one for report_id, one in prepared.items() if report_id not in ready}

    def _write(self, new: Sequence[PreparedReport]) -> None:
        chunks = [StoredChunk(one.report.id, one.report.title, chunk) for one in new for chunk in one.chunks]
        vectors = self._embedder.embed_passages([embedding_text(one.report_title, one.chunk) for one in chunks])
        ends = np.cumsum([len(one.chunks) for one in new])[:-1]
        staged = [
            StagedReport(one.report, one.parsed, one.chunks, one.figures, own, one.pages)
            for one, own in zip(new, np.split(vectors, ends), strict=True)
        ]
        self._maintenance.ensure_whole()
        self._ledger.stage(staged, embedding=Embedding(self._embedder.identity, self._embedder.dimensions))
        indexes = self._indexes.current()
        indexes.add(chunks, vectors)
        indexes.verify({one.report.id: [chunk.id for chunk in one.chunks] for one in new}, vectors)

    def _results(self, arrivals: Sequence[_Arrival], *, added: set[str], replaced: set[str]) -> list[IngestResult]:
        ids = tuple({one.report_id for one in arrivals if one.report_id is not None})
        titles = {one.id: one.title for one in self._ledger.reports(ReportFilter(report_ids=ids))} if ids else {}
        results: list[IngestResult] = []
        for one in arrivals:
            if one.report_id is None:
                results.append(IngestResult(one.name, None, None, IngestStatus.FAILED, one.error))
                continue
            status = IngestStatus.ADDED if one.report_id in added else IngestStatus.UNCHANGED
            added.discard(one.report_id)
            if one.name in replaced:
                status = IngestStatus.REPLACED
            results.append(IngestResult(one.name, one.report_id, titles[one.report_id], status))
        return results


@dataclass(frozen=True, slots=True)
class _Arrival:
    """A file that was read: known already, prepared, or in error."""

    name: str
    content_hash: str
    known: str | None = None
    prepared: PreparedReport | None = field(default=None, repr=False)
    error: ReadingError | None = None

    @property
    def report_id(self) -> str | None:
        return self.prepared.report.id if self.prepared else self.known

    @property
    def chunks(self) -> int:
        return len(self.prepared.chunks) if self.prepared else 0


def _batches(arrivals: Iterable[_Arrival]) -> Iterator[list[_Arrival]]:
    batch: list[_Arrival] = []
    for one in arrivals:
        batch.append(one)
        full = (
            len(batch) >= _MAX_FILES_A_BATCH
            or sum(1 for member in batch if member.prepared) >= MAX_REPORTS_A_BATCH
            or sum(member.chunks for member in batch) >= MAX_CHUNKS_A_BATCH
        )
        if full:
            yield batch
            batch = []
    if batch:
        yield batch


def _read(source: SourceFile) -> bytes:
    try:
        return source.read()
    except OSError as error:
        raise FileNotReadable(reason=error.strerror or error) from error


def _storable(name: str) -> str:
    """File names may hold bytes that are no text in any encoding; the ledger stores text."""
    return name.encode("utf-8", errors="replace").decode("utf-8")
