"""Bracketed labels at the head of paragraphs: what follows is what they announce."""

from __future__ import annotations

from rag.boilerplate import Repetition
from rag.domain import Fact, Origin, Report, ReportFacts, ReportStatus, SourceText, Span
from rag.paragraph_labels import labelled_aspects, notes_of, without_label
from rag.parsing import parse
from rag.questions import Aspect
from rag.stated_figures import StatedFigure, stated_figures
from rag.statements import find_statements

TEXT = (
    "2031年渔港建设工作要情\n"
    "【建设成果】建成渔港12座，改造码头38处。\n"
    "【存在短板】冷链能力不足，海岛只有冷库3座。\n"
    "【2032年安排】渔港完好率达到99％；改造码头40处。\n"
    "海洋牧场面积扩大到9万亩。\n"
)


def figures() -> list[StatedFigure]:
    parsed = parse(SourceText(TEXT))
    facts = ReportFacts(title=Fact("要情", Origin.TEXT), year=Fact("2031", Origin.TEXT))
    return list(stated_figures(Report("r", "r.txt", "default", facts, len(TEXT), 1, 1, 0, ReportStatus.READY), parsed))


def test_a_label_says_what_part_of_the_report_its_paragraphs_are() -> None:
    parsed = parse(SourceText(TEXT))
    aspects = labelled_aspects(parsed)
    told = {parsed.sentences[index].span.of(TEXT)[-8:]: aspect for index, aspect in aspects.items()}
    assert set(told.values()) == {None, Aspect.PROBLEMS, Aspect.PLANS}
    assert aspects[len(parsed.sentences) - 1] is Aspect.PLANS


def test_what_a_label_announces_as_plans_is_no_result() -> None:
    statements = find_statements(parse(SourceText(TEXT)), Repetition([]), max_characters=90)
    assert {one.aspect for one in statements if "99％" in one.words or "9万亩" in one.words} == {Aspect.PLANS}
    assert {one.aspect for one in statements if "冷链" in one.words} == {Aspect.PROBLEMS}
    assert {one.aspect for one in statements if "12座" in one.words} == {None}
    assert [one.planned for one in figures() if one.figure.text in ("99％", "9万亩", "12座")] == [False, True, True]


def test_a_label_is_part_of_no_statement_and_of_no_name() -> None:
    statements = find_statements(parse(SourceText(TEXT)), Repetition([]), max_characters=90)
    assert not any("【" in one.words for one in statements)
    assert not any("【" in one.figure.indicator for one in figures())


def test_a_label_with_nothing_behind_it_stays() -> None:
    assert without_label("【甲乙】", Span(0, 4)) == Span(0, 4)
    assert without_label("【甲乙】修路", Span(0, 6)) == Span(4, 6)


def test_a_note_is_the_paragraph_that_begins_as_one() -> None:
    text = "一、下一步安排\n改造码头40处。\n附注：据快报，渔获量9万吨。口径不同。\n另建冷库2座。\n"
    parsed = parse(SourceText(text))
    assert [parsed.sentences[index].span.of(text) for index in sorted(notes_of(parsed))] == [
        "附注：据快报，渔获量9万吨。",
        "口径不同。",
    ]
