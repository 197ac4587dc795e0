"""What a report is: title, year, period, organisation, each with where it was found. Nothing is invented.

The value of a fact with a span is the text at that span, with two exceptions: a title on two lines is given without the
line break, and a year in full-width or Chinese numerals is given in digits.
"""

from __future__ import annotations

from rag.domain import Fact, Origin, ReportFacts, SourceText
from rag.metadata.head import head_of
from rag.metadata.organisation import find_organisation
from rag.metadata.period import find_time
from rag.metadata.title import find_title


def facts_of(source: SourceText, *, name: str) -> ReportFacts:
    """Facts about a report from its text and marks; `name` (of its file) is the last resort for the title."""
    head = head_of(source.text)
    title = find_title(source, head, name=name)
    time = find_time(source.text, head, title)
    organisation = find_organisation(source, head, title)
    return ReportFacts(_named(title, time.period or time.year, organisation), time.year, time.period, organisation)


def _named(title: Fact, when: Fact | None, organisation: Fact | None) -> Fact:
    """A report that never says what it is goes by whose and of when it is, rather than by its first words."""
    if title.origin is not Origin.FIRST_LINE or not when or not organisation:
        return title
    period = f"{when.value}年" if when.value.isdigit() else when.value
    return Fact(f"{organisation.value}{period}报告", Origin.FACTS)
