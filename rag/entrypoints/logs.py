"""The log on stderr: a line an event, as text for people or as JSON for machines. Only entrypoints set it up.

At `info` no line holds a question, a key or words of a report: what is logged are names, numbers and ids.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import TextIO

from rag.entrypoints import request_ids

TEXT = "text"
JSON = "json"
LEVELS = ("debug", "info", "warning", "error")

_OF_EVERY_RECORD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "request", "color_message"}
# Libraries that tell much at info and debug: of connections, of every request of a model.
_QUIET = ("httpx", "httpcore", "urllib3", "chromadb", "openai", "mcp", "asyncio", "sse_starlette", "opentelemetry")


def set_up(*, form: str = TEXT, level: str = "info", stream: TextIO | None = None) -> None:
    """For the whole process, in the place of what was set up before. `form`: TEXT or JSON; `level`: one of LEVELS."""
    handler = logging.StreamHandler(stream) if stream else _AtStderr()
    handler.setFormatter(_Json() if form == JSON else _Text())
    handler.addFilter(_with_request)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("rag").setLevel(level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        known = logging.getLogger(name)
        known.handlers[:] = []
        known.propagate = True
        known.setLevel(logging.WARNING)


class _AtStderr(logging.StreamHandler[TextIO]):
    """Wherever stderr leads at the moment: it may be put elsewhere, and closed, after the log was set up."""

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


def _with_request(record: logging.LogRecord) -> bool:
    vars(record)["request"] = request_ids.current()
    return True


class _Json(logging.Formatter):
    """One object a line, an exception within it."""

    def format(self, record: logging.LogRecord) -> str:
        document = {
            "time": _moment(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request": getattr(record, "request", "") or None,
            **{name: value for name, value in vars(record).items() if name not in _OF_EVERY_RECORD},
        }
        if record.exc_info:
            document["exception"] = "".join(traceback.format_exception(*record.exc_info))
        return json.dumps(document, ensure_ascii=False, default=str)


class _Text(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        known = getattr(record, "request", "")
        request = f" [{known}]" if known else ""
        line = f"{_moment(record)} {record.levelname.lower()} {record.name}{request} {_one_line(record.getMessage())}"
        return f"{line}\n{''.join(traceback.format_exception(*record.exc_info)).rstrip()}" if record.exc_info else line


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _one_line(message: str) -> str:
    """What came from outside begins no line of its own."""
    return message.replace("\r", "\\r").replace("\n", "\\n")
