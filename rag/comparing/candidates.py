"""What may be a matter that another report lacks: names, undertakings, recurring words, sections, clauses. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from rag.boilerplate import vagueness
from rag.comparing.mentions import Mentions, telling_words
from rag.comparing.units import Unit, clause_around, clauses_of, folded
from rag.comparing.vocabulary import GOVERNING_VERBS, TELLS_LITTLE, UNDERTAKINGS
from rag.words import tagged

QUOTED = re.compile(r"“([^“”，。；：！？]{2,16})”|《([^《》]{2,40})》")
UNDERTAKING = re.compile(f"(?:{'|'.join(UNDERTAKINGS)})(?![\\u4e00-\\u9fff]{{0,1}}(?:化|性)|力|者|自觉|纲领|指南)")
_NO_NAME = re.compile(
    r"^(?:[一二三四五六七八九十百两\d]+[大个项类]?|.{0,2}[一二三四五六]五.{0,4}|.*[届次]全会.*|.*代表大会.*|.*会议.*|十[四五六]五)$|总书记|习近平|中央|^[\d.%•·+＋\-—]+$|规划|纲要|草案|建议$|政府工作报告"
)
MIN_NAME, _MAX_NAME = 3, 18
_NAMING_TAGS = frozenset(("n", "nz", "nt", "j", "vn", "eng"))
_MAX_VAGUENESS = 0.5
_HOW_WELL = re.compile(
    r"更加?.{1,3}$|(?:不减|有力|有效|有序|向好|有进|更密|更实|更优|更强|加大|增强|巩固|壮大|显现|凸显)$"
)
_HEAD_TAGS = frozenset(("n", "nz", "nt", "eng"))
_FREE_TAGS = frozenset(("n", "nz", "nt", "eng", "j", "b", "ns"))
_MIN_COMPOUND, _MAX_COMPOUND = 4, 8
_UNLIKE, _LIKE = 0.7, 0.35
_MIN_CLAUSE = 10
# A report of more sentences than any office writes is not looked through for sections: bounds the work.
_MAX_UNITS = 4_000


class Sort(Enum):
    """A title in 《》, a name in “”, an undertaking by its kind, nouns said more than once, a section, a clause."""

    BOOK = "book"
    QUOTED = "quoted"
    TYPED = "typed"
    WORD = "word"
    HEADING = "heading"
    SENTENCE = "sentence"


# One that is met as several is the most telling of them.
_TELLING = (Sort.TYPED, Sort.BOOK, Sort.QUOTED)


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a matter is told: `position` in the text, in `unit`."""

    unit: Unit
    position: int


@dataclass(slots=True)
class Matter:
    """`name`: as it stands; of a section or a clause all its words."""

    name: str
    sort: Sort
    mentions: list[Mention]


def candidates(text: str, units: Sequence[Unit], other: Mentions) -> Iterator[Matter]:
    """All that `units` of `text` tell of, in no order; whether `other` tells of it too is not looked at yet."""
    found: dict[str, Matter] = {}
    for unit in units:
        for sort, name, position in _named(unit):
            key = folded(name)
            if key not in found:
                found[key] = Matter(name, sort, [])
            matter = found[key]
            matter.sort = min(matter.sort, sort, key=_TELLING.index)
            matter.mentions.append(Mention(unit, position))
    yield from found.values()
    yield from _recurring(units, other)
    yield from _new_sections(units, other)
    for unit in units:
        if not unit.heading and unit.path:
            yield from _clauses(text, unit)


def _new_sections(units: Sequence[Unit], other: Mentions) -> Iterator[Matter]:
    """Headings of sections whose sentences have nothing like them in the other report."""
    below: dict[tuple[str, ...], list[Unit]] = defaultdict(list)
    for unit in units:
        if not unit.heading:
            for depth in range(1, len(unit.path) + 1):
                below[unit.path[:depth]].append(unit)
    for unit in units if len(units) <= _MAX_UNITS else ():
        told = below.get(unit.path, []) if unit.heading else []
        unlike = sum(other.cover(telling_words(one.words)) <= _LIKE for one in told)
        if told and unlike >= _UNLIKE * len(told) and _names_something(unit.words, other):
            yield Matter(unit.words, Sort.HEADING, [Mention(unit, unit.span.start)])


def _names_something(heading: str, other: Mentions) -> bool:
    """便民服务不断优化 says how well, not what."""
    lacking = any(
        tag in _NAMING_TAGS and len(word) > 1 and word not in TELLS_LITTLE and not other.holds(word)
        for word, tag in _tagged(heading)
    )
    return lacking and vagueness(heading) <= _MAX_VAGUENESS and not _HOW_WELL.search(heading)


def _clauses(text: str, unit: Unit) -> Iterator[Matter]:
    spans = dict.fromkeys(clause_around(text, unit, one.start) for one in clauses_of(text, unit.span))
    for span in spans:
        if len(span) >= _MIN_CLAUSE:
            yield Matter(span.of(text), Sort.SENTENCE, [Mention(unit, span.start)])


@lru_cache(maxsize=8_192)
def _tagged(words: str) -> tuple[tuple[str, str], ...]:
    return tuple(tagged(words))


def _named(unit: Unit) -> Iterator[tuple[Sort, str, int]]:
    for found in QUOTED.finditer(unit.words):
        name = found[1] or found[2]
        if not _NO_NAME.search(name):
            yield (Sort.QUOTED if found[1] else Sort.BOOK), name, unit.span.start + found.start()
    for name, at in _typed(unit.words):
        yield Sort.TYPED, name, unit.span.start + at


def _typed(words: str) -> Iterator[tuple[str, int]]:
    """`县域高中振兴行动` of `实施县域高中振兴行动`: words up to one that says what kind of thing it is."""
    at, start = 0, 0
    for word, tag in _tagged(words):
        if (tag == "x" and word not in "+＋—－-·") or word in GOVERNING_VERBS or tag[0] in "dpcuryf":
            start = at + len(word)
        elif UNDERTAKING.search(word) and UNDERTAKING.search(word).end() == len(word):  # type: ignore[union-attr]
            name = words[start : at + len(word)]
            if MIN_NAME <= len(name) <= _MAX_NAME and not _NO_NAME.search(name):
                yield name, start
        at += len(word)


def _recurring(units: Sequence[Unit], other: Mentions) -> Iterator[Matter]:
    """`具身智能`, said more than once: nouns that stand together, of which the other report lacks one."""
    places: dict[str, list[Mention]] = defaultdict(list)
    for unit in units:
        for name, at in _compounds(unit.words, other):
            places[name].append(Mention(unit, unit.span.start + at))
    for name, mentions in places.items():
        if _NO_NAME.search(name):
            continue
        if len({one.unit.span for one in mentions}) > 1 and not other.holds(name):
            yield Matter(name, Sort.WORD, mentions)


def _compounds(words: str, other: Mentions) -> Iterator[tuple[str, int]]:
    """Two words side by side, one of which the other report lacks; the first of any sort, if it is that one."""
    at = 0
    before: tuple[str, int, bool] | None = None
    for word, tag in _tagged(words):
        lacking = len(word) > 1 and not other.holds(word)
        heads = tag in _HEAD_TAGS and len(word) > 1 and word not in TELLS_LITTLE
        fits = before and _MIN_COMPOUND <= len(before[0] + word) <= _MAX_COMPOUND
        if before and heads and fits and (lacking or before[2]):
            yield before[0] + word, before[1]
        free = len(word) > 1 and word not in TELLS_LITTLE and (tag in _FREE_TAGS or (lacking and tag in "v nr"))
        before = (word, at, lacking) if free else None
        at += len(word)
