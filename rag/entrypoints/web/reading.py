"""A report's own page: `/reports/{id}`, with `?start=&end=` the span that is marked."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from rag.domain import Fact, Report
from rag.domain.access import Scope
from rag.entrypoints.api.callers import Reader
from rag.entrypoints.documents import Document
from rag.entrypoints.web import pages
from rag.errors import AmbiguousReport, UnknownReport

router = APIRouter()


@router.get("/reports/{id}")
def reading(id: str, request: Request, caller: Reader) -> Response:
    try:
        report = caller.service.find(id)
    except (UnknownReport, AmbiguousReport):
        return pages.show(request, "reading_gone.html", status=HTTPStatus.NOT_FOUND, id=id)
    if report.id != id:  # a beginning of an id, or a name
        return RedirectResponse(request.url.replace(path=f"/reports/{report.id}"))
    return pages.render(
        request,
        caller,
        "reading.html",
        words=("library", "reading"),
        data={"report": {"id": report.id, "title": report.title}},
        report=report,
        facts=_facts(report),
        may_write=caller.access.may(Scope.WRITE),
    )


def _facts(report: Report) -> list[Document]:
    """What is known of the report, where each was found, and the address of that place where it is in the text."""
    facts = report.facts
    found = {"title": facts.title, "year": facts.year, "period": facts.period, "organisation": facts.organisation}
    return [{"name": name, **_fact(report.id, one)} for name, one in found.items()]


def _fact(report_id: str, fact: Fact | None) -> Document:
    if fact is None:
        return {"value": None, "origin": None, "place": None}
    span = fact.span
    place = f"/reports/{report_id}?start={span.start}&end={span.end}" if span else None
    return {"value": fact.value, "origin": fact.origin.value, "place": place}
