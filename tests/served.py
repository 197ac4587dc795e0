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

MAIN = "from rag.entrypoints.cli import main; main()"
COMMAND = (sys.executable, "-c", MAIN)
# A bound, not a pace: of a server that was told to end on a busy machine.
ENDING_SECONDS = 30


@dataclass(frozen=True)
class Served:
    """Where it listens, and the process that does."""

    address: str
    process: subprocess.Popen[str]


@contextmanager
def served(
    home: Path, *options: str, prelude: str = "", stderr: int = subprocess.DEVNULL, **settings: str
) -> Iterator[Served]:
    """On a free port of loopback, over the data folder `home`, until the block ends. `options`: of `rag serve`;
    `prelude`: run before, there; `stderr`: as of Popen."""
    environment = {**os.environ, "RAG_HOME": str(home), **settings}
    arguments = [sys.executable, "-c", f"{prelude}\n{MAIN}", "serve", "--port", "0", "--json", *options]
    with subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, stderr=stderr, text=True) as process:
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
                process.wait(ENDING_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
