"""The library in a real browser: reports come in, are found, replaced and removed."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytest.importorskip("playwright", reason="playwright is not installed: pip install playwright")

from playwright.sync_api import Page, Route, expect

from tests.browser.audits import serious
from tests.browser.conftest import REAL_REPORTS
from tests.conftest import SAMPLES

PICTURE = {"name": "照片.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(64)}
IN_SECONDS = 60
TWICE_SENT = 2
ACCEPTED = 202


def text_file(name: str, text: str) -> dict[str, Any]:
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


def small(number: int, *, jobs: int = 320) -> dict[str, Any]:
    return text_file(f"小结-{number}.txt", f"岚浦市{number}号街道2023年工作小结\n一、就业\n全年新增就业{jobs}人。\n")


def rows(page: Page) -> Any:
    return page.locator("#reports tbody tr")


def arrivals(page: Page, group: str, name: str = "") -> Any:
    return page.locator(f"[data-group={group}] .arrival").filter(has_text=name)


def in_library(desk: Any, address: str, name: str) -> Page:
    """The page of a library, which what is chosen there comes into."""
    page: Page = desk.page(f"{address}/reports?library={name}")
    page.fill("#into", name)
    return page


def come_in(page: Page, *files: dict[str, Any]) -> None:
    """Chosen, and all of them in or failed."""
    page.set_input_files("#files", list(files))
    for one in files:
        settled = page.locator("[data-group=done] .arrival, [data-group=failed] .arrival")
        expect(settled.filter(has_text=one["name"])).to_have_count(1, timeout=IN_SECONDS * 1000)


def test_a_new_user_has_the_sample_reports_in_with_one_click(desk, serve) -> None:
    page = desk.page(f"{serve()}/reports")
    expect(page.get_by_role("heading", name="还没有报告")).to_be_visible()
    assert serious(page) == []
    page.get_by_role("button", name="放入示例报告").click()
    expect(rows(page)).to_have_count(len(list(SAMPLES.iterdir())), timeout=IN_SECONDS * 1000)
    expect(page.locator("#empty")).to_be_hidden()
    expect(page.locator("#total")).to_have_text(re.compile(r"11"))


def test_each_file_has_a_row_and_one_that_cannot_be_read_says_what_to_do_until_that_is_read(desk, empty_server) -> None:
    page = in_library(desk, empty_server, "甲")
    come_in(page, small(1), small(2), PICTURE)
    expect(rows(page)).to_have_count(2)
    failed = arrivals(page, "failed", "照片")
    expect(failed).to_have_count(1)
    expect(failed).to_contain_text("照片.png")
    expect(failed).to_contain_text("OCR")
    expect(page.locator("#announcer")).to_contain_text("照片.png")
    assert serious(page) == []
    page.reload()
    expect(failed).to_contain_text("照片.png")
    expect(arrivals(page, "done")).to_have_count(0)
    failed.get_by_role("button", name="知道了").click()
    expect(failed).to_have_count(0)
    page.reload()
    expect(rows(page)).to_have_count(2)
    expect(failed).to_have_count(0)


def test_files_can_be_dropped_anywhere(desk, empty_server) -> None:
    page = in_library(desk, empty_server, "乙")
    transfer = page.evaluate_handle(
        """() => {
          const transfer = new DataTransfer();
          transfer.items.add(new File(["岚浦市2023年总结\\n一、就业\\n新增就业320人。"], "总结.txt"));
          transfer.items.add(new File(["x"], ".DS_Store"));
          return transfer;
        }"""
    )
    page.dispatch_event("h1", "dragenter", {"dataTransfer": transfer})
    expect(page.locator("#drop-here")).to_be_visible()
    page.dispatch_event("h1", "drop", {"dataTransfer": transfer})
    expect(page.locator("#drop-here")).to_be_hidden()
    expect(rows(page)).to_have_count(1, timeout=IN_SECONDS * 1000)
    expect(page.locator(".arrival").filter(has_text="DS_Store")).to_have_count(0)


def test_what_is_on_its_way_is_there_again_after_the_page_was_closed(desk, empty_server) -> None:
    page = in_library(desk, empty_server, "丙")
    files = [small(number) for number in range(10)]
    with page.expect_response(lambda one: one.request.method == "POST" and one.status == ACCEPTED):
        page.set_input_files("#files", files)
    page.close()
    again = in_library(desk, empty_server, "丙")
    expect(rows(again)).to_have_count(len(files), timeout=IN_SECONDS * 1000)


def test_a_server_that_is_busy_is_asked_again_with_the_same_key(desk, empty_server) -> None:
    page = in_library(desk, empty_server, "丁")
    keys = []

    def busy_once(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        keys.append(route.request.headers["idempotency-key"])
        if len(keys) > 1:
            route.continue_()
        else:
            route.fulfill(status=429, headers={"Retry-After": "0"}, json={"status": 429, "code": "busy"})

    page.route("**/api/v1/reports", busy_once)
    come_in(page, small(1))
    assert len(keys) == TWICE_SENT
    assert len(set(keys)) == 1
    expect(rows(page)).to_have_count(1)


def test_many_files_travel_in_requests_of_sensible_size(desk, server) -> None:
    page = desk.page(f"{server}/reports")
    module = page.evaluate("document.querySelector('script[src*=\"library.js\"]').src").replace(
        "library.js", "library-batches.js"
    )
    sizes = page.evaluate(
        """async (module) => {
          const { firstBatch } = await import(module);
          const rest = Array.from({ length: 1000 }, () => ({ size: 30_000 }));
          rest.push({ size: 50_000_000 }, { size: 10 });
          const sizes = [];
          while (rest.length) sizes.push(rest.splice(0, firstBatch(rest).length).length);
          return sizes;
        }""",
        module,
    )
    assert sizes == [20] * 50 + [1, 1]
    shares = page.evaluate("async (module) => (await import(module)).shares([100, 50, 0], 120)", module)
    assert shares == [1, 0.4, 0]
    waits = page.evaluate(
        """async (module) => {
          const { secondsToWait } = await import(module);
          const now = Date.parse("2026-01-01T00:00:00Z");
          const date = "Thu, 01 Jan 2026 00:00:09 GMT";
          return [secondsToWait("7", 2), secondsToWait(date, 2, now), secondsToWait(null, 2)];
        }""",
        module,
    )
    assert waits == [7, 9, 2]


def test_the_address_carries_the_filter(desk, server) -> None:
    page = desk.page(f"{server}/reports")
    expect(rows(page)).to_have_count(11)
    page.select_option("[name=year]", "2023")
    expect(rows(page)).to_have_count(3)
    page.fill("[name=search]", "教育")
    expect(rows(page)).to_have_count(1)
    assert "year=2023" in page.url
    assert "search=" in page.url
    other = desk.page(page.url)
    expect(rows(other)).to_have_count(1)
    expect(other.locator("[name=search]")).to_have_value("教育")
    page.get_by_role("button", name="清除筛选").click()
    expect(rows(page)).to_have_count(11)
    page.go_back()
    expect(rows(page)).to_have_count(1)
    page.fill("[name=search]", "没有这样的报告")
    expect(page.get_by_text("没有符合条件的报告")).to_be_visible()


def test_columns_are_sorted_by_their_heads(desk, server) -> None:
    page = desk.page(f"{server}/reports")
    expect(rows(page)).to_have_count(11)
    counts = sorted(page.locator(".row-characters").all_text_contents(), key=lambda one: int(one.replace(",", "")))
    head = page.get_by_role("columnheader", name="字数")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    assert "sort=-characters" in page.url
    expect(rows(page).first.locator(".row-characters")).to_have_text(counts[-1])
    assert page.locator(".row-characters").all_text_contents() == counts[::-1]


def test_a_report_is_replaced_by_another_file_under_its_name(desk, empty_server) -> None:
    page = in_library(desk, empty_server, "戊")
    come_in(page, small(1))
    before = rows(page).first.locator(".row-title a").get_attribute("href")
    page.locator("#hide-done").click()
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name=re.compile("用新文件替换")).click()
    chosen.value.set_files([small(2, jobs=480)])
    expect(arrivals(page, "done", "已替换")).to_have_count(1, timeout=IN_SECONDS * 1000)
    expect(rows(page)).to_have_count(1)
    expect(rows(page).first.locator(".row-title a")).not_to_have_attribute("href", before or "")
    expect(rows(page).first).to_contain_text("小结-1.txt")


def test_reports_are_removed_by_keyboard_after_a_calm_question(desk, serve, samples_home) -> None:
    page = desk.page(f"{serve(samples_home)}/reports")
    expect(rows(page)).to_have_count(11)
    remove = rows(page).nth(1).get_by_role("button", name=re.compile("移除"))
    title = rows(page).nth(1).locator(".row-title a").text_content() or ""
    remove.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(title)
    expect(dialog.get_by_role("button", name="取消")).to_be_focused()
    assert serious(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(remove).to_be_focused()
    expect(rows(page)).to_have_count(11)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(rows(page)).to_have_count(10)
    expect(page.locator("#announcer")).to_contain_text(title)
    expect(rows(page).nth(1).locator(".row-title a")).to_be_focused()
    for box in page.locator("#reports tbody input").all()[:3]:
        box.check()
    expect(page.locator("#chosen-count")).to_have_text("已选 3 份")
    page.locator("#chosen-remove").click()
    dialog.get_by_role("button", name="移除").click()
    expect(rows(page)).to_have_count(7)
    expect(page.locator("#chosen")).to_be_hidden()


def test_what_is_chosen_is_summarised_with_one_click(desk, server) -> None:
    page = desk.page(f"{server}/reports")
    page.locator("#reports tbody input").first.check()
    expect(page.get_by_role("button", name="对比")).to_be_disabled()
    page.get_by_role("button", name="生成摘要").click()
    page.wait_for_url(re.compile("/summaries/.+"))


def test_the_indexes_can_be_made_anew(desk, empty_server) -> None:
    page = in_library(desk, empty_server, "己")
    come_in(page, small(1))
    page.get_by_role("button", name="重建索引").click()
    page.get_by_role("dialog").get_by_role("button", name="开始重建").click()
    expect(page.locator("#rebuild-state")).to_have_text("索引已重建", timeout=IN_SECONDS * 1000)


def test_names_and_titles_are_only_ever_text(desk, empty_server) -> None:
    page = in_library(desk, empty_server, "庚")
    hostile = "<img src=x onerror=alert(1)>"
    come_in(page, text_file(f"{hostile}.txt", f"{hostile}工作报告\n一、就业\n新增就业320人。\n"))
    expect(rows(page)).to_have_count(1)
    expect(page.locator("main img")).to_have_count(0)
    rows(page).first.locator(".row-title a").click()
    page.wait_for_url(re.compile("/reports/.+"))
    expect(page.locator("main img")).to_have_count(0)
    expect(page.locator(".canonical")).to_contain_text(hostile)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_everyone_can_use_it(desk, server, language: str, width: int, scheme: str) -> None:
    page = desk.page(f"{server}/reports", language=language, width=width, color_scheme=scheme)
    expect(rows(page)).to_have_count(11)
    rows(page).first.locator("input").check()
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.skipif(not REAL_REPORTS.is_dir(), reason="the real reports are not part of the repository")
def test_reports_as_offices_write_them_come_in(desk, empty_server) -> None:
    page = in_library(desk, empty_server, "辛")
    files = [text_file(one.name, one.read_text("utf-8")) for one in sorted(REAL_REPORTS.iterdir())]
    come_in(page, *files)
    expect(rows(page)).to_have_count(len(files))
