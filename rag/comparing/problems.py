"""Problems that an earlier report owned up to and a later one states again. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rag.clauses import split_clauses, trim
from rag.comparing.reading import ReadReport
from rag.comparing.units import Unit, cited, folded
from rag.comparing.vocabulary import SAID_OF_ANY_PROBLEM, SAME_COMPLAINTS, SAME_THING, WHO_OWNS_UP
from rag.domain import ComparedText, FollowedUp, Span
from rag.questions import Aspect
from rag.sections import OWNS_UP
from rag.words import content_words, dice

_WRONG = re.compile(
    r"不|难|缺|弱|低|少|滞后|有待|压力|突出|差距|短板|单一|偏|仍|空白|脱节|矛盾|风险|下滑|老化|严峻|欠|尚|未|亟|堵|瓶颈|制约|挑战|隐患|障碍|艰巨|繁重"
)
# As OWNS_UP, the other way round: 问题也不容忽视, 老问题新挑战仍然不少.
_OWNS_UP_TOO = re.compile(
    r"(?:问题|困难|不足|短板|差距|挑战|矛盾|薄弱环节)[^。！？]{0,10}(?:不容忽视|不可忽视|仍然不少|依然不少|仍然存在|依然存在)"
)
_PLEDGE = re.compile(
    r"我们(?:将|一定|要|会)|对(?:这些|此)|高度重视|直面|切实加以|认真加以|采取.{0,8}措施|加以解决|努力解决"
)
_LEAD_IN = re.compile(r"^[^“”]{0,60}[：:]|^(?:但|主要是|主要表现在|特别是|尤其是|突出表现为|同时|此外)")
# That there are problems, not which.
_ANNOUNCES = re.compile(
    r"(?:存在|面临|遇到|有|看到|认识到).{0,14}(?:困难|问题|不足|差距|短板|挑战|隐患)(?:$|和|与|、)|老问题|新挑战|^[^，]{0,4}(?:存在|主要|突出)?的?(?:问题|困难|不足|短板|差距)(?:和(?:困难|不足|挑战|差距))?$"
)
_COMPLAINTS = {name: re.compile(said) for name, said in SAME_COMPLAINTS.items()}
# Whose it is and how much of it there is, before letters are set against letters.
_VAGUE = re.compile(
    "一些|部分|有的|少数|个别|政府工作人员|政府部门|不同程度|仍然|依然|仍|还|存在|不容忽视|任务|问题|矛盾|突出|艰巨|繁重|较|不少|压力|面临|难度"
)
_ENTERPRISES = re.compile("(?:经营|市场)主体")
_LISTED = 2
_OLD_AND_NEW = re.compile("老问题|新挑战")
# Read on the problems of 12 provinces of two years: above it two clauses complain of the same thing.
_SAME_FROM, _SAME_WORDS_FROM = 0.5, 0.45
_MIN_SHARED, _MIN_LETTERS = 2, 4
_SUBJECT = 2
_MIN_CHARACTERS, _MAX_CHARACTERS = 4, 80


@dataclass(frozen=True, slots=True)
class _Problem:
    unit: Unit
    span: Span
    plain: str
    words: frozenset[str]
    pairs: frozenset[str]
    complaints: Mapping[str, frozenset[str]]


def carried_over(earlier: ReadReport, later: ReadReport) -> list[FollowedUp]:
    """In the order of the earlier report, each problem once."""
    before, after = _problems(earlier), _problems(later)
    scored = [
        (likeness, one, other)
        for one, first in enumerate(before)
        for other, second in enumerate(after)
        if (likeness := _likeness(first, second))
    ]
    matched: dict[int, int] = {}
    for _, one, other in sorted(scored, key=lambda found: (-found[0], found[1], found[2])):
        if one not in matched and other not in matched.values():
            matched[one] = other
    return [
        FollowedUp(_text(earlier, before[one]), _text(later, after[other])) for one, other in sorted(matched.items())
    ]


def _text(source: ReadReport, problem: _Problem) -> ComparedText:
    return ComparedText(problem.span.of(source.parsed.text), (cited(source, problem.unit, 1),))


def _problems(source: ReadReport) -> list[_Problem]:
    text = source.parsed.text
    found = []
    for unit in _admissions(source):
        for span in _clauses(text, unit):
            words = span.of(text)
            if _only_announces(words):
                continue
            if _WRONG.search(words) and _MIN_CHARACTERS <= len(words) <= _MAX_CHARACTERS:
                plain = _VAGUE.sub("", folded(words))
                found.append(_Problem(unit, span, plain, _telling(words), _pairs([plain]), _complaints(words)))
    return found


def _telling(words: str) -> frozenset[str]:
    """What is complained of, without the words in which anything is said to be wrong."""
    named = (SAME_THING.get(word, word) for word in content_words(_ENTERPRISES.sub("企业", words)))
    return frozenset(word for word in named if word not in SAID_OF_ANY_PROBLEM)


def _only_announces(words: str) -> bool:
    rest = _telling(_OLD_AND_NEW.sub("，", words)) - WHO_OWNS_UP
    return _ANNOUNCES.search(words) is not None and not any(len(word) > 1 for word in rest)


def _complaints(words: str) -> dict[str, frozenset[str]]:
    """Those of the complaints of all offices that a clause makes, each with what else the clause tells."""
    return {name: _telling(said.sub("，", words)) for name, said in _COMPLAINTS.items() if said.search(words)}


def _admissions(source: ReadReport) -> Iterator[Unit]:
    """Sentences and headings that speak of problems: their section does, or their paragraph has owned up to some."""
    owned = -1
    for unit in source.units:
        if unit.explains or _PLEDGE.search(unit.words):
            continue
        if not unit.heading and unit.aspect is None and _owns_up(unit.words):
            owned = unit.paragraph
        if unit.aspect is Aspect.PROBLEMS or (unit.aspect is None and unit.paragraph == owned):
            yield unit


def _owns_up(words: str) -> bool:
    return bool(OWNS_UP.search(words) or _OWNS_UP_TOO.search(words))


def _clauses(text: str, unit: Unit) -> Iterator[Span]:
    for clause in split_clauses(text, unit.span):
        lead = _LEAD_IN.match(clause.of(text))
        body = trim(text, Span(clause.start + (lead.end() if lead else 0), clause.end))
        if len(body):
            yield body


def _likeness(first: _Problem, second: _Problem) -> float:
    """Of the same complaint under other words; of the telling words, if both have enough of them or one has all that
    the other has; of nearly the same letters, where the subject is the same. 0 where nothing says so."""
    shared = _shared(first.words, second.words)
    likeness = 2 * len(shared) / max(1, len(first.words) + len(second.words))
    alike = dice(first.pairs, second.pairs)
    fewer = min(len(first.words), len(second.words))
    if any(_is_same_complaint(rest, second.complaints.get(name), likeness) for name, rest in first.complaints.items()):
        return 1 + max(likeness, alike)
    if (shared or first.plain[:_SUBJECT] == second.plain[:_SUBJECT]) and alike >= _SAME_WORDS_FROM:
        return max(alike, likeness)
    if len(shared) < min(_MIN_SHARED, fewer) or len("".join(shared)) < _MIN_LETTERS:
        return 0.0
    longer = max(first, second, key=lambda one: len(one.words))
    if len(shared) == fewer >= _MIN_SHARED and longer.plain.count("、") >= _LISTED:
        return max(likeness, _SAME_FROM)
    likeness = max(likeness, dice(_pairs(first.words), _pairs(second.words)))
    return likeness if likeness >= _SAME_FROM else 0.0


def _is_same_complaint(rest: frozenset[str], other: frozenset[str] | None, likeness: float) -> bool:
    return other is not None and (not rest or not other or likeness >= _SAME_FROM)


def _shared(first: frozenset[str], second: frozenset[str]) -> frozenset[str]:
    """Words that both have, or the shorter one of two that begin or end alike (生态环境, 生态)."""
    return frozenset(min(word, other, key=len) for word in first for other in second if _is_same(word, other))


def _is_same(word: str, other: str) -> bool:
    short, long = sorted((word, other), key=len)
    return word == other or (len(short) > 1 and (long.startswith(short) or long.endswith(short)))


def _pairs(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word[at : at + 2] for word in words for at in range(max(1, len(word) - 1)))
