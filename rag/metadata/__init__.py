"""What a report is: title, year, period, organisation, each with where it was found. Nothing is invented.

The value of a fact with a span is the text at that span, with two exceptions: a title on two lines is given without the
line break, and a year in full-width or Chinese numerals is given in digits.
"""

from __future__ import annotations

from rag.domain import ReportFacts, SourceText
from rag.metadata.head import head_of
from rag.metadata.organisation import find_organisation
from rag.metadata.period import find_time
from rag.metadata.title import find_title


def facts_of(source: SourceText, *, name: str) -> ReportFacts:
    """Facts about a report from its text and marks; `name` (of its file) is the last resort for the title."""
    head = head_of(source.text)
    title = find_title(source, head, name=name)
    time = find_time(source.text, head, title)
    return ReportFacts(title, time.year, time.period, find_organisation(source, head, title))
