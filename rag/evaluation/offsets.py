"""Places in the text that was read → places in the text that was given: they differ by line ends and nothing else."""

from __future__ import annotations

import re
from bisect import bisect_left

_WINDOWS_LINE_END = re.compile("\r\n")


class Offsets:
    """Of one given text: `\\r\\n` is one character of the text that was read."""

    def __init__(self, given: str) -> None:
        ends = (found.start() for found in _WINDOWS_LINE_END.finditer(given))
        self._read_ends = [end - before for before, end in enumerate(ends)]

    def given(self, place: int) -> int:
        """Where a place of the text that was read stands in the given one."""
        return place + bisect_left(self._read_ends, place)
