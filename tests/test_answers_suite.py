"""What holds for every answer, over all reports and questions of the suite, through the whole service with the built-in
model. How many are right is for `make eval`, which holds each case against the baseline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from rag.bootstrap import open_service
from rag.domain import Answer, Claim, Figure, Verdict
from rag.evaluation.library import shipped_files
from rag.evaluation.suites import AnswerCase, read_suite, suite_file
from rag.figures import find_figures, same_quantity
from rag.service import Service
from rag.settings import Settings

# Scripted cases are of another model's words.
CASES = [one for one in read_suite(suite_file("answers")).cases if isinstance(one, AnswerCase) and not one.script]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    home: Path = tmp_path_factory.mktemp("suite")
    with open_service(Settings(home=home)) as opened:
        assert all(one.error is None for one in opened.ingest(shipped_files()))
        yield opened


@pytest.fixture(scope="module")
def answers(service: Service) -> list[Answer]:
    return [_ask(service, case) for case in CASES]


def _ask(service: Service, case: AnswerCase) -> Answer:
    where = service.narrow([case.report] if case.report else [], year=case.year)
    conversation = None
    for earlier in case.history:
        conversation = service.ask(earlier, where=where, conversation=conversation or "new").conversation
    return service.ask(case.question, where=where, conversation=conversation)


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
        if not case.undisclosed:
            continue
        for claim in answer.claims:
            if claim.verdict is Verdict.UNDISCLOSED:
                assert not re.search(r"\d", re.sub(r"“[^”]*”", "", claim.text)), claim.text
