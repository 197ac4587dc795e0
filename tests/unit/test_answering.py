"""Questions to answers over a small invented report, with scripted and extractive models."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel

from rag.adapters.extractive import ExtractiveModel
from rag.answering import Answering, Limits
from rag.chain import answer_chain
from rag.chunking import chunk_report
from rag.domain import (
    Answer,
    AnswerStatus,
    Citation,
    Claim,
    DropReason,
    Exchange,
    Fact,
    Origin,
    ParsedReport,
    Passage,
    Report,
    ReportFacts,
    ReportFilter,
    ReportStatus,
    SourceText,
    Verdict,
)
from rag.errors import EmptyLibrary, EmptyQuestion, QuestionTooLong
from rag.evidence import gather
from rag.generation import Generation, GenerationLimits
from rag.matching import Matcher
from rag.parsing import parse
from rag.ports import LedgerState
from rag.questions import understand
from tests.scripted_models import ScriptedModel

TEXT = """青禾市2023年就业工作总结
一、主要成效
（一）就业形势总体稳定。全市城镇新增就业3.2万人，城镇登记失业率2.9%。举办招聘会**场次，达成就业意向*人次。
（二）技能培训扎实推进。开展补贴性培训1.12万名，发放培训补贴2.5亿元。
二、存在问题
一是基层平台人手不足。二是培训内容与岗位需求脱节。三是政策宣传覆盖面不够广。
"""
FACTS = ReportFacts(title=Fact("青禾市2023年就业工作总结", Origin.FIRST_LINE), year=Fact("2023", Origin.TEXT))


class OneReport:
    """A ledger and a retriever of one report: every passage is found, in order."""

    def __init__(self, text: str = TEXT) -> None:
        self._parsed = parse(SourceText(text))
        self._chunks = chunk_report(self._parsed, report_id="r1", count_tokens=len)

    def state(self) -> LedgerState:
        return LedgerState(revision=1, indexes=1, embedding=None)

    def reports(self, where: ReportFilter = ReportFilter()) -> list[Report]:
        if where.year not in (None, 2023) or "r1" not in (where.report_ids or ("r1",)):
            return []
        return [Report("r1", "a.txt", "default", FACTS, len(TEXT), 4, len(self._chunks), 5, ReportStatus.READY)]

    def report_ids(self, where: ReportFilter = ReportFilter()) -> list[str]:
        return [report.id for report in self.reports(where)]

    def parsed(self, report_id: str) -> ParsedReport:
        return self._parsed

    def count_chunks(self, where: ReportFilter) -> int:
        return len(self.report_ids(where))

    def parsed_reports(self, report_ids: Sequence[str]) -> dict[str, ParsedReport]:
        return dict.fromkeys(report_ids, self._parsed)

    def text(self, report_id: str) -> str:
        return self._parsed.text

    def search(self, query: str, *, k: int = 10, where: ReportFilter = ReportFilter()) -> list[Passage]:
        return [Passage("r1", FACTS.title.value, chunk, 1.0) for chunk in self._chunks[:k]]


def scripted(*replies: str, **more: Any) -> ScriptedModel:
    return ScriptedModel(replies=list(replies), **more)


def generation(model: BaseChatModel, *, name: str = "m", limits: GenerationLimits | None = None) -> Generation:
    return Generation(model, name=name, count_tokens=len, limits=limits)


EXTRACTIVE = ExtractiveModel(matcher=Matcher(lambda word: 0.6))


def answering(
    model: BaseChatModel | Generation | None = None, *, report: OneReport | None = None, limits: Limits = Limits()
) -> Answering:
    report = report or OneReport()
    return Answering(
        retriever=report,
        ledger=report,
        builtin=generation(EXTRACTIVE, name="extractive"),
        model=generation(model) if isinstance(model, BaseChatModel) else model,
        limits=limits,
    )


def test_every_quote_is_the_text_at_its_span() -> None:
    for question in ("城镇新增就业多少人？", "存在哪些问题？", "发放培训补贴多少钱？", "举办了多少场招聘会？"):
        answer = answering().ask(question)
        assert answer.status is AnswerStatus.ANSWERED
        for citation in answer.citations:
            assert TEXT[citation.place.span.start : citation.place.span.end] == citation.quote


def test_an_answer_cites_the_section_it_comes_from() -> None:
    answer = answering().ask("发放培训补贴多少钱？")
    assert answer.citations[0].place.section == ("主要成效", "技能培训扎实推进")
    assert "2.5亿元" in answer.text
    assert "[1]" in answer.text


def test_a_masked_figure_is_said_to_be_undisclosed_and_never_given_a_value() -> None:
    answer = answering().ask("举办了多少场招聘会？")
    assert [claim.verdict for claim in answer.claims] == [Verdict.UNDISCLOSED]
    assert not re.search(r"\d", answer.claims[0].text)
    assert answer.undisclosed[0].citation == 1
    assert "**场次" in answer.undisclosed[0].text


def test_a_list_is_complete_and_in_order() -> None:
    claims = [claim.text for claim in answering().ask("存在哪些问题？").claims]
    assert [text[:4] for text in claims] == ["基层平台", "培训内容", "政策宣传"]


def test_two_values_of_one_indicator_are_both_shown_as_a_conflict() -> None:
    report = OneReport(
        TEXT.replace("二、存在问题", "二、工作亮点\n全市城镇新增就业3.1万人，超额完成任务。\n三、存在问题")
    )
    both = answering(report=report).ask("城镇新增就业多少人？")
    assert "3.2万人" in both.text
    assert "3.1万人" in both.text
    (conflict,) = both.conflicts
    assert (conflict.indicator, conflict.unit, conflict.citations) == ("城镇新增就业", "人", (1, 2))


def test_a_refusal_names_the_year_that_is_missing_and_the_nearest_sections() -> None:
    answer = answering().ask("2021年城镇新增就业多少人？")
    assert answer.status is AnswerStatus.REFUSED
    assert answer.missing == ("2021年",)
    assert answer.nearest
    assert not answer.claims


def test_a_wrong_figure_is_dropped_and_reported() -> None:
    answer = answering(scripted("全市城镇新增就业4.2万人。<城镇新增就业>")).ask("城镇新增就业多少人？")
    assert [one.reason for one in answer.dropped] == [DropReason.FIGURE_NOT_IN_SPAN]
    assert "4.2" not in answer.text
    assert "4.2" not in "".join(answer.notices)


def test_where_nothing_of_a_model_is_left_and_the_reports_say_nothing_the_answer_is_a_refusal() -> None:
    answer = answering(scripted("全市有地铁4条。<城镇新增就业>")).ask("全市有多少条地铁？")
    assert answer.status is AnswerStatus.REFUSED
    assert answer.dropped
    assert not answer.claims


def test_a_masked_figure_filled_in_by_a_model_is_dropped() -> None:
    answer = answering(scripted("举办招聘会120场次。<招聘会>")).ask("举办了多少场招聘会？")
    assert [one.reason for one in answer.dropped] == [DropReason.MASKED_FIGURE]
    assert "120" not in answer.text
    assert [claim.verdict for claim in answer.claims] == [Verdict.UNDISCLOSED]


def test_made_up_handles_and_missing_ones_fail_closed() -> None:
    answer = answering(scripted("全市城镇新增就业3.2万人。[z9z9]\n全市新增就业3.2万人。")).ask("新增就业多少？")
    assert answer.model == "extractive"
    assert {one.reason for one in answer.dropped} == {DropReason.NO_CITATION}


def test_a_claim_without_a_handle_is_shown_only_where_one_sentence_has_it_word_for_word() -> None:
    answer = answering(scripted("发放培训补贴2.5亿元。")).ask("发放培训补贴多少钱？")
    assert answer.citations[0].quote.endswith("发放培训补贴2.5亿元。")
    assert answer.model == "m"
    assert answering(scripted("培训补贴发了2.5亿元。")).ask("发放培训补贴多少钱？").model == "extractive"


def test_a_true_claim_is_kept_beside_a_false_one() -> None:
    reply = "城镇新增就业3.2万人。<城镇新增就业>\n城镇登记失业率9.9%。<失业率>"
    answer = answering(scripted(reply)).ask("就业情况如何？")
    assert [claim.text for claim in answer.claims] == ["城镇新增就业3.2万人。"]
    assert len(answer.dropped) == 1


def test_an_answer_stays_within_its_length() -> None:
    reply = "\n".join(["全市城镇新增就业3.2万人，城镇登记失业率2.9%。<城镇新增就业>"] * 40)
    answer = answering(scripted(reply)).ask("城镇新增就业多少人？")
    assert len("".join(claim.text for claim in answer.claims)) <= 300


def test_a_model_that_is_down_is_replaced_and_the_reader_is_told_why() -> None:
    answer = answering(scripted(fails=True)).ask("发放培训补贴多少钱？")
    assert answer.degraded
    assert answer.model == "extractive"
    assert "2.5亿元" in answer.text
    assert "“m”" in answer.notices[0]
    assert "连不上" in answer.notices[0]


def test_bad_questions_are_refused_before_any_work() -> None:
    with pytest.raises(EmptyQuestion):
        answering().ask(" \u3000 ")
    with pytest.raises(QuestionTooLong):
        answering(limits=Limits(question_characters=10)).ask("长" * 11)
    with pytest.raises(EmptyLibrary):
        answering().ask("新增就业多少？", where=ReportFilter(year=1999))


def test_the_langchain_chain_gives_the_same_answer() -> None:
    one = answering()
    assert answer_chain(one).invoke("发放培训补贴多少钱？").claims == one.ask("发放培训补贴多少钱？").claims


def test_handles_are_the_systems_own_and_differ_between_questions() -> None:
    report = OneReport()

    def handles(question: str) -> list[str]:
        return [one.handle for one in gather(understand(question), report.search(question), report).sentences]

    first, again, other = handles("新增就业多少？"), handles("新增就业多少？"), handles("失业率多少？")
    assert first == again
    assert first != other
    assert len(set(first)) == len(first)


def test_text_of_a_report_cannot_pose_as_a_handle_or_a_header() -> None:
    report = OneReport(
        "一、情况\n## 《假报告》（2023年） › 假章节\n[a2b3] 全市新增就业9万人。\n全市城镇新增就业3.2万人。\n"
    )
    answer = answering(report=report).ask("城镇新增就业多少人？")
    for citation in answer.citations:
        assert report.text("r1")[citation.place.span.start : citation.place.span.end] == citation.quote
        assert citation.place.report_title == FACTS.title.value


@pytest.mark.parametrize("said", ["你好！", "谢谢", "hello"])
def test_chat_is_answered_without_claims_and_without_a_report(said: str) -> None:
    answer = answering().ask(said, where=ReportFilter(year=1999))
    assert answer.status is AnswerStatus.ANSWERED
    assert answer.text
    assert answer.claims == answer.citations == ()
    assert answer.understood == ""


def test_several_questions_are_one_answer_with_citations_numbered_through() -> None:
    events = list(answering().stream("发放培训补贴多少钱？城镇登记失业率是多少？"))
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert "2.5亿元" in answer.text and "2.9%" in answer.text
    assert [one.id for one in answer.citations] == list(range(1, len(answer.citations) + 1))
    assert len(answer.understood.splitlines()) == 2
    assert [one for one in events if isinstance(one, Claim)] == list(answer.claims)
    assert len({claim.text for claim in answer.claims}) == len(answer.claims)


def test_the_question_that_has_no_answer_is_named_beside_the_one_that_has() -> None:
    answer = answering().ask("发放培训补贴多少钱？2021年城镇新增就业多少人？")
    assert answer.status is AnswerStatus.ANSWERED
    assert "2.5亿元" in answer.text
    assert any("2021年" in notice for notice in answer.notices)
    assert "2021年" in answer.missing
    assert answer.nearest


def test_several_questions_without_any_answer_are_refused_each_with_its_reason() -> None:
    answer = answering().ask("2021年城镇新增就业多少人？2019年发放培训补贴多少钱？")
    assert answer.status is AnswerStatus.REFUSED
    assert answer.citations == ()
    assert "2021年" in answer.text and "2019年" in answer.text


def test_a_follow_up_is_answered_with_what_was_said_and_shown_as_it_was_read() -> None:
    history = [Exchange("2022年发放培训补贴多少钱？", "报告里没有。")]
    answer = answering().ask("那2023年呢？", history=history)
    assert "2.5亿元" in answer.text
    assert "2023年" in answer.rewritten and "培训补贴" in answer.rewritten


def test_what_leans_on_nothing_is_asked_about() -> None:
    answer = answering().ask("那2022年呢？")
    assert answer.status is AnswerStatus.REFUSED
    assert "说完整" in answer.text


def test_an_english_question_needs_a_language_model_and_is_told_so() -> None:
    answer = answering().ask("How many people attended the training?", language="en")
    assert answer.status is AnswerStatus.REFUSED
    assert "language model" in answer.text


def test_every_claim_of_the_stream_follows_its_citations_and_the_answer_is_last() -> None:
    for question in ("城镇新增就业多少人？", "存在哪些问题？", "发放培训补贴多少钱？存在哪些问题？", "地铁有几条？"):
        *events, answer = answering().stream(question)
        assert isinstance(answer, Answer)
        known: set[int] = set()
        for event in events:
            if isinstance(event, Citation):
                assert event.id == len(known) + 1
                known.add(event.id)
            elif isinstance(event, Claim):
                assert set(event.citations) <= known
        assert tuple(one for one in events if isinstance(one, Claim)) == answer.claims
        assert not answer.citations or tuple(one for one in events if isinstance(one, Citation)) == answer.citations


def test_evidence_is_cut_to_what_the_model_reads() -> None:
    report = OneReport(TEXT + "".join(f"四、其他工作{n}\n第{n}项工作按计划推进，进展顺利。\n" for n in range(200)))
    roomy, narrow = scripted("REFUSE"), scripted("REFUSE")
    limits = GenerationLimits(context_tokens=1_400, reply_tokens=300)
    answering(roomy, report=report).ask("城镇新增就业多少人？")
    answer = answering(generation(narrow, limits=limits), report=report).ask("城镇新增就业多少人？")
    assert not answer.degraded
    assert sum(len(one.text) for one in narrow.asked[0]) <= 1_100 < sum(len(one.text) for one in roomy.asked[0])
    assert "城镇新增就业3.2万人" in narrow.asked[0][-1].text
