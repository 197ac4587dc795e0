"""A real server on a port of its own, and Chromium in front of it; skipped with a message where there is no browser.

server   its address, with the sample reports in; what a test leaves behind there (conversations) disturbs no other
serve    another one: over a home of its own, with settings of its own
desk     the browser: `desk.page(...)` opens a page, and at the end of the test nothing may have gone wrong in any

Whatever a page asks for is written down: a request to anywhere but the server, an error on the console, a violation of
the policy or a file that is not there fails the test.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from rag.entrypoints.cli.main import run
from tests.conftest import SAMPLES
from tests.served import served

REAL_REPORTS = Path(__file__).parents[3] / "shared" / "reports"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A bound, not a pace: a cold server on a busy machine takes its time for the first answer.
_PATIENCE_MS = 40_000
# What the browser says by itself of a response of 4xx or 5xx: whether there may be one is asked of the response.
_OF_RESPONSES = "Failed to load resource"

try:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, expect, sync_playwright
except ImportError:  # a tests' dependency that is not everywhere to be had
    pytest.skip("playwright is not installed: pip install playwright", allow_module_level=True)

expect.set_options(timeout=_PATIENCE_MS)

Serve = Callable[..., str]


@pytest.fixture(scope="session")
def samples_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All sample reports, in. Copy it before you change it."""
    return filled(tmp_path_factory.mktemp("samples") / "home", SAMPLES)


@pytest.fixture(scope="session")
def real_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports as offices write them, where they are at hand."""
    if not REAL_REPORTS.is_dir():
        pytest.skip("the real reports are not part of the repository")
    return filled(tmp_path_factory.mktemp("real") / "home", REAL_REPORTS)


@pytest.fixture(scope="session")
def server(samples_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("served") / "home"
    shutil.copytree(samples_home, home)
    with _serving(home) as address:
        yield address


@pytest.fixture(scope="module")
def empty_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One for a module, with nothing in to begin with: each test puts its reports into a library of its own."""
    with _serving(tmp_path_factory.mktemp("empty") / "home") as address:
        yield address


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """`serve(home, **environment)`: the address of a server over a copy of `home`; None: an empty one."""
    running = []

    def start(home: Path | None = None, **environment: str) -> str:
        own = tmp_path / f"home-{len(running)}"
        if home:
            shutil.copytree(home, own)
        running.append(_serving(own, **environment))
        return running[-1].__enter__()

    yield start
    for one in running:
        one.__exit__(None, None, None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Of a module: while it is open its event loop is in the way of other tests."""
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found is None:
        pytest.skip("there is no chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()


class Desk:
    """Windows onto a server, and what went wrong in them."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.wrong: list[str] = []

    def page(self, address: str, *, language: str = "zh", width: int = 1440, height: int = 900, **options: Any) -> Page:
        """A window of somebody who has not been here before. `address`: of the server, and of the page with its path;
        `options`: of Playwright's contexts (`color_scheme`, `has_touch`, …)."""
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(address))
        context = self._browser.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", reduced_motion="reduce", **options
        )
        context.set_default_timeout(_PATIENCE_MS)
        if language != "zh":
            context.add_cookies([{"name": "language", "value": language, "url": origin}])
        self._contexts.append(context)
        page = context.new_page()
        self._watch(page, origin)
        page.goto(address)
        return page

    def close(self) -> None:
        for one in self._contexts:
            one.close()

    def _watch(self, page: Page, origin: str) -> None:
        own = (f"{origin}/", "blob:", "data:")
        page.on("request", lambda one: self._note(not one.url.startswith(own), f"outside: {one.url}"))
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        page.on("console", self._said)
        page.on("response", self._answered)

    def _said(self, message: ConsoleMessage) -> None:
        said = message.type in ("error", "warning") and not message.text.startswith(_OF_RESPONSES)
        self._note(said, f"{message.type}: {message.text}")

    def _answered(self, response: Response) -> None:
        missing = response.status >= 400 and "/static/" in response.url
        self._note(missing or response.status == 500, f"{response.status}: {response.url}")

    def _note(self, is_wrong: bool, what: str) -> None:
        if is_wrong:
            self.wrong.append(what)


@pytest.fixture
def desk(browser: Browser, serve: Serve) -> Iterator[Desk]:
    """Its pages are closed before the servers that they look at."""
    opened = Desk(browser)
    yield opened
    opened.close()
    assert opened.wrong == []


def filled(home: Path, reports: Path) -> Path:
    """A home with these reports in."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("RAG_HOME", str(home))
        assert run(["ingest", str(reports)]) == 0
    return home


@contextmanager
def _serving(home: Path, **environment: str) -> Iterator[str]:
    with served(home, **{"RAG_LANGUAGE": "zh", **environment}) as server:
        yield server.address
