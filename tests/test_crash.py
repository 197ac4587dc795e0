"""kill -9 in the middle of an ingestion: nothing half in is visible, and running it again ends as if uninterrupted."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.ingestion import opened, outcome
from rag.domain import ReportFilter

REPORTS = 12

# Kills itself at the second call of the step that is named; batches are small so that there are several.
INGEST = """
import os, signal, sys
from pathlib import Path
from benchmarks.ingestion import ingest
import rag.ingestion

rag.ingestion.MAX_REPORTS_A_BATCH = 4
step, home, sources = sys.argv[1:]
if step:
    module, kind, method = step.rsplit(".", 2)
    owner = getattr(__import__(module, fromlist=[kind]), kind)
    original, calls = getattr(owner, method), []

    def dying(*arguments, **options):
        calls.append(1)
        if len(calls) == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return original(*arguments, **options)

    setattr(owner, method, dying)
ingest(Path(home), Path(sources), 0)
"""

# The other steps, and random moments, are left to benchmarks/ingestion.py --kill.
STEPS = [
    "rag.adapters.vectors.ChromaVectors.add",
    "rag.adapters.ledger.SqlLedger.publish",
    "rag.adapters.ledger.SqlLedger.purge",
]


def report(number: int, *, version: int = 1) -> str:
    sections = "\n".join(
        f"{marker}、第{number}镇{topic}\n第{version}版：{topic}完成{number * 10 + place}项，增长{number}.{place}%。"
        for place, (marker, topic) in enumerate(
            zip("一二三四", ("渔港建设", "防汛准备", "校舍改造", "道路养护"), strict=True)
        )
    )
    return f"第{number}镇2023年工作情况\n\n{sections}\n"


@pytest.fixture(scope="module")
def sources(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("sources")
    for number in range(REPORTS):
        (folder / f"{number:02d}.txt").write_text(report(number), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def changed(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("changed")
    for number in range(REPORTS):
        (folder / f"{number:02d}.txt").write_text(report(number, version=2), encoding="utf-8")
    return folder


def run(home: Path, sources: Path, *, killed_at: str = "") -> int:
    root = Path(__file__).parents[1]
    command = [sys.executable, "-c", INGEST, killed_at, str(home), str(sources)]
    return subprocess.run(command, cwd=root, stdout=subprocess.DEVNULL, check=False).returncode


@pytest.fixture(scope="module")
def before(sources, tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("before")
    assert run(home, sources) == 0
    return home


@pytest.fixture(scope="module")
def uninterrupted(before, changed, tmp_path_factory) -> dict[str, object]:
    home = tmp_path_factory.mktemp("whole")
    shutil.copytree(before, home, dirs_exist_ok=True)
    assert run(home, changed) == 0
    return outcome(home)


@pytest.mark.parametrize("step", STEPS)
def test_a_killed_ingestion_run_again_ends_as_an_uninterrupted_one(
    step, before, changed, uninterrupted, tmp_path
) -> None:
    shutil.copytree(before, tmp_path, dirs_exist_ok=True)
    assert run(tmp_path, changed, killed_at=step) == -9

    ledger = opened(tmp_path, 0).ledger
    whole = {version: {report(number, version=version) for number in range(REPORTS)} for version in (1, 2)}
    seen = {ledger.text(one.id) for one in ledger.reports()}
    assert len(seen) == REPORTS and seen <= whole[1] | whole[2]
    for one in ledger.reports():
        assert ledger.count_chunks(ReportFilter(report_ids=(one.id,))) == len(ledger.chunks_of(one.id)) == one.chunks

    assert run(tmp_path, changed) == 0
    found = outcome(tmp_path)
    assert {name for name, value in uninterrupted.items() if found[name] != value} == set()
    assert all(ok for _, ok in found["doctor"])
