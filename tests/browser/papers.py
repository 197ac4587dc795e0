"""Summaries and comparisons as their readers handle them: choosing reports, reading, following what is cited."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

HEALTH_2022 = "关于岚浦市2022年卫生健康工作情况的报告"
LABOUR_2022 = "岚浦市人力资源和社会保障局2022年工作情况汇报"
LABOUR_2023 = "岚浦市人力资源和社会保障局2023年工作总结和2024年工作计划"
LABOUR_2024 = "2024年全市人力资源和社会保障工作总结"


def choose(page: Page, *titles: str) -> None:
    """On the page of summaries: find each and tick it."""
    for title in titles:
        page.fill("#search", title)
        row = page.locator(".picker-row", has_text=title)
        expect(page.locator(".picker-row")).to_have_count(row.count() or 1)
        row.first.get_by_role("checkbox").check()
    expect(page.locator("#picked li")).to_have_count(len(titles))


def made(page: Page) -> None:
    """Wait until the paper is there."""
    expect(page.locator("#paper")).to_be_visible()


def summarise(page: Page, *titles: str) -> None:
    choose(page, *titles)
    page.click("#make")
    page.wait_for_url("**/summaries/*")
    made(page)


def compare(page: Page, *titles: str) -> None:
    choose(page, *titles)
    page.click("#compare")
    page.wait_for_url("**/comparisons/*")
    made(page)


def places(page: Page) -> dict[str, Any]:
    """What the page was given to point at, by key; the words of what has a number stand in its list of sources."""
    given = json.loads(page.locator("#data").text_content() or "")["places"]
    quotes = page.locator(".source-list q").all_text_contents()
    numbers = [one["id"] for one in given if one["id"] is not None]
    listed = dict(zip(sorted(numbers), quotes, strict=True))
    return {one["key"]: {**one, "quote": one["quote"] or listed[one["id"]]} for one in given}


def marked(page: Page) -> str:
    """The words that are marked in the report, once they are in sight."""
    expect(page.locator("mark.cited").first).to_be_in_viewport()
    return "".join(page.locator("mark.cited").all_text_contents())


def text_of(page: Page, place: Any) -> str:
    """What stands there, counted in code points by the reader of this test and not by the page."""
    origin = "/".join(page.url.split("/")[:3])
    text = page.request.get(f"{origin}/api/v1/reports/{place['report']['id']}/text").text()
    return text[place["start"] : place["end"]]


def follow(page: Page, link: Locator) -> Any:
    """Click, and find the report beside it at exactly what it points at."""
    place = places(page)[link.get_attribute("data-place") or ""]
    link.click()
    expect(link).to_have_attribute("aria-current", "true")
    assert marked(page) == text_of(page, place)
    assert f"start={place['start']}&end={place['end']}" in page.url
    return place


def exported(page: Page, format: str) -> tuple[str, bytes]:
    """Name and content of the file that the menu gives."""
    page.click("#export > summary")
    with page.expect_download() as download:
        page.click(f"#export [data-format={format}]")
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()
