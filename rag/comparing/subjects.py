"""What a figure's own clause says of it: its subject, how it is said (增长, 达到, 超过), of which time. Pure.

Lists of subjects that share their last words are taken apart: 城镇、农村居民人均可支配收入 are two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.comparing import wording as w
from rag.standard_indicators import indicator_of


@dataclass(frozen=True, slots=True)
class Saying:
    """The words before a figure, taken apart. `subject`: "" where the clause names none of its own.

    `change`: 1 or -1 where the figure says by how much; `added`: 新增 or 净增 directly before it, else ""; `loose`:
    about, more or less than; `old`: what it was before; `reached`: up to where (达到, 突破); `steady`: about where it
    has stayed; `average`, `summed`, `several`: of several years; `summed_before`: 累计 stands before the subject;
    `distance`: from something else, or a share of a target; `years`: those named; `base`: the year compared with;
    `part`: of a year.
    """

    subject: str
    change: int
    added: str
    loose: bool
    old: bool
    reached: bool
    steady: bool
    average: bool
    summed: bool
    summed_before: bool
    several: bool
    distance: bool
    years: tuple[int, ...]
    base: int | None
    part: str


def saying_of(own: str, after: str, written: str) -> Saying:
    """`own`: the words of the clause before the figure; `after`: those behind it; `written`: the figure itself."""
    tail = w.TAIL.search(own)
    said = tail[0] if tail else ""
    before = own[: tail.start()] if tail else own
    base = w.BASE_YEAR.search(own)
    change, added = _change(said)
    return Saying(
        subject=plain_subject(before),
        change=change,
        added=added,
        loose=any(one.search(words) for one, words in ((w.BOUND, said), (w.LOOSE_AFTER, after), (w.MORE, written))),
        old=w.OLD.search(own.rstrip(" 约近")) is not None,
        reached=w.REACHED.search(said) is not None,
        steady="稳定在" in said or "保持在" in said,
        average=w.AVERAGE.search(said) is not None,
        summed=w.SUM.search(own) is not None,
        summed_before="累计" in before,
        several=w.SPANS_YEARS.search(own) is not None,
        distance=any(one.search(own) for one in (w.DISTANCE, w.OTHER_BASE)) or _is_of_a_target(before, after),
        years=tuple(int(year) for year in w.YEARS.findall(w.BASE_YEAR.sub("", own))),
        base=int(base[1]) if base else None,
        part=found[0] if (found := w.PART_YEAR.search(own)) else "",
    )


def _is_of_a_target(before: str, after: str) -> bool:
    return w.TARGET_SHARE.search(before) is not None or w.OF_A_TARGET.search(after) is not None


def _change(said: str) -> tuple[int, str]:
    """The last word of change decides, unless it says how far (提高到) rather than by how much."""
    changes = list(w.CHANGES.finditer(said))
    if not changes:
        return 0, ""
    last = changes[-1]
    if last[0].endswith("至") or re.match(r"了?(?:到|至|为)", said[last.end() :]):
        return 0, ""
    return (1 if last["up"] else -1), last[0] if last[0] in ("新增", "净增") else ""


def plain_subject(words: str) -> str:
    """Without times, scopes and empty words around it."""
    while True:
        before = words
        words = words.strip(" \u3000\t、，,的")
        words = w.LEADING.sub("", words, count=1) if len(words) > 1 else words
        words = w.TRAILING.sub("", words)
        if words == before:
            return words


# --- lists of subjects


def distributed(subject: str, count: int) -> tuple[str, ...]:
    """装备制造业、高技术制造业增加值: two indicators, both of 增加值."""
    left, share = (
        (subject[: at.start()], subject[at.start() :]) if (at := w.SHARE_IN.search(subject)) else (subject, "")
    )
    parts = [part for part in (plain_subject(one) for one in w.SPLIT.split(left)) if part]
    if count == 2 and len(parts) == 1 and (both := re.match(r"城乡(?=居民)", left)):
        parts = [f"城镇{left[both.end() :]}", f"农村{left[both.end() :]}"]
    if len(parts) != count:
        return ()
    owner = w.OWNER.match(parts[0])
    if owner and len(owner[0]) < len(parts[0]):
        parts = [parts[0], *(f"{owner[0]}{part}" for part in parts[1:])]
    return tuple(f"{one}{share}" for one in _with_head(parts))


def _with_head(parts: Sequence[str]) -> tuple[str, ...]:
    head = w.HEADS.search(parts[-1])
    if not head:
        return tuple(parts)
    left = re.sub(r"存$", "存款", parts[0])
    if head["head"] == "贷款余额" and left.endswith("存款"):
        return (f"{left}余额", *parts[1:])
    return tuple(
        part if index == len(parts) - 1 or w.HEADS.search(part) or indicator_of(part).known else f"{part}{head['head']}"
        for index, part in enumerate(parts)
    )
