"""A server that speaks OpenAI's chat protocol on a port of this machine, and does what a test has written for it."""

from __future__ import annotations

import json
import re
import select
import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# What a silent server waits for its client to go: longer than any test allows its model.
_PATIENCE_SECONDS = 5.0


@dataclass(frozen=True)
class Status:
    """The whole answer: a status and a body, no stream."""

    code: int
    body: str = '{"error": {"message": "scripted"}}'
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Text:
    """A piece of the reply, `<words>` replaced by the handle of the first line of evidence that holds the words."""

    text: str


@dataclass(frozen=True)
class Raw:
    """A line of the stream as it stands."""

    line: str


@dataclass(frozen=True)
class Finish:
    """The model has finished, by itself or not."""

    reason: str = "stop"


@dataclass(frozen=True)
class Tokens:
    """The usage, after the last piece."""

    input: int
    output: int


class Stall:
    """Nothing more, until the client goes."""


class Cut:
    """The connection breaks, in the middle of the stream."""


class Forever:
    """The text before it again and again, until the client goes."""


@dataclass(frozen=True)
class Drip:
    """The text again and again, so many seconds apart, until the client goes."""

    text: str
    seconds: float


Action = Status | Text | Raw | Finish | Tokens | Stall | Cut | Forever | Drip
Reply = Sequence[Action]


def whole(*lines: str) -> Reply:
    """A reply as it should be, a line at a time."""
    return [*(Text(line + "\n") for line in lines[:-1]), Text(lines[-1]), Finish(), Tokens(100, 20)]


class ModelServer:
    """`url` as RAG_MODEL_BASE_URL wants it; `requests` and their `headers` (lower case) as they came; `hung_up`
    is set when a client leaves before the end."""

    def __init__(self, replies: Sequence[Reply]) -> None:
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.hung_up = threading.Event()
        self.asked = threading.Event()
        self._heard = threading.Condition()
        self._replies = list(replies)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"

    def reply(self) -> Reply:
        """That of the next request; the last one for all that follow."""
        return self._replies[min(len(self.requests), len(self._replies)) - 1]

    def hear(self) -> None:
        """A request has come."""
        self.asked.set()
        with self._heard:
            self._heard.notify_all()

    def hears(self, number: int, *, seconds: float = 20) -> bool:
        """Whether so many requests come in time."""
        with self._heard:
            return self._heard.wait_for(lambda: len(self.requests) >= number, timeout=seconds)

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def serving(*replies: Reply) -> Iterator[ModelServer]:
    server = ModelServer(replies)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def closed_port() -> str:
    """An address where nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"http://127.0.0.1:{taken.getsockname()[1]}/v1"


def _handler(server: ModelServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            request = json.loads(self.rfile.read(length))
            server.requests.append(request)
            self._prompt = "\n".join(message["content"] for message in request["messages"])
            server.headers.append({name.lower(): value for name, value in self.headers.items()})
            server.hear()
            reply = server.reply()
            try:
                if reply and isinstance(reply[0], Status):
                    self._whole(reply[0])
                elif not request.get("stream"):
                    self._whole(Status(200, json.dumps(_completion(reply, self._prompt))))
                elif reply and isinstance(reply[0], Stall):
                    self._wait()
                else:
                    self._stream(reply)
            except (BrokenPipeError, ConnectionResetError):
                server.hung_up.set()
            self.close_connection = True

        def _whole(self, status: Status) -> None:
            self.send_response(status.code)
            for name, value in status.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(status.body.encode())))
            self.end_headers()
            self.wfile.write(status.body.encode())

        def _stream(self, reply: Reply) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            self._send_piece({"role": "assistant", "content": ""})
            last = ""
            for action in reply:
                match action:
                    case Text(text):
                        last = _cited(text, self._prompt)
                        self._send_piece({"content": last})
                    case Raw(line):
                        self._send(line)
                    case Finish(reason):
                        self._send_piece({}, finish_reason=reason)
                    case Tokens(given, written):
                        counts = {"prompt_tokens": given, "completion_tokens": written, "total_tokens": given + written}
                        self._send_json({**_ENVELOPE, "choices": [], "usage": counts})
                    case Stall():
                        self._wait()
                        return
                    case Cut():
                        # Closed with bytes unread and at once: the other side sees a reset, as when a server is killed.
                        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                        self.connection.close()
                        return
                    case Forever():
                        while True:
                            self._send_piece({"content": last})
                    case Drip(text, seconds):
                        while not self._gone(seconds):
                            self._send_piece({"content": text})
                        return
            self._send("data: [DONE]")

        def _send_piece(self, delta: dict[str, str], finish_reason: str | None = None) -> None:
            choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
            self._send_json({**_ENVELOPE, "choices": [choice]})

        def _send_json(self, value: object) -> None:
            self._send("data: " + json.dumps(value, ensure_ascii=False))

        def _send(self, line: str) -> None:
            self.wfile.write(f"{line}\n\n".encode())
            self.wfile.flush()

        def _wait(self) -> None:
            self._gone(_PATIENCE_SECONDS)

        def _gone(self, seconds: float) -> bool:
            """Whether the client closes the connection within `seconds`."""
            readable, _, _ = select.select([self.connection], [], [], seconds)
            if readable and not self.connection.recv(1):
                server.hung_up.set()
                return True
            return False

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is logged."""

    return Handler


def _cited(text: str, prompt: str) -> str:
    lines = _EVIDENCE_LINE.findall(prompt)
    return _CITED_WORDS.sub(lambda found: next(f"[{name}]" for line, name in lines if found[1] in line), text)


def _completion(reply: Reply, prompt: str) -> dict[str, Any]:
    """The reply in one piece, as for who does not want it streamed."""
    text = "".join(_cited(action.text, prompt) for action in reply if isinstance(action, Text))
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
    return {**_ENVELOPE, "object": "chat.completion", "choices": [choice]}


_EVIDENCE_LINE = re.compile(r"^- (.*)\[(\w+)\]$", re.MULTILINE)
_CITED_WORDS = re.compile("<([^<>a-z]+)>")
_ENVELOPE = {"id": "reply", "object": "chat.completion.chunk", "created": 0, "model": "scripted"}
