"""How many figures real reports hold, how long they take to find, and how many of their indicators cannot read right.

    python -m benchmarks.figures [--data FOLDER] [--output FILE]

The checks are mechanical: they find names that are broken off, begin or end with a word that names nothing, or are a
verb alone. A name that passes may still be wrong: that only reading can tell. Without the development data nothing is
measured.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from rag.domain import Figure
from rag.figures import find_figures
from rag.figures.words import CARRIED

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
OUTPUT = ROOT / "benchmarks" / "results" / "figures.json"
REPORTS = "gov_reports_dev.jsonl.gz"
TIMES = 3
LONGEST_NAME = 26

_BROKEN_BEGINNING = re.compile(r"[、，,；）)”的了着和与及且而但]|其中|以上|以下|左右|分别|同比")
_BROKEN_END = re.compile(r"(?:[的了着在为由从将把被向对和与及或、，“（]|分别|同比|达到?|超过|其中|等)$")
_PUNCTUATION = re.compile(r"[，。；！？\n]")


def faults_of(indicator: str) -> Iterator[str]:
    """Why nobody can understand this name without its sentence; none where it may read right."""
    if not indicator:
        yield "empty"
        return
    if len(indicator) < 2:
        yield "one_character"
    if len(indicator) > LONGEST_NAME + 4:
        yield "too_long"
    if _BROKEN_BEGINNING.match(indicator):
        yield "broken_beginning"
    if _BROKEN_END.search(indicator):
        yield "broken_end"
    if _PUNCTUATION.search(indicator):
        yield "more_than_a_clause"
    if any(indicator.count(opening) != indicator.count(closing) for opening, closing in ("“”", "《》", "（）")):
        yield "unbalanced"
    if CARRIED.fullmatch(indicator):
        yield "verb_alone"


def measured(texts: Sequence[str]) -> dict[str, object]:
    """Counts over all figures of `texts`, and the milliseconds that finding them took a text."""
    seconds: list[float] = []
    found: list[list[Figure]] = []
    for _ in range(TIMES):
        started = time.process_time()
        found = [find_figures(text) for text in texts]
        seconds.append(time.process_time() - started)
    figures = [figure for each in found for figure in each]
    faults = Counter(fault for figure in figures for fault in faults_of(figure.indicator))
    faulty = sum(1 for figure in figures if any(faults_of(figure.indicator)))
    return {
        "reports": len(texts),
        "characters": sum(map(len, texts)),
        "figures": len(figures),
        "figures_a_report": {
            "least": min(map(len, found)),
            "median": statistics.median(map(len, found)),
            "most": max(map(len, found)),
        },
        "masked": sum(figure.masked for figure in figures),
        "with_indicator": _share(sum(bool(figure.indicator) for figure in figures), len(figures)),
        "with_qualifier": _share(sum(bool(figure.qualifier) for figure in figures), len(figures)),
        "with_period": _share(sum(bool(figure.period) for figure in figures), len(figures)),
        "fails_a_check": _share(faulty, len(figures)),
        "faults": dict(sorted(faults.items())),
        "milliseconds_a_report": round(min(seconds) * 1000 / len(texts), 1),
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--output", type=Path, default=OUTPUT)
    arguments = parser.parse_args()
    path = arguments.data / REPORTS
    if not path.is_file():
        print(f"no {path}: nothing measured", file=sys.stderr)
        return 0
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    results = {
        level: measured([row["text"] for row in rows if row["level"] == level])
        for level in sorted({row["level"] for row in rows})
    }
    written = json.dumps(results, ensure_ascii=False, indent=2) + "\n"
    arguments.output.write_text(written, encoding="utf-8")
    print(written, end="")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
