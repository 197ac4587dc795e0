"""Each pipeline in a process of its own: one that fails is reported and stops no other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.peers.data import read_run

ROOT = Path(__file__).parents[2]
TIMEOUT_SECONDS = 3600

# One thread each; nothing is looked up or reported over the network.
QUIET = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "RAYON_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_OFFLINE": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "LANGSMITH_TRACING": "false",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """`failure` is "" where the pipeline ran through."""

    pipeline: str
    rankings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    index_seconds: float | None = None
    query_ms: Mapping[str, float] | None = None
    failure: str = ""


def run_peer(pipeline: str, folder: Path, work: Path) -> Outcome:
    """What `work` holds already is not run again."""
    run_file, times_file = work / f"{pipeline}.trec", work / f"{pipeline}.json"
    if not times_file.exists():
        command = [sys.executable, "-m", "benchmarks.peers.worker", pipeline, folder, run_file, times_file]
        failure, _ = _run(command)
        if failure:
            return Outcome(pipeline, failure=failure)
    times = json.loads(times_file.read_text(encoding="utf-8"))
    p50, p95 = np.percentile(times["query_ms"], [50, 95])
    return Outcome(pipeline, read_run(run_file), times["index_seconds"], {"p50": float(p50), "p95": float(p95)})


def run_ours(name: str, rag: Path, folder: Path, work: Path) -> Outcome:
    """By the command that its users have, with the settings it has by default."""
    run_file = work / "ours.trec"
    failure, output = _run([rag, "eval", "retrieval", folder, "--run", run_file, "--json"])
    if failure:
        return Outcome(name, failure=failure)
    told = json.loads(output)
    return Outcome(name, read_run(run_file), told["index_seconds"], told["query_ms"])


def given_run(name: str, file: Path) -> Outcome:
    """A ranking made elsewhere, by no matter what."""
    if not file.exists():
        return Outcome(name, failure=f"no such file: {file.name}")
    return Outcome(name, read_run(file))


def _run(command: Sequence[str | Path]) -> tuple[str, str]:
    """What went wrong, or "", and the standard output."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RAG_")}
    try:
        done = subprocess.run(
            [str(one) for one in command],
            cwd=ROOT,
            env=kept | QUIET,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{type(error).__name__}: {error}", ""
    if done.returncode:
        return (done.stderr.strip() or f"exit code {done.returncode}").splitlines()[-1], ""
    return "", done.stdout
