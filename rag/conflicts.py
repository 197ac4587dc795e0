"""The same indicator, period and unit with two values: within one report, or between reports of one year. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from rag.domain import Figure
from rag.figures.naming import indicator_key
from rag.stated_figures import StatedFigure
from rag.words import character_pairs, dice

# Read on 29 government reports of 12 provinces and five department reports, none of which is known to contradict
# itself: no false alarm is left.
_MIN_INDICATOR = 5
_TELLING_END = re.compile(r"(?:率|收入|总值|产量|余额|总额|人数|户数|指数|就业|贷款|规模)$")
_GENERIC = re.compile(
    r"^(?:总数|总投资|总额|总量|总面积|完成投资|投资|资金|项目|方面|问题|措施|活动|会议|事项|占比|覆盖率|办结率|满意率|满意度|合格率|完成率|完成(?:年度|全年|规划|计划|率|目标)|年度目标|预期目标|带动就业|惠及|涉及|达到|平均|每人|同比|其中|以上)"
)
# Things of which there are many: two counts of them are two things, unless said in nearly the same words.
_COUNTERS = frozenset(
    re.split(
        " ",
        "个 项 次 场 期 条 处 起 批 批次 轮次 件 份 家 名 人 人次 户 所 座 辆 台 套 部 篇 册 公里 亩 平方米",
    )
)
_SAME_WORDS = 0.8
_CHANGE = re.compile(
    r"增长|下降|增加|减少|上升|回落|(?:提高|降低|缩短|压缩|扩大)(?!到|至)|同比|环比|比上年|较上年|高于|低于"
)
_LOOSE = re.compile(r"约|近|余|多|超|以上|以下|以内|左右|不少于|不低于|不超过|力争|预计|计划|目标|上限|至少|仅")
_PLANNED = re.compile(r"目标|计划|力争|预期|预计|任务|确保|争取|将|到20\d\d年|指标")
_OLD_VALUE = re.compile(r"[由从](?!于)[^，。；]{0,14}$")
_AREA = re.compile(
    r"[\u4e00-\u9fff]{2}(?:(?<![地社园城片景灾])区|县|(?<![城乡])镇|(?<!城)乡|(?<!农)村|街道|开发区|园区)"
)
# Said at the head of a paragraph it holds for all of it: goals, and sums over more years than one.
_OTHER_PARAGRAPH = re.compile(r"(?:预期|主要|工作|发展|奋斗)目标|五年|十[三四五]五|[两三四]年来|本届政府|以来|年均")
# Two values of one thing lie near each other, or are a slip of the decimal point; a sum of five years is neither.
_MAX_RATIO = 1.6
# How far back the head of a clause and of a paragraph are looked for; bounds the work on a text of one line.
_CLAUSE_REACH, _PARAGRAPH_REACH = 120, 600
_YEAR = re.compile(r"20\d\d年")
_PART_OF_YEAR = re.compile("上半年|前三季度|[一二三四]季度")
_NEUTRAL = re.compile(r"^(?:全年|今年|本年|年度|年底|年末|截[至止].*|到?年底|累计|)$")


@dataclass(frozen=True, slots=True)
class FigureConflict:
    """`members`: indexes of the figures that disagree, in the order given."""

    indicator: str
    period: str
    unit: str
    members: tuple[int, ...]


def find_conflicts(figures: Sequence[StatedFigure]) -> list[FigureConflict]:
    """Groups of figures that give one indicator, period and unit different values, in order of first appearance.

    Targets, changes, bounds, estimates, old values (由…) and parts (其中东区) are not compared with results, and
    figures of one sentence never with one another.
    """
    groups: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for index, stated in enumerate(figures):
        if _comparable(stated):
            groups[indicator_key(stated.figure.indicator), _period(stated), stated.figure.unit].append(index)
    reports = {stated.report_id for stated in figures}
    return [
        FigureConflict(key[0], "" if key[1] in reports else key[1], key[2], members)
        for key, indexes in groups.items()
        if (members := _disagreeing(figures, indexes))
    ]


def is_generic(key: str) -> bool:
    """总投资, 项目, 占比: what they are of is not said."""
    return bool(_GENERIC.search(key))


def is_old_value(stated: StatedFigure) -> bool:
    """The 138元 of `由138元提高到148元`."""
    return bool(_OLD_VALUE.search(_before(stated)))


def _comparable(stated: StatedFigure) -> bool:
    figure = stated.figure
    key = indicator_key(figure.indicator)
    if figure.masked or figure.value is None or figure.upper is not None or stated.planned or figure.unit == "个百分点":
        return False
    if is_generic(key) or (len(key) < _MIN_INDICATOR and not (len(key) >= 4 and _TELLING_END.search(key))):
        return False
    if _CHANGE.search(figure.qualifier) or _LOOSE.search(figure.qualifier):
        return False
    before = _before(stated)
    if _CHANGE.search(before) or _OTHER_PARAGRAPH.search(_paragraph_before(stated)):
        return False
    return not is_old_value(stated) and not _PLANNED.search(before)


def _before(stated: StatedFigure) -> str:
    """The clause up to the figure."""
    end = stated.figure.span.start
    words = stated.text[max(stated.sentence.start, end - _CLAUSE_REACH) : end]
    return re.split(r"[，；：,;]", words)[-1]


def _paragraph_before(stated: StatedFigure) -> str:
    end = stated.figure.span.start
    before = stated.text[max(0, end - _PARAGRAPH_REACH) : end]
    return before[before.rfind("\n") + 1 :]


def _period(stated: StatedFigure) -> str:
    """The year that the figure, a heading above it or the report names; a part of the year, its own or that of a
    heading, is kept. Of a note the headings above say nothing."""
    period, path = stated.figure.period, () if stated.noted else stated.path
    named = [years for words in (period, *reversed(path)) if len(years := set(_YEAR.findall(words))) == 1]
    year = min(named[0]) if named else f"{stated.year}年" if stated.year else stated.report_id
    rest = _YEAR.sub("", period)
    if not rest or rest.startswith("截"):
        of_heading = _PART_OF_YEAR.search(" ".join(reversed(path)))
        return year + of_heading[0] if of_heading else year
    return year if _NEUTRAL.match(rest) else year + rest


def _disagreeing(figures: Sequence[StatedFigure], indexes: Sequence[int]) -> tuple[int, ...]:
    """The members that differ in value from one another, each from another sentence and of the same area."""
    kept: list[int] = []
    for index in indexes:
        if all(_disagree(figures[index], figures[other]) for other in kept):
            kept.append(index)
    return tuple(kept) if len(kept) > 1 else ()


def _disagree(left: StatedFigure, right: StatedFigure) -> bool:
    same_sentence = left.report_id == right.report_id and left.sentence == right.sentence
    if same_sentence or not _near(left.figure.value, right.figure.value):
        return False
    if set(_AREA.findall(_before(left))) != set(_AREA.findall(_before(right))):
        return False
    if _is_of_the_office_itself(left) != _is_of_the_office_itself(right):
        return False
    return (
        left.figure.unit not in _COUNTERS
        or dice(character_pairs(_before(left)), character_pairs(_before(right))) >= _SAME_WORDS
        or _is_indicator(left.figure)
    )


def _is_of_the_office_itself(stated: StatedFigure) -> bool:
    """市本级 is a part of 全市, said once for all figures of its sentence."""
    return "本级" in stated.text[stated.sentence.start : stated.figure.span.start]


def _near(left: Decimal | None, right: Decimal | None) -> bool:
    """Different, yet near enough to be meant for the same."""
    if not left or not right or left == right:
        return False
    ratio = max(left, right) / min(left, right)
    return ratio <= _MAX_RATIO or ratio in (10, 100, 1_000, 10_000)


def _is_indicator(figure: Figure) -> bool:
    """城镇新增就业, 参保人数: there is one of it a year, whatever the words around it."""
    return bool(_TELLING_END.search(indicator_key(figure.indicator)))
