"""The tree: sections with their items, and the sentences in reading order."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rag.domain import Fact, Item, MarkKind, ParsedReport, Section, Sentence, SourceText, Span
from rag.parsing.candidates import find_candidates
from rag.parsing.headings import SplitHeading, split_article, split_heading
from rag.parsing.items import Paragraphs, find_items
from rag.parsing.lines import Line, read_lines
from rag.parsing.lists import drop_lists
from rag.parsing.markers import find_marker
from rag.parsing.outline import Heading, arrange
from rag.parsing.sentences import split_sentences


@dataclass(slots=True, eq=False)
class _Draft:
    """A section being built. `own_end`: where its first child begins."""

    level: int
    marker: str
    heading: str
    heading_span: Span
    start: int
    end: int = 0
    own_end: int = 0
    items: tuple[Item, ...] = ()
    children: list[_Draft] = field(default_factory=list)
    listed: list[tuple[int, int]] = field(default_factory=list)


def parse(source: SourceText, *, title: Fact | None = None) -> ParsedReport:
    """The tree of a report. Never raises, whatever the text.

    A title that is a line of its own before everything else is no section and in none: its sentence has section -1.
    """
    text = source.text
    titles = [span for span in _title_spans(source, title) if _is_whole_line(text, span)]
    if not _without(text, titles).strip():
        titles = []  # a report that is nothing but its title has that to say
    lines = read_lines(source, titles)
    headings = arrange(text, find_candidates(text, lines))
    drop_lists(text, lines, headings)
    drafts = _drafts(text, lines, headings, _below(text, titles))
    paragraphs = Paragraphs([(line.start, line.end) for line in lines])
    for draft in drafts:
        body = Span(draft.heading_span.end, draft.own_end)
        draft.items = find_items(text, paragraphs, body, draft.listed)
    return ParsedReport(text, _frozen(drafts), tuple(_sentences(text, drafts)))


def _title_spans(source: SourceText, title: Fact | None) -> Iterator[Span]:
    yield from (mark.span for mark in source.marks if mark.kind is MarkKind.TITLE)
    span = title.span if title else None
    if span and span.start < span.end <= len(source.text) and not find_marker(source.text, span.start, span.end):
        yield span


def _is_whole_line(text: str, span: Span) -> bool:
    """A title that is only named within a sentence (现将…情况报告如下) takes nothing away."""
    line_start = text.rfind("\n", 0, span.start) + 1
    line_end = text.find("\n", span.end)
    after = text[span.end : len(text) if line_end < 0 else line_end]
    return not text[line_start : span.start].strip() and not after.strip()


def _without(text: str, spans: Sequence[Span]) -> str:
    kept, start = [], 0
    for span in sorted(spans):
        kept.append(text[start : span.start])
        start = max(start, span.end)
    return "".join([*kept, text[start:]])


def _below(text: str, titles: Sequence[Span]) -> int:
    """Where the text begins: below the title, if nothing but white space stands above it."""
    top = 0
    for span in sorted(titles):
        if text[top : span.start].strip():
            break
        top = max(top, span.end)
    return top


def _drafts(text: str, lines: Sequence[Line], headings: Sequence[Heading], top: int) -> list[_Draft]:
    """In reading order, the text before the first heading among them, each with its end and children."""
    found: list[_Draft] = []
    first = next((heading.start for heading in headings if not heading.is_item), len(text))
    preamble = next((line.start for line in lines if line.start >= top), len(text))
    if preamble < first:
        found.append(_Draft(1, "", "", Span(preamble, preamble), preamble))
    by_heading: dict[Heading, _Draft] = {}
    for heading in headings:
        if heading.is_item:
            continue
        parent = by_heading.get(heading.parent) if heading.parent else None
        draft = _draft(text, heading, parent.level + 1 if parent else 1)
        if parent:
            parent.children.append(draft)
        by_heading[heading] = draft
        found.append(draft)
    _close(found, len(text))
    _add_entries(text, lines, headings, found)
    return found


def _add_entries(text: str, lines: Sequence[Line], headings: Sequence[Heading], drafts: Sequence[_Draft]) -> None:
    """Entries of lists, by their numbers or by the source's markup, go to the section that they stand in."""
    entries = {heading.start: heading.text_start for heading in headings if heading.is_item}
    sections = {heading.line for heading in headings if not heading.is_item}
    for index, line in enumerate(lines):
        if line.listed and index not in sections and line.start not in entries:
            marker = find_marker(text, line.start, line.end)
            entries[line.start] = marker.end if marker else line.start
    starts = [draft.start for draft in drafts]
    for start, end in sorted(entries.items()):
        section = bisect_right(starts, start) - 1
        if section >= 0 and start >= drafts[section].heading_span.end:
            drafts[section].listed.append((start, end))


def _draft(text: str, heading: Heading, level: int) -> _Draft:
    split = _split(text, heading)
    marker = heading.marker.written if heading.marker else ""
    span = Span(heading.start, max(split.body, heading.text_start))
    return _Draft(level, marker, text[split.start : split.end], span, heading.start)


def _split(text: str, heading: Heading) -> SplitHeading:
    marked = heading.mark is not None and heading.marked_line
    if heading.style == "条" and not marked:
        return split_article(text, heading.text_start, heading.end)
    return split_heading(text, heading.text_start, heading.end, marked=marked)


def _close(drafts: Sequence[_Draft], end: int) -> None:
    """A section ends where the next of the same or a higher level begins; its own text where its first child does."""
    next_at: list[int] = []
    for draft in reversed(drafts):
        del next_at[draft.level :]
        draft.end = next((start for start in reversed(next_at) if start >= 0), end)
        draft.own_end = draft.children[0].start if draft.children else draft.end
        next_at.extend([-1] * (draft.level - len(next_at)))
        next_at[draft.level - 1] = draft.start


def _frozen(drafts: Sequence[_Draft]) -> tuple[Section, ...]:
    done: dict[_Draft, Section] = {}
    for draft in reversed(drafts):
        children = tuple(done.pop(child) for child in draft.children)
        span = Span(draft.start, draft.end)
        done[draft] = Section(draft.level, draft.marker, draft.heading, draft.heading_span, span, draft.items, children)
    return tuple(done[draft] for draft in drafts if draft.level == 1)


def _sentences(text: str, drafts: Sequence[_Draft]) -> Iterator[Sentence]:
    starts = [draft.start for draft in drafts]
    cuts = {start for draft in drafts for start in (draft.start, draft.heading_span.end)}
    cuts.update(item.span.start for draft in drafts for item in draft.items)
    item_starts = [[item.span.start for item in draft.items] for draft in drafts]
    for span in split_sentences(text, Span(0, len(text)), sorted(cuts)):
        index = bisect_right(starts, span.start) - 1
        if index < 0:
            yield Sentence(span, -1, None, is_heading=True)
            continue
        is_heading = span.start < drafts[index].heading_span.end
        item = bisect_right(item_starts[index], span.start) - 1
        inside = item >= 0 and span.start < drafts[index].items[item].span.end
        yield Sentence(span, index, item if inside else None, is_heading)
