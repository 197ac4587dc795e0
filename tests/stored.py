"""Fictional reports, prepared as ingestion prepares them, and folders to keep them in."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date

from rag.adapters import readers
from rag.domain import ReportFilter
from rag.indexes import Indexes
from rag.ingestion import Ingestion, IngestResult, SourceFile
from rag.maintenance import Maintenance
from rag.ports import Embedding, NamedSource, StagedReport
from rag.preparing import Arrived, Preparation, PreparedReport, PrepareHere, content_hash_of
from rag.retrieval import Retriever
from rag.scope import Divisions
from rag.testing import CharacterEmbedder, MemoryFamily, MemoryKeywords, MemoryLedger, MemoryLock, MemoryVectors

HARBOUR = """临海市港务局2023年工作情况报告

2023年，临海市港务局完成货物吞吐量1.2亿吨。

一、主要工作
（一）泊位建设稳步推进。一是新建泊位3个，二是改造泊位5个，三是完成航道疏浚。
（二）安全生产不放松。全年排查隐患*处，整改率达到98%。

二、存在的问题
集装箱堆场面积不足，引航员缺口较大。
"""

FOREST = """云岭县林业局2022年工作总结

一、造林绿化
全年造林2.3万亩，义务植树40万株。

二、下一步打算
2023年计划修建防火通道60公里。
"""

EMBEDDING = Embedding(CharacterEmbedder().identity, CharacterEmbedder.dimensions)


def preparation(*, max_tokens: int = 60, embedder: CharacterEmbedder | None = None) -> Preparation:
    return Preparation(readers.read, len, embedder or CharacterEmbedder(), max_tokens=max_tokens)


def prepared(text: str, *, name: str = "a.txt", library: str = "default") -> PreparedReport:
    outcome = preparation().prepare([Arrived(text.encode(), name, library)])[0]
    assert isinstance(outcome, PreparedReport), outcome
    return outcome


def staged(text: str, *, name: str = "a.txt", library: str = "default") -> StagedReport:
    return prepared(text, name=name, library=library).staged


def named(report: StagedReport, *, name: str | None = None) -> NamedSource:
    file = name or report.report.file
    return NamedSource(report.report.library, file, content_hash_of(report.parsed.text.encode()), report.report.id)


def file(name: str, text: str | bytes) -> SourceFile:
    content = text.encode() if isinstance(text, str) else text
    return SourceFile(name, lambda: content)


@dataclass
class Folder:
    """A data folder in memory, with everything that works on it."""

    ledger: MemoryLedger
    vectors: MemoryFamily[MemoryVectors]
    keywords: MemoryFamily[MemoryKeywords]
    lock: MemoryLock
    embedder: CharacterEmbedder

    @classmethod
    def empty(cls) -> Folder:
        return cls(
            MemoryLedger(), MemoryFamily(MemoryVectors), MemoryFamily(MemoryKeywords), MemoryLock(), CharacterEmbedder()
        )

    @property
    def indexes(self) -> Indexes:
        return Indexes(self.ledger, vectors=self.vectors, keywords=self.keywords)

    @property
    def maintenance(self) -> Maintenance:
        return Maintenance(ledger=self.ledger, indexes=self.indexes, embedder=self.embedder, lock=self.lock)

    @property
    def retriever(self) -> Retriever:
        return Retriever(
            ledger=self.ledger,
            indexes=self.indexes,
            embedder=self.embedder,
            divisions=Divisions({}),
            weigh=lambda word: 1.0 if len(word) > 1 else 0.5,
            today=lambda: date(2026, 6, 1),
        )

    @property
    def ingestion(self) -> Ingestion:
        return Ingestion(
            ledger=self.ledger,
            indexes=self.indexes,
            embedding=Embedding(self.embedder.identity, self.embedder.dimensions),
            open_preparer=lambda files: nullcontext(PrepareHere(preparation(embedder=self.embedder))),
            maintenance=self.maintenance,
        )

    def with_embedding(self, identity: str) -> Folder:
        return replace(self, embedder=CharacterEmbedder(identity))

    def ingest(self, *files: SourceFile, library: str = "default") -> list[IngestResult]:
        return list(self.ingestion.ingest(files, library=library))

    def found(self, query: str, *, k: int = 10, where: ReportFilter = ReportFilter()) -> list[str]:
        return [one.report_id for one in self.retriever.search(query, k=k, where=where)]


__all__ = ["EMBEDDING", "FOREST", "HARBOUR", "Folder", "file", "named", "preparation", "prepared", "staged"]
