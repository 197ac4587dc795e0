"""Sums, differences, ratios and growth, computed anew from the cited figures. Pure.

A claim that says a figure which stands nowhere passes as COMPUTED where code arrives at the same figure from cited ones
and the claim says what it is computed from. The wordings, R being the result:

    2024年城镇新增就业3.26万人，2023年为3.12万人，增加0.14万人。 → difference: 多 少 高 低 增加 减少 提高 下降 R
    2024年城镇新增就业3.26万人，比2023年的3.12万人多0.14万人。 → the same; 比2023年多 does without the value
    2023年发放贷款2.12亿元，2024年为2.5亿元，相差0.38亿元。 → difference without a direction: 相差 差距为 差额为 R
    贷款由2023年的2.12亿元增加到2024年的2.5亿元，增加0.38亿元。 → the same; without R, and 高于 多于 低于 少于, too
    2024年网办率为80%，比2023年的75%提高5个百分点。 → of percentages in 个百分点 only
    2024年发放贷款2.5亿元，比2023年的2.12亿元增长17.9%。 → growth: 增长 下降 … R%
    2023年发放贷款2.12亿元，2024年为2.5亿元，两年合计4.62亿元。 → sum: 合计 共计 总计 之和为 R, 两年共 三项共 … R
    2024年发放贷款2.5亿元，是2023年2.12亿元的1.18倍。 → ratio: 是 为 相当于 …的R倍, …的R%
    女选手130名，占参赛选手412名的31.6%。 → share: 占…的R%
    参赛选手412名，其中女选手130名，占31.6%。 → share of what stands before 其中

What is computed from is named by its values (each verified in its place, with its year) or, where one indicator is
compared, by its years alone: then each year has one value only in the cited text. A difference or growth has one
indicator on both sides; its direction follows 比, 从…到 or the years. Masked values, ranges and values with bounds
(超过, 以上) are never computed with; one with 约 gives a result with 约. R is rounded as it is written, sums and
differences of values in one unit to no fewer places than the values have, unless 约 says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from rag.domain import DropReason
from rag.figures.naming import indicator_key
from rag.figures.numerals import fold, parse_number
from rag.figures.units import base_unit
from rag.verification.amounts import PlacedFigure, match_figures, place_figures, same_unit
from rag.verification.context import Context
from rag.verification.text import canonical

_MORE = "多出|多|增加|增多|高出|高|增长|上升|提高|提升|增|扩大|净增"
_LESS = "少|减少|低|下降|降低|减|降|回落|缩短|压缩|缩减"
_APART = "相差|差距为?|差额为?|差值为?|之差为?|差了?"
_LINK = "(?:了|为|是|达到?|有|近|约|大约|超过?|逾)*"
_MANY = "[两二三四五六2-6](?:个?(?:年|项|者|地|县|区|市|季度|月|类|批|份报告|份|家|处))"
_RELATION = re.compile(
    rf"(?:(?P<sum>(?:(?P<many>{_MANY})|以上|上述)?(?:合计|共计|总计|总共|一共|加起来|相加|之和)|(?P<many_things>{_MANY})共)[^，。；、\d]{{0,14}}?"
    rf"|(?:(?P<to>(?P<up>增至|(?:{_MORE})[到至])|(?:降至|(?:{_LESS})[到至]))|(?P<over>高于|多于|大于)|(?P<under>低于|少于|小于))(?:(?:19|20)\d\d年的?)?"
    rf"|(?P<apart>{_APART})|(?P<more>同比(?:增长|增加)|(?:{_MORE}))|(?P<less>同比(?:下降|减少)|(?:{_LESS}))"
    rf"|(?P<share>占比|比重|占)|(?P<of>的)){_LINK}$"
)
_THAN = re.compile(r"比(?![例重率赛武价对较照学])|(?<!比)较(?![大小高多好快低少为强弱])")
_IS = re.compile(r"是|为|相当于|达到|占")
_FROM = re.compile(r"[从由]")
_WITHIN = re.compile(r"其中|包括|含")
_BREAK = re.compile(r"[，,。；;！!？?\n]")
_SENTENCE = re.compile(r"[。！!？?\n]")
_LAST_YEAR = re.compile(r"上年同期|去年同期|上年|去年|上一年")
# 两年共 and what a sentence computes from the two: more of them is no sentence.
_MOST_FIGURES = 8
_RATIOS = ("比例", "个百分点", "倍")
_ADVERB = re.compile(r"^(?:直接|成功|顺利|已|实际|已经)+")
_COUNT_WORDS = re.compile(r"(?:人数|人次|户数|次数|件数|数量|总量|总数|总额|金额|规模|数|额|参保|参保人数)$")
# A result is no further than this share of itself from what was computed: 2倍 is not 1.6.
_COARSE = Decimal("0.1")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年?(?!\d)")
# Whose figure it is, in front of what it measures: 仲裁机构受理案件.
_BODY = re.compile(r"(?:机构|部门|系统|单位|中心|各级|各地|[局厅委院])$")
# Share of the pairs of a figure's indicator that the claim repeats where it names the figure by its year alone.
_NAMED = 0.6


class _Kind(StrEnum):
    SUM = "sum"
    DIFFERENCE = "difference"
    GROWTH = "growth"
    RATIO = "ratio"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class _Result:
    """A figure that the claim computes, and the words `cut` that say so, to be taken out.

    `sign`: 1 for more, -1 for less, 0 for either; `link`: 比, 是 or 占 between the two sides. Of an order
    (由3件增加到5件, 5件多于3件) the figure itself is stated, and stands on the `far` side. `count`: the 2 of 两年合计.
    """

    kind: _Kind
    placed: PlacedFigure
    cut: tuple[int, int]
    sign: int
    link: tuple[int, int] | None = None
    share: bool = False
    far: bool = True
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Computation:
    """A claim taken apart: what it states, to be verified as any claim, and what it computes from that."""

    statement: str
    results: tuple[_Result, ...]


@dataclass(frozen=True, slots=True)
class _Operand:
    """A value that the claim names, and where; `known`: where it stands in the evidence, more than once perhaps."""

    known: tuple[PlacedFigure, ...]
    start: int


def take_apart(claim: str, unfounded: Sequence[PlacedFigure]) -> Computation | None:
    """The claim without those of its `unfounded` figures that are said to be computed; None where none is.

    What is taken out leaves commas behind, so that places in the statement are places in the claim.
    """
    if len(unfounded) > _MOST_FIGURES:
        return None
    placed = place_figures([claim])
    results: list[_Result] = []
    for figure in unfounded:
        start = figure.figure.span.start
        before = max((one.figure.span.end for one in placed if one.figure.span.end <= start), default=0)
        results.extend(found for found in [_result(claim, figure, before)] if found)
    statement = claim
    for result in results:
        statement = _without(statement, result)
    return Computation(statement, tuple(results)) if results else None


def recomputed(computation: Computation, spans: Sequence[str], context: Sequence[Context] = ()) -> bool:
    """Whether code arrives at every result from figures of the evidence that the claim names."""
    matched = match_figures(computation.statement, spans, context)
    if isinstance(matched, DropReason):
        return False
    evidence = _Cited(computation.statement, matched, place_figures(spans, context), spans)
    return all(_holds(result, evidence) for result in computation.results)


def _result(claim: str, placed: PlacedFigure, before: int) -> _Result | None:
    figure = placed.figure
    if figure.masked or figure.value is None or figure.upper is not None:
        return None
    clause = max([0, *(one.end() for one in _BREAK.finditer(claim, 0, figure.span.start))])
    sentence = max([0, *(one.end() for one in _SENTENCE.finditer(claim, 0, figure.span.start))])
    found = _RELATION.search(claim, clause, figure.span.start)
    # 两年合计, 三项共: the only figure that may stand between the words of the relation and the result.
    if found is None or (found.start() < before and not (found["many"] or found["many_things"])):
        return None
    unit, cut = base_unit(figure.unit)[0], (found.start(), figure.span.end)
    if found["to"] or found["over"] or found["under"]:
        sign = 1 if found["up"] or found["over"] else -1
        words = found.span("to") if found["to"] else found.span("over") if found["over"] else found.span("under")
        return _Result(_Kind.ORDER, placed, words, sign, far=not found["to"])
    if found["sum"]:
        many = found["many"] or found["many_things"]
        count = int(parse_number(many[0]) or 0) if many else None
        return _Result(_Kind.SUM, placed, cut, 0, count=count) if unit not in _RATIOS else None
    if found["of"] or found["share"]:
        share = bool(found["share"]) or "占" in claim[clause : found.start()]
        ratio = unit in ("比例", "倍") and bool(found["share"] or _IS.search(claim, clause, found.start()))
        link = _last(_IS, claim, sentence, found.start()) if found["of"] else None
        return _Result(_Kind.RATIO, placed, cut, 0, link, share) if ratio else None
    sign = 1 if found["more"] else -1 if found["less"] else 0
    kind = _Kind.GROWTH if unit in ("比例", "倍") else _Kind.DIFFERENCE
    link = _last(_THAN, claim, clause, found.start())
    return _Result(kind, placed, cut, sign, link) if kind is _Kind.DIFFERENCE or sign else None


def _without(claim: str, result: _Result) -> str:
    """The result, and the word that leads to it, blanked out."""
    for start, end in (result.cut, result.link or (0, 0)):
        claim = claim[:start] + "，" * (end - start) + claim[end:]
    return claim


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> tuple[int, int] | None:
    found = [one.span() for one in pattern.finditer(text, start, end)]
    return found[-1] if found else None


@dataclass(frozen=True, slots=True)
class _Cited:
    """The statement of a claim, its figures as they stand in the evidence, and all figures of the evidence."""

    statement: str
    matched: Sequence[tuple[PlacedFigure, Sequence[PlacedFigure]]]
    known: Sequence[PlacedFigure]
    spans: Sequence[str]

    def stated(self, start: int, end: int, result: _Result) -> list[_Operand]:
        """What the statement says with its value within [start, end), fit to compute `result` from."""
        found = []
        for claimed, known in self.matched:
            fit = tuple(one for one in known if _fits(one, result))
            if start <= claimed.figure.span.start and claimed.figure.span.end <= end and fit:
                found.append(_Operand(fit, claimed.figure.span.start))
        return found

    def dated(self, start: int, end: int, result: _Result, since: int) -> list[_Operand]:
        """What the statement names by a year within [start, end) alone: the one value of that year."""
        found = []
        words = canonical(self.statement[since : result.cut[0]]).pairs
        for one in _YEAR.finditer(self.statement, start, end):
            known = self.of_year(one[1], words, result)
            if known:
                found.append(_Operand(known, one.start()))
        return found

    def of_year(self, year: str, words: frozenset[str], result: _Result) -> tuple[PlacedFigure, ...]:
        """The figures of `year` whose indicator is named by `words` best, where all are one value."""
        scored = [(_named(one, words), one) for one in self.known if one.years == {year} and _fits(one, result)]
        best = max((share for share, _ in scored), default=0.0)
        kept = tuple(one for share, one in scored if share == best)
        one_value = len({_plain(one) for one in kept}) == 1
        return kept if best >= _NAMED and one_value else ()


def _holds(result: _Result, cited: _Cited) -> bool:
    text = cited.statement
    sentence = max([0, *(one.end() for one in _SENTENCE.finditer(text, 0, result.cut[0]))])
    if result.kind is _Kind.SUM:
        return _adds_up(result, cited, sentence)
    if result.kind is _Kind.ORDER:
        return _ordered(result, cited, sentence)
    for left, right in _sides(result, cited, sentence):
        if any(_follows(result, one, other) for one in left.known for other in right.known if one is not other):
            return True
    return False


def _adds_up(result: _Result, cited: _Cited, sentence: int) -> bool:
    """All values of the sentence before the sum, none of them a part of another."""
    parts = cited.stated(sentence, result.cut[0], result) or cited.dated(sentence, result.cut[0], result, sentence)
    if (
        len(parts) < 2
        or result.count not in (None, len(parts))
        or _WITHIN.search(cited.statement, sentence, result.cut[0])
    ):
        return False
    if len({id(part.known[0]) for part in parts}) < len(parts) or any(_is_part(one, cited) for one in parts):
        return False
    return _written_as(sum((_plain(part.known[0]) for part in parts), Decimal(0)), result, exact_only=True)


def _is_part(operand: _Operand, cited: _Cited) -> bool:
    one = operand.known[0]
    before = cited.spans[one.source][: one.figure.span.start]
    return bool(_WITHIN.search(_BREAK.split(before)[-1]))


def _ordered(result: _Result, cited: _Cited, sentence: int) -> bool:
    """由3件增加到5件, 5件多于3件: no new figure, but two stated ones put in order."""
    stated = cited.stated(sentence, result.placed.figure.span.end, result)
    if len(stated) < 2:
        return False
    first, second = stated[-2:] if result.far else (stated[-1], stated[-2])
    return any(
        _alike(one, other) and (_plain(one) - _plain(other)) * result.sign > 0
        for one in first.known
        for other in second.known
    )


def _sides(result: _Result, cited: _Cited, sentence: int) -> Iterator[tuple[_Operand, _Operand]]:
    """What may stand on the two sides of the relation, as the claim puts them."""
    if result.link is not None:
        yield from _around_link(result, cited, sentence, result.link)
    elif result.share:
        yield from _part_and_whole(result, cited, sentence)
    elif result.kind is not _Kind.RATIO:
        yield from _in_turn(result, cited, sentence)


def _around_link(
    result: _Result, cited: _Cited, sentence: int, link: tuple[int, int]
) -> Iterator[tuple[_Operand, _Operand]]:
    left = cited.stated(sentence, link[0], result) or cited.dated(sentence, link[0], result, sentence)
    right = cited.stated(link[1], result.cut[0], result) or cited.dated(link[1], result.cut[0], result, sentence)
    if left and not right and _LAST_YEAR.search(cited.statement, link[1], result.cut[0]):
        words = canonical(cited.statement[sentence : result.cut[0]]).pairs
        before = {str(int(year) - 1) for one in left[-1].known for year in one.years}
        known = cited.of_year(min(before), words, result) if len(before) == 1 else ()
        right = [_Operand(known, link[1])] if known else []
    if left and right:
        yield left[-1], right[-1]


def _part_and_whole(result: _Result, cited: _Cited, sentence: int) -> Iterator[tuple[_Operand, _Operand]]:
    """参赛412名，其中女选手130名，占31.6%."""
    stated = cited.stated(sentence, result.cut[0], result)
    if len(stated) == 2 and _WITHIN.search(cited.statement, stated[0].start, stated[1].start):
        yield stated[1], stated[0]


def _in_turn(result: _Result, cited: _Cited, sentence: int) -> Iterator[tuple[_Operand, _Operand]]:
    """Two values one after the other: the later year is compared with the earlier, or 从…到 says which is which."""
    named = cited.stated(sentence, result.cut[0], result) or cited.stated(0, result.cut[0], result)
    named = named if len(named) > 1 else cited.dated(sentence, result.cut[0], result, sentence)
    if len(named) < 2:
        return
    first, second = named[-2:]
    moved = _FROM.search(cited.statement, max(sentence, first.start - 4), first.start)
    if result.sign == 0:
        yield from ((first, second), (second, first))
    elif moved:
        yield second, first
    else:
        years = [min(one.known[0].years, default="") for one in (first, second)]
        if all(len(one.known[0].years) == 1 for one in (first, second)) and years[0] != years[1]:
            yield (second, first) if years[1] > years[0] else (first, second)


def _follows(result: _Result, one: PlacedFigure, other: PlacedFigure) -> bool:
    """Whether `result` is what comes of the two."""
    left, right = _plain(one), _plain(other)
    if result.kind is _Kind.RATIO:
        return right > 0 and (left <= right or not result.share) and _written_as(left / right, result)
    if not _alike(one, other):
        return False
    change = left - right if result.sign else abs(left - right)
    change = -change if result.sign < 0 else change
    if change <= 0:
        return False
    if result.kind is _Kind.GROWTH:
        return right > 0 and _written_as(change / right, result)
    points = base_unit(result.placed.figure.unit)[0] == "个百分点"
    return _written_as(change * 100 if points else change, result, exact_only=True)


def _written_as(exact: Decimal, result: _Result, *, exact_only: bool = False) -> bool:
    """Whether the result is `exact`, rounded to the places that it is written with."""
    figure = result.placed.figure
    assert figure.value is not None  # _result takes no other
    factor = base_unit(figure.unit)[1]
    written, step = figure.value * factor, _step(figure.text) * factor
    off = exact - written
    bound = result.placed.bound
    if bound == "above":
        return 0 < off <= step
    if bound == "nearly":
        return 0 < -off <= step
    if bound == "below":
        return False
    if exact_only and bound != "about":
        return off == 0
    return abs(off) <= step / 2 and abs(off) <= _COARSE * abs(exact)


def _step(text: str) -> Decimal:
    """One in the last place of a number: 0.01万 → 100; of one in Chinese numerals 0, they are not rounded."""
    found = re.search(r"\d[\d,，]*(?:\.(?P<decimals>\d+))?\s*(?P<scale>[十百千万亿]*)", fold(text))
    if found is None:
        return Decimal(0)
    scale = parse_number(found["scale"]) if found["scale"] else None
    return (scale or Decimal(1)).scaleb(-len(found["decimals"] or ""))


def _fits(known: PlacedFigure, result: _Result) -> bool:
    """A value to compute with: disclosed, of one end, unbounded, and of the result's unit (of any, for a ratio)."""
    figure = known.figure
    if figure.masked or figure.value is None or figure.upper is not None:
        return False
    if known.bound not in (None, "about") or (known.bound == "about" and result.placed.bound != "about"):
        return False
    unit = base_unit(figure.unit)[0]
    rate = known.direction is not None and not known.level and unit in _RATIOS
    if base_unit(result.placed.figure.unit)[0] == "个百分点":
        return unit == "比例" and not rate
    if result.kind is _Kind.ORDER:
        return same_unit(figure, result.placed.figure) and not rate
    if result.kind in (_Kind.SUM, _Kind.DIFFERENCE):
        return same_unit(figure, result.placed.figure) and unit not in _RATIOS
    return unit not in _RATIOS


def _alike(one: PlacedFigure, other: PlacedFigure) -> bool:
    """The same indicator in the same unit, both amounts or both increases, of the same part of the year."""
    increases = [None if figure.level else figure.direction for figure in (one, other)]
    if not same_unit(one.figure, other.figure) or increases[0] != increases[1] or one.part != other.part:
        return False
    keys = [_COUNT_WORDS.sub("", _ADVERB.sub("", indicator_key(one.figure.indicator))) for one in (one, other)]
    short, long = sorted(keys, key=len)
    if len(short) < 2:
        return False
    whole = long.endswith(short) and bool(_BODY.search(long[: len(long) - len(short)]))
    return short == long or sorted(short) == sorted(long) or whole


def _named(known: PlacedFigure, words: frozenset[str]) -> float:
    pairs = canonical(indicator_key(known.figure.indicator)).pairs
    return len(pairs & words) / len(pairs) if pairs else 0.0


def _plain(known: PlacedFigure) -> Decimal:
    value = known.figure.value
    assert value is not None  # _fits lets no other through
    return value * base_unit(known.figure.unit)[1]
