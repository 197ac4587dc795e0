"""What a report speaks of and another nowhere mentions: named things, recurring words, sections, sentences. Pure."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from rag.boilerplate import vagueness
from rag.clauses import is_balanced, split_clauses
from rag.comparing.mentions import Mentions, telling_words
from rag.comparing.sources import ComparedReport
from rag.comparing.stock import is_ceremony, is_thanks
from rag.comparing.units import Unit, cited, clause_around, clause_at, folded
from rag.comparing.vocabulary import GOVERNING_VERBS, TELLS_LITTLE, UNDERTAKINGS
from rag.domain import ComparedText, Span
from rag.questions import Aspect
from rag.words import tagged

_QUOTED = re.compile(r"“([^“”，。；：！？]{2,16})”|《([^《》]{2,40})》")
_TYPED = re.compile(f"(?:{'|'.join(UNDERTAKINGS)})(?![\\u4e00-\\u9fff]{{0,1}}(?:化|性))")
_NO_NAME = re.compile(
    r"^(?:[一二三四五六七八九十百两\d]+[大个项类]?|.{0,2}[一二三四五六]五.{0,4}|.*[届次]全会.*|.*代表大会.*|.*会议.*|十[四五六]五)$|总书记|习近平|中央|^[\d.%•·+＋\-—]+$|规划|纲要|草案|建议$|政府工作报告"
)
_COUNTED = re.compile("[一二两三四五六七八九十]个|[“”]")
_MIN_NAME, _MAX_NAME = 3, 18
_NAMING_TAGS = frozenset(("n", "nz", "nt", "j", "vn", "eng"))
_MAX_VAGUENESS = 0.5
_HOW_WELL = re.compile(
    r"更加?.{1,3}$|(?:不减|有力|有效|有序|向好|有进|更密|更实|更优|更强|加大|增强|巩固|壮大|显现|凸显)$"
)
_WAITS = re.compile(r"(?:当天|当日|期间|以来|之际|同时|方面)$")
_HEAD_TAGS = frozenset(("n", "nz", "nt", "eng"))
_FREE_TAGS = frozenset(("n", "nz", "nt", "eng", "j", "b", "ns"))
_MIN_COMPOUND, _MAX_COMPOUND = 4, 8


class _Sort(Enum):
    BOOK = "book"
    QUOTED = "quoted"
    TYPED = "typed"
    WORD = "word"
    HEADING = "heading"
    SENTENCE = "sentence"


@dataclass(frozen=True, slots=True)
class _Rule:
    """`weight`: how telling such a matter is. `max_cover`: how much of its words may stand together in one sentence of
    the other report, weighted. Both set by reading the lists of six provinces of two years."""

    weight: float
    max_cover: float


_RULES = {
    _Sort.BOOK: _Rule(2.2, 0.6),
    _Sort.QUOTED: _Rule(1.8, 0.7),
    _Sort.TYPED: _Rule(2.2, 0.5),
    _Sort.WORD: _Rule(0.6, 0.5),
    _Sort.HEADING: _Rule(0.8, 0.3),
    _Sort.SENTENCE: _Rule(0.4, 0.35),
}
_MAX_TOLD = 0.75
_UNLIKE = 0.7
_MIN_WORDS = 2
_MIN_CLAUSE = 10
_MIN_CHARACTERS, _MAX_CHARACTERS = 8, 80
_MIN_HEADING = 4
_UNDERTAKING, _SLOGAN = 0.6, 0.8
_REACH_OF_KIND = 6
_MAX_PLACES = 3
_MAX_MATTERS = 100


@dataclass(frozen=True, slots=True)
class _Mention:
    unit: Unit
    position: int


@dataclass(slots=True)
class _Matter:
    name: str
    sort: _Sort
    mentions: list[_Mention]
    score: float = 0.0


def missing_matters(
    source: ComparedReport, units: Sequence[Unit], other: Mentions, *, limit: int = _MAX_MATTERS
) -> list[ComparedText]:
    """Matters of `source` that the other report does not mention, the most telling first."""
    own = [unit for unit in units if not unit.explains and not is_thanks(unit.words)]
    matters = [one for one in _matters(source.parsed.text, own, other) if not _mentioned(one, other)]
    for one in matters:
        one.score = _score(one)
    matters.sort(key=lambda one: (-one.score, one.mentions[0].unit.span))
    return list(_texts(source, matters, other, limit))


def _matters(text: str, units: Sequence[Unit], other: Mentions) -> Iterator[_Matter]:
    found: dict[str, _Matter] = {}
    for unit in units:
        for sort, name, position in _named(unit):
            key = folded(name)
            if key not in found:
                found[key] = _Matter(name, sort, [])
            matter = found[key]
            matter.sort = max(matter.sort, sort, key=lambda one: _RULES[one].weight)
            matter.mentions.append(_Mention(unit, position))
    yield from found.values()
    yield from _recurring(units, other)
    yield from _new_sections(units, other)
    for unit in units:
        if not unit.heading and unit.path:
            yield from _clauses(text, unit)


def _new_sections(units: Sequence[Unit], other: Mentions) -> Iterator[_Matter]:
    """Headings of sections whose sentences have nothing like them in the other report."""
    below: dict[tuple[str, ...], list[Unit]] = defaultdict(list)
    for unit in units:
        if not unit.heading:
            for depth in range(1, len(unit.path) + 1):
                below[unit.path[:depth]].append(unit)
    for unit in units:
        told = below.get(unit.path, []) if unit.heading else []
        unlike = sum(other.cover(telling_words(one.words)) <= _RULES[_Sort.SENTENCE].max_cover for one in told)
        if told and unlike >= _UNLIKE * len(told) and _names_something(unit.words, other):
            yield _Matter(unit.words, _Sort.HEADING, [_Mention(unit, unit.span.start)])


def _names_something(heading: str, other: Mentions) -> bool:
    """便民服务不断优化 says how well, not what."""
    lacking = any(
        tag in _NAMING_TAGS and len(word) > 1 and word not in TELLS_LITTLE and not other.holds(word)
        for word, tag in _tagged(heading)
    )
    return lacking and vagueness(heading) <= _MAX_VAGUENESS and not _HOW_WELL.search(heading)


def _clauses(text: str, unit: Unit) -> Iterator[_Matter]:
    spans = dict.fromkeys(clause_around(text, unit, one.start) for one in split_clauses(text, unit.span))
    for span in spans:
        if len(span) >= _MIN_CLAUSE:
            yield _Matter(span.of(text), _Sort.SENTENCE, [_Mention(unit, span.start)])


@lru_cache(maxsize=8_192)
def _tagged(words: str) -> tuple[tuple[str, str], ...]:
    return tuple(tagged(words))


def _named(unit: Unit) -> Iterator[tuple[_Sort, str, int]]:
    for found in _QUOTED.finditer(unit.words):
        name = found[1] or found[2]
        if not _NO_NAME.search(name):
            yield (_Sort.QUOTED if found[1] else _Sort.BOOK), name, unit.span.start + found.start()
    for name, at in _typed(unit.words):
        yield _Sort.TYPED, name, unit.span.start + at


def _typed(words: str) -> Iterator[tuple[str, int]]:
    """`县域高中振兴行动` of `实施县域高中振兴行动`: words up to one that says what kind of thing it is."""
    at, start = 0, 0
    for word, tag in _tagged(words):
        if (tag == "x" and word not in "+＋—－-·") or word in GOVERNING_VERBS or tag[0] in "dpcuryf":
            start = at + len(word)
        elif _TYPED.search(word) and _TYPED.search(word).end() == len(word):  # type: ignore[union-attr]
            name = words[start : at + len(word)]
            if _MIN_NAME <= len(name) <= _MAX_NAME and not _NO_NAME.search(name):
                yield name, start
        at += len(word)


def _recurring(units: Sequence[Unit], other: Mentions) -> Iterator[_Matter]:
    """`具身智能`, said more than once: nouns that stand together, of which the other report lacks one."""
    places: dict[str, list[_Mention]] = defaultdict(list)
    for unit in units:
        for name, at in _compounds(unit.words, other):
            places[name].append(_Mention(unit, unit.span.start + at))
    for name, mentions in places.items():
        if _NO_NAME.search(name):
            continue
        if len({one.unit.span for one in mentions}) > 1 and not other.holds(name):
            yield _Matter(name, _Sort.WORD, mentions)


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


def _mentioned(matter: _Matter, other: Mentions) -> bool:
    if matter.sort in (_Sort.HEADING, _Sort.SENTENCE):
        words = telling_words(matter.name)
        if len(words) < _MIN_WORDS or is_ceremony(matter.name) or other.shares_words(matter.name):
            return True
        return other.cover(words) > _RULES[matter.sort].max_cover
    if other.holds(matter.name) or other.holds_short(matter.name):
        return True
    if matter.sort is _Sort.TYPED and (
        other.holds_end(matter.name) or other.holds_kind(matter.name, _kind_of(matter.name))
    ):
        return True
    words = telling_words(matter.name)
    if matter.sort in (_Sort.TYPED, _Sort.WORD) and not words:
        return True
    return bool(words) and other.cover(words) > _RULES[matter.sort].max_cover


def _kind_of(name: str) -> str:
    return next((kind for kind in UNDERTAKINGS if name.endswith(kind)), "")


def _score(matter: _Matter) -> float:
    score = _RULES[matter.sort].weight + math.log2(len(matter.mentions))
    if any(matter.name in heading for one in matter.mentions for heading in one.unit.path):
        score += 0.7
    if matter.sort in (_Sort.QUOTED, _Sort.BOOK):
        score += _UNDERTAKING if any(_is_undertaking(matter.name, one.unit) for one in matter.mentions) else 0.0
        is_slogan = len(folded(matter.name)) < _MIN_NAME or _COUNTED.match(matter.name)
        score -= _SLOGAN if is_slogan else 0.0
    if any(one.unit.aspect is Aspect.PLANS for one in matter.mentions):
        score += 0.3
    return score


def _is_undertaking(name: str, unit: Unit) -> bool:
    """`“映山红行动”升级工程`: the name or what stands right behind it says what is undertaken."""
    after = unit.words.partition(name)[2][:_REACH_OF_KIND]
    return bool(_TYPED.search(name[-4:]) or _TYPED.search(after))


def _texts(source: ComparedReport, matters: Sequence[_Matter], other: Mentions, limit: int) -> Iterator[ComparedText]:
    text = source.parsed.text
    taken: list[Span] = []
    for matter in matters:
        if len(taken) >= limit:
            return
        best = _best(text, matter, other)
        if best is None or any(best[1].overlaps(span) for span in taken):
            continue
        mention, span = best
        taken.append(mention.unit.span if matter.sort is _Sort.SENTENCE else span)
        first = [mention, *(one for one in matter.mentions if one is not mention)]
        units = list(dict.fromkeys(one.unit for one in first))[:_MAX_PLACES]
        yield ComparedText(span.of(text), tuple(cited(source, unit, number) for number, unit in enumerate(units, 1)))


def _tells_of_known(matter: _Matter, words: str, other: Mentions) -> bool:
    """Whether the clause tells of more than the matter, and the other report of that too."""
    names = (found[1] or found[2] for found in _QUOTED.finditer(words))
    if any(map(other.holds, names)):
        return True
    if matter.sort in (_Sort.WORD, _Sort.TYPED):
        return any(other.shares_words(part) for part in words.split(matter.name)) or other.holds_letters(words)
    return matter.sort is _Sort.SENTENCE and other.holds_letters(words)


def _shown(text: str, mention: _Mention, other: Mentions) -> Span:
    """The clause with those it needs, but for a leading one that the other report tells of."""
    span = clause_around(text, mention.unit, mention.position)
    own = clause_at(text, mention.unit, mention.position)
    return Span(own.start, span.end) if other.shares_words(text[span.start : own.start]) else span


def _best(text: str, matter: _Matter, other: Mentions) -> tuple[_Mention, Span] | None:
    """The mention that tells most of what the other report lacks."""
    found = []
    for mention in matter.mentions:
        if mention.unit.heading and matter.sort is not _Sort.HEADING:
            continue
        span = mention.unit.span if mention.unit.heading else _shown(text, mention, other)
        words = span.of(text)
        if (
            (_MIN_HEADING if mention.unit.heading else _MIN_CHARACTERS) <= len(words) <= _MAX_CHARACTERS
            and is_balanced(words)
            and not is_ceremony(words)
            and not _WAITS.search(words)
            and other.cover(telling_words(words)) <= _MAX_TOLD
        ):
            if _tells_of_known(matter, words, other):
                continue
            found.append((len(other.absent(telling_words(words))), -span.start, mention, span))
    if not found:
        return None
    best = max(found, key=lambda one: one[:2])
    return best[2], best[3]
