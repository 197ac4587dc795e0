"""A run as JUnit XML: what every build server reads. A case is a test, its suite and type are its class."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from rag.evaluation.reports import facts
from rag.evaluation.reports.words import Say, named, speaking
from rag.evaluation.runs import Attempt, CaseResult, Run
from rag.messages import DEFAULT

# https://www.w3.org/TR/xml/#charsets: what is in none of these can stand in no XML, escaped or not.
_IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MS = 1000


def of_run(run: Run, *, language: str = DEFAULT) -> str:
    """A case that gave nothing back is an error, any other that did not pass a failure."""
    say = speaking(language)
    times = facts.latencies_ms(run)
    errors = sum(_is_error(one) for one in run.cases)
    counts = {
        "tests": str(len(run.cases)),
        "failures": str(len(run.cases) - run.passed - errors),
        "errors": str(errors),
        "skipped": "0",
    }
    root = Element("testsuites", {"name": "rag eval", **counts})
    suite = SubElement(root, "testsuite", {"name": _possible(run.suite), **counts, **_times(run, times)})
    _add_properties(suite, run, say)
    for case in run.cases:
        _add_case(suite, run, case, times.get(case.id), say)
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _add_properties(suite: Element, run: Run, say: Say) -> None:
    properties = SubElement(suite, "properties")
    given = [("run", run.id), *((one.name, one.value) for one in facts.measured(run, say))]
    metrics = [(name, str(value)) for name, value in run.metrics.items() if value is not None]
    for name, value in (*given, *metrics):
        SubElement(properties, "property", {"name": _possible(name), "value": _possible(value)})


def _add_case(suite: Element, run: Run, case: CaseResult, time_ms: float | None, say: Say) -> None:
    name = {"classname": _possible(f"{run.suite}.{case.type}"), "name": _possible(case.id)}
    element = SubElement(suite, "testcase", name | _time(time_ms))
    if case.passed:
        return
    attempt = facts.telling(case)
    stage = case.stage.value if case.stage else ""
    kind = "error" if _is_error(case) else "failure"
    told = SubElement(element, kind, {"message": _possible(_message(case, attempt, say)), "type": stage})
    told.text = _possible("\n".join(_told(case, attempt, say)))


def _message(case: CaseResult, attempt: Attempt, say: Say) -> str:
    problems = ", ".join(named("problem", one, say) for one in attempt.problems)
    stage = named("stage", case.stage.value, say) if case.stage else ""
    must = say("must_pass") if case.must_pass else ""
    return " · ".join(one for one in (must, stage, attempt.error or problems) if one)


def _told(case: CaseResult, attempt: Attempt, say: Say) -> Iterator[str]:
    yield f"{say('question')}: {case.asked}"
    yield f"{say('answer')}: {attempt.text or say('no_answer')}"
    if attempt.error:
        yield f"{say('problem_error')}: {attempt.error}"
    for one in attempt.cited:
        yield f"[{one.report} {' / '.join(one.section)} {one.start}-{one.end}] {one.quote}"


def _is_error(case: CaseResult) -> bool:
    return not case.passed and bool(facts.telling(case).error)


def _times(run: Run, times_ms: dict[str, float]) -> dict[str, str]:
    known = [times_ms[one.id] for one in run.cases if one.id in times_ms]
    return _time(sum(known)) if known else {}


def _time(milliseconds: float | None) -> dict[str, str]:
    return {} if milliseconds is None else {"time": f"{milliseconds / _MS:.3f}"}


def _possible(text: str) -> str:
    return _IMPOSSIBLE.sub("", text)
