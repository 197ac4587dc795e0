"""What a figure measures, of when, and with which words of degree: read from the words around it, never invented."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.figures.grammar import Quantity
from rag.figures.lists import respective_indicators
from rag.figures.phrases import (
    CAUSING,
    CLAUSE_BREAK,
    LONGEST,
    REACH,
    Left,
    clean,
    is_threshold,
    joined,
    left_of,
    noun_after,
    phrase_after,
    rest_of_clause,
    substantial,
    with_predicate,
    without_measure,
)
from rag.figures.subjects import Subjects
from rag.figures.units import MONEY, RATIO, TAKES_NOUN
from rag.figures.units import TIME as TIME_UNITS
from rag.figures.words import (
    CARRIED,
    COMPARED_TO,
    COMPARED_WITH,
    MEASURE_END,
    QUALIFIER_AFTER,
    QUALIFIER_BEFORE,
    RELATIVE,
    SHARE_OF_TIME,
    TIME,
    VERB_WITH_NOUN,
)

_SENTENCE_BREAK = re.compile(r"[。！!？?\n]")
# Between two members of a list that say their verb once.
_LISTED = re.compile(r"(?:余|多)?(?:及?以[上下内]|左右)?(?:、(?:其中)?|和|及|以及|，其中)")
# Between a whole and what is told of it next: 新增企业3家、居全国第2位，总数达9家.
_GOES_ON = re.compile(
    r"(?:余|多)?(?:及?以[上下内]|左右)?[、，,](?:均?(?:居|位居|位列|排名?)[^，。；]{1,12}[、，])?(?:其中)?"
)
_LEVEL = re.compile(r"[增减升降缩]至|[增减升降缩]到|增长|下降|上升|提高|提升|回落|达|超|突破|为|占|稳定|保持|控制")
_ADDED = re.compile(r"(?:新增|净增)$")
# Whom something reaches is not what its totals are of.
_REACHED = re.compile(r"拉动|涉及|惠及|覆盖|受益|带动|吸引|服务")
_SPENDING = frozenset({"投入", "安排", "拨付", "筹集", "争取", "下达", "统筹", "落实", "支出"})
_SHARES = frozenset({"%", "‰", "成", "比例"})
# Before a counted noun these are what is done, not how much: 优化20条线路.
_VERBS_OF_DEGREE = frozenset(["提升", "提高", "优化", "扩大", "扩容", "扩展", "拓展", "恢复", "延长", "调整", "整合"])
_DONE_TOGETHER = frozenset({"优化提升", "调整优化", "优化调整", "恢复提升"})
_BEFORE_DONE = ("改造", "优化", "整治", "完善")
_ENDS = re.compile(r"[至到]|(?:以[上下内]|左右|余|多)?(?:[^\u4e00-\u9fffA-Za-z“]|$)")
_AGE = frozenset({"岁", "周岁"})
_PERSONS = re.compile(r"老年人|老人|儿童|婴幼儿|未成年人|青年|居民|人口|人群|妇女|群众|职工")


@dataclass(frozen=True, slots=True)
class Described:
    indicator: str
    qualifier: str
    period: str


@dataclass(frozen=True, slots=True)
class _Before:
    """The figure before in the sentence: what it measures, and where its words end."""

    indicator: str = ""
    left: str = ""
    qualifier: str = ""
    end: int = 0


def describe(text: str, quantities: Sequence[Quantity]) -> Iterator[tuple[Quantity, Described]]:
    """Each quantity with its indicator, qualifier and period as they stand in `text`."""
    if not quantities:
        return
    breaks = [match.end() for match in _SENTENCE_BREAK.finditer(text)]
    lists = respective_indicators(text, quantities)
    told: list[str] = []
    times, subjects = _Times(text), Subjects(text)
    before, since, previous_sentence = _Before(), 0, -1
    qualifiers: list[str] = []
    for index, quantity in enumerate(quantities):
        position = bisect_right(breaks, quantity.start)
        sentence = breaks[position - 1] if position else 0
        if sentence != previous_sentence:
            before, since, previous_sentence = _Before(end=sentence), sentence, sentence
            subjects.begin(sentence)
        following = quantities[index + 1].start if index + 1 < len(quantities) else len(text)
        left = left_of(text, quantity, since)
        noun, noun_end = noun_after(text, quantity, following)
        names_next = is_threshold(text, quantity, following)
        if noun and names_next:
            noun = without_measure(noun)
        if _is_done(text, quantity, left, noun):
            left = replace(left, words=left.words + left.qualifier, qualifier="")
        naming = _Naming(text, quantity, left, noun, before, following)
        if lists.indicators.get(index) or (
            index in lists.back and sentence <= quantities[index - lists.back[index]].start
        ):
            indicator, end = (
                lists.indicators.get(index) or told[index - lists.back[index]] + lists.of_target[index],
                quantity.end,
            )
        else:
            indicator = naming.indicator(noun_end)
            end = noun_end if noun and noun in indicator else quantity.end
        indicator, carried = subjects.completed(
            quantity, left, indicator, listed=index in lists.indicators or index in lists.back
        )
        qualifier = left.qualifier or (
            qualifiers[lists.heads[index]] if index in lists.heads else naming.shared_qualifier()
        )
        qualifiers.append(qualifier)
        told.append(indicator)
        after = QUALIFIER_AFTER.match(text, quantity.end)
        written = _qualifier(qualifier, after[0].strip() if after else quantity.approximate)
        yield quantity, Described(indicator, written, times.before(quantity, sentence))
        if names_next:
            since = left.start
        else:
            before = _Before(carried or before.indicator, left.words, qualifier, end)
            since = end


def _qualifier(before: str, after: str) -> str:
    return f"{before}…{after}" if before and after else before or after


def _is_done(text: str, quantity: Quantity, left: Left, noun: str) -> bool:
    """优化20条|线路, 改造提升9万亩|农田: the verb says what is done, not how much more there is."""
    if left.qualifier in _DONE_TOGETHER or (left.qualifier == "提升" and left.words.endswith(_BEFORE_DONE)):
        return True
    if left.qualifier not in _VERBS_OF_DEGREE:
        return False
    counted = quantity.unit not in RATIO and quantity.unit not in MONEY and not _ENDS.match(text, quantity.end)
    return bool(noun) or counted


@dataclass(frozen=True, slots=True)
class _Naming:
    """One figure with the words beside it."""

    text: str
    quantity: Quantity
    left: Left
    noun: str
    before: _Before
    following: int

    def indicator(self, noun_end: int) -> str:
        following = self.following
        quantity, words = self.quantity, self.left.words
        if quantity.masked and quantity.unit and not quantity.unit.strip("年月日"):
            return phrase_after(self.text, quantity) or self._told_before()
        if quantity.unit in _AGE:
            return self._aged(following)
        if self.noun:
            return self._counted(noun_end)
        return self._headed(following) if substantial(words) else self._unheaded(following)

    def _unheaded(self, following: int) -> str:
        """With no words before it in its clause: what follows it, or what was told before."""
        quantity = self.quantity
        if self.left.beneficiary or quantity.unit in TIME_UNITS:
            lasting = phrase_after(self.text, quantity)
            together = self.before.indicator + lasting
            told_of = self.left.qualifier == "连续" and self.text.startswith("、", self.left.start - 1)
            goes_on = told_of and self._goes_on() and len(together) <= LONGEST
            rest = lasting or rest_of_clause(self.text, quantity, len(self.text))
            if not lasting and _LEVEL.match(rest):
                rest = ""  # 连续4年|保持20%以上
            return together if goes_on else rest or self._told_before()
        if self.before.indicator and _LEVEL.search(self.left.qualifier):
            return self.before.indicator
        return rest_of_clause(self.text, quantity, following) or self._told_before()

    def _counted(self, noun_end: int) -> str:
        """新建5个|养老中心, 8个|助餐点: with its verb, or that of the list that it stands in."""
        words, noun = self.left.words, self.noun
        if substantial(words):
            if RELATIVE.fullmatch(words) and self.text.startswith("的", self.quantity.end):
                return noun + words  # 总投资20亿元的|交易中心
            if MEASURE_END.search(words) and (self.left.qualifier or self.quantity.unit not in TAKES_NOUN):
                return words  # 年销售收入超10亿元的|龙头企业
            told = (
                with_predicate(self.text, noun, noun_end, self.following, always=True)
                if CAUSING.search(words)
                else noun
            )
            return joined(self.left, told)
        if not self.left.qualifier and self._is_listed():
            carried = VERB_WITH_NOUN.search(self.before.left)
            verb = carried[0] if carried else self._verb_before()
            if verb:
                return verb + noun
        if self.before.indicator and self.left.start == self.before.end and self.left.qualifier.endswith(("到", "至")):
            return self.before.indicator  # 从15个社区|扩大到|20个|社区
        whole = self.left.beneficiary or self.quantity.unit in _SHARES
        return with_predicate(self.text, noun, noun_end, self.following, always=whole)

    def _headed(self, following: int) -> str:
        """新建绿道5公里、|公园|3座 → 新建公园; 新增企业3家、|总数|达9家 → 企业总数."""
        if self.quantity.unit in TIME_UNITS and self.left.qualifier.endswith("连续"):
            words, lasting = self._with_whole(), phrase_after(self.text, self.quantity)
            return words + lasting if len(words) + len(lasting) <= LONGEST else words
        words = self.left.words
        if words.endswith("给予") and (given := rest_of_clause(self.text, self.quantity, following)):
            return words.removesuffix("给予") + given  # 困难家庭给予每人500元|补助
        bare = words in _SPENDING or (self.quantity.unit not in MONEY and CARRIED.fullmatch(words))
        spent_on = rest_of_clause(self.text, self.quantity, following) if bare else ""
        return words + spent_on if spent_on and len(spent_on) < LONGEST else self._with_whole()

    def _with_whole(self) -> str:
        """The words before the figure, with what they are of where that was said before: a verb, a whole."""
        words, before = self.left.words, self.before.indicator
        if not before:
            return words
        if self.left.start == self.before.end and self.text[self.left.start] not in "、和与及，":
            if self.left.qualifier.endswith(("到", "至")):
                return before  # 从15个县扩大到20个
            if CARRIED.fullmatch(words) or RELATIVE.fullmatch(words) or _REACHED.fullmatch(words):
                return before + words  # 9个项目已|开工|4个
        share = words.startswith("占") and not RELATIVE.match(words)
        if (RELATIVE.fullmatch(words) or share or _REACHED.fullmatch(words)) and self._goes_on():
            whole = self._whole_before() if RELATIVE.fullmatch(words) else before.split("占")[0]
            whole = (
                ""
                if _REACHED.match(whole) or words in whole or RELATIVE.fullmatch(whole)
                else whole.removesuffix(words[:2])
            )
            return whole + words if whole and len(whole) + len(words) <= LONGEST else words
        carries = not (self.left.qualifier or CARRIED.match(words) or _REACHED.match(words))
        return self._verb_before() + words if carries and self._is_listed() else words

    def shared_qualifier(self) -> str:
        """新增2个集群、1个园区: the second is new too."""
        shared = self.before.qualifier if _ADDED.search(self.before.qualifier) else ""
        return shared if shared and self._is_listed() and not CARRIED.match(self.left.words) else ""

    def _whole_before(self) -> str:
        """What the figure before counts, without its verb and its own measure."""
        whole = self.before.indicator
        verb = CARRIED.match(whole)
        whole = whole[verb.end() :] if verb and verb.end() < len(whole) - 1 else whole.removeprefix("备案")
        measure = MEASURE_END.search(whole)
        own = measure if measure and RELATIVE.fullmatch(measure[0]) else None
        return (
            whole[: own.start()].removesuffix("年").removesuffix("播种").removesuffix("财产")
            if own and own.start() > 1
            else whole
        )

    def _verb_before(self) -> str:
        verb = CARRIED.match(self.before.indicator)
        return verb[0] if verb and verb.end() < len(self.before.indicator) else ""

    def _is_listed(self) -> bool:
        if _LEVEL.search(self.before.qualifier):
            return False
        match = _LISTED.match(self.text, self.before.end)
        return match is not None and match.end() >= self.left.start

    def _goes_on(self) -> bool:
        match = _GOES_ON.match(self.text, self.before.end)
        return match is not None and match.end() >= self.left.start

    def _aged(self, following: int) -> str:
        if substantial(self.left.words) and (self.left.qualifier or self.left.words.endswith(("寿命", "年龄"))):
            return self.left.words
        if self.left.qualifier and self.before.indicator:
            return self.before.indicator
        named = _PERSONS.search(self.text, self.quantity.end, min(following, self.quantity.end + 12))
        return named[0] + "年龄" if named else self.left.words or "年龄"

    def _told_before(self) -> str:
        """With nothing beside the figure: what the sentence measured last, or the clause before it."""
        if self.before.indicator:
            return self.before.indicator
        start = max(self.before.end, self.quantity.start - REACH)
        clauses = CLAUSE_BREAK.split(self.text[start : self.quantity.start])
        named = [words for words in (clean(QUALIFIER_BEFORE.sub("", one)) for one in clauses) if substantial(words)]
        return named[-1] if named else ""


class _Times:
    """The words of time in a text, looked for sentence by sentence."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._sentence = self._until = -1
        self._found: list[re.Match[str]] = []

    def before(self, quantity: Quantity, sentence: int) -> str:
        """The nearest time before the figure in its sentence; 比2022年增加 compares and dates nothing."""
        if sentence != self._sentence:
            self._sentence, self._until, self._found = sentence, sentence, []
        self._found += TIME.finditer(self._text, self._until, quantity.start)
        self._until = quantity.start
        for match in reversed(self._found):
            beside = max(match.start() - 1, 0)
            compared = COMPARED_TO.search(self._text, beside, match.start()) or COMPARED_WITH.match(self._text, beside)
            if self._text.startswith("的", match.end()) and "，" not in self._text[match.end() : quantity.start]:
                stem = self._text[max(match.start() - 4, 0) : match.start()] + "到" * match[0].startswith("到")
                compared = compared or SHARE_OF_TIME.search(stem)
            if not compared:
                return match[0]
        return ""
