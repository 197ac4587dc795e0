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

from rag.domain import DropReason
from rag.figures.numerals import parse_number
from rag.figures.units import base_unit
from rag.verification.amounts import match_figures
from rag.verification.arithmetic import RATIOS, Kind, Result, alike, fits, follows, named_share, plain_value, written_as
from rag.verification.context import Context
from rag.verification.placing import PlacedFigure, place_figures
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
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年?(?!\d)")
# Share of the pairs of a figure's indicator that the claim repeats where it names the figure by its year alone.
_NAMED = 0.6


@dataclass(frozen=True, slots=True)
class Computation:
    """A claim taken apart: what it states, to be verified as any claim, and what it computes from that."""

    statement: str
    results: tuple[Result, ...]


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
    results: list[Result] = []
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


def _result(claim: str, placed: PlacedFigure, before: int) -> Result | None:
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
        return Result(Kind.ORDER, placed, words, sign, far=not found["to"])
    if found["sum"]:
        many = found["many"] or found["many_things"]
        count = int(parse_number(many[0]) or 0) if many else None
        return Result(Kind.SUM, placed, cut, 0, count=count) if unit not in RATIOS else None
    if found["of"] or found["share"]:
        share = bool(found["share"]) or "占" in claim[clause : found.start()]
        ratio = unit in ("比例", "倍") and bool(found["share"] or _IS.search(claim, clause, found.start()))
        link = _last(_IS, claim, sentence, found.start()) if found["of"] else None
        return Result(Kind.RATIO, placed, cut, 0, link, share) if ratio else None
    sign = 1 if found["more"] else -1 if found["less"] else 0
    kind = Kind.GROWTH if unit in ("比例", "倍") else Kind.DIFFERENCE
    link = _last(_THAN, claim, clause, found.start())
    return Result(kind, placed, cut, sign, link) if kind is Kind.DIFFERENCE or sign else None


def _without(claim: str, result: Result) -> str:
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

    def stated(self, start: int, end: int, result: Result) -> list[_Operand]:
        """What the statement says with its value within [start, end), fit to compute `result` from."""
        found = []
        for claimed, known in self.matched:
            fit = tuple(one for one in known if fits(one, result))
            if start <= claimed.figure.span.start and claimed.figure.span.end <= end and fit:
                found.append(_Operand(fit, claimed.figure.span.start))
        return found

    def dated(self, start: int, end: int, result: Result, since: int) -> list[_Operand]:
        """What the statement names by a year within [start, end) alone: the one value of that year."""
        found = []
        words = canonical(self.statement[since : result.cut[0]]).pairs
        for one in _YEAR.finditer(self.statement, start, end):
            known = self.of_year(one[1], words, result)
            if known:
                found.append(_Operand(known, one.start()))
        return found

    def of_year(self, year: str, words: frozenset[str], result: Result) -> tuple[PlacedFigure, ...]:
        """The figures of `year` whose indicator is named by `words` best, where all are one value."""
        scored = [(named_share(one, words), one) for one in self.known if one.years == {year} and fits(one, result)]
        best = max((share for share, _ in scored), default=0.0)
        kept = tuple(one for share, one in scored if share == best)
        one_value = len({plain_value(one) for one in kept}) == 1
        return kept if best >= _NAMED and one_value else ()


def _holds(result: Result, cited: _Cited) -> bool:
    text = cited.statement
    sentence = max([0, *(one.end() for one in _SENTENCE.finditer(text, 0, result.cut[0]))])
    if result.kind is Kind.SUM:
        return _adds_up(result, cited, sentence)
    if result.kind is Kind.ORDER:
        return _ordered(result, cited, sentence)
    for left, right in _sides(result, cited, sentence):
        if any(follows(result, one, other) for one in left.known for other in right.known if one is not other):
            return True
    return False


def _adds_up(result: Result, cited: _Cited, sentence: int) -> bool:
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
    return written_as(sum((plain_value(part.known[0]) for part in parts), Decimal(0)), result, exact_only=True)


def _is_part(operand: _Operand, cited: _Cited) -> bool:
    one = operand.known[0]
    before = cited.spans[one.source][: one.figure.span.start]
    return bool(_WITHIN.search(_BREAK.split(before)[-1]))


def _ordered(result: Result, cited: _Cited, sentence: int) -> bool:
    """由3件增加到5件, 5件多于3件: no new figure, but two stated ones put in order."""
    stated = cited.stated(sentence, result.placed.figure.span.end, result)
    if len(stated) < 2:
        return False
    first, second = stated[-2:] if result.far else (stated[-1], stated[-2])
    return any(
        alike(one, other) and (plain_value(one) - plain_value(other)) * result.sign > 0
        for one in first.known
        for other in second.known
    )


def _sides(result: Result, cited: _Cited, sentence: int) -> Iterator[tuple[_Operand, _Operand]]:
    """What may stand on the two sides of the relation, as the claim puts them."""
    if result.link is not None:
        yield from _around_link(result, cited, sentence, result.link)
    elif result.share:
        yield from _part_and_whole(result, cited, sentence)
    elif result.kind is not Kind.RATIO:
        yield from _in_turn(result, cited, sentence)


def _around_link(
    result: Result, cited: _Cited, sentence: int, link: tuple[int, int]
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


def _part_and_whole(result: Result, cited: _Cited, sentence: int) -> Iterator[tuple[_Operand, _Operand]]:
    """参赛412名，其中女选手130名，占31.6%."""
    stated = cited.stated(sentence, result.cut[0], result)
    if len(stated) == 2 and _WITHIN.search(cited.statement, stated[0].start, stated[1].start):
        yield stated[1], stated[0]


def _in_turn(result: Result, cited: _Cited, sentence: int) -> Iterator[tuple[_Operand, _Operand]]:
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
