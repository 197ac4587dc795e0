"""Evaluations: `/evaluations` with a run a line, a run at an address of its own, and what differs between two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from rag.domain import Job, JobKind, JobState
from rag.domain.access import Scope
from rag.entrypoints import evaluated, working
from rag.entrypoints.api.callers import Caller, Reader
from rag.entrypoints.documents import Document
from rag.entrypoints.web import pages, words
from rag.errors import DataError, DatasetsDiffer, JobNotDone, ModesDiffer, RagError, UsageError

if TYPE_CHECKING:
    from rag.evaluation.reports.html.view import Report
    from rag.evaluation.runs import Run

# A run's result is read to show its metrics, so a page has no more of them than one looks through.
_RUNS_A_PAGE = 30
_METRICS_OF_A_LINE = 3

router = APIRouter()

Ticked = Annotated[list[str] | None, Query(alias="run", max_length=2)]


@dataclass(frozen=True, slots=True)
class Line:
    """A job of an evaluation, and its run once it is done. `leading`: metrics by what they are called. `problem`: why
    there is no run, or none that can be read."""

    id: str
    suite: str
    state: JobState
    created: datetime
    run: Run | None
    leading: tuple[tuple[str, str], ...]
    problem: str
    progress: Document

    @property
    def is_over(self) -> bool:
        return self.state.is_over


@dataclass(frozen=True, slots=True)
class Side:
    """Of a comparison: a job, or the baseline. `created`: None where it has no time of its own."""

    reference: str
    suite: str
    created: datetime | None = None

    @property
    def is_baseline(self) -> bool:
        return self.reference == evaluated.BASELINE


@dataclass(frozen=True, slots=True)
class Sides:
    """What is compared: from `a` to `b`, each the id of a job or `baseline`; and whether more than is sound at once."""

    a: str = ""
    b: str = ""
    common: bool = False
    mixed: bool = False

    def query(self) -> str:
        more = {"common": self.common, "mixed": self.mixed}
        return urlencode({"a": self.a, "b": self.b, **{name: "true" for name, is_so in more.items() if is_so}})


@router.get("/evaluations")
def evaluations(request: Request, caller: Reader, before: Annotated[int | None, Query(ge=1)] = None) -> Response:
    page = caller.service.jobs(kind=JobKind.EVALUATE, limit=_RUNS_A_PAGE, before=before)
    lines = [_line(caller.service.job(one.id), pages.language_of(request)) for one in page.jobs]
    return _shown(
        request,
        caller,
        "evaluations.html",
        data={"running": [one.id for one in lines if not one.is_over]},
        lines=lines,
        older=page.next,
        suites=working.suite_names(),
        may_start=caller.access.may(Scope.ADMIN),
    )


@router.get("/evaluations/compare")
def compare(request: Request, caller: Reader, sides: Annotated[Sides, Depends()], run: Ticked = None) -> Response:
    """`run`, twice: ticked in the table, the one that came first is `a`."""
    if run:
        first, second = _in_order(caller, run)
        return RedirectResponse(f"/evaluations/compare?a={first}&b={second}", status_code=303)
    values: dict[str, Any] = {"a": _side(caller, sides.a), "b": _side(caller, sides.b), "query": sides.query()}
    language = pages.language_of(request)
    values |= {"report": None, "problem": "", "instead": "", "instead_words": ""}
    try:
        values["report"] = _compared(caller, sides, language)
    except UsageError as error:
        values |= {"problem": error.in_language(language), **_instead(error, sides)}
    return _shown(request, caller, "evaluation_comparison.html", language_of_files=language, **values)


@router.get("/evaluations/{id}")
def evaluation(id: str, request: Request, caller: Reader) -> Response:
    language = pages.language_of(request)
    line = _line(evaluated.job_of(caller.service, id), language)
    data = {"running": [] if line.is_over else [line.id]}
    report = _report(line.run, language) if line.run else None
    return _shown(request, caller, "evaluation.html", data=data, line=line, report=report, language_of_files=language)


def _shown(
    request: Request, caller: Caller, template: str, *, data: Mapping[str, Any] | None = None, **values: Any
) -> Response:
    return pages.render(request, caller, template, words=("evaluation",), data=data, **values)


def _report(run: Run, language: str) -> Report:
    from rag.evaluation.reports.html.view import report_of_run  # noqa: PLC0415  # which no other page needs

    return report_of_run(run, texts=evaluated.texts(), language=language)


def _compared(caller: Caller, sides: Sides, language: str) -> Report:
    from rag.evaluation.reports.html.view import report_of_comparison  # noqa: PLC0415

    found = evaluated.compared(caller.service, sides.a, sides.b, common_only=sides.common, mixed=sides.mixed)
    return report_of_comparison(found, texts=evaluated.texts(), language=language)


def _instead(error: RagError, sides: Sides) -> dict[str, str]:
    """What can be compared where this cannot."""
    if isinstance(error, DatasetsDiffer):
        wider, key = replace(sides, common=True), "evaluation_compare_common"
    elif isinstance(error, ModesDiffer):
        wider, key = replace(sides, mixed=True), "evaluation_compare_mixed"
    else:
        return {}
    return {"instead": f"/evaluations/compare?{wider.query()}", "instead_words": key}


def _side(caller: Caller, reference: str) -> Side:
    """Raises UnknownJob."""
    if reference == evaluated.BASELINE:
        return Side(reference, "")
    job = evaluated.job_of(caller.service, reference)
    return Side(job.id, _suite(job), job.created)


def _in_order(caller: Caller, ids: list[str]) -> tuple[str, str]:
    """The baseline before any job."""
    jobs = sorted(
        (evaluated.job_of(caller.service, one) for one in ids if one != evaluated.BASELINE),
        key=lambda one: one.created,
    )
    found = [evaluated.BASELINE] * (evaluated.BASELINE in ids) + [one.id for one in jobs]
    return found[0], found[-1]


def _line(job: Job, language: str) -> Line:
    run, problem = None, job.error.in_language(language) if job.error else ""
    try:
        run = evaluated.run_of(job)
    except JobNotDone:
        pass
    except DataError:  # written by an earlier version
        problem = words.text("evaluation_unreadable", language)
    return Line(
        id=job.id,
        suite=_suite(job),
        state=job.state,
        created=job.created,
        run=run,
        leading=_leading(run, language) if run else (),
        problem=problem,
        progress={"done": job.progress.done, "total": job.progress.total},
    )


def _suite(job: Job) -> str:
    return str(job.request.asked.get("suite") or job.request.title)


def _leading(run: Run, language: str) -> tuple[tuple[str, str], ...]:
    from rag.evaluation.reports import amounts, facts  # noqa: PLC0415
    from rag.evaluation.reports.words import named, speaking  # noqa: PLC0415

    say = speaking(language)
    metrics = list(facts.primary(run).items())[:_METRICS_OF_A_LINE]
    return tuple((named("metric", name, say), amounts.amount(name, value)) for name, value in metrics)
