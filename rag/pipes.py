"""Processes of our own that are told values through one pipe and tell others through another."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import IO

_START = "import sys; sys.path[:] = {path!r}; from {module} import work; work()"
_ENDING_SECONDS = 5.0


def start(module: str, *, environment: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    """A process that runs `work()` of this module, with the modules of this one. `environment`: in place of ours."""
    return subprocess.Popen(
        [sys.executable, "-c", _START.format(path=sys.path, module=module)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
    )


def write(pipe: IO[bytes] | None, message: object) -> None:
    """A process that is gone shows when its answer is read."""
    assert pipe is not None
    with suppress(OSError, ValueError):
        pickle.dump(message, pipe, protocol=pickle.HIGHEST_PROTOCOL)
        pipe.flush()


def end(process: subprocess.Popen[bytes]) -> int:
    """The exit code of a process that is dead, dying, or has nothing to say any more."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):  # what could not be written to it any more
                pipe.close()
    try:
        return process.wait(timeout=_ENDING_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def stdout_for_answers() -> IO[bytes]:
    """In the process, at its beginning. Ctrl-C is the other process's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints must not get between the answers
    return answers
