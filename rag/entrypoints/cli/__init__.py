"""The command line: `rag`."""

from __future__ import annotations

from rag.entrypoints.cli.main import main as main
