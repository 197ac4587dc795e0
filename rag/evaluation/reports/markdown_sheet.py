"""A sheet of Markdown of limited length, and tables on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rag.evaluation.reports.words import Say

LIMIT = 60_000
"""GitHub takes comments of 65,536 characters."""

# What is said at the end of a part that does not fit, and at the end of all.
_RESERVE = 1_500
_BETWEEN = 2


class Sheet:
    """Blocks up to the limit. A part that does not fit whole says how much of it is missing."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._blocks: list[str] = []
        self._left = LIMIT - _RESERVE
        self._is_cut = False

    def add(self, *blocks: str) -> None:
        for block in blocks:
            if not block:
                continue
            if len(block) + _BETWEEN > self._left:
                self._is_cut = True
            else:
                self._take(block)

    def fold(self, title: str, block: str) -> None:
        """A block that is opened by whoever wants to see it."""
        if block:
            self.add(f"<details><summary>{title}</summary>\n\n{block}\n\n</details>")

    def list(self, title: str, blocks: Sequence[str], *, folded: bool = False) -> None:
        """Under a heading, as many as fit."""
        if not blocks:
            return
        fitting = list(self._fitting(blocks))
        missing = len(blocks) - len(fitting)
        self._take(f"<details><summary>{title} ({len(blocks)})</summary>" if folded else f"### {title} ({len(blocks)})")
        for block in fitting:
            self._take(block)
        if missing:
            self._is_cut = True
            self._take(f"*{self._say('not_all_shown', count=missing)}*")
        if folded:
            self._take("</details>")

    def ended(self, last: str) -> str:
        """The text, `last` at its end whatever had to be left out."""
        note = f"> ✂ {self._say('cut', limit=LIMIT)}" if self._is_cut else ""
        return "\n\n".join(one for one in (*self._blocks, note, last) if one) + "\n"

    def _fitting(self, blocks: Iterable[str]) -> Iterator[str]:
        left = self._left
        for block in blocks:
            left -= len(block) + _BETWEEN
            if left < 0:
                return
            yield block

    def _take(self, block: str) -> None:
        self._blocks.append(block)
        self._left -= len(block) + _BETWEEN


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, numeric: int = 0) -> str:
    """Of cells that are escaped. The last `numeric` columns stand at the right; "" without rows."""
    rule = [":--"] * (len(columns) - numeric) + ["--:"] * numeric
    lines = [f"| {' | '.join(one)} |" for one in rows]
    return "\n".join([f"| {' | '.join(columns)} |", f"| {' | '.join(rule)} |", *lines]) if lines else ""
