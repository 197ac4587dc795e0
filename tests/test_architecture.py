"""The layers hold, exhaustively: every module has its place, and imports from below only."""

import subprocess
import sys
from pathlib import Path


def test_every_module_keeps_to_its_layer() -> None:
    # In a process of its own: the linter sets logging up anew and silences the loggers that are there already.
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    found = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
