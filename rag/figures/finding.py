"""Quantities in Chinese text: places and values. What they mean in their sentence is for `indicators`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from rag.figures.counting import (
    continues,
    counts,
    ends_here,
    follows_word,
    is_calendar,
    is_unit,
    mask_counts,
    may_start,
)
from rag.figures.grammar import (
    BARE_BEFORE,
    LIST,
    MASK_TAIL,
    QUOTED,
    RANGE,
    START,
    STARTERS,
    TAIL,
    TITLE,
    TRAILING_SCALE,
    Quantity,
)
from rag.figures.numerals import parse_neighbours, parse_number


def find_quantities(folded: str) -> list[Quantity]:
    """All quantities in reading order, none overlapping."""
    names = _Names(folded)
    found: list[Quantity] = []
    position = 0
    while first := STARTERS.search(folded, position):
        match = START.match(folded, first.start())
        if not match:
            position = first.end()
            continue
        end = names.end_of_name(match.start())
        if end is not None:
            position = max(end, match.start() + 1)
            continue
        quantities = [each for each in _read(folded, match) if names.end_of_name(each.end - 1) is None]
        found.extend(quantities)
        position = max([match.end(), *(each.end for each in quantities)])
    return list(_with_list_units(folded, found))


class _Names:
    """Titles 《…》, document numbers 〔2022〕5号 and quoted names “1+6”, “四个意识”: no quantities stand in them."""

    def __init__(self, folded: str) -> None:
        spans = [match.span() for pattern in (TITLE, QUOTED) for match in pattern.finditer(folded)]
        self._spans = sorted(spans, reverse=True)

    def end_of_name(self, position: int) -> int | None:
        """Asked with positions that never fall back by more than a quantity's length."""
        while self._spans and self._spans[-1][1] <= position - 200:
            self._spans.pop()
        for start, end in reversed(self._spans):
            if start > position:
                return None
            if position < end:
                return end
        return None


def _read(folded: str, match: re.Match[str]) -> Iterator[Quantity]:
    if match["date"]:
        kind = "".join(character for character in match["date"] if character in "年月日")
        yield Quantity(match.start(), match.end(), None, kind, masked=True)
    elif match["mask"]:
        yield from _read_masked(folded, match)
    elif match["per"]:
        if folded[max(match.start() - 1, 0)] != "前":  # 全球前万分之一 is a rank
            yield from _read_per(match)
    elif match["denominator"] or match["over"]:
        yield from _read_fraction(folded, match)
    else:
        yield from _read_number(folded, match)


def _read_per(match: re.Match[str]) -> Iterator[Quantity]:
    value = parse_number(match["per_low"])
    upper = parse_number(match["per_high"]) if match["per_high"] else None
    if value is None:
        return
    unit, factor = {"百分之": ("%", 1), "千分之": ("‰", 1), "万分之": ("‰", 10)}[match["per"]]
    yield Quantity(match.start(), match.end(), value / factor, unit, upper=None if upper is None else upper / factor)


def _read_fraction(folded: str, match: re.Match[str]) -> Iterator[Quantity]:
    """三分之二 and 2/3 are parts of one: the unit 比例."""
    if match["denominator"]:
        below, above = parse_number(match["denominator"]), parse_number(match["numerator"])
    else:
        below, above = Decimal(match["under"]), Decimal(match["over"])
        if above >= below or (folded[max(match.start() - 1, 0)].isascii() and match.start() > 0):
            return
    if below and above is not None:
        yield Quantity(match.start(), match.end(), above / below, "比例")


def _read_masked(folded: str, match: re.Match[str]) -> Iterator[Quantity]:
    tail = MASK_TAIL.match(folded, match.end())
    assert tail is not None  # every part of it is optional
    unit = tail["unit"]
    if unit and not (is_unit(folded, tail.end(), unit) and mask_counts(folded, match, tail)):
        return
    scaled = bool(tail["scale"])
    end = tail.end() if unit else tail.end("scale") if scaled else match.end()
    if folded[match.end()] == " " if end == match.end() and match.end() < len(folded) else False:
        return
    if not unit and scaled and not ends_here(folded, end):
        return
    if not unit and not scaled and not _in_list(folded, match.start()):
        return
    low = Quantity(
        match.start(),
        end,
        None,
        unit if unit else "" if scaled else None,
        masked=True,
        approximate=tail["approximate"] or tail["more"],
    )
    high = _masked_range(folded, low)
    yield high or low


def _masked_range(folded: str, low: Quantity) -> Quantity | None:
    gap = RANGE.match(folded, low.end)
    match = START.match(folded, gap.end()) if gap else None
    if not match or not match["mask"]:
        return None
    for high in _read_masked(folded, match):
        if high.unit and low.unit in (None, "", high.unit):
            return replace(high, start=low.start)
    return None


def _read_number(folded: str, match: re.Match[str]) -> Iterator[Quantity]:
    start, text = match.start("number"), match["number"]
    if not may_start(folded, start, text):
        return
    low = _number_with_unit(folded, start, match.end(), text)
    if low is None:
        return
    gap = RANGE.match(folded, low.end)
    following = START.match(folded, gap.end()) if gap else None
    high = None
    if gap and following and following["number"]:
        high = _number_with_unit(folded, following.start(), following.end(), following["number"])
    if high is not None and high.unit is not None and low.unit in (None, high.unit):
        yield from _range(folded, low, high)
    elif gap and following and following["number"] and low.unit is None:
        return  # 2015-2020年, 0471-1234567
    elif low.unit is not None or _waits(folded, low):
        yield low


def _range(folded: str, low: Quantity, high: Quantity) -> Iterator[Quantity]:
    """3-5万元 is one quantity with two ends; 从3个到5个 and 9个到5个 are two."""
    if low.value is None or high.value is None or is_calendar(high):
        return
    low = _scaled_like(low, high)
    assert low.value is not None
    moved = (
        folded.find("从", max(low.start - 12, 0), low.start) >= 0
        or folded.find("由", max(low.start - 12, 0), low.start) >= 0
    )
    if low.value >= high.value or (moved and folded[high.start - 1] in "至到"):
        yield replace(low, unit=high.unit)
        yield high
        return
    yield replace(high, start=low.start, value=low.value, upper=high.upper or high.value)


def _scaled_like(low: Quantity, high: Quantity) -> Quantity:
    """3-5万, 5.2、6.1万人: the last number's scale holds for those before it that have neither scale nor unit."""
    if low.unit is not None or low.scale or not high.scale or low.value is None or high.value is None:
        return low
    factor = parse_number(high.scale) or Decimal(1)
    return replace(low, value=low.value * factor) if low.value < 10_000 else low


def _number_with_unit(folded: str, start: int, end: int, text: str) -> Quantity | None:
    """The number at [start, end) with what follows it; unit None if nothing does. None: not a quantity at all."""
    low, high = _values(text)
    if low is None:
        return None
    tail = TAIL.match(folded, end)
    assert tail is not None  # every part of it is optional
    scale = tail["scale"] or ""
    if scale:
        factor = parse_number(scale)
        if factor is None:
            return None
        low, high = low * factor, None if high is None else high * factor
    unit = tail["unit"]
    written = TRAILING_SCALE.search(text)
    found = Quantity(
        start, end, low, None, upper=high, approximate=tail["approximate"] or tail["more"] or "",
        scale=scale or (written[0] if written and written.start() else ""),
    )  # fmt: skip
    if unit and is_unit(folded, tail.end(), unit, after_digit=text[-1].isdigit() or text[0].isdigit()):
        quantity = replace(found, end=tail.end(), unit=unit)
        return quantity if counts(folded, quantity, text) else None
    return _without_unit(folded, found, text, tail)


def _without_unit(folded: str, found: Quantity, text: str, tail: re.Match[str]) -> Quantity | None:
    """超过3500万，: a scale is enough; 指数为102.3，: so is a measuring word before an Arabic number."""
    end = max(found.end, tail.end("scale"), tail.end("more"))
    if not text.lstrip("-")[0].isdigit():
        return found if RANGE.match(folded, found.end) else None
    if found.scale in ("百", "千", "十") or continues(folded, end):
        return None
    if found.scale and (ends_here(folded, end) or (follows_word(folded, end + 1) and folded[end] not in "级强大元年")):
        return replace(found, end=end, unit="")
    if (
        len(text) > 1
        and ends_here(folded, found.end)
        and BARE_BEFORE.search(folded, max(found.start - 4, 0), found.start)
    ):
        return replace(found, unit="")
    return found


def _values(text: str) -> tuple[Decimal | None, Decimal | None]:
    if text.startswith("-"):
        value = parse_number(text[1:])
        return (None if value is None else -value), None
    value = parse_number(text)
    return (value, None) if value is not None else (parse_neighbours(text) or (None, None))


def _waits(folded: str, quantity: Quantity) -> bool:
    """A bare number may get the unit of the list that it begins or continues."""
    return bool(LIST.match(folded, quantity.end))


def _with_list_units(folded: str, found: list[Quantity]) -> Iterator[Quantity]:
    """分别增长5.2、6.1和7.3个百分点: bare numbers take unit and scale of the one after them; others are none."""
    kept: list[Quantity] = []
    following: Quantity | None = None
    for quantity in reversed(found):
        if quantity.unit:
            following = _unelided(folded, quantity, following)
            kept.append(following)
            continue
        gap = LIST.match(folded, quantity.end)
        if (
            following
            and gap
            and gap.end() == following.start
            and quantity.masked == following.masked
            and _in_list(folded, quantity.start)
        ):
            following = replace(_scaled_like(quantity, following), unit=following.unit, scale=following.scale)
            kept.append(following)
        elif quantity.unit is not None:
            following = quantity
            kept.append(following)
        else:
            following = None
    return reversed(kept)


def _unelided(folded: str, quantity: Quantity, following: Quantity | None) -> Quantity:
    """高于全省2.2个和3.7个百分点: 个 before 个百分点 in a list is the same unit cut short."""
    if quantity.unit == "个" and following and following.unit == "个百分点" and following.start - quantity.end == 1:
        return replace(quantity, unit="个百分点") if LIST.match(folded, quantity.end) else quantity
    return quantity


def _in_list(folded: str, start: int) -> bool:
    """A bare number or mask there may belong to a list: a word or another member stands before it."""
    return start > 0 and (folded[start - 1] in "、和与及" or follows_word(folded, start))
