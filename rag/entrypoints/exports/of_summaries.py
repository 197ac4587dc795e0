"""A summary as a paper: its parts, the table of key figures where it belongs, and what the reader has to know."""

from __future__ import annotations

from collections.abc import Iterator

from rag import messages
from rag.domain import Claim, KeyFigure, Summary, SummaryPart, SummarySection, Verdict
from rag.entrypoints.exports.amounts import written
from rag.entrypoints.exports.paper import (
    Block,
    Column,
    Heading,
    Note,
    Numbering,
    Paper,
    Points,
    Remark,
    Running,
    Table,
    Words,
    has_masks,
)
from rag.entrypoints.places import path_line

_DEEPEST_HEADING = 6


def paper(summary: Summary) -> Paper:
    blocks = tuple(_blocks(summary))
    notes = tuple(Note(one.id, one.place, one.quote, one.page) for one in summary.citations)
    return Paper(
        title=summary.title,
        language=summary.language,
        blocks=(*blocks, *_remarks(summary, blocks)),
        notes=notes,
    )


def _blocks(summary: Summary) -> Iterator[Block]:
    numbering = Numbering(summary.language)
    sections = summary.sections
    figures_at = _place_of_figures(summary)
    for index, section in enumerate(sections):
        if index == figures_at:
            yield from _figures(summary, numbering)
        if section.claims or _has_parts(sections, index):
            yield from _section(section, numbering, separator="" if summary.language == "zh" else " ")
    if figures_at >= len(sections):
        yield from _figures(summary, numbering)
    yield from _gaps(summary, numbering)


def _place_of_figures(summary: Summary) -> int:
    """Between two outermost parts: what follows inside of one would else seem to be of the key figures."""
    sections = summary.sections
    places = (at for at in range(max(summary.figures_at, 0), len(sections)) if sections[at].level <= 1)
    return next(places, len(sections))


def _has_parts(sections: tuple[SummarySection, ...], index: int) -> bool:
    """Whether a section without words of its own is the heading of the next ones."""
    following = sections[index + 1 : index + 2]
    return any(one.level > sections[index].level for one in following)


def _section(section: SummarySection, numbering: Numbering, *, separator: str) -> Iterator[Block]:
    level = min(max(section.level, 1), _DEEPEST_HEADING)
    if section.title:
        yield Heading(section.title, level, numbering.next(level))
    words = tuple(_words(one) for one in section.claims)
    if words and (section.part is SummaryPart.HEADLINE or len(words) == 1):
        yield Running(words, separator)
    elif words:
        yield Points(words, numbering.points(level, len(words)))


def _words(claim: Claim) -> Words:
    return Words(claim.text, claim.citations)


# --- key figures


def _figures(summary: Summary, numbering: Numbering) -> Iterator[Block]:
    if not summary.figures:
        return
    language = summary.language
    title = summary.figures_title or messages.text("summary_figures", language)
    yield Heading(title, 1, numbering.next(1))
    several = len({one.place.report_id for one in summary.figures}) > 1
    yield Table(
        columns=(
            Column(messages.text("column_indicator", language), 24),
            Column(messages.text("column_value", language), 18, numeric=True),
            Column(messages.text("export_change", language), 15, numeric=True),
            Column(messages.text("column_period", language), 13),
            Column(messages.text("column_place", language), 36),
        ),
        rows=tuple(_figure(one, language, several=several) for one in summary.figures),
    )


def _figure(one: KeyFigure, language: str, *, several: bool) -> tuple[Words, ...]:
    """`several`: the report is named, where the figures are of more than one."""
    path = [*([one.place.report_title] if several or not one.place.section else []), *one.place.section]
    return (
        Words(one.figure.indicator),
        Words(written(one.figure, language)),
        Words(written(one.change, language) if one.change else ""),
        Words(one.figure.period),
        Words(path_line(path), place=one.place),
    )


# --- what is not said, contradicts itself or could not be read


def _gaps(summary: Summary, numbering: Numbering) -> Iterator[Block]:
    """Without a part for it, what is missing or contradicts itself is still said, in a line each."""
    language = summary.language
    undisclosed = [
        Words(messages.text("export_undisclosed", language, text=one.text), (one.citation,))
        for one in summary.undisclosed
    ]
    warnings = [*_conflicts(summary), *_failed(summary)]
    if summary.gaps_title and (undisclosed or warnings):
        words = (*undisclosed, *warnings)
        yield Heading(summary.gaps_title, 1, numbering.next(1))
        yield Running(words) if len(words) == 1 else Points(words, numbering.points(1, len(words)))
    elif not summary.gaps_title:
        yield from (Remark(one) for one in warnings)


def _conflicts(summary: Summary) -> Iterator[Words]:
    for one in summary.conflicts:
        text = messages.text("export_conflict", summary.language, period=one.period, indicator=one.indicator)
        yield Words(text, one.citations)


def _failed(summary: Summary) -> Iterator[Words]:
    for one in summary.failed:
        why = one.error.in_language(summary.language)
        yield Words(messages.text("export_failed", summary.language, title=one.title, why=why))


def _remarks(summary: Summary, blocks: tuple[Block, ...]) -> Iterator[Remark]:
    yield from (Remark(Words(one)) for one in summary.notices)
    claims = [claim for section in summary.sections for claim in section.claims]
    if any(one.verdict is Verdict.COMPUTED for one in claims):
        yield Remark(Words(messages.text("note_computed", summary.language)))
    if has_masks(blocks):
        yield Remark(Words(messages.text("export_masks", summary.language)))
