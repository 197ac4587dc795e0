"""What is kept reads back as it was, and anything else is refused."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.domain import (
    Citation,
    Claim,
    Dropped,
    DropReason,
    FailedReport,
    Figure,
    KeyFigure,
    Place,
    PromptIdentity,
    Span,
    Summary,
    SummaryPart,
    SummarySection,
    Verdict,
)
from rag.encoding import decode, encode
from rag.errors import Failure, GenerationFailed, UnknownReport

PLACE = Place("id", "报告", ("一", "二"), Span(3, 9))
FIGURE = Figure("造林", "7000亩", Decimal("7000"), "亩", "", "2031年", False, Span(3, 8), upper=Decimal("7.50"))
SUMMARY = Summary(
    title="摘要",
    style="brief",
    sections=(
        SummarySection("成效", (Claim("造林7000亩。", (1,), Verdict.SUPPORTED),), SummaryPart.HEADLINE, None, 2),
    ),
    citations=(Citation(1, PLACE, "造林7000亩", page=None),),
    figures=(KeyFigure(PLACE, FIGURE, change=None),),
    dropped=(Dropped("造林9亩。", DropReason.FIGURE_NOT_IN_SPAN),),
    prompt=PromptIdentity("summarize", "1", "abc"),
    timings_ms={"summarize": 1.5},
)


def test_a_summary_reads_back_as_it_was() -> None:
    assert decode(Summary, encode(SUMMARY)) == SUMMARY


@pytest.mark.parametrize(
    "content",
    [
        "",
        "null",
        "[]",
        "{}",
        encode(SUMMARY)[:-1],
        encode(SUMMARY).replace('"supported"', '"true"'),
        encode(SUMMARY).replace('"7000"', '"many"'),
        encode(SUMMARY).replace('"start":3', '"start":"3"'),
        encode(SUMMARY).replace('"title"', '"titel"', 1),
        "[" * 100_000,
    ],
)
def test_what_is_no_summary_is_refused(content: str) -> None:
    with pytest.raises(ValueError):  # whatever it says
        decode(Summary, content)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(content: str) -> None:
    with pytest.raises(ValueError):
        decode(Span, content)


def test_an_error_reads_back_with_its_words() -> None:
    failed = FailedReport("id", "报告", GenerationFailed(failure=Failure.STALLED, model="m"))
    read = decode(FailedReport, encode(failed)).error
    assert type(read) is GenerationFailed and read.in_language("en") == failed.error.in_language("en")
    kept = encode(FailedReport("id", "报告", UnknownReport(report=Path("甲"))))
    assert decode(FailedReport, kept).error.values == {"report": "甲"}


def test_what_is_no_error_is_refused() -> None:
    kept = encode(FailedReport("id", "报告", UnknownReport(report="id")))
    with pytest.raises(ValueError):
        decode(FailedReport, kept.replace("UnknownReport", "StrEnum"))


def test_what_cannot_be_read_back_is_not_kept() -> None:
    with pytest.raises(TypeError):
        encode({"reports": {1, 2}})
