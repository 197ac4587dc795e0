"""OpenAI's protocol: `/v1/models` and `/v1/chat/completions`, for the clients that speak nothing else."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterator
from functools import partial
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from rag.domain import Answer, AnswerEvent
from rag.entrypoints import completions, sse, whole
from rag.entrypoints.api.callers import Caller, Reader
from rag.entrypoints.api.parameters import Text, names_in
from rag.entrypoints.completions import Completion
from rag.entrypoints.documents import Document
from rag.errors import MessagesInvalid, UnknownModel
from rag.service import Cancellation

router = APIRouter(prefix=completions.PREFIX, tags=["openai"])

_END = b"data: [DONE]\n\n"
_ID_BYTES = 12
_RESPONSES: dict[int | str, dict[str, Any]] = {
    HTTPStatus.OK.value: {
        "description": "A chat completion; with `stream` its chunks as server-sent events, then `[DONE]`",
        "content": {"application/json": {"schema": {"type": "object"}}, sse.MEDIA_TYPE: {"schema": {"type": "string"}}},
    }
}


class StreamOptions(BaseModel):
    """`include_usage`: a last chunk tells what the answer took."""

    include_usage: bool = False


class Message(BaseModel):
    """A message of the conversation; those of a system or a tool are not read."""

    role: Text
    content: Text | list[dict[str, Any]] | None = None


class CompletionRequest(BaseModel):
    """What is read of OpenAI's request; how a text is to be sampled has no meaning here, and is left unread.

    `report` and `year` narrow the question, as they do in `POST /api/v1/ask`.
    """

    model_config = ConfigDict(extra="ignore")

    model: Text = Field(examples=["rag"])
    messages: list[Message] = Field(min_length=1, examples=[[{"role": "user", "content": "城镇新增就业多少人？"}]])
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    n: int | None = None
    report: list[Text] | Text = Field(default_factory=list)
    year: int | None = Field(default=None, ge=1900, le=2999)


@router.get("/models")
def models(caller: Reader) -> Document:
    """`rag` asks all reports, `rag/<library>` those of one library."""
    return completions.of_models(list(caller.service.libraries()))


@router.get("/models/{name:path}")
def model(name: str, caller: Reader) -> Document:
    """One of the models."""
    return completions.of_model(_library(caller, name))


@router.post("/chat/completions", response_model=None, responses=_RESPONSES)
def complete(asked: CompletionRequest, caller: Reader, request: Request) -> Response:
    """The last message is asked, with those before it as its conversation; citations are in the text and annotated."""
    if asked.n not in (None, 1):
        raise MessagesInvalid(reason="n != 1")
    library = _library(caller, asked.model)
    said = completions.said_in([one.model_dump() for one in asked.messages])
    where = caller.service.narrow(names_in(asked.report), year=asked.year, library=library)
    cancellation = Cancellation()
    events = caller.service.stream(said.question, where=where, said=said.before, cancellation=cancellation)
    completion = Completion(
        id=f"chatcmpl-{secrets.token_hex(_ID_BYTES)}",
        created=int(time.time()),
        model=asked.model,
        language=caller.language,
        locate=partial(completions.page_of, str(request.base_url)),
    )
    if not asked.stream:
        return whole.respond(events, cancellation, written=completion.whole)
    written = _Written(completion, with_usage=bool(asked.stream_options and asked.stream_options.include_usage))
    return sse.respond(events, cancellation, language=caller.language, written=written)


class _Written:
    """The chunks of a stream as its bytes."""

    def __init__(self, completion: Completion, *, with_usage: bool) -> None:
        self._completion = completion
        self._with_usage = with_usage
        self._has_begun = False

    def event(self, event: AnswerEvent) -> bytes:
        return b"".join(map(_data, self._chunks(event))) + (_END if isinstance(event, Answer) else b"")

    def error(self, problem: Document) -> bytes:
        return _data({"error": completions.error_of(problem)})

    def _chunks(self, event: AnswerEvent) -> Iterator[Document]:
        if not self._has_begun:
            self._has_begun = True
            yield self._completion.opening()
        yield from self._completion.chunks(event)
        if self._with_usage and isinstance(event, Answer):
            yield self._completion.usage(event)


def _library(caller: Caller, name: str) -> str | None:
    try:
        library = completions.library_of(name)
    except KeyError as error:
        raise UnknownModel(model=name) from error
    if library is not None and library not in caller.service.libraries():
        raise UnknownModel(model=name)
    return library


def _data(document: Document) -> bytes:
    return f"data: {json.dumps(document, ensure_ascii=False)}\n\n".encode()
