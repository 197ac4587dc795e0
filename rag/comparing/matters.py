"""What a report speaks of and another nowhere mentions, the most telling first. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from rag.clauses import is_balanced
from rag.comparing.candidates import MIN_NAME, QUOTED, UNDERTAKING, Matter, Mention, Sort, candidates
from rag.comparing.mentions import Mentions, telling_words
from rag.comparing.sources import ComparedReport
from rag.comparing.stock import is_ceremony, is_thanks
from rag.comparing.units import Unit, cited, clause_around, clause_at, folded
from rag.comparing.vocabulary import UNDERTAKINGS
from rag.domain import ComparedText, Span
from rag.questions import Aspect

_COUNTED = re.compile("[一二两三四五六七八九十]个|[“”]")
_WAITS = re.compile(r"(?:当天|当日|期间|以来|之际|同时|方面)$")
_MASKED = re.compile(r"[*＊×□]|XX")


@dataclass(frozen=True, slots=True)
class _Rule:
    """`weight`: how telling such a matter is. `max_cover`: how much of its words may stand together in one sentence of
    the other report, weighted. Both set by reading the lists of six provinces of two years."""

    weight: float
    max_cover: float


_RULES = {
    Sort.BOOK: _Rule(2.2, 0.6),
    Sort.QUOTED: _Rule(1.8, 0.7),
    Sort.TYPED: _Rule(2.2, 0.5),
    Sort.WORD: _Rule(0.6, 0.5),
    Sort.HEADING: _Rule(0.8, 0.3),
    Sort.SENTENCE: _Rule(0.4, 0.35),
}
_MAX_TOLD = 0.75
_MIN_WORDS = 2
_MIN_CHARACTERS, _MAX_CHARACTERS = 8, 80
_MIN_HEADING = 4
_UNDERTAKEN, _SLOGAN = 0.6, 0.8
_REACH_OF_KIND = 6
_MAX_PLACES = 3
_MAX_MATTERS = 100
# Looked at, the most telling first; bounds the work on a report of any length.
_MAX_CANDIDATES = 6_000


def missing_matters(
    source: ComparedReport, units: Sequence[Unit], other: Mentions, *, limit: int = _MAX_MATTERS
) -> list[ComparedText]:
    """Matters of `source` that the other report does not mention, the most telling first."""
    own = [unit for unit in units if not unit.explains and not is_thanks(unit.words)]
    scored = [(-_score(one), one.mentions[0].unit.span, one) for one in candidates(source.parsed.text, own, other)]
    scored.sort(key=lambda found: found[:2])
    matters = (one for _, _, one in scored[:_MAX_CANDIDATES] if not _mentioned(one, other))
    return list(islice(_texts(source, matters, other), limit))


def _mentioned(matter: Matter, other: Mentions) -> bool:
    if matter.sort in (Sort.HEADING, Sort.SENTENCE):
        words = telling_words(matter.name)
        if len(words) < _MIN_WORDS or is_ceremony(matter.name) or other.shares_words(matter.name):
            return True
        return other.cover(words) > _RULES[matter.sort].max_cover
    if other.holds(matter.name) or other.holds_short(matter.name):
        return True
    if matter.sort is Sort.TYPED and (
        other.holds_end(matter.name) or other.holds_kind(matter.name, _kind_of(matter.name))
    ):
        return True
    words = telling_words(matter.name)
    if matter.sort in (Sort.TYPED, Sort.WORD) and not words:
        return True
    return bool(words) and other.cover(words) > _RULES[matter.sort].max_cover


def _kind_of(name: str) -> str:
    return next((kind for kind in UNDERTAKINGS if name.endswith(kind)), "")


def _score(matter: Matter) -> float:
    score = _RULES[matter.sort].weight + math.log2(len(matter.mentions))
    if any(matter.name in heading for one in matter.mentions for heading in one.unit.path):
        score += 0.7
    if matter.sort in (Sort.QUOTED, Sort.BOOK):
        score += _UNDERTAKEN if any(_is_undertaking(matter.name, one.unit) for one in matter.mentions) else 0.0
        is_slogan = len(folded(matter.name)) < MIN_NAME or _COUNTED.match(matter.name)
        score -= _SLOGAN if is_slogan else 0.0
    if any(one.unit.aspect is Aspect.PLANS for one in matter.mentions):
        score += 0.3
    return score


def _is_undertaking(name: str, unit: Unit) -> bool:
    """`“映山红行动”升级工程`: the name or what stands right behind it says what is undertaken."""
    after = unit.words.partition(name)[2][:_REACH_OF_KIND]
    return bool(UNDERTAKING.search(name[-4:]) or UNDERTAKING.search(after))


def _texts(source: ComparedReport, matters: Iterable[Matter], other: Mentions) -> Iterator[ComparedText]:
    text = source.parsed.text
    taken: list[Span] = []
    for matter in matters:
        best = _best(text, matter, other)
        if best is None or any(best[1].overlaps(span) for span in taken):
            continue
        mention, span = best
        taken.append(mention.unit.span if matter.sort is Sort.SENTENCE else span)
        first = [mention, *(one for one in matter.mentions if one is not mention)]
        units = list(dict.fromkeys(one.unit for one in first))[:_MAX_PLACES]
        yield ComparedText(span.of(text), tuple(cited(source, unit, number) for number, unit in enumerate(units, 1)))


def _tells_of_known(matter: Matter, words: str, other: Mentions) -> bool:
    """Whether the clause tells of more than the matter, and the other report of that too; or tells nothing (*人)."""
    names = (found[1] or found[2] for found in QUOTED.finditer(words))
    if any(map(other.holds, names)):
        return True
    if matter.sort in (Sort.WORD, Sort.TYPED):
        return any(other.shares_words(part) for part in words.split(matter.name)) or other.holds_letters(words)
    return matter.sort is Sort.SENTENCE and (_MASKED.search(words) is not None or other.holds_letters(words))


def _shown(text: str, mention: Mention, other: Mentions) -> Span:
    """The clause with those it needs, but for a leading one that the other report tells of."""
    span = clause_around(text, mention.unit, mention.position)
    own = clause_at(text, mention.unit, mention.position)
    return Span(own.start, span.end) if other.shares_words(text[span.start : own.start]) else span


def _best(text: str, matter: Matter, other: Mentions) -> tuple[Mention, Span] | None:
    """The mention that tells most of what the other report lacks."""
    found = []
    for mention in matter.mentions:
        if mention.unit.heading and matter.sort is not Sort.HEADING:
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
