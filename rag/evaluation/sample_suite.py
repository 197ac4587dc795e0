"""A suite over the sample reports: its cases asked through the service, and whether an answer is right.

Right is what meets every demand of its case, which `eval/README.md` describes. Nothing of the product judges here.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from rag.domain import Answer, AnswerStatus, ReportFilter
from rag.evaluation.scratch import scratch_service
from rag.service import Service, SourceFile
from rag.settings import Settings

_LONGEST_QUESTION = 2_000

Case = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SampleResult:
    """A case, what was answered, and whether that is right."""

    case: Case
    answer: Answer
    passed: bool


def read_suite(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def is_over_samples(cases: Sequence[Case]) -> bool:
    """Whether its cases bring no documents of their own."""
    return bool(cases) and not any("documents" in one for one in cases)


def run_over_samples(
    cases: Sequence[Case], settings: Settings, *, on_progress: Callable[[int, int], None] | None = None
) -> list[SampleResult]:
    """Every case asked of all sample reports, in a data folder that is gone afterwards."""
    results: list[SampleResult] = []
    with scratch_service(settings, longest_question=_LONGEST_QUESTION) as service:
        for _ in service.ingest(samples()):
            pass
        for number, case in enumerate(cases, 1):
            answer = ask_case(service, case)
            results.append(SampleResult(case, answer, is_right(case["expect"], answer)))
            if on_progress is not None:
                on_progress(number, len(cases))
    return results


def samples() -> list[SourceFile]:
    """The reports of an invented city that come with the product."""
    found = sorted(resources.files("rag").joinpath("samples").iterdir(), key=lambda one: one.name)
    return [SourceFile(one.name, one.read_bytes) for one in found if one.is_file()]


def shares(results: Sequence[SampleResult]) -> dict[str, float]:
    """Of the cases that passed: of all, and of each kind."""
    kinds = Counter(one.case["kind"] for one in results)
    passed = Counter(one.case["kind"] for one in results if one.passed)
    of_kinds = {f"passed_{kind}": round(passed[kind] / kinds[kind], 6) for kind in sorted(kinds)}
    return {"passed": round(passed.total() / len(results), 6), **of_kinds}


def ask_case(service: Service, case: Case) -> Answer:
    """The answer to a case's question, after the questions of its history in the same conversation."""
    where = narrowed(service, case)
    conversation = None
    for earlier in case.get("history", ()):
        conversation = service.ask(earlier, where=where, conversation=conversation or "new").conversation
    return service.ask(case["question"], where=where, conversation=conversation)


def narrowed(service: Service, case: Case) -> ReportFilter:
    return service.narrow([case["report"]] if case["report"] else [], year=case["year"])


def is_right(expect: Mapping[str, Any], answer: Answer) -> bool:
    """Every demand of the case is met; of several quotes one is enough but for lists and conflicts."""
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
