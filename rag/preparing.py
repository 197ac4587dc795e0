"""The bytes of one file → a report, parsed and cut, without its vectors. No state, no store: it can run anywhere."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from rag.chunking import MAX_TOKENS, chunk_report
from rag.domain import Chunk, Figure, Mark, MarkKind, ParsedReport, Report, ReportStatus
from rag.errors import EmptyFile
from rag.figures import find_figures
from rag.metadata import facts_of
from rag.parsing import parse
from rag.ports import CountTokens, ReadSource

# 48 bits: among a million reports the chance that any two meet is below 0.2%.
_ID_BYTES = 6


@dataclass(frozen=True, slots=True)
class PreparedReport:
    """A report with all its parts. `pages`: the page marks of its source."""

    report: Report
    parsed: ParsedReport
    chunks: tuple[Chunk, ...]
    figures: tuple[Figure, ...]
    pages: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Preparation:
    """What every report of an ingestion is prepared with."""

    read: ReadSource
    count_tokens: CountTokens
    max_tokens: int = MAX_TOKENS

    def prepare(self, content: bytes, *, name: str, library: str) -> PreparedReport:
        """Raises ReadingError."""
        source = self.read(content, name=name)
        facts = facts_of(source, name=name)
        parsed = parse(source, title=facts.title)
        report_id = report_id_of(parsed.text, library=library)
        chunks = chunk_report(parsed, report_id=report_id, count_tokens=self.count_tokens, max_tokens=self.max_tokens)
        if not chunks:
            raise EmptyFile
        figures = find_figures(parsed.text)
        report = Report(
            id=report_id,
            file=name,
            library=library,
            facts=facts,
            characters=len(parsed.text),
            sections=_count(parsed.walk()),
            chunks=len(chunks),
            figures=len(figures),
            status=ReportStatus.STAGED,
            format=source.format,
        )
        pages = tuple(one for one in source.marks if one.kind is MarkKind.PAGE)
        return PreparedReport(report, parsed, tuple(chunks), tuple(figures), pages)


def report_id_of(text: str, *, library: str) -> str:
    """The same text in the same library has the same id, whatever file it came in; other text never has."""
    content = f"{library}\0{text}".encode("utf-8", errors="surrogatepass")
    return hashlib.blake2b(content, digest_size=_ID_BYTES).hexdigest()


def content_hash_of(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _count(things: Iterator[object]) -> int:
    return sum(1 for _ in things)
