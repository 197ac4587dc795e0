"""What a report says, piece by piece: verbatim runs of clauses that stand alone, each with its place. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.boilerplate import Repetition, is_stock, vagueness
from rag.clauses import continues, is_balanced, is_whole, leans_back, split_clauses, waits, without_marker
from rag.domain import ParsedReport, PlacedSection, Sentence, Span
from rag.questions import Aspect
from rag.sections import aspect_of

_MIN_CHARACTERS, _MIN_LABEL_CHARACTERS = 8, 4
_MAX_LABEL_CHARACTERS = 28
_TITLE_REACH = 80  # a title has no more characters; bounds the work on a text of one line
_MASK = re.compile(r"[*＊×□]|XX")

_CEREMONY = re.compile(
    r"我代表|向大会|请予|提出意见|各位|同志们|清醒.{0,8}(?:看到|认识到)|充分肯定|肯定(?:成绩|成效)|取得了?(?:一定|较好|一些)(?:的)?(?:成绩|成效|进展)|(?:存在|有)(?:一些|不少|以下|这样那样的).{0,4}(?:差距|问题|不足|短板)$"
    r"|(?:我们|全市|全局|我局).{0,6}(?:将)?(?:重点)?(?:做好|抓好|开展|做了|做|抓)(?:了)?以下|深切体会|主要体会|这些成绩|成绩(?:的)?取得|归功于|不辜负|直面问题|(?:收官|开局|关键|攻坚|起步|奠基)之年|衷心感谢|崇高敬意"
)
_CREED = re.compile("必须(?:坚持|始终|把)|只有.{1,20}才能|(?:实践|事实|经验)(?:充分)?(?:证明|表明|启示)")
_DIRECT_SPEECH = re.compile(
    r"^[“\"]|[”\"][^“”]{0,12}(?:说|表示|介绍|感到|坦言|告诉记者)|(?:说|表示|介绍|告诉记者)[：:，,][“\"]|高兴地说"
)
_NO_STATEMENT = re.compile(
    r"[？?！!…：:]$|\t|^(?:附|注|联系|责任编辑|来源|编辑|作者|抄送|主送)[：:件]|(?:如下|以下|下列|几个方面|几方面|以下工作|个方面)$|见(?:下?表|附件|图)\d*|^\d{4}年\d{1,2}月(?:\d{1,2}日)?$"
    r"|^[^，。]{0,24}(?:方面|情况|工作安排|工作计划|主要工作|主要问题|措施|问题)$"
)
_LEAD_IN = re.compile(r"(?:困难|问题|不足|差距|短板|挑战|薄弱环节|原因|方面|体现|表现)(?:是|有|为|在)?$")
# `提出四字要求：学习教育突出“根”` goes on in the sentences that follow.
_ENUMERATES = re.compile(r"[两三四五六七八九十几\d](?:字|个|项|点|条|大|种|类|方面)[^：，]{0,10}：|：[^，]{0,12}$")
# The turn of a report without headings for it: from here to the next turn or section, problems or plans are spoken of.
_PROBLEM_TURN = re.compile(
    r"(?:仍|还|也)(?:然|旧)?(?:面临|存在|有).{0,16}(?:困难|问题|不足|差距|短板|挑战|薄弱)|清醒(?:地)?(?:看到|认识到).{0,30}(?:不足|问题|困难|差距|挑战)|(?:存在|面临)的?(?:主要|突出)?(?:问题|困难)(?:有|是|主要|：)"
)
_PLAN_TURN = re.compile(
    r"^[\s\u3000]*(?:下一?步|下一?阶段|今后|接下来|明年|未来|下半年)[^。]{0,12}[，,]|^[\s\u3000]*20\d\d年[，,]?[^。，]{0,12}(?:将|力争|计划)"
)
# A goal among results: `到2030年，…`, `力争…`.
_GOAL = re.compile(
    r"^[\s\u3000]*(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．是])?[\s\u3000]*到20\d\d年(?!底?(?:已|共|累计))[，,底]|力争"
)
# A heading or label of a problem says that something is wrong.
_WRONG = re.compile(
    r"不|难|缺|弱|低|少|滞后|有待|压力|突出|差距|短板|单一|偏|存在|仍|还|空白|脱节|矛盾|风险|下滑|老化|严峻|欠|尚|未|亟|减弱|明显|紧张|较大|收窄|上升|失衡"
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


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence with the aspect it falls under, and whether another one of the same item or paragraph follows it."""

    sentence: Sentence
    placed: PlacedSection
    aspect: Aspect | None
    leads: bool


def find_statements(parsed: ParsedReport, repetition: Repetition, *, max_characters: int) -> list[Statement]:
    """Everything that could stand in a summary, in reading order, each at most about `max_characters` long."""
    statements = []
    for unit in _units(parsed):
        found = (
            _of_heading(parsed, unit)
            if unit.sentence.is_heading
            else _of_sentence(parsed, unit, repetition, max_characters)
        )
        if found and _worth_saying(found.words, _MIN_LABEL_CHARACTERS if found.label else _MIN_CHARACTERS):
            statements.append(found)
    return statements


def _worth_saying(words: str, min_characters: int) -> bool:
    return (
        len(words) >= min_characters
        and is_balanced(words)
        and not _NO_STATEMENT.search(words)
        and not _CEREMONY.search(words)
        and not _DIRECT_SPEECH.search(words)
        and not leans_back(words)
    )


def _units(parsed: ParsedReport) -> Iterator[_Unit]:
    sections = {placed.index: placed for placed in parsed.walk()}
    announced = {aspect_of(placed.path) for placed in sections.values()}
    turned: tuple[int, Aspect] | None = None
    for index, sentence in enumerate(parsed.sentences):
        placed = sections.get(sentence.section)
        if placed is None:  # the title, which stands in no section
            continue
        aspect = aspect_of(placed.path)
        turn = _turn(sentence.span.of(parsed.text))
        if turn and turn not in announced and not sentence.is_heading and aspect is None:
            turned = (sentence.section, turn)
        if turned and turned[0] == sentence.section and aspect is None:
            aspect = turned[1]
        if aspect is None and _GOAL.search(sentence.span.of(parsed.text)):
            aspect = Aspect.PLANS
        yield _Unit(sentence, placed, aspect, _leads(parsed, index))


def _turn(words: str) -> Aspect | None:
    if _PLAN_TURN.search(words):
        return Aspect.PLANS
    return Aspect.PROBLEMS if _PROBLEM_TURN.search(words) else None


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


def _of_heading(parsed: ParsedReport, unit: _Unit) -> Statement | None:
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
    return bool(_WRONG.search(words)) if aspect is Aspect.PROBLEMS else True


def _of_sentence(parsed: ParsedReport, unit: _Unit, repetition: Repetition, max_characters: int) -> Statement | None:
    text, sentence = parsed.text, unit.sentence.span
    if "\t" in sentence.of(text) or "\n" in sentence.of(text).strip() or _is_title_line(text, unit.sentence):
        return None
    body = without_marker(text, sentence)
    body = _after_lead_in(text, body)
    clauses = split_clauses(text, body)
    if not clauses:
        return None
    if unit.leads and len(clauses) == 1 and len(body) <= _MAX_LABEL_CHARACTERS and not re.search(r"\d", body.of(text)):
        known = unit.aspect is not None and _announces(body.of(text), unit.aspect)
        return _statement(parsed, unit, body, sentence, label=True) if known else None
    if leans_back(body.of(text)) or _CREED.match(body.of(text)):
        return None
    run = _best_run(text, clauses, unit.aspect, repetition, max_characters)
    return _statement(parsed, unit, run, sentence, label=False) if run else None


def _after_lead_in(text: str, body: Span) -> Span:
    """`仍面临一些困难：房地产…` says its matter after the colon."""
    words = body.of(text)
    colon = words.find("：")
    if colon < 0 or not _LEAD_IN.search(words[:colon]) or "“" in words[:colon]:
        return body
    return without_marker(text, Span(body.start + colon + 1, body.end))


def _is_title_line(text: str, sentence: Sentence) -> bool:
    """A line of its own without any stop or comma: a title, a signature, a date."""
    before = text[max(0, sentence.span.start - _TITLE_REACH) : sentence.span.start].rpartition("\n")[2]
    after = text[sentence.span.end : sentence.span.end + _TITLE_REACH].partition("\n")[0]
    line = before + sentence.span.of(text) + after
    return sentence.item is None and not re.search(r"[，。；;！]", line)


def _statement(parsed: ParsedReport, unit: _Unit, span: Span, sentence: Span, *, label: bool) -> Statement:
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


def _best_run(
    text: str, clauses: list[Span], aspect: Aspect | None, repetition: Repetition, max_characters: int
) -> Span | None:
    """The run of clauses with most to say within `max_characters`: from the first that is the report's own, without the
    stock phrases before it and the trimmings behind it."""
    idle = [
        not (aspect is Aspect.PROBLEMS and _WRONG.search(clause.of(text)))
        and (is_stock(clause.of(text)) or repetition.holds(text, clause))
        for clause in clauses
    ]
    best: tuple[float, Span] | None = None
    for first in range(len(clauses)):
        if first and not all(idle[:first]):
            break
        for last in range(first, len(clauses)):
            run = Span(clauses[first].start, clauses[last].end)
            if len(run) > max_characters and last > first:
                break
            if len(run) > 1.5 * max_characters or not is_whole(text, clauses, first, last):
                continue
            if "：" in run.of(text) and (last + 1 < len(clauses) or _ENUMERATES.search(run.of(text))):
                continue
            worth = sum(
                _clause_worth(text, clause, idle[index])
                for index, clause in enumerate(clauses[first : last + 1], first)
            )
            if best is None or worth > best[0]:
                best = (worth, run)
    return best[1] if best and best[0] > 0 else None


def _clause_worth(text: str, clause: Span, idle: bool) -> float:
    """Weights set by reading the summaries of the sample and five real department reports: a stock phrase costs more
    than a plain clause gives, so that a run ends before it; a masked figure gives less than none at all."""
    words = clause.of(text)
    if idle:
        return -1.0
    if waits(words):
        return 0.1
    worth = 0.5 if continues(words) else 0.8
    if _MASK.search(words):
        worth -= 0.7
    elif re.search(r"\d", words):
        worth += 1.0
    return worth - vagueness(words)
