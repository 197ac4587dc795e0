"""What ships is what the manifest says."""

import json
from pathlib import Path

from rag.evaluation.suites.manifest import current_manifest, manifest_file, manifest_of


def test_the_manifest_is_current() -> None:
    """If not: python -m rag.evaluation.suites.manifest"""
    assert manifest_file().read_text(encoding="utf-8") == current_manifest()


def test_a_file_that_changes_changes_one_line(tmp_path: Path) -> None:
    suite, report = tmp_path / "own.jsonl", tmp_path / "r.txt"
    suite.write_text("{}\n\n{}\n", encoding="utf-8")
    report.write_text("甲", encoding="utf-8")
    before = manifest_of([suite], [report])
    report.write_text("乙", encoding="utf-8")
    after = manifest_of([suite], [report])
    changed = [one for one, other in zip(before.splitlines(), after.splitlines(), strict=True) if one != other]
    assert len(changed) == 1
    assert json.loads(after)["suites"]["own.jsonl"]["cases"] == 2
