"""A suite against the reports that it is about: what a case says of them has to be so, or it measures nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal

from rag.errors import (
    CaseClusterWrong,
    CaseNotSound,
    CaseNumberUncited,
    CaseQuoteNotThere,
    CaseReportUnknown,
    CaseUnreviewed,
    CaseValueNotThere,
)
from rag.evaluation.fixtures import Fixture, Fixtures
from rag.evaluation.suites.cases import AnswerCase, AnyCase, ComparisonCase, MustCite, Number, SummaryCase
from rag.evaluation.suites.chinese_numbers import numbers_in_chinese
from rag.evaluation.suites.clusters import NO_CLUSTER, WHOLE_REPORT, parted
from rag.evaluation.suites.reading import Suite

MASKED = "*"

_SCALES = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_DIGITS = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")


def check_suite(suite: Suite, fixtures: Fixtures) -> None:
    """Raises CaseNotSound for the first case that is not."""
    for problem in problems_of(suite, fixtures):
        raise problem


def problems_of(suite: Suite, fixtures: Fixtures) -> Iterator[CaseNotSound]:
    """All that is wrong, in the order of the suite; each names the file, the line and the case."""
    for case in suite.cases:
        place = {"path": suite.file, "line": suite.lines.get(case.id, 0), "id": case.id}
        for error, values in _problems(case, fixtures):
            yield error(**place, **values)


_Problem = tuple[type[CaseNotSound], dict[str, object]]


def _problems(case: AnyCase, fixtures: Fixtures) -> Iterator[_Problem]:
    if not case.reviewed:
        yield CaseUnreviewed, {}
    yield from _unknown_reports(case, fixtures)
    yield from _wrong_quotes(case, fixtures)
    yield from _wrong_cluster(case, fixtures)
    yield from _uncited_numbers(case, fixtures)
    if isinstance(case, ComparisonCase):
        yield from _absent_values(case, fixtures)


def _unknown_reports(case: AnyCase, fixtures: Fixtures) -> Iterator[_Problem]:
    asked = [case.report] if isinstance(case, AnswerCase) else case.reports
    named = dict.fromkeys([*asked, *(one.report for one in _quotes(case))])
    for report in named:
        if report and report not in fixtures:
            yield CaseReportUnknown, {"report": report}


def _wrong_quotes(case: AnyCase, fixtures: Fixtures) -> Iterator[_Problem]:
    for one in _quotes(case):
        if one.report in fixtures and one.quote not in fixtures.named(one.report).text:
            yield CaseQuoteNotThere, {"report": one.report, "quote": one.quote}


def _quotes(case: AnyCase) -> list[MustCite]:
    more: list[MustCite] = []
    if isinstance(case, SummaryCase):
        more = [one.must_cite for one in case.points if one.must_cite]
    elif isinstance(case, ComparisonCase):
        more = [one for pair in case.apart for one in pair]
    return [*case.must_cite, *more]


def _wrong_cluster(case: AnyCase, fixtures: Fixtures) -> Iterator[_Problem]:
    """`report/top-level section`; of a comparison `report|report/section of the first`, as all its reports share one
    heading or none."""
    files, heading = parted(case.cluster, fixtures)
    rests_on_nothing = isinstance(case, AnswerCase) and (case.status == "refused" or case.uncited)
    if files == [NO_CLUSTER] and heading and rests_on_nothing:
        return
    known = [fixtures.named(one) for one in files if one in fixtures]
    if "/" not in case.cluster or len(known) < len(files) or not _has_section(known, heading):
        yield CaseClusterWrong, {"cluster": case.cluster}
    for one in _quotes(case):
        if one.section and one.report in fixtures and not _has_section([fixtures.named(one.report)], one.section):
            yield CaseClusterWrong, {"cluster": f"{one.report}/{one.section}"}


def _has_section(reports: Sequence[Fixture], heading: str) -> bool:
    return heading == WHOLE_REPORT or any(heading in one.top for one in reports)


def _uncited_numbers(case: AnyCase, fixtures: Fixtures) -> Iterator[_Problem]:
    """A number that no quote of the case gives cannot have come from there; what is computed stands in `computed`.
    Summaries may give any of their reports."""
    known = {value for one in _quotes(case) for value in values_in(one.quote)}
    if isinstance(case, AnswerCase):
        known |= {value for group in case.computed for one in group for value in values_in(one)}
    if isinstance(case, SummaryCase):
        texts = [fixtures.named(one).text for one in case.reports if one in fixtures]
        known |= {value for text in texts for value in values_in(text)}
    for number in case.numbers:
        if not _is_among(number, known):
            yield CaseNumberUncited, {"number": f"{number.value}{number.unit}"}


def _is_among(number: Number, known: set[Decimal]) -> bool:
    return abs(number.value) in known


def _absent_values(case: ComparisonCase, fixtures: Fixtures) -> Iterator[_Problem]:
    for row in case.rows:
        for file, value in zip(case.reports, row.values, strict=False):
            if value in (None, MASKED) or file not in fixtures:
                continue
            wanted = values_in(value or "")
            if not wanted or not wanted <= values_in(fixtures.named(file).text):
                yield CaseValueNotThere, {"report": file, "value": value}


def values_in(text: str) -> set[Decimal]:
    """Every number that stands in a text, in digits of either width or in Chinese; `3.05万` is 3.05 and 30500."""
    plain = unicodedata.normalize("NFKC", text)
    found: set[Decimal] = set()
    for one in _DIGITS.finditer(plain):
        value = Decimal(one[0].replace(",", ""))
        scale = _SCALES.get(plain[one.end() : one.end() + 1], 1)
        found |= {value, value * scale}
    return found | set(numbers_in_chinese(plain))
