"""Evaluations in a real browser: runs as lines, two of them side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright", reason="playwright is not installed: pip install playwright")

from playwright.sync_api import expect

from rag.bootstrap import open_service
from rag.domain import JobKind, JobRequest, JobState
from rag.ports import JobEnd
from rag.settings import Settings
from tests.browser.audits import serious


def case(id: str, answer: str, *, passed: bool, stage: str | None = None) -> dict[str, Any]:
    return {"id": id, "question": f"问题{id}？", "answer": answer, "passed": passed, "scores": {}, "stage": stage}


def run_of(cases: list[dict[str, Any]], share: float) -> dict[str, Any]:
    """As the contract has it, with intervals."""
    passed = sum(one["passed"] for one in cases)
    metrics = {"citation_precision": {"value": share, "low": share - 0.02, "high": share + 0.02}, "recall": 0.5}
    counts = {"n": len(cases), "passed": passed, "failed": len(cases) - passed}
    return {"run": "r", "suite": "answers", **counts, "metrics": metrics, "cases": cases, "manifest": {"model": "m"}}


EARLIER = run_of([case("甲", "新增就业3.1万人。", passed=True), case("乙", "", passed=False, stage="retrieve")], 0.9)
LATER = run_of(
    [case("甲", "新增就业31万人。", passed=False, stage="generate"), case("乙", "培训5600人次。", passed=True)], 0.95
)


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
    expect(lines.first).to_contain_text("95.0%")
    compare = page.get_by_role("button", name="对比选中的两次")
    expect(compare).to_be_disabled()
    assert serious(page) == []
    for one in lines.all():
        one.get_by_role("checkbox").check()
    compare.click()
    page.wait_for_url(f"**/evaluations/compare?a={first}&b={second}")
    expect(page.locator(".metrics")).to_contain_text("+5.0%")
    expect(page.locator(".metrics")).to_contain_text("88.0%–92.0%")
    flips = page.locator(".flip")
    expect(flips).to_have_count(2)
    expect(flips.first).to_contain_text("新增就业3.1万人。")
    expect(flips.first).to_contain_text("新增就业31万人。")
    expect(flips.first).to_contain_text("generate")
    assert serious(page) == []
    page.get_by_role("link", name="问答").last.click()
    page.wait_for_url(f"**/evaluations/{second}")
    expect(page.locator(".cases tbody tr").first).to_contain_text("甲")
    expect(page.locator(".cases tbody tr").first).to_contain_text("未通过")
    assert serious(page) == []


def test_a_run_is_started_and_told_of_until_it_is_over(desk, server) -> None:
    page = desk.page(f"{server}/evaluations")
    expect(page.get_by_text("还没有评测记录")).to_be_visible()
    page.get_by_role("button", name="开始评测").click()
    state = page.locator(".run-state")
    expect(state).to_have_text("已完成", timeout=90_000)


def test_everyone_can_use_them(desk, serve, tmp_path) -> None:
    first, second = kept(tmp_path / "runs", EARLIER, LATER)
    address = serve(tmp_path / "runs")
    for path in ("/evaluations", f"/evaluations/{first}", f"/evaluations/compare?a={first}&b={second}"):
        for look in ({"width": 1440, "color_scheme": "dark", "language": "en"}, {"width": 390}):
            page = desk.page(address + path, **look)
            expect(page.locator("h1")).to_be_visible()
            assert serious(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
