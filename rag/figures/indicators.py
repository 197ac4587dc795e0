"""What a figure measures, of when, and with which words of degree: read from the words around it, never invented."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.figures.grammar import Quantity
from rag.figures.units import TAKES_NOUN
from rag.figures.units import TIME as TIME_UNITS
from rag.figures.words import (
    COMPARED_TO,
    LEADING,
    LIGHT,
    NOT_A_NOUN,
    PREDICATE,
    QUALIFIER_AFTER,
    QUALIFIER_BEFORE,
    STOP,
    TIME,
)

# The longest clause of 29 government reports between a delimiter and its figure has 46 characters.
REACH = 60
LONGEST = 24
_NOUN_REACH = 16

_CLAUSE_BREAK = re.compile(r"[，,。；;：:！!？?\n（(《—…]")
_SENTENCE_BREAK = re.compile(r"[。！!？?\n]")
_NOUN = re.compile(r"[“‘]?[\u4e00-\u9fffA-Za-z0-9“”‘’·*]+")
_COORDINATED = re.compile(r"、|以及|[和与及]")
_GAP = re.compile(r"\s*(?:、|，|,|和|与|及|以及|或)\s*")
_RESPECTIVELY = re.compile(r"(.+?)(?:同比|环比)?分别(.*)$")
_TIME_TAIL = re.compile(r"(?:以来|期间|[底末初来间起度内])")
_BENEFICIARY = re.compile(r"(?:为|向|给|对|使|让|组织|帮助|推动|促进|支持|带动|引导|吸引)$")
_PHRASE = re.compile(r"(?:以来|期间|[底末初来间起度内])?[，,]?([^，,。；;：:！!？?\n、（）()\d*]{2,24})")
_TRAILING = re.compile(r"(?:[、，,\s]|为|由|从|至|到|达|超|共|年均|月均|日均|已|也|均|又|还|都|总|全年|累计|的)$")


@dataclass(frozen=True, slots=True)
class Described:
    indicator: str
    qualifier: str
    period: str


@dataclass(frozen=True, slots=True)
class _Left:
    """The words of the clause before a figure, and the words of degree cut from their end."""

    words: str
    qualifier: str
    beneficiary: bool = False


def describe(text: str, quantities: Sequence[Quantity]) -> Iterator[tuple[Quantity, Described]]:
    """Each quantity with its indicator, qualifier and period as they stand in `text`."""
    breaks = [match.end() for match in _SENTENCE_BREAK.finditer(text)]
    times = list(TIME.finditer(text)) if quantities else []
    starts = [match.start() for match in times]
    lists = _respective_indicators(text, quantities)
    previous_end, previous_indicator, previous_sentence = 0, "", -1
    for index, quantity in enumerate(quantities):
        position = bisect_right(breaks, quantity.start)
        sentence = breaks[position - 1] if position else 0
        if sentence != previous_sentence:
            previous_end, previous_indicator, previous_sentence = sentence, "", sentence
        left = _left_of(text, quantity, previous_end)
        noun, noun_end = _noun_after(text, quantity)
        indicator = lists.get(index) or _indicator(text, quantity, left, noun) or previous_indicator
        if not indicator:
            indicator = _clause_before(text, quantity, previous_end)
        after = QUALIFIER_AFTER.match(text, quantity.end)
        qualifier = _qualifier(left.qualifier, after[0].strip() if after else quantity.approximate)
        yield quantity, Described(indicator, qualifier, _period(text, quantity, times, starts, sentence))
        if indicator:
            previous_indicator = indicator
        previous_end = noun_end if noun and indicator == noun else quantity.end


def _qualifier(before: str, after: str) -> str:
    return f"{before}…{after}" if before and after else before or after


def _left_of(text: str, quantity: Quantity, previous_end: int) -> _Left:
    """From the clause's beginning (or the figure before) to this figure; 增长, 约… cut from the end."""
    start = max(previous_end, quantity.start - REACH)
    for match in _CLAUSE_BREAK.finditer(text, start, quantity.start):
        if match[0] not in "（(" or not re.search("[）)]", text[match.end() : quantity.start]):
            start = match.end()
    tail = _TIME_TAIL.match(text, start) if start == previous_end else None
    words = text[tail.end() if tail else start : quantity.start].rstrip()
    qualifier = ""
    degree = QUALIFIER_BEFORE.search(words)
    if degree:
        words, qualifier = words[: degree.start()].rstrip(), degree[0]
    beneficiary = not qualifier.endswith("为") and bool(_BENEFICIARY.search(words))
    return _Left(_clean(words), qualifier, beneficiary)


def _clean(words: str) -> str:
    """Without times, connecting words and empty verbs at its beginning, commas and adverbs at its end."""
    while True:
        before = words
        words = words.strip(" \u3000\t、，,")
        time = TIME.match(words)
        for match in (time, LEADING.match(words), LIGHT.match(words)):
            if match and match.end():
                words = words[match.end() :]
                break
        words = _TRAILING.sub("", words)
        if words == before:
            return _balanced(_shortened(words))


def _shortened(words: str) -> str:
    """The part after the last verb where a clause is too long to be a name."""
    if len(words) <= LONGEST:
        return words
    ends = [
        match.end()
        for match in re.finditer(
            r"(?:发放|减免|组织|开展|实现|完成|推动|促进|建成|新增|投入|带动|惠及|为|对|的|使|让)", words
        )
    ]
    ends = [end for end in ends if 2 <= len(words) - end <= LONGEST]
    return words[ends[0] :] if ends else words[-LONGEST:]


def _balanced(words: str) -> str:
    for opening, closing in ("“”", "《》", "（）", "()"):
        if words.count(closing) > words.count(opening):
            words = words[words.index(closing) + 1 :]
        if words.count(opening) > words.count(closing):
            words = words[words.rindex(opening) + 1 :]
    return words.strip(" 、”")


def _noun_after(text: str, quantity: Quantity) -> tuple[str, int]:
    """次|专题民主生活会, 个|基层党组织, 项|“打包办”: the counted noun after the counter, "" where none follows."""
    start = quantity.end
    unit = quantity.unit or ""
    if text.startswith("的", start):
        start += 1
    elif unit and unit not in TAKES_NOUN and unit not in ("人", "人次"):
        return "", start
    if NOT_A_NOUN.match(text, start):
        return "", start
    match = _NOUN.match(text, start, min(len(text), start + _NOUN_REACH))
    if not match:
        return "", start
    words = match[0]
    stop = STOP.search(words, 2)
    quote = words.find("“", 1)
    if quote > 1:
        words = words[:quote]
    if stop:
        words = words[: stop.start()]
    digit = re.search(r"[\d*]", words)
    if digit and "“" not in words[: digit.start()]:
        words = words[: digit.start()]
        verb = PREDICATE.search(words, 2)  # a clause up to the next figure: 户|企业返还失业保险费3亿元
        words = words[: verb.start()] if verb else words
    if len(words) < 2 or (unit in ("人", "人次") and start == quantity.end):
        return "", start
    end = start + len(words)
    balanced = words + "”" if words.count("“") > words.count("”") and text.startswith("”", end) else words
    return (balanced, start + len(balanced)) if balanced.count("“") == balanced.count("”") else ("", start)


def _indicator(text: str, quantity: Quantity, left: _Left, noun: str) -> str:
    if quantity.masked and quantity.unit and not quantity.unit.strip("年月日"):
        return _phrase_after(text, quantity)
    if noun:
        return noun
    if _substantial(left.words):
        return left.words
    if left.beneficiary or quantity.unit in TIME_UNITS:
        return _phrase_after(text, quantity)
    return ""


def _phrase_after(text: str, quantity: Quantity) -> str:
    """为*万人|发放失业补助金, 连续四年|荣获…: what the figure is about; after a date behind a comma too."""
    match = _PHRASE.match(text, quantity.end)
    if match and text[match.start(1) - 1] in "，," and not quantity.masked:
        return ""
    return _balanced(match[1]) if match else ""


def _substantial(words: str) -> bool:
    return len(words) > 1 and bool(re.search("[\u4e00-\u9fffA-Za-z]", words))


def _clause_before(text: str, quantity: Quantity, since: int) -> str:
    """With nothing beside the figure: the clause before it, in the same sentence."""
    start = max(since, quantity.start - REACH)
    clauses = [_clean(QUALIFIER_BEFORE.sub("", clause)) for clause in _CLAUSE_BREAK.split(text[start : quantity.start])]
    named = [clause for clause in clauses if _substantial(clause)]
    return named[-1] if named else ""


def _period(text: str, quantity: Quantity, times: list[re.Match[str]], starts: list[int], sentence: int) -> str:
    """The nearest time before the figure in its sentence; 比2022年增加 compares and dates nothing."""
    for index in range(bisect_right(starts, quantity.start) - 1, -1, -1):
        match = times[index]
        if match.start() < sentence:
            break
        if match.end() > quantity.start or COMPARED_TO.search(text, max(match.start() - 1, 0), match.start()):
            continue
        return match[0]
    return ""


def _respective_indicators(text: str, quantities: Sequence[Quantity]) -> dict[int, str]:
    """A、B和C分别减少*人、*人、*人: the k-th figure measures the k-th thing, where the counts agree."""
    indicators: dict[int, str] = {}
    index = 0
    while index < len(quantities):
        run = [index]
        while run[-1] + 1 < len(quantities):
            gap = text[quantities[run[-1]].end : quantities[run[-1] + 1].start]
            if len(gap) > 4 or not _GAP.fullmatch(gap):
                break
            run.append(run[-1] + 1)
        index = run[-1] + 1
        if len(run) > 1:
            indicators |= _paired(text, quantities, run)
    return indicators


def _paired(text: str, quantities: Sequence[Quantity], run: list[int]) -> dict[int, str]:
    first = quantities[run[0]]
    start = max(first.start - 2 * REACH, quantities[run[0] - 1].end if run[0] else 0)
    clause_start = start
    for match in _CLAUSE_BREAK.finditer(text, start, first.start):
        clause_start = match.end()
    listed = _RESPECTIVELY.search(text[clause_start : first.start])
    if not listed:
        return {}
    subject = _clean(listed[1])
    rest = _clean(QUALIFIER_BEFORE.sub("", listed[2])) if listed[2] else ""
    things = [thing for thing in (_clean(part) for part in _COORDINATED.split(subject)) if thing]
    if len(things) != len(run):
        whole = rest if _substantial(rest) else subject
        return dict.fromkeys(run, whole) if whole else {}
    return dict(zip(run, things, strict=True))
