"""What is stored and found: reports, and passages of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rag.domain.texts import Chunk, ReportFacts


class ReportStatus(StrEnum):
    """`staged` and `retired` reports are never visible to a search; `ready` ones are whole."""

    STAGED = "staged"
    READY = "ready"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Report:
    """A report in the ledger: its facts and counts (not its text)."""

    id: str
    file: str
    library: str
    facts: ReportFacts
    characters: int
    sections: int
    chunks: int
    figures: int
    status: ReportStatus
    format: str = "txt"

    @property
    def title(self) -> str:
        return self.facts.title.value

    @property
    def year(self) -> int | None:
        return int(self.facts.year.value) if self.facts.year else None

    @property
    def organisation(self) -> str | None:
        return self.facts.organisation.value if self.facts.organisation else None


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """What the asker narrowed the search to; empty = everything ready. `libraries`: those that the asker may see."""

    report_ids: tuple[str, ...] = ()
    year: int | None = None
    library: str | None = None
    libraries: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk found for a query, best first by `score` (higher is better, comparable within one search only).

    `reranked`: a reranker has put it in its place. `twins`: passages that say the same in the same words, and are not
    among the results themselves, best first.
    """

    report_id: str
    report_title: str
    chunk: Chunk
    score: float
    reranked: bool = False
    twins: tuple[Passage, ...] = ()
