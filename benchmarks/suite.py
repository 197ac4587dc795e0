"""The questions of the answers suite that are about the samples alone, for benchmarks that ask them in other ways.

`expect` has what they demand as plain words: `rag.evaluation` judges by more (periods, sections, figures in quotes).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rag.domain import Answer, AnswerStatus, ReportFilter
from rag.evaluation.suites import AnswerCase, read_suite, suite_file
from rag.service import Service

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "rag" / "samples"

Case = Mapping[str, Any]

_OVER_SAMPLES = "original"


def sample_cases() -> list[dict[str, Any]]:
    cases = read_suite(suite_file("answers")).cases
    return [_plain(one) for one in cases if isinstance(one, AnswerCase) and _OVER_SAMPLES in one.tags]


def _plain(case: AnswerCase) -> dict[str, Any]:
    return {
        "id": case.id,
        "kind": case.type,
        "question": case.question,
        "history": case.history,
        "report": case.report,
        "year": case.year,
        "expect": {
            "status": case.status,
            "contains": case.contains,
            "computed": case.computed,
            "numbers": [f"{one.value}{one.unit}" for one in case.numbers],
            "quotes": [one.quote for one in case.must_cite],
            "order": case.ordered,
            "forbidden": case.forbidden,
            "undisclosed": case.undisclosed,
            "conflict": case.conflict,
            "uncited": case.uncited,
            "needs_model": case.needs_model,
        },
    }


def ask_case(service: Service, case: Case) -> Answer:
    """The answer to a case's question, after the questions of its history in the same conversation."""
    where = _narrowed(service, case)
    conversation = None
    for earlier in case.get("history", ()):
        conversation = service.ask(earlier, where=where, conversation=conversation or "new").conversation
    return service.ask(case["question"], where=where, conversation=conversation)


def _narrowed(service: Service, case: Case) -> ReportFilter:
    return service.narrow([case["report"]] if case["report"] else [], year=case["year"])


def is_right(expect: Case, answer: Answer) -> bool:
    """Every demand of the case is met; of several quotes one is enough."""
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
    return "".join(unicodedata.normalize("NFKC", text).lower().split())
