"""Summaries in a real browser: asked for with one click, followed, read, checked, handed on."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest

pytest.importorskip("playwright", reason="playwright is not installed: pip install playwright")

from playwright.sync_api import Page, expect

from tests.browser import papers
from tests.browser.audits import serious
from tests.browser.papers import HEALTH_2022, LABOUR_2022, LABOUR_2023
from tests.model_server import Stall, serving

REAL_TITLES = ("党风廉政建设", "文明创建", "人社局2023年", "2022年上半年", "主题教育")


def opened(desk: Any, server: str, **options: Any) -> Page:
    page: Page = desk.page(f"{server}/summaries", **options)
    return page


# --- made and read


def test_a_summary_is_made_with_one_click_and_every_number_opens_exactly_the_words_it_quotes(
    desk: Any, server: str
) -> None:
    page = opened(desk, server)
    papers.summarise(page, LABOUR_2023)
    expect(page.locator("#paper h1")).to_contain_text(LABOUR_2023)
    numbers = page.locator(".paper-part .cite")
    assert numbers.count() > 8
    for index in range(0, numbers.count(), 3):
        place = papers.follow(page, numbers.nth(index))
        assert papers.marked(page) == place["quote"]


def test_a_key_figure_opens_the_report_at_the_figure(desk: Any, server: str) -> None:
    page = opened(desk, server)
    papers.summarise(page, LABOUR_2023)
    figures = page.locator(".paper-figures .figure-link")
    assert figures.count() > 3
    for index in (0, 2):
        papers.follow(page, figures.nth(index))


def test_a_place_has_an_address_and_back_returns_to_the_paper(desk: Any, server: str) -> None:
    page = opened(desk, server)
    papers.summarise(page, LABOUR_2023)
    place = papers.follow(page, page.locator(".paper-part .cite").nth(4))
    page.reload()
    assert papers.marked(page) == place["quote"]
    page.go_back()
    expect(page.locator("#beside")).to_be_hidden()
    assert "start=" not in page.url


def test_pointing_at_a_number_shows_the_words_and_where_they_stand(desk: Any, server: str) -> None:
    page = opened(desk, server)
    papers.summarise(page, LABOUR_2023)
    number = page.locator(".paper-part .cite").first
    place = papers.places(page)[number.get_attribute("data-place") or ""]
    number.hover()
    expect(page.locator(".quote-card")).to_contain_text(place["quote"][:20])
    expect(page.locator(".quote-card")).to_contain_text(place["section"][-1])


def test_the_paper_is_read_with_the_keyboard_alone(desk: Any, server: str) -> None:
    page = opened(desk, server)
    papers.summarise(page, LABOUR_2023)
    number = page.locator(".paper-part .cite").first
    number.focus()
    page.keyboard.press("Enter")
    expect(page.locator("mark.cited").first).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".pane-number")).to_contain_text("2")
    page.keyboard.press("Escape")
    expect(page.locator("#beside")).to_be_hidden()


def test_what_is_masked_is_folded_below_and_has_its_place(desk: Any, server: str) -> None:
    page = opened(desk, server)
    papers.summarise(page, HEALTH_2022)
    fold = page.locator("#undisclosed")
    expect(fold).not_to_have_attribute("open", "")
    fold.locator("summary").click()
    first = fold.locator("li").first
    assert "*" in (first.text_content() or "")
    assert "*" in papers.follow(page, first.locator(".cite"))["quote"]


def test_several_reports_are_summarised_together(desk: Any, server: str) -> None:
    page = opened(desk, server)
    papers.summarise(page, LABOUR_2022, LABOUR_2023)
    reports = {one["report"]["title"] for one in papers.places(page).values()}
    assert reports == {LABOUR_2022, LABOUR_2023}


def test_the_five_reports_of_offices_are_summarised_and_lead_to_their_words(
    desk: Any, serve: Any, real_home: Any
) -> None:
    page = opened(desk, serve(real_home))
    papers.summarise(page, *REAL_TITLES)
    numbers = page.locator(".paper-part .cite")
    for index in range(0, numbers.count(), 5):
        papers.follow(page, numbers.nth(index))


# --- how it is written


def test_it_is_written_again_in_another_style(desk: Any, server: str) -> None:
    page = opened(desk, server)
    papers.summarise(page, LABOUR_2023)
    before, long = page.url, len(page.locator("#paper").inner_text())
    page.click("#restyle > summary")
    page.click("#restyle [data-style=brief]")
    page.wait_for_url(lambda url: url != before)
    papers.made(page)
    assert len(page.locator("#paper").inner_text()) < long / 2


def test_more_options_begin_with_what_was_asked_before(desk: Any, server: str) -> None:
    page = opened(desk, server)
    page.get_by_role("radio", name=re.compile("简要")).check()
    page.fill("#length", "150")
    papers.summarise(page, LABOUR_2023)
    page.click("#restyle > summary")
    page.click("#restyle a")
    expect(page.locator("#picked li")).to_have_text(re.compile(LABOUR_2023))
    expect(page.get_by_role("radio", name=re.compile("简要"))).to_be_checked()
    expect(page.locator("#length")).to_have_value("150")


def test_a_template_of_ones_own_decides_the_parts(desk: Any, server: str) -> None:
    page = opened(desk, server)
    page.click("#template-fold > summary")
    page.click("#template-example")
    papers.summarise(page, LABOUR_2023)
    headings = page.locator("#paper .paper-part h2").all_text_contents()
    assert any("就业和社会保险" in one for one in headings)


def test_a_template_that_cannot_be_read_is_said_where_it_stands_and_nothing_is_lost(desk: Any, server: str) -> None:
    page = opened(desk, server)
    papers.choose(page, LABOUR_2023)
    page.click("#template-fold > summary")
    page.fill("#template", "没有标题的模板")
    page.click("#make")
    expect(page.locator("#wish-notices [role=alert]")).to_contain_text("模板")
    expect(page.locator("#picked li")).to_have_count(1)
    expect(page.locator("#make")).to_be_enabled()
    page.reload()
    expect(page.locator("#template")).to_have_value("没有标题的模板")
    expect(page.locator("#picked li")).to_have_count(1)


def test_an_english_page_asks_for_an_english_summary(desk: Any, server: str) -> None:
    page = opened(desk, server, language="en")
    expect(page.locator("h1")).to_have_text("Summaries")
    papers.summarise(page, LABOUR_2023)
    expect(page.locator("#paper")).to_have_attribute("lang", "en")
    expect(page.get_by_text("Copy with sources")).to_be_visible()


# --- handed on


def test_each_format_is_saved_as_what_it_is(desk: Any, server: str) -> None:
    page = opened(desk, server)
    papers.summarise(page, LABOUR_2023)
    name, word = papers.exported(page, "docx")
    assert name.startswith(f"《{LABOUR_2023}》") and name.endswith(".docx")
    with zipfile.ZipFile(io.BytesIO(word)) as package:
        assert "关键数据" in package.read("word/document.xml").decode()
    assert papers.exported(page, "html")[1].startswith(b"<!DOCTYPE html>")
    assert papers.exported(page, "md")[1].decode().startswith("# ")
    assert papers.exported(page, "pdf")[1].startswith(b"%PDF")


def test_where_no_pdf_can_be_made_the_page_says_what_to_do(
    desk: Any, serve: Any, samples_home: Any, tmp_path: Any
) -> None:
    page = opened(desk, serve(samples_home, PATH=str(tmp_path)))
    papers.summarise(page, LABOUR_2023)
    page.click("#export > summary")
    page.click("#export [data-format=pdf]")
    expect(page.locator("#notices [role=alert]")).to_contain_text("WeasyPrint")


def test_it_is_copied_with_its_numbers_and_what_they_stand_for(desk: Any, server: str) -> None:
    page = opened(desk, server)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    papers.summarise(page, LABOUR_2023)
    page.click("#copy")
    expect(page.locator("#notices")).to_contain_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    quote = next(one["quote"] for one in papers.places(page).values() if one["id"] == 1)
    assert "[1]" in copied.split("出处")[0]
    assert quote in copied.split("出处")[-1]


def test_what_is_printed_is_the_paper_alone_with_its_sources(desk: Any, server: str) -> None:
    page = opened(desk, server)
    papers.summarise(page, LABOUR_2023)
    papers.follow(page, page.locator(".paper-part .cite").first)
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    for gone in (".rail", ".work-tools", "#beside", ".paper-edge"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.locator("#source-1")).to_be_visible()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator("#source-1")).to_be_hidden()


# --- jobs


def test_a_waiting_summary_is_cancelled_and_made_again(desk: Any, serve: Any, samples_home: Any) -> None:
    page = opened(desk, serve(samples_home, RAG_WORKERS="0"))
    papers.choose(page, LABOUR_2023)
    page.click("#make")
    page.wait_for_url("**/summaries/*")
    first = page.url
    page.click("#making-cancel")
    expect(page.locator("#making-outcome")).to_have_text("已取消")
    page.click("#making-again")
    page.wait_for_url(lambda url: url != first)
    expect(page.locator("#making-cancel")).to_be_visible()


def test_a_summary_that_is_being_written_shows_how_far_it_is_and_stops_when_it_is_told(
    desk: Any, serve: Any, samples_home: Any
) -> None:
    with serving([Stall()]) as model:
        settings = {"RAG_MODEL": "openai:scripted", "RAG_MODEL_BASE_URL": model.url, "RAG_MODEL_API_KEY": "none"}
        page = opened(desk, serve(samples_home, **settings))
        papers.choose(page, LABOUR_2023)
        page.click("#make")
        page.wait_for_url("**/summaries/*")
        expect(page.locator("#making-step")).to_have_text("正在写摘要")
        page.click("#making-cancel")
        expect(page.locator("#making-outcome")).to_have_text("已取消")


def test_what_was_made_is_listed_and_can_be_removed(desk: Any, serve: Any, samples_home: Any) -> None:
    server = serve(samples_home)
    page = opened(desk, server)
    papers.summarise(page, LABOUR_2023)
    address = page.url
    page.click(".work-back")
    row = page.locator("#earlier tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("完成")
    assert row.locator("a").evaluate("one => one.href") == address
    row.get_by_role("button").click()
    expect(page.locator("#earlier-none")).to_be_visible()
    gone = page.goto(address)
    assert gone is not None and gone.status == 404


def test_an_empty_library_is_filled_with_samples_in_one_click(desk: Any, serve: Any) -> None:
    page = opened(desk, serve())
    expect(page.locator("#wish")).to_be_hidden()
    page.click("#samples")
    expect(page.locator(".picker-row").first).to_be_visible(timeout=60_000)


# --- everyone


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_one_is_kept_from_reading(desk: Any, server: str, scheme: str) -> None:
    page = opened(desk, server, color_scheme=scheme)
    expect(page.locator(".picker-row").first).to_be_visible()
    assert serious(page) == []
    papers.summarise(page, HEALTH_2022)
    for one in page.locator("#paper details > summary").all():
        one.click()
    assert serious(page) == []
    papers.follow(page, page.locator(".paper-part .cite").first)
    assert serious(page) == []


def test_on_a_phone_the_report_comes_over_the_paper_and_back_returns_to_it(desk: Any, server: str) -> None:
    page = opened(desk, server, width=390, height=844)
    papers.summarise(page, LABOUR_2023)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    papers.follow(page, page.locator(".paper-part .cite").nth(5))
    page.get_by_role("button", name="返回").click()
    expect(page.locator("#beside")).to_be_hidden()
    expect(page.locator(".paper-part .cite").nth(5)).to_be_in_viewport()
