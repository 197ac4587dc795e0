"""The pages of summaries and comparisons as they are sent: what they show of a document, and what they never do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from lxml import html

from rag.bootstrap import open_service
from rag.domain import Comparison, JobKind, JobRequest, JobState, Summary
from rag.entrypoints import api, comparison_documents, documents
from rag.entrypoints.web import bars, comparison_view, summary_view
from rag.errors import NothingToCompare
from rag.ports import JobEnd
from rag.service import Service
from rag.settings import Settings
from tests.entrypoints import exported

MANY_PASSAGES = 30


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with open_service(Settings(home=tmp_path)) as opened:
        yield opened


@pytest.fixture
def client(service: Service) -> TestClient:
    return TestClient(api.create(service))


def made(service: Service, document: documents.Document, kind: JobKind) -> str:
    """The id of a job that has made it."""
    asked = {"reports": ["harbour"], "style": "executive", "length": None, "language": None, "template": None}
    job = service.submit(JobRequest(kind, exported.HARBOUR, asked))
    claimed = service.all_jobs.claim([kind])
    assert claimed is not None
    service.all_jobs.finish(claimed[1], JobEnd(JobState.DONE, result=document))
    return job.id


def summary_page(client: TestClient, service: Service, summary: Summary = exported.SUMMARY) -> Any:
    job = made(service, documents.of_summary(summary), JobKind.SUMMARIZE)
    return page(client, f"/summaries/{job}")


def comparison_page(client: TestClient, service: Service, comparison: Comparison = exported.COMPARISON) -> Any:
    job = made(service, comparison_documents.of_comparison(comparison), JobKind.COMPARE)
    return page(client, f"/comparisons/{job}")


def page(client: TestClient, address: str, **cookies: str) -> Any:
    client.cookies.update(cookies)
    response = client.get(address)
    assert response.status_code == 200, response.text
    return html.fromstring(response.text)


def said(element: Any) -> str:
    return re.sub(r"\s+", " ", element.text_content().replace("\u2060", "")).strip()


def cells(row: Any) -> list[str]:
    return [said(one) for one in row.iter("th", "td")]


def all_said(page: Any, selector: str) -> list[str]:
    return [said(one) for one in page.cssselect(selector)]


# --- a summary


def test_the_paper_has_the_parts_of_the_document_in_their_order_and_numbered_as_in_its_files(client, service) -> None:
    shown = summary_page(client, service)
    headings = all_said(shown, ".paper-part h2, .paper-part h3, .paper-part h4")
    assert headings == [
        *("一、总体情况", "二、主要成效", "（一）口岸通关提速", "（二）绿色港口", "1. 泊位改造", "（三）供水"),
        *("三、关键数据", "四、存在问题"),
    ]


def test_every_number_leads_to_its_place_and_carries_its_name(client, service) -> None:
    shown = summary_page(client, service)
    first = shown.cssselect(".paper-part .cite")[0]
    place = exported.CITATIONS[0].place
    assert said(first) == "1"
    assert first.get("href") == f"/reports/harbour?start={place.span.start}&end={place.span.end}"
    assert exported.HARBOUR in first.get("aria-label") and "主要成效" in first.get("aria-label")


def test_the_edge_repeats_the_numbers_for_the_eye_alone(client, service) -> None:
    shown = summary_page(client, service)
    assert all(edge.get("aria-hidden") == "true" for edge in shown.cssselect(".paper-edge"))
    assert {link.get("tabindex") for link in shown.cssselect(".paper-edge a")} == {"-1"}
    assert "口岸通关提速" in all_said(shown, ".paper-edge")[1]


def test_a_computed_sentence_is_marked_as_computed(client, service) -> None:
    [marked] = summary_page(client, service).cssselect(".paper-running .paper-tag")
    assert said(marked) == "计算得出"
    assert (marked.getprevious() is None) or "173.6" in marked.getparent().text_content()


def test_key_figures_stand_with_what_the_text_says_of_them_and_a_masked_one_is_said_to_be(client, service) -> None:
    rows = [cells(one) for one in summary_page(client, service).cssselect(".paper-figures tbody tr")]
    assert rows[0][:4] == ["货物吞吐量", "3126.4万吨", "增长5.8%", "2031年"]
    assert rows[1][1] == "*亿元未披露"
    assert exported.WATER in rows[2][4]


def test_what_is_missing_contradictory_dropped_or_failed_is_there_and_folded(client, service) -> None:
    shown = summary_page(client, service)
    folds = {one.get("id"): one for one in shown.cssselect("details.paper-fold")}
    assert list(folds) == ["conflicts", "undisclosed", "dropped", "failed", "remarks"]
    assert not any("open" in one.attrib for one in folds.values())
    assert "港口企业满意度*%" in said(folds["undisclosed"])
    assert all_said(folds["conflicts"], ".cite") == ["11", "12"]
    assert "吞吐量翻了两番。" in said(folds["dropped"]) and "原文不支持" in said(folds["dropped"])
    assert "岚浦市园林局2031年工作报告" in said(folds["failed"])
    assert "语言模型没有应答" in said(folds["remarks"])


def test_a_summary_with_nothing_to_note_has_no_such_part(client, service) -> None:
    plain = replace(
        exported.SUMMARY, sections=exported.SECTIONS[-1:], figures=(), dropped=(), undisclosed=(), conflicts=()
    )
    shown = summary_page(client, service, replace(plain, failed=(), notices=()))
    assert not shown.cssselect(".paper-notes") and not shown.cssselect(".paper-figures")


def test_sources_say_the_page_where_the_report_has_pages(client, service) -> None:
    sources = all_said(summary_page(client, service), ".source-list li")
    assert len(sources) == len(exported.CITATIONS)
    assert "第 3 页" in sources[0] and exported.CITATIONS[0].quote in sources[0]


def test_words_of_reports_are_text_on_the_page(client, service) -> None:
    job = made(service, documents.of_summary(exported.SUMMARY), JobKind.SUMMARIZE)
    sent = client.get(f"/summaries/{job}").text
    assert '<script>alert("水")' not in sent and "&lt;script&gt;alert" in sent
    assert [one.get("type") or one.get("src") for one in html.fromstring(sent).iter("script")].count(None) == 0


def test_the_paper_keeps_the_language_of_the_summary_on_a_page_of_another(client, service) -> None:
    job = made(service, documents.of_summary(exported.SUMMARY), JobKind.SUMMARIZE)
    shown = page(client, f"/summaries/{job}", language="en")
    assert shown.cssselect("#paper")[0].get("lang") == "zh-CN"
    assert "指标" in all_said(shown, ".paper-figures thead")[0]
    assert "Copy with sources" in said(shown)


def test_a_document_made_before_its_figures_had_a_place_is_still_shown(client, service) -> None:
    document = documents.of_summary(exported.SUMMARY)
    for name in ("figures_at", "figures_title", "gaps_title"):
        del document[name]
    shown = page(client, f"/summaries/{made(service, document, JobKind.SUMMARIZE)}")
    assert "关键数据" in all_said(shown, ".paper-part h2")[-1]


def test_a_citation_that_is_not_there_is_left_out_and_breaks_nothing() -> None:
    document = documents.of_summary(exported.SUMMARY)
    document["sections"][0]["claims"][0]["citations"] = [1, 99]
    [first, *_] = summary_view.of_document(document).before
    assert [one.number for one in first.lines[0].cited] == [1]


# --- a comparison


def test_a_row_shows_the_years_the_computed_change_and_the_stated_one(client, service) -> None:
    [throughput, online, masked] = [cells(one) for one in comparison_page(client, service).cssselect("#rows tbody")]
    assert throughput[:3] == ["货物吞吐量", "2955万吨", "3126.4万吨"]
    assert throughput[4:6] == ["+171.4万吨", "+5.8%"]
    assert "增长5.8%" in throughput[6] and "与计算一致" in throughput[6]
    assert online[4:6] == ["−0.5个百分点", ""]
    assert "没有提到" in masked[1] and masked[2] == "未披露"


def test_a_stated_growth_that_differs_is_marked_and_can_be_asked_for(client, service) -> None:
    wrong = replace(exported.THROUGHPUT, changes=(replace(exported.THROUGHPUT.changes[0], agrees=False),))
    shown = comparison_page(client, service, replace(exported.COMPARISON, rows=(wrong,)))
    [row] = shown.cssselect("#rows tbody")
    assert "与计算不一致" in said(row) and "differs" in row.get("data-kinds")


def test_every_figure_of_the_table_is_a_link_to_its_place(client, service) -> None:
    links = comparison_page(client, service).cssselect("#rows .figure-link")
    assert len(links) == 6
    assert links[0].get("href") == "/reports/old?start=0&end=1"


def test_targets_stand_in_a_table_of_their_own(client, service) -> None:
    target = replace(exported.ONLINE, planned=True)
    shown = comparison_page(client, service, replace(exported.COMPARISON, rows=(exported.THROUGHPUT, target)))
    assert all_said(shown, "#rows tbody th") == ["货物吞吐量"]
    assert all_said(shown, "#targets tbody th") == ["网办率"]
    assert "报告自述" not in said(shown.cssselect("#targets thead")[0])


def test_plans_are_pairs_that_say_what_became_of_them(client, service) -> None:
    shown = comparison_page(client, service)
    assert all_said(shown, ".pairs .plan-state") == ["已达到", "未达到", "未见结果"]
    assert "后来报告里没有找到相应内容" in all_said(shown, ".pairs tbody tr")[2]
    assert "引航员仍缺30人左右" in said(shown.cssselect(".pairs")[1])


def test_long_lists_begin_with_a_few_and_keep_the_rest_folded(client, service) -> None:
    many = tuple(exported.cited(f"第{at}件新事。", "new", at=at * 20) for at in range(MANY_PASSAGES))
    shown = comparison_page(client, service, replace(exported.COMPARISON, new=many))
    [new] = shown.cssselect("section[aria-labelledby=new-title]")
    assert len(new.cssselect("li")) == MANY_PASSAGES
    assert "其余 22 项" in said(new.cssselect("details > summary")[0])


def test_of_several_offices_each_list_names_its_report() -> None:
    reports = (
        *exported.COMPARISON.reports,
        exported.report("water", exported.WATER, 2031, "岚浦市水务局"),
    )
    new = (exported.cited("甲", "new"), exported.cited("乙", "water"), exported.cited("丙", "new", at=90))
    document = comparison_documents.of_comparison(Comparison(reports, (), new=new))
    groups = comparison_view.of_document(document, language="zh").new
    assert [(one.title, [passage.text for passage in one.first]) for one in groups] == [
        ("new的报告", ["甲", "丙"]),
        ("water的报告", ["乙"]),
    ]


def test_where_nothing_can_be_compared_the_page_says_why(client, service) -> None:
    empty = Comparison(exported.COMPARISON.reports, ())
    shown = said(comparison_page(client, service, empty).cssselect("#paper")[0])
    assert "没有口径相同、可以对比的指标" in shown and "同一单位前后两份报告之间没有新增" in shown


# --- bars


def test_bars_begin_at_zero_so_that_twice_as_much_is_twice_as_high() -> None:
    drawn = bars.of_values(["10", "20"])
    assert drawn is not None
    first, second = (one.height for one in drawn.bars)
    assert second == pytest.approx(2 * first)
    assert {round(one.y + one.height, 2) for one in drawn.bars} == {drawn.zero}


def test_bars_of_what_fell_hang_below_the_line() -> None:
    drawn = bars.of_values(["-6.2", "11.5"])
    assert drawn is not None
    fell, rose = drawn.bars
    assert fell.y == drawn.zero and rose.y + rose.height == pytest.approx(drawn.zero)


@pytest.mark.parametrize("values", [[], ["3"], ["3", None], ["0", "0"]])
def test_one_bar_compares_nothing(values: list[str | None]) -> None:
    assert bars.of_values(values) is None


def test_a_report_without_the_number_leaves_a_gap() -> None:
    drawn = bars.of_values(["1", None, "2"])
    assert drawn is not None
    assert [one.index for one in drawn.bars] == [0, 2] and len(drawn.gaps) == 1


# --- jobs


def test_a_job_on_its_way_has_a_page_that_says_how_to_stop_it(client, service) -> None:
    job = service.submit(JobRequest(JobKind.SUMMARIZE, exported.HARBOUR, {"reports": ["harbour"]}))
    shown = page(client, f"/summaries/{job.id}")
    assert said(shown.cssselect("h1")[0]) == exported.HARBOUR
    assert "排队等待" in said(shown.cssselect("#making-step")[0])
    assert "hidden" in shown.cssselect("#making-over")[0].attrib


def test_a_job_that_failed_says_why_in_the_readers_language(client, service) -> None:
    job = service.submit(JobRequest(JobKind.COMPARE, exported.HARBOUR, {"reports": ["harbour"]}))
    claimed = service.all_jobs.claim([JobKind.COMPARE])
    assert claimed is not None
    service.all_jobs.finish(claimed[1], JobEnd(JobState.FAILED, error=NothingToCompare()))
    for language in ("zh", "en"):
        shown = page(client, f"/comparisons/{job.id}", language=language)
        assert said(shown.cssselect("#making-detail")[0]) == NothingToCompare().in_language(language)


@pytest.mark.parametrize("address", ["/summaries/none", "/comparisons/none"])
def test_a_job_that_is_not_there_is_not_found(client, address: str) -> None:
    assert client.get(address, headers={"Accept": "text/html"}).status_code == 404


def test_a_comparison_is_no_summary(client, service) -> None:
    job = made(service, comparison_documents.of_comparison(exported.COMPARISON), JobKind.COMPARE)
    assert client.get(f"/summaries/{job}").status_code == 404


# --- asking


def test_an_empty_library_is_told_how_to_begin(client) -> None:
    shown = page(client, "/summaries")
    assert "hidden" not in shown.cssselect("#empty")[0].attrib
    assert "hidden" in shown.cssselect("#wish")[0].attrib


def test_a_link_to_a_job_that_is_gone_leads_to_the_form_all_the_same(client) -> None:
    assert client.get("/summaries?again=gone&report=nothing").status_code == 200
