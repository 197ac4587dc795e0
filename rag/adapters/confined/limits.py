"""What a process that reads files of unknown origin may do. It gives up the rest before it reads the first."""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_MEGABYTE = 1024 * 1024
# Answering questions comes first.
_NICENESS = 10
_NO_NEW_PRIVILEGES = 38  # PR_SET_NO_NEW_PRIVS of linux/prctl.h


@dataclass(frozen=True, slots=True)
class Confinement:
    """`memory_megabytes`: beyond what the process has before its first file; `seconds`: of computing for one file."""

    memory_megabytes: int
    seconds: float


def step_back() -> None:
    """Behind the processes that people wait for."""
    if hasattr(os, "nice"):
        os.nice(_NICENESS)


def confine(confinement: Confinement) -> None:
    """For good: no core dumps, no writing to files, nothing opened (files, connections), no more memory than that.

    What is open already, the pipes, stays open; so whatever is needed must have been read before.
    """
    try:
        import resource
    except ImportError:  # Windows
        return
    if sys.platform == "linux":
        # Memory of its own that can be written, which is what it uses; RLIMIT_AS also counts mapped files and what
        # allocators only reserve. Measured after the first reports: 233 MB, with 229 MB resident and 449 MB in all.
        limit = _own_memory() + confinement.memory_megabytes * _MEGABYTE
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
        ctypes.CDLL(None).prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    for name in ("RLIMIT_CORE", "RLIMIT_FSIZE", "RLIMIT_NOFILE"):
        with suppress(OSError, ValueError):
            resource.setrlimit(getattr(resource, name), (0, 0))


def allow(seconds: float) -> None:
    """So much more computing; the system ends the process that takes more."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    until = int(used.ru_utime + used.ru_stime + seconds) + 1
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (until, most))


def _own_memory() -> int:
    lines = Path("/proc/self/status").read_text(errors="replace").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:"))
