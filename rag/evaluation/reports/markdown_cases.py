"""A case as a block of Markdown: what was asked, what came back, and why that is not enough."""

from __future__ import annotations

from collections.abc import Iterator

from rag.evaluation.pairs import Pair
from rag.evaluation.reports.markdown_sheet import table
from rag.evaluation.reports.marking_down import code, plain
from rag.evaluation.reports.words import Say, named
from rag.evaluation.runs import CaseResult

# Longer texts are for the whole report.
_QUESTION_CHARACTERS = 300
_ANSWER_CHARACTERS = 600


def failed_case(case: CaseResult, say: Say) -> str:
    return f"{_line(case, case, say)}\n{_question(case, say)}\n>\n> **{say('answer')}** {_said(case, say)}"


def flipped_case(pair: Pair, say: Say) -> str:
    """With both answers side by side."""
    failed = pair.b if pair.broken else pair.a
    columns = (f"{say('before')} {_mark(pair.a)}", f"{say('now')} {_mark(pair.b)}")
    sides = table(columns, [(_said(pair.a, say), _said(pair.b, say))])
    return f"{_line(pair.case, failed, say)}\n{_question(pair.case, say)}\n\n{sides}"


def moved_row(pair: Pair, say: Say) -> tuple[str, str, str]:
    """Of a case that failed in both, at different stages."""
    before, now = (named("stage", one.value, say) if one else "" for one in pair.stages)
    return code(pair.id), before, now


def _line(case: CaseResult, failed: CaseResult | None, say: Say) -> str:
    """What it is, and what is wrong with it where it failed."""
    return " · ".join(one for one in (f"**{code(case.id)}**", *_facts(case, say), *_faults(failed, say)) if one)


def _facts(case: CaseResult, say: Say) -> Iterator[str]:
    yield plain(named("type", case.type, say))
    if case.must_pass:
        yield f"**{say('must_pass')}**"


def _faults(case: CaseResult | None, say: Say) -> Iterator[str]:
    if case is None:
        return
    if case.stage is not None:
        yield f"**{named('stage', case.stage.value, say)}**"
    yield ", ".join(plain(named("problem", one, say)) for one in case.telling.problems)
    if len(case.attempts) > 1:
        passed = sum(one.passed for one in case.attempts)
        yield say("attempts_passed", passed=passed, count=len(case.attempts))


def _question(case: CaseResult, say: Say) -> str:
    return f"> **{say('question')}** {plain(case.asked, limit=_QUESTION_CHARACTERS) or code(case.id)}"


def _said(case: CaseResult | None, say: Say) -> str:
    if case is None:
        return f"*{say('missing')}*"
    attempt = case.telling
    text = plain(attempt.error or attempt.text, limit=_ANSWER_CHARACTERS) or f"*{say('no_answer')}*"
    return f"*{named('status', attempt.status, say)}* · {text}" if attempt.status == "refused" else text


def _mark(case: CaseResult | None) -> str:
    return "✅" if case and case.passed else "❌"
