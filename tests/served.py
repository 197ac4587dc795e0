"""`rag serve` as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

COMMAND = (sys.executable, "-c", "from rag.entrypoints.cli import main; main()")


@dataclass(frozen=True)
class Served:
    """Where it listens, and the process that does."""

    address: str
    process: subprocess.Popen[str]


@contextmanager
def served(home: Path, **settings: str) -> Iterator[Served]:
    """On a free port of loopback, over the data folder `home`, until the block ends."""
    environment = {**os.environ, "RAG_HOME": str(home), **settings}
    arguments = [*COMMAND, "serve", "--port", "0", "--json"]
    with subprocess.Popen(
        arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        try:
            said = ""
            while "}" not in said:
                line = process.stdout.readline()
                assert line, "the server ended before it listened"
                said += line
            yield Served(json.loads(said)["address"], process)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
