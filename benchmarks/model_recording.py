"""A server between the product and a language model, in OpenAI's chat protocol: keeps every reply, or gives kept ones.

What it keeps is the model's own words before anything is verified, so that verification can be measured again on the
same replies, without the model.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

Body = Mapping[str, Any]

NOT_RECORDED = "REFUSE"
"""The reply where a replay asks for one more than were kept."""


@dataclass(frozen=True, slots=True)
class Call:
    """One reply to one prompt. `finish`: as the model says, or "cancelled" where the product had read enough."""

    case: str
    messages: tuple[dict[str, str], ...]
    reply: str
    finish: str
    seconds: float


class Source(Protocol):
    """Where replies come from."""

    def reply(self, case: str, body: Body) -> Iterator[bytes]:
        """The lines of an event stream."""


_QUESTION = re.compile(r"^(?:问题：|Question: )(.*)\Z", re.MULTILINE | re.DOTALL)


class Recorded:
    """Replies kept in a file: those of a case in the order in which they were given, each to its own question and turn.

    Prompts may have changed since in anything else.
    """

    def __init__(self, file: Path) -> None:
        self.calls: dict[str, list[Call]] = defaultdict(list)
        for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
            row = json.loads(line)
            self.calls[row["case"]].append(Call(**{**row, "messages": tuple(row["messages"])}))
        self._given: set[int] = set()

    def reply(self, case: str, body: Body) -> Iterator[bytes]:
        known = self.calls[case]
        fitting = (
            call for call in known if id(call) not in self._given and _turn(call.messages) == _turn(body["messages"])
        )
        call = next(fitting, None)
        if call:
            self._given.add(id(call))
        text, finish = (call.reply, call.finish) if call else (NOT_RECORDED, "stop")
        yield _event({"content": text}, None)
        yield _event({}, finish if finish != "cancelled" else "stop")
        yield b"data: [DONE]\n\n"


def _turn(messages: Sequence[Mapping[str, str]]) -> tuple[str, int]:
    """The question that is asked, and how far the exchange about it has come."""
    asked = next(str(one["content"]) for one in messages if one["role"] == "user")
    found = _QUESTION.search(asked)
    return (found[1].strip() if found else asked), len(messages)


class Live:
    """Replies of the model at `base_url`, each kept in `file` when it is over."""

    def __init__(self, base_url: str, file: Path, *, timeout_seconds: float) -> None:
        self._url = urlsplit(base_url)
        self._file = file
        self._timeout_seconds = timeout_seconds

    def reply(self, case: str, body: Body) -> Iterator[bytes]:
        started = time.monotonic()
        text: list[str] = []
        finish = "cancelled"
        connection = HTTPConnection(self._url.hostname or "", self._url.port, timeout=self._timeout_seconds)
        try:
            path = f"{self._url.path.rstrip('/')}/chat/completions"
            connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
            for line in connection.getresponse():
                said, ended = _read(line)
                text.append(said)
                finish = ended or finish
                yield line
        finally:
            connection.close()
            messages = tuple({"role": one["role"], "content": str(one["content"])} for one in body["messages"])
            self._keep(Call(case, messages, "".join(text), finish, round(time.monotonic() - started, 2)))

    def _keep(self, call: Call) -> None:
        with self._file.open("a", encoding="utf-8") as kept:
            kept.write(json.dumps(asdict(call), ensure_ascii=False) + "\n")


class ModelBetween:
    """The server. `case`: the question that is being asked, to file its replies under; `source` may change with it."""

    def __init__(self, source: Source) -> None:
        self.case = ""
        self.source = source
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @contextmanager
    def serving(self) -> Iterator[ModelBetween]:
        thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        between = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                between._answer(self, {**body, "stream": True})

            def log_message(self, format: str, *arguments: object) -> None:
                """Not on the terminal."""

        return Handler

    def _answer(self, handler: BaseHTTPRequestHandler, body: Body) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.end_headers()
        lines = self.source.reply(self.case, body)
        try:
            for line in lines:
                handler.wfile.write(line)
                handler.wfile.flush()
        except (BrokenPipeError, ConnectionResetError):
            pass  # the product has read enough
        finally:
            getattr(lines, "close", lambda: None)()


def _read(line: bytes) -> tuple[str, str | None]:
    """What a line of the stream adds to the reply, and what ended it."""
    if not line.startswith(b"data: {"):
        return "", None
    choices: Sequence[Any] = json.loads(line.removeprefix(b"data: ")).get("choices") or [{}]
    return choices[0].get("delta", {}).get("content") or "", choices[0].get("finish_reason")


def _event(delta: Body, finish: str | None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    chunk = {"id": "kept", "object": "chat.completion.chunk", "created": 0, "model": "kept", "choices": [choice]}
    return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode()
