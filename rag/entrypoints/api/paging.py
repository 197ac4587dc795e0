"""Lists page by page. A cursor names the last entry that was shown, so that pages hold when entries come and go."""

from __future__ import annotations

import base64
import hashlib
import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query

from rag.errors import CursorInvalid

Entry = TypeVar("Entry")
# What entries are ordered by; its last part tells any two entries apart.
Key = tuple[str | int | bool, ...]

MAX_ENTRIES = 1000
_MAX_CURSOR_CHARACTERS = 4000
_DIGEST_CHARACTERS = 12
_MAX_NUMBER = 2**53

Limit = Annotated[int, Query(ge=1, le=MAX_ENTRIES, description="entries a page")]
Cursor = Annotated[
    str | None, Query(max_length=_MAX_CURSOR_CHARACTERS, description="`next` of the page before, with the same filter")
]


@dataclass(frozen=True, slots=True)
class Page(Generic[Entry]):
    """`total`: of all pages together; `next`: the cursor of the one after, None at the end."""

    entries: list[Entry]
    total: int
    next: str | None


def page_of(
    entries: Iterable[Entry],
    *,
    key: Callable[[Entry], Key],
    descending: bool = False,
    limit: int,
    cursor: str | None,
    about: object,
) -> Page[Entry]:
    """Those after `cursor`. `about`: the filter and the order, which a cursor goes with. Raises CursorInvalid."""
    ordered = sorted(entries, key=key)
    last = len(ordered)
    first = 0
    if cursor:
        shown = read_cursor(cursor, about)
        if ordered and [type(one) for one in key(ordered[0])] != [type(one) for one in shown]:
            raise CursorInvalid
        first, last = (
            (0, bisect_left(ordered, shown, key=key))
            if descending
            else (
                bisect_right(ordered, shown, key=key),
                last,
            )
        )
    rest = ordered[first:last]
    wanted = rest[: -limit - 1 : -1] if descending else rest[:limit]
    is_more = len(rest) > len(wanted)
    return Page(wanted, len(ordered), write_cursor(key(wanted[-1]), about) if is_more else None)


def number_of(cursor: str | None, *, about: object) -> int | None:
    """Of a list that goes by numbers, which a store can begin to read at. Raises CursorInvalid."""
    if not cursor:
        return None
    shown = read_cursor(cursor, about)
    if len(shown) != 1 or type(shown[0]) is not int or not 0 < shown[0] <= _MAX_NUMBER:
        raise CursorInvalid
    return shown[0]


def write_cursor(key: Key, about: object) -> str:
    content = json.dumps([_digest(about), *key], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def read_cursor(cursor: str, about: object) -> Key:
    try:
        content: Any = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError) as error:
        raise CursorInvalid from error
    if not isinstance(content, list) or content[:1] != [_digest(about)]:
        raise CursorInvalid
    return tuple(content[1:])


def _digest(about: object) -> str:
    return hashlib.sha256(repr(about).encode()).hexdigest()[:_DIGEST_CHARACTERS]
