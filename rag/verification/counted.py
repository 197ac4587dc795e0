"""Counts that a claim makes itself: `共3个部分：甲；乙；丙`. The entries are verified, code counts them again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.figures.numerals import parse_number

_CLAIM = re.compile(
    r"(?:一共|总共|合计|共)(?:有|是|分为?|包括)?(?P<number>\d{1,3}|[一二两三四五六七八九十]{1,3})"
    r"(?P<what>(?:大|个|项|条|点|种|类|件|步|章|家|名|位|处|场|次)[^：:，。；\d]{0,12})[：:](?P<entries>.+)",
    re.DOTALL,
)
# Words for the parts of any report: they name nothing that could be wrong.
_PLAIN = re.compile(r"(?:大|个|项|条|点|种|类|件|步|章|家|名|位|处|场|次)(?:部分|方面|内容|条目)?")
_COUNTER = re.compile(r"^(?:大|个|项|条|点|种|类|件|步|章|家|名|位|处|场|次)")


@dataclass(frozen=True, slots=True)
class Count:
    """`entries` as written, each to be verified by itself; `what`: the things counted, "" where only parts are."""

    number: int
    what: str
    entries: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        return len(set(self.entries)) == len(self.entries) == self.number > 1


def read_count(claim: str) -> Count | None:
    """A claim that counts what it lists; None for any other."""
    found = _CLAIM.fullmatch(claim.strip().rstrip("。"))
    number = parse_number(found["number"].replace("两", "二")) if found else None
    if found is None or number is None:
        return None
    mark = "[；;]" if re.search("[；;]", found["entries"]) else "、"
    entries = tuple(entry for part in re.split(mark, found["entries"]) if (entry := part.strip()))
    what = "" if _PLAIN.fullmatch(found["what"]) else _COUNTER.sub("", found["what"])
    return Count(int(number), what, entries)


def names_what(count: Count, texts: Sequence[str]) -> bool:
    """Whether the cited sentences, or what stands around them, say what is counted."""
    return not count.what or any(count.what in text for text in texts)
