"""Evaluations: `/evaluations` with a run a line, a run at an address of its own, and what differs between two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from rag.domain import Job, JobKind, JobState
from rag.domain.access import Scope
from rag.entrypoints import working
from rag.entrypoints.api.callers import Caller, Reader
from rag.entrypoints.documents import Document
from rag.entrypoints.web import evaluation_view, pages
from rag.entrypoints.web.evaluation_view import Metric, Run
from rag.errors import UnknownJob

# A run's result is read to show its metrics, so a page has no more of them than one looks through.
_RUNS_A_PAGE = 30
_METRICS_OF_A_LINE = 3

router = APIRouter()

Ticked = Annotated[list[str] | None, Query(alias="run", max_length=2)]


@dataclass(frozen=True, slots=True)
class Line:
    """A job of an evaluation, and its run once it is done."""

    id: str
    suite: str
    state: JobState
    created: datetime
    run: Run | None
    problem: str
    progress: Document

    @property
    def is_over(self) -> bool:
        return self.state.is_over

    @property
    def leading(self) -> tuple[Metric, ...]:
        """What stands in its line."""
        return self.run.metrics[:_METRICS_OF_A_LINE] if self.run else ()


@router.get("/evaluations")
def evaluations(request: Request, caller: Reader, before: Annotated[int | None, Query(ge=1)] = None) -> Response:
    page = caller.service.jobs(kind=JobKind.EVALUATE, limit=_RUNS_A_PAGE, before=before)
    lines = [_line(caller, caller.service.job(one.id)) for one in page.jobs]
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
def compare(request: Request, caller: Reader, a: str = "", b: str = "", run: Ticked = None) -> Response:
    """`a` to `b`. `run`, twice: ticked in the table, the one that came first is `a`."""
    if run:
        first, second = _in_order(caller, run)
        return RedirectResponse(f"/evaluations/compare?a={first}&b={second}", status_code=303)
    lines = [_line(caller, _job(caller, one)) for one in (a, b)]
    found = [one.run for one in lines]
    first_run, second_run = found
    different = evaluation_view.difference(first_run, second_run) if first_run and second_run else None
    return _shown(request, caller, "evaluation_comparison.html", a=lines[0], b=lines[1], difference=different)


@router.get("/evaluations/{id}")
def evaluation(id: str, request: Request, caller: Reader) -> Response:
    line = _line(caller, _job(caller, id))
    data = {"running": [] if line.is_over else [line.id]}
    return _shown(request, caller, "evaluation.html", data=data, line=line)


def _shown(
    request: Request, caller: Caller, template: str, *, data: Mapping[str, Any] | None = None, **values: Any
) -> Response:
    shown = {"percent": _percent, "interval": _interval, "score": _score}
    return pages.render(request, caller, template, words=("evaluation",), data=data, **shown, **values)


def _job(caller: Caller, id: str) -> Job:
    """Raises UnknownJob for one of another kind, too."""
    job = caller.service.job(id)
    if job.kind is not JobKind.EVALUATE:
        raise UnknownJob(job=id)
    return job


def _in_order(caller: Caller, ids: list[str]) -> tuple[str, str]:
    jobs = sorted((_job(caller, one) for one in ids), key=lambda one: one.created)
    return jobs[0].id, jobs[-1].id


def _line(caller: Caller, job: Job) -> Line:
    suite = str(job.request.asked.get("suite") or job.request.title)
    progress = job.progress
    return Line(
        id=job.id,
        suite=suite,
        state=job.state,
        created=job.created,
        run=evaluation_view.of_document(dict(job.result), suite=suite) if job.result else None,
        problem=job.error.in_language(caller.language) if job.error else "",
        progress={"done": progress.done, "total": progress.total},
    )


def _interval(metric: Metric | None) -> str:
    """Nothing where the run gives none."""
    if metric is None or metric.low is None or metric.high is None:
        return ""
    return f"{_percent(metric.low)}–{_percent(metric.high)}"


def _score(value: object) -> str:
    if isinstance(value, bool):
        return "✓" if value else "✗"
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _percent(value: float | None, *, sign: bool = False) -> str:
    """A share as people read it; a figure that is none (milliseconds, a count) as it is. None: a dash."""
    if value is None:
        return "—"
    plus = "+" if sign and value > 0 else ""
    return f"{plus}{value * 100:.1f}%" if -1 <= value <= 1 else f"{plus}{value:,.1f}"
