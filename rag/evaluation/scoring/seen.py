"""What came back for a case, before anyone judges it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.domain import Answer, Comparison, Located, Summary, Trace
from rag.evaluation.fixtures import Fixtures


@dataclass(frozen=True, slots=True)
class AnswerSeen:
    """An answer, what it was made from, and the passages that a search for the question finds, best first."""

    answer: Answer
    trace: Trace
    found: Sequence[Located]
    fixtures: Fixtures


@dataclass(frozen=True, slots=True)
class SummarySeen:
    summary: Summary
    fixtures: Fixtures


@dataclass(frozen=True, slots=True)
class ComparisonSeen:
    comparison: Comparison
    fixtures: Fixtures


Seen = AnswerSeen | SummarySeen | ComparisonSeen
