"""The passages of the reports that a paper points at, each in its paragraph and between its neighbours.

Paragraphs that nothing points at are shown beside one that is cited, so that it can be read where it stands; the rest
is left out. A place may overlap another or run over paragraphs: what is marked are pieces, each with all its places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rag.domain import Place, Span

# Paragraphs before and after a cited one.
_NEIGHBOURS = 1


@dataclass(frozen=True, slots=True)
class Target:
    """A place to go to. `key`: its name in the file; `number`: of its note, None for one that is none."""

    key: str
    place: Place
    number: int | None


@dataclass(frozen=True, slots=True)
class Piece:
    """Words with all the places they belong to. `begins`: those that begin here, `ends`: those that end here."""

    text: str
    within: tuple[Target, ...] = ()
    begins: tuple[Target, ...] = ()
    ends: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """Paragraphs that follow one another. `section`: the heading path of the first place in it."""

    section: tuple[str, ...]
    paragraphs: tuple[tuple[Piece, ...], ...]
    begins_text: bool


@dataclass(frozen=True, slots=True)
class Original:
    """What is shown of a report."""

    title: str
    passages: tuple[Passage, ...]


def originals(targets: Sequence[Target], texts: Mapping[str, str]) -> list[Original]:
    """A report each, in the order in which they are first cited; none of a report whose text is not there."""
    by_report: dict[str, list[Target]] = {}
    for one in targets:
        report_id = one.place.report_id
        span = _trimmed(one.place.span, texts.get(report_id, ""))
        if len(span) > 0:
            by_report.setdefault(report_id, []).append(replace(one, place=replace(one.place, span=span)))
    return [
        Original(found[0].place.report_title, tuple(_passages(texts[report_id], found)))
        for report_id, found in by_report.items()
    ]


def _trimmed(span: Span, text: str) -> Span:
    """Without blanks at its ends, so that it begins and ends within a paragraph. Empty where nothing is there."""
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, max(start, start + len(words.strip())))


def _passages(text: str, targets: Sequence[Target]) -> Iterator[Passage]:
    paragraphs = list(_paragraphs(text))
    for run in _runs([any(one.overlaps(t.place.span) for t in targets) for one in paragraphs]):
        whole = Span(paragraphs[run.start].start, paragraphs[run.stop - 1].end)
        first = min((one.place for one in targets if whole.overlaps(one.place.span)), key=lambda one: one.span)
        yield Passage(
            section=first.section,
            paragraphs=tuple(tuple(_pieces(text, paragraphs[index], targets)) for index in run),
            begins_text=run.start == 0,
        )


def _paragraphs(text: str) -> Iterator[Span]:
    """Lines that are not blank."""
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield Span(start, start + len(line))
        start += len(line) + 1


def _runs(cited: Sequence[bool]) -> list[range]:
    """Cited paragraphs and their neighbours, those that touch together."""
    runs: list[range] = []
    for index in (index for index, one in enumerate(cited) if one):
        start, stop = max(0, index - _NEIGHBOURS), min(len(cited), index + _NEIGHBOURS + 1)
        if runs and start <= runs[-1].stop:
            runs[-1] = range(runs[-1].start, stop)
        else:
            runs.append(range(start, stop))
    return runs


def _pieces(text: str, paragraph: Span, targets: Sequence[Target]) -> Iterator[Piece]:
    here = [one for one in targets if paragraph.overlaps(one.place.span)]
    bounds = {paragraph.start, paragraph.end}
    for one in here:
        bounds |= {max(one.place.span.start, paragraph.start), min(one.place.span.end, paragraph.end)}
    ordered = sorted(bounds)
    for start, end in pairwise(ordered):
        piece = Span(start, end)
        yield Piece(
            text=text[start:end],
            within=tuple(one for one in here if one.place.span.overlaps(piece)),
            begins=tuple(one for one in here if one.place.span.start == start),
            ends=tuple(one for one in here if one.place.span.end == end),
        )
