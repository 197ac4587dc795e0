"""Every defect put in, one at a time, and whether the gate turns red: `python -m benchmarks.defects [NAME …]`.

Writes `benchmarks/results/defects.json` and `.md`; with names, their rows anew. About seven minutes on two cores.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from benchmarks.defects.measuring import DEFECTS, RESULTS, Row, rows_of, table

_FILE = RESULTS / "defects.json"


def main(names: Sequence[str]) -> int:
    chosen = [one.name for one in DEFECTS if not names or one.name in names]
    count = min(os.cpu_count() or 1, len(chosen))
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as processes:
        rows = [row for part in processes.map(rows_of, [chosen[at::count] for at in range(count)]) for row in part]
    rows = _with_those_before(rows) if names else rows
    order = [one.name for one in DEFECTS]
    rows.sort(key=lambda row: order.index(row["name"]))
    _FILE.write_text(json.dumps({"defects": rows}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    _FILE.with_suffix(".md").write_text(table(rows), encoding="utf-8")
    print(f"{sum(row['red'] for row in rows)} of {len(rows)} red, {sum(row['named'] for row in rows)} with their stage")
    return 0 if all(row["red"] for row in rows) else 1


def _with_those_before(rows: Sequence[Row]) -> list[Row]:
    new = {row["name"] for row in rows}
    known = {one.name for one in DEFECTS}
    before = json.loads(_FILE.read_text(encoding="utf-8"))["defects"] if _FILE.exists() else []
    return [*rows, *(row for row in before if row["name"] in known - new)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
