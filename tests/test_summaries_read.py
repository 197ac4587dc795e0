"""Summaries read as an editor reads them, by machine: of the sample reports, and of real ones where they are at hand.

What is checked holds of every sentence of every style and length: it stands in the report and in what it cites, begins
and ends where a sentence may, says nothing that was said, and the whole keeps its length.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from rag.adapters.readers import read
from rag.boilerplate import Repetition
from rag.clauses import is_balanced
from rag.domain import Report, ReportStatus
from rag.metadata import facts_of
from rag.parsing import parse
from rag.stated_figures import stated_figures
from rag.statements import find_statements
from rag.summarizing.arranging import arrange
from rag.summarizing.drafting import Draft
from rag.summarizing.points import Arranged
from rag.summarizing.sources import Source
from rag.summarizing.templates import STYLES, Template, load_template

SAMPLES = [Path(str(one)) for one in files("rag.samples").iterdir() if one.name[-4:] in (".txt", ".pdf", "docx", ".md")]
REAL = sorted((Path(__file__).resolve().parents[2] / "shared" / "reports").glob("*.txt"))
LENGTHS = ("150", "300", "500")
NEEDS_ANOTHER = re.compile(
    "此外|同时|其中|该(?!市)|这|其(?!他|中)|但|而(?!立)|并(?!购)|且|也|还(?!款)|[一二三四五]是|[（(]\\d"
)
BROKEN_OFF = re.compile("(?:其中|包括|如下|以下|主要是|等等|不仅.{0,20}|通过.{2,30}活动|介绍|表示|强调)$|[、，：；]$")
CEREMONY = re.compile("坚强领导下|各位代表|请予审议|报告如下|衷心感谢|崇高敬意")


@cache
def source(path: Path, longest: int) -> Source:
    content = read(path.read_bytes(), name=path.name)
    facts = facts_of(content, name=path.name)
    parsed = parse(content, title=facts.title)
    report = Report(path.name, path.name, "default", facts, len(content.text), 0, 0, 0, ReportStatus.READY)
    statements = find_statements(parsed, Repetition([]), max_characters=longest)
    return Source(report, parsed, tuple(stated_figures(report, parsed)), tuple(statements))


def template(style: str) -> Template:
    return load_template("executive", "zh").of_length(int(style)) if style.isdigit() else load_template(style, "zh")


def pairs(words: str) -> set[str]:
    plain = re.sub(r"\W", "", words)
    return {plain[index : index + 2] for index in range(len(plain) - 1)}


def numbers(words: str) -> set[str]:
    return set(re.findall(r"\d+(?:\.\d+)?", words))


def check(path: Path, style: str) -> None:
    layout = template(style)
    of = source(path, layout.claim_characters)
    parts = arrange([of], layout, language="zh")
    said = [point.said.removesuffix("。") for part in parts for point in part.points]
    assert said
    for words in said:
        assert is_balanced(words), words
        assert not NEEDS_ANOTHER.match(words), words
        assert not BROKEN_OFF.search(words), words
        assert not CEREMONY.search(words), words
    for index, words in enumerate(said):
        for other in said[:index]:
            shared = len(pairs(words) & pairs(other)) / max(1, min(len(pairs(words)), len(pairs(other))))
            same_numbers = numbers(words) <= numbers(other) or numbers(other) <= numbers(words)
            assert shared <= 0.7 or not same_numbers, (words, other)
    verified(of, parts)
    length = sum(point.characters for part in parts for point in part.points)
    assert length <= min(layout.most, (layout.share_of_report or 9) * len(of.parsed.text))
    assert not style.isdigit() or length >= layout.least


def verified(of: Source, parts: list[Arranged]) -> None:
    draft = Draft()
    for part in parts:
        for point in part.points:
            claim = draft.admit(point, of.report, of.parsed)
            assert claim and claim.citations, point.words
            quotes = {citation.id: citation.quote for citation in draft.citations}
            assert all(one.words in "".join(quotes[number] for number in claim.citations) for one in point.parts)
    assert not draft.dropped


@pytest.mark.parametrize("style", [*STYLES, *LENGTHS])
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_every_sentence_of_a_sample_reports_summary_holds(path: Path, style: str) -> None:
    check(path, style)


@pytest.mark.skipif(not REAL, reason="the real reports are not at hand")
@pytest.mark.parametrize("style", [*STYLES, *LENGTHS])
def test_every_sentence_of_a_real_reports_summary_holds(style: str) -> None:
    for path in REAL:
        check(path, style)
