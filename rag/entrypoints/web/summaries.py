"""Summaries and comparisons: `/summaries` to ask for them, and each at an address of its own, made or being made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from rag.domain import Job, JobKind, Report
from rag.entrypoints import documents, job_documents
from rag.entrypoints.api.callers import Caller, Reader
from rag.entrypoints.documents import Document
from rag.entrypoints.web import comparison_view, pages, places_shown, summary_view, words
from rag.entrypoints.web.places_shown import ShownPlace
from rag.errors import UnknownJob

# In the order in which they are offered; the first is chosen to begin with.
STYLES = ("executive", "brief", "detailed")

_WORDS = ("summary", "summaries", "comparison")
# Of the job, what its page goes by.
_TOLD = ("id", "kind", "state", "title", "request", "progress", "error")

router = APIRouter()

Chosen = Annotated[list[str] | None, Query(alias="report", max_length=500)]


@router.get("/summaries")
def summaries(request: Request, caller: Reader, report: Chosen = None, again: str = "") -> Response:
    """`report`: chosen to begin with; `again`: a job whose wishes are, too."""
    known = {one.id: one for one in caller.service.reports()}
    wish = _wish(caller, report or [], again, known, language=pages.language_of(request))
    data = {"reports": len(known), "wish": wish}
    years = sorted({one.year for one in known.values() if one.year}, reverse=True)
    return pages.render(
        request,
        caller,
        "summaries.html",
        words=("summaries",),
        data=data,
        reports=len(known),
        years=years,
        styles=STYLES,
    )


@router.get("/summaries/{id}")
def summary(id: str, request: Request, caller: Reader) -> Response:
    job = _job(caller, id, JobKind.SUMMARIZE)
    view = summary_view.of_document(dict(job.result)) if job.result else None
    values: dict[str, Any] = {"view": view, "styles": STYLES, "options": f"/summaries?{urlencode({'again': id})}"}
    if view:
        values["heads"] = _heads(view.language)
    return _shown(request, caller, "summary.html", job, places=view.places if view else (), values=values)


@router.get("/comparisons/{id}")
def comparison(id: str, request: Request, caller: Reader) -> Response:
    job = _job(caller, id, JobKind.COMPARE)
    language = pages.language_of(request)
    view = comparison_view.of_document(dict(job.result), language=language) if job.result else None
    return _shown(request, caller, "comparison.html", job, places=view.places if view else (), values={"view": view})


def _shown(
    request: Request, caller: Caller, template: str, job: Job, *, places: Iterable[ShownPlace], values: dict[str, Any]
) -> Response:
    document = job_documents.of_listed(job, language=pages.language_of(request))
    given = {name: document[name] for name in _TOLD}
    data = {"job": given, "places": [places_shown.of_document(one) for one in places]}
    finished = job.finished or job.created
    return pages.render(
        request,
        caller,
        template,
        words=_WORDS,
        data=data,
        job=given,
        when=finished.isoformat(timespec="minutes"),
        **values,
    )


def _job(caller: Caller, id: str, *kinds: JobKind) -> Job:
    """Raises UnknownJob for one of another kind, too."""
    job = caller.service.job(id)
    if kinds and job.kind not in kinds:
        raise UnknownJob(job=id)
    return job


def _heads(language: str) -> dict[str, str]:
    """Of what is printed: in the language of the summary, not of the page."""
    names = ("indicator", "value", "change", "period", "place")
    heads = {name: words.text(f"summary_column_{name}", language) for name in names}
    return {**heads, "sources": words.text("summary_sources", language)}


# --- what is wished


def _wish(caller: Caller, ids: Sequence[str], again: str, known: dict[str, Report], *, language: str) -> Document:
    """What the form begins with. `gone`: how many of the wished reports are not there any more."""
    asked = _asked(caller, again) if again else {}
    wanted = dict.fromkeys([*asked.get("reports", ()), *ids])
    return {
        "reports": [documents.of_report(known[one]) for one in wanted if one in known],
        "gone": sum(one not in known for one in wanted),
        "style": asked.get("style") or STYLES[0],
        "length": asked.get("length"),
        "language": asked.get("language") or language,
        "template": asked.get("template") or "",
    }


def _asked(caller: Caller, again: str) -> Document:
    """Nothing of a job that is not there any more: an old link leads to the form all the same."""
    try:
        return dict(_job(caller, again, JobKind.SUMMARIZE, JobKind.COMPARE).request.asked)
    except UnknownJob:
        return {}
