"""Files → reports that can be searched, each whole or not at all.

read, hash → prepare (parse, cut) → embed → stage in the ledger → write both indexes → verify → publish → clean up.
Whatever interrupts this leaves only invisible leftovers, which the next opening removes.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from rag.domain import ReportFilter
from rag.errors import DuplicateName, FileNotReadable, FolderLocked, RagError, ReadingError
from rag.indexes import Indexes
from rag.maintenance import Maintenance
from rag.ports import Embedding, Ledger, NamedSource, Progress

if TYPE_CHECKING:
    from rag.preparing import OpenPreparer, Outcome, PreparedReport, Preparer

# What one transaction publishes. 50 reports of ordinary size are about 1,250 chunks; docs/decisions/0005-storage.md.
MAX_REPORTS_A_BATCH = 50
MAX_CHUNKS_A_BATCH = 2000

# Files that bring nothing new are told after this many, however far the batch is.
_MAX_FILES_A_BATCH = 200

# A batch of ordinary reports takes about a second. Files that take their time, two minutes each at most, are told one
# by one, so that whoever watches sees something happen and can stop it.
_MAX_SECONDS_A_BATCH = 5.0

# Longer than a batch takes to be written, shorter than a person waits for a report to be gone.
_REMOVAL_WAITS_SECONDS = 10.0

# Files that are being prepared stay in memory, some of them hundreds of megabytes as reports.
_MAX_BYTES_AHEAD = 16_000_000


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
        embedding: Embedding,
        open_preparer: OpenPreparer,
        maintenance: Maintenance,
        open_confined: OpenPreparer | None = None,
    ) -> None:
        """`open_confined`: for files of unknown origin; as others where there is none."""
        self._ledger = ledger
        self._indexes = indexes
        self._embedding = embedding
        self._open_preparer = open_preparer
        self._open_confined = open_confined or open_preparer
        self._maintenance = maintenance

    def ingest(
        self,
        sources: Iterable[SourceFile],
        *,
        library: str = "default",
        untrusted: bool = False,
        on_progress: Progress | None = None,
    ) -> Generator[IngestResult, None, None]:
        """One result a file, in order, told when the report can be searched. `untrusted`: files of unknown origin.

        A file that cannot be read fails alone. Raises FolderLocked, FolderNotWritable, DiskFull, EmbeddingChanged,
        IndexDamaged; what was told before is in.
        """
        files = list(sources)
        with self._maintenance.turn():
            self._maintenance.open_for_writing()
            self._maintenance.ensure_embedding()
        done = 0
        open_preparer = self._open_confined if untrusted else self._open_preparer
        with open_preparer(len(files)) as preparer:
            for batch in _batches(_in_order(self._arrivals(files, library, preparer), preparer.ahead)):
                with self._maintenance.turn():
                    self._look_again(batch, library, preparer)
                    results = self._take_in(batch, library)
                for result in results:
                    done += 1
                    if on_progress is not None:
                        on_progress(done, len(files), result.file)
                    yield result

    def remove(self, report_id: str) -> None:
        """Out of sight at once. Where another process holds the data folder, that one clears it out of the indexes when
        it writes next. Raises UnknownReport, WriterBusy.
        """
        with self._maintenance.turn(wait_seconds=_REMOVAL_WAITS_SECONDS):
            try:
                self._maintenance.open_for_writing(wait=False)
            except FolderLocked:
                self._ledger.retire(report_id)
                return
            self._ledger.retire(report_id)
            self._maintenance.clean_up()

    # --- reading and preparing

    def _arrivals(self, files: Sequence[SourceFile], library: str, preparer: Preparer) -> Iterator[_Arrival]:
        """`contents`: the contents of this run by name."""
        from rag.preparing import Arrived, content_hash_of

        contents: dict[str, str] = {}
        for source in files:
            name = _storable(source.name)
            try:
                content = _read(source)
                content_hash = content_hash_of(content)
                if contents.setdefault(name, content_hash) != content_hash:
                    raise DuplicateName(file=name)
            except ReadingError as error:
                yield _Arrival(name, error=error)
                continue
            known = self._ledger.known(library, content_hash)
            if known is None:
                preparing = preparer.submit(Arrived(content, name, library))
                yield _Arrival(name, content_hash, size=len(content), preparing=preparing)
            else:
                yield _Arrival(name, content_hash, known=known, source=source)

    def _look_again(self, arrivals: Sequence[_Arrival], library: str, preparer: Preparer) -> None:
        """What was known when it was read may have been replaced since, by another file of the same run."""
        from rag.preparing import Arrived

        for one in arrivals:
            if one.known is None or one.source is None or self._ledger.report_ids(_only([one.known])):
                continue
            one.known = None
            try:
                one.preparing = preparer.submit(Arrived(_read(one.source), one.name, library))
            except ReadingError as error:
                one.error = error
            one.settle()

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
        prepared = {one.prepared.staged.report.id: one.prepared for one in arrivals if one.prepared}
        ready = self._ledger.report_ids(_only(prepared)) if prepared else []
        return {report_id: one for report_id, one in prepared.items() if report_id not in ready}

    def _write(self, new: Sequence[PreparedReport]) -> None:
        self._maintenance.ensure_whole()
        self._ledger.stage([one.staged for one in new], embedding=self._embedding)
        indexes = self._indexes.current()
        vectors = np.concatenate([one.staged.vectors for one in new])
        indexes.add([document for one in new for document in one.documents], vectors)
        indexes.verify({one.staged.report.id: [chunk.id for chunk in one.staged.chunks] for one in new}, vectors)

    def _results(self, arrivals: Sequence[_Arrival], *, added: set[str], replaced: set[str]) -> list[IngestResult]:
        ids = {one.report_id for one in arrivals if one.report_id is not None}
        titles = {one.id: one.title for one in self._ledger.reports(_only(ids))} if ids else {}
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


@dataclass(slots=True)
class _Arrival:
    """A file that was read: known already, being prepared, prepared, or in error."""

    name: str
    content_hash: str = ""
    size: int = 0
    known: str | None = None
    source: SourceFile | None = None
    preparing: Outcome | None = None
    prepared: PreparedReport | None = None
    error: ReadingError | None = None

    @property
    def report_id(self) -> str | None:
        return self.prepared.staged.report.id if self.prepared else self.known

    @property
    def chunks(self) -> int:
        return len(self.prepared.documents) if self.prepared else 0

    def settle(self) -> _Arrival:
        """Wait until it is prepared."""
        if self.preparing is not None:
            outcome = self.preparing()
            if isinstance(outcome, ReadingError):
                self.error = outcome
            else:
                self.prepared = outcome
            self.preparing = None
        return self


def _in_order(arrivals: Iterable[_Arrival], ahead: int) -> Iterator[_Arrival]:
    """Settled, with at most `ahead` files and a bounded number of bytes on the way."""
    waiting: deque[_Arrival] = deque()
    for one in arrivals:
        waiting.append(one)
        while len(waiting) > ahead or sum(member.size for member in waiting) > _MAX_BYTES_AHEAD:
            yield waiting.popleft().settle()
    for one in waiting:
        yield one.settle()


def _batches(arrivals: Iterable[_Arrival]) -> Iterator[list[_Arrival]]:
    batch: list[_Arrival] = []
    until = time.monotonic() + _MAX_SECONDS_A_BATCH
    for one in arrivals:
        batch.append(one)
        full = (
            time.monotonic() >= until
            or len(batch) >= _MAX_FILES_A_BATCH
            or sum(1 for member in batch if member.prepared) >= MAX_REPORTS_A_BATCH
            or sum(member.chunks for member in batch) >= MAX_CHUNKS_A_BATCH
        )
        if full:
            yield batch
            batch = []
            until = time.monotonic() + _MAX_SECONDS_A_BATCH
    if batch:
        yield batch


def _only(report_ids: Iterable[str]) -> ReportFilter:
    return ReportFilter(report_ids=tuple(report_ids))


def _read(source: SourceFile) -> bytes:
    try:
        return source.read()
    except OSError as error:
        raise FileNotReadable(reason=error.strerror or error) from error


def _storable(name: str) -> str:
    """File names may hold bytes that are no text in any encoding; the ledger stores text."""
    return name.encode("utf-8", errors="replace").decode("utf-8")
