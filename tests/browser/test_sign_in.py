"""Signing in with a real browser: led there, let in, out again; what another page tries comes to nothing."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

pytest.importorskip("playwright", reason="playwright is not installed: pip install playwright")

from playwright.sync_api import expect

from rag.entrypoints.cli.main import run
from tests.browser.audits import serious


@pytest.fixture
def keyed(serve, samples_home: Path, tmp_path: Path, capsys, monkeypatch) -> tuple[str, str]:
    """The address of a server that asks for keys, and one that holds."""
    home = Path(shutil.copytree(samples_home, tmp_path / "keyed"))
    monkeypatch.setenv("RAG_HOME", str(home))
    capsys.readouterr()
    assert run(["keys", "create", "浏览器", "--scope", "write", "--json"]) == 0
    key = json.loads(capsys.readouterr().out)["key"]
    return serve(home), key


def test_a_browser_is_led_to_sign_in_and_back_to_where_it_was_going(desk, keyed) -> None:
    address, key = keyed
    page = desk.page(f"{address}/reports?year=2023")
    expect(page).to_have_url(f"{address}/sign-in?next=/reports%3Fyear%3D2023")
    assert serious(page) == []
    page.get_by_label("密钥").fill("rag_wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("密钥").fill(key)
    page.get_by_role("button", name="登录").click()
    expect(page).to_have_url(f"{address}/reports?year=2023")
    expect(page.locator("#reports")).to_be_visible()
    assert "rag-session" not in page.evaluate("document.cookie")
    assert key not in page.content() + page.evaluate("JSON.stringify([localStorage, sessionStorage, history.state])")
    page.get_by_role("button", name="退出").click()
    expect(page).to_have_url(f"{address}/sign-in")
    page.goto(f"{address}/")
    expect(page).to_have_url(f"{address}/sign-in?next=/")


class _Elsewhere(BaseHTTPRequestHandler):
    """A page of another site that has a reader's browser write to the service, and links to it."""

    service = ""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(f'<a href="{self.service}/reports">报告</a>'.encode())

    def log_message(self, format: str, *arguments: object) -> None: ...


@pytest.fixture
def elsewhere() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Elsewhere) as other:
        thread = threading.Thread(target=other.serve_forever, daemon=True)
        thread.start()
        yield other
        other.shutdown()


_WRITE = """async (service) => {
  const asked = (path, options) => fetch(service + path, { mode: "no-cors", credentials: "include", ...options });
  await asked("/api/v1/reports/renshe-2023", { method: "POST" }).catch(() => null);
  const form = new FormData();
  form.append("file", new Blob(["一、别处的报告\\n新增就业3人。"]), "别处.txt");
  await asked("/api/v1/reports", { method: "POST", body: form }).catch(() => null);
  await asked("/api/v1/session", { method: "POST", body: "{}" }).catch(() => null);
}"""


def test_another_page_writes_nothing_where_keys_are_off(desk, serve, samples_home: Path, elsewhere) -> None:
    address = serve(samples_home)
    _Elsewhere.service = address
    page = desk.page(f"{address}/reports")
    before = page.request.get(f"{address}/api/v1/jobs").json()
    page.goto(f"http://127.0.0.1:{elsewhere.server_address[1]}/")
    page.evaluate(_WRITE, address)
    assert page.request.get(f"{address}/api/v1/jobs").json() == before == {"jobs": [], "next": None}
    desk.wrong.clear()  # the other site is outside, as it must be here


def test_a_link_from_elsewhere_leads_a_signed_in_browser_straight_on(desk, keyed, elsewhere) -> None:
    address, key = keyed
    _Elsewhere.service = address
    page = desk.page(f"{address}/sign-in")
    page.get_by_label("密钥").fill(key)
    page.get_by_role("button", name="登录").click()
    expect(page).to_have_url(f"{address}/")
    page.goto(f"http://localhost:{elsewhere.server_address[1]}/")
    page.get_by_role("link", name="报告").click()
    expect(page).to_have_url(f"{address}/reports")
    expect(page.locator("#reports")).to_be_visible()
    desk.wrong.clear()
