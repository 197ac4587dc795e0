"""What a summary is put together of, before its claims are verified and numbered. Values."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.domain import SummaryPart
from rag.statements import Statement

_STOPPED = re.compile(r"(?:[。！？!?]|[.](?!\d))[”’」』）)]*$")
SIDE_BY_SIDE = "；"  # the joint of parts that are apart


@dataclass(frozen=True, slots=True)
class Point:
    """What becomes one claim: a statement, or a label and the statement that it leads; of one report.

    `lead`: the name of the report and a colon, where lines of several stand together. `joint`: between the parts; with
    "；" these are headings side by side.
    """

    parts: tuple[Statement, ...]
    report_id: str = ""
    lead: str = ""
    joint: str = "："

    @property
    def said(self) -> str:
        """What the report says: the parts, `joint` between them, a full stop behind."""
        words = self.joint.join(part.words for part in self.parts)
        return words if _STOPPED.search(words) else words + "。"

    @property
    def words(self) -> str:
        """Of the claim."""
        return self.lead + self.said

    @property
    def characters(self) -> int:
        return len(self.words)


@dataclass(frozen=True, slots=True)
class Arranged:
    """A part of a summary and its points in the order of the reports and of their texts.

    `level`: 1 outermost; one without points is the heading of the deeper ones after it. `report_id`: of the report it
    is of, in a summary of several that keeps them apart.
    """

    title: str
    part: SummaryPart
    points: tuple[Point, ...]
    level: int = 1
    report_id: str | None = None
