"""What the suites that ship are, by hash, as git keeps it: a suite or a report that changed shows in `MANIFEST.json`.

`python -m rag.evaluation.suites.manifest` writes it anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from rag.evaluation.jsonl import read_lines
from rag.evaluation.suites.places import data_folder, fixture_files, suite_file, suite_names

_FILE = "MANIFEST.json"


def manifest_file() -> Path:
    return data_folder("suites") / _FILE


def manifest_of(suites: Sequence[Path], reports: Sequence[Path]) -> str:
    """JSON that differs by a line for each file that does. Raises NoSuchPath, DataError; reading a report may raise
    OSError."""
    content = {
        "suites": {one.name: {"cases": sum(1 for _ in read_lines(one)), "sha256": _hash(one)} for one in suites},
        "reports": {one.name: _hash(one) for one in reports},
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def current_manifest() -> str:
    """Of what ships as it is now."""
    return manifest_of([suite_file(one) for one in suite_names()], fixture_files())


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


if __name__ == "__main__":
    manifest_file().write_text(current_manifest(), encoding="utf-8")
