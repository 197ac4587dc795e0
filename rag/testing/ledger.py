"""The ledger in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from rag.domain import Figure, Mark, ParsedReport, Report, ReportFilter, ReportStatus
from rag.errors import UnknownReport
from rag.ports import EVERYTHING, ChunkVectors, Embedding, LedgerState, NamedSource, StagedReport, StoredChunk, Vectors
from rag.testing.conversations import MemoryConversations, MemoryFeedback, MemorySummaries
from rag.testing.jobs import MemoryJobs
from rag.testing.keys import MemoryKeys, MemoryUsage


class MemoryLedger:
    """`rag.ports.Ledger`."""

    def __init__(self) -> None:
        self._staged: dict[str, StagedReport] = {}
        self._status: dict[str, ReportStatus] = {}
        self._names: dict[tuple[str, str], NamedSource] = {}
        self._vectors: dict[tuple[str, str], Vectors] = {}
        self._state = LedgerState(revision=0, indexes=1, embedding=None)
        self.conversations = MemoryConversations()
        self.jobs = MemoryJobs()
        self.keys = MemoryKeys()
        self.usage = MemoryUsage()
        self.feedback = MemoryFeedback()
        self.summaries = MemorySummaries(lambda one: self._status.get(one) is ReportStatus.READY)

    def state(self) -> LedgerState:
        return self._state

    def reports(self, where: ReportFilter = EVERYTHING) -> list[Report]:
        found = [replace(one.report, status=ReportStatus.READY) for one in self._ready(where)]
        return sorted(found, key=lambda one: (one.library, one.file, one.id))

    def report_ids(self, where: ReportFilter = EVERYTHING) -> list[str]:
        return [one.report.id for one in self._ready(where)]

    def text(self, report_id: str) -> str:
        return self.parsed(report_id).text

    def parsed(self, report_id: str) -> ParsedReport:
        return self._one(report_id).parsed

    def parsed_reports(self, report_ids: Sequence[str]) -> dict[str, ParsedReport]:
        ready = {one.id for one in self.reports()}
        return {one: self.parsed(one) for one in report_ids if one in ready}

    def figures(self, report_id: str) -> list[Figure]:
        return list(self._one(report_id).figures)

    def pages(self, report_id: str) -> list[Mark]:
        return list(self._one(report_id).pages)

    def chunks(self, chunk_ids: Sequence[str]) -> list[StoredChunk]:
        there = {one.chunk.id: one for report_id in self.report_ids() for one in self.chunks_of(report_id)}
        return [there[one] for one in chunk_ids if one in there]

    def chunks_of(self, report_id: str) -> list[StoredChunk]:
        staged = self._one(report_id)
        return [StoredChunk(report_id, staged.report.title, chunk) for chunk in staged.chunks]

    def count_chunks(self, where: ReportFilter = EVERYTHING) -> int:
        return sum(len(one.chunks) for one in self._ready(where))

    def chunk_vectors(
        self, where: ReportFilter = EVERYTHING, *, embedding: Embedding | None = None
    ) -> Iterator[ChunkVectors]:
        embedding = embedding or self._state.embedding
        for one in sorted(self._ready(where), key=lambda one: one.report.id):
            matrix = self._vectors.get((one.report.id, embedding.identity if embedding else ""))
            if matrix is not None:
                yield ChunkVectors(tuple(chunk.id for chunk in one.chunks), matrix)

    def known(self, library: str, content_hash: str) -> str | None:
        for one in self._names.values():
            if (one.library, one.content_hash) == (library, content_hash):
                return one.report_id
        return None

    def named(self, library: str, file: str) -> NamedSource | None:
        return self._names.get((library, file))

    def stage(self, reports: Sequence[StagedReport], *, embedding: Embedding) -> None:
        if self._state.embedding is None:
            self._state = replace(self._state, embedding=embedding)
        for one in reports:
            self._staged[one.report.id] = one
            self._status[one.report.id] = ReportStatus.STAGED
            self._vectors[one.report.id, embedding.identity] = one.vectors

    def publish(self, sources: Sequence[NamedSource]) -> list[str]:
        held_before = [self._names[key].report_id for one in sources if (key := (one.library, one.file)) in self._names]
        for one in sources:
            if before := self._names.get((one.library, one.file)):
                self.summaries.hand_over(before.report_id, one.report_id)
            self._names[one.library, one.file] = one
            self._status[one.report_id] = ReportStatus.READY
        self._state = replace(self._state, revision=self._state.revision + 1)
        return self._retire_nameless(held_before)

    def retire(self, report_id: str) -> None:
        self._one(report_id)
        self._names = {key: one for key, one in self._names.items() if one.report_id != report_id}
        self._retire_nameless([report_id])
        self._state = replace(self._state, revision=self._state.revision + 1)

    def unfinished(self) -> dict[str, list[str]]:
        left = sorted(one for one, status in self._status.items() if status is not ReportStatus.READY)
        return {one: [chunk.id for chunk in self._staged[one].chunks] for one in left}

    def purge(self, report_ids: Sequence[str]) -> None:
        gone = [one for one in report_ids if self._status.get(one, ReportStatus.READY) is not ReportStatus.READY]
        self.summaries.forget_reports(gone)
        for one in report_ids:
            if self._status.get(one, ReportStatus.READY) is not ReportStatus.READY:
                del self._status[one], self._staged[one]
                self._vectors = {key: value for key, value in self._vectors.items() if key[0] != one}

    def restage_vectors(self, vectors: Mapping[str, Vectors], *, embedding: Embedding) -> None:
        self._vectors |= {(report_id, embedding.identity): rows for report_id, rows in vectors.items()}

    def embedded(self, embedding: Embedding) -> dict[str, int]:
        ready = self.report_ids()
        return {
            report_id: len(rows)
            for (report_id, identity), rows in self._vectors.items()
            if identity == embedding.identity and report_id in ready
        }

    def forget_vectors(self, *, but: Collection[Embedding]) -> None:
        kept = {one.identity for one in but}
        self._vectors = {key: value for key, value in self._vectors.items() if key[1] in kept}

    def mark_stray(self, generation: int | None) -> None:
        self._state = replace(self._state, stray=generation)

    def switch(self, *, indexes: int, embedding: Embedding) -> None:
        before = self._state
        self._state = LedgerState(before.revision + 1, indexes, embedding, stray=before.indexes)
        if before.embedding is not None and before.embedding != embedding:
            gone = before.embedding.identity
            self._vectors = {key: value for key, value in self._vectors.items() if key[1] != gone}

    def verify(self) -> list[str]:
        return []

    def _ready(self, where: ReportFilter) -> list[StagedReport]:
        return [
            one
            for report_id, one in self._staged.items()
            if self._status[report_id] is ReportStatus.READY
            and (not where.report_ids or report_id in where.report_ids)
            and where.year in (None, one.report.year)
            and where.library in (None, one.report.library)
            and (where.libraries is None or one.report.library in where.libraries)
        ]

    def _one(self, report_id: str) -> StagedReport:
        if self._status.get(report_id) is not ReportStatus.READY:
            raise UnknownReport(report=report_id)
        return self._staged[report_id]

    def _retire_nameless(self, report_ids: Sequence[str]) -> list[str]:
        retired = []
        for one in sorted(set(report_ids)):
            names = sorted(source.file for source in self._names.values() if source.report_id == one)
            if not names:
                self._status[one] = ReportStatus.RETIRED
                retired.append(one)
            elif self._staged[one].report.file not in names:
                staged = self._staged[one]
                self._staged[one] = replace(staged, report=replace(staged.report, file=names[0]))
        return retired
