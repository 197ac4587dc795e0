"""The ledger: the truth, whole."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Protocol

from rag.domain import Figure, Mark, ParsedReport, Report, ReportFilter
from rag.ports.conversations import ConversationStore, FeedbackStore, SummaryStore
from rag.ports.jobs import JobStore
from rag.ports.keys import KeyStore, UsageStore
from rag.ports.models import Vectors
from rag.ports.reports import EVERYTHING, ChunkVectors, Embedding, LedgerState, NamedSource, StagedReport, StoredChunk


class Ledger(Protocol):
    """The truth. Only `ready` reports are ever read back, but for `unfinished`."""

    @property
    def conversations(self) -> ConversationStore: ...
    @property
    def summaries(self) -> SummaryStore: ...
    @property
    def keys(self) -> KeyStore: ...
    @property
    def usage(self) -> UsageStore: ...
    @property
    def jobs(self) -> JobStore: ...
    @property
    def feedback(self) -> FeedbackStore: ...

    # --- what is visible

    def state(self) -> LedgerState: ...

    def reports(self, where: ReportFilter = EVERYTHING) -> list[Report]:
        """Ordered by library, file and id."""
        ...

    def report_ids(self, where: ReportFilter = EVERYTHING) -> list[str]: ...

    def text(self, report_id: str) -> str:
        """Canonical text. Raises UnknownReport."""
        ...

    def parsed(self, report_id: str) -> ParsedReport:
        """As it was parsed when it came in. Raises UnknownReport."""
        ...

    def parsed_reports(self, report_ids: Sequence[str]) -> dict[str, ParsedReport]:
        """Those of the reports that are ready, as they were parsed, all read at once."""
        ...

    def figures(self, report_id: str) -> list[Figure]:
        """In reading order. Raises UnknownReport."""
        ...

    def pages(self, report_id: str) -> list[Mark]:
        """The page marks of the source, none where it has no pages. Raises UnknownReport."""
        ...

    def chunks(self, chunk_ids: Sequence[str]) -> list[StoredChunk]:
        """In the order asked; ids that are not (or no longer) ready are left out."""
        ...

    def chunks_of(self, report_id: str) -> list[StoredChunk]:
        """All chunks of a report in reading order. Raises UnknownReport."""
        ...

    def count_chunks(self, where: ReportFilter = EVERYTHING) -> int: ...

    def chunk_vectors(
        self, where: ReportFilter = EVERYTHING, *, embedding: Embedding | None = None
    ) -> Iterator[ChunkVectors]:
        """Report by report, the vectors of the embedding in use, or of one that is being staged."""
        ...

    # --- what comes in and goes out

    def known(self, library: str, content_hash: str) -> str | None:
        """The ready report that these bytes became in this library, if any."""
        ...

    def named(self, library: str, file: str) -> NamedSource | None:
        """What came in last under this name, if it is still there."""
        ...

    def stage(self, reports: Sequence[StagedReport], *, embedding: Embedding) -> None:
        """Write whole reports, invisible until published. Raises DiskFull, FolderNotWritable."""
        ...

    def publish(self, sources: Sequence[NamedSource]) -> list[str]:
        """In one transaction: the sources' reports become ready under the sources' names, and the reports that thereby
        lose their last name are retired. Returns the retired ids, which stay unfinished until they are purged."""
        ...

    def retire(self, report_id: str) -> None:
        """Take a report out of sight; it stays unfinished until purged. Raises UnknownReport."""
        ...

    def unfinished(self) -> dict[str, list[str]]:
        """Reports that are staged or retired, with the ids of their chunks: what an interruption leaves behind."""
        ...

    def purge(self, report_ids: Sequence[str]) -> None:
        """Forget unfinished reports, after the indexes have."""
        ...

    # --- care

    def restage_vectors(self, vectors: Mapping[str, Vectors], *, embedding: Embedding) -> None:
        """By report: keep vectors of another embedding beside the current ones until `switch`."""
        ...

    def embedded(self, embedding: Embedding) -> dict[str, int]:
        """By ready report, how many vectors of this embedding there are."""
        ...

    def forget_vectors(self, *, but: Collection[Embedding]) -> None:
        """Those of all other embeddings."""
        ...

    def mark_stray(self, generation: int | None) -> None:
        """Before a generation is built; None when there is none any more."""
        ...

    def switch(self, *, indexes: int, embedding: Embedding) -> None:
        """In one transaction: use this generation of the indexes, and the vectors of this embedding; forget those of
        the embedding before. The generation that was in use is stray."""
        ...

    def verify(self) -> list[str]:
        """What is wrong with the stored data, in words of the store; nothing if all is well."""
        ...
