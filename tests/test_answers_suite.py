"""The evaluation suite over the sample reports, through the whole service with the built-in model."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.suite import SAMPLES, SUITE, ask_case, is_right
from rag.bootstrap import open_service
from rag.domain import Answer, AnswerStatus, Claim, Figure, Verdict
from rag.figures import find_figures, same_quantity
from rag.ingestion import SourceFile
from rag.service import Service
from rag.settings import Settings

# The scores reached when the model was last changed (docs/decisions/0004-answering.md), less two cases.
FLOOR_RIGHT = 133
FLOOR_REFUSED = 15

CASES = [json.loads(line) for line in SUITE.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    home: Path = tmp_path_factory.mktemp("suite")
    with open_service(Settings(home=home)) as opened:
        files = [SourceFile(path.name, path.read_bytes) for path in sorted(SAMPLES.iterdir()) if path.is_file()]
        assert all(one.error is None for one in opened.ingest(files))
        yield opened


@pytest.fixture(scope="module")
def answers(service: Service) -> list[Answer]:
    return [ask_case(service, case) for case in CASES]


def test_as_many_cases_are_right_as_when_the_model_was_last_changed(answers) -> None:
    right = [is_right(case["expect"], answer) for case, answer in zip(CASES, answers, strict=True)]
    assert sum(right) >= FLOOR_RIGHT


def test_what_the_reports_do_not_say_is_refused(answers) -> None:
    refused = [
        answer.status is AnswerStatus.REFUSED
        for case, answer in zip(CASES, answers, strict=True)
        if case["expect"]["status"] == "refused"
    ]
    assert sum(refused) >= FLOOR_REFUSED


def test_every_quote_is_the_text_at_its_span(service, answers) -> None:
    texts = {report.id: service.show(report.id).text for report in service.reports()}
    for answer in answers:
        for citation in answer.citations:
            span = citation.place.span
            assert texts[citation.place.report_id][span.start : span.end] == citation.quote


def test_every_figure_of_every_answer_stands_in_a_quote_that_its_sentence_cites(answers) -> None:
    for answer in answers:
        quotes = {citation.id: citation.quote for citation in answer.citations}
        for claim in answer.claims:
            quoted = [figure for number in claim.citations for figure in find_figures(quotes[number])]
            # What the asker claimed: denied, or a bound that the figure before it is set against.
            said = re.sub("，(?:不是|(?:没有?|未|已)?(?:超过|突破|达到|不到|低于))[^，。；]+$", "", claim.text)
            for figure in find_figures(said):
                stands = figure.masked or any(same_quantity(figure, one) for one in quoted)
                assert stands or (claim.verdict is Verdict.COMPUTED and _comes_of(figure, quoted, claim)), claim.text


def _comes_of(figure: Figure, quoted: Sequence[Figure], claim: Claim) -> bool:
    """Worked out here anew: the difference or the sum of two quoted figures, their ratio, or it as growth in percent;
    or the number of places cited."""
    values = [one.value for one in quoted if one.value]
    pairs = [(one, other) for one in values for other in values]
    ratios = [one / other for one, other in pairs]
    found = [Decimal(len(claim.citations)), *(abs(one - other) for one, other in pairs), *map(sum, pairs)]
    found += [*ratios, *(100 * one for one in ratios), *(100 * abs(one - 1) for one in ratios)]
    return figure.value is not None and any(abs(figure.value - one) < Decimal("0.05") for one in found)


def test_a_masked_figure_that_is_asked_for_is_never_given_a_value(answers) -> None:
    for case, answer in zip(CASES, answers, strict=True):
        if not case["expect"].get("undisclosed"):
            continue
        assert answer.status is AnswerStatus.REFUSED or answer.undisclosed, case["question"]
        for claim in answer.claims:
            if claim.verdict is Verdict.UNDISCLOSED:
                assert not re.search(r"\d", re.sub(r"“[^”]*”", "", claim.text)), claim.text
