"""`rag worker`: does jobs, until it is ended."""

from __future__ import annotations

import signal
import threading
from types import FrameType

from rag import settings
from rag.bootstrap import open_service
from rag.entrypoints import workplace
from rag.entrypoints.cli.terminal import Terminal


def work(terminal: Terminal) -> int:
    """Until interrupted; what is under way then has a few seconds, and is given back."""
    chosen = settings.load()
    ended = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        ended.set()

    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, end)
    with open_service(chosen) as service, workplace.alone(service, chosen):
        terminal.note("working", home=chosen.home)
        ended.wait()
    return 0
