"""Texts that are no work reports: told from reports, and summarised in one part, in their order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.domain import Fact, Origin, ParsedReport, Report, ReportFacts, ReportStatus, SourceText, SummaryPart
from rag.parsing import parse
from rag.statements import Statement
from rag.summarizing.plain import arrange_plain, choose_plain, is_plain
from rag.summarizing.sources import Source
from rag.summarizing.templates import PartTemplate

TITLE = "青川市三座冷链仓库建成投用"
NEWS = (
    "青川日报讯（记者 李某）7月21日，青川市三座冷链仓库在蔬菜产地建成投用，总容量两万吨。"
    "市农业农村局局长王某出席投用仪式并讲话。他表示，仓库要为农户服务。"
    "据了解，冷链仓库由市供销合作社和三家企业共同出资建设，投资一亿二千万元。"
    "农户把蔬菜存进仓库，每吨每天只需付五角钱。"
    "去年，青川市蔬菜在路上的损耗为两成。冷链仓库投用后，损耗预计降到半成以下。"
    "今年下半年，青川市还将在另外两个乡镇建设冷链仓库。（完）"
)
MEETING = "\n".join(
    [
        "主持人：大家好，欢迎各位来到今天的讨论，首先请各位做一下自我介绍。",
        "发言人1：大家好，我是来自某某公司的李某。",
        "发言人1：其实我觉得冷链仓库必须建在蔬菜产地，因为蔬菜在路上的损耗太大。",
        "发言人2：那么冷链仓库的电费是最大的成本，电费占到了仓库成本的一半。",
        "发言人1：屋顶光伏能够解决冷链仓库三分之一的电费。",
        "主持人：好，谢谢两位老师的分享。",
    ]
)
PARTS = (PartTemplate("总体情况", SummaryPart.HEADLINE), PartTemplate("主要成效", SummaryPart.RESULTS))


def source(text: str, title: str = "") -> Source:
    facts = ReportFacts(Fact(title, Origin.GIVEN))
    report = Report("r1", "a.txt", "default", facts, len(text), 1, 1, 0, ReportStatus.READY)
    return Source(report, parsed(text), (), ())


def parsed(text: str) -> ParsedReport:
    return parse(SourceText(text))


def said(text: str, *, aim: float, title: str = "") -> str:
    return "".join(point.words for point in choose_plain(source(text, title), aim=aim))


def test_news_and_meetings_are_no_reports() -> None:
    assert is_plain(parsed(NEWS))
    assert is_plain(parsed(MEETING))


def test_a_text_with_sections_is_a_report() -> None:
    headings = ("一、主要工作", "二、重点项目", "三、存在问题", "四、下一步打算")
    assert not is_plain(parsed("\n".join(f"{one}\n冷链仓库建成三座。" for one in headings)))


def test_a_short_report_that_names_its_problems_is_a_report() -> None:
    assert not is_plain(parsed("一、工作情况\n冷链仓库建成三座。\n二、存在问题\n电费太高。"))


def test_a_meeting_in_which_somebody_counts_is_a_meeting() -> None:
    counted = (
        MEETING
        + "\n一、关于电费\n发言人2：电费要降。\n二、关于损耗\n发言人1：损耗要降。\n三、存在问题\n发言人2：成本太高。"
    )
    assert is_plain(parsed(counted))


def test_news_begins_with_its_matter() -> None:
    assert said(NEWS, aim=120, title=TITLE).startswith("7月21日，青川市三座冷链仓库在蔬菜产地建成投用")


@pytest.mark.parametrize("aim", [0, 20, 60, 120, 1_000])
@pytest.mark.parametrize("text", [NEWS, MEETING])
def test_no_more_is_said_than_there_is_room_for(text: str, aim: float) -> None:
    assert len(said(text, aim=aim)) <= aim


def test_who_stands_behind_a_pronoun_is_not_left_open() -> None:
    assert "他表示" not in said(NEWS, aim=1_000, title=TITLE)


def test_of_a_meeting_the_matter_is_said_and_not_the_welcome() -> None:
    words = said(MEETING, aim=60)
    assert "冷链仓库" in words
    assert "欢迎" not in words


def test_words_and_what_is_cited_stand_in_the_text() -> None:
    for text in (NEWS, MEETING):
        for point in choose_plain(source(text), aim=200):
            [statement] = point.parts
            assert statement.span.of(text) == statement.words
            assert statement.sentence.contains(statement.span)


def test_points_are_in_the_order_of_the_text() -> None:
    spans = [point.parts[0].span for point in choose_plain(source(NEWS, TITLE), aim=200)]
    assert spans == sorted(spans)


def test_one_part_takes_the_place_of_results_and_plans() -> None:
    [part] = arrange_plain(source(NEWS, TITLE), PARTS, aim=150)
    assert part.title == "主要内容"
    assert part.points[0].report_id == "r1"


def test_an_own_template_of_one_part_keeps_its_title() -> None:
    [part] = arrange_plain(source(NEWS, TITLE), PARTS[:1], aim=150)
    assert part.title == "总体情况"


def test_a_topic_has_what_speaks_of_it_and_nothing_is_said_twice() -> None:
    topic = PartTemplate("损耗", SummaryPart.TOPIC, share=0.4, about=("损耗",))
    first, second = arrange_plain(source(NEWS, TITLE), (topic, *PARTS), aim=200)
    assert all("损耗" in point.words for point in first.points)
    assert not {point.words for point in first.points} & {point.words for point in second.points}


def test_what_the_summary_has_already_is_not_said_again() -> None:
    given = source(NEWS, TITLE)
    [before] = arrange_plain(given, PARTS, aim=60)
    [after] = arrange_plain(given, PARTS, aim=100, shown=[point.parts[0].sentence for point in before.points])
    assert not {point.words for point in before.points} & {point.words for point in after.points}


def test_what_a_model_wrote_is_shown_as_it_wrote_it() -> None:
    given = source(NEWS, TITLE)
    sentence = given.parsed.sentences[0].span
    written = Statement("青川市建成三座冷链仓库", sentence, sentence, 0, (), None, label=False, vagueness=0.0)
    points = choose_plain(replace(given, statements=(written,)), aim=100)
    assert [point.words for point in points] == ["青川市建成三座冷链仓库。"]


@pytest.mark.parametrize("text", ["", "\n", "好。", "？？？", "表\t一\n二\t三"])
def test_a_text_that_says_nothing_has_no_points(text: str) -> None:
    assert choose_plain(source(text), aim=100) == ()
    assert list(arrange_plain(source(text), PARTS, aim=100)) == []
