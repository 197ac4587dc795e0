"""Runs of an invented suite, in which some cases fail in every way that there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rag.evaluation.runs import Attempt, CaseResult, Cited, Run
from rag.evaluation.stages import Stage

HOSTILE = (
    "| a | `b` <script>alert(1)</script> @octocat #12 **x** [y](https://evil.example/z) </details>\n"
    "# 大\x0b\x00字 %0A::error::"
)

TYPES = ("figure", "list", "masked", "refusal", "follow_up", "conflict", "two_reports")
PROBLEMS = {
    Stage.NOT_RETRIEVED: ("status",),
    Stage.NOT_IN_CONTEXT: ("contains",),
    Stage.NOT_USED: ("contains", "not_cited"),
    Stage.USED_WRONGLY: ("number", "figure_not_in_quote"),
    Stage.CITED_WRONGLY: ("section",),
    Stage.DROPPED: ("contains",),
    Stage.REFUSED_WRONGLY: ("status",),
    Stage.ANSWERED_WRONGLY: ("status", "forbidden"),
    Stage.MISREAD: ("quote_not_verbatim",),
}
MANIFEST: Mapping[str, Any] = {
    "mode": "stub",
    "dataset": "3f1c9a52d1f04a7b",
    "commit": "8d20c64b8fbb3c17a1a5fd5ff0b9ad3b0d4dd2b7",
    "dirty": False,
    "model": "extractive",
    "embedding": "builtin",
}


def attempt(text: str = "全年城镇新增就业3.05万人。[1]", *, stage: Stage | None = None, **values: Any) -> Attempt:
    """Passed where no stage is named."""
    quote = "全年城镇新增就业3.05万人"
    cited = (Cited("renshe-2022.txt", ("一、工作完成情况", "（一）就业"), 120, 120 + len(quote), quote),)
    given = {"status": "answered", "cited": cited, "problems": PROBLEMS.get(stage, ()) if stage else (), **values}
    return Attempt(passed=stage is None, stage=stage, scores={"contains": float(stage is None)}, text=text, **given)


def case(id: str, *attempts: Attempt, **values: Any) -> CaseResult:
    given = {"type": "figure", "cluster": "renshe-2022.txt/工作完成情况", "tags": (), "must_pass": False, **values}
    return CaseResult(
        id=id, asked=given.pop("asked", "2022年城镇新增就业多少人？"), attempts=attempts or (attempt(),), **given
    )


def run(*cases: CaseResult, suite: str = "answers", **manifest: Any) -> Run:
    passed = sum(one.passed for one in cases) / len(cases) if cases else None
    metrics = {
        "pass_rate": passed,
        "figure_precision": passed,
        "figure_recall": passed,
        "citation_f1": 0.9,
        "rouge_l": None,
    }
    return Run(suite, cases, metrics, {**MANIFEST, **manifest})


def large(count: int = 250, *, failing_every: int = 9, offset: int = 0, **manifest: Any) -> Run:
    """A run of so many cases; another `offset` lets others fail."""
    made = [_case(number, fails=(number + offset) % failing_every == 0) for number in range(count)]
    times = {one.id: [40.0 + (number * 37) % 300] for number, one in enumerate(made)}
    given = {"case_ms": times, "latency_ms": {"p50": 180.0, "p95": 320.0}, "tokens": {"input": 0, "output": 0}}
    return run(*made, **{**given, "cost": 0.0, **manifest})


def _case(number: int, *, fails: bool) -> CaseResult:
    stages = list(PROBLEMS)
    stage = stages[number // 9 % len(stages)] if fails else None
    amount = number + 1 if fails else number
    share = f"完成年度目标的10{number % 9}%"
    text = f"全年{number}号地区城镇新增就业{amount}.05万人，{share}。[1]其中失业人员再就业{number}人。[1]"
    made = attempt(text, stage=stage)
    if fails and number % 4 == 0:
        made = replace(made, status="refused", text="没有找到相关内容。", cited=())
    return case(
        f"{TYPES[number % len(TYPES)]}-{number:03}",
        made,
        type=TYPES[number % len(TYPES)],
        tags=("就业",) if number % 2 else ("社保", "dev"),
        must_pass=number % 10 == 0,
        asked=f"{number}号地区去年城镇新增就业多少人？",
        cluster=f"renshe-2022.txt/第{number % 31}章",
    )
