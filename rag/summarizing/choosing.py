"""Which statements a summary shows: telling ones, from all parts of the report, none twice, within a length. Pure."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rag.figures import find_figures
from rag.questions import Aspect
from rag.statements import Statement
from rag.summarizing.points import Point
from rag.words import content_words

# Weights and thresholds: set by reading the summaries of the eleven sample reports and of five real department reports,
# then read again on government reports of twelve provinces.
_FIGURE_WEIGHT = 0.45
_MAX_FIGURES = 3
_MASKED_COST = 0.25
_CENTRALITY_WEIGHT = 0.9
_CENTRAL_WORDS = 7  # a statement with this many of the report's commonest words is as central as can be
_DOING_WEIGHT = 0.25
_LABEL_WEIGHTS = {None: 0.0, Aspect.PROBLEMS: 0.9, Aspect.PLANS: 0.2}
_NO_RESULT_COST = 0.4  # neither a figure nor a doing
_SHORT_CHARACTERS, _SHORT_COST = 14, 0.3  # 举办拔河比赛: so short without a figure, it tells little
_POSITION_WEIGHT = 0.25
_VAGUENESS_COST = 1.0
_LENGTH_COST = 0.003  # a character: of two that say as much, the shorter
_SAME_GROUP_COST = 0.55
_MIN_SCORE = -0.35  # below this a statement is left out even where there is room
_MAX_OVERLAP = 0.5
_MAX_CANDIDATES = 1_000  # a summary takes some 30; bounds the work on a report of many thousand sentences
# How a summary's characters are shared where a report has all three parts.
_SHARES = {None: 0.56, Aspect.PROBLEMS: 0.2, Aspect.PLANS: 0.24}
# Doings that leave something behind; what is merely so (人社工作涉及到人) is no result.
_DOING = re.compile(
    r"印发|出台|制定|建成|建立|启用|投用|竣工|通车|上线|设立|成立|组建|试点|获|授予|评为|取消|下放|修订|开通|落户|承办|改造|招聘|整改|查处|检查|培训|减免|发放|签约|实施|推行|推广|举办"
    r"|开展|完成|新增|实现|提高到|降|压缩|缩短|办理|受理|追|排查|清理|覆盖"
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    point: Point
    score: float
    group: tuple[str, ...]
    pairs: frozenset[str]

    @property
    def first(self) -> Statement:
        return self.point.parts[0]


def choose(
    statements: Sequence[Statement], *, characters: int, max_characters: int
) -> dict[Aspect | None, list[Point]]:
    """Points for each part of a report (None: results) in reading order, at most `characters` in all and
    `max_characters` each; every part that the report has gets at least one, if one fits at all."""
    candidates = _candidates(statements, max_characters)
    present = [aspect for aspect in _SHARES if any(one.first.aspect is aspect for one in candidates)]
    whole = sum(_SHARES[aspect] for aspect in present)
    chosen: dict[Aspect | None, list[Point]] = {}
    spare = 0.0
    for aspect in sorted(present, key=lambda one: _SHARES[one]):
        allowed = characters * _SHARES[aspect] / whole + spare
        picked = _pick(
            [one for one in candidates if one.first.aspect is aspect], allowed, widen=aspect is Aspect.PROBLEMS
        )
        spare = allowed - sum(one.characters for one in picked)
        chosen[aspect] = sorted(picked, key=lambda one: one.parts[0].span)
    return {aspect: chosen[aspect] for aspect in present if chosen[aspect]}


def _candidates(statements: Sequence[Statement], max_characters: int) -> list[_Candidate]:
    words = [content_words(one.words) for one in statements]
    common = Counter(word for each in words for word in each)
    scores = [
        _score(one, index / len(statements), _centrality(each, common))
        for index, (one, each) in enumerate(zip(statements, words, strict=True))
    ]
    candidates = []
    for index, (one, score) in enumerate(zip(statements, scores, strict=True)):
        candidates.append(_Candidate(Point((one,)), score, _group(one), _pairs(one.words)))
        following = statements[index + 1] if index + 1 < len(statements) else None
        if following and one.leads_to(following) and len(one.words) + len(following.words) <= max_characters:
            both = max(score, scores[index + 1]) + min(0.3, max(0.0, min(score, scores[index + 1])))
            pairs = _pairs(one.words) | _pairs(following.words)
            candidates.append(_Candidate(Point((one, following)), both, _group(one), pairs))
    return candidates


def _centrality(words: Sequence[str], common: Counter[str]) -> float:
    """How much a statement speaks of what the report speaks of, 0 to 1: by log frequency of its words."""
    top = math.log(max(common.values(), default=1)) or 1.0
    logs = sorted((math.log(common[word]) for word in words), reverse=True)[:_CENTRAL_WORDS]
    return sum(logs) / top / _CENTRAL_WORDS


def _score(statement: Statement, place: float, centrality: float) -> float:
    figures = [one for one in find_figures(statement.words) if len(one.indicator) > 1]
    shown = sum(not one.masked for one in figures)
    score = _FIGURE_WEIGHT * min(shown, _MAX_FIGURES) + _CENTRALITY_WEIGHT * centrality
    score -= _MASKED_COST * min(len(figures) - shown, 2)
    score += _POSITION_WEIGHT * (1 - place)
    if _DOING.search(statement.words):
        score += _DOING_WEIGHT
    elif statement.aspect is None and not figures:
        score -= _NO_RESULT_COST
    if len(statement.words) < _SHORT_CHARACTERS and not figures and statement.aspect is not Aspect.PROBLEMS:
        score -= _SHORT_COST
    score += _LABEL_WEIGHTS[statement.aspect] if statement.label else 0.0
    return score - _VAGUENESS_COST * statement.vagueness - _LENGTH_COST * len(statement.words)


def _group(statement: Statement) -> tuple[str, ...]:
    """A section of the second level, or an item where the report has none."""
    return statement.path[:2] if len(statement.path) > 1 else (*statement.path, str(statement.item))


def _pairs(words: str) -> frozenset[str]:
    plain = re.sub(r"\W", "", words)
    return frozenset(plain[index : index + 2] for index in range(len(plain) - 1))


def _pick(candidates: Sequence[_Candidate], characters: float, *, widen: bool) -> list[Point]:
    """Best first; each that is taken makes the others of its section less welcome. `widen`: name as much as fits before
    saying more of any (a leader wants all the problems), and only then let labels be followed by their matter."""
    if not widen:
        return [one.point for one in _best(candidates, characters)]
    led = {one.point.parts[1] for one in candidates if len(one.point.parts) > 1}
    picked = _best([one for one in candidates if len(one.point.parts) == 1 and one.first not in led], characters)
    left = characters - sum(one.point.characters for one in picked)
    points = [one.point for one in picked]
    for pair in sorted((one for one in candidates if len(one.point.parts) > 1), key=lambda one: -one.score):
        label, matter = pair.point.parts
        cost = len(matter.words) + 1
        if Point((label,)) in points and cost <= left:
            points[points.index(Point((label,)))] = pair.point
            left -= cost
    return points


def _best(candidates: Sequence[_Candidate], characters: float) -> list[_Candidate]:
    picked: list[_Candidate] = []
    left, taken = characters, Counter[tuple[str, ...]]()
    remaining = sorted(candidates, key=lambda one: -one.score)[:_MAX_CANDIDATES]
    while remaining:
        best = max(remaining, key=lambda one: (one.score - _SAME_GROUP_COST * taken[one.group], -one.first.span.start))
        if picked and best.score < _MIN_SCORE:
            break
        remaining.remove(best)
        if best.point.characters > left or any(_overlap(best.pairs, one.pairs) > _MAX_OVERLAP for one in picked):
            continue
        picked.append(best)
        taken[best.group] += 1
        left -= best.point.characters
    return picked


def _overlap(left: frozenset[str], right: frozenset[str]) -> float:
    return len(left & right) / max(min(len(left), len(right)), 1)
