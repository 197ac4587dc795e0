"""Plans of an earlier report against the results that a later one tells. Pure.

A target against the result of the same indicator; what was to be built, issued or held against words that tell of it.
Where a later report says nothing of a plan that is told in its own words alone, that is said too; where it may speak of
it under other words, the plan is left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice

from rag.clauses import trim
from rag.comparing.amounts import amount_of
from rag.comparing.bounds import is_at_most, words_around
from rag.comparing.matching import is_target
from rag.comparing.measures import Measured
from rag.comparing.mentions import Mentions, telling_words
from rag.comparing.reading import ReadReport
from rag.comparing.stock import is_ceremony
from rag.comparing.units import Unit, cited, clause_around, clause_at, clauses_of, folded
from rag.domain import ComparedText, FollowedUp, Measure, Span
from rag.questions import Aspect

_ABOUT = re.compile(r"左右|约|上下")
# Lower is better: a target of 5.5%左右 is met by less.
_LESS_IS_BETTER = re.compile(r"失业率|能耗|排放|浓度|强度下降|死亡|事故|价格|物价|CPI|涨幅|拖欠|债务率")
# A price that rises less than planned is no plan fulfilled.
_NO_DIRECTION = re.compile(r"价格|物价|CPI|强度$")
_DELIVERED = re.compile(
    r"建成|竣工|通车|投用|投产|启用|投入(?:使用|运[行营])|出台|印发|颁布|制定|修订|举办|承办|开通|上线|设立|组建|成立|开工|启动|创建|获批|落地|完工|贯通|揭牌|召开|挂牌|通航"
)
# A clause that does not name its indicator.
_BARE = re.compile("同比|环比|比上年|较上年|增长|下降|提高|增加|减少|达到?|完成|总量|总数|分别")
_MIN_SUBJECT = 3
_ADDS = re.compile("新增|净增|新建|新认定|新培育|再增")
# The doing is what the clause says, not a word in passing: 建成上海文学馆, 沈白高铁建成通车.
_IS_DELIVERY = re.compile(
    r"^(?:[^，。]{0,4}(?:推动|加快|力争|确保|争取|实现|完成|全面|基本|积极|抓紧|启动|开工))*(?:建成|建设|新建|启动|开工|创建|出台|印发|制定|修订|举办|承办|设立|组建|开通|启用|上线)"
    r"|(?:建成|竣工|通车|投用|投产|启用|开工|贯通|揭牌|挂牌|完工|通航|投入(?:使用|运[行营])|出台|印发|上线)(?:建设|运[行营]|使用|投产|通车|投用|实施)?$"
)
_MAX_LISTED = 1
# A result so many times the plan (or the other way round) is of something wider or narrower: beyond the second it is
# not shown. Of the plans of 12 provinces the most that was one thing was 1.9.
_UNLIKELY, _OTHER_SCOPE = Decimal(3), Decimal(6)
# A park's statute is not its administration.
_KINDS = ("条例", "办法", "方案", "规划", "标准", "清单", "意见", "名录")
_SAME_DELIVERY = 0.8
# A name of so many characters in a row that no more clauses than these have is one thing.
_MIN_NAME, _MAX_CLAUSES = 4, 3
_HAN = re.compile("[\u3400-\u9fffA-Za-z0-9]+")
_MAX_COVER = 0.35
_UNNAMED = re.compile("更多|一批|若干|针对性|系列|各类|各项|有关|相关|措施|工作$")
_MIN_CHARACTERS, _MAX_CHARACTERS = 6, 90
_MAX_PLANS = 200


def plans_and_results(earlier: ReadReport, later: ReadReport) -> list[FollowedUp]:
    """Targets with results, then deliverables with results, then plans that are mentioned nowhere; each in the order of
    the earlier report. Nothing where the later report does not tell of the time that was planned for."""
    if earlier.period.year is None or later.period.year != earlier.period.year + 1:
        return []
    before, after = _Read(earlier), _Read(later)
    targets = list(_targets(before, after))
    taken = {one.earlier.text for one in targets}
    deliveries = [one for one in _deliveries(before, after) if one.earlier.text not in taken]
    return (targets + deliveries)[:_MAX_PLANS]


class _Read:
    """A report and its units, found by their place."""

    def __init__(self, source: ReadReport) -> None:
        self.source = source
        self.text = source.text
        self.units = [unit for unit in source.units if not unit.explains]
        self.figures = source.figures
        self.starts = [unit.sentence.start for unit in self.units]
        self.planned = {one.stated.sentence for one in source.measures if one.planned} | {
            unit.sentence for unit in self.units if unit.aspect is Aspect.PLANS
        }

    def unit_at(self, position: int) -> Unit | None:
        index = bisect_right(self.starts, position) - 1
        return self.units[index] if index >= 0 and position < self.units[index].sentence.end else None

    def counts(self, span: Span) -> dict[str, Decimal]:
        """How many of what (个, 公里) the figures of a clause say."""
        first = bisect_left(self.figures, span.start, key=lambda one: one.figure.span.start)
        found: dict[str, Decimal] = {}
        for one in islice(self.figures, first, None):
            if one.figure.span.start >= span.end:
                break
            amount = amount_of(one.figure)
            if amount.value is not None:
                found.setdefault(amount.unit, amount.value)
        return found

    def told(self, position: int) -> ComparedText | None:
        unit = self.unit_at(position)
        if unit is None or position < unit.span.start:
            return None
        span = clause_at(self.text, unit, position)
        if _BARE.match(span.of(self.text)) or position - span.start < _MIN_SUBJECT:
            span = clause_around(self.text, unit, position)
        start = max(self.text.rfind("：", span.start, position) + 1, span.start)
        if self.text.startswith("其中", start):
            start += len("其中")
        return self.told_in(unit, trim(self.text, Span(start, span.end)))

    def told_in(self, unit: Unit, span: Span) -> ComparedText:
        return ComparedText(span.of(self.text), (cited(self.source, unit, 1),))


# --- targets


def _targets(before: _Read, after: _Read) -> Iterator[FollowedUp]:
    results = {key[:-1]: one for key, one in after.source.results.items()}
    found: dict[tuple[str, str], tuple[FollowedUp, set[bool | None]]] = {}
    seen = set()
    for target in before.source.measures:
        result = results.get(target.key)
        if not is_target(before.source, target) or result is None or target.key in seen:
            continue
        if target.amount.value is None or result.amount.value is None or _adds(target) is not _adds(result):
            continue
        seen.add(target.key)
        if _ratio(target.amount.value, result.amount.value) > _OTHER_SCOPE and target.measure is Measure.LEVEL:
            continue
        planned, done = (read.told(one.stated.figure.span.start) for read, one in ((before, target), (after, result)))
        if planned and done:
            pair = found.setdefault((planned.text, done.text), (FollowedUp(planned, done), set()))
            pair[1].add(is_met(target, result))
    for followed, met in found.values():
        yield replace(followed, met=next(iter(met)) if len(met) == 1 else None)


def _adds(one: Measured) -> bool:
    """新增…1家、…2家: what comes on top is no total."""
    before = one.stated.text[one.stated.sentence.start : one.stated.figure.span.start]
    return _ADDS.search(re.split("[，。；：]", before)[-1]) is not None


def is_met(target: Measured, result: Measured) -> bool | None:
    """Whether the result reaches the target; None where the words leave it open (5%左右 and 4.9%, 近21万人)."""
    wanted, reached = target.amount.value, result.amount.value
    if wanted is None or reached is None or target.stated.figure.upper is not None:
        return None
    at_most = is_at_most(target.stated)
    if _NO_DIRECTION.search(target.indicator.key) and not at_most:
        return None
    down = at_most or bool(_LESS_IS_BETTER.search(target.indicator.key)) or wanted < 0
    if target.measure is Measure.CHANGE and wanted > 0 and not at_most:
        down = bool(_LESS_IS_BETTER.search(target.indicator.key))
    if target.measure is Measure.LEVEL and _ratio(wanted, reached) > _UNLIKELY:
        return None
    reaches = reached <= wanted if down else reached >= wanted
    if reaches:
        return None if result.loose and reached == wanted and _leans_away(result, down=down) else True
    if result.loose or _ABOUT.search(words_around(target.stated)):
        return False if _far(wanted, reached) and not result.loose else None
    return False


def _ratio(one: Decimal, other: Decimal) -> Decimal:
    """How many times as much the larger one is as the smaller one."""
    small, large = sorted((abs(one), abs(other)))
    return large / small if small else Decimal("inf")


def _leans_away(result: Measured, *, down: bool) -> bool:
    """近21万人 of a target of 21万人."""
    words = words_around(result.stated)
    return bool(re.search("超|突破|多|余" if down else "近|约|左右|不足", words))


def _far(wanted: Decimal, reached: Decimal) -> bool:
    """More than a tenth of what was wanted, which no `左右` covers."""
    return abs(reached - wanted) > abs(wanted) / 10


# --- deliverables


@dataclass(frozen=True, slots=True)
class _Delivery:
    unit: Unit
    span: Span
    plain: str
    words: frozenset[str]
    runs: frozenset[str]
    counts: Mapping[str, Decimal]


def _deliveries(before: _Read, after: _Read) -> Iterator[FollowedUp]:
    mentions = Mentions(after.text, after.units)
    done = list(_delivered(after, planned=False))
    holding: dict[str, list[int]] = {}
    for index, one in enumerate(done):
        for run in one.runs:
            holding.setdefault(run, []).append(index)
    seen = set[str]()
    for plan in _delivered(before, planned=True):
        words = plan.span.of(before.text)
        if words in seen or is_ceremony(words) or not _IS_DELIVERY.search(words):
            continue
        seen.add(words)
        found = _best(plan, done, holding, mentions)
        if found is not None:
            yield FollowedUp(before.told_in(plan.unit, plan.span), after.told_in(found.unit, found.span))
        elif _is_unmentioned(plan, words, mentions):
            yield FollowedUp(before.told_in(plan.unit, plan.span), None)


def _is_unmentioned(plan: _Delivery, words: str, mentions: Mentions) -> bool:
    """What is named so that it would be found, and is not: neither by a part of its name nor by its words."""
    if _UNNAMED.search(words) or not plan.runs or words.count("、") > _MAX_LISTED:
        return False
    return not any(run in mentions.text for run in plan.runs) and mentions.cover(plan.words) <= _MAX_COVER


def _delivered(read: _Read, *, planned: bool) -> Iterator[_Delivery]:
    for unit in read.units:
        if unit.heading or (unit.sentence in read.planned) is not planned or not unit.path:
            continue
        for clause in clauses_of(read.text, unit.span):
            words = clause.of(read.text)
            if _DELIVERED.search(words) and _MIN_CHARACTERS <= len(words) <= _MAX_CHARACTERS:
                telling = frozenset(word for word in telling_words(words) if not _DELIVERED.search(word))
                if telling:
                    yield _Delivery(unit, clause, folded(words), telling, _runs(words), read.counts(clause))


def _may_be_one(planned: Mapping[str, Decimal], done: Mapping[str, Decimal]) -> bool:
    """Not 150 of a plan and 2187 of a result."""
    return all(_ratio(planned[unit], done[unit]) <= _UNLIKELY for unit in planned.keys() & done.keys())


def _runs(words: str) -> frozenset[str]:
    plain = _DELIVERED.sub("，", folded(words))
    return frozenset(
        part[at : at + _MIN_NAME] for part in _HAN.findall(plain) for at in range(len(part) - _MIN_NAME + 1)
    )


def _best(
    plan: _Delivery, done: Sequence[_Delivery], holding: Mapping[str, Sequence[int]], mentions: Mentions
) -> _Delivery | None:
    """The clause of results that names the same thing, by words that hardly any other has."""
    candidates = {
        index for run in plan.runs if len(holding.get(run, ())) <= _MAX_CLAUSES for index in holding.get(run, ())
    }
    total = sum(map(mentions.weight, plan.words)) or 1.0
    kinds = [kind for kind in _KINDS if kind in plan.plain]
    candidates = {index for index in candidates if all(kind in done[index].plain for kind in kinds)}
    candidates = {index for index in candidates if _may_be_one(plan.counts, done[index].counts)}
    scored = [(sum(map(mentions.weight, plan.words & done[index].words)) / total, -index) for index in candidates]
    score, index = max(scored, default=(0.0, 0))
    return done[-index] if score >= _SAME_DELIVERY else None
