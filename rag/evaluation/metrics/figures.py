"""Figures of a text, read to be compared: value, unit, and the period they are said to hold for.

`3.05万人`, `３．０５ 万人`, `30,500人` and `三万零五百人` are one figure; `3.05万元` is another, so is `3.05万人次`,
and `2%` is neither `3%` nor `2个百分点`. Numbers in dates, ordinals, file numbers and names (`12月底`, `第3项`,
`〔2022〕15号`, `A4`) are none; years are periods. A range gives both its ends, each with the unit behind the second;
`三分之二` has the unit `/3`. Signs are not read: `-0.5%` and `下降0.5%` are the same. Made for judging, and apart from
what is judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from rag.domain import Span
from rag.evaluation.metrics.numerals import CHINESE, DIGITS, SCALES, from_chinese, from_digits, neighbours
from rag.evaluation.metrics.others import without_names, without_others
from rag.evaluation.metrics.periods import Periods, without_years
from rag.evaluation.metrics.units import KNOWN, in_base, is_counted_one, split_scale

_WIDE = {0xFF01 + offset: 0x21 + offset for offset in range(94)} | {0x3000: 0x20}
_WIDE_COMMA = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
_ABOUT = "余多来几"

_FRACTION = re.compile(rf"(?P<of>[百千万]|{CHINESE}|{DIGITS})分之(?P<part>{DIGITS}|{CHINESE})")
_RATIO = re.compile(rf"(?<![\d.])(?P<part>{DIGITS}) *[:：∶] *(?P<of>{DIGITS})(?![\d.:])")
_NUMBER = re.compile(rf"(?<![\d.])(?P<digits>{DIGITS})|(?<![几数第])(?P<chinese>{CHINESE})")
_SHARED_UNIT = re.compile(r" *(?:[-—–~～至到、和与及或]|--|——) *")
_TENTHS = tuple("一二三四五六七八九")
_NO_TENTHS = "不立功为员绩果效长就熟交本品分"
_SURELY_A_NUMBER = SCALES["万"]
_LONGEST_UNIT = max(len(one) for one in KNOWN)


@dataclass(frozen=True, slots=True)
class ReadFigure:
    """`value` in `unit`, which are those of `units.in_base`; `written`: the number itself, without 万. `unit`: "" where
    none is stated. `period`: `2022年`, "" where none is stated. `span`: number and unit in the text."""

    value: Decimal
    unit: str
    period: str
    span: Span
    written: Decimal


def figures_in(text: str, *, units: Iterable[str] = (), articles: bool = False) -> list[ReadFigure]:
    """In the order of the text. `units`: that are to be known besides. `articles`: read figures of speech, too, as what
    a quote may state is more than what a claim has to prove: `一个` as 1, `“两个维护”` as 2."""
    plain = _folded(text)
    periods = Periods(plain)
    known = KNOWN | {split_scale(one)[1] for one in units if one}
    readable = without_years(without_others(plain if articles else without_names(plain)))
    found = list(_read(readable, known, articles))
    return [replace(one, period=periods.of(one.span)) for one in found]


def figure_of(value: Decimal, unit: str, period: str = "") -> ReadFigure:
    """What a case demands: `3.05`, `万人`."""
    scale, bare = split_scale(unit.strip().translate(_WIDE))
    base, base_unit = in_base(abs(value) * scale, bare)
    return ReadFigure(base, base_unit, period, Span(0, 0), abs(value))


def same_figure(one: ReadFigure, other: ReadFigure) -> bool:
    """The same value in the same unit, and of the same period where both state one."""
    if not same_quantity(one, other):
        return False
    return not one.period or not other.period or same_period(one.period, other.period)


def same_quantity(one: ReadFigure, other: ReadFigure) -> bool:
    return one.value == other.value and one.unit == other.unit


def same_period(one: str, other: str) -> bool:
    """Of the same years, months are not told apart; `2022、2023年` is each of the two, `2021-2023年` both together."""
    first, second = years_in(one), years_in(other)
    return bool(first & second) if "、" in one + other else first == second


def years_in(text: str) -> set[int]:
    """Every year that is named, all of `2021—2023年` included."""
    return Periods(_folded(text)).years


def _folded(text: str) -> str:
    """Full-width forms as half-width ones, character by character, so that places stay what they are."""
    return _WIDE_COMMA.sub(",", text).translate({key: value for key, value in _WIDE.items() if key != 0xFF0C})


# --- reading -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Number:
    """Numbers that stand at one place (two for `七八`), the power of ten behind them, and the unit."""

    values: tuple[Decimal, ...]
    scale: int
    unit: str
    start: int
    end: int
    is_chinese: bool = False


def _read(text: str, known: frozenset[str], articles: bool) -> Iterator[ReadFigure]:
    numbers = _with_shared_units(text, list(_numbers(text, known)))
    for one in numbers:
        if one.is_chinese and not (one.values and _counts(one, articles)):
            continue
        for value in one.values:
            base, unit = in_base(value * one.scale, one.unit)
            yield ReadFigure(base, unit, "", Span(one.start, one.end), value)


def _counts(number: _Number, articles: bool) -> bool:
    """Chinese numerals count something, or they are part of a word (一是, 十四五, 三农)."""
    if not number.unit:
        return max(number.values) >= _SURELY_A_NUMBER
    return articles or number.values != (Decimal(1),) or number.scale > 1 or is_counted_one(number.unit)


def _numbers(text: str, known: frozenset[str]) -> Iterator[_Number]:
    position = 0
    while position < len(text):
        fraction, ratio, number = (one.search(text, position) for one in (_FRACTION, _RATIO, _NUMBER))
        if fraction and number and fraction.start() <= number.start():
            read = _fraction(fraction)
        elif ratio and number and ratio.start() <= number.start():
            read = _ratio(ratio)
        elif number:
            read = _number(text, number, known)
        else:
            return
        if read.values:
            yield read
        position = max(read.end, position + 1)


def _fraction(found: re.Match[str]) -> _Number:
    part = _value(found["part"])
    if part is None:
        return _Number((), 1, "", found.start(), found.end())
    percent = {"百": Decimal(1), "千": Decimal("0.1"), "万": Decimal("0.01")}.get(found["of"])
    if percent is not None:
        return _Number((part * percent,), 1, "%", found.start(), found.end())
    whole = _value(found["of"])
    if whole is None or not whole:
        return _Number((), 1, "", found.start(), found.end())
    return _Number((part,), 1, f"/{whole.normalize():f}", found.start(), found.end())


def _ratio(found: re.Match[str]) -> _Number:
    """`2.1:1`, which is not 1:2.1."""
    of = from_digits(found["of"])
    return _Number((from_digits(found["part"]),), 1, f":{of.normalize():f}", found.start(), found.end())


def _value(written: str) -> Decimal | None:
    return from_digits(written) if written[0].isdecimal() else from_chinese(written)


def _number(text: str, found: re.Match[str], known: frozenset[str]) -> _Number:
    written, start = found[0], found.start()
    if found["digits"]:
        values, scale, end = _digits(text, found, known)
        unit, end = _unit(text, end, known)
        is_name = text[end : end + 1].isascii() and text[end : end + 1].isalpha() and not unit
        return _with_tenths(text, _Number(() if is_name else values, scale, unit, start, end))
    values, length = _chinese(written, text[found.end() :])
    unit, end = _unit(text, start + length, known)
    return _with_tenths(text, _Number(values, 1, unit, start, end, is_chinese=True))


def _with_tenths(text: str, number: _Number) -> _Number:
    """`八成三` is 83%."""
    tenth = (
        from_chinese(text[number.end]) if number.unit == "成" and text[number.end : number.end + 1] in _TENTHS else None
    )
    if tenth is None or len(number.values) != 1:
        return number
    return replace(number, values=(number.values[0] + tenth / 10,), end=number.end + 1)


def _digits(text: str, found: re.Match[str], known: frozenset[str]) -> tuple[tuple[Decimal, ...], int, int]:
    """Values, scale and where they end: `3亿5000万` is one number, 10余万 has its scale behind the 余."""
    value = from_digits(found[0])
    scale, end = _scale(text, found.end(), known)
    total, last = Decimal(0), scale
    more = re.compile(DIGITS).match(text, end)
    while scale > 1 and more:
        next_scale, next_end = _scale(text, more.end(), known)
        if next_scale >= last:
            break
        total, value, last, end = total + value * last, from_digits(more[0]), next_scale, next_end
        more = re.compile(DIGITS).match(text, end)
    if total:
        return (total + value * last,), 1, end
    return (value,), scale, end


def _scale(text: str, position: int, known: frozenset[str]) -> tuple[int, int]:
    """The powers of ten at a place, where they are not the beginning of a unit (千米), and where they end."""
    scale, end = 1, position
    while True:
        at = _past_blanks(text, end)
        at += text[at : at + 1] in _ABOUT and text[at + 1 : at + 2] in SCALES
        if text[at : at + 1] not in SCALES or _known_unit(text, at, known):
            return scale, end
        scale, end = scale * SCALES[text[at]], at + 1


def _chinese(written: str, behind: str) -> tuple[tuple[Decimal, ...], int]:
    """Values and how many characters they take: the 千 of 三千米 belongs to the unit, `十几` is no number."""
    about = neighbours(written)
    if about:
        return about, len(written)
    if len(written) > 1 and written[-1] in SCALES and (written[-1] + behind)[:2] in ("千米", "千克", "千瓦"):
        written = written[:-1]
    value = from_chinese(written)
    is_vague = behind.startswith("几")
    return ((value,) if value is not None and not is_vague else ()), len(written)


def _unit(text: str, position: int, known: frozenset[str]) -> tuple[str, int]:
    """The unit at a place, "" for none, and where it ends."""
    at = _past_blanks(text, position)
    at += text[at : at + 1] in _ABOUT and bool(_known_unit(text, at + 1, known))
    unit = _known_unit(text, at, known)
    if not unit:
        return "", position
    end = at + len(unit)
    per = _known_unit(text, end + 1, known) if text[end : end + 1] == "/" else ""
    return (f"{unit}/{per}", end + 1 + len(per)) if per else (unit, end)


def _known_unit(text: str, position: int, known: frozenset[str]) -> str:
    for length in range(_LONGEST_UNIT, 0, -1):
        unit = text[position : position + length]
        if (
            len(unit) == length
            and unit in known
            and not _goes_on(unit, text[position + length : position + length + 1])
        ):
            return unit
    return ""


def _goes_on(unit: str, behind: str) -> bool:
    """Whether it is the beginning of another word: the m of `5million`, the 成 of 一成不变."""
    if unit == "成":
        return behind != "" and behind in _NO_TENTHS
    return unit[-1].isascii() and unit[-1].isalpha() and behind.isascii() and behind.isalpha()


def _past_blanks(text: str, position: int) -> int:
    while text[position : position + 1] == " ":
        position += 1
    return position


def _with_shared_units(text: str, numbers: Sequence[_Number]) -> list[_Number]:
    """`3—5万人`, `73、102家`: what has no unit of its own has that of the next, and its 万."""
    found = list(numbers)
    for index in range(len(found) - 2, -1, -1):
        one, following = found[index], found[index + 1]
        if one.unit or not following.unit or not _SHARED_UNIT.fullmatch(text, one.end, following.start):
            continue
        is_scaled = one.scale == 1 and max(one.values) <= max(following.values)
        found[index] = replace(one, unit=following.unit, scale=following.scale if is_scaled else one.scale)
    return found
