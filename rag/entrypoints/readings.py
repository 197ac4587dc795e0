"""A part of a report to read: the section of a heading, the one around a place, or the beginning with the outline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.domain import Section, Span
from rag.domain.texts import walk
from rag.entrypoints.documents import Document
from rag.errors import UnknownSection
from rag.service import ReportView

# A reader who is a model has little room; a section of the outermost level of a government report takes 15,000.
MOST_CHARACTERS = 6_000
_BEFORE = 500


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of `span`, which is all of the section or as much of it as there is room for."""

    view: ReportView
    path: tuple[str, ...]
    span: Span
    section: Span
    inside: tuple[Section, ...]

    @property
    def text(self) -> str:
        return self.span.of(self.view.text)

    @property
    def is_cut(self) -> bool:
        return self.span != self.section


def reading(
    view: ReportView, *, heading: str | None = None, start: int | None = None, limit: int = MOST_CHARACTERS
) -> Reading:
    """By a heading, or a part of one; else around `start`; else from the beginning. Raises UnknownSection."""
    whole = Reading(view, (), Span(0, min(limit, len(view.text))), Span(0, len(view.text)), view.sections)
    if heading:
        return _of(view, *_headed(view, heading), start=None, limit=limit)
    if start is None:
        return whole
    if not 0 <= start < len(view.text):
        raise UnknownSection(section=start, report=view.report.title)
    around = [(one, path) for one, path in walk(view.sections) if one.span.start <= start < one.span.end]
    return _of(view, *around[-1], start=start, limit=limit) if around else whole


def of_reading(one: Reading) -> Document:
    return {
        "report": {"id": one.view.report.id, "title": one.view.report.title},
        "section": list(one.path),
        "start": one.span.start,
        "end": one.span.end,
        "text": one.text,
        "cut": one.is_cut,
        "section_start": one.section.start,
        "section_end": one.section.end,
        "sections": [
            {"heading": inner.heading, "marker": inner.marker, "start": inner.span.start, "end": inner.span.end}
            for inner in one.inside
        ],
    }


def _of(view: ReportView, section: Section, path: tuple[str, ...], *, start: int | None, limit: int) -> Reading:
    span = section.span
    first = span.start if start is None or len(span) <= limit else max(span.start, start - _BEFORE)
    return Reading(view, path, Span(first, min(span.end, first + limit)), span, section.children)


def _headed(view: ReportView, heading: str) -> tuple[Section, tuple[str, ...]]:
    """The one whose heading it is; else the outermost that has it in its heading, marker or path."""
    wanted = _plain(heading)
    found = list(walk(view.sections))
    for fits in (_is, _has):
        for section, path in sorted(found, key=lambda one: len(one[1])):
            if wanted and fits(wanted, section, path):
                return section, path
    raise UnknownSection(section=heading, report=view.report.title)


def _is(wanted: str, section: Section, path: Sequence[str]) -> bool:
    return wanted in (_plain(section.heading), _plain(section.marker + section.heading), _plain("›".join(path)))


def _has(wanted: str, section: Section, path: Sequence[str]) -> bool:
    return bool(section.heading) and (wanted in _plain(section.heading) or _plain("›".join(path)).endswith(wanted))


def _plain(text: str) -> str:
    return "".join(text.split())
