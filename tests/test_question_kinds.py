"""Questions of all kinds over fictional reports, through the whole product with the built-in model.

The questions were written before the rules that answer them; `tests/fixtures/kinds`: a ministry of education in two
years, a hospital, a company, a county.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.bootstrap import open_service
from rag.domain import Answer, AnswerStatus, Verdict
from rag.figures import find_figures
from rag.service import Service, SourceFile
from rag.settings import Settings
from rag.words import normalise

FOLDER = Path(__file__).parent / "fixtures" / "kinds"
CASES = [
    case
    for line in (FOLDER / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    if (case := json.loads(line))["library"] == "kinds"
]
LEAST_RIGHT = 0.9


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with open_service(Settings(home=tmp_path_factory.mktemp("kinds"))) as opened:
        list(opened.ingest(SourceFile(path.name, path.read_bytes) for path in sorted(FOLDER.glob("*.txt"))))
        yield opened


@pytest.fixture(scope="module")
def answers(service: Service) -> list[tuple[dict[str, Any], Answer]]:
    def ask(case: dict[str, Any]) -> Answer:
        where = service.narrow([case["report"]] if case["report"] else [], year=case["year"])
        return service.ask(case["question"], where=where, language="zh")

    return [(case, ask(case)) for case in CASES]


def _bare(text: str) -> str:
    return "".join(normalise(text).split())


def _is_right(expect: dict[str, Any], answer: Answer) -> bool:
    if answer.status.value != expect["status"]:
        return False
    said = _bare(answer.text)
    has_all = all(any(_bare(one) in said for one in group) for group in expect["contains"])
    return (
        (has_all or answer.status is AnswerStatus.REFUSED)
        and not any(_bare(one) in said for one in expect["absent"])
        and set(expect["missing"]) <= set(answer.missing)
        and bool(answer.undisclosed) == expect["undisclosed"]
    )


def test_questions_of_all_kinds_are_answered_rightly_and_whole(answers: list[tuple[dict[str, Any], Answer]]) -> None:
    wrong = [
        f"{case['id']} {case['question']} → {one.text}" for case, one in answers if not _is_right(case["expect"], one)
    ]
    assert len(wrong) <= (1 - LEAST_RIGHT) * len(answers), "\n".join(wrong)


def test_every_citation_is_the_text_of_its_report(
    service: Service, answers: list[tuple[dict[str, Any], Answer]]
) -> None:
    texts = {report.id: service.show(report.id).text for report in service.reports()}
    for _, answer in answers:
        for citation in answer.citations:
            place = citation.place
            assert texts[place.report_id][place.span.start : place.span.end] == citation.quote


def test_no_figure_is_invented_and_none_is_given_for_a_masked_one(
    answers: list[tuple[dict[str, Any], Answer]],
) -> None:
    """Every figure stands in a quote, in the question (as one that is corrected), or was computed by code."""
    for case, answer in answers:
        known = _bare(case["question"] + "".join(citation.quote for citation in answer.citations))
        for claim in answer.claims:
            if claim.verdict is Verdict.COMPUTED:
                continue
            for figure in find_figures(claim.text):
                assert _bare(figure.text) in known, (case["question"], claim.text)
            if claim.verdict is Verdict.UNDISCLOSED:
                assert all(figure.masked for figure in find_figures(claim.text)), claim.text
