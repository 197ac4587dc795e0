"""What a leader's office may rely on in a summary: every sentence stands in the report, alone, and is cited exactly."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.domain import (
    Fact,
    Origin,
    ParsedReport,
    Report,
    ReportFacts,
    ReportFilter,
    ReportStatus,
    SourceText,
    Summary,
    Verdict,
)
from rag.errors import EmptyLibrary, InvalidSetting, UnknownReport
from rag.parsing import parse
from rag.summarizing import STYLES, Summarizing
from rag.summarizing.templates import load_template

REPORT = """一、主要工作成效
2031年，在市委、市政府的坚强领导下，全局坚持以人民为中心的发展思想，各项工作取得新的进展。
（一）就业形势稳中向好。一是兑现稳岗政策。印发稳岗八条，为6200家企业减负1.3亿元。此外，帮扶就业困难人员就业*人。该项工作得到群众好评。二是办好招聘活动。全年举办招聘会84场，促成9100人达成意向，有效提升了群众的获得感。
（二）社会保障扩面提质。到年底，全市养老保险参保人数达到61.5万人，比上年增加1.2万人。“我现在每月能多领二十元，很满意。”退休职工高兴地说。
（三）窗口服务更加便捷。推行“午间不断档”服务，平均等候时间由30分钟压减到12分钟。
二、存在问题
一是技能人才短缺。数控、焊接等岗位长期招不满。二是基层力量薄弱。乡镇平台平均不足2人。
三、下一步工作安排
（一）扩大就业容量。全年城镇新增就业2.4万人以上，举办招聘会不少于80场。
（二）加快平台建设。启动公共实训基地建设，力争年内完工。
"""


class Shelf:
    """A ledger of texts given by the test."""

    def __init__(self, **texts: str) -> None:
        self._parsed = {name: parse(SourceText(text)) for name, text in texts.items()}
        self._reports = {name: _report(name, len(text)) for name, text in texts.items()}

    def reports(self, where: ReportFilter = ReportFilter()) -> list[Report]:
        wanted = where.report_ids or tuple(self._reports)
        return [self._reports[one] for one in wanted if one in self._reports]

    def parsed(self, report_id: str) -> ParsedReport:
        return self._parsed[report_id]

    def text(self, report_id: str) -> str:
        return self._parsed[report_id].text


def _report(name: str, characters: int) -> Report:
    facts = ReportFacts(title=Fact(name, Origin.FILE_NAME), year=Fact("2031", Origin.TEXT))
    return Report(name, name + ".txt", "default", facts, characters, 0, 0, 0, ReportStatus.READY)


def summarize(*texts: str, style: str = "executive", length: int | None = None, language: str = "zh") -> Summary:
    shelf = Shelf(**{f"报告{number}": text for number, text in enumerate(texts, 1)})
    ids = [report.id for report in shelf.reports()]
    return Summarizing(shelf).summarize(ids, style=style, length=length, language=language)  # type: ignore[arg-type]


def claims(summary: Summary) -> list[str]:
    return [claim.text for section in summary.sections for claim in section.claims]


def characters(summary: Summary) -> int:
    return sum(len(text) for text in claims(summary))


def test_the_sections_are_those_that_the_report_has() -> None:
    assert [section.title for section in summarize(REPORT).sections] == [
        "总体情况",
        "主要成效",
        "存在问题",
        "下一步安排",
    ]
    without_problems = re.sub(r"二、存在问题.*?(?=三、)", "", REPORT, flags=re.DOTALL)
    assert [section.title for section in summarize(without_problems).sections] == ["总体情况", "主要成效", "下一步安排"]


def test_the_section_titles_follow_the_language() -> None:
    assert [section.title for section in summarize(REPORT, language="en").sections] == [
        "Overview",
        "Main results",
        "Problems",
        "Next steps",
    ]


def test_every_claim_is_made_of_words_that_stand_in_the_quotes_it_cites() -> None:
    summary = summarize(REPORT)
    quotes = {citation.id: citation.quote for citation in summary.citations}
    for section in summary.sections:
        for claim in section.claims:
            assert claim.citations
            cited = "\n".join(quotes[number] for number in claim.citations)
            assert all(part in cited for part in claim.text.rstrip("。").split("："))
            assert claim.verdict in (Verdict.SUPPORTED, Verdict.UNDISCLOSED)


def test_every_quote_is_the_text_at_its_place() -> None:
    for citation in summarize(REPORT).citations:
        assert citation.place.span.of(REPORT) == citation.quote
        assert citation.place.section


def test_nothing_is_dropped_that_is_the_reports_own_words() -> None:
    assert summarize(REPORT).dropped == ()


def test_stock_phrases_stay_out() -> None:
    text = "".join(claims(summarize(REPORT)))
    assert "坚强领导" not in text
    assert "获得感" not in text
    assert "各项工作" not in text


def test_no_claim_leans_on_a_sentence_that_is_not_there() -> None:
    for text in claims(summarize(REPORT)):
        assert not re.match(r"此外|该项|这|其中|同时|一是|二是|（", text)


def test_what_people_are_quoted_as_saying_is_no_result() -> None:
    assert not any("高兴地说" in text or text.startswith("“我") for text in claims(summarize(REPORT)))


def test_problems_are_named_and_followed_by_what_they_consist_in() -> None:
    problems = next(section for section in summarize(REPORT).sections if section.title == "存在问题")
    assert [claim.text for claim in problems.claims] == [
        "技能人才短缺：数控、焊接等岗位长期招不满。",
        "基层力量薄弱：乡镇平台平均不足2人。",
    ]


def test_goals_stand_with_the_plans_and_not_with_the_results() -> None:
    summary = summarize(REPORT)
    by_title = {section.title: " ".join(claim.text for claim in section.claims) for section in summary.sections}
    assert "2.4万人以上" in by_title["下一步安排"]
    assert "2.4万人" not in by_title["主要成效"]


def test_the_targets_of_the_year_are_told_without_what_leads_to_them() -> None:
    text = REPORT.replace(
        "（一）扩大就业容量。",
        "综合各方面因素，建议今年就业工作的主要预期目标是：城镇新增就业2.4万人以上，失业率控制在5%以内。\n（一）扩大就业容量。",
    )
    plans = next(section for section in summarize(text).sections if section.title == "下一步安排")
    assert any(claim.text.startswith("城镇新增就业2.4万人以上，失业率控制在5%以内") for claim in plans.claims)


def test_a_masked_figure_in_a_claim_is_listed_as_undisclosed_and_never_given_a_value() -> None:
    summary = summarize("一、工作成效\n全年举办招聘会84场，帮扶就业困难人员就业*人。\n")
    quotes = {citation.id: citation.quote for citation in summary.citations}
    assert any("帮扶就业困难人员就业*人" in text for text in claims(summary))
    assert [one.text for one in summary.undisclosed] == ["帮扶就业困难人员就业*人"]
    assert "*人" in quotes[summary.undisclosed[0].citation]


def test_key_figures_are_disclosed_name_what_they_measure_and_point_at_their_place() -> None:
    summary = summarize(REPORT)
    assert summary.figures
    for place, figure in ((one.place, one.figure) for one in summary.figures):
        assert figure.value is not None
        assert len(figure.indicator) >= 4
        assert place.span.of(REPORT) == figure.text
    assert "养老保险参保人数" in [one.figure.indicator for one in summary.figures]


def test_the_same_indicator_with_two_values_is_reported_as_a_conflict_with_both_places() -> None:
    text = REPORT.replace("窗口服务更加便捷。", "窗口服务更加便捷。全市养老保险参保人数达到62.5万人。")
    summary = summarize(text)
    (conflict,) = summary.conflicts
    quotes = {citation.id: citation.quote for citation in summary.citations}
    assert conflict.indicator == "养老保险参保人数"
    assert conflict.period == "2031年"
    assert "61.5万人" in quotes[conflict.citations[0]]
    assert "62.5万人" in quotes[conflict.citations[1]]


def test_a_clause_that_other_reports_repeat_is_left_out() -> None:
    own = REPORT.replace("压减到12分钟。", "压减到12分钟，窗口人员佩戴统一工牌上岗。")
    other = "一、工作成效\n各窗口人员很忙，窗口人员佩戴统一工牌上岗，办事有序。\n"
    shelf = Shelf(本年=own, 去年=other, 前年=other)
    alone = Shelf(本年=own)
    assert "统一工牌" in "".join(claims(Summarizing(alone).summarize(["本年"])))  # type: ignore[arg-type]
    assert "统一工牌" not in "".join(claims(Summarizing(shelf).summarize(["本年"])))  # type: ignore[arg-type]


def test_several_reports_are_summarized_one_after_the_other_under_a_headline_of_all() -> None:
    summary = summarize(REPORT, REPORT.replace("6200", "7300"))
    assert {citation.place.report_id for citation in summary.citations} == {"报告1", "报告2"}
    headline, *others = summary.sections
    assert headline.report_id is None and {claim.text[:4] for claim in headline.claims} == {"报告1：", "报告2："}
    owners = [section.report_id for section in others]
    assert owners == sorted(owners) and set(owners) == {"报告1", "报告2"}
    assert [section.title for section in others if section.report_id == "报告1" and section.level > 1] == [
        "主要成效",
        "存在问题",
        "下一步安排",
    ]


def test_a_report_named_twice_is_summarized_once() -> None:
    shelf = Shelf(报告=REPORT)
    assert Summarizing(shelf).summarize(["报告", "报告"]).title == "《报告》摘要"  # type: ignore[arg-type]


LONG = "\n".join(
    f"（{numeral}）第{numeral}项工作有序推进。全年建成{kind}{number}处，投入资金{number + 7}万元，"
    f"惠及群众{number * 3}00人，新增{kind}管护员{number + 2}名。"
    f"{kind}满意率达到9{number % 10}.{number % 7}%，比上年提高{number % 5 + 1}个百分点。"
    for number, (numeral, kind) in enumerate(
        zip(
            "一二三四五六七八九十",
            ("水窖", "书屋", "球场", "公厕", "驿站", "路灯", "食堂", "泵站", "凉亭", "码头"),
            strict=True,
        ),
        11,
    )
)


@pytest.mark.parametrize("style", STYLES)
def test_a_summary_keeps_to_the_length_of_its_style(style: str) -> None:
    summary = summarize("一、工作成效\n" + LONG, style=style)
    assert 0 < characters(summary) <= load_template(style, "zh").most


@pytest.mark.parametrize("length", [80, 150, 400, 1_200])
def test_the_length_asked_for_is_not_exceeded(length: int) -> None:
    assert characters(summarize("一、工作成效\n" + LONG, length=length)) <= length


def test_a_text_without_headings_has_its_problems_and_plans_too() -> None:
    text = (
        "全年改造旧楼41栋，惠及居民2600户。新装电梯35部。\n"
        "当前，我市住房工作仍面临一些困难：物业纠纷较多，投诉量上升12%。\n"
        "下一步，市局将改造旧楼50栋，新建公租房800套。\n"
    )
    summary = summarize(text)
    assert [section.title for section in summary.sections][-2:] == ["存在问题", "下一步安排"]
    assert "物业纠纷较多，投诉量上升12%。" in claims(summary)


@pytest.mark.parametrize("text", ["一", "一、工作成效\n", "。。。！！？", "\n\n\n", "各位代表：\n请予审议。\n"])
def test_a_report_that_says_nothing_gives_an_empty_summary(text: str) -> None:
    assert summarize(text).sections == ()


def test_no_report_an_unknown_report_and_an_unknown_style_are_refused() -> None:
    summarizing = Summarizing(Shelf(报告=REPORT))  # type: ignore[arg-type]
    with pytest.raises(EmptyLibrary):
        summarizing.summarize([])
    with pytest.raises(UnknownReport):
        summarizing.summarize(["别的报告"])
    with pytest.raises(InvalidSetting):
        summarizing.summarize(["报告"], style="poetic")


PIECES = st.sampled_from(
    [
        "一、工作成效\n",
        "（一）抓好就业。",
        "二、存在问题\n",
        "三、下一步打算\n",
        "一是建成车站3座，",
        "投入*万元；",
        "“五心”服务",
        "《办法》（试行",
        "）。",
        "同比增长2.5％，",
        "由于雨水偏多，工期推迟。",
        "\n",
        "其中，东区3个。",
        "\t",
        "——",
        "🙂",
        "*月*日，",
    ]
)


@settings(max_examples=80, deadline=None)
@given(st.lists(PIECES, max_size=25))
def test_whatever_the_text_quotes_stand_at_their_place_and_claims_in_their_quotes(pieces: Sequence[str]) -> None:
    text = "".join(pieces)
    summary = summarize(text, style="detailed")
    for citation in summary.citations:
        assert citation.place.span.of(text) == citation.quote
    quotes = {citation.id: citation.quote for citation in summary.citations}
    for section in summary.sections:
        for claim in section.claims:
            cited = "\n".join(quotes[number] for number in claim.citations)
            assert claim.text[:-1] in cited or all(part in cited for part in claim.text[:-1].split("："))
