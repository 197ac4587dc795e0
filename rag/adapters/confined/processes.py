"""A confined process as it is seen from here: asked for one file at a time, ended when it takes too long."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rag import pipes
from rag.adapters.confined import answers, working
from rag.adapters.confined.limits import Confinement
from rag.errors import ReaderDied, ReadingError, TakesTooMuchMemory, TakesTooMuchTime
from rag.preparing import Arrived, Preparation, PreparedReport, Reading, ReadReport

_MEGABYTE = 1024 * 1024
# Waiting for a process that comes after all others on its core: so many times what it may compute, and a while more.
_WALL_TIMES = 3
_WALL_SECONDS = 10.0
# Starting takes 1 s; on a machine that is busy and short of memory it took 20.
_START_SECONDS = 120.0
# An answer has a fifth of the memory that it was made in: 77 MB for 5 MB of text, which took 400 MB.
_ANSWER_SHARE = 0.3
# Another takes its place, so that what libraries do not give back does not count against later files.
_FILES_A_PROCESS = 500
# What it is told of the world: where Python and its libraries are, and how many threads they take. No keys.
_ENVIRONMENT = {"PATH", "HOME", "USERPROFILE", "LANG", "TZ", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "LD_LIBRARY_PATH"}
_ENVIRONMENT_STARTS = ("PYTHON", "LC_", "DYLD_", "OMP_", "OPENBLAS_", "MKL_", "RAYON_", "TOKENIZERS_")


class ConfinedProcess:
    """Started at its first file. For one thread at a time."""

    def __init__(self, work: Preparation | Reading, confinement: Confinement) -> None:
        self._work = work
        self._confinement = confinement
        self._process: subprocess.Popen[bytes] | None = None
        self._files = 0
        self._took_too_long = False

    @property
    def is_fit(self) -> bool:
        """Whether it can be asked for more."""
        return self._process is not None and self._process.poll() is None and self._files < _FILES_A_PROCESS

    def prepare(self, file: Arrived) -> PreparedReport | ReadReport | ReadingError:
        """What became of the file, in any case. A process that did not answer as it should is gone afterwards."""
        try:
            if self._process is None:
                self._start()
            outcome = self._asked(file)
        except (EOFError, OSError):
            return self._cause_of_death()
        except answers.NotBelieved:
            self.close()
            return TakesTooMuchMemory(megabytes=self._confinement.memory_megabytes)
        if isinstance(outcome, TakesTooMuchMemory):
            self.close()
        if isinstance(outcome, PreparedReport | ReadReport | ReadingError):
            return outcome
        self.close()
        return ReaderDied(reason="?")

    def stop(self) -> None:
        """From another thread, while it is being asked."""
        if self._process is not None:
            self._process.kill()

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._end()

    def _start(self) -> None:
        environment = {name: value for name, value in os.environ.items() if _is_told(name)}
        self._process = pipes.start(working.__name__, environment=environment)
        with self._until(_START_SECONDS):
            self._tell((self._work, self._confinement))
            if self._answer() != working.READY:
                raise EOFError

    def _asked(self, file: Arrived) -> object:
        self._files += 1
        with self._until(self._confinement.seconds * _WALL_TIMES + _WALL_SECONDS):
            self._tell(file)
            return self._answer()

    def _tell(self, message: object) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        pickle.dump(message, self._process.stdin, protocol=pickle.HIGHEST_PROTOCOL)
        self._process.stdin.flush()

    def _answer(self) -> object:
        assert self._process is not None
        assert self._process.stdout is not None
        most = int(self._confinement.memory_megabytes * _MEGABYTE * _ANSWER_SHARE)
        return answers.read(self._process.stdout, most_bytes=most)

    @contextmanager
    def _until(self, seconds: float) -> Iterator[None]:
        timer = threading.Timer(seconds, self._take_too_long)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _take_too_long(self) -> None:
        self._took_too_long = True
        if self._process is not None:
            self._process.kill()

    def _cause_of_death(self) -> ReadingError:
        code = self._end()
        if self._took_too_long or code == -getattr(signal, "SIGXCPU", 0):
            return TakesTooMuchTime(seconds=f"{self._confinement.seconds:g}")
        # The system ends who takes the last memory; libraries in Rust and C++ end themselves when they are given none.
        if code in (-getattr(signal, "SIGKILL", 0), -signal.SIGABRT):
            return TakesTooMuchMemory(megabytes=self._confinement.memory_megabytes)
        return ReaderDied(reason=_ending(code))

    def _end(self) -> int:
        assert self._process is not None
        return pipes.end(self._process)


def _is_told(name: str) -> bool:
    return name.upper() in _ENVIRONMENT or name.startswith(_ENVIRONMENT_STARTS)


def _ending(code: int) -> str:
    try:
        return signal.Signals(-code).name
    except ValueError:
        return str(code)
