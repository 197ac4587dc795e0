"""Jobs over HTTP: taken on, watched, cancelled, forgotten; what they made is shown and handed out as files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from fastapi.testclient import TestClient

from rag.bootstrap import open_service
from rag.domain import Access, JobKind, JobRequest, JobState, Scope
from rag.domain.access import UNLIMITED
from rag.entrypoints import api, workplace
from rag.errors import DiskFull
from rag.ports import JobEnd
from rag.service import Service
from rag.settings import Settings

YEARS = ["renshe-2022", "renshe-2023", "renshe-2024"]


@pytest.fixture
def settings(filled, tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def service(settings) -> Iterator[Service]:
    with open_service(settings) as opened:
        yield opened


@pytest.fixture
def client(service) -> TestClient:
    return TestClient(api.create(service, language="en"))


@pytest.fixture
def work(service, settings) -> Callable[[], bool]:
    """Does the next job, here and now."""
    return workplace.workers(workplace.AtHome(service), settings).work_once


def summarize(client: TestClient, *reports: str, **more: Any) -> Any:
    posted = client.post("/api/v1/summaries", json={"reports": list(reports or YEARS[:1]), **more})
    assert posted.status_code == 202, posted.text
    return posted.json()


def problem(response: Any) -> tuple[int, str]:
    assert response.headers["content-type"] == "application/problem+json"
    return response.status_code, response.json()["code"]


# --- summaries and comparisons


def test_a_summary_is_made_by_a_job_as_on_the_command_line(client, work, filled) -> None:
    posted = client.post("/api/v1/summaries", json={"reports": YEARS[:2], "style": "brief"})
    job = posted.json()
    assert posted.status_code == 202 and posted.headers["location"] == f"/api/v1/jobs/{job['id']}"
    assert (job["kind"], job["state"], job["result"], job["library"]) == ("summarize", "waiting", None, "default")
    assert problem(client.get(f"/api/v1/summaries/{job['id']}")) == (409, "job_not_done")

    assert work() and not work()
    done = client.get(posted.headers["location"]).json()
    told = filled("summarize", *YEARS[:2], "--style", "brief", "--format", "json").document
    assert done["state"] == "done" and done["progress"]["done"] == done["progress"]["total"] > 0
    for summary in (done["result"], client.get(f"/api/v1/summaries/{job['id']}").json()):
        assert {**summary, "timings_ms": {}, "usage": {}} == {**told, "timings_ms": {}, "usage": {}}


def test_the_request_names_reports_by_their_ids_and_the_title_by_their_titles(client) -> None:
    ids = {one["file"].split(".")[0]: one for one in client.get("/api/v1/reports").json()["reports"]}
    job = summarize(client, "renshe-2023", "renshe-2022", "renshe-2023")
    assert job["request"]["reports"] == [ids["renshe-2023"]["id"], ids["renshe-2022"]["id"]]
    assert job["title"] == f"{ids['renshe-2023']['title']}、{ids['renshe-2022']['title']}"


@pytest.mark.parametrize(
    ("format", "media_type", "begins"),
    [
        ("md", "text/markdown; charset=utf-8", b"#"),
        ("html", "text/html; charset=utf-8", b"<!"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK"),
    ],
)
def test_summaries_and_comparisons_are_handed_out_as_files_named_by_their_titles(
    client, work, format, media_type, begins
) -> None:
    summary = summarize(client)
    comparison = client.post("/api/v1/comparisons", json={"reports": YEARS[1:]}).json()
    assert work() and work()
    for path in (f"/api/v1/summaries/{summary['id']}", f"/api/v1/comparisons/{comparison['id']}"):
        file = client.get(path, params={"format": format})
        assert file.status_code == 200 and file.headers["content-type"] == media_type
        assert file.content.lower().startswith(begins.lower())
        plain, _, encoded = file.headers["content-disposition"].partition("filename*=UTF-8''")
        assert plain.startswith("attachment; ") and plain.isascii()
        assert "人力资源" in unquote(encoded) and unquote(encoded).endswith(f".{format}")


def test_the_file_is_what_was_shown_also_when_the_report_has_gone(client, work, service) -> None:
    job = summarize(client)
    work()
    before = client.get(f"/api/v1/summaries/{job['id']}", params={"format": "docx"}).content
    shown = client.get(f"/api/v1/summaries/{job['id']}").json()
    service.remove(YEARS[0])
    assert client.get(f"/api/v1/summaries/{job['id']}").json() == shown
    after = client.get(f"/api/v1/summaries/{job['id']}", params={"format": "docx"}).content
    assert ZipFile(BytesIO(before)).namelist() == ZipFile(BytesIO(after)).namelist() and before == after
    # The passages around each place are in the report alone.
    assert problem(client.get(f"/api/v1/summaries/{job['id']}", params={"format": "html"})) == (404, "unknown_report")


def test_a_template_takes_the_place_of_a_style_and_is_checked_at_once(client, work) -> None:
    refused = client.post("/api/v1/summaries", json={"reports": YEARS[:1], "template": "no template"})
    assert problem(refused) == (422, "template_invalid")
    head = 'name: 要点\nversion: "1"\nlanguage: zh\ncharacters: 60-120\nclaim_characters: 60'
    template = f"---\n{head}\n---\n# 一句话\npart: headline\n\n说结果。\n"
    job = summarize(client, template=template)
    work()
    summary = client.get(f"/api/v1/summaries/{job['id']}").json()
    assert summary["style"] == "要点" and [one["title"] for one in summary["sections"]] == ["一句话"]


def test_years_are_compared_by_a_job_as_on_the_command_line(client, work, filled) -> None:
    posted = client.post("/api/v1/comparisons", json={"reports": YEARS})
    assert work()
    job = client.get(posted.headers["location"]).json()
    told = filled("compare", *YEARS, "--format", "json").document
    assert (job["kind"], job["state"]) == ("compare", "done")
    for comparison in (job["result"], client.get(f"/api/v1/comparisons/{job['id']}").json()):
        assert {**comparison, "timings_ms": {}} == {**told, "timings_ms": {}}


@pytest.mark.parametrize(
    ("path", "asked", "expected"),
    [
        ("summaries", {"reports": []}, (422, "invalid_request")),
        ("summaries", {"reports": ["nothing"]}, (404, "unknown_report")),
        ("summaries", {"reports": ["人力资源"]}, (409, "ambiguous_report")),
        ("summaries", {"reports": YEARS, "style": "long"}, (422, "invalid_request")),
        ("summaries", {"reports": YEARS, "length": 0}, (422, "invalid_request")),
        ("summaries", {"reports": ["甲"] * 201}, (422, "invalid_request")),
        ("comparisons", {"reports": [YEARS[0], YEARS[0]]}, (422, "nothing_to_compare")),
        ("evaluations", {"suite": "../../etc/passwd"}, (422, "invalid_setting")),
    ],
)
def test_what_cannot_be_done_is_said_at_once_and_makes_no_job(client, path, asked, expected) -> None:
    refused = client.post(f"/api/v1/{path}", json=asked)
    assert problem(refused) == expected
    assert client.get("/api/v1/jobs").json() == {"jobs": [], "next": None}


def test_a_job_is_shown_by_its_own_kind_alone(client, work) -> None:
    job = summarize(client)
    work()
    for path in ("comparisons", "evaluations"):
        assert problem(client.get(f"/api/v1/{path}/{job['id']}")) == (404, "unknown_job")


def test_a_suite_is_run_by_a_job(client, work, monkeypatch) -> None:
    from rag.entrypoints import evaluations

    def run(name: str, settings: Settings, *, on_progress: Callable[[int, int], None]) -> dict[str, Any]:
        on_progress(1, 1)
        return {"suite": name, "n": 1}

    monkeypatch.setattr(evaluations, "run_suite", run)
    job = client.post("/api/v1/evaluations", json={"suite": "answers"}).json()
    work()
    assert client.get(f"/api/v1/evaluations/{job['id']}").json() == {"suite": "answers", "n": 1}
    assert [one["id"] for one in client.get("/api/v1/evaluations").json()["jobs"]] == [job["id"]]


def test_the_same_request_under_one_key_is_one_job(client) -> None:
    def send(key: str, *reports: str) -> Any:
        asked = {"reports": list(reports)}
        return client.post("/api/v1/summaries", json=asked, headers={"Idempotency-Key": key})

    first = send("a", YEARS[0])
    assert send("a", YEARS[0]).json() == first.json()
    assert send("b", YEARS[0]).json()["id"] != first.json()["id"]
    assert problem(send("a", YEARS[1])) == (422, "idempotency_key_reused")
    assert problem(send("", YEARS[1])) == (422, "invalid_request")


# --- jobs


def test_jobs_are_listed_latest_first_by_kind_and_state_page_by_page(client, work) -> None:
    made = [summarize(client)["id"] for _ in range(3)]
    compared = client.post("/api/v1/comparisons", json={"reports": YEARS}).json()["id"]
    work()

    def ids(**parameters: Any) -> list[str]:
        listed = client.get("/api/v1/jobs", params=parameters).json()["jobs"]
        assert all("result" not in one for one in listed)
        return [one["id"] for one in listed]

    assert ids() == [compared, *made[::-1]]
    assert ids(kind="summarize") == made[::-1]
    assert ids(state="done") == made[:1]
    first = client.get("/api/v1/summaries", params={"limit": 2}).json()
    rest = client.get("/api/v1/summaries", params={"limit": 2, "cursor": first["next"]}).json()
    assert [one["id"] for one in (*first["jobs"], *rest["jobs"])] == made[::-1] and rest["next"] is None
    other = client.get("/api/v1/jobs", params={"kind": "ingest", "cursor": first["next"]})
    assert problem(other) == (422, "cursor_invalid")


def test_a_waiting_job_is_cancelled_and_a_job_that_is_over_forgotten(client, work) -> None:
    job = summarize(client)
    path = f"/api/v1/jobs/{job['id']}"
    assert problem(client.delete(path)) == (409, "job_not_finished")
    assert client.post(f"{path}/cancel").json()["state"] == "cancelled"
    assert not work()
    assert client.post(f"{path}/cancel").json()["state"] == "cancelled"
    assert problem(client.get(f"/api/v1/summaries/{job['id']}")) == (409, "job_not_done")
    assert client.delete(path).json()["removed"]["id"] == job["id"]
    for gone in (client.get(path), client.delete(path), client.post(f"{path}/cancel")):
        assert problem(gone) == (404, "unknown_job")


def test_a_job_that_failed_says_why_in_the_reader_s_language(client, service) -> None:
    job = summarize(client)
    claimed = service.all_jobs.claim([JobKind.SUMMARIZE])
    assert claimed is not None
    service.all_jobs.finish(claimed[1], JobEnd(JobState.FAILED, error=DiskFull(folder="/data")))
    path = f"/api/v1/jobs/{job['id']}"
    error = client.get(path).json()["error"]
    assert error["code"] == "disk_full" and "/data" in error["detail"]
    assert "磁盘" in client.get(path, headers={"Accept-Language": "zh"}).json()["error"]["detail"]


def test_others_cannot_tell_a_job_of_somebody_else_from_none(client, service) -> None:
    request = JobRequest(JobKind.SUMMARIZE, "甲", {}, libraries=("default",))
    theirs = service.limited_to(Access(Scope.READ, frozenset({"default"}), key="anna")).submit(request)
    mine = service.limited_to(Access(Scope.READ, frozenset({"default"}), key="bert"))
    assert mine.jobs(limit=9).jobs == ()
    assert service.job(theirs.id).request.owner == "anna"


# --- watched


def watched(client: TestClient, job_id: str, **headers: str) -> list[tuple[int, str, Any]]:
    """Number, name and data of each event, until the stream ends."""
    accept = {"Accept": "text/event-stream", **headers}
    with client.stream("GET", f"/api/v1/jobs/{job_id}", headers=accept) as response:
        assert response.status_code == 200 and response.headers["cache-control"] == "no-cache"
        text = "".join(response.iter_text())
    events = [dict(line.split(": ", 1) for line in one.split("\n")) for one in text.strip().split("\n\n")]
    return [(int(one["id"]), one["event"], json.loads(one["data"])) for one in events if "id" in one]


def test_a_job_that_is_over_is_told_once_and_a_reader_who_knows_it_is_sent_home(client, work) -> None:
    job = summarize(client)
    work()
    [(version, name, document)] = watched(client, job["id"])
    assert name == "done" and document == client.get(f"/api/v1/jobs/{job['id']}").json()
    again = {"Accept": "text/event-stream", "Last-Event-ID": str(version)}
    assert client.get(f"/api/v1/jobs/{job['id']}", headers=again).status_code == 204
    for seen in ("1", "abc", "-1", "9" * 30):
        assert [name for _, name, _ in watched(client, job["id"], **{"Last-Event-ID": seen})] == ["done"]


def test_a_job_is_watched_from_its_beginning_to_its_end(client, service, settings) -> None:
    with workplace.beside_pages(service, settings):
        events = watched(client, summarize(client, *YEARS)["id"])
    assert [name for _, name, _ in events][-1] == "done"
    assert {name for _, name, _ in events[:-1]} <= {"progress"}
    versions = [version for version, _, _ in events]
    assert versions == sorted(set(versions))
    assert all("result" not in document for _, _, document in events[:-1])
    assert events[-1][2]["result"]["title"]


def test_an_unknown_job_cannot_be_watched(client) -> None:
    headers = {"Accept": "text/event-stream"}
    assert problem(client.get(f"/api/v1/jobs/{'0' * 24}", headers=headers)) == (404, "unknown_job")


def test_an_administrator_s_access_is_the_whole(service) -> None:
    assert service.jobs(limit=1) == service.limited_to(UNLIMITED).jobs(limit=1)
