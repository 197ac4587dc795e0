"""What a report says, piece by piece: verbatim runs of clauses that stand alone, each with its place. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.boilerplate import Repetition, vagueness
from rag.clauses import is_balanced, leans_back, split_clauses, waits, without_marker
from rag.domain import ParsedReport, Sentence, Span
from rag.paragraph_labels import without_label
from rag.positions import WRONG, Position, positions
from rag.questions import Aspect
from rag.runs import find_runs
from rag.sections import aspect_of

_MIN_CHARACTERS, _MIN_LABEL_CHARACTERS = 8, 6
_MIN_PROBLEM_CHARACTERS = 4  # 消费不振
_MAX_LABEL_CHARACTERS = 28
_TITLE_REACH = 80  # a title has no more characters; bounds the work on a text of one line
_CEREMONY = re.compile(
    r"我代表|向大会|请予|提出意见|各位|同志们|清醒.{0,8}(?:看到|认识到)|充分肯定|肯定(?:成绩|成效)|取得了?(?:一定|较好|一些)(?:的)?(?:成绩|成效|进展)|回望(?:过去|这|来)|答卷|来之不易|值得铭记|令人(?:振奋|鼓舞)|之年$|《[^》]*(?:纲要|草案)[^》]*》.{0,16}(?:审查|审议|部署|编制)|编制了?《[^》]*(?:纲要|草案)|作政府工作报告|代表大会第.{1,4}次会议上"
    r"|(?:我们|全市|全局|我局).{0,6}(?:将)?(?:重点)?(?:做好|抓好|开展|做了|做|抓)(?:了)?以下|深切体会|主要体会|这些成绩|成绩(?:的)?取得|归功于|不辜负|直面问题|(?:收官|开局|关键|攻坚|起步|奠基)之年|衷心感谢|崇高敬意"
)
_PART = re.compile(r"[\s\u3000]*其中")  # of a whole that is not said with it
_CREED = re.compile("必须(?:坚持|始终|把)|只有.{1,20}才能|(?:实践|事实|经验)(?:充分)?(?:证明|表明|启示)")
_DIRECT_SPEECH = re.compile(
    r"^[“\"]|[”\"][^“”]{0,12}(?:说|表示|介绍|感到|坦言|告诉记者)|(?:说|表示|介绍|告诉记者)[：:，,][“\"]|高兴地说|[他她]们?(?:说|表示|介绍|告诉)"
)
_NO_STATEMENT = re.compile(
    r"[？?！!…：:]$|\t|^(?:附|注|联系|责任编辑|来源|编辑|作者|抄送|主送)[：:件]|(?:如下|以下|下列|几个方面|几方面|以下工作|个方面)$|见(?:下?表|附件|图)\d*|^\d{4}年\d{1,2}月(?:\d{1,2}日)?$"
    r"|^[^，。]{0,24}(?:方面|情况|工作安排|工作计划|主要工作|主要问题|措施|问题)$"
)
# `存在资金紧张等问题` names them, though it ends as a heading does.
_NAMES_PROBLEMS = re.compile("存在.{2,}(?:等|的)问题$")
_LEAD_IN = re.compile(
    r"(?:困难|问题|不足|差距|短板|挑战|薄弱环节|原因|方面|体现|表现)(?:，?主要)?(?:是|有|为|在|包括|表现[为在]|体现在)?$"
)
_LEAD_IN_OF_PROBLEMS = re.compile(_LEAD_IN.pattern + "|弱项$|主要(?:是|有|表现[在为]|体现[在为]|包括)$|不少$|突出$")
_AMONG_THEM = re.compile("(?:特别是|尤其是)(?=.{6})")  # of the problems; each stands by itself
_AIM = re.compile(
    r"(?:[^：，]{0,16}，){0,2}[^：，]{0,30}(?:目标|指标)(?:任务)?(?:是|为|建议为|安排为|设定为)?：|(?:主要|预期|总体)*目标(?:是|为)"
)
_WHO_WILL = re.compile("(?:我们|我[局厅委办])(?:将|要)(?=继续|进一步|持续|坚持|认真|加[快强大]|深[入化])")
# What follows is what is owned up to.
_OWNS_UP_FIRST = re.compile(
    r"[^：]{0,40}?(?:清醒|冷静|深刻)(?:地|的)?(?:看到|认识到|认识)[^，：:,]{0,2}[，：:,]|[^，：]{0,16}(?:也要|也应|必须)看到[，：:,]"
)
# That there are problems says nothing of them.
_ONLY_THAT = re.compile(
    r"(?:.{0,4}我[们省市区县局厅]|全[省市区县]|本[省市区县]|.{0,4}经济社会发展|.{0,4}工作中?|前进道路上|发展(?:道路上|中))*[，]?(?:(?:离|与|距).{0,12})?(?:也|还|仍然?|依然|同样)?(?:存在|面临|遇到|有(?!效))(?:着|了)?"
    r"(?:一些|不少|许多|诸多|以下|以下几个?|这样那样的?|很多|较多|一定|多)?的?.{0,4}(?:困难|挑战|差距|问题|不足|短板|弱项)(?:[和与、](?:困难|挑战|差距|问题|不足|短板))*"
    r"|.{0,20}(?:老问题|新挑战|困难|问题|挑战)(?:和挑战)?(?:仍然|依然|还|也)?(?:不少|较多|很多|突出)|.{0,16}存在.{0,4}老问题、?新挑战"
)
# After the problems comes the pledge to face them.
_PLEDGE = re.compile(
    r"^成绩.{0,12}问题|正视|直面|我们(?:一定|将|要|必须)|对此|切实加以|认真(?:研究|加以)?解决|努力(?:解决|加以)|克难奋进|^(?:总的看|总体上)|需要(?:我们)?(?:高度重视|认真对待)"
)
# A heading or label of a plan says what is to be done: it begins with a verb or an adverb, not with a bare noun phrase.
_NOUN_ENDING = re.compile(r"(?:方面|工作|情况|目标|任务|问题|思路|安排|计划|打算|重点|要求|原则|措施|建议|上)$")


@dataclass(frozen=True, slots=True)
class Statement:
    """`span` holds the words as they stand, `sentence` is what is cited. `label`: the lead of what follows.

    `also`: further sentences that words which a model wrote rest on; none for the report's own words.
    """

    words: str
    span: Span
    sentence: Span
    section: int
    path: tuple[str, ...]
    aspect: Aspect | None
    label: bool
    vagueness: float
    item: int | None = None
    also: tuple[Span, ...] = ()

    def leads_to(self, other: Statement) -> bool:
        """Whether this label is the lead of the statement that follows it."""
        below = other.section == self.section and other.item == self.item
        return self.label and not other.label and other.span.start >= self.span.end and below


def find_statements(parsed: ParsedReport, repetition: Repetition, *, max_characters: int) -> list[Statement]:
    """Everything that could stand in a summary, in reading order, each at most about `max_characters` long.

    Of one sentence there may be several, longer and shorter ones over the same words among them.
    """
    statements: list[Statement] = []
    label: Statement | None = None
    for unit in positions(parsed):
        led = label is not None and label.section == unit.sentence.section and label.item == unit.sentence.item
        found = list(_of_unit(parsed, unit, repetition, max_characters, led=led))
        label = found[0] if found and found[0].label else label
        statements += found
    return statements


def _of_unit(
    parsed: ParsedReport, unit: Position, repetition: Repetition, max_characters: int, *, led: bool
) -> Iterator[Statement]:
    if unit.sentence.is_heading:
        heading = _of_heading(parsed, unit)
        found = [heading] if heading else []
    else:
        found = _of_sentence(parsed, unit, repetition, max_characters, led=led)
    for one in found:
        if not one.label and _leans(one.words, one.aspect):
            continue
        least = _MIN_LABEL_CHARACTERS if one.label else _MIN_CHARACTERS
        least = _MIN_PROBLEM_CHARACTERS if one.aspect is Aspect.PROBLEMS else least
        if _worth_saying(one.words, least) and not (one.aspect is Aspect.PROBLEMS and _is_no_problem(one.words)):
            yield one


def _is_no_problem(words: str) -> bool:
    return bool(_PLEDGE.search(words)) or bool(_ONLY_THAT.fullmatch(words) and "等" not in words)


def _worth_saying(words: str, min_characters: int) -> bool:
    return (
        len(words) >= min_characters
        and is_balanced(words)
        and not (_NO_STATEMENT.search(words) and not _NAMES_PROBLEMS.search(words))
        and not _CEREMONY.search(words)
        and not _DIRECT_SPEECH.search(words)
    )


def _leans(words: str, aspect: Aspect | None) -> bool:
    """`有的干部…` says some of a whole, except of what is wrong."""
    return leans_back(words.removeprefix("有的") if aspect is Aspect.PROBLEMS else words)


def _of_heading(parsed: ParsedReport, unit: Position) -> Statement | None:
    """A heading below 存在问题 or 下一步安排 is itself a statement if it says what is wrong or what is to be done."""
    section = unit.placed.section
    if unit.aspect is None:
        return None
    if aspect_of(unit.placed.path[:-1]) is not unit.aspect:
        return None
    at = parsed.text.find(section.heading, section.heading_span.start, section.heading_span.end)
    if at < 0 or not _announces(section.heading, unit.aspect):
        return None
    span = Span(at, at + len(section.heading))
    return _statement(parsed, unit, span, section.heading_span, label=True)


def _announces(words: str, aspect: Aspect) -> bool:
    if _NOUN_ENDING.search(words) or waits(words) or len(words) > 2 * _MAX_LABEL_CHARACTERS:
        return False
    return bool(WRONG.search(words)) if aspect is Aspect.PROBLEMS else True


def _of_sentence(
    parsed: ParsedReport, unit: Position, repetition: Repetition, max_characters: int, *, led: bool
) -> list[Statement]:
    """`led`: a label before it says what it is about: its problems are one."""
    text, sentence = parsed.text, unit.sentence.span
    if "\t" in sentence.of(text) or "\n" in sentence.of(text).strip() or _is_title_line(text, unit.sentence):
        return []
    body = _after_lead_in(text, without_marker(text, without_label(text, sentence)), unit.aspect)
    clauses = split_clauses(text, body)
    if not clauses:
        return []
    if unit.leads and len(clauses) == 1 and len(body) <= _MAX_LABEL_CHARACTERS and not re.search(r"\d", body.of(text)):
        known = unit.aspect is not None and _announces(body.of(text), unit.aspect)
        return [_statement(parsed, unit, body, sentence, label=True)] if known else []
    if _leans(body.of(text), unit.aspect) or _CREED.match(body.of(text)) or _PART.match(sentence.of(text)):
        return []
    runs = find_runs(text, clauses, unit.aspect, repetition, max_characters, apart=not led)
    return [_statement(parsed, unit, run, sentence, label=False) for run in runs]


def _after_lead_in(text: str, body: Span, aspect: Aspect | None) -> Span:
    """`仍面临一些困难：房地产…`, `也清醒认识到，房地产…` say their matter after the colon or comma."""
    if aspect is Aspect.PROBLEMS:
        for pattern in (_OWNS_UP_FIRST, _AMONG_THEM):
            body = _without(text, body, pattern)
    elif aspect is Aspect.PLANS:
        for pattern in (_AIM, _WHO_WILL):
            body = _without(text, body, pattern)
    words = body.of(text)
    colon = words.find("：")
    leads = _LEAD_IN_OF_PROBLEMS if aspect is Aspect.PROBLEMS else _LEAD_IN
    if colon < 0 or not leads.search(words[:colon]) or "“" in words[:colon]:
        return body
    return without_marker(text, Span(body.start + colon + 1, body.end))


def _without(text: str, body: Span, pattern: re.Pattern[str]) -> Span:
    found = pattern.match(body.of(text))
    if not found or len(body) - found.end() <= _MIN_LABEL_CHARACTERS:
        return body
    return without_marker(text, Span(body.start + found.end(), body.end))


def _is_title_line(text: str, sentence: Sentence) -> bool:
    """A line of its own without any stop or comma: a title, a signature, a date."""
    before = text[max(0, sentence.span.start - _TITLE_REACH) : sentence.span.start].rpartition("\n")[2]
    after = text[sentence.span.end : sentence.span.end + _TITLE_REACH].partition("\n")[0]
    line = before + sentence.span.of(text) + after
    return sentence.item is None and not re.search(r"[，。；;！]", line)


def _statement(parsed: ParsedReport, unit: Position, span: Span, sentence: Span, *, label: bool) -> Statement:
    words = span.of(parsed.text)
    return Statement(
        words,
        span,
        sentence,
        unit.sentence.section,
        unit.placed.path,
        unit.aspect,
        label,
        vagueness(words),
        unit.sentence.item,
    )
