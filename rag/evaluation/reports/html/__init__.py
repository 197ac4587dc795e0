"""A run, or what differs between two, as one HTML file for a browser: nothing is fetched, and all of it is there
without its script, which only filters.

Words of others come in through the template's escapes alone; the policy of the page lets nothing run but its own
script, and nothing be fetched.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from rag.evaluation.reports.html.plain import shown
from rag.evaluation.reports.html.view import Report, Texts, report_of_comparison, report_of_run
from rag.evaluation.runs import Run
from rag.messages import DEFAULT

if TYPE_CHECKING:
    from rag.evaluation.gate import RunComparison

_LANGUAGES = {"zh": "zh-CN", "en": "en"}
_STYLES = ("report_page.css", "report_cases.css")
_SCRIPT = "report.js"
_NOBODY: Texts = {}


def of_run(run: Run, *, texts: Texts = _NOBODY, language: str = DEFAULT) -> str:
    return _page(report_of_run(run, texts=texts, language=language), language)


def of_comparison(comparison: RunComparison, *, texts: Texts = _NOBODY, language: str = DEFAULT) -> str:
    return _page(report_of_comparison(comparison, texts=texts, language=language), language)


def _page(report: Report, language: str) -> str:
    style, script = "".join(_file(one) for one in _STYLES), _file(_SCRIPT)
    return (
        _environment()
        .get_template("report_page.html")
        .render(
            report=report,
            html_language=_LANGUAGES[language],
            style=Markup(style),
            script=Markup(script),
            policy=_policy(style, script),
        )
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader(__package__, "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=shown,
    )


def _file(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """Nothing may be fetched; this one stylesheet and this one script."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
