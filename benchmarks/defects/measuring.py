"""All defects, what came of each in the whole of its suite, and the table of that."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.defects.asking import ASKING
from benchmarks.defects.reading import READING
from benchmarks.defects.running import Caught, open_place, run, with_defect
from benchmarks.defects.writing import WRITING
from benchmarks.suite import ROOT
from rag.evaluation.suites import read_suite, suite_file

RESULTS = ROOT / "benchmarks" / "results"
DEFECTS = (*READING, *ASKING, *WRITING)
_KEPT_IDS = 6

Row = dict[str, Any]


def rows_of(names: Sequence[str]) -> list[Row]:
    """What came of these, in a process of its own."""
    logging.disable(logging.WARNING)
    rows: list[Row] = []
    whole: dict[str, Any] = {}
    with open_place() as place:
        for defect in (one for one in DEFECTS if one.name in names):
            suite = read_suite(suite_file(defect.suite))
            if defect.suite not in whole:
                whole[defect.suite] = run(suite, suite.cases, place)
            started = time.monotonic()
            row = _row(with_defect(defect, suite, suite.cases, whole[defect.suite], place))
            print(f"{'red' if row['red'] else 'GREEN'} {row} ({time.monotonic() - started:.0f} s)", flush=True)
            rows.append(row)
    return rows


def _row(caught: Caught) -> Row:
    """`cases`: some that it broke, those first that name its stage."""
    own = caught.defect.stages
    ids = sorted(caught.broken, key=lambda id: caught.broken[id] not in own)
    return {
        "name": caught.defect.name,
        "what": caught.defect.what,
        "suite": caught.defect.suite,
        "red": caught.is_red,
        "named": caught.is_named,
        "broken": len(caught.broken),
        "stages": {stage.value: count for stage, count in caught.stages.most_common()},
        "cases": ids[:_KEPT_IDS],
    }


def table(rows: Iterable[Row]) -> str:
    """As Markdown."""
    lines = ["| defect | suite | gate | cases broken | put down to |", "| --- | --- | --- | --- | --- |"]
    for row in rows:
        stages = ", ".join(f"{stage} {count}" for stage, count in row["stages"].items())
        gate = "red" if row["red"] else "**green**"
        told = stages if row["named"] else f"{stages} (not its stage)"
        lines.append(f"| {row['what']} | {row['suite']} | {gate} | {row['broken']} | {told} |")
    return "\n".join(lines) + "\n"
