"""Compare our retrieval with the pipelines that people start from. See README.md.

make peers
.venv-peers/bin/python -m benchmarks.peers [--set wiki_questions] [--only LangChain] [--run NAME=FOLDER]
"""

from __future__ import annotations

import argparse
import datetime
import importlib.metadata
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.peers import report
from benchmarks.peers.data import read_entries, read_judgements, read_queries, write_without_prefix
from benchmarks.peers.pipelines import OURS, PIPELINES
from benchmarks.peers.running import ROOT, Outcome, given_run, run_ours, run_peer
from benchmarks.peers.scoring import DECIDING, Values, difference, interval, per_query
from rag.adapters.embeddings import BuiltinEmbedder

DATA = ROOT.parent / "shared" / "data" / "retrieval"
SETS = ("gov_sections", "news_questions", "wiki_questions")

# The queries of this set begin with year and region; its variant shows what is found without them.
PREFIXED = "gov_sections"
VARIANT = "gov_sections, no prefix"

PACKAGES = (
    *("langchain-text-splitters", "langchain-chroma", "langchain-classic", "langchain-community", "rank-bm25"),
    *("llama-index-core", "llama-index-retrievers-bm25", "bm25s", "haystack-ai", "txtai", "faiss-cpu", "chromadb"),
    *("jieba", "ir-measures", "numpy"),
)


def main() -> int:
    given = _arguments()
    if not given.data.is_dir():
        print(f"no {given.data}: nothing measured", file=sys.stderr)
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        folders = _folders(given, Path(temporary))
        work = given.keep or Path(temporary) / "runs"
        sets = {name: _measure(name, folder, given, work / name) for name, folder in folders.items()}
    report.write(_with_circumstances(sets, kept=bool(given.keep)), given.output)
    print(f"written: {given.output / 'peers.md'}", file=sys.stderr)
    return 1 if any(one["failed"] for one in sets.values()) else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA, help="a folder of sets in BEIR layout")
    parser.add_argument("--set", action="append", help="only this one (may be repeated)")
    parser.add_argument("--only", default="", help="only pipelines whose name begins so")
    parser.add_argument("--rag", type=Path, default=ROOT / ".venv" / "bin" / "rag", help="our command")
    parser.add_argument("--run", action="append", default=[], help="NAME=FOLDER of TREC runs, <set>.trec each")
    parser.add_argument("--keep", type=Path, help="keep the peers' rankings here and take those that are there")
    parser.add_argument("--output", type=Path, default=ROOT / "benchmarks" / "results")
    return parser.parse_args()


def _folders(given: argparse.Namespace, work: Path) -> dict[str, Path]:
    folders = {}
    for name in (*SETS, *sorted({one.name for one in given.data.iterdir()} - set(SETS))):
        if (given.data / name / "corpus.jsonl").exists():
            folders[name] = given.data / name
        if name == PREFIXED and name in folders:
            write_without_prefix(folders[name], work / "variant")
            folders[VARIANT] = work / "variant"
    return {name: folder for name, folder in folders.items() if not given.set or name in given.set}


def _measure(name: str, folder: Path, given: argparse.Namespace, work: Path) -> dict[str, Any]:
    work.mkdir(parents=True, exist_ok=True)
    judged, queries = read_judgements(folder), [query.id for query in read_queries(folder)]
    values: dict[str, Mapping[str, Values]] = {}
    outcomes = {}
    for outcome in _outcomes(name, folder, given, work):
        outcomes[outcome.pipeline] = outcome
        if not outcome.failure:
            values[outcome.pipeline] = per_query(outcome.rankings, judged, queries)
        _tell(name, outcome, values)
    ours = values.get(OURS)
    return {
        "entries": len(read_entries(folder)),
        "queries": len(queries),
        "pipelines": {label: _row(outcomes[label], one, ours) for label, one in values.items()},
        "failed": {label: one.failure for label, one in outcomes.items() if one.failure},
    }


def _outcomes(name: str, folder: Path, given: argparse.Namespace, work: Path) -> Iterator[Outcome]:
    runs = dict(one.split("=", 1) for one in given.run)
    if OURS not in runs:
        yield run_ours(OURS, given.rag, folder, work)
    for label, place in runs.items():
        yield given_run(label, Path(place) / f"{name}.trec")
    for pipeline in PIPELINES:
        if pipeline.name.startswith(given.only):
            yield run_peer(pipeline.name, folder, work)


def _row(outcome: Outcome, values: Mapping[str, Values], ours: Mapping[str, Values] | None) -> dict[str, Any]:
    against = difference(values[DECIDING], ours[DECIDING]) if ours and outcome.pipeline != OURS else None
    low, high = interval(values[DECIDING])
    return {
        "metrics": {name: round(float(one.mean()), 6) for name, one in values.items()},
        "interval": [round(low, 6), round(high, 6)],
        "difference": {key: round(value, 6) for key, value in asdict(against).items()} | {"ahead": against.ahead}
        if against
        else None,
        "index_seconds": outcome.index_seconds and round(outcome.index_seconds, 2),
        "query_ms": outcome.query_ms and {key: round(value, 2) for key, value in outcome.query_ms.items()},
    }


def _tell(name: str, outcome: Outcome, values: Mapping[str, Mapping[str, Values]]) -> None:
    told = outcome.failure or f"MRR@10 {values[outcome.pipeline][DECIDING].mean():.3f}"
    print(f"{name}: {outcome.pipeline}: {told}", file=sys.stderr, flush=True)


def _with_circumstances(sets: Mapping[str, Any], *, kept: bool) -> dict[str, Any]:
    return {
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        "command": "python -m benchmarks.peers" + (" --keep" if kept else ""),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}",
        "embedding": BuiltinEmbedder().identity,
        "versions": {OURS: _commit(), **{name: importlib.metadata.version(name) for name in PACKAGES}},
        "sets": dict(sets),
    }


def _commit() -> str:
    """Which state of ours; "unknown" outside a checkout."""
    command = ["git", "describe", "--always", "--dirty", "--exclude", "*"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


if __name__ == "__main__":
    sys.exit(main())
