"""Where each sentence stands in a report: results, problems or plans, by headings and by turns of the text. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.domain import ParsedReport, PlacedSection, Section, Sentence
from rag.intrusions import is_intruded
from rag.paragraph_labels import labelled_aspects, notes_of
from rag.questions import Aspect
from rag.sections import aspect_of

# The turn of a report without headings for it: from here to the next turn or section, problems or plans are spoken of.
_PROBLEM_TURN = re.compile(
    r"(?:仍|还|也)(?:然|旧)?(?:面临|存在|有).{0,16}(?:困难|问题|不足|差距|短板|挑战|薄弱)|清醒(?:地)?(?:看到|认识到).{0,30}(?:不足|问题|困难|差距|挑战)|(?:存在|面临)的?(?:主要|突出)?(?:问题|困难)(?:有|是|主要|：)"
    r"|(?:问题|不足|短板|困难)(?:也|同样)?(?:不容忽视|不可忽视|不能回避)|(?:我们|也要|也应|必须|同时).{0,8}清醒(?:地)?(?:看到|认识到|认识)|(?:也要|也应|应当|必须)(?:清醒)?看到"
)
_PLAN_TURN = re.compile(
    r"^[\s\u3000]*(?:下一?步|下一?阶段|今后|接下来|明年|未来|下半年)[^。]{0,12}[，,]|^[\s\u3000]*20\d\d年[，,]?[^。，]{0,12}(?:将|力争|计划)"
)
# With this a paragraph of problems closes, also one that no turn has opened.
_FACES_THEM = re.compile(
    r"[\s\u3000]*(?:对(?:此|这些|上述|以上)|以上|我们(?:将|要|一定|必须|会)).{0,12}(?:问题|困难|挑战|不足).{0,24}(?:解决|改进|正视|应对|破解|重视)"
)
# A goal among results: `到2030年，…`, `力争…`.
_GOAL = re.compile(
    r"^[\s\u3000]*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．是])?[\s\u3000]*到20\d\d年(?!底?[，,]?(?:已|共|累计))[，,底末]|力争"
    r"|到20\d\d年[^，。；已]{2,40}(?:达到|突破|超过|实现|建成)[^，。；]{0,30}(?:以上|左右|$)"
)
# A heading or a sentence of a problem says that something is wrong.
WRONG = re.compile(
    r"不|难|缺|弱|低|少|滞|有待|尚待|压力|突出|差距|短板|单一|偏|存在|仍|还|空白|脱节|矛盾|风险|下滑|老化|严峻|欠|尚|未|亟|减弱|明显|紧张|较大|收窄|上升|失衡"
    r"|艰巨|繁重|较重|堵点|卡点|瓶颈|制约|依赖|隐患|挑战|任重|时有|频发|多发|易发|多领|过[高多大低慢]|慢|浅|松懈|懈怠|参差|粗放|任务重|受限|需要|“无|没有|冲击|亏|拖欠|流失|积压|减少|下降|违规|违纪|违法|腐败|停产|闲置|浪费|超标|失信|投诉|脆弱|堵"
)
# Explanations of words and lists at the end, no part of what the report says.
_ANNEX = re.compile(r"名词(?:解释|注释|说明)|用语说明|内容注释|^附[件录表注]")
_PERIOD_AHEAD = re.compile(
    r"规划[^，]{0,12}(?:纲要|草案)|[“”]?十[三四五六七]五[”“]?(?:时期|规划)?.*(?:目标|任务|考虑|要求|思路|蓝图|展望)"
)
_LOOKS_BACK = re.compile("回顾|成就|完成情况|执行情况|评估|总结|进展|成效")
_YEAR = re.compile(r"20\d\d(?=年)")


@dataclass(frozen=True, slots=True)
class Position:
    """A sentence with the aspect it falls under, and whether another one of the same item or paragraph follows it."""

    sentence: Sentence
    placed: PlacedSection
    aspect: Aspect | None
    leads: bool


def positions(parsed: ParsedReport) -> Iterator[Position]:
    """The sentences of the report in order, without its title, what is annexed to it, notes, and what speaks to
    a model."""
    sections = {placed.index: placed for placed in parsed.walk()}
    aspects = _aspects(parsed, sections)
    announced = set(aspects.values())
    faced = set(_faced(parsed))
    labelled, notes = labelled_aspects(parsed), notes_of(parsed)
    turned: tuple[int, Aspect] | None = None
    for index, sentence in enumerate(parsed.sentences):
        placed = sections.get(sentence.section)
        if placed is None or index in notes or any(_ANNEX.search(heading) for heading in placed.path):
            continue
        if is_intruded(parsed.text, sentence.span):
            continue
        words = sentence.span.of(parsed.text)
        aspect = aspects[sentence.section]
        turn = _turn(words)
        if aspect is None:
            aspect = labelled.get(index)
        if turned and not turn and _has_ended(parsed, index, turned[1]):
            turned = None
        if turn and turn not in announced and not sentence.is_heading and aspect is None:
            turned = (sentence.section, turn)
        if turned and turned[0] == sentence.section and aspect is None:
            aspect = turned[1]
        if aspect is None and index in faced and WRONG.search(words):
            aspect = Aspect.PROBLEMS
        if aspect is None and _GOAL.search(words):
            aspect = Aspect.PLANS
        yield Position(sentence, placed, aspect, _leads(parsed, index))


def section_aspects(parsed: ParsedReport) -> dict[int, Aspect | None]:
    """The aspect of each section, by its index, without those annexed to the report."""
    kept = {one.index: one for one in parsed.walk() if not any(_ANNEX.search(heading) for heading in one.path)}
    return _aspects(parsed, kept)


def paths_ahead(parsed: ParsedReport) -> frozenset[tuple[str, ...]]:
    """The headings of the sections that say what is to be done."""
    aspects = section_aspects(parsed)
    return frozenset(one.path for one in parsed.walk() if aspects.get(one.index) is Aspect.PLANS)


def _aspects(parsed: ParsedReport, sections: dict[int, PlacedSection]) -> dict[int, Aspect | None]:
    """The aspect of each section: its own, or that of the outermost section that holds it."""
    ahead = _sections_ahead(parsed)
    aspects: dict[int, Aspect | None] = {}
    for index, placed in sections.items():
        aspect = aspect_of(placed.path)
        if aspect is None and any(one.span.contains(placed.section.span) for one in ahead):
            aspect = Aspect.PLANS
        aspects[index] = aspect
    return aspects


def _sections_ahead(parsed: ParsedReport) -> list[Section]:
    """Outermost sections that look ahead though their headings do not say so: `三、2026年主要工作` after `一、2025年
    工作回顾`, `四、加强自身建设` after the plans."""
    ahead: list[Section] = []
    years: list[str] = []
    looked_back, planned = False, False
    for section in parsed.sections:
        if not section.heading:
            continue
        aspect = aspect_of((section.heading,))
        named = _YEAR.findall(section.heading)
        if aspect is Aspect.PLANS:
            planned = True
        elif aspect is None and _is_ahead(section.heading, named, years, planned and looked_back):
            ahead.append(section)
        elif aspect is None:
            looked_back = True
            years += named
    return ahead


def _is_ahead(heading: str, named: list[str], years: list[str], after_plans: bool) -> bool:
    if _LOOKS_BACK.search(heading):
        return False
    later = bool(named and years and min(named) > max(years))
    return after_plans or later or (bool(years) and bool(_PERIOD_AHEAD.search(heading)))


def _faced(parsed: ParsedReport) -> Iterator[int]:
    """The sentences before one that faces what they say, in its paragraph."""
    for index, sentence in enumerate(parsed.sentences):
        if not _FACES_THEM.match(sentence.span.of(parsed.text)):
            continue
        for before in range(index - 1, -1, -1):
            between = parsed.text[parsed.sentences[before].span.end : parsed.sentences[before + 1].span.start]
            if "\n" in between or parsed.sentences[before].is_heading:
                break
            yield before


def _turn(words: str) -> Aspect | None:
    if _PLAN_TURN.search(words):
        return Aspect.PLANS
    return Aspect.PROBLEMS if _PROBLEM_TURN.search(words) else None


def _has_ended(parsed: ParsedReport, index: int, aspect: Aspect) -> bool:
    """Whether a new paragraph no longer speaks of problems."""
    if aspect is not Aspect.PROBLEMS or not index:
        return False
    before, sentence = parsed.sentences[index - 1], parsed.sentences[index]
    new = "\n" in parsed.text[before.span.end : sentence.span.start]
    return new and not WRONG.search(sentence.span.of(parsed.text))


def _leads(parsed: ParsedReport, index: int) -> bool:
    """Whether the sentence opens an item or a paragraph in which more follows."""
    if index + 1 >= len(parsed.sentences):
        return False
    sentence, following = parsed.sentences[index], parsed.sentences[index + 1]
    if following.is_heading or following.section != sentence.section or following.item != sentence.item:
        return False
    between = parsed.text[sentence.span.end : following.span.start]
    previous = parsed.sentences[index - 1] if index else None
    opens = (
        previous is None
        or previous.is_heading
        or previous.item != sentence.item
        or "\n" in parsed.text[previous.span.end : sentence.span.start]
    )
    return opens and "\n" not in between
