"""A run, or what differs between two, as one HTML file for a browser: nothing is fetched, and all of it is there
without its script, which only filters.

Words of others come in through the template's escapes alone; the policy of the page lets nothing run but its own
script, and nothing be fetched.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from rag.evaluation.reports import amounts, facts, reasons
from rag.evaluation.reports.html import charts, entries
from rag.evaluation.reports.html.filters import choices, groups_of
from rag.evaluation.reports.html.plain import shown
from rag.evaluation.reports.intervals import intervals
from rag.evaluation.reports.words import Say, named, speaking
from rag.evaluation.runs import Run
from rag.messages import DEFAULT

if TYPE_CHECKING:
    from rag.evaluation.gate import RunComparison

Texts = Mapping[str, str]

_LANGUAGES = {"zh": "zh-CN", "en": "en"}
_NOBODY: Texts = {}


def of_run(run: Run, *, texts: Texts = _NOBODY, language: str = DEFAULT) -> str:
    """`texts`: of the reports, by file name, so that citations are shown in the words around them."""
    say = speaking(language)
    failed = facts.failed(run)
    counts = {"must_pass": sum(one.must_pass for one in failed), "errored": facts.errored(run)}
    return _page(
        say,
        language,
        entries=entries.of_cases(run.cases, texts, say),
        runs=(run,),
        suite=named("suite", run.suite, say),
        verdict=say("some_failed" if failed or not run.cases else "all_passed"),
        is_bad=bool(failed) or not run.cases,
        counts=[
            say("count_cases", passed=run.passed, n=len(run.cases)),
            *(say(f"count_{name}", count=count) for name, count in counts.items() if count),
        ],
        intervals=intervals(run),
    )


def of_comparison(comparison: RunComparison, *, texts: Texts = _NOBODY, language: str = DEFAULT) -> str:
    """`texts`: as for a run."""
    say = speaking(language)
    pairs = comparison.pairs
    counts = {"broken": len(comparison.broken), "mended": len(comparison.mended)}
    counts["same"] = len(pairs) - sum(counts.values())
    passed = f"{comparison.a.passed} → {comparison.b.passed}"
    return _page(
        say,
        language,
        entries=entries.of_pairs(pairs, texts, say),
        runs=(comparison.a, comparison.b),
        suite=named("suite", comparison.suite, say),
        verdict=say("red" if comparison.regressed else "green"),
        is_bad=comparison.regressed,
        counts=[
            say("count_cases", passed=passed, n=len(pairs)),
            *(say(f"count_{name}", count=count) for name, count in counts.items()),
        ],
        comparison=comparison,
        regressions=reasons.regressions(comparison, language),
        remarks=reasons.remarks(comparison, language),
    )


def _page(say: Say, language: str, *, entries: list[entries.Entry], runs: tuple[Run, ...], **values: Any) -> str:
    style, script = _file("report.css"), _file("report.js")
    given = {"comparison": None, "regressions": [], "remarks": [], "intervals": {}, **values}
    return (
        _environment()
        .get_template("page.html")
        .render(
            say=say,
            named=lambda kind, name: named(kind, name, say),
            amounts=amounts,
            facts=facts,
            html_language=_LANGUAGES[language],
            style=Markup(style),
            script=Markup(script),
            policy=_policy(style, script),
            entries=entries,
            choices=choices(entries, say, of_two=len(runs) > 1),
            groups_of=groups_of,
            runs=runs,
            times=[facts.latencies_ms(one) for one in runs],
            measured=facts.side_by_side(*(facts.measured(one, say) for one in (runs[0], runs[-1]))),
            pass_rates=charts.pass_rates(runs, say),
            failures=charts.failures(runs, say),
            latencies=charts.latencies(runs),
            **given,
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
