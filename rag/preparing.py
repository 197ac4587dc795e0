"""The bytes of one file → a report with all that is stored of it. No state, no store: it can run in any process."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Protocol

from rag.chunking import MAX_TOKENS, chunk_report, embedding_text
from rag.domain import Chunk, Figure, Mark, MarkKind, ParsedReport, Report, ReportStatus
from rag.errors import EmptyFile, ReadingError
from rag.figures import find_figures
from rag.metadata import facts_of
from rag.parsing import parse
from rag.ports import CountTokens, Embedder, KeywordDocument, ReadSource, StagedReport, StoredChunk, Vectors
from rag.terms import keyword_document

# 48 bits: among a million reports the chance that any two meet is below 0.2%.
_ID_BYTES = 6


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that was read: its bytes, the name it goes by, the library it is for."""

    content: bytes
    name: str
    library: str


@dataclass(frozen=True, slots=True)
class PreparedReport:
    """A report with all its parts, for the ledger and for the keyword index."""

    staged: StagedReport
    documents: tuple[KeywordDocument, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """The first half of a preparation, in which the files of others are read."""

    read: ReadSource
    count_tokens: CountTokens
    max_tokens: int = MAX_TOKENS

    def prepare(self, files: Sequence[Arrived]) -> list[ReadReport | ReadingError]:
        """One outcome a file, in order."""
        return [self._prepared(one) for one in files]

    def _prepared(self, file: Arrived) -> ReadReport | ReadingError:
        try:
            source = self.read(file.content, name=file.name)
        except ReadingError as error:
            return error
        facts = facts_of(source, name=file.name)
        parsed = parse(source, title=facts.title)
        report_id = report_id_of(parsed.text, library=file.library, title=source.title)
        chunks = chunk_report(parsed, report_id=report_id, count_tokens=self.count_tokens, max_tokens=self.max_tokens)
        if not chunks:
            return EmptyFile()
        figures = find_figures(parsed.text)
        report = Report(
            id=report_id,
            file=file.name,
            library=file.library,
            facts=facts,
            characters=len(parsed.text),
            sections=sum(1 for _ in parsed.walk()),
            chunks=len(chunks),
            figures=len(figures),
            status=ReportStatus.STAGED,
            format=source.format,
        )
        pages = tuple(one for one in source.marks if one.kind is MarkKind.PAGE)
        return ReadReport(report, parsed, tuple(chunks), tuple(figures), pages)


@dataclass(frozen=True, slots=True)
class Preparation:
    """What every report of an ingestion is prepared with."""

    read: ReadSource
    count_tokens: CountTokens
    embedder: Embedder
    max_tokens: int = MAX_TOKENS

    @property
    def reading(self) -> Reading:
        return Reading(self.read, self.count_tokens, self.max_tokens)

    def prepare(self, files: Sequence[Arrived]) -> list[PreparedReport | ReadingError]:
        """One outcome a file, in order. Several at a time are embedded faster than one by one."""
        return self.complete(self.reading.prepare(files))

    def complete(self, outcomes: Sequence[ReadReport | ReadingError]) -> list[PreparedReport | ReadingError]:
        """Reports that were read, with their vectors."""
        whole = [one for one in outcomes if isinstance(one, ReadReport)]
        texts = [embedding_text(one.report.title, chunk) for one in whole for chunk in one.chunks]
        vectors = self.embedder.embed_passages(texts)
        ends = accumulate((len(one.chunks) for one in whole), initial=0)
        own = iter([vectors[start:end] for start, end in pairwise(ends)])
        return [one if isinstance(one, ReadingError) else one.prepared(next(own)) for one in outcomes]


@dataclass(frozen=True, slots=True)
class ReadReport:
    """A report before its vectors."""

    report: Report
    parsed: ParsedReport
    chunks: tuple[Chunk, ...]
    figures: tuple[Figure, ...]
    pages: tuple[Mark, ...]

    def prepared(self, vectors: Vectors) -> PreparedReport:
        stored = (StoredChunk(self.report.id, self.report.title, chunk) for chunk in self.chunks)
        return PreparedReport(
            StagedReport(self.report, self.parsed, self.chunks, self.figures, vectors, self.pages),
            tuple(keyword_document(one) for one in stored),
        )


Outcome = Callable[[], PreparedReport | ReadingError]
"""Waits until the file is prepared."""


class Preparer(Protocol):
    """Prepares files in the order in which they are handed over, some of them at the same time."""

    ahead: int
    """How many files it is worth to hand over before the first is asked for."""

    def submit(self, file: Arrived) -> Outcome: ...


class OpenPreparer(Protocol):
    """Opens a preparer that is worth its cost for so many files."""

    def __call__(self, files: int) -> AbstractContextManager[Preparer]: ...


class PrepareHere:
    """One after the other, in this process."""

    ahead = 0

    def __init__(self, preparation: Preparation) -> None:
        self._preparation = preparation

    def submit(self, file: Arrived) -> Outcome:
        [outcome] = self._preparation.prepare([file])
        return lambda: outcome


def report_id_of(text: str, *, library: str, title: str = "") -> str:
    """The same text in the same library has the same id, whatever file it came in; other text never has.

    `title`: one given beside the text; under another the same text is another report.
    """
    parts = (library, title, text) if title else (library, text)
    content = "\0".join(parts).encode("utf-8", errors="surrogatepass")
    return hashlib.blake2b(content, digest_size=_ID_BYTES).hexdigest()


def content_hash_of(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()
