"""What a statement is worth in a summary; what may be chosen, with the section and the block that it is of. Pure."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from rag.figures import find_figures
from rag.positions import WRONG
from rag.questions import Aspect
from rag.statements import Statement
from rag.summarizing.points import Point
from rag.words import character_pairs, content_words, overlap, tagged

# Weights and thresholds: set by reading the summaries of the eleven sample reports and of five real department reports,
# then read again on government reports of twelve provinces.
_FIGURE_WEIGHT = 0.45
_MAX_FIGURES = 3
_MASKED_COST = 0.15
_CENTRALITY_WEIGHT = 0.9
_CENTRAL_WORDS = 7  # a statement with this many of the report's commonest words is as central as can be
_DOING_WEIGHT = 0.25
_OUTCOME_WEIGHT = 0.3
_PROCESS_COST = 0.4
_LABEL_WEIGHTS = {None: 0.0, Aspect.PROBLEMS: 0.9, Aspect.PLANS: 0.2}
_NO_RESULT_COST = 0.6  # neither a figure nor a doing
SHORT_CHARACTERS, _SHORT_COST = 14, 0.3  # 举办拔河比赛: so short without a figure, it tells little
POSITION_WEIGHT = 0.25
_VAGUENESS_COST = 1.0
_LENGTH_COST = 0.003  # a character: of two that say as much, the shorter
MAX_OVERLAP = 0.5  # of what says the same
WHOLE_PATH = 9  # as a depth: each item or paragraph is a unit of its own
_NOTE_COST = 0.3
_NO_PLAN_COST = 0.9
_MASKED_NAME_COST = 0.5
_TARGET_WEIGHT = 0.8  # of plans, the targets for the whole
_SUMS_COST = 0.3
Block = tuple[object, ...]

# Doings that leave something behind; what is merely so (人社工作涉及到人) is no result.
_DOING = re.compile(
    r"印发|出台|制定|建成|建立|启用|投用|竣工|通车|上线|设立|成立|组建|试点|获|授予|评为|取消|下放|修订|开通|落户|承办|改造|招聘|整改|查处|检查|培训|减免|发放|签约|实施|推行|推广|举办"
    r"|开展|完成|新增|实现|提高到|降|压缩|缩短|办理|受理|追|排查|清理|覆盖"
)
# What came of it, without a figure too.
_OUTCOME = re.compile(
    r"建成|投用|启用|竣工|通车|上线|开通|落户|荣获|获评|获得|授予|评为|被列为|入选|位居|位列|全(?:省|国|市|区)(?:第|首)|首[个家批例创]|清零|实现.{0,10}(?:全覆盖|零|突破|应.尽)|全部(?:完成|办结|达标|纳入|建成)|翻[一两]?番|办结|脱贫|摘帽"
)
# How an office went about it: meetings, papers, groups, study. Said where a section has nothing better.
PROCESS = re.compile(
    r"召开.{0,24}(?:会|大会|会议|党课)|(?:印发|制定|下发|出台|起草|编制)[^，]{0,30}(?:方案|通知|要点|计划|清单|安排|意见》|方案》|通知》|计划》|意见$)|成立.{0,24}(?:领导小组|专班|工作组|办公室|检查组|督导组)|下设|传达|比赛|主题党日|演讲|参观|诵读|研讨|部署|学习(?:贯彻|宣传|型)?|动员|责任人|责任制|台[账帐]|述职|认真|牵头抓总|组织领导|突出“.”|思想|政治|意识|第一议题|党课|汇报|调度|要求"
)
_NUMBER = re.compile(r"\d+(?:[.．]\d+)?")
_MASKED_NAME = re.compile(r"^[*＊×]|[，、]?[*＊×]+(?:同志|被|获|等\d|厅长|局长|主任|书记|[，、])|[予予给][*＊×]")
# Among plans: what was done before, what is so; what is to be done begins with a verb or says so.
_LOOKS_BACK = re.compile(
    r"^(?:(?:我们)?(?:更|也|还)?要?看到|过去|五年来|回顾|“十[三四]五”|[一两三]年来|去年|上年|近年来?|当前|当今)|从[^，]{2,14}(?:增加|提高|增长|提升)(?:到|至)|已(?:经|有|累计|建成|完成|形成|成为)|中有\d+[项个家]|上榜|入选|荣获|获评|年均(?!.{0,12}(?:左右|以上))|^(?:我[国省市区县]|全[国省市区县]).{0,12}(?:有|新增|占|平均)"
)
_TO_BE = re.compile(
    "(?<![主重需])要(?![素求件点闻])|将|力争|确保|争取|左右|以上|以内|达到|突破|不少于|不低于|控制在|目标|计划|今年|全年|年底|同步"
)
_OPENING = 12  # characters that hold the first word
_GROSS = re.compile("生产总值")
_NOTE = re.compile(r"[［\[〔【]\d+[］\]〕】]")  # of a footnote that is not shown


@dataclass(frozen=True, slots=True)
class Candidate:
    """`unit`: the section that should have its say in the summary, `block`: the item or paragraph in it; `pairs`: of
    characters, to tell what is said already."""

    point: Point
    score: float
    unit: Block
    block: Block
    pairs: frozenset[str]
    numbers: frozenset[str]

    def says_the_same_as(self, other: Candidate) -> bool:
        """Most of the words of one stand in the other, and all numbers too: with others it says something else."""
        if not (self.numbers <= other.numbers or other.numbers <= self.numbers):
            return False
        return overlap(self.pairs, other.pairs) > MAX_OVERLAP

    def shares_with(self, other: Candidate) -> bool:
        """The same label or the same words stand in both."""
        return self.point.report_id == other.point.report_id and bool(set(self.point.parts) & set(other.point.parts))

    @property
    def start(self) -> int:
        return self.point.parts[0].span.start

    @property
    def characters(self) -> int:
        return self.point.characters


@dataclass(frozen=True, slots=True)
class Scored:
    """A statement, what it is worth among the report's others, and how far into the report it stands, 0 to 1.

    `sums`: its paragraph sums up more years than one.
    """

    statement: Statement
    score: float
    place: float
    block: Block
    sums: bool = False


def score_all(
    statements: Sequence[Statement], blocks: Sequence[Block], *, sums: Set[Block] = frozenset()
) -> list[Scored]:
    """`blocks`: of each statement; `sums`: those that sum up more years than one, beside others that do not."""
    words = [content_words(one.words) for one in statements]
    common = Counter(word for each in words for word in each)
    last = max((one.span.end for one in statements), default=1)
    scored = []
    for one, each, block in zip(statements, words, blocks, strict=True):
        place, summed = one.span.start / last, block in sums
        score = _score(one, place, _centrality(each, common)) - (_SUMS_COST if summed else 0.0)
        scored.append(Scored(one, score, place, block, summed))
    return scored


def candidates(scored: Sequence[Scored], *, report_id: str, depth: int, max_characters: int) -> list[Candidate]:
    """Each statement alone, and each label with the statement after it. `depth`: of the headings that make a unit."""
    found = []
    for index, one in enumerate(scored):
        first = one.statement
        unit = tuple(first.path[:depth]) if depth < WHOLE_PATH else one.block
        found.append(candidate_of((one,), one.score, unit, report_id))
        if not first.label:
            continue
        for other in scored[index + 1 : index + 4]:
            second = other.statement
            if second.sentence != scored[index + 1].statement.sentence:
                break
            if _leads(one, other) and len(first.words) + len(second.words) <= max_characters:
                both = max(one.score, other.score) + min(0.3, max(0.0, min(one.score, other.score)))
                found.append(candidate_of((one, other), both, unit, report_id))
    return found


def _leads(label: Scored, matter: Scored) -> bool:
    """A heading leads what stands below it, a label what follows in its paragraph; neither says it already."""
    first, second = label.statement, matter.statement
    near = label.block == matter.block or (bool(first.path) and first.words == first.path[-1])
    return (
        near
        and first.leads_to(second)
        and overlap(character_pairs(first.words), character_pairs(second.words)) <= MAX_OVERLAP
    )


def candidate_of(of: Sequence[Scored], score: float, unit: Block, report_id: str) -> Candidate:
    words = [one.statement.words for one in of]
    pairs = frozenset(pair for each in words for pair in character_pairs(each))
    numbers = frozenset(number for each in words for number in _NUMBER.findall(each))
    return Candidate(Point(tuple(one.statement for one in of), report_id), score, unit, of[0].block, pairs, numbers)


def stands_for(one: Scored, statement: Statement) -> Scored:
    """The same worth, for a shorter run of the statement."""
    return replace(one, statement=statement)


def _centrality(words: Sequence[str], common: Counter[str]) -> float:
    """How much a statement speaks of what the report speaks of, 0 to 1: by log frequency of its words."""
    top = math.log(max(common.values(), default=1)) or 1.0
    logs = sorted((math.log(common[word]) for word in words), reverse=True)[:_CENTRAL_WORDS]
    return sum(logs) / top / _CENTRAL_WORDS


def _score(statement: Statement, place: float, centrality: float) -> float:
    words = statement.words
    figures = [one for one in find_figures(words) if len(one.indicator) > 1]
    shown = sum(not one.masked and bool(re.search(r"\d", one.text)) for one in figures)
    score = _FIGURE_WEIGHT * min(shown, _MAX_FIGURES) + _CENTRALITY_WEIGHT * centrality
    score -= _MASKED_COST * min(words.count("*") + words.count("×"), 2)
    score += POSITION_WEIGHT * (1 - place)
    score += _doing(statement, shown)
    score -= _MASKED_NAME_COST if _MASKED_NAME.search(words) else 0.0
    score -= _NOTE_COST if _NOTE.search(words) else 0.0
    if len(words) < SHORT_CHARACTERS and not figures and statement.aspect is not Aspect.PROBLEMS:
        score -= _SHORT_COST
    score += _LABEL_WEIGHTS[statement.aspect] if statement.label else 0.0
    if statement.aspect is not Aspect.PROBLEMS:  # 能力不足 names what is wanting
        score -= _VAGUENESS_COST * statement.vagueness
    return score - _LENGTH_COST * len(words)


def _doing(statement: Statement, shown: int) -> float:
    words = statement.words
    if statement.aspect is Aspect.PROBLEMS:
        return _DOING_WEIGHT if WRONG.search(words) else -_NO_RESULT_COST
    score = _DOING_WEIGHT if _DOING.search(words) else 0.0
    if statement.aspect is Aspect.PLANS:
        if not statement.label and not _looks_ahead(words):
            return score - _NO_PLAN_COST
        return score + (_TARGET_WEIGHT if _GROSS.search(words) and shown else 0.0)
    if not score and not shown:
        score -= _NO_RESULT_COST
    score += _OUTCOME_WEIGHT if _OUTCOME.search(words) else 0.0
    return score - (_PROCESS_COST if not shown and PROCESS.search(words) else 0.0)


def _looks_ahead(words: str) -> bool:
    """Whether it says what is to be done or reached, not how things are or have been."""
    if _LOOKS_BACK.search(words):
        return False
    return bool(_TO_BE.search(words)) or tagged(words[:_OPENING])[0][1][:1] in "vd"
