"""Which sentences show how a report, or a part of it, is built: headings, and how items and paragraphs begin. Pure.

All functions return indexes into `ParsedReport.sentences`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from rag.domain import ParsedReport, PlacedSection, Section
from rag.questions import Aspect, Question
from rag.sections import OWNS_UP, heading_words, names_heading, part_of
from rag.words import content_words

MAX_OUTLINE_SENTENCES = 80
# Sentences that own up to problems, and how many are shown from each on.
_OWNING, _BEHIND = 2, 6
_MAX_OPENING_SENTENCES = 8
_SHORTEST_BEGINNING = 12
# Of each paragraph so many sentences may tell what it is about; the words that a report has most often say so.
_LOOKED_AT, _COMMON = 3, 12
_LONGEST_SHOWN, _TOO_LONG = 80, 3
_LEANS = re.compile(
    '[“"‘「]|(?:这|那|该|其|此|上述|前者|后者|他|她|它|以此|对此|为此|因此|所以|但|而|并|同时|另外|不仅|不但|从而|由此|于是|'
    "然而|可见|如何|怎样|怎么|近期以来|与此|在此|基于|作为|我们|我[，是])"
)
# A marker that the source has on a line or in a list of its own: the sentence behind it says what it marks.
_MARKER_ALONE = re.compile(r"第?[（(]?[0-9０-９一二三四五六七八九十百①-⑳]{1,4}[）)]?[.．、，,条章节]?\s*")
# （一）… （二）… in one paragraph: the later ones are sentences of the first one's section.
_RUN_IN = re.compile("[（(][一二三四五六七八九十]{1,3}[）)]")


def tree(parsed: ParsedReport) -> list[int]:
    """Of a whole report: its opening, the entries of the two outer levels, and of a part without any below it how its
    items and paragraphs begin."""
    headed = [place for place in parsed.walk() if place.section.heading]
    if not headed:
        return _paragraphs(parsed)
    chosen = {0}
    for part in _parts(headed):
        chosen.update(_entries(parsed, part))
    return sorted(chosen)[:MAX_OUTLINE_SENTENCES]


def _paragraphs(parsed: ParsedReport) -> list[int]:
    """Without headings: sentences that say what paragraphs are about, spread over the whole report."""
    starts = [
        index
        for index, one in enumerate(parsed.sentences)
        if one.section >= 0
        and len(one.span) >= _SHORTEST_BEGINNING
        and (not index or "\n" in parsed.text[parsed.sentences[index - 1].span.end : one.span.start])
    ] or list(range(len(parsed.sentences)))
    step = max(1, -(-len(starts) // _MAX_OPENING_SENTENCES))
    common = _common_words(parsed)
    chosen = []
    for first in range(0, len(starts), step):
        last = starts[first + step] if first + step < len(starts) else len(parsed.sentences)
        looked_at = [
            index
            for begin, end in pairwise([*starts[first : first + step], last])
            for index in range(begin, min(end, begin + _LOOKED_AT))
        ]
        standing = [index for index in looked_at if _stands_alone(parsed.sentences[index].span.of(parsed.text))]
        if standing:
            chosen.append(max(standing, key=lambda index: (_telling(parsed, index, common), -index)))
    return chosen or starts[:1]


def _common_words(parsed: ParsedReport) -> frozenset[str]:
    """What a report speaks of again and again is what it is about."""
    counts = Counter(
        word for one in parsed.sentences for word in content_words(one.span.of(parsed.text)) if len(word) > 1
    )
    return frozenset(word for word, number in counts.most_common(_COMMON) if number > 1)


def _stands_alone(sentence: str) -> bool:
    """Neither a question nor a quotation, and nothing in it leans on the sentence before."""
    plain = sentence.strip()
    return (
        len(plain) >= _SHORTEST_BEGINNING
        and not _LEANS.match(plain)
        and not re.search("[？?][”’」]?$", plain)
        and plain.count("“") == plain.count("”")
    )


def _telling(parsed: ParsedReport, index: int, common: frozenset[str]) -> float:
    """How many of the words of the report are in a sentence; one that can be shown whole comes before a longer one."""
    text = parsed.sentences[index].span.of(parsed.text)
    return sum(word in text for word in common) - (_TOO_LONG if len(text) > _LONGEST_SHOWN else 0)


def of_aspect(aspect: Aspect, parsed: ParsedReport) -> list[int]:
    """Most wanted first: the report's first sentence (what it is about), the headings and the first sentences of items
    in the sections of the aspect that the question is after, then the rest of those that have no items."""
    places = [place for place in parsed.walk() if part_of(place.path) is aspect]
    if not places:
        return _without_section(aspect, parsed)
    first, rest = [0], []
    for place in places:
        heads, items, others = _told_apart(parsed, place)
        # Of results, of which there are many, only the headings.
        first += heads if aspect is Aspect.RESULTS else sorted([*heads, *items])
        rest += [] if items or aspect is Aspect.RESULTS else others
    return [*first, *rest][:MAX_OUTLINE_SENTENCES]


def _told_apart(parsed: ParsedReport, place: PlacedSection) -> tuple[list[int], list[int], list[int]]:
    """Of a section's own sentences: headings, beginnings of items, all others."""
    heads: list[int] = []
    others: list[int] = []
    items: dict[int, int] = {}
    for index in _of_section(parsed, place.index):
        one = parsed.sentences[index]
        if one.is_heading:
            heads.append(index)
        elif _MARKER_ALONE.fullmatch(one.span.of(parsed.text)):
            continue
        elif one.item is not None:
            items.setdefault(one.item, index)
        else:
            others.append(index)
    return heads, list(items.values()), others


def _without_section(aspect: Aspect, parsed: ParsedReport) -> list[int]:
    """Problems that a report owns up to in passing (`也清醒看到，还存在…不足`), with the sentences behind."""
    if aspect is not Aspect.PROBLEMS:
        return [0] if parsed.sentences else []
    owning = [
        bisect_right(parsed.sentences, found.start(), key=lambda one: one.span.start) - 1
        for found in islice(OWNS_UP.finditer(parsed.text), _OWNING)
    ]
    behind = {index + more for index in owning for more in range(_BEHIND)}
    return sorted(index for index in behind if 0 <= index < len(parsed.sentences))


def of_named_section(question: Question, parsed: ParsedReport) -> list[int]:
    """Of the sections whose heading the question names (`重点任务有哪些`), the heading and the entries; [] for none."""
    words = heading_words(question.text)
    placed = list(parsed.walk())
    scores = [names_heading(words, place.section.heading, years=question.years) for place in placed]
    best = max(scores, default=0)
    if not best:
        return []
    named = [place for place, score in zip(placed, scores, strict=True) if score == best]
    chosen = {index for place in named for index in _entries(parsed, place)}
    return sorted(chosen)[:MAX_OUTLINE_SENTENCES]


def _parts(headed: Sequence[PlacedSection]) -> list[PlacedSection]:
    """The outermost sections, or where a single one frames the whole report those in it."""
    outer = min(len(place.path) for place in headed)
    parts = [place for place in headed if len(place.path) == outer]
    within = [place for place in headed if len(place.path) == outer + 1]
    return within if len(parts) == 1 and len(within) > 1 else parts


def _of_section(parsed: ParsedReport, section: int) -> range:
    """Sentences stand in the order of their sections."""
    first = bisect_left(parsed.sentences, section, key=lambda one: one.section)
    return range(first, bisect_right(parsed.sentences, section, lo=first, key=lambda one: one.section))


def _entries(parsed: ParsedReport, place: PlacedSection) -> Iterator[int]:
    """The heading of a section and what it consists of: its children, else how its items and paragraphs begin."""
    own = _of_section(parsed, place.index)
    yield from (index for index in own if parsed.sentences[index].is_heading)
    if not place.section.children:
        yield from _beginnings(parsed, own)
    child = place.index + 1
    for section in place.section.children:
        yield from _entry(parsed, section, _of_section(parsed, child))
        child += _size(section)


def _size(section: Section) -> int:
    """How many sections a section is, those within it counted."""
    return 1 + sum(map(_size, section.children))


def _entry(parsed: ParsedReport, section: Section, indexes: Sequence[int]) -> Iterator[int]:
    """A section as an entry of the one around it: its heading, or its first sentence where it has only a marker or its
    heading is how that sentence begins (`1. 就业方面，…`)."""
    said = [index for index in indexes if not _MARKER_ALONE.fullmatch(parsed.sentences[index].span.of(parsed.text))]
    told = [index for index in said if parsed.sentences[index].is_heading is bool(section.heading)] or said
    yield from told[:1]
    for index in indexes:
        one = parsed.sentences[index]
        if index not in told[:1] and not one.is_heading and _RUN_IN.match(parsed.text, one.span.start):
            yield index


def _beginnings(parsed: ParsedReport, indexes: Sequence[int]) -> Iterator[int]:
    """The first sentence of each item of a section, or of the section where it has none."""
    body = [
        index
        for index in indexes
        if not parsed.sentences[index].is_heading
        and not _MARKER_ALONE.fullmatch(parsed.sentences[index].span.of(parsed.text))
    ]
    items: dict[int, int] = {}
    for index in body:
        if (item := parsed.sentences[index].item) is not None:
            items.setdefault(item, index)
    yield from items.values() if items else body[:1]
