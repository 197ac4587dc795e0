"""What the core asks of the world. Adapters do it; shipped fakes in `rag.testing` do it in memory."""

from __future__ import annotations

from rag.ports.conversations import ConversationStore, FeedbackStore, SummaryStore
from rag.ports.folders import Lock, Progress, Spool, SpoolBatch
from rag.ports.indexes import IndexFamily, KeywordDocument, KeywordField, KeywordIndex, VectorIndex
from rag.ports.jobs import EVERY_JOB, JobEnd, JobStore, LeaseTerms, Presence
from rag.ports.keys import KeyStore, UsageStore
from rag.ports.ledger import Ledger
from rag.ports.models import CountTokens, Embedder, EmbeddingRecipe, ReadSource, Reranker, Vectors
from rag.ports.reports import EVERYTHING, ChunkVectors, Embedding, LedgerState, NamedSource, StagedReport, StoredChunk

__all__ = [
    "EVERYTHING",
    "EVERY_JOB",
    "ChunkVectors",
    "ConversationStore",
    "CountTokens",
    "Embedder",
    "Embedding",
    "EmbeddingRecipe",
    "FeedbackStore",
    "IndexFamily",
    "JobEnd",
    "JobStore",
    "KeyStore",
    "KeywordDocument",
    "KeywordField",
    "KeywordIndex",
    "LeaseTerms",
    "Ledger",
    "LedgerState",
    "Lock",
    "NamedSource",
    "Presence",
    "Progress",
    "ReadSource",
    "Reranker",
    "Spool",
    "SpoolBatch",
    "StagedReport",
    "StoredChunk",
    "SummaryStore",
    "UsageStore",
    "VectorIndex",
    "Vectors",
]
