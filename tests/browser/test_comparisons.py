"""Comparisons in a real browser: figures side by side with their places, what is new, planned and done."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

pytest.importorskip("playwright", reason="playwright is not installed: pip install playwright")

from playwright.sync_api import Page, expect

from tests.browser import papers
from tests.browser.audits import serious
from tests.browser.papers import LABOUR_2022, LABOUR_2023, LABOUR_2024

JOBS = "城镇新增就业"


def opened(desk: Any, server: str, *titles: str, **options: Any) -> Page:
    page: Page = desk.page(f"{server}/summaries", **options)
    papers.compare(page, *(titles or (LABOUR_2024, LABOUR_2023)))
    return page


def row(page: Page, name: str) -> Any:
    return page.locator(f'#rows tbody[data-name="{name}"]').first


def test_every_figure_of_two_years_opens_its_report_at_the_figure(desk: Any, server: str) -> None:
    page = opened(desk, server)
    figures = page.locator("#rows .figure-link")
    assert figures.count() > 20
    for index in range(0, figures.count(), 7):
        papers.follow(page, figures.nth(index))


def test_a_row_shows_both_years_what_is_computed_of_them_and_what_the_report_says_itself(
    desk: Any, server: str
) -> None:
    page = opened(desk, server)
    jobs = row(page, JOBS)
    assert jobs.locator(".figure-link").all_inner_texts()[:2] == ["3.12万人", "3.26万人"]
    assert jobs.locator(".cell-computed").all_inner_texts() == ["+0.14万人", "+4.5%"]
    assert "4.5%" in jobs.locator(".cell-stated").inner_text()
    expect(jobs.locator("svg")).to_have_accessible_name(f"{JOBS}：2023年 3.12万人；2024年 3.26万人")
    expect(page.locator("#rows thead")).to_contain_text("计算")


def test_what_a_report_does_not_disclose_is_said_and_never_a_number(desk: Any, server: str) -> None:
    page = opened(desk, server, LABOUR_2022, LABOUR_2023, LABOUR_2024)
    cell = row(page, "就业困难人员就业").locator("td.number").first
    expect(cell).to_have_text("未披露")
    assert "*" in papers.follow(page, cell.locator("a"))["quote"]


def test_plans_are_set_against_results_as_pairs_with_what_became_of_them(desk: Any, server: str) -> None:
    page = opened(desk, server)
    plans = page.locator("table.pairs tbody tr")
    met = plans.filter(has_text="城镇新增就业3.1万人以上")
    expect(met.locator(".plan-state")).to_have_text("已达到")
    missed = plans.filter(has_text="补贴性职业技能培训3万人次")
    expect(missed.locator(".plan-state")).to_have_text("未达到")
    papers.follow(page, met.locator(".cite").last)


def test_targets_stand_apart_from_results(desk: Any, server: str) -> None:
    page = opened(desk, server)
    expect(page.locator("#targets tbody")).to_have_count(2)
    expect(page.locator("#targets")).to_contain_text("3.1万人")


def test_what_is_new_and_gone_are_lists_that_lead_to_their_words(desk: Any, server: str) -> None:
    page = opened(desk, server)
    for name, year in (("new", LABOUR_2024), ("gone", LABOUR_2023)):
        listed = page.locator(f"section[aria-labelledby={name}-title]")
        assert listed.locator("li").count() > 8
        assert listed.locator("li:visible").count() == 8
        place = papers.follow(page, listed.locator(".cite").first)
        assert place["report"]["title"] == year


def test_rows_are_filtered_by_name_and_by_what_became_of_them(desk: Any, server: str) -> None:
    page = opened(desk, server)
    page.fill("#filter-text", "保险")
    expect(page.locator("#rows tbody:visible")).to_have_count(3)
    expect(page.locator("#filter-count")).to_have_text("3 / 14 项")
    page.select_option("#filter-kind", "down")
    expect(page.locator("#none-shown")).to_be_visible()
    page.fill("#filter-text", "")
    expect(row(page, "城镇登记失业率")).to_be_visible()
    page.reload()
    expect(page.locator("#filter-kind")).to_have_value("down")
    expect(row(page, JOBS)).to_be_hidden()


def test_each_format_is_saved_as_what_it_is(desk: Any, server: str) -> None:
    page = opened(desk, server)
    with zipfile.ZipFile(io.BytesIO(papers.exported(page, "docx")[1])) as package:
        assert JOBS in package.read("word/document.xml").decode()
    assert papers.exported(page, "html")[1].startswith(b"<!DOCTYPE html>")
    assert JOBS in papers.exported(page, "md")[1].decode()


def test_one_report_alone_cannot_be_compared_and_the_page_says_so(desk: Any, server: str) -> None:
    page = desk.page(f"{server}/summaries")
    papers.choose(page, LABOUR_2023)
    expect(page.locator("#compare")).to_be_disabled()
    expect(page.locator("#make-needs")).to_have_text("选两份以上才能对比")


@pytest.mark.parametrize(("scheme", "language"), [("light", "zh"), ("dark", "en")])
def test_no_one_is_kept_from_reading(desk: Any, server: str, scheme: str, language: str) -> None:
    page = opened(desk, server, LABOUR_2022, LABOUR_2023, LABOUR_2024, color_scheme=scheme, language=language)
    for one in page.locator("#paper details > summary").all():
        one.click()
    assert serious(page) == []


def test_on_a_phone_wide_tables_scroll_by_themselves(desk: Any, server: str) -> None:
    page = opened(desk, server, width=390, height=844)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    papers.follow(page, row(page, JOBS).locator(".figure-link").first)
    page.get_by_role("button", name="返回").click()
    expect(page.locator("#beside")).to_be_hidden()
