"""Quantities in Chinese text, told apart from dates, ordinals, names and codes. Places and values; context is `indicators`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from rag.figures.numerals import DIGITS, NUMBER, SCALE, SCALES, parse_digits, parse_neighbours, parse_number
from rag.figures.units import (
    AMBIGUOUS_AFTER_MASK,
    COMPOSITE,
    COUNTED_ONE,
    FOLLOWED,
    FOLLOWED_ALWAYS,
    ONLY_WITH_DIGITS,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and its unit at [start, end) of folded text. `unit` None: a bare number that waits for a list's unit."""

    start: int
    end: int
    value: Decimal | None
    unit: str | None
    masked: bool = False
    upper: Decimal | None = None
    approximate: str = ""
    scale: str = ""


# A mask is a run of one mask character; digits may stay visible before it (20**年). Not in 5*3, a**b, “**1”.
MASK = r"(?<![A-Za-z0-9*])(?:\d{0,3}\*{1,8}|(?:20|19)?[Xx]{1,4}|(?:20|19)?[×✕╳]{1,6}|□{1,8}|[○●△]{2,8}|_{2,12})(?![A-Za-z0-9*×])"
_MASK_PART = r"(?:\*{1,8}|[Xx]{1,4}|[×✕╳]{1,6}|□{1,8}|[○●△]{2,8}|_{2,12})"
_MASKED_DATE = re.compile(
    rf"(?:\d{{0,4}}{_MASK_PART}年(?![度级均龄轻薪鉴])(?:(?:\d{{1,2}}|{_MASK_PART})月(?:份|(?:\d{{1,2}}|{_MASK_PART})日)?)?"
    rf"|\d{{4}}年{_MASK_PART}月(?:份|(?:\d{{1,2}}|{_MASK_PART})日)?|{_MASK_PART}月(?:份|(?:\d{{1,2}}|{_MASK_PART})日)?"
    rf"|\d{{1,2}}月{_MASK_PART}日)"
)
_START = re.compile(
    rf"(?P<date>(?<![A-Za-z0-9*])(?=[\d*Xx×✕╳□○●△_]){_MASKED_DATE.pattern})|(?P<mask>{MASK})"
    rf"|(?P<per>[百千万]分之)(?P<per_low>{NUMBER})(?:[至到~-]+(?:[百千万]分之)?(?P<per_high>{NUMBER}))?"
    rf"|(?P<denominator>{NUMBER})分之(?P<numerator>{NUMBER})"
    rf"|(?<![\d/])(?P<over>\d{{1,3}})/(?P<under>\d{{1,3}})(?![\d/年月日.A-Za-z])"
    rf"|(?P<number>(?:(?:(?<=[为至到是达：:（(，,、；;\s])|(?<!.))-)?{NUMBER})"
)
_TAIL = re.compile(rf"(?:(?P<approximate>[余多来])(?P<scale>{SCALE}*))?(?P<more>[余多]?)\+? ?(?P<unit>{COMPOSITE})?")
_MASK_TAIL = re.compile(rf"(?P<approximate>[余多来]?)(?P<scale>{SCALE}*)(?P<more>[余多]?)\+? ?(?P<unit>{COMPOSITE})?")
_RANGE = re.compile(rf" ?(?:[-~—]{{1,2}}|至|到) ?(?={NUMBER}|{MASK})")
_LIST = re.compile(r"、|，|,|和|与|及|以及|或")
_TRAILING_SCALE = re.compile(rf"{SCALE}+$")

_SLOGAN = re.compile(
    r"两个(?:维护|确立|毫不动摇|结合|一百年|先锋队|大局|务必)|四个(?:现代化|意识|自信|全面|服务|革命|伟大|着力|扎实|看)|三个(?:代表|务必|表率|区分开来|面向)"
    r"|五个一|八项规定|三次产业|两张皮|一件事|一次性|[一二两三四五六七八九十百千]年(?:行动|规划|计划|制|级|大计|攻坚)|两个一百年"
)
_DURATIONS = frozenset({"年", "个月", "天", "周"})
_ASSEMBLY = re.compile(r"全会|全体会议|代表大会|党代会|全国人|党的")
_BARE_BEFORE = re.compile(r"(?:为|达|达到|至|到|是|超|超过|突破|指数|得分|评分|总分|合计|共计|总计|总数|均值|平均)$")
_COUNT_BEFORE = re.compile(
    r"(?:至少|不少于|不低于|最多|仅|只有|总共|共有|共计|共|合计|累计|达到|达|超过|超|突破|约|近|为期|历时|用时|长达|满|不到|不足|翻|高出)$"
)
_BEYOND = re.compile(r"(?:近|超|上|过|逾|达|约|突破|超过|达到|跨越|越过|迈上|站上|接近)$")
_ENDS = frozenset("，。；;、,）) \t\n！？!?”")
_TITLE = re.compile(r"《[^《》\n]{0,200}》|〔[^〔〕\n]{0,12}〕\d*号?")
_QUOTED = re.compile(
    r"“(?=[\d一二两三四五六七八九十百千万*])[^“”\n]{1,14}”|\"(?=[\d一二两三四五六七八九十百千万*])[^\"\n]{1,14}\""
)


def find_quantities(folded: str) -> list[Quantity]:
    """All quantities in reading order, none overlapping."""
    names = _Names(folded)
    found: list[Quantity] = []
    position = 0
    while match := _START.search(folded, position):
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
        spans = [match.span() for pattern in (_TITLE, _QUOTED) for match in pattern.finditer(folded)]
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
        if above >= below or folded[max(match.start() - 1, 0)].isascii() and match.start() > 0:
            return
    if below and above is not None:
        yield Quantity(match.start(), match.end(), above / below, "比例")


def _read_masked(folded: str, match: re.Match[str]) -> Iterator[Quantity]:
    tail = _MASK_TAIL.match(folded, match.end())
    assert tail is not None  # every part of it is optional
    unit = tail["unit"]
    if unit and not (_is_unit(folded, tail.end(), unit) and _mask_counts(folded, match, tail)):
        return
    scaled = bool(tail["scale"])
    end = tail.end() if unit else tail.end("scale") if scaled else match.end()
    if folded[match.end()] == " " if end == match.end() and match.end() < len(folded) else False:
        return
    if not unit and scaled and not _ends_here(folded, end):
        return
    if not unit and not scaled and not _follows_word(folded, match.start()):
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
    gap = _RANGE.match(folded, low.end)
    match = _START.match(folded, gap.end()) if gap else None
    if not match or not match["mask"]:
        return None
    for high in _read_masked(folded, match):
        if high.unit and low.unit in (None, "", high.unit):
            return replace(high, start=low.start)
    return None


def _mask_counts(folded: str, match: re.Match[str], tail: re.Match[str]) -> bool:
    """Masks stand for names too (**部, **支队): a weak counter needs a word before the mask and no `* item` gap."""
    if tail["scale"]:
        return True
    if folded[match.end()] == " " and (match.start() == 0 or folded[match.start() - 1] in "\n\t "):
        return False
    if folded.startswith("个人", match.end()) and re.match(
        r"个人(?:所得|信息|账户|问题|先进)", folded[match.end() : match.end() + 6]
    ):
        return False
    if tail["unit"] in AMBIGUOUS_AFTER_MASK:
        return (
            _follows_word(folded, match.start()) and folded[match.start() - 1] not in "在与和由到市省区县旗州镇乡、对向"
        )
    return True


def _read_number(folded: str, match: re.Match[str]) -> Iterator[Quantity]:
    start, text = match.start("number"), match["number"]
    if not _may_start(folded, start, text):
        return
    low = _number_with_unit(folded, start, match.end(), text)
    if low is None:
        return
    gap = _RANGE.match(folded, low.end)
    following = _START.match(folded, gap.end()) if gap else None
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
    if low.value is None or high.value is None or _is_calendar(high):
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
    tail = _TAIL.match(folded, end)
    assert tail is not None  # every part of it is optional
    scale = tail["scale"] or ""
    if scale:
        factor = parse_number(scale)
        if factor is None:
            return None
        low, high = low * factor, None if high is None else high * factor
    unit = tail["unit"]
    written = _TRAILING_SCALE.search(text)
    found = Quantity(
        start, end, low, None, upper=high, approximate=tail["approximate"] or tail["more"] or "",
        scale=scale or (written[0] if written and written.start() else ""),
    )  # fmt: skip
    if unit and _is_unit(folded, tail.end(), unit, after_digit=text[-1].isdigit() or text[0].isdigit()):
        quantity = replace(found, end=tail.end(), unit=unit)
        return quantity if _counts(folded, quantity, text) else None
    return _without_unit(folded, found, text, tail)


def _without_unit(folded: str, found: Quantity, text: str, tail: re.Match[str]) -> Quantity | None:
    """超过3500万，: a scale is enough; 指数为102.3，: so is a measuring word before an Arabic number."""
    end = max(found.end, tail.end("scale"), tail.end("more"))
    if not text.lstrip("-")[0].isdigit():
        return found if _RANGE.match(folded, found.end) else None
    if found.scale in ("百", "千", "十") or _continues(folded, end):
        return None
    if found.scale and (
        _ends_here(folded, end) or (_follows_word(folded, end + 1) and folded[end] not in "级强大元年")
    ):
        return replace(found, end=end, unit="")
    if _ends_here(folded, found.end) and _BARE_BEFORE.search(folded, max(found.start - 4, 0), found.start):
        return replace(found, unit="")
    return found


def _values(text: str) -> tuple[Decimal | None, Decimal | None]:
    if text.startswith("-"):
        value = parse_number(text[1:])
        return (None if value is None else -value), None
    value = parse_number(text)
    return (value, None) if value is not None else (parse_neighbours(text) or (None, None))


def _may_start(folded: str, start: int, text: str) -> bool:
    """Not in 第三批, V2.0, 1+6, 7×24, 几十, 数百."""
    before = folded[start - 1] if start else "\n"
    if before == "第" or (before.isascii() and (before.isalnum() or before in "._")):
        return False
    if text[0] == "0" and text[1:2].isdigit():
        return False
    if before in "+*×xX/-" and start > 1 and (folded[start - 2].isdigit() or folded[start - 2] in DIGITS):
        return False
    return not (before in "几数" and not text[0].isdigit() and (text[0] in SCALES))


def _continues(folded: str, end: int) -> bool:
    following = folded[end : end + 2]
    return bool(following) and (
        following[0].isascii() and (following[0].isalpha() or following[0] in "+*/.") or following[0] in "×·•"
    )


def _counts(folded: str, quantity: Quantity, text: str) -> bool:
    """Whether number and unit count something: no date, rank, slogan, set phrase."""
    start, end, unit = quantity.start, quantity.end, quantity.unit or ""
    left = folded[max(start - 6, 0) : start]
    if _is_calendar(quantity) or _SLOGAN.match(folded, start):
        return False
    if unit == "年" and re.match(
        r"(?:底|末|初|\d{1,2}月|[一二三四五六七八九十]+月|行动|规划|计划)", folded[end : end + 3]
    ):
        return False
    if left.endswith(("最后", "这", "届", "全会")) or (unit in _DURATIONS and folded.startswith(("来", "以来"), end)):
        return False
    if unit == "日" and not (folded.startswith(("内", "以内"), end) or left.endswith("为期")):
        return False
    if left.endswith("前") and not left.endswith(("目前", "以前", "之前", "年前", "日前", "此前", "提前")):
        return False
    if unit == "届" and (
        re.match(r"[一二三四五六七]中|全会|中央", folded[end : end + 2]) or not re.search(r"[了续共办计已过到]$", left)
    ):
        return False
    return text[0].isdigit() or text[0] == "-" or _chinese_counts(folded, quantity, text, left)


def _chinese_counts(folded: str, quantity: Quantity, text: str, left: str) -> bool:
    end, unit = quantity.end, quantity.unit or ""
    if unit == "番":
        return left.endswith(("翻", "翻了"))
    if unit in ONLY_WITH_DIGITS or (unit == "次" and _ASSEMBLY.match(folded, end)):
        return False
    if folded[end : end + 1] in DIGITS and len(text) == 1:
        return False  # 三支一扶, 一户一策
    if re.fullmatch(r"[百千万亿]+", text):
        return bool(_BEYOND.search(left))
    if text == "一":
        return bool(_COUNT_BEFORE.search(left)) or (
            unit in COUNTED_ONE
            and not left.endswith(tuple("跑再又新这那每某同另任统唯进哪"))
            and folded[end : end + 1] not in tuple("办申成又人体式条")
        )
    return not (unit == "期" and not re.search(r"[了办共印开计]$", left))


def _is_calendar(quantity: Quantity) -> bool:
    return quantity.unit == "年" and quantity.value is not None and Decimal(1000) <= quantity.value <= Decimal(2999)


def _is_unit(folded: str, end: int, unit: str, *, after_digit: bool = False) -> bool:
    """Not the beginning of a longer word: 人 in 人社局, 项 in 项目."""
    following = folded[end : end + 1]
    if not following:
        return True
    if unit[-1].isascii() and unit[-1].isalpha():
        return not (following.isascii() and following.isalnum())
    if unit == "项" and following == "目":
        return folded.startswith("目标", end)
    return following not in (FOLLOWED_ALWAYS if after_digit else FOLLOWED).get(unit, ())


def _ends_here(folded: str, end: int) -> bool:
    return end >= len(folded) or folded[end] in _ENDS or folded.startswith(("以上", "以下", "左右", "以内"), end)


def _follows_word(folded: str, start: int) -> bool:
    return start > 0 and "\u4e00" <= folded[start - 1] <= "\u9fff"


def _waits(folded: str, quantity: Quantity) -> bool:
    """A bare number may get the unit of the list that it begins or continues."""
    return bool(_LIST.match(folded, quantity.end))


def _with_list_units(folded: str, found: list[Quantity]) -> Iterator[Quantity]:
    """分别增长5.2、6.1和7.3个百分点: bare numbers take unit and scale of the one after them; others are none."""
    kept: list[Quantity] = []
    following: Quantity | None = None
    for quantity in reversed(found):
        if quantity.unit:
            following = _unelided(folded, quantity, following)
            kept.append(following)
            continue
        gap = _LIST.match(folded, quantity.end)
        if (
            following
            and gap
            and gap.end() == following.start
            and quantity.masked == following.masked
            and _in_list(folded, quantity)
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
        return replace(quantity, unit="个百分点") if _LIST.match(folded, quantity.end) else quantity
    return quantity


def _in_list(folded: str, quantity: Quantity) -> bool:
    before = folded[quantity.start - 1] if quantity.start else "\n"
    return before in "、和与及" or _follows_word(folded, quantity.start)


__all__ = ["Quantity", "find_quantities", "parse_digits"]
