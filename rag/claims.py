"""A model's reply → claims with the handles they cite. Pure, and forgiving of form only: never of a handle."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

REFUSAL = "REFUSE"
_HANDLES = re.compile(r"[\[［【](\s*[a-z]\d[a-z]\d(?:\s*[,，、;；\s]\s*[a-z]\d[a-z]\d)*\s*)[\]］】]")
_HANDLE = re.compile(r"[a-z]\d[a-z]\d")
_BULLET = re.compile(r"^\s*(?:[-*•·]\s+|\d{1,2}[.)、．]\s*(?!\d)|[（(]\d{1,2}[）)]\s*)")
_REFUSED = re.compile(rf"^\W*{REFUSAL}\W*$")


@dataclass(frozen=True, slots=True)
class DraftClaim:
    """A sentence as the model wrote it, its markers taken out, and the handles it names, in order."""

    text: str
    handles: tuple[str, ...]


def is_refusal(reply: str) -> bool:
    """Whether the reply says that the evidence holds no answer."""
    return not reply.strip() or bool(_REFUSED.match(reply.strip().splitlines()[0]))


def parse_claims(reply: str) -> Sequence[DraftClaim]:
    """One claim for each run of text that ends in handles, and one for each rest of a line without any."""
    claims: list[DraftClaim] = []
    for line in reply.splitlines():
        position = 0
        for found in _HANDLES.finditer(line):
            _add(claims, line[position : found.start()], tuple(_HANDLE.findall(found[1])))
            position = found.end()
        _add(claims, line[position:], ())
    return claims


def _add(claims: list[DraftClaim], raw: str, handles: tuple[str, ...]) -> None:
    text = _BULLET.sub("", raw).strip()
    if not re.search(r"\w", text):
        if handles and claims and raw.strip() == "":
            claims[-1] = DraftClaim(claims[-1].text, (*claims[-1].handles, *handles))
        return
    claims.append(DraftClaim(text.lstrip("。；;，, "), handles))
