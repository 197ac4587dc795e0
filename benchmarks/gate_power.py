"""How often is the gate right? Pairs of live runs of which it is known how they differ, judged by the gate itself.

    python benchmarks/gate_power.py [--runs 1000] [--suite FILE] [--output FILE]

250 cases in clusters of uneven sizes (rag/evaluation/statistics/simulation.py), and as many as a suite has in its
clusters where one is named. Asked: how often it is red where
nothing has changed, by any of the primary metrics; how often a drop of 5 points is caught; how often BCa's interval of
the pass rate holds the true difference (where nothing has changed: a drop is a fixed number of cases here, so that
differences vary less than those of drawn cases would); and what must-pass cases add to the false alarms.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rag.evaluation.statistics.simulation import Scenario, Tally, tally, uneven_sizes

ROOT = Path(__file__).resolve().parents[1]
OUTPUT = ROOT / "benchmarks" / "results" / "gate_power.json"
CASES, CLUSTERS = 250, 60
NOISES = (0.01, 0.02, 0.05, 0.10)
# Flips of cases that rest on the same section: independent, or alike to a degree that is common in clustered samples.
ICCS = (0.0, 0.1)
DROP = 0.05
SEED = 7
LEAST_POWER, MOST_FALSE_ALARMS = 0.80, 0.05


def scenarios(runs: int, suite: tuple[int, ...]) -> Iterator[tuple[str, Scenario, int]]:
    """Each with the question that it answers, and how many pairs of runs it is asked of: all of them where a bar is
    held against it. `suite`: sizes of the clusters of one."""
    sizes, few = uneven_sizes(CASES, CLUSTERS), max(1, runs * 3 // 10)
    for icc in ICCS:
        for noise in NOISES:
            yield "power", Scenario(sizes, noise, icc, DROP), runs if noise == NOISES[0] else few
    for icc in ICCS:
        for noise in (0.01, 0.05, 0.10):
            yield "false alarms", Scenario(sizes, noise, icc), runs
    for noise in NOISES:
        yield "power", Scenario(sizes, noise, ICCS[-1], DROP, repeats=3), few
    yield "false alarms", Scenario(sizes, 0.05, ICCS[-1], repeats=3), runs
    for n_clusters in (40, 80):
        yield "power", Scenario(uneven_sizes(CASES, n_clusters), NOISES[0], ICCS[-1], DROP), few
    for repeats in (1, 3):
        yield "must-pass", Scenario(sizes, NOISES[0], ICCS[-1], repeats=repeats, must_pass=0.2), few
    for noise in NOISES[:2] if suite else ():
        yield "false alarms", Scenario(suite, noise, ICCS[-1]), few
        yield "power", Scenario(suite, noise, ICCS[-1], DROP), few


def cluster_sizes(suite: Path) -> tuple[int, ...]:
    """Of its cases, the largest first."""
    cases = [json.loads(line) for line in suite.read_text(encoding="utf-8").splitlines() if line.strip()]
    return tuple(count for _, count in Counter(one["cluster"] for one in cases).most_common())


def row(question: str, scenario: Scenario, found: Tally, seconds: float) -> dict[str, Any]:
    return {
        "question": question,
        "cases": scenario.n_cases,
        "clusters": len(scenario.sizes),
        "noise": scenario.noise,
        "icc": scenario.icc,
        "drop": scenario.drop,
        "repeats": scenario.repeats,
        "must_pass": scenario.must_pass,
        "n": found.n,
        "red": found.red / found.n,
        "red_by_metric": found.by_metric / found.n,
        "interval": [round(found.interval.low, 4), round(found.interval.high, 4)],
        "metrics": {name: count / found.n for name, count in sorted(found.metrics.items())},
        "intervals": found.intervals,
        "coverage": round(found.covered / found.intervals, 4) if found.intervals and not scenario.drop else None,
        "smallest_effect": found.smallest_effect and round(found.smallest_effect, 4),
        "milliseconds": round(1000 * seconds / found.n, 1),
    }


def bars(rows: list[dict[str, Any]]) -> dict[str, bool]:
    """What is asked of the gate."""
    power = [one for one in rows if one["question"] == "power" and one["noise"] == NOISES[0] and not one["icc"]]
    alarms = [one for one in rows if one["question"] == "false alarms"]
    return {
        "a drop of 5 points is caught at 1% noise": all(one["red_by_metric"] >= LEAST_POWER for one in power),
        "false alarms are at most 5%": all(one["red_by_metric"] <= MOST_FALSE_ALARMS for one in alarms),
    }


def as_markdown(rows: list[dict[str, Any]]) -> str:
    lines = ["# The gate under simulation", "", f"`{Path(__file__).name}` says what is asked, and how.", ""]
    columns = ("", "cases", "clusters", "repeats", "noise each way", "icc", "pairs of runs")
    columns += ("red by a metric", "95%", "red in all", "interval holds the truth", "smallest effect told")
    lines += ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    for one in rows:
        low, high = one["interval"]
        told = one["smallest_effect"]
        cells = [
            one["question"],
            one["cases"],
            one["clusters"],
            one["repeats"],
            f"{one['noise']:.0%}",
            one["icc"],
            one["n"],
            f"**{one['red_by_metric']:.1%}**",
            f"{low:.1%} – {high:.1%}",
            f"{one['red']:.1%}",
            "–" if one["coverage"] is None else f"{one['coverage']:.1%} of {one['intervals']}",
            "–" if told is None else f"{100 * told:.1f} points",
        ]
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1000, help="pairs of runs a scenario")
    parser.add_argument("--suite", type=Path, help="the cases of which are to be clustered as they are")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args()
    rows = []
    for question, scenario, runs in scenarios(options.runs, cluster_sizes(options.suite) if options.suite else ()):
        started = time.process_time()
        found = tally(scenario, runs, seed=SEED)
        rows.append(row(question, scenario, found, time.process_time() - started))
        print(json.dumps(rows[-1]), flush=True)
    held = bars(rows)
    document = {"drop": DROP, "seed": SEED, "bars": held, "rows": rows}
    options.output.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    options.output.with_suffix(".md").write_text(as_markdown(rows), encoding="utf-8")
    print(held)
    return 0 if all(held.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
