"""Several things at once, on the cores there are. Pays for what lets go of Python's lock: tantivy and numpy do."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TypeVar

Done = TypeVar("Done")


class Together:
    """Threads that wait for work, made when first needed."""

    def run(self, *tasks: Callable[[], Done]) -> list[Done]:
        """What each task returns, in order. The first runs here; the first error of the others is raised."""
        others = [self._threads.submit(one) for one in tasks[1:]]
        return [tasks[0](), *(one.result() for one in others)]

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="search")
