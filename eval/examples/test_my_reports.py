"""A gate in plain pytest: your own questions about your own reports, in your own repository.

    pytest test_my_reports.py                     # every question is a test
    rag eval run my_suite.jsonl --reports reports # the same, as a table

Beside it lie the reports (`reports/`), the suite (`my_suite.jsonl`, see eval/README.md for its fields) and the run that
later ones are held against (`baselines/my_suite.json`). To accept another behaviour, bless it:

    python test_my_reports.py "Why it is right that answers have changed"

No network and no model is needed: questions are answered by the built-in model.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest

from rag.evaluation.baselines import bless, person
from rag.evaluation.gate import compare
from rag.evaluation.reports import markdown
from rag.evaluation.running import RunOptions, run_suite
from rag.evaluation.runs import Run, read_run
from rag.evaluation.suites import read_suite
from rag.service import SourceFile
from rag.settings import Settings

HERE = Path(__file__).parent
SUITE = read_suite(HERE / "my_suite.jsonl")
BASELINE = HERE / "baselines" / "my_suite.json"


def asked() -> Run:
    """All questions of the suite, asked in a library of these reports alone."""
    files = [SourceFile(one.name, one.read_bytes) for one in sorted((HERE / "reports").iterdir())]
    with tempfile.TemporaryDirectory() as home:
        return run_suite(SUITE, Settings(home=Path(home)), RunOptions(files=files, jobs=1))


@pytest.fixture(scope="module")
def run() -> Run:
    return asked()


@pytest.mark.parametrize("id", [one.id for one in SUITE.cases])
def test_a_question_is_answered_as_it_should_be(run: Run, id: str) -> None:
    (case,) = (one for one in run.cases if one.id == id)
    assert case.passed, f"{case.asked}\n{case.telling.text}\n{case.stage}: {', '.join(case.telling.problems)}"


def test_nothing_has_become_worse(run: Run) -> None:
    comparison = compare(read_run(BASELINE), run)
    assert not comparison.regressed, markdown.of_comparison(comparison)


if __name__ == "__main__":
    print(bless(asked(), reason=" ".join(sys.argv[1:]), by=person(), folder=BASELINE.parent))
