"""Lists of indicators that share their last words: 城镇、农村居民人均可支配收入 are two indicators. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.comparing import wording as w
from rag.comparing.indicators import indicator_of
from rag.comparing.subjects import plain_subject


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
