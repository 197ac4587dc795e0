"""A run, or what differs between two, as Markdown for a pull request: the verdict first, then what to look at.

GitHub takes comments of 65,536 characters; these stay below, and say what they leave out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rag.evaluation.reports import amounts, facts
from rag.evaluation.reports.marking_down import code, plain
from rag.evaluation.reports.words import Say, named, speaking
from rag.evaluation.runs import Attempt, CaseResult, Run
from rag.messages import DEFAULT

LIMIT = 60_000
# What is said at the end of a part that does not fit, and at the end of all.
_RESERVE = 1_000
# Longer texts are for the whole report.
_QUESTION_CHARACTERS = 300
_ANSWER_CHARACTERS = 600

_PRIMARY = ("pass_rate", "figure_precision", "figure_recall", "citation_f1", "refusal_accuracy")


def of_run(run: Run, *, language: str = DEFAULT) -> str:
    say = speaking(language)
    failed = facts.failed(run)
    sheet = _Sheet(say)
    sheet.add(*_run_verdict(run, failed, say))
    sheet.add(*_metrics(run, say))
    if failed:
        sheet.add(f"### {say('stages')}", _stage_table(failed, say))
        musts = [one for one in failed if one.must_pass]
        sheet.list(say("must_pass_failed"), [_failed_case(one, say) for one in musts], opened=True)
        others = [one for one in failed if not one.must_pass]
        sheet.list(say("failed_cases"), [_failed_case(one, say) for one in others], opened=False)
    return sheet.ended(_measured([run], say))


class _Sheet:
    """Blocks up to the limit. A part that does not fit whole says how much is missing."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._blocks: list[str] = []
        self._left = LIMIT - _RESERVE
        self._is_cut = False

    def add(self, *blocks: str) -> None:
        for block in blocks:
            if not block:
                continue
            if len(block) + 2 > self._left:
                self._is_cut = True
            else:
                self._take(block)

    def list(self, title: str, blocks: Sequence[str], *, opened: bool) -> None:
        """Under a heading, or folded away."""
        if not blocks:
            return
        begin, end = (
            ([f"### {title} ({len(blocks)})"], [])
            if opened
            else ([f"<details><summary>{title} ({len(blocks)})</summary>"], ["</details>"])
        )
        fitting = list(self._fitting(blocks))
        for block in [*begin, *fitting]:
            self._take(block)
        if missing := len(blocks) - len(fitting):
            self._is_cut = True
            self._take(f"*{self._say('not_all_shown', count=missing)}*")
        for block in end:
            self._take(block)

    def ended(self, last: str) -> str:
        """The text, `last` at its end whatever had to be left out."""
        note = f"> ✂ {self._say('cut', limit=LIMIT)}" if self._is_cut else ""
        return "\n\n".join(one for one in (*self._blocks, note, last) if one) + "\n"

    def _fitting(self, blocks: Iterable[str]) -> Iterator[str]:
        left = self._left
        for block in blocks:
            left -= len(block) + 2
            if left < 0:
                return
            yield block

    def _take(self, block: str) -> None:
        self._blocks.append(block)
        self._left -= len(block) + 2


def _run_verdict(run: Run, failed: Sequence[CaseResult], say: Say) -> Iterator[str]:
    mark, word = ("❌", "some_failed") if failed or not run.cases else ("✅", "all_passed")
    yield f"## {mark} {plain(named('suite', run.suite, say))}{say('colon')}{say(word)}"
    counts = [f"**{say('count_cases', passed=run.passed, n=len(run.cases))}**"]
    musts = sum(one.must_pass for one in failed)
    errored = sum(any(attempt.error for attempt in one.attempts) for one in failed)
    counts += [say("count_must_pass", count=musts)] * bool(musts) + [say("count_errored", count=errored)] * bool(
        errored
    )
    yield " · ".join(counts)


def _metrics(run: Run, say: Say) -> Iterator[str]:
    primary = {name: run.metrics[name] for name in _PRIMARY if name in run.metrics}
    others = {name: value for name, value in run.metrics.items() if name not in primary}
    if primary:
        yield _metric_table(primary, say)
    if others:
        yield f"<details><summary>{say('other_metrics')}</summary>"
        yield _metric_table(others, say)
        yield "</details>"


def _metric_table(metrics: dict[str, float | None], say: Say) -> str:
    rows = [(_name_of(name, say), amounts.amount(value)) for name, value in metrics.items()]
    return _table((say("metric"), say("value")), rows, numeric=1)


def _stage_table(cases: Sequence[CaseResult], say: Say) -> str:
    rows = [(named("stage", stage.value, say), str(count)) for stage, count in facts.stages(cases)]
    return _table((say("stage"), say("cases")), rows, numeric=1)


def _failed_case(case: CaseResult, say: Say) -> str:
    said = _said(facts.telling(case), say)
    question = f"> **{say('question')}** {_asked(case)}"
    return f"{_case_line(case, say)}\n{question}\n>\n> **{say('answer')}** {said}"


def _case_line(case: CaseResult, say: Say) -> str:
    attempt = facts.telling(case)
    parts = [f"**{code(case.id)}**", plain(named("type", case.type, say))]
    if case.must_pass:
        parts.append(f"**{say('must_pass')}**")
    if case.stage is not None:
        parts.append(named("stage", case.stage.value, say))
    if len(case.attempts) > 1:
        passed = sum(one.passed for one in case.attempts)
        parts.append(say("attempts_passed", passed=passed, count=len(case.attempts)))
    if attempt.problems:
        parts.append(", ".join(plain(named("problem", one, say)) for one in attempt.problems))
    return " · ".join(one for one in parts if one)


def _asked(case: CaseResult) -> str:
    return plain(case.asked, limit=_QUESTION_CHARACTERS) or plain(case.id)


def _said(attempt: Attempt, say: Say) -> str:
    text = plain(attempt.error or attempt.text, limit=_ANSWER_CHARACTERS) or say("no_answer")
    return f"*{named('status', attempt.status, say)}* {text}" if attempt.status == "refused" else text


def _measured(runs: Sequence[Run], say: Say) -> str:
    """A line a run."""
    lines = [" · ".join(f"{one.name} {code(one.shown)}" for one in facts.measured(run, say)) for run in runs]
    return f"---\n<sub>{say('measured')}: {'<br>'.join(one for one in lines if one)}</sub>" if any(lines) else ""


def _name_of(metric: str, say: Say) -> str:
    return plain(named("metric", metric, say))


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, numeric: int) -> str:
    """The last `numeric` columns stand at the right."""
    rule = [":--"] * (len(columns) - numeric) + ["--:"] * numeric
    return "\n".join(f"| {' | '.join(one)} |" for one in (columns, rule, *rows))
