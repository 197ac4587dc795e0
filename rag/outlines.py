"""Which sentences show how a report, or a part of it, is built: headings, and how items and paragraphs begin. Pure.

All functions return indexes into `ParsedReport.sentences`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from rag.domain import ParsedReport, PlacedSection, Section
from rag.questions import Aspect, Question
from rag.sections import OWNS_UP, heading_words, names_heading, part_of

MAX_OUTLINE_SENTENCES = 80
_BEHIND = 6
_MAX_OPENING_SENTENCES = 8
_SHORTEST_BEGINNING = 12
# （一）… （二）… in one paragraph: the later ones are sentences of the first one's section.
_RUN_IN = re.compile("[（(][一二三四五六七八九十]{1,3}[）)]")


def tree(parsed: ParsedReport) -> list[int]:
    """Of a whole report: its opening, the entries of the two outer levels, and of a part without any below it how its
    items and paragraphs begin."""
    headed = [place for place in parsed.walk() if place.section.heading]
    if not headed:
        return _paragraphs(parsed)
    sentences = _by_section(parsed)
    chosen = {0}
    for part in _parts(headed):
        chosen.update(_entries(parsed, part, sentences))
    return sorted(chosen)[:MAX_OUTLINE_SENTENCES]


def _paragraphs(parsed: ParsedReport) -> list[int]:
    """Without headings: how the paragraphs begin, spread over the whole report."""
    starts = [
        index
        for index, one in enumerate(parsed.sentences)
        if one.section >= 0
        and len(one.span) >= _SHORTEST_BEGINNING
        and parsed.text[one.span.start] not in '“"‘'
        and (not index or "\n" in parsed.text[parsed.sentences[index - 1].span.end : one.span.start])
    ] or list(range(len(parsed.sentences)))
    step = max(1, -(-len(starts) // _MAX_OPENING_SENTENCES))
    return starts[::step]


def of_aspect(aspect: Aspect, parsed: ParsedReport) -> list[int]:
    """Most wanted first: the report's first sentence (what it is about), the headings and the first sentences of items
    in the sections of the aspect that the question is after, then the rest of those that have no items."""
    places = [place for place in parsed.walk() if part_of(place.path) is aspect]
    wanted = {place.index for place in places}
    if not wanted:
        return _without_section(aspect, parsed)
    first, rest = [0], []
    seen_items: set[tuple[int, int]] = set()
    with_items = {place.index for place in places if place.section.items}
    for index, one in enumerate(parsed.sentences):
        if one.section not in wanted:
            continue
        starts_item = one.item is not None and (one.section, one.item) not in seen_items
        if one.item is not None:
            seen_items.add((one.section, one.item))
        # Of results, of which there are many, only the headings.
        if one.is_heading or (starts_item and aspect is not Aspect.RESULTS):
            first.append(index)
        elif one.section not in with_items and aspect is not Aspect.RESULTS:
            rest.append(index)
    return [*first, *rest][:MAX_OUTLINE_SENTENCES]


def _without_section(aspect: Aspect, parsed: ParsedReport) -> list[int]:
    """Problems that a report owns up to in passing (`也清醒看到，还存在…不足`), with the sentences behind."""
    if aspect is not Aspect.PROBLEMS:
        return [0] if parsed.sentences else []
    owning = [index for index, one in enumerate(parsed.sentences) if OWNS_UP.search(one.span.of(parsed.text))]
    return sorted(
        {index + more for index in owning[:2] for more in range(_BEHIND) if index + more < len(parsed.sentences)}
    )


def of_named_section(question: Question, parsed: ParsedReport) -> list[int]:
    """Of the sections whose heading the question names (`重点任务有哪些`), the heading and the entries; [] for none."""
    words = heading_words(question.text)
    placed = list(parsed.walk())
    scores = [names_heading(words, place.section.heading, years=question.years) for place in placed]
    best = max(scores, default=0)
    if not best:
        return []
    sentences = _by_section(parsed)
    named = [place for place, score in zip(placed, scores, strict=True) if score == best]
    chosen = {index for place in named for index in _entries(parsed, place, sentences)}
    return sorted(chosen)[:MAX_OUTLINE_SENTENCES]


def _parts(headed: Sequence[PlacedSection]) -> list[PlacedSection]:
    """The outermost sections, or where a single one frames the whole report those in it."""
    outer = min(len(place.path) for place in headed)
    parts = [place for place in headed if len(place.path) == outer]
    within = [place for place in headed if len(place.path) == outer + 1]
    return within if len(parts) == 1 and len(within) > 1 else parts


def _by_section(parsed: ParsedReport) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for index, one in enumerate(parsed.sentences):
        found[one.section].append(index)
    return found


def _entries(parsed: ParsedReport, place: PlacedSection, sentences: Mapping[int, list[int]]) -> Iterator[int]:
    """The heading of a section and what it consists of: its children, else how its items and paragraphs begin."""
    yield from (index for index in sentences.get(place.index, ()) if parsed.sentences[index].is_heading)
    if not place.section.children:
        yield from _beginnings(parsed, sentences.get(place.index, ()))
    child = place.index + 1
    for section in place.section.children:
        yield from _entry(parsed, section, sentences.get(child, ()))
        child += _size(section)


def _size(section: Section) -> int:
    """How many sections a section is, those within it counted."""
    return 1 + sum(map(_size, section.children))


def _entry(parsed: ParsedReport, section: Section, indexes: Sequence[int]) -> Iterator[int]:
    """A section as an entry of the one around it: its heading, or its first sentence where it has only a marker."""
    told = [index for index in indexes if parsed.sentences[index].is_heading is bool(section.heading)]
    yield from told[:1]
    for index in indexes:
        one = parsed.sentences[index]
        if index not in told[:1] and not one.is_heading and _RUN_IN.match(parsed.text, one.span.start):
            yield index


def _beginnings(parsed: ParsedReport, indexes: Sequence[int]) -> Iterator[int]:
    """The first sentence of each item of a section, or of the section where it has none."""
    body = [index for index in indexes if not parsed.sentences[index].is_heading]
    items: dict[int, int] = {}
    for index in body:
        if (item := parsed.sentences[index].item) is not None:
            items.setdefault(item, index)
    yield from items.values() if items else body[:1]
