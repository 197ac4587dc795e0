"""A report's own page in a real browser: outline, text, figures, facts and history side by side."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest

pytest.importorskip("playwright", reason="playwright is not installed: pip install playwright")

from playwright.sync_api import Page, expect

from tests.browser.audits import serious

REPORT = "renshe-2024.md"
FIGURES_LOOKED_AT = 6
FIGURES_SHOWN = 200
LONG_CHARACTERS = 150_000


def documents(page: Page, path: str) -> Any:
    """What the API has of it."""
    where = urlsplit(page.url)
    return page.request.get(f"{where.scheme}://{where.netloc}/api/v1/{path}").json()


def opened(desk: Any, server: str, *, more: str = "", **options: Any) -> tuple[Page, str]:
    """The page of `REPORT`, and its id."""
    page = desk.page(f"{server}/reports/{REPORT}{more}", **options)
    expect(page.locator(".canonical")).to_contain_text("岚浦市")
    return page, urlsplit(page.url).path.rpartition("/")[2]


def marked(page: Page) -> str:
    """The words that are marked, once they are in sight."""
    expect(page.locator("mark.cited").first).to_be_in_viewport()
    return "".join(page.locator("mark.cited").all_text_contents())


def test_a_figure_that_is_clicked_is_marked_in_the_text(desk, server) -> None:
    page, report = opened(desk, server)
    figures = documents(page, f"figures?report={report}")["figures"]
    text = page.request.get(f"{server}/api/v1/reports/{report}/text").text()
    assert len(figures) < FIGURES_SHOWN
    expect(page.locator("#figures tbody tr")).to_have_count(len(figures))
    step = len(figures) // FIGURES_LOOKED_AT
    for place, figure in list(enumerate(figures))[::step]:
        page.locator("#figures tbody tr").nth(place).click()
        page.wait_for_url(f"**?start={figure['start']}&end={figure['end']}*")
        assert marked(page) == text[figure["start"] : figure["end"]]
    page.go_back()
    before = figures[::step][-2]
    page.wait_for_url(f"**?start={before['start']}&end={before['end']}*")
    expect(page.locator("mark.cited").first).to_have_text(text[before["start"] : before["end"]])


def test_figures_can_be_narrowed(desk, server) -> None:
    page, report = opened(desk, server)
    figures = documents(page, f"figures?report={report}")["figures"]
    listed = page.locator("#figures tbody tr:visible")
    expect(listed).to_have_count(len(figures))
    page.fill("#figures-filter [name=search]", "新增就业")
    expect(listed.first).to_contain_text("新增就业")
    assert 0 < listed.count() < len(figures)
    page.fill("#figures-filter [name=search]", "")
    page.get_by_label("只看未披露").check()
    expect(listed).to_have_count(sum(one["masked"] for one in figures))
    page.fill("#figures-filter [name=search]", "没有这样的指标")
    expect(page.get_by_text("没有符合的数据")).to_be_visible()


def test_the_address_of_a_place_leads_to_it(desk, server) -> None:
    page, report = opened(desk, server)
    text = page.request.get(f"{server}/api/v1/reports/{report}/text").text()
    start = text.index("就业", len(text) // 2)
    other = desk.page(f"{server}/reports/{report}?start={start}&end={start + 2}")
    assert marked(other) == "就业"
    beyond = desk.page(f"{server}/reports/{report}?start={len(text)}&end={len(text) + 9}")
    expect(beyond.locator(".canonical")).to_contain_text("岚浦市")
    expect(beyond.locator("mark.cited")).to_have_count(0)


def test_all_that_is_shown_is_the_canonical_text(desk, server) -> None:
    page, report = opened(desk, server)
    text = page.request.get(f"{server}/api/v1/reports/{report}/text").text()
    assert "".join(page.locator(".canonical").all_text_contents()) == text
    with page.expect_download() as loaded:
        page.get_by_role("link", name="下载正文").click()
    assert loaded.value.path().read_text("utf-8") == text
    assert loaded.value.suggested_filename.endswith(".txt")


def test_what_is_known_of_it_says_where_it_was_found(desk, server) -> None:
    page, _ = opened(desk, server)
    page.get_by_role("tab", name="资料").click()
    facts = page.locator("#view-facts")
    expect(facts).to_contain_text(REPORT)
    expect(facts).to_contain_text("2024")
    place = facts.locator("a.place").first
    value = place.locator("xpath=ancestor::dd").text_content() or ""
    place.click()
    assert marked(page) in value
    page.reload()
    expect(page.get_by_role("tab", name="资料")).to_have_attribute("aria-selected", "true")


def test_its_views_are_gone_through_by_keyboard(desk, server) -> None:
    page, _ = opened(desk, server)
    page.get_by_role("tab", name="数据").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="摘要")).to_be_focused()
    expect(page.locator("#view-summary")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#view-facts")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#view-figures")).to_be_visible()


def test_how_it_came_in_is_told_and_it_is_summarised_replaced_and_removed(desk, empty_server) -> None:
    page = desk.page(f"{empty_server}/reports")
    content = (
        "岚浦市统计局2023年工作总结\n一、就业\n全年城镇新增就业3.12万人。\n二、收入\n居民人均可支配收入4.1万元。\n"
    )
    file = {"name": "统计.txt", "mimeType": "text/plain", "buffer": content.encode()}
    page.set_input_files("#files", [file])
    page.locator("#reports .row-title a").click(timeout=60_000)
    page.get_by_role("tab", name="资料").click()
    expect(page.locator("#history")).to_contain_text("统计.txt")
    page.get_by_role("button", name="生成摘要").click()
    page.wait_for_url(re.compile("/summaries/.+"))
    page.go_back()
    page.get_by_role("tab", name="摘要").click()
    expect(page.locator("#summaries a")).to_have_count(1)
    before = page.url.partition("#")[0]
    changed = {**file, "name": "新稿.txt", "buffer": content.replace("3.12", "3.21").encode()}
    page.set_input_files("#replacement", [changed])
    expect(page.locator(".canonical")).to_contain_text("3.21", timeout=60_000)
    assert page.url.partition("#")[0] != before
    page.get_by_role("button", name="移除").click()
    page.get_by_role("dialog").get_by_role("button", name="移除").click()
    page.wait_for_url("**/reports")
    page.goto(before)
    expect(page.get_by_role("heading", name="这份报告不在库里")).to_be_visible()
    assert serious(page) == []


def test_a_long_report_opens_at_once_and_scrolls(desk, empty_server) -> None:
    page = desk.page(f"{empty_server}/reports")
    part = "　　全市认真贯彻落实各项部署，扎实推进重点工作，完成投资{0}万元，服务群众{1}人次，各项任务有序推进。\n"
    lines = [f"一、第{n}部分\n" if n % 40 == 0 else part.format(n, 2 * n) for n in range(LONG_CHARACTERS // 50)]
    content = "岚浦市2023年工作报告\n" + "".join(lines)
    file = {"name": "长.txt", "mimeType": "text/plain", "buffer": content.encode()}
    page.set_input_files("#files", [file])
    link = page.locator("#reports tbody tr").filter(has_text="长.txt").locator(".row-title a")
    link.click(timeout=90_000)
    expect(page.locator("#section-20")).to_be_attached()
    report = urlsplit(page.url).path.rpartition("/")[2]
    page.goto(f"{empty_server}/reports/{report}?start={len(content) - 60}&end={len(content) - 40}")
    expect(page.locator("mark.cited").first).to_be_in_viewport()
    page.locator(".outline a").nth(1).click()
    expect(page.locator("#section-1")).to_be_in_viewport()
    listed = page.locator("#figures tbody tr")
    expect(listed).to_have_count(FIGURES_SHOWN)
    page.locator("#figures-more").click()
    expect(listed).to_have_count(2 * FIGURES_SHOWN)
    expect(listed.nth(FIGURES_SHOWN).locator("a")).to_be_focused()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_everyone_can_read_it(desk, server, language: str, width: int, scheme: str) -> None:
    page, _ = opened(desk, server, language=language, width=width, color_scheme=scheme)
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for tab in page.locator("[role=tab]:visible").all():
        tab.click()
        expect(tab).to_have_attribute("aria-selected", "true")
    assert serious(page) == []


def test_on_a_phone_a_figure_leads_to_the_text_and_back_again(desk, server) -> None:
    page, _ = opened(desk, server, width=390)
    expect(page.get_by_role("tab", name="正文")).to_have_attribute("aria-selected", "true")
    page.get_by_role("tab", name="数据").click()
    expect(page.locator(".canonical")).to_be_hidden()
    page.locator("#figures tbody tr").nth(3).click()
    assert marked(page)
    page.go_back()
    expect(page.locator("#figures")).to_be_visible()
    page.get_by_role("tab", name="目录").click()
    expect(page.locator(".outline")).to_be_visible()
    page.locator(".outline a").last.click()
    expect(page.locator(".canonical [id^=section-]").last).to_be_in_viewport()


def test_one_asks_about_the_report_alone(desk, server) -> None:
    page, report = opened(desk, server)
    page.get_by_role("link", name="提问").click()
    page.wait_for_url(f"**/?about={report}")
    expect(page.locator("#scope-said")).to_contain_text("2024年全市人力资源和社会保障工作总结")
    page.fill("#question", "城镇新增就业多少人？")
    page.press("#question", "Enter")
    page.wait_for_url("**/conversations/*")
    expect(page.locator(".turn:last-child .actions")).to_be_visible()
    conversation = urlsplit(page.url).path.rpartition("/")[2]
    assert documents(page, f"conversations/{conversation}")["reports"] == [report]
