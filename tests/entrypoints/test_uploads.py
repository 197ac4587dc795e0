"""Reports come in as jobs, take each other's place and go, over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from rag.bootstrap import open_service
from rag.entrypoints import api, workplace
from rag.entrypoints.api.receiving import UploadLimits
from rag.errors import DiskFull
from rag.ports import Spool
from rag.service import Service
from rag.settings import Settings
from tests.test_crash import report

LIMITS = UploadLimits(files=5, megabytes=2, file_megabytes=1, seconds=10)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    with open_service(settings) as opened:
        yield opened


@pytest.fixture(autouse=True)
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of these tests are harmless, and a process of their own takes a second to start."""
    ingest = Service.ingest

    def trusting(self: Service, sources: Iterable[Any], **options: Any) -> Any:
        assert options.pop("untrusted") is True
        return ingest(self, sources, **options)

    monkeypatch.setattr(Service, "ingest", trusting)


@pytest.fixture
def client(service: Service) -> TestClient:
    return TestClient(api.create(service, language="en", upload_limits=LIMITS))


@pytest.fixture
def done(client: TestClient, service: Service, settings: Settings) -> Callable[[Any], Any]:
    """The job of a reply, worked on."""
    workers = workplace.workers(workplace.AtHome(service), settings)

    def _done(reply: Any) -> Any:
        assert reply.status_code == 202, reply.text
        assert workers.work_once()
        return client.get(reply.headers["location"]).json()

    return _done


def files(*numbers: int, version: int = 1) -> list[tuple[str, tuple[str, bytes]]]:
    return [("file", (f"{number}.txt", report(number, version=version).encode())) for number in numbers]


def spooled(settings: Settings) -> list[Path]:
    return [one for one in (settings.home / "uploads").rglob("*") if one.is_file() and one.name != "lock"]


def test_files_come_in_as_one_job_and_leave_the_spool(client, done, settings) -> None:
    reply = client.post("/api/v1/reports", files=files(1, 2), data={"library": "渔业"})
    job = reply.json()
    assert (job["kind"], job["state"], job["library"], job["title"]) == ("ingest", "waiting", "渔业", "1.txt、2.txt")
    assert [one["status"] for one in job["files"]] == ["waiting", "waiting"]
    assert len(spooled(settings)) == 2
    over = done(reply)
    assert [(one["file"], one["status"]) for one in over["files"]] == [("1.txt", "added"), ("2.txt", "added")]
    assert {one["library"] for one in client.get("/api/v1/reports").json()["reports"]} == {"渔业"}
    assert spooled(settings) == []


def test_a_report_is_replaced_under_its_name(client, done) -> None:
    before = done(client.post("/api/v1/reports", files=files(1)))["files"][0]["id"]
    renamed = [("file", ("new version.txt", report(1, version=2).encode()))]
    (file,) = done(client.put(f"/api/v1/reports/{before}", files=renamed))["files"]
    assert (file["file"], file["status"]) == ("1.txt", "replaced")
    (left,) = client.get("/api/v1/reports").json()["reports"]
    assert (left["id"], left["file"]) == (file["id"], "1.txt")
    assert client.get(f"/api/v1/reports/{before}").status_code == 404


def test_only_one_file_takes_a_place_and_only_of_a_report_that_is_there(client, done) -> None:
    assert client.put("/api/v1/reports/nothing", files=files(1)).status_code == 404
    there = done(client.post("/api/v1/reports", files=files(1)))["files"][0]["id"]
    assert client.put(f"/api/v1/reports/{there}", files=files(1, 2)).json()["code"] == "upload_too_many_files"


def test_a_report_goes(client, done) -> None:
    there = done(client.post("/api/v1/reports", files=files(1)))["files"][0]["id"]
    assert client.delete(f"/api/v1/reports/{there}").json()["removed"]["id"] == there
    assert client.get("/api/v1/reports").json()["reports"] == []
    assert client.delete(f"/api/v1/reports/{there}").status_code == 404


def test_the_samples_come_in_by_one_request(client, done) -> None:
    over = done(client.post("/api/v1/samples"))
    assert {one["status"] for one in over["files"]} == {"added"}
    assert client.get("/api/v1/libraries").json()["libraries"] == [{"name": "default", "reports": 11}]


def test_indexes_are_rebuilt_by_a_job(client, done) -> None:
    done(client.post("/api/v1/reports", files=files(1)))
    over = done(client.post("/api/v1/rebuild"))
    assert (over["kind"], over["state"], over["result"]) == ("rebuild", "done", {"reports": 1, "embedded": False})


def test_the_same_upload_under_the_same_key_is_the_same_job(client, settings) -> None:
    key = {"Idempotency-Key": "a"}
    first = client.post("/api/v1/reports", files=files(1), headers=key)
    again = client.post("/api/v1/reports", files=files(1), headers=key)
    assert (again.status_code, again.json()["id"]) == (202, first.json()["id"])
    assert len(spooled(settings)) == 1
    other = client.post("/api/v1/reports", files=files(1, version=2), headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert client.post("/api/v1/reports", files=files(1)).json()["id"] != first.json()["id"]


def test_a_job_that_is_cancelled_before_it_begins_leaves_no_files_for_long(client, service, settings, done) -> None:
    waiting = client.post("/api/v1/reports", files=files(1)).json()
    client.post(f"/api/v1/jobs/{waiting['id']}/cancel")
    done(client.post("/api/v1/reports", files=files(2)))
    assert spooled(settings) == []


def test_a_full_disk_is_said_before_a_byte_is_read(client, service, settings, monkeypatch) -> None:
    def full(_self: Spool, _size: int) -> None:
        raise DiskFull(folder="uploads")

    monkeypatch.setattr(type(service.spool), "ensure_room", full)
    refused = client.post("/api/v1/reports", files=files(1))
    assert (refused.status_code, refused.json()["code"]) == (507, "disk_full")
    assert spooled(settings) == []


def test_what_cannot_be_taken_says_what_to_do(client) -> None:
    refused = client.post("/api/v1/reports", files=files(1, 2, 3, 4, 5, 6))
    assert (refused.status_code, refused.json()["code"]) == (413, "upload_too_many_files")
    assert "RAG_MAX_UPLOAD_FILES" in refused.json()["detail"]
    assert refused.headers["content-type"] == "application/problem+json"
    long = client.post("/api/v1/reports", files=[("file", ("a.txt", b"a" * 3_000_000))])
    assert (long.status_code, long.json()["code"]) == (413, "upload_too_large")


def test_a_text_that_a_client_has_is_not_sent_again(client, done) -> None:
    there = done(client.post("/api/v1/reports", files=files(1)))["files"][0]["id"]
    for path in (f"/api/v1/reports/{there}", f"/api/v1/reports/{there}/text"):
        whole = client.get(path)
        tag = whole.headers["etag"]
        assert tag.startswith('"')
        for known in (tag, f'"other", W/{tag}', "*"):
            told = client.get(path, headers={"If-None-Match": known})
            assert (told.status_code, told.content, told.headers["etag"]) == (304, b"", tag)
        assert client.get(path, headers={"If-None-Match": '"other"'}).content == whole.content
        head = client.head(path)
        assert (head.status_code, head.headers["etag"]) == (200, tag)


def test_the_description_tells_how_files_are_sent(client) -> None:
    described = client.get("/openapi.json").json()["paths"]
    schema = described["/api/v1/reports"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert set(schema["properties"]) == {"file", "library"}
    assert "507" in described["/api/v1/reports"]["post"]["responses"]
    assert "multipart/form-data" in described["/api/v1/reports/{id}"]["put"]["requestBody"]["content"]
