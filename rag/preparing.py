"""The bytes of one file → a report with all that is stored of it. No state, no store: it can run in any process."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from rag.chunking import MAX_TOKENS, chunk_report, embedding_text
from rag.domain import MarkKind, Report, ReportStatus
from rag.errors import EmptyFile, ReadingError
from rag.figures import find_figures
from rag.metadata import facts_of
from rag.parsing import parse
from rag.ports import CountTokens, Embedder, KeywordDocument, ReadSource, StagedReport, StoredChunk
from rag.terms import keyword_document

# 48 bits: among a million reports the chance that any two meet is below 0.2%.
_ID_BYTES = 6


@dataclass(frozen=True, slots=True)
class PreparedReport:
    """A report with all its parts, for the ledger and for the keyword index."""

    staged: StagedReport
    documents: tuple[KeywordDocument, ...]


@dataclass(frozen=True, slots=True)
class Preparation:
    """What every report of an ingestion is prepared with."""

    read: ReadSource
    count_tokens: CountTokens
    embedder: Embedder
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
        vectors = self.embedder.embed_passages([embedding_text(report.title, chunk) for chunk in chunks])
        pages = tuple(one for one in source.marks if one.kind is MarkKind.PAGE)
        documents = tuple(keyword_document(StoredChunk(report_id, report.title, chunk)) for chunk in chunks)
        return PreparedReport(StagedReport(report, parsed, tuple(chunks), tuple(figures), vectors, pages), documents)


class Preparer(Protocol):
    """Prepares files in the order in which they are handed over, some of them at the same time."""

    ahead: int
    """How many files it is worth to hand over before the first is asked for."""

    def submit(self, content: bytes, *, name: str, library: str) -> Future[PreparedReport]:
        """Fails with ReadingError."""
        ...


class OpenPreparer(Protocol):
    """Opens a preparer that is worth its cost for so many files."""

    def __call__(self, files: int) -> AbstractContextManager[Preparer]: ...


class PrepareHere:
    """One after the other, in this process."""

    ahead = 0

    def __init__(self, preparation: Preparation) -> None:
        self._preparation = preparation

    def submit(self, content: bytes, *, name: str, library: str) -> Future[PreparedReport]:
        future: Future[PreparedReport] = Future()
        try:
            future.set_result(self._preparation.prepare(content, name=name, library=library))
        except ReadingError as error:
            future.set_exception(error)
        return future


def report_id_of(text: str, *, library: str) -> str:
    """The same text in the same library has the same id, whatever file it came in; other text never has."""
    content = f"{library}\0{text}".encode("utf-8", errors="surrogatepass")
    return hashlib.blake2b(content, digest_size=_ID_BYTES).hexdigest()


def content_hash_of(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _count(things: Iterator[object]) -> int:
    return sum(1 for _ in things)
