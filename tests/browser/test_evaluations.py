"""Evaluations in a real browser: runs as lines, two of them side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright", reason="playwright is not installed: pip install playwright")

from playwright.sync_api import expect

from rag.bootstrap import open_service
from rag.domain import JobKind, JobRequest, JobState
from rag.evaluation.runs import of_run
from rag.evaluation.stages import Stage
from rag.ports import JobEnd
from rag.settings import Settings
from tests.browser.audits import serious
from tests.unit.evaluation.reports.made_up import attempt, case, run

FAILED = attempt("新增就业31万人。[1]", stage=Stage.USED_WRONGLY)
EARLIER = of_run(run(case("甲"), case("乙", attempt("没有找到。", stage=Stage.NOT_RETRIEVED), type="list"), case("丙")))
LATER = of_run(run(case("甲", FAILED, must_pass=True), case("乙", type="list"), case("丙")))


def kept(home: Path, *documents: dict[str, Any]) -> list[str]:
    """The ids of jobs that have made these runs, one after the other."""
    ids = []
    with open_service(Settings(home=home)) as service:
        for one in documents:
            job = service.submit(JobRequest(JobKind.EVALUATE, "answers", {"suite": "answers"}))
            claimed = service.all_jobs.claim([JobKind.EVALUATE])
            assert claimed
            assert service.all_jobs.finish(claimed[1], JobEnd(JobState.DONE, result=one))
            ids.append(job.id)
    return ids


def test_runs_are_lines_and_two_that_are_ticked_open_the_difference(desk, serve, tmp_path) -> None:
    first, second = kept(tmp_path / "runs", EARLIER, LATER)
    page = desk.page(f"{serve(tmp_path / 'runs')}/evaluations")
    lines = page.locator(".runs tbody tr")
    expect(lines).to_have_count(2)
    expect(lines.first).to_contain_text("66.7%")
    compare = page.get_by_role("button", name="对比选中的两次")
    expect(compare).to_be_disabled()
    assert serious(page) == []
    for one in lines.all():
        one.get_by_role("checkbox").check()
    compare.click()
    page.wait_for_url(f"**/evaluations/compare?a={first}&b={second}")
    expect(page.locator(".verdict")).to_contain_text("变差了")
    cases = page.locator(".case:visible")
    expect(cases).to_have_count(2)
    expect(cases.first.locator(".side").first).to_contain_text("3.05万人")
    expect(cases.first.locator(".side").last).to_contain_text("31万人")
    expect(cases.first).to_contain_text("用错")
    assert serious(page) == []
    page.get_by_role("link", name="问答").last.click()
    page.wait_for_url(f"**/evaluations/{second}")
    expect(page.locator(".case:visible")).to_have_count(1)
    expect(page.locator(".case:visible")).to_contain_text("未通过")
    assert serious(page) == []


def test_cases_are_narrowed_and_the_address_remembers_to_what(desk, serve, tmp_path) -> None:
    first, second = kept(tmp_path / "runs", EARLIER, LATER)
    page = desk.page(f"{serve(tmp_path / 'runs')}/evaluations/compare?a={first}&b={second}")
    cases = page.locator(".case:visible")
    page.locator("select[name=result]").select_option("")
    expect(cases).to_have_count(3)
    page.locator("select[name=type]").select_option("list")
    expect(cases).to_have_count(1)
    expect(page.locator("#filters output")).to_have_text("显示 1 / 3 题")
    page.get_by_role("button", name="清除筛选").click()
    expect(cases).to_have_count(3)
    page.get_by_label("搜索").fill("丙")
    expect(cases).to_have_count(1)
    page.reload()
    expect(cases).to_have_count(1)
    expect(page.get_by_label("搜索")).to_have_value("丙")
    page.goto(page.url.partition("#")[0] + "#case=乙")
    page.reload()
    expect(page.locator(".case[open]", has_text="乙").locator("> summary")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("summary:focus")).to_contain_text("丙")


def test_a_run_is_saved_as_one_file_that_needs_nothing_else(desk, serve, tmp_path) -> None:
    (job,) = kept(tmp_path / "runs", LATER)
    page = desk.page(f"{serve(tmp_path / 'runs')}/evaluations/{job}")
    with page.expect_download() as saved:
        page.get_by_role("link", name="下载 HTML").click()
    file = tmp_path / "saved.html"
    saved.value.save_as(file)
    page = desk.page(file.as_uri())
    expect(page.locator(".case:visible")).to_have_count(1)
    page.locator("select[name=result]").select_option("passed")
    expect(page.locator(".case:visible")).to_have_count(2)
    assert serious(page) == []


def test_a_run_is_started_told_of_while_it_goes_on_and_stopped(desk, server) -> None:
    page = desk.page(f"{server}/evaluations")
    expect(page.get_by_text("还没有评测记录")).to_be_visible()
    page.get_by_role("button", name="开始评测").click()
    expect(page.locator(".run-state")).to_contain_text("进行中", timeout=90_000)
    page.get_by_role("button", name="停止").click()
    expect(page.locator(".run-state")).to_have_text("已停止", timeout=90_000)


def test_everyone_can_use_them(desk, serve, tmp_path) -> None:
    first, second = kept(tmp_path / "runs", EARLIER, LATER)
    address = serve(tmp_path / "runs")
    for path in ("/evaluations", f"/evaluations/{first}", f"/evaluations/compare?a={first}&b={second}"):
        for look in ({"width": 1440, "color_scheme": "dark", "language": "en"}, {"width": 390}):
            page = desk.page(address + path, **look)
            expect(page.locator("h1")).to_be_visible()
            assert serious(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
