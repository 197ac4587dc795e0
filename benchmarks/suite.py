"""The suite over the sample reports: its cases asked through the service, and whether an answer is right."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rag.domain import Answer, AnswerStatus, ReportFilter
from rag.service import Service
from rag.words import normalise

ROOT = Path(__file__).parent.parent
SUITE = ROOT / "eval" / "suites" / "answers.jsonl"
SAMPLES = ROOT / "rag" / "samples"


def ask_case(service: Service, case: dict[str, Any]) -> Answer:
    """The answer to a case's question, after the questions of its history in the same conversation."""
    where = narrowed(service, case)
    conversation = None
    for earlier in case.get("history", ()):
        conversation = service.ask(earlier, where=where, conversation=conversation or "new").conversation
    return service.ask(case["question"], where=where, conversation=conversation)


def narrowed(service: Service, case: dict[str, Any]) -> ReportFilter:
    return service.narrow([case["report"]] if case["report"] else [], year=case["year"])


def is_right(expect: dict[str, Any], answer: Answer) -> bool:
    """Every demand of the case is met (eval/README.md); of several quotes one is enough but for lists and conflicts."""
    if expect.get("needs_model") and answer.model == "extractive" and answer.status is AnswerStatus.REFUSED:
        return True
    if answer.status.value != expect["status"]:
        return False
    if answer.status is AnswerStatus.REFUSED:
        return True
    if expect.get("uncited"):
        return bool(answer.text) and not answer.claims and not answer.citations
    said = bare(answer.text)
    quoted = [any(overlap(citation.quote, one) for citation in answer.citations) for one in expect["quotes"]]
    groups = [*expect["contains"], *expect.get("computed", ())]
    return (
        all(any(bare(one) in said for one in group) for group in groups)
        and not any(bare(one) in said for one in expect.get("forbidden", ()))
        and (_in_order(expect["contains"], said) or not expect.get("order"))
        and (any(quoted) or not quoted)
        and (bool(answer.undisclosed) or not expect["undisclosed"])
        and (bool(answer.conflicts) or not expect["conflict"])
    )


def _in_order(groups: Sequence[Sequence[str]], said: str) -> bool:
    position = 0
    for group in groups:
        places = [place for one in group if (place := said.find(bare(one), position)) >= 0]
        if not places:
            return False
        position = min(places)
    return True


def overlap(quote: str, wanted: str) -> bool:
    return wanted in quote or quote in wanted


def bare(text: str) -> str:
    return "".join(normalise(text).split())
