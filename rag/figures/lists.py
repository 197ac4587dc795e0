"""A、B和C分别为1、2和3: which figure of a list measures which thing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.figures.grammar import Quantity
from rag.figures.phrases import CLAUSE_BREAK, REACH, clean, substantial
from rag.figures.words import CARRIED, QUALIFIER_BEFORE, SHARED_TAIL

_COORDINATED = re.compile(r"、|以及|(?<=”)(?=“)|(?<![共饱普涉惠顾波参])[和与及](?![谐平美解会时格])")
_GAP = re.compile(r"\s*(?:余|多)?(?:以[上下内]|左右)?\s*(?:、|，|,|和|与|及|以及|或)\s*")
_BOTH = re.compile(r"(?:同比|环比)?(?:实现)?“?(?:双|“双|均)(?:下降|降|升|提升|增长|上升)”?(?=$|，)")
_RESPECTIVELY = re.compile(r"(.+?)(?:同比|环比|累计)?分别(.*)$")

_SHARE = re.compile(r"占[\u4e00-\u9fff]{2,14}?(?:比重|比例)?(?=分别)")
_OF_TARGET = re.compile(r"占比|(?:完成|占)[\u4e00-\u9fff]{0,6}?(?:目标|任务|计划|预算)(?:任务)?(?=的|$)")
_AGAIN = re.compile(
    rf"(?:余|多)?(?:以[上下内]|左右)?(?:[，、](?:同比|环比|累计|总数|年均|[比较与同和][^，、。；]{{2,9}}|占比|{_SHARE.pattern})?分别[^，。；、]{{0,14}}"
    r"|[，、](?:同比|环比|[比较与同][^，。；、]{2,9}?)(?:提高|提升|增长|增加|上升|下降|降低|减少|回落)了?"
    r"|，?(?:增加|增长|提高|提升|扩大|上升|下降|降低|减少|缩短|压缩)?[增升降减缩]?[到至])"
)


# These are measures of measures: 投资、消费增速 are 投资增速 and 消费增速.
_OF_MEASURES = ("增速", "增幅", "占比", "比重", "贡献率")


_TWO_IN_ONE = tuple(
    (re.compile(both), one, other)
    for both, one, other in (
        (r"城乡(?=低保|最低生活|特困|救助)", "城市", "农村"),
        (r"城乡(?!融合|一体)", "城镇", "农村"),
        (r"(?<=[省市区县境国])内外", "内", "外"),
        (r"进出口", "进口", "出口"),
        (r"男女", "男", "女"),
        (r"线上线下", "线上", "线下"),
        (r"存贷款", "存款", "贷款"),
    )
)
_OCCURRED = re.compile(r"(?<=..)(?:起数|立案数|发案数|发生数|件数)$")
_LOSSES = re.compile(r"(?:死亡|受伤|伤亡)人数|(?:直接)?(?:经济|财产)?损失(?:金额|数额)?")
_OWN_MEASURE = re.compile(
    r"(?:总)?(?:收入|支出|产量|产值|面积|销量|销售额|利润|税收|人数|户数|总量|总额|数量|金额|额度|消费|投资|进口|出口)额?$"
)


@dataclass(frozen=True, slots=True)
class Lists:
    """By the figure's index: what it measures, where a list says so; the first figure of its run, where it is not the
    first itself; how far back the figure stands that it is told of: A率90%，B率80%，分别提高1、2个百分点."""

    indicators: dict[int, str]
    heads: dict[int, int]
    back: dict[int, int]
    of_target: dict[int, str]


def respective_indicators(text: str, quantities: Sequence[Quantity]) -> Lists:
    indicators: dict[int, str] = {}
    heads: dict[int, int] = {}
    back: dict[int, int] = {}
    of_target: dict[int, str] = {}
    index = 0
    while index < len(quantities):
        run = [index]
        while run[-1] + 1 < len(quantities):
            before, after = quantities[run[-1]], quantities[run[-1] + 1]
            gap = _GAP.fullmatch(text, before.end, after.start) if after.start - before.end <= 6 else None
            if not gap or (before.unit != after.unit and gap[0].endswith(("，", ","))):
                break
            run.append(run[-1] + 1)
        index = run[-1] + 1
        if len(run) > 1:
            heads |= dict.fromkeys(run[1:], run[0])
            named = _again(text, quantities, run, indicators) or _paired(text, quantities, run)
            if set(named.values()) == {"占比"} and _is_told_of_both(text, quantities, run):
                named = {}
            indicators |= named
            if not named and _is_told_of_both(text, quantities, run):
                back |= dict.fromkeys(run, len(run))
                target = _OF_TARGET.search(text, quantities[run[0] - 1].end, quantities[run[0]].start)
                of_target |= dict.fromkeys(run, target[0] if target else "")
    return Lists(indicators, heads, back, of_target)


def _is_told_of_both(text: str, quantities: Sequence[Quantity], run: list[int]) -> bool:
    first = quantities[run[0]].start
    return run[0] >= len(run) and _AGAIN.fullmatch(text, quantities[run[0] - 1].end, first) is not None


def _again(text: str, quantities: Sequence[Quantity], run: list[int], indicators: dict[int, str]) -> dict[int, str]:
    """A、B分别达到1、2，分别增长3%、4%: the second list is of what the first is of."""
    before = range(run[0] - len(run), run[0])
    if before.start < 0 or any(index not in indicators for index in before):
        return {}
    between = text[quantities[before[-1]].end : quantities[run[0]].start]
    if len(between) > 32 or not _AGAIN.fullmatch(between):
        return {}
    share = _SHARE.search(between)
    target = _OF_TARGET.search(between)
    told = share[0] if share else target[0] if target else ""
    return {own: indicators[other] + told for own, other in zip(run, before, strict=True)}


def _clause_before(text: str, quantities: Sequence[Quantity], run: list[int], start: int) -> str:
    since = max(start - REACH, quantities[run[0] - 1].end if run[0] else 0)
    for match in CLAUSE_BREAK.finditer(text, since, start - 1):
        since = match.end()
    return text[since : start - 1]


def _paired(text: str, quantities: Sequence[Quantity], run: list[int]) -> dict[int, str]:
    first = quantities[run[0]]
    start = max(first.start - 2 * REACH, quantities[run[0] - 1].end if run[0] else 0)
    for match in CLAUSE_BREAK.finditer(text, start, first.start):
        start = match.end()
    words = text[start : first.start]
    if words.startswith("分别") and text[start - 1 : start] in ("，", "、"):
        words = _clause_before(text, quantities, run, start) + words  # A、B从无到有，分别达2个、3个
    listed = _RESPECTIVELY.search(words)
    subject = QUALIFIER_BEFORE.sub("", _BOTH.sub("", listed[1] if listed else words))
    things = _things(subject)
    if listed and len(things) == 1 and len(run) == 2:
        things = _split(things[0])
    if len(things) == len(run) and (listed or _is_plain_list(text, quantities, run, things)):
        told = clean(QUALIFIER_BEFORE.sub("", listed[2])) if listed else ""
        return {index: thing + told for index, thing in zip(run, things, strict=True)}
    if not listed:
        return {}
    rest = clean(QUALIFIER_BEFORE.sub("", listed[2])) if listed[2] else ""
    whole = rest if substantial(rest) else clean(subject)
    return dict.fromkeys(run, whole) if whole else {}


def _has_tail(thing: str) -> bool:
    return any(found.end() == len(thing) for found in SHARED_TAIL.finditer(thing))


def _overlaid(thing: str, tail: str) -> str:
    """养老保险 + 保险参保人数 → 养老保险参保人数."""
    shared = next((size for size in (4, 3, 2) if size < len(tail) and thing.endswith(tail[:size])), 0)
    return thing + tail[shared:]


def _split(thing: str) -> list[str]:
    """城乡居民收入 → 城镇居民收入, 农村居民收入; 进出口额 → 进口额, 出口额."""
    for both, one, other in _TWO_IN_ONE:
        if (match := both.search(thing)) is not None:
            return [thing[: match.start()] + half + thing[match.end() :] for half in (one, other)]
    return [thing]


def _with_head(things: list[str]) -> list[str]:
    """一般公共预算收入、支出 → 一般公共预算支出; 快递业务量、业务收入 → 快递业务收入."""
    first = things[0]
    measure = next((found for found in _OWN_MEASURE.finditer(first)), None)
    headed = [first]
    for thing in things[1:]:
        head, at = "", first.find(thing[:2], 1)
        if at > 1 and len(thing) > 2 and not CARRIED.match(thing):
            head = first[:at]
        elif (counted := _OCCURRED.search(first)) and _LOSSES.fullmatch(thing):
            head = first[: counted.start()]
        elif measure and measure.start() > 1 and _OWN_MEASURE.fullmatch(thing):
            head = first[: measure.start()].removesuffix("播种")
        headed.append(head + thing)
    return headed


def _is_plain_list(text: str, quantities: Sequence[Quantity], run: list[int], things: list[str]) -> bool:
    """铁路、公路通车里程达3万公里、5万公里: without 分别 the figures are of one unit, and joined like their names."""
    gaps = [text[quantities[one].end : quantities[other].start] for one, other in pairwise(run)]
    return (
        all(len(thing) > 1 for thing in things)
        and not any("，" in gap or "," in gap for gap in gaps)
        and len({quantities[index].unit for index in run}) == 1
    )


def _things(subject: str) -> list[str]:
    """城镇、农村居民收入 → 城镇居民收入, 农村居民收入."""
    things = [thing for thing in (clean(part) for part in _COORDINATED.split(subject)) if thing]
    if len(things) < 2:
        return things
    tails = list(SHARED_TAIL.finditer(things[-1]))
    tail = next((found[0] for found in tails if found.end() == len(things[-1])), "")
    if tail and len(tail) < len(things[-1]):
        whole = _OF_MEASURES if tail.endswith(_OF_MEASURES) else ()
        things[:-1] = [
            thing if thing.endswith(whole or tail) or (_has_tail(thing) and not whole) else _overlaid(thing, tail)
            for thing in things[:-1]
        ]
    verb = CARRIED.match(things[0])
    if verb and len(verb[0]) < len(things[0]) and not any(CARRIED.match(thing) for thing in things[1:]):
        things[1:] = [verb[0] + thing for thing in things[1:]]
    return _with_head(things)
