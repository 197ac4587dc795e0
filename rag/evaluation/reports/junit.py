"""A run as JUnit XML: what every build server reads. A case is a test, its suite and type are its class."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from rag.evaluation.reports import facts, reasons
from rag.evaluation.reports.words import Say, named, speaking
from rag.evaluation.runs import Attempt, CaseResult, Run
from rag.messages import DEFAULT

if TYPE_CHECKING:
    from rag.evaluation.gate import RunComparison

# https://www.w3.org/TR/xml/#charsets: what is in none of these can stand in no XML, escaped or not.
_IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MS = 1000


def of_run(run: Run, *, language: str = DEFAULT) -> str:
    """A case that gave nothing back is an error, any other that did not pass a failure."""
    say = speaking(language)
    times = facts.latencies_ms(run)
    tests = [_test(run.suite, one, times.get(one.id)) for one in run.cases]
    for test, case in zip(tests, run.cases, strict=True):
        if not case.passed:
            _add_fault(test, case, say)
    return _document(run, tests, say)


def of_comparison(comparison: RunComparison, *, language: str = DEFAULT) -> str:
    """What makes the later run a regression fails: cases that are broken, metrics that are worse. Other cases that do
    not pass are skipped."""
    say = speaking(language)
    run, broken = comparison.b, {one.id for one in comparison.breaking}
    times = facts.latencies_ms(run)
    tests = []
    for pair in comparison.pairs:
        test = _test(run.suite, pair.case, times.get(pair.id))
        tests.append(test)
        if pair.id in broken:
            _add_fault(test, pair.b, say, before=pair.a)
        elif pair.b is None or not pair.b.passed:
            SubElement(test, "skipped", {"message": say("broken_by_chance" if pair.broken else "failed_before")})
    worse = reasons.of_metrics(comparison, language)
    return _document(run, [*tests, *(_metric(run, one.name, worse) for one in comparison.primary)], say)


def _document(run: Run, tests: Sequence[Element], say: Say) -> str:
    found = Counter(child.tag for test in tests for child in test)
    counts = {
        "tests": str(len(tests)),
        "failures": str(found["failure"]),
        "errors": str(found["error"]),
        "skipped": str(found["skipped"]),
    }
    known = [float(one.get("time", "")) for one in tests if one.get("time")]
    time = _time(sum(known) * _MS) if known else {}
    root = Element("testsuites", {"name": "rag eval", **counts, **time})
    suite = SubElement(root, "testsuite", {"name": _possible(run.suite), **counts, **time})
    _add_properties(suite, run, say)
    suite.extend(tests)
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _add_properties(suite: Element, run: Run, say: Say) -> None:
    properties = SubElement(suite, "properties")
    given = [("run", run.id), *((one.name, one.value) for one in facts.measured(run, say))]
    metrics = [(name, str(value)) for name, value in run.metrics.items() if value is not None]
    for name, value in (*given, *metrics):
        SubElement(properties, "property", {"name": _possible(name), "value": _possible(value)})


def _test(suite: str, case: CaseResult, time_ms: float | None) -> Element:
    name = {"classname": _possible(f"{suite}.{case.type}"), "name": _possible(case.id)}
    return Element("testcase", name | _time(time_ms))


def _metric(run: Run, name: str, worse: Mapping[str, str]) -> Element:
    test = Element("testcase", {"classname": _possible(f"{run.suite}.metrics"), "name": name})
    if name in worse:
        SubElement(test, "failure", {"message": worse[name], "type": "metric"})
    return test


def _add_fault(test: Element, case: CaseResult | None, say: Say, *, before: CaseResult | None = None) -> None:
    """`case`: None where the run does not have it."""
    if case is None:
        SubElement(test, "error", {"message": say("missing"), "type": "missing"})
        return
    attempt = case.telling
    kind = "error" if attempt.error else "failure"
    given = {"message": _possible(_message(case, attempt, say)), "type": case.stage.value if case.stage else ""}
    told = SubElement(test, kind, given)
    told.text = _possible("\n".join([*_told(case, attempt, say), *_told_before(before, say)]))


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


def _told_before(case: CaseResult | None, say: Say) -> Iterator[str]:
    if case is not None:
        yield f"{say('answer_before')}: {case.telling.text or say('no_answer')}"


def _time(milliseconds: float | None) -> dict[str, str]:
    return {} if milliseconds is None else {"time": f"{milliseconds / _MS:.3f}"}


def _possible(text: str) -> str:
    return _IMPOSSIBLE.sub("", text)
