"""The pages of the library, of a report and of evaluations as they are sent: what they show, to whom, and as what."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from lxml import html

from rag.bootstrap import open_service
from rag.domain import JobKind, JobRequest, JobState
from rag.entrypoints import api
from rag.errors import RagError
from rag.evaluation.runs import of_run
from rag.evaluation.stages import Stage
from rag.ports import JobEnd
from rag.service import Service, SourceFile
from rag.settings import Settings
from tests.entrypoints.letting_in import LABOUR, SCHOOLS, house
from tests.unit.evaluation.reports.made_up import attempt, case, run

HOSTILE = "</script><img src=x onerror=alert(1)>'\"&amp;"
TEXT = "2023年全市人力资源和社会保障工作总结\n一、就业\n全年城镇新增就业3.12万人。\n"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with open_service(Settings(home=tmp_path / "home")) as opened:
        yield opened


@pytest.fixture
def client(service: Service) -> TestClient:
    return TestClient(api.create(service), follow_redirects=False)


def come_in(service: Service, text: str = TEXT, *, name: str = "人社局.txt", library: str = "default") -> str:
    """The id of the report."""
    result = next(service.ingest([SourceFile(name, text.encode)], library=library))
    assert result.error is None
    assert result.id
    return result.id


def run_of(service: Service, document: dict[str, Any] | None = None, *, error: RagError | None = None) -> str:
    """The id of a job that has made this run, or has failed."""
    job = service.submit(JobRequest(JobKind.EVALUATE, "answers", {"suite": "answers"}))
    claimed = service.all_jobs.claim([JobKind.EVALUATE])
    assert claimed is not None
    end = JobEnd(JobState.FAILED, error=error) if error else JobEnd(JobState.DONE, result=document)
    assert service.all_jobs.finish(claimed[1], end)
    return job.id


def page(client: TestClient, path: str, *, status: int = 200, language: str = "zh") -> Any:
    response = client.get(path, headers={"Cookie": f"language={language}", "Accept": "text/html"})
    assert response.status_code == status
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return html.fromstring(response.text)


def says(document: Any, selector: str) -> str:
    return " ".join(" ".join(one.text_content() for one in document.cssselect(selector)).split())


# --- the library


def test_the_library_begins_with_samples_where_nothing_is_in(client) -> None:
    shown = page(client, "/reports")
    assert "还没有报告" in says(shown, "#empty")
    assert shown.cssselect("#samples")
    assert shown.cssselect("#listing[hidden]")


def test_the_library_is_filtered_by_what_is_in_it(client, service) -> None:
    come_in(service)
    come_in(service, TEXT.replace("2023", "2021"), name="<b>.txt", library="教育")
    shown = page(client, "/reports?year=2021")
    assert [one.get("value") for one in shown.cssselect("[name=library] option")] == ["", "default", "教育"]
    assert says(shown, "[name=year] option") == "全部 2023 2021"
    assert shown.cssselect("#empty[hidden]")
    assert not shown.cssselect("#listing[hidden]")


def test_both_languages_are_spoken(client, service) -> None:
    report = come_in(service)
    for path, zh, en in (
        ("/reports", "报告库", "Library"),
        (f"/reports/{report}", "生成摘要", "Summarise"),
        ("/reports/nothing", "这份报告不在库里", "This report is not in the library"),
        ("/evaluations", "评测", "Evaluation"),
    ):
        status = 404 if path.endswith("nothing") else 200
        for language, words in (("zh", zh), ("en", en)):
            shown = page(client, path, status=status, language=language)
            assert words in says(shown, "main")
            assert shown.get("lang").startswith(language)


# --- a report


def test_a_report_shows_what_is_known_of_it(client, service) -> None:
    report = come_in(service)
    shown = page(client, f"/reports/{report}")
    assert says(shown, "h1") == "2023年全市人力资源和社会保障工作总结"
    facts = says(shown, ".reading-facts")
    for known in ("2023", "人社局.txt", "txt", "默认", report):
        assert known in facts
    place = shown.cssselect("a.place")[0].get("href")
    assert place.startswith(f"/reports/{report}?start=")
    given = json.loads(shown.get_element_by_id("data").text)
    assert given["report"] == {"id": report, "title": "2023年全市人力资源和社会保障工作总结"}


def test_a_report_is_found_by_its_file_name_and_the_beginning_of_its_id(client, service) -> None:
    report = come_in(service)
    for reference in ("人社局.txt", report[:6]):
        led = client.get(f"/reports/{reference}?start=1&end=2")
        assert led.status_code == 307
        assert led.headers["location"].endswith(f"/reports/{report}?start=1&end=2")


def test_a_report_that_is_gone_is_said_so(client, service) -> None:
    report = come_in(service)
    assert client.delete(f"/api/v1/reports/{report}").status_code == 200
    shown = page(client, f"/reports/{report}?start=1&end=2", status=404)
    assert report in says(shown, "main")
    assert shown.cssselect("main a[href='/reports']")


def test_names_and_titles_are_text_and_nothing_else(client, service) -> None:
    report = come_in(service, f"{HOSTILE}工作总结\n" + TEXT, name=f"{HOSTILE}.txt".replace("/", "-"), library=HOSTILE)
    for path in ("/reports", f"/reports/{report}"):
        shown = page(client, path)
        assert not shown.cssselect("img")
        assert len(shown.cssselect("script:not([src]):not([type='application/json'])")) == 0
        json.loads(shown.get_element_by_id("data").text)
    gone = page(client, f"/reports/{HOSTILE.replace('/', '')}", status=404)
    assert not gone.cssselect("img")


# --- evaluations

FAILED = attempt("新增就业31万人。[1]", stage=Stage.USED_WRONGLY)
BEFORE = of_run(run(case("good"), case("bad", FAILED)))
NOW = of_run(run(case("good", FAILED, must_pass=True, asked=HOSTILE), case("bad")))


def test_without_runs_the_page_says_how_to_begin(client) -> None:
    shown = page(client, "/evaluations")
    assert "还没有评测记录" in says(shown, "main")
    assert "answers" in [one.get("value") for one in shown.cssselect("[name=suite] option")]


def test_a_run_is_a_line_and_has_a_page(client, service) -> None:
    job = run_of(service, NOW)
    line = page(client, "/evaluations").cssselect(".runs tbody tr")[0]
    assert "通过率 50.0%" in " ".join(line.text_content().split())
    shown = page(client, f"/evaluations/{job}")
    assert "有题未通过" in says(shown, ".verdict")
    assert [says(one, ".id") for one in shown.cssselect(".case")] == ["good", "bad"]
    assert says(shown.cssselect(".case")[0], ".marks b") == "必过"
    assert HOSTILE in says(shown, ".case-asked")
    assert "用错" in says(shown, ".marks")
    assert "extractive" in says(shown, ".manifest")
    files = [one.get("href").partition("?")[2] for one in shown.cssselect("a[download]")]
    assert files == [f"format={one}&language=zh" for one in ("html", "md", "junit", "json")]


def test_a_run_of_an_earlier_version_says_so(client, service) -> None:
    job = run_of(service, {"suite": "answers", "n": 1, "results": [{"id": "a"}]})
    for path in ("/evaluations", f"/evaluations/{job}"):
        assert "较早的版本" in says(page(client, path), "main")


def test_a_run_that_failed_says_why(client, service) -> None:
    job = run_of(service, error=RagError())
    for path in ("/evaluations", f"/evaluations/{job}"):
        assert "出错了" in says(page(client, path), "main")
    assert "disabled" in page(client, "/evaluations").cssselect("[name=run]")[0].attrib


def test_two_runs_are_compared_in_the_order_in_which_they_came(client, service) -> None:
    first, second = run_of(service, BEFORE), run_of(service, NOW)
    led = client.get(f"/evaluations/compare?run={second}&run={first}")
    assert (led.status_code, led.headers["location"]) == (303, f"/evaluations/compare?a={first}&b={second}")
    shown = page(client, led.headers["location"])
    assert "变差了" in says(shown, ".verdict")
    assert "1 道必过题由通过变为未通过：good" in says(shown, ".reasons")
    assert [says(one, ".outcome") for one in shown.cssselect(".case")] == ["变差", "变好"]
    assert [says(one, "h3")[:2] for one in shown.cssselect(".case")[0].cssselect(".side")] == ["之前", "现在"]


def test_runs_of_other_cases_are_not_compared_unless_asked_for(client, service) -> None:
    first = run_of(service, BEFORE)
    second = run_of(service, {**NOW, "manifest": {**NOW["manifest"], "dataset": "another"}})
    shown = page(client, f"/evaluations/compare?a={first}&b={second}")
    assert "题目不同" in says(shown, ".problem")
    (instead,) = shown.cssselect(".problem a")
    assert "common=true" in instead.get("href")
    assert page(client, instead.get("href")).cssselect(".verdict")


def test_runs_of_other_modes_are_not_compared_unless_asked_for(client, service) -> None:
    first = run_of(service, BEFORE)
    second = run_of(service, {**NOW, "manifest": {**NOW["manifest"], "mode": "live"}})
    (instead,) = page(client, f"/evaluations/compare?a={first}&b={second}").cssselect(".problem a")
    assert "mixed=true" in instead.get("href")
    assert page(client, instead.get("href")).cssselect(".verdict")


def test_a_run_is_compared_with_the_baseline_of_its_suite(client, service, tmp_path, monkeypatch) -> None:
    job = run_of(service, {**NOW, "suite": "mine"})
    assert "还没有基线" in says(page(client, f"/evaluations/compare?a=baseline&b={job}"), ".problem")
    monkeypatch.setattr("rag.evaluation.baselines._folders", lambda settings: [tmp_path])
    (tmp_path / "mine.json").write_text(json.dumps({**BEFORE, "suite": "mine"}), encoding="utf-8")
    shown = page(client, f"/evaluations/compare?a=baseline&b={job}")
    assert "变差了" in says(shown, ".verdict")
    assert "基线" in says(shown, "main .quiet")


def test_a_run_and_a_comparison_are_files_too(client, service) -> None:
    first, second = run_of(service, BEFORE), run_of(service, NOW)
    for address in (f"{first}?", f"compare?a={first}&b={second}&"):
        for form, begins in (("html", "<!DOCTYPE html>"), ("md", "## ❌"), ("junit", "<?xml")):
            given = client.get(f"/api/v1/evaluations/{address}format={form}")
            assert given.text.startswith(begins)
            assert given.headers["content-disposition"].startswith("attachment")
    assert client.get(f"/api/v1/evaluations/compare?a={first}&b={second}").json()["regressed"] is True
    assert client.get(f"/api/v1/evaluations/{first}?format=json").json() == BEFORE


def test_what_is_no_run_has_no_page(client, service) -> None:
    run = run_of(service, BEFORE)
    other = service.submit(JobRequest(JobKind.SUMMARIZE, "x", {"reports": []})).id
    for path in ("/evaluations/nothing", f"/evaluations/{other}", f"/evaluations/compare?a={run}&b=nothing"):
        assert client.get(path, headers={"Accept": "text/html"}).status_code == 404


# --- who may see and do what


def test_a_page_offers_only_what_its_reader_may_do_and_shows_only_what_they_may_see(tmp_path) -> None:
    home = tmp_path / "home"
    with open_service(Settings(home=home)) as service:
        come_in(service, library=LABOUR)
        come_in(service, TEXT.replace("人力资源和社会保障", "教育"), name="教育.txt", library=SCHOOLS)
    with house(home) as opened:
        reader = page(opened.client("read"), "/reports")
        assert not reader.cssselect("#upload, #samples, #chosen-remove, #rebuild")
        assert page(opened.client("write"), "/reports").cssselect("#upload")
        assert page(opened.client("admin"), "/reports").cssselect("#rebuild")
        assert not page(opened.client("read"), f"/reports/{opened.hidden}").cssselect("#remove, #replace")
        apart = page(opened.client("schools"), "/reports")
        assert [one.get("value") for one in apart.cssselect("[name=library] option")] == ["", SCHOOLS]
        page(opened.client("schools"), f"/reports/{opened.hidden}", status=404)
        assert not page(opened.client("read"), "/evaluations").cssselect("#start")
