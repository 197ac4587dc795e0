"""Every defect put in, one at a time, and whether the gate turns red: `python -m benchmarks.defects [NAME …]`.

Writes `benchmarks/results/defects.json` and `.md` (without names given). Takes some minutes.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable
from typing import Any

from benchmarks.defects.asking import ASKING
from benchmarks.defects.defect import Defect
from benchmarks.defects.reading import READING
from benchmarks.defects.running import Caught, open_place, run, with_defect
from benchmarks.defects.writing import WRITING
from benchmarks.suite import ROOT
from rag.evaluation.suites import read_suite, suite_file

RESULTS = ROOT / "benchmarks" / "results"
DEFECTS = (*READING, *ASKING, *WRITING)
_KEPT_IDS = 8


def main(names: list[str]) -> int:
    chosen = [one for one in DEFECTS if not names or one.name in names]
    with open_place() as place:
        caught = list(_caught(chosen, place))
    if not names:
        (RESULTS / "defects.json").write_text(json.dumps(_document(caught), ensure_ascii=False, indent=1) + "\n")
        (RESULTS / "defects.md").write_text(table(_document(caught)))
    return 0 if all(one.is_red and one.is_named for one in caught) else 1


def _caught(defects: Iterable[Defect], place: Any) -> Iterable[Caught]:
    whole: dict[str, Any] = {}
    for defect in defects:
        suite = read_suite(suite_file(defect.suite))
        if defect.suite not in whole:
            whole[defect.suite] = run(suite, suite.cases, place)
            print(f"{defect.suite}: {whole[defect.suite].passed} of {len(suite.cases)} pass", flush=True)
        started = time.monotonic()
        found = with_defect(defect, suite, suite.cases, whole[defect.suite], place)
        verdict = "red" if found.is_red else "GREEN"
        stages = ", ".join(f"{stage.value} {count}" for stage, count in found.stages.most_common())
        told = "" if found.is_named else " STAGE NOT NAMED"
        print(
            f"{verdict}{told} {defect.name}: {len(found.broken)} broken: {stages} ({time.monotonic() - started:.0f} s)",
            flush=True,
        )
        yield found


def _document(caught: Iterable[Caught]) -> dict[str, Any]:
    return {
        "defects": [
            {
                "name": one.defect.name,
                "what": one.defect.what,
                "suite": one.defect.suite,
                "red": one.is_red,
                "broken": len(one.broken),
                "stages": {stage.value: count for stage, count in one.stages.most_common()},
                "cases": list(one.broken[:_KEPT_IDS]),
            }
            for one in caught
        ]
    }


def table(document: dict[str, Any]) -> str:
    rows = [
        f"| {one['what']} | {one['suite']} | {'red' if one['red'] else 'green'} | {one['broken']} | "
        + ", ".join(f"{stage} {count}" for stage, count in one["stages"].items())
        + " |"
        for one in document["defects"]
    ]
    head = "| defect | suite | gate | cases broken | put down to |\n| --- | --- | --- | --- | --- |\n"
    return head + "\n".join(rows) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
