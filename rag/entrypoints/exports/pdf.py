"""A paper as PDF: its HTML printed by a browser that is there, or by WeasyPrint."""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from rag.entrypoints.exports import html
from rag.entrypoints.exports.paper import Paper
from rag.errors import PdfFailed, PdfUnavailable

_BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "msedge",
    "chrome",
)
# A first start on a slow machine takes some seconds; a summary of thirty reports prints in two.
_TIMEOUT_SECONDS = 90
_LONGEST_REASON = 200


def of_paper(paper: Paper) -> bytes:
    """By the first program that can: one that is installed may be kept from files or from memory.

    Raises PdfUnavailable, or PdfFailed as of the first.
    """
    check()
    page = html.of_paper(paper, {})
    failures = []
    for printing in _programs():
        try:
            return printing(page)
        except PdfFailed as failed:
            failures.append(failed)
    raise failures[0]


def check() -> None:
    """Raises PdfUnavailable where nothing is installed that makes PDFs."""
    if not any(_programs()):
        raise PdfUnavailable


def _programs() -> Iterator[Callable[[str], bytes]]:
    yield from (partial(_by_browser, one) for one in map(shutil.which, _BROWSERS) if one)
    if importlib.util.find_spec("weasyprint"):
        yield _by_weasyprint


def _by_browser(browser: str, page: str) -> bytes:
    """In a profile of its own that is thrown away; no name resolves, so that nothing can be fetched."""
    name = Path(browser).name
    # Not every process of a browser ends with it: what is left of its folder must not fail the printing.
    with tempfile.TemporaryDirectory(prefix="rag-pdf-", ignore_cleanup_errors=True) as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(page, encoding="utf-8")
        command = [browser, *_options(folder), f"--print-to-pdf={target}", source.as_uri()]
        try:
            done = subprocess.run(command, capture_output=True, timeout=_TIMEOUT_SECONDS, check=False)
        except subprocess.TimeoutExpired as error:
            raise PdfFailed(program=name, reason=f"> {_TIMEOUT_SECONDS} s") from error
        except OSError as error:
            raise PdfFailed(program=name, reason=error.strerror or str(error)) from error
        if done.returncode or not target.exists():
            raise PdfFailed(program=name, reason=_reason(done.stderr))
        return target.read_bytes()


def _options(folder: str) -> list[str]:
    options = [
        "--headless",
        "--disable-gpu",
        "--disable-extensions",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--no-default-browser-check",
        "--no-pdf-header-footer",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        f"--user-data-dir={folder}/profile",
    ]
    # Chromium refuses to sandbox itself for the superuser; what it opens is our own page, without scripts or links out.
    return [*options, "--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else options


def _reason(messages: bytes) -> str:
    lines = messages.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:_LONGEST_REASON] if lines else "?"


def _by_weasyprint(page: str) -> bytes:
    """The page names nothing outside of it. Libraries of the system that WeasyPrint needs may be missing."""
    try:
        weasyprint = importlib.import_module("weasyprint")
        return bytes(weasyprint.HTML(string=page).write_pdf())
    except (ImportError, OSError, ValueError) as error:
        raise PdfFailed(program="WeasyPrint", reason=str(error)[:_LONGEST_REASON]) from error
