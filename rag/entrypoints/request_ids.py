"""Which request something belongs to: the same name in the response, in its problems and in the log."""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar

HEADER = "X-Request-ID"
# What a proxy or a caller sent is taken over where it can stand in a log line as it is.
_SANE = re.compile(r"[A-Za-z0-9._:-]{8,128}")
_BYTES = 12

_current: ContextVar[str] = ContextVar("request_id", default="")
_trace: ContextVar[str] = ContextVar("traceparent", default="")

enter = _current.set
leave = _current.reset
current = _current.get
note_trace = _trace.set


def whence() -> dict[str, str]:
    """For traces: the request's id, and the trace of the caller that it is a part of."""
    return {"request": _current.get(), "traceparent": _trace.get()}


def chosen(sent: str) -> str:
    """What was sent, if it is sane, else one of our own."""
    return sent if _SANE.fullmatch(sent) else secrets.token_hex(_BYTES)
