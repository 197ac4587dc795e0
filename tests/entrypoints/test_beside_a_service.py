"""The command line keeps working on a data folder that a service holds: it asks the service where it must."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rag.adapters.lock import FolderLock
from tests.conftest import SAMPLES
from tests.served import served


def test_files_come_in_are_asked_about_and_go_out(rag: Callable[..., Any], tmp_path: Path) -> None:
    damaged = tmp_path / "empty.txt"
    damaged.write_bytes(b"")
    file = str(SAMPLES / "renshe-2023.txt")
    with served(tmp_path / "home"):
        taken = rag("ingest", file, str(damaged), "--json")
        rows = taken.document["reports"]
        assert (taken.code, [one["status"] for one in rows]) == (1, ["added", "failed"])
        assert rows[1]["code"] == "empty_file"
        assert "3.12万人" in rag("ask", "2023年城镇新增就业多少人？", "--json").document["answer"]
        assert rag("rebuild", "--json").document["reports"] == 1
        assert rag("remove", "renshe-2023", "--json").document["removed"]["file"] == "renshe-2023.txt"
        assert rag("reports", "--json").document["reports"] == []
        assert rag("ingest", file, "--json").document["reports"][0]["status"] == "added"
        assert rag("search", "创业担保贷款", "--json").document["results"]


def test_a_holder_that_takes_no_jobs_is_told_and_nothing_is_left_waiting(
    rag: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rag.entrypoints.cli import beside

    monkeypatch.setattr(beside, "BEGUN_WITHIN_SECONDS", 0.5)
    lock = FolderLock(tmp_path / "home")
    lock.acquire()
    try:
        refused = rag("ingest", str(SAMPLES / "renshe-2023.txt"))
    finally:
        lock.release()
    assert refused.code == 3
    assert "in use" in refused.err
    assert rag("ingest", str(SAMPLES / "renshe-2023.txt"), "--json").document["reports"][0]["status"] == "added"
