"""What a query names: times, places, departments, titles, and which words of it do nothing but name them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rag.metadata.organisation import is_a_name
from rag.scope.departments import ENDING, Departments
from rag.scope.departments import Named as NamedDepartment
from rag.scope.places import Mention, PlaceFinder
from rag.scope.times import Times, find_times
from rag.words import content_words

# What may stand between the names of a label (`2025年某省政府工作报告：`) without making it a statement.
_KIND = "(?:工作)?(?:情况)?(?:的)?(?:报告|总结|汇报|要点|计划|小结|年报)"
_FILLING = re.compile(rf"[\s的关于在中里上《》“”，,、]*(?:人民)?(?:政府)?(?:的)?(?:{_KIND})?[\s的中里上《》“”，,、]*")
_REPORT = re.compile(
    rf"(?P<kind>(?:人民)?(?:政府)?(?:的)?(?:年度)?{_KIND}》?)(?:[中里内上]|当中|指出|提出|提到|显示|[，,：: 的])"
)
_COLON = re.compile("[：:]")
_LONGEST_LABEL = 60
# Only so much of a query is read for names: nobody needs more, and a pasted page would cost time.
READ_CHARACTERS = 400
_OWN = re.compile("(?:我们?|咱们?|本)(?P<kind>[厅局委部院办校省市县区州旗])(?![门员长场民])")
_LEFT = re.compile(r"^[\s的，,、：:；;。！!？?]+|(?<=[，,、：:；;])[\s的，,、：:；;]+")
_MARKED = re.compile("《[^《》]*》")
_CLAUSE = re.compile(r"[，,、：:；;。！!？?\s]")
_LONGEST_UNKNOWN = 16
_SHORTEST_UNKNOWN = 3
_NO_NAME = re.compile("[哪某谁几多于就不各年]|什么|怎|以来|目前")

Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Reading:
    """`is_label`: the query begins with the name of a report (`2025年某省：…`); what it names further on is content.

    `unknown`: organisations by their form that the library does not have. `own`: `厅` of `我厅`, or "".
    """

    times: Times
    places: tuple[Mention, ...]
    departments: tuple[NamedDepartment, ...]
    unknown: tuple[str, ...]
    own: str
    label_end: int

    @property
    def is_label(self) -> bool:
        return self.label_end > 0


def read(query: str, *, finder: PlaceFinder, departments: Departments, today: date) -> Reading:
    text = query[:READ_CHARACTERS]
    places = tuple(finder.find(text))
    named = tuple(departments.find(text))
    times = find_times(text, today=today)
    spans = [*times.spans, *((one.start, one.end) for one in places)]
    spans += [(one.start, one.end) for one in named]
    end = _label_end(text, spans)
    if end:
        head = text[:end]
        places = tuple(one for one in places if one.end <= end)
        named = tuple(one for one in named if one.end <= end)
        times = find_times(head, today=today)
    own = _OWN.search(text)
    return Reading(times, places, named, tuple(_unknown(text, places, named)), own["kind"] if own else "", end)


def rest_of(query: str, spans: Spans, label_end: int) -> str:
    """The query without its label, or without `spans`; "" where too little would be left to search for."""
    if not label_end and not spans:
        return ""
    titles = [found.span() for found in _MARKED.finditer(query)]
    outside = [one for one in spans if not any(start <= one[0] and one[1] <= end for start, end in titles)]
    kept = query[label_end:] if label_end else _without(query, outside)
    rest = _LEFT.sub("", kept)
    return rest if rest != query and content_words(rest) else ""


def _without(query: str, spans: Spans) -> str:
    parts, position = [], 0
    for start, end in sorted(spans):
        parts.append(query[position : max(start, position)])
        position = max(position, end)
    return "".join((*parts, query[position:]))


def _label_end(text: str, spans: Spans) -> int:
    """Where the label ends with which the query begins, 0 if with none."""
    colon = _COLON.search(text, 0, _LONGEST_LABEL)
    if colon and _only_names(text[: colon.start()], spans):
        return colon.end()
    report = _REPORT.search(text, 0, _LONGEST_LABEL)
    if report and _only_names(text[: report.start() + len(report["kind"])], spans):
        return report.end()
    return 0


def _only_names(text: str, spans: Spans) -> bool:
    inside = [span for span in spans if span[1] <= len(text)]
    return bool(inside) and _FILLING.fullmatch(_without(text, inside)) is not None


def _unknown(text: str, places: Sequence[Mention], named: Sequence[NamedDepartment]) -> Iterator[str]:
    """Names of organisations at the start of a clause or behind a place that the library knows none of."""
    ends = [found.end() for found in ENDING.finditer(text)]
    position = max((one.end for one in named), default=0)
    for start in sorted({0, *(one.end for one in places), *(found.end() for found in _CLAUSE.finditer(text))}):
        fitting = (one for one in reversed(ends) if start + _SHORTEST_UNKNOWN <= one <= start + _LONGEST_UNKNOWN)
        end = next((one for one in fitting if is_a_name(text[start:one])), 0)
        if start >= position and end and not _NO_NAME.search(text, start, end):
            yield text[_start_with_places(start, places) : end]
            position = end


def _start_with_places(start: int, places: Sequence[Mention]) -> int:
    """`某州市财政局`: the place is part of the name."""
    for one in reversed(places):
        if one.end == start:
            start = one.start
    return start
