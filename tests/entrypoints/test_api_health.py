"""Readiness tells the truth, quickly and to whom it may; measurements count what happened and name nothing."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from rag.bootstrap import open_service
from rag.domain import Scope
from rag.entrypoints import api
from rag.entrypoints.api.readiness import REMEMBERED_SECONDS, Readiness
from rag.service import Check, Service
from rag.settings import Settings

QUESTION = "2023年城镇新增就业多少万人？"


@pytest.fixture
def home(filled, tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def service(home: Path) -> Iterator[Service]:
    with open_service(Settings(home=home)) as service:
        yield service


class Glances:
    """A service of which nothing but glances is asked."""

    def __init__(self) -> None:
        self.ok = True
        self.taken = 0

    def glance(self) -> Iterator[Check]:
        self.taken += 1
        yield Check("disk", self.ok, "ready_disk", {"free_megabytes": 1})


def test_a_service_that_can_answer_is_ready_and_says_what_was_looked_at(service: Service) -> None:
    said = TestClient(api.create(service, language="en")).get("/readyz")
    assert said.status_code == 200
    document = said.json()
    assert (document["status"], document["reports"]) == ("ready", 4)
    assert {one["name"] for one in document["checks"]} == {"disk", "model", "ledger", "indexes"}
    assert said.headers["cache-control"] == "no-store"


def test_an_index_that_has_lost_what_is_in_is_not_ready(service: Service, home: Path) -> None:
    vectors = service._parts.indexes.current().vectors
    vectors.remove([one for matrix in service._parts.ledger.chunk_vectors() for one in matrix.chunk_ids])
    said = TestClient(api.create(service, language="en")).get("/readyz")
    assert said.status_code == 503
    assert {one["name"]: one["ok"] for one in said.json()["checks"]}["indexes"] is False
    assert "rag rebuild" in said.text


def test_a_ledger_that_cannot_be_read_is_not_ready(home: Path) -> None:
    (home / "ledger.sqlite").write_bytes(b"no database" * 500)
    for one in home.glob("ledger.sqlite-*"):
        one.unlink()
    with open_service(Settings(home=home)) as service:
        said = TestClient(api.create(service)).get("/readyz")
    assert said.status_code == 503


def test_a_model_that_is_not_set_right_is_not_ready(home: Path) -> None:
    with open_service(Settings(home=home, model="nonsense")) as service:
        said = TestClient(api.create(service, language="en")).get("/readyz")
    assert said.status_code == 503
    assert {one["name"]: one["ok"] for one in said.json()["checks"]}["model"] is False


def test_it_is_looked_at_again_only_after_a_while() -> None:
    glances, now = Glances(), [0.0]
    readiness = Readiness(glances, clock=lambda: now[0])  # type: ignore[arg-type]
    assert [one.ok for one in readiness.checks()] == [True]
    glances.ok = False
    assert [one.ok for one in readiness.checks()] == [True]
    now[0] = REMEMBERED_SECONDS
    assert [one.ok for one in readiness.checks()] == [False]
    assert glances.taken == 2


def test_a_service_that_is_stopping_is_not_ready_at_once(service: Service) -> None:
    app = api.create(service, language="en")
    client = TestClient(app)
    assert client.get("/readyz").status_code == 200
    app.state.readiness.close()
    assert client.get("/readyz").json()["checks"][0]["name"] == "closing"
    assert client.get("/healthz").status_code == 200


def test_whoever_has_no_key_learns_whether_and_nothing_else(service: Service) -> None:
    service.keys.create("tests", Scope.READ)
    said = TestClient(api.create(service, keys="on")).get("/readyz").json()
    assert said["status"] == "ready"
    assert "reports" not in said
    assert all(one.keys() == {"name", "ok"} for one in said["checks"])


def test_what_happened_is_counted_and_nothing_is_named(service: Service) -> None:
    client = TestClient(api.create(service))
    client.post("/api/v1/ask", json={"question": QUESTION})
    client.get("/api/v1/reports/renshe-2023")
    client.get("/nowhere/secret")
    said = client.get("/metrics")
    assert said.headers["content-type"].startswith("text/plain; version=")
    assert 'rag_requests_total{method="POST",route="/api/v1/ask",status="200"} 1.0' in said.text
    assert 'rag_requests_total{method="GET",route="/api/v1/reports/{id}",status="200"} 1.0' in said.text
    assert 'rag_requests_total{method="GET",route="-",status="404"} 1.0' in said.text
    assert 'rag_answers_total{degraded="false",status="answered"} 1.0' in said.text
    assert "rag_reports 4.0" in said.text
    assert 'rag_jobs_waiting{kind="ingest"} 0.0' in said.text
    for name in ("secret", "renshe", "城镇"):
        assert name not in said.text


def test_measurements_are_for_administrators(service: Service) -> None:
    service.keys.create("tests", Scope.READ)
    assert TestClient(api.create(service, keys="on")).get("/metrics").status_code == 401


def test_home_is_not_told_where_the_disk_is_full(service: Service, home: Path, monkeypatch) -> None:
    usage = shutil.disk_usage(home)
    monkeypatch.setattr("rag.bootstrap.shutil.disk_usage", lambda _: usage._replace(free=10 * 1024**2))
    said = TestClient(api.create(service)).get("/readyz")
    assert said.status_code == 503
    assert str(home) not in said.text
