"""The runs of clauses of one sentence that say something and stand alone: what may become a claim. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.boilerplate import Repetition, is_stock, vagueness
from rag.clauses import continues, is_subject_alone, is_whole, waits
from rag.domain import Span
from rag.positions import WRONG
from rag.questions import Aspect

_MASK = re.compile(r"[*＊×□]|XX")
# `提出四字要求：学习教育突出“根”` goes on in the sentences that follow.
_ENUMERATES = re.compile(r"[两三四五六七八九十几\d](?:字|个|项|点|条|大|种|类|方面)[^：，]{0,10}：|：[^，]{0,12}$")
_AND_SO_ON = re.compile("等等?")
# Why, and by what lights, something was done: what was done stands as well without it.
_DROPPABLE = re.compile(
    r"(?:为(?:了|进一步|全面|切实|深入|加强|确保|推进|扎实)?|按照|根据|依据|结合|围绕|聚焦|立足|紧扣|着眼|坚持以|以(?=.*(?:为|导向|契机|抓手)))"
)
# Whose doing it was is not left out: what follows would become the office's own.
_OTHERS_DOING = re.compile(
    "(?:总书记|总理|主席|委员长|书记|省长|市长)(?!的?(?:重要|系列|关于|在|对.{1,12}(?:讲话|指示|嘱托)|视察|考察|讲话|指示|嘱托|指引|关怀|亲自部署))"
)
# A period whose numbers are masked says nothing: `**月，`.
_MASKED_PERIOD = re.compile(r"[\d*＊×年月日]*[*＊×][\d*＊×年月日初底末]*(?:以来)?")
# Within a sentence these begin anew: a period, or whom it is about.
_BEGINS_ANEW = re.compile(
    r"(?:截[至止]|全[市省区县州]|我[市省区县州]|(?:今年|全年)(?:以来)?(?:共|累计|新增))(?=.*[\d*＊])"
)
_OF_THOSE = re.compile("[两三四五六七八九](?:类|者|项|个方面)|上述|分别")
# A clause of a problem that needs the one before it.
_PROBLEM_CONTINUES = re.compile(
    r"为.{1,40}(?:带来|造成)|存在|仍|还|也|缺乏|缺少|没有|未能|不能|难以|与|同|距|特别是|尤其|导致|造成|影响|致使|使得?|甚至|但|而|却|不|只|更|容易|致|对.{2,10}的(?:拉动|影响|支撑|带动|贡献|制约)|产生|出现(?!.{0,4}[现问])|有(?:的?差距|待|时|所)"
)
# Shares of the length allowed: of one sentence longer and shorter runs, to fill what room there is.
_LENGTHS = (1.0, 0.62, 0.38)
_MIN_TARGET = 24
_MAX_EXCESS = 1.5  # of a sentence that has nothing shorter


def find_runs(
    text: str,
    clauses: Sequence[Span],
    aspect: Aspect | None,
    repetition: Repetition,
    max_characters: int,
    *,
    apart: bool = True,
) -> list[Span]:
    """Runs in reading order, longest first where they begin alike. Each stands alone; `apart`: each of problems is of
    one problem."""
    kept = [clause for clause in clauses if not _AND_SO_ON.fullmatch(clause.of(text))]
    if aspect is Aspect.PROBLEMS and apart:
        groups = list(_problems(text, kept))
        if len(groups) > 1:
            found = [_problem(text, group, max_characters) for group in groups]
            return [run for run in found if run]
    runs: list[Span] = []
    for first, last in _stretches(text, kept):
        for run in _lengths(text, kept[first:last], aspect, repetition, max_characters):
            if run not in runs:
                runs.append(run)
    return runs


def _stretches(text: str, clauses: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Where the sentence begins anew: after a semicolon, or with a period of its own."""
    starts = [0]
    for index in range(1, len(clauses)):
        words, between = clauses[index].of(text), text[clauses[index - 1].end : clauses[index].start]
        anew = _BEGINS_ANEW.match(words) and not _OF_THOSE.search(words) and not waits(clauses[index - 1].of(text))
        if (("；" in between or ";" in between) and not continues(words)) or anew:
            starts.append(index)
    yield from zip(starts, [*starts[1:], len(clauses)], strict=True)


def _lengths(
    text: str, clauses: Sequence[Span], aspect: Aspect | None, repetition: Repetition, max_characters: int
) -> Iterator[Span]:
    for share in _LENGTHS:
        target = round(max_characters * share)
        if share < 1.0 and target < _MIN_TARGET:
            return
        best = _best_run(text, clauses, aspect, repetition, target)
        if best and (share == 1.0 or len(best) <= target):
            yield best


def _best_run(
    text: str, clauses: Sequence[Span], aspect: Aspect | None, repetition: Repetition, max_characters: int
) -> Span | None:
    """The run of clauses with most to say within `max_characters`: from the first that is the report's own, without the
    stock phrases before it and the trimmings behind it."""
    idle = [_is_idle(text, clause, aspect, repetition) for clause in clauses]
    skippable = [idle[index] or _may_be_left_out(clause.of(text)) for index, clause in enumerate(clauses)]
    best: tuple[float, Span] | None = None
    for first in range(len(clauses)):
        if first and not all(skippable[:first]):
            break
        for last in range(first, len(clauses)):
            run = Span(clauses[first].start, clauses[last].end)
            if len(run) > max_characters and last > first:
                break
            if len(run) > _MAX_EXCESS * max_characters or not is_whole(text, clauses, first, last):
                continue
            if last + 1 < len(clauses) and is_subject_alone(clauses[last].of(text)):
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


def _is_idle(text: str, clause: Span, aspect: Aspect | None, repetition: Repetition) -> bool:
    words = clause.of(text)
    if (aspect is Aspect.PROBLEMS and WRONG.search(words)) or _OTHERS_DOING.search(words):
        return False
    return is_stock(words) or repetition.holds(text, clause)


def _may_be_left_out(words: str) -> bool:
    if _OTHERS_DOING.search(words):
        return False
    return bool(_MASKED_PERIOD.fullmatch(words)) or (bool(_DROPPABLE.match(words)) and waits(words))


def _clause_worth(text: str, clause: Span, idle: bool) -> float:
    """Weights set by reading the summaries of the sample and five real department reports: a stock phrase costs more
    than a plain clause gives, so that a run ends before it; a masked figure gives less than none at all."""
    words = clause.of(text)
    if idle:
        return -1.0
    if _may_be_left_out(words):
        return -0.1
    if waits(words):
        return 0.1
    worth = 0.5 if continues(words) else 0.8
    if _MASK.search(words):
        worth -= 0.7
    elif re.search(r"\d", words):
        worth += 1.0
    return worth - vagueness(words)


def _problems(text: str, clauses: Sequence[Span]) -> Iterator[list[Span]]:
    """The clauses of a sentence of problems, each problem with the circumstances before it."""
    group: list[Span] = []
    for clause in clauses:
        words = clause.of(text)
        said = bool(group) and any(WRONG.search(one.of(text)) for one in group) and not waits(group[-1].of(text))
        if said and not continues(words) and not _PROBLEM_CONTINUES.match(words):
            yield group
            group = []
        group.append(clause)
    if group:
        yield group


def _problem(text: str, group: Sequence[Span], max_characters: int) -> Span | None:
    """As much of it as is allowed; None where nothing wrong is left or it waits for more."""
    last = len(group)
    while last > 1 and group[last - 1].end - group[0].start > max_characters:
        last -= 1
    run = Span(group[0].start, group[last - 1].end)
    if last < len(group) and is_subject_alone(group[last - 1].of(text)):
        return None
    if continues(group[0].of(text)) or waits(group[last - 1].of(text)) or not WRONG.search(run.of(text)):
        return None
    return run if len(run) <= _MAX_EXCESS * max_characters else None
