"""The ports in memory, for tests of what is built on them. Each passes the same contract suite as the real one."""

from __future__ import annotations

from rag.testing.conversations import MemoryConversations, MemoryFeedback, MemorySummaries
from rag.testing.folders import MemoryLock
from rag.testing.indexes import CharacterEmbedder, MemoryFamily, MemoryKeywords, MemoryVectors
from rag.testing.jobs import MemoryJobs, MemoryPresence
from rag.testing.keys import MemoryKeys, MemoryUsage
from rag.testing.ledger import MemoryLedger

__all__ = [
    "CharacterEmbedder",
    "MemoryConversations",
    "MemoryFamily",
    "MemoryFeedback",
    "MemoryJobs",
    "MemoryKeys",
    "MemoryKeywords",
    "MemoryLedger",
    "MemoryLock",
    "MemoryPresence",
    "MemorySummaries",
    "MemoryUsage",
    "MemoryVectors",
]
