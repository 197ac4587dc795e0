"""Things named one after the other in a sentence and counted by it: `实施甲、乙、丙等3个专项行动`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.extraction.candidates import Candidate, Pick
from rag.extraction.signs import tidy
from rag.figures.numerals import parse_number
from rag.matching import Matcher
from rag.questions import Question
from rag.words import content_words

_NUMERAL = "[0-9]{1,2}|[一二两三四五六七八九十]{1,3}"
_COUNTER = "大类|[大个项条点种类件步张份支所家座处]"
_HAN = "\u4e00-\u9fff"
# `等` may be left out only where as many are named as are counted.
_ENUMERATED = re.compile(
    f"(?P<named>[^。；！？：:，,]*?[、][^。；！？：:，,]*?)(?P<etc>等)?(?P<number>{_NUMERAL})(?:{_COUNTER})(?:方面)?(?:的)?"
    f"(?P<what>[^，,。；：:、！？]{{1,16}})"
)
_BETWEEN = re.compile(
    "、|(?<=[”》）])(?:和|及|与)(?=[“《])|以及|(?:和|及|与)(?=[“《])|(?:和|及|与)(?=[^、和及与]{2,12}$)"
)
_ASKED = re.compile(
    f"(?:哪|的|这|有|^|[{_HAN}])?(?P<number>{_NUMERAL})(?:{_COUNTER}|方面)(?:方面)?(?P<what>[{_HAN}]{{2,10}}?)(?:[？?，,是有]|分别|都|各|$|包)"
)
# Share of the question that stands in and around the sentence; less where the number asked for is the one counted.
_SENTENCE = re.compile("[。；！？：:]")
_CLAUSE = re.compile("[，,]")
_LEAST_COVER = 0.4
_LEAST_COVER_OF_NUMBER = 0.25


@dataclass(frozen=True, slots=True)
class _Asked:
    """`number` is 0 where it is what is asked for."""

    noun: str
    number: int


def enumerated_pick(question: Question, candidates: Sequence[Candidate], matcher: Matcher) -> Pick | None:
    """The clause that names what is asked for and counts it; None where no sentence does."""
    asked = _asked(question)
    if asked is None:
        return None
    found = [
        (_cover(question, one, matcher), -place, one, clause)
        for place, one in enumerate(candidates)
        for clause in _clauses(one.line.text, asked)
    ]
    least = _LEAST_COVER_OF_NUMBER if asked.number else _LEAST_COVER
    told = [one for one in found if one[0] >= least]
    if not told:
        return None
    _, _, best, clause = max(told, key=lambda one: one[:2])
    return Pick(best.line.handle, clause)


def _asked(question: Question) -> _Asked | None:
    if question.counted:
        return _Asked(_noun(question.counted), 0)
    found = _ASKED.search(question.text)
    return _Asked(_noun(found["what"]), _value(found["number"])) if found else None


def _noun(words: str) -> str:
    """The last word: `行动` of `专项行动`."""
    found = content_words(words)
    return found[-1] if found else words


def _clauses(text: str, asked: _Asked) -> Iterator[str]:
    for found in _ENUMERATED.finditer(text):
        number = _value(found["number"])
        named = [one for one in _BETWEEN.split(found["named"]) if one.strip()]
        start = found.start()
        if len(named) != number and (longer := _from_clauses(text, found.start("number"), number)) is not None:
            start = longer
        elif len(named) != number and not (found["etc"] and len(named) > 1):
            continue
        if asked.noun in found["what"] and asked.number in (0, number):
            end = found.start("what") + found["what"].index(asked.noun) + len(asked.noun)
            yield tidy(text[start:end])


def _from_clauses(text: str, end: int, number: int) -> int | None:
    """Where the first of so many clauses begins, that stand before `等5个方面` instead of words; None for fewer."""
    begin = max((found.end() for found in _SENTENCE.finditer(text, 0, end)), default=0)
    starts = [begin, *(found.end() for found in _CLAUSE.finditer(text, begin, end))]
    return starts[-number] if len(starts) >= number > 1 else None


def _value(numeral: str) -> int:
    return int(parse_number(numeral.replace("两", "二")) or 0)


def _cover(question: Question, one: Candidate, matcher: Matcher) -> float:
    around = " ".join((*one.group.path, one.group.title, one.group.mentions))
    return matcher.coverage(question.terms, ((one.line.text, 1.0), (around, 0.8)))
