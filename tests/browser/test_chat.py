"""Questions and answers in a real browser: ask, check, ask again."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

pytest.importorskip("playwright", reason="playwright is not installed: pip install playwright")

from playwright.sync_api import Page, expect

from tests.browser.audits import serious
from tests.browser.conftest import filled
from tests.conftest import Rag
from tests.model_server import Stall, Text, serving

FIGURE = "2023年城镇新增就业多少万人？"
THREE_YEARS = "2022年、2023年和2024年城镇新增就业分别是多少？"
NOT_THERE = "岚浦市2031年的人口是多少？"
SENTENCE = "全年城镇新增就业3.12万人"
# Two a report, as its readers would ask.
REAL_QUESTIONS = (
    "意识形态工作取得了哪些成效？",
    "党风廉政建设方面存在哪些问题？",
    "文明创建工作是怎样加强组织领导的？",
    "学雷锋志愿服务活动开展得怎么样？",
    "促进城镇失业人员再就业多少人？",
    "人社局2023年城镇新增就业多少人？",
    "2022年上半年存在的主要问题是什么？",
    "2022年下半年有什么工作计划？",
    "人社部主题教育是怎样推进的？",
    "减免企业社保费政策落实得怎么样？",
)
ASTRAL = "𠮷田镇2031年工作总结\n一、𠮷祥之年😀\n全镇植树3.2万株，𠮷田桥如期通车。\n二、存在问题\n𡋾头村道路失修。\n"
FIRST_PAGE_BYTES = 100_000
STOPPED_WITHIN_SECONDS = 1.0


# As Back and Forward do.
_GO_TO = "address => { history.pushState({}, '', address); dispatchEvent(new PopStateEvent('popstate')); }"


def ask(page: Page, question: str) -> None:
    """Put it and wait for the whole answer."""
    page.fill("#question", question)
    page.press("#question", "Enter")
    expect(page.locator(".turn:last-child .asked")).to_have_text(re.compile(re.escape(question)))
    expect(page.locator(".turn:last-child .actions")).to_be_visible()


def answers(page: Page) -> list[dict[str, Any]]:
    """What the service has kept of the conversation that the page shows."""
    path = page.url.split("?")[0].replace("/conversations/", "/api/v1/conversations/")
    kept = page.request.get(path).json()
    return [turn["answer"] for turn in kept["turns"]]


def marked(page: Page) -> str:
    """The words that are marked in the report, once they are in sight."""
    expect(page.locator("mark.cited").first).to_be_in_viewport()
    return "".join(page.locator("mark.cited").all_text_contents())


def last(page: Page, selector: str) -> Any:
    return page.locator(f".turn:last-child {selector}")


# --- answers and their places


def test_every_citation_opens_the_report_at_exactly_the_words_it_quotes(desk: Any, server: str) -> None:
    page = desk.page(server)
    ask(page, THREE_YEARS)
    citations = answers(page)[0]["citations"]
    assert len(citations) >= 3
    for one in citations:
        last(page, f".answer-text [data-citation='{one['id']}']").first.click()
        expect(page.locator(".pane-number")).to_contain_text(str(one["id"]))
        expect(page.locator(".pane-head h2")).to_have_text(one["report"]["title"])
        expect(page.locator(".pane-path")).to_have_text(" › ".join(one["section"]))
        assert marked(page) == one["quote"]
        reached = page.locator(".outline [aria-current]").text_content()
        assert one["section"][-1] in reached


def test_the_words_are_found_in_reports_as_offices_write_them(desk: Any, serve: Any, real_home: Path) -> None:
    page = desk.page(serve(real_home))
    cited = set()
    for question in REAL_QUESTIONS:
        ask(page, question)
    turns = page.locator(".turn")
    for number, answer in enumerate(answers(page)):
        for one in answer["citations"]:
            turns.nth(number).locator(f".answer-text [data-citation='{one['id']}']").first.click()
            expect(page.locator(".pane-head h2")).to_have_text(one["report"]["title"])
            assert marked(page) == one["quote"]
            cited.add(one["report"]["id"])
    assert len(cited) >= 4


def test_the_text_beside_is_the_report_character_for_character(desk: Any, server: str) -> None:
    page = desk.page(server)
    reports = page.request.get(f"{server}/api/v1/reports").json()["reports"]
    for report in reports:
        page.goto(f"{server}/?report={report['id']}")
        text = page.request.get(f"{server}/api/v1/reports/{report['id']}/text").text()
        expect(page.locator(".canonical > *").nth(2)).to_be_attached()
        assert page.locator(".canonical").evaluate("one => one.textContent") == text


def test_characters_beyond_the_basic_plane_move_no_mark(desk: Any, serve: Any, tmp_path: Path) -> None:
    report = tmp_path / "𠮷田镇2031年工作总结.txt"
    report.write_text(ASTRAL, encoding="utf-8")
    address = serve(filled(tmp_path / "astral", report))
    page = desk.page(address)
    [listed] = page.request.get(f"{address}/api/v1/reports").json()["reports"]
    text = page.request.get(f"{address}/api/v1/reports/{listed['id']}/text").text()
    for words in ("植树3.2万株", "𠮷田桥", "😀\n全镇", "𡋾头村道路失修。", text):
        start = text.index(words)
        page.evaluate(_GO_TO, f"/?report={listed['id']}&start={start}&end={start + len(words)}")
        expect(page.locator("mark.cited").last).to_have_text(words.splitlines()[-1])
        assert marked(page) == words


def test_pointing_at_a_number_shows_the_words_and_their_place(desk: Any, server: str) -> None:
    page = desk.page(server)
    ask(page, FIGURE)
    citation = answers(page)[0]["citations"][0]
    last(page, ".cite").first.hover()
    expect(page.locator(".card-quote")).to_have_text(citation["quote"])
    expect(page.locator(".card-place")).to_contain_text(citation["section"][-1])
    page.keyboard.press("Escape")
    expect(page.locator(".quote-card")).to_be_hidden()


def test_a_follow_up_is_understood_from_what_was_asked_before(desk: Any, server: str) -> None:
    page = desk.page(server)
    ask(page, FIGURE)
    address = page.url
    ask(page, "那2024年呢？")
    expect(last(page, ".answer-text")).to_contain_text("3.26万人")
    assert page.url == address
    last(page, "summary").click()
    expect(last(page, ".answer-notes")).to_contain_text("2024年城镇新增就业")


def test_a_long_conversation_scrolls_by_itself_and_the_page_stays(desk: Any, server: str) -> None:
    page = desk.page(server, height=600)
    for question in (FIGURE, THREE_YEARS, NOT_THERE, "2023年存在哪些问题？"):
        ask(page, question)
    last(page, ".cite").first.click()
    marked(page)
    assert page.evaluate("[document.documentElement.scrollHeight, scrollY]") == [600, 0]


def test_values_that_contradict_each_other_are_told_with_both_places(desk: Any, server: str) -> None:
    page = desk.page(server)
    ask(page, "2024年城镇新增就业多少万人？")
    expect(last(page, "summary")).to_contain_text("前后不一致")
    last(page, "summary").click()
    conflict = answers(page)[0]["conflicts"][0]
    for number in conflict["citations"]:
        expect(last(page, f".answer-note [data-citation='{number}']").first).to_be_visible()


def test_a_refusal_says_what_is_missing_what_is_near_and_what_to_ask_instead(desk: Any, server: str) -> None:
    page = desk.page(server)
    ask(page, NOT_THERE)
    nearest = answers(page)[0]["nearest"][0]
    expect(last(page, ".refusal")).to_contain_text("2031年")
    last(page, ".refusal a").first.click()
    text = page.request.get(f"{server}/api/v1/reports/{nearest['report']['id']}/text").text()
    assert marked(page) == text[nearest["start"] : nearest["end"]]
    better = last(page, ".suggestion")
    words = better.text_content()
    better.click()
    expect(page.locator(".turn:last-child .asked")).to_contain_text(words)
    expect(last(page, ".actions")).to_be_visible()


def test_questions_are_narrowed_to_the_reports_that_are_chosen(desk: Any, server: str) -> None:
    page = desk.page(server)
    page.click("#scope summary")
    page.fill("#scope-search", "2022年工作情况汇报")
    page.locator("#scope-list label", has_text="人力资源和社会保障局2022年").click()
    expect(page.locator("#scope-said")).to_contain_text("2022年工作情况汇报")
    ask(page, "城镇新增就业多少万人？")
    titles = {one["report"]["title"] for one in answers(page)[0]["citations"]}
    assert titles == {"岚浦市人力资源和社会保障局2022年工作情况汇报"}


def test_a_question_is_narrowed_to_a_year(desk: Any, server: str) -> None:
    page = desk.page(server)
    page.click("#scope summary")
    page.select_option("#scope-year", "2022")
    ask(page, "城镇新增就业多少万人？")
    expect(last(page, ".answer-text")).to_contain_text("3.05万人")
    expect(page.locator("#scope-said")).to_have_text("2022年")


# --- while it works


def test_stopping_ends_the_model_and_keeps_what_was_checked(desk: Any, serve: Any, samples_home: Path) -> None:
    with serving([Text(f"{SENTENCE}<{SENTENCE}>\n"), Stall()]) as model:
        settings = {"RAG_MODEL": "openai:scripted", "RAG_MODEL_BASE_URL": model.url, "RAG_MODEL_API_KEY": "none"}
        page = desk.page(serve(samples_home, **settings))
        page.fill("#question", FIGURE)
        page.press("#question", "Enter")
        expect(last(page, ".answer-text")).to_contain_text(SENTENCE)
        expect(page.locator(".steps [aria-current]")).to_be_visible()
        page.click("#stop")
        begun = time.monotonic()
        assert model.hung_up.wait(STOPPED_WITHIN_SECONDS)
        assert time.monotonic() - begun < STOPPED_WITHIN_SECONDS
    expect(last(page, ".answer-text")).to_contain_text(SENTENCE)
    expect(last(page, ".answer-below")).to_contain_text("已停止")
    expect(page.locator("#send")).to_be_visible()


def test_what_went_wrong_stays_until_it_is_tried_again(desk: Any, server: str) -> None:
    page = desk.page(server)
    problem = {"type": "about:blank", "title": "Service Unavailable", "status": 503, "code": "crowded", "detail": "忙"}
    page.route(
        "**/api/v1/ask",
        lambda route: route.fulfill(
            status=503, headers={"Retry-After": "1"}, content_type="application/problem+json", body=json.dumps(problem)
        ),
    )
    page.fill("#question", FIGURE)
    page.press("#question", "Enter")
    expect(last(page, ".problem")).to_contain_text("请稍等 1 秒")
    page.unroute("**/api/v1/ask")
    last(page, ".problem").get_by_text("重试").click()
    expect(last(page, ".answer-text")).to_contain_text("3.12万人")
    expect(page.locator(".turn")).to_have_count(1)


def test_a_service_that_is_gone_is_said_in_words(desk: Any, server: str) -> None:
    page = desk.page(server)
    page.route("**/api/v1/ask", lambda route: route.abort())
    page.fill("#question", FIGURE)
    page.press("#question", "Enter")
    expect(last(page, ".problem")).to_contain_text("连不上服务")


def test_a_draft_outlives_a_reload(desk: Any, server: str) -> None:
    page = desk.page(server)
    page.fill("#question", "还没写完的问题")
    page.reload()
    expect(page.locator("#question")).to_have_value("还没写完的问题")


def test_enter_that_chooses_characters_does_not_send(desk: Any, server: str) -> None:
    page = desk.page(server)
    page.fill("#question", "chengzhen")
    page.dispatch_event("#question", "keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#question")).to_have_value("chengzhen")


# --- what one does with an answer


def test_an_answer_is_copied_with_its_sources(desk: Any, server: str) -> None:
    page = desk.page(server, permissions=["clipboard-read", "clipboard-write"])
    ask(page, FIGURE)
    answer = answers(page)[0]
    page.get_by_text("复制（含出处）").click()
    expect(last(page, ".actions")).to_contain_text("已复制")
    text = page.evaluate("navigator.clipboard.readText()")
    assert text.startswith(answer["answer"])
    assert answer["citations"][0]["quote"].strip() in text
    assert answer["citations"][0]["report"]["title"] in text
    read = "navigator.clipboard.read().then(([one]) => one.getType('text/html')).then(one => one.text())"
    markup = page.evaluate(read)
    assert "<sup>[1]</sup>" in markup


def test_it_is_copied_where_browsers_give_no_clipboard(desk: Any, server: str) -> None:
    page = desk.page(server, permissions=["clipboard-read"])
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined, configurable: true})")
    ask(page, FIGURE)
    page.get_by_text("复制（含出处）").click()
    expect(last(page, ".actions")).to_contain_text("已复制")


def test_whether_it_helped_is_noted(desk: Any, server: str) -> None:
    page = desk.page(server)
    ask(page, FIGURE)
    with page.expect_response("**/api/v1/feedback") as noted:
        page.get_by_role("button", name="有帮助").click()
    assert noted.value.status == 201
    assert noted.value.request.post_data_json["helpful"] is True
    expect(page.get_by_role("button", name="有帮助")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="没帮助").click()
    page.get_by_placeholder("哪里不对").fill("年份不对")
    with page.expect_response("**/api/v1/feedback") as told:
        page.get_by_role("button", name="提交").click()
    assert told.value.request.post_data_json["comment"] == "年份不对"


# --- addresses


def test_an_address_opens_the_conversation_and_the_words_for_somebody_else(desk: Any, server: str) -> None:
    page = desk.page(server)
    ask(page, FIGURE)
    last(page, ".cite").first.click()
    words = marked(page)
    other = desk.page(page.url)
    assert marked(other) == words
    expect(other.locator(".turn .asked")).to_contain_text(FIGURE)
    expect(other.locator(".cite[aria-current]").first).to_be_visible()


def test_back_closes_the_report_and_forward_opens_it_again(desk: Any, server: str) -> None:
    page = desk.page(server)
    ask(page, FIGURE)
    last(page, ".cite").first.click()
    words = marked(page)
    page.go_back()
    expect(page.locator("#pane")).to_be_hidden()
    assert "/conversations/" in page.url
    page.go_forward()
    assert marked(page) == words


def test_conversations_are_listed_gone_on_with_and_removed(desk: Any, server: str) -> None:
    page = desk.page(server)
    ask(page, "2022年城镇新增就业多少万人？")
    address = page.url
    page.goto(server)
    page.click("#history-open")
    one = page.locator("#history-list li", has_text="2022年城镇新增就业多少万人").first
    one.locator("a").click()
    expect(page.locator(".turn .asked")).to_contain_text("2022年城镇新增就业")
    ask(page, "那2023年呢？")
    expect(last(page, ".answer-text")).to_contain_text("3.12万人")
    page.goto(address)
    page.click("#history-open")
    one = page.locator("#history-list li", has=page.locator("[aria-current]"))
    one.get_by_text("删除").click()
    one.get_by_text("确认删除").click()
    page.wait_for_url(f"{server}/")
    assert page.request.get(address.replace("/conversations/", "/api/v1/conversations/")).status == 404
    page.goto(address)
    expect(page.locator(".problem")).to_contain_text("没有这段对话")


# --- who reads, and on what


def test_all_of_it_works_by_keyboard(desk: Any, server: str) -> None:
    page = desk.page(server)
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type(THREE_YEARS)
    page.keyboard.press("Enter")
    expect(last(page, ".actions")).to_be_visible()
    last(page, ".asked").click()  # where one reads
    page.keyboard.press("Tab")
    expect(last(page, ".cite").first).to_be_focused()
    expect(page.locator(".quote-card")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".quote-card")).to_be_hidden()
    page.keyboard.press("Enter")
    first = marked(page)
    expect(page.locator("mark.cited").first).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".pane-number")).to_contain_text("2")
    assert marked(page) != first
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".pane-number")).to_contain_text("1")
    assert marked(page) == first
    page.keyboard.press("Escape")
    expect(page.locator("#pane")).to_be_hidden()
    expect(last(page, ".cite").first).to_be_focused()


def test_a_link_leads_past_the_rail(desk: Any, server: str) -> None:
    page = desk.page(f"{server}/nothing-here")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


def test_sentences_are_announced_whole(desk: Any, server: str) -> None:
    page = desk.page(server)
    ask(page, THREE_YEARS)
    told = page.locator("#announcer p").all_text_contents()
    assert [one["text"] for one in answers(page)[0]["claims"]] == told[:-1]
    assert "回答完毕" in told[-1]


def test_on_a_phone_the_report_lies_over_the_answer_and_back_returns_to_the_place(desk: Any, server: str) -> None:
    page = desk.page(server, width=390, height=844, has_touch=True)
    ask(page, FIGURE)
    ask(page, THREE_YEARS)
    page.locator("#turns").evaluate("one => one.scrollTop -= 60")
    place = page.locator("#turns").evaluate("one => one.scrollTop")
    last(page, ".cite").first.tap()
    assert marked(page)
    box = page.locator("#pane").bounding_box()
    assert box is not None
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 390, 844)
    page.get_by_text("返回").tap()
    expect(page.locator("#pane")).to_be_hidden()
    assert page.locator("#turns").evaluate("one => one.scrollTop") == place
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_language_is_switched_and_kept(desk: Any, server: str) -> None:
    page = desk.page(server)
    page.fill("#question", "还没问的")
    page.click("#language")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".rail")).to_contain_text("Summaries")
    expect(page.locator("#question")).to_have_value("还没问的")
    page.goto(f"{server}/nothing-here")
    expect(page.locator("h1")).to_have_text("There is no such page")
    page.click("#language")
    expect(page.locator("h1")).to_have_text("没有这一页")


def test_the_theme_follows_the_system_until_it_is_chosen(desk: Any, server: str) -> None:
    page = desk.page(server, color_scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    page.click("#theme")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    light = page.evaluate(ground)
    assert light != dark
    page.reload()
    assert page.evaluate(ground) == light


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [("zh", 1440, "light"), ("en", 1440, "dark"), ("zh", 390, "dark"), ("en", 390, "light")],
)
def test_nothing_serious_is_in_anybodys_way(desk: Any, server: str, language: str, width: int, scheme: str) -> None:
    page = desk.page(server, language=language, width=width, color_scheme=scheme)
    expect(page.locator(".suggestion").first).to_be_visible()
    page.click("#scope summary")
    expect(page.locator("#scope-list label").first).to_be_visible()
    assert serious(page) == []
    page.click("#scope summary")
    ask(page, NOT_THERE)
    expect(last(page, ".suggestion")).to_be_visible()
    ask(page, "2024年城镇新增就业多少万人？")
    last(page, "summary").click()
    assert serious(page) == []
    last(page, ".cite").first.click()
    marked(page)
    assert serious(page) == []


def test_what_was_asked_can_be_printed(desk: Any, server: str) -> None:
    page = desk.page(server)
    ask(page, FIGURE)
    page.emulate_media(media="print")
    expect(page.locator(".turn .asked")).to_be_visible()
    expect(page.locator(".composer")).to_be_hidden()
    expect(page.locator(".rail")).to_be_hidden()
    expect(page.locator(".answer-sources")).to_contain_text(answers(page)[0]["citations"][0]["quote"])


# --- where keys are needed


def test_one_who_signs_in_is_led_nowhere_else(desk: Any, serve: Any, samples_home: Path, rag: Rag) -> None:
    home = Path(os.environ["RAG_HOME"])
    shutil.copytree(samples_home, home)
    key = rag("keys", "create", "办公室", "--json").document["key"]
    address = serve(home)
    for foreign in ("https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)"):
        page = desk.page(f"{address}/sign-in?next={quote(foreign)}")
        page.fill("#key", key)
        page.press("#key", "Enter")
        expect(page).not_to_have_url(re.compile("/sign-in"))
        assert page.url.startswith(f"{address}/")


# --- the first time


def test_the_sample_reports_come_in_with_one_click_and_can_be_asked(desk: Any, serve: Any) -> None:
    page = desk.page(serve())
    expect(page.locator(".start")).to_contain_text("报告库还是空的")
    assert serious(page) == []
    page.get_by_role("button", name="放入示例报告").click()
    page.locator(".suggestion").first.wait_for(timeout=60_000)
    page.locator(".suggestion").first.click()
    expect(last(page, ".actions")).to_be_visible()
    expect(last(page, ".cite").first).to_be_visible()


def test_the_first_page_is_small(desk: Any, server: str) -> None:
    page = desk.page(f"{server}/healthz")
    loaded: list[Any] = []
    page.on("requestfinished", lambda one: loaded.append(one))  # noqa: PLW0108 (a method of a list will not do)
    page.goto(server)
    expect(page.locator(".suggestion").first).to_be_visible()
    sizes = {one.url: one.sizes()["responseBodySize"] for one in loaded}
    assert len(sizes) > 10
    assert sum(sizes.values()) <= FIRST_PAGE_BYTES
