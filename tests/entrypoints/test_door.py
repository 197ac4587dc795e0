"""Who is let in: by a key or as a signed-in browser, from its own pages, within its limits; others learn nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from rag.bootstrap import open_service
from rag.domain import Quota, Scope, Spent
from rag.entrypoints import api
from rag.entrypoints.api.door import address_of, local_path
from rag.entrypoints.api.protection import CONTENT_SECURITY_POLICY
from rag.metering import ATTEMPTS_A_MINUTE, MEGABYTE
from rag.settings import Settings
from tests.entrypoints.letting_in import House, house

SESSION = "/api/v1/session"
REPORTS = "/api/v1/reports"
QUESTION = {"question": "2023年培训了多少人次？"}
# Whoever is let in is told that it is empty, without a model.
NOTHING = {"question": " "}


@pytest.fixture
def open_house(two_libraries: Path) -> Iterator[House]:
    with house(two_libraries) as one:
        yield one


@pytest.fixture
def unkeyed(tmp_path: Path) -> Iterator[TestClient]:
    with open_service(Settings(home=tmp_path / "unkeyed")) as service:
        yield TestClient(api.create(service))


# --- whether keys are asked for


def test_without_any_key_whoever_is_at_this_machine_may_do_everything(unkeyed: TestClient) -> None:
    assert unkeyed.get(REPORTS).status_code == 200
    assert unkeyed.get(SESSION).json() == {"keys": False, "signed_in": False, "scope": "admin", "libraries": None}


def test_a_key_that_is_sent_where_none_is_needed_does_no_harm(unkeyed: TestClient) -> None:
    assert unkeyed.get(REPORTS, headers={"Authorization": "Bearer anything"}).status_code == 200
    assert unkeyed.post(SESSION, json={"key": "anything"}).json()["keys"] is False


def test_keys_are_asked_for_soon_after_the_first_is_made_and_then_for_good(two_libraries: Path, monkeypatch) -> None:
    monkeypatch.setattr("rag.entrypoints.api.door._LOOK_EVERY_SECONDS", 0.0)
    with open_service(Settings(home=two_libraries)) as service:
        client = TestClient(api.create(service))
        assert client.get(REPORTS).status_code == 200
        made = service.keys.create("first", Scope.READ)
        assert client.get(REPORTS).status_code == 401
        service.keys.revoke(made.key.id)
        assert client.get(REPORTS).status_code == 401
        assert TestClient(api.create(service)).get(REPORTS).status_code == 401  # after a restart, too


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Forwarded-Host"])
def test_whoever_comes_through_a_proxy_is_not_at_this_machine(unkeyed: TestClient, header: str) -> None:
    assert unkeyed.get(REPORTS, headers={header: "203.0.113.9"}).status_code == 401
    assert unkeyed.get(REPORTS).status_code == 200


@pytest.mark.parametrize(("mode", "public"), [("on", False), ("auto", True), ("off", True)])
def test_nothing_is_open_where_keys_are_on_or_others_reach_it(two_libraries: Path, mode: str, public: bool) -> None:
    with open_service(Settings(home=two_libraries)) as service:
        client = TestClient(api.create(service, keys=mode, public=public))
        assert client.get(REPORTS).status_code == 401
        assert client.get(SESSION).json() == {"keys": True, "signed_in": False, "scope": None, "libraries": None}


def test_keys_can_be_turned_off_for_this_machine(two_libraries: Path) -> None:
    with house(two_libraries, mode="off") as one:
        assert one.client().get(REPORTS).status_code == 200


# --- keys


@pytest.mark.parametrize("path", [REPORTS, f"{REPORTS}/nothing", "/nowhere", "/mcp", "/metrics", "/v1/models", "/docs"])
def test_no_wrong_expired_and_revoked_keys_get_the_same_answer_everywhere(open_house: House, path: str) -> None:
    answers = [open_house.client(one).get(path) for one in (None, "wrong", "expired", "revoked", "", "rag_x")]
    assert {one.status_code for one in answers} == {401}
    assert len({one.content for one in answers}) == 1
    assert len({tuple(sorted(one.headers.items())) for one in answers}) == 1
    assert answers[0].headers["WWW-Authenticate"] == 'Bearer realm="report-rag"'
    assert answers[0].headers["content-type"] == "application/problem+json"
    assert answers[0].json()["code"] == "key_needed"


def test_only_the_path_of_openai_tells_itself_in_the_words_of_that(open_house: House) -> None:
    assert open_house.client().get("/v1/models").json()["error"]["code"] == "key_needed"


def test_a_key_comes_as_bearer_or_as_x_api_key(open_house: House) -> None:
    key = open_house.keys["read"]
    client = open_house.client()
    for headers in ({"Authorization": f"Bearer {key}"}, {"authorization": f"bearer  {key} "}, {"x-api-key": key}):
        assert client.get(REPORTS, headers=headers).status_code == 200
    for headers in ({"Authorization": f"Basic {key}"}, {"Authorization": key}, {"x-api-key": ""}):
        assert client.get(REPORTS, headers=headers).status_code == 401
    assert client.get(f"{REPORTS}?key={key}").status_code == 401


def test_what_shows_that_the_service_is_there_is_open(open_house: House) -> None:
    assert open_house.client().get("/healthz").json()["status"] == "ok"
    assert open_house.client("wrong").get("/healthz").status_code == 200
    assert open_house.client().get("/openapi.json").status_code == 200


def test_how_much_there_is_is_told_to_keys_alone(open_house: House) -> None:
    told = open_house.client().get("/readyz").json()
    assert told["status"] == "ready"
    assert not {"reports", "chunks"} & told.keys()
    assert not [one for one in told["checks"] if "detail" in one]
    assert open_house.client("read").get("/readyz").json()["reports"] == 4


def test_too_small_a_scope_is_told_before_anything_is_read_or_looked_up(open_house: House) -> None:
    reader = open_house.client("read")
    for path in ("/metrics",):
        refused = reader.get(path)
        assert (refused.status_code, refused.json()["code"]) == (403, "scope_too_small")


def test_a_revoked_key_ends_at_once(open_house: House) -> None:
    client = open_house.client("read")
    assert client.get(REPORTS).status_code == 200
    [key] = [one for one in open_house.service.keys.all() if one.name == "read"]
    open_house.service.keys.revoke(key.id)
    assert client.get(REPORTS).status_code == 401


def test_no_key_stands_in_a_log_an_error_or_an_answer(open_house: House, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    answers = []
    for name in ("read", "wrong", "expired"):
        client = open_house.client(name)
        answers += [client.get(REPORTS), client.post("/api/v1/ask", json=NOTHING), client.get(f"{REPORTS}/nothing")]
        answers.append(client.post(SESSION, json={"key": open_house.keys[name], "more": open_house.keys[name]}))
        answers.append(client.post(SESSION, json={"key": [open_house.keys[name]]}))
        answers.append(client.post(SESSION, content=b'{"key": "' + open_house.keys[name].encode()))
    said = caplog.text + "".join(str(vars(one)) for one in caplog.records) + "".join(one.text for one in answers)
    assert not [one for one in open_house.keys.values() if one.rsplit("_", 1)[1] in said]


# --- browsers


def signed_in(one: House, key: str = "read", **values: object) -> TestClient:
    client = one.client(**values)
    signing = client.post(SESSION, json={"key": f" {one.keys[key]}\n"})
    assert signing.status_code == 200, signing.text
    return client


def test_a_browser_signs_in_is_let_in_and_signs_out(open_house: House) -> None:
    client = open_house.client()
    assert client.get(REPORTS).status_code == 401
    client = signed_in(open_house, "schools")
    expected = {"keys": True, "signed_in": True, "scope": "write", "libraries": ["教育"]}
    assert client.get(SESSION).json() == expected
    assert {one["library"] for one in client.get(REPORTS).json()["reports"]} == {"教育"}
    cookies = dict(client.cookies)
    assert client.delete(SESSION).json()["signed_in"] is False
    assert not client.cookies
    assert open_house.client(cookies=cookies).get(REPORTS).status_code == 401


@pytest.mark.parametrize(
    ("base", "name"), [("http://127.0.0.1", "rag-session"), ("https://rag.example", "__Host-rag-session")]
)
def test_no_page_reads_the_cookie_and_no_other_site_has_it_sent(open_house: House, base: str, name: str) -> None:
    client = open_house.client(base_url=base)
    set_cookie = client.post(SESSION, json={"key": open_house.keys["read"]}).headers["set-cookie"]
    parts = {one.strip().lower() for one in set_cookie.split(";")}
    assert set_cookie.startswith(f"{name}=")
    assert {"httponly", "samesite=strict", "path=/"} <= parts
    assert ("secure" in parts) == base.startswith("https")
    assert not any(one.startswith("domain") for one in parts)
    assert open_house.keys["read"] not in set_cookie
    assert client.get(REPORTS).status_code == 200


@pytest.mark.parametrize("key", ["wrong", "expired", "revoked"])
def test_a_key_that_does_not_hold_signs_nobody_in(open_house: House, key: str) -> None:
    client = open_house.client()
    refused = client.post(SESSION, json={"key": open_house.keys[key]})
    assert refused.status_code == 401
    assert refused.content == client.get(REPORTS).content
    assert "set-cookie" not in refused.headers


def test_a_browser_is_signed_out_when_its_key_is_revoked(open_house: House) -> None:
    client = signed_in(open_house)
    [key] = [one for one in open_house.service.keys.all() if one.name == "read"]
    open_house.service.keys.revoke(key.id)
    assert client.get(REPORTS).status_code == 401
    assert client.get(SESSION).json()["signed_in"] is False


def test_a_page_leads_whoever_is_not_signed_in_to_where_they_can(open_house: House) -> None:
    browser = open_house.client(headers={"Accept": "text/html,*/*;q=0.8"})
    for path, wanted in (
        ("/", "/sign-in?next=/"),
        ("/reports/abc?start=3&end=9", "/sign-in?next=/reports/abc%3Fstart%3D3%26end%3D9"),
        ("/nowhere", "/sign-in?next=/nowhere"),
        ("//evil.example/x", "/sign-in?next=/"),
        ("/\\evil.example", "/sign-in?next=/"),
    ):
        led = browser.get(f"http://testserver{path}")
        assert (led.status_code, led.headers["location"]) == (303, wanted)
    assert browser.get(REPORTS).status_code == 401
    assert open_house.client().get("/").status_code == 401
    assert signed_in(open_house).get("/", headers={"Accept": "text/html"}).status_code == 200


@pytest.mark.parametrize("path", ["//a", "http://a", "\\\\a", "/\\a", "", "a", "/\na", "javascript:x"])
def test_nobody_is_led_elsewhere(path: str) -> None:
    assert local_path(path) == "/"
    assert local_path("/reports/年报?x=1") == "/reports/年报?x=1"


FOREIGN = (
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://testserver.evil.example"},
    {"Origin": "http://testserver:8080"},
    {"Origin": "http://[bad"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"},
)
OWN = (
    {},
    {"Origin": "http://testserver"},
    {"Origin": "https://testserver"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"},
    {"Sec-Fetch-Site": "none"},
)


@pytest.mark.parametrize("headers", FOREIGN)
def test_no_page_of_another_site_has_a_browser_write(open_house: House, unkeyed: TestClient, headers) -> None:
    for client in (signed_in(open_house, "admin"), unkeyed):
        for method, path, body in (
            ("POST", "/api/v1/ask", NOTHING),
            ("DELETE", "/api/v1/conversations/x", None),
            ("POST", SESSION, {"key": open_house.keys["read"]}),
            ("POST", "/nowhere", None),
        ):
            refused = client.request(method, path, json=body, headers=headers)
            assert (refused.status_code, refused.json()["code"]) == (403, "foreign_origin")
        assert client.get(REPORTS, headers=headers).status_code == 200  # which that page cannot read


@pytest.mark.parametrize("headers", OWN)
def test_pages_of_the_service_and_programs_write(open_house: House, unkeyed: TestClient, headers) -> None:
    for client in (signed_in(open_house), unkeyed):
        assert client.post("/api/v1/ask", json=NOTHING, headers=headers).status_code == 422


def test_a_key_in_a_header_may_come_from_anywhere(open_house: House) -> None:
    asked = open_house.client("read").post("/api/v1/ask", json=NOTHING, headers={"Origin": "http://other.example"})
    assert asked.status_code == 422
    assert not [one for one in asked.headers if one.lower().startswith("access-control")]


# --- limits


def test_beyond_a_minutes_requests_a_key_is_told_when_to_come_again(two_libraries: Path) -> None:
    with house(two_libraries, key_requests_a_minute=2) as one:
        client = one.client("read")
        first, second, third = (client.get(REPORTS) for _ in range(3))
        assert (first.status_code, second.status_code, third.status_code) == (200, 200, 429)
        assert first.headers["RateLimit-Policy"] == '"requests";q=2;w=60'
        assert first.headers["RateLimit"].startswith('"requests";r=1;t=')
        assert second.headers["RateLimit"].startswith('"requests";r=0;t=')
        assert 1 <= int(third.headers["Retry-After"]) <= 30
        assert third.json()["code"] == "too_many_requests"
        assert one.client("write").get(REPORTS).status_code == 200
        more = one.service.keys.create("more", Scope.READ, quota=Quota(requests_a_minute=0)).text
        assert {one.client(more).get(REPORTS).status_code for _ in range(5)} == {200}


def test_whoever_tries_keys_is_slowed_and_nobody_with_a_right_one_is(open_house: House) -> None:
    client = open_house.client()
    wrong = [client.get(REPORTS, headers={"x-api-key": f"{number}"}) for number in range(ATTEMPTS_A_MINUTE + 2)]
    assert [one.status_code for one in wrong] == [401] * ATTEMPTS_A_MINUTE + [429] * 2
    assert int(wrong[-1].headers["Retry-After"]) >= 1
    assert client.post(SESSION, json={"key": "x"}).status_code == 429
    assert client.get(REPORTS).status_code == 401
    assert open_house.client("read").get(REPORTS).status_code == 200


def test_addresses_of_one_network_count_as_one() -> None:
    class Request:
        def __init__(self, host: str) -> None:
            self.client = type("Client", (), {"host": host})

    def of(host: str) -> str:
        return address_of(Request(host))  # type: ignore[arg-type]

    assert of("2001:db8:1:2:3:4:5:6") == of("2001:db8:1:2::9") != of("2001:db8:1:3::9")
    assert of("198.51.100.7") != of("198.51.100.8")
    assert of("testclient") == "testclient"


def test_a_key_whose_tokens_are_used_up_is_told_until_when(two_libraries: Path) -> None:
    with house(two_libraries, key_tokens_a_day=10) as one:
        [key] = [key for key in one.service.keys.all() if key.name == "read"]
        client = one.client("read")
        assert client.post("/api/v1/ask", json=NOTHING).status_code == 422
        one.service.metering.spend(key.access, Spent(tokens=10))
        refused = client.post("/api/v1/ask", json=QUESTION)
        assert (refused.status_code, refused.json()["code"]) == (429, "tokens_spent")
        assert 1 <= int(refused.headers["Retry-After"]) <= 86_400
        assert client.get(REPORTS).status_code == 200


def test_uploads_of_a_day_are_counted_and_what_is_too_much_is_refused_unread(two_libraries: Path) -> None:
    with house(two_libraries, key_megabytes_a_day=1) as one:
        [key] = [key for key in one.service.keys.all() if key.name == "write"]
        client = one.client("write")
        half = {"file": ("a.bin", b"\0" * (MEGABYTE * 6 // 10))}
        assert client.post("/nowhere", files=half).status_code == 404
        whole = {"file": ("a.bin", b"\0" * (MEGABYTE + 1))}
        refused = client.post("/nowhere", files=whole)
        assert (refused.status_code, refused.json()["code"]) == (429, "megabytes_spent")
        one.service.metering.spend(key.access, Spent(bytes=MEGABYTE))
        assert client.post("/nowhere", files={"file": ("a.txt", b"x")}).status_code == 429


# --- what browsers are told


def test_every_response_tells_browsers_to_refuse_what_is_not_of_this_service(open_house: House) -> None:
    answers = [
        open_house.client().get("/healthz"),
        open_house.client().get(REPORTS),
        open_house.client("read").get(REPORTS),
        open_house.client("read").get("/nowhere"),
        open_house.client("read").post("/api/v1/ask", json=QUESTION, headers={"Accept": "text/event-stream"}),
        signed_in(open_house).get("/"),
    ]
    for one in answers:
        assert one.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
        assert one.headers["X-Content-Type-Options"] == "nosniff"
        assert one.headers["Referrer-Policy"] == "no-referrer"
        assert one.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert one.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert answers[2].headers["Cache-Control"] == answers[1].headers["Cache-Control"] == "no-store"
