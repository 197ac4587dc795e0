"""Answers as OpenAI's chat completions: citations as links beneath the text, and once more as annotations.

A client of that protocol keeps the conversation itself and sends all of it every time: the last message of the user is
the question, what was said before it is what the question may lean on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlencode

from rag.domain import Answer, AnswerEvent, Citation, Claim, Place
from rag.entrypoints import documents
from rag.entrypoints.cited_text import RULE, Locate, cited_text
from rag.entrypoints.documents import Document
from rag.entrypoints.places import place_line
from rag.errors import MessagesInvalid

MODEL = "rag"
# All of the protocol stands under this path, and errors there are in its words, too.
PREFIX = "/v1"
_OWNER = "report-rag"
_MARK = re.compile(r"(?:\[\d{1,3}\])+")


def model_name(library: str | None) -> str:
    return MODEL if library is None else f"{MODEL}/{library}"


def library_of(model: str) -> str | None:
    """The library that a model's name stands for, None for all. Raises KeyError for the name of another model."""
    if model == MODEL:
        return None
    prefix, _, library = model.partition("/")
    if prefix != MODEL or not library:
        raise KeyError(model)
    return library


def of_models(libraries: Sequence[str]) -> Document:
    return {"object": "list", "data": [of_model(one) for one in (None, *libraries)]}


def of_model(library: str | None) -> Document:
    return {"id": model_name(library), "object": "model", "created": 0, "owned_by": _OWNER}


# --- what is asked


@dataclass(frozen=True, slots=True)
class Said:
    """A question, and the questions and answers before it, oldest first."""

    question: str
    before: tuple[tuple[str, str], ...] = ()


def said_in(conversation: Sequence[Mapping[str, object]]) -> Said:
    """What `messages` of a request ask. Raises MessagesInvalid where the last one is no question of the user."""
    turns = [(str(one.get("role")), _text_of(one.get("content"))) for one in conversation]
    turns = [(role, text) for role, text in turns if role in ("user", "assistant")]
    if not turns or turns[-1][0] != "user":
        raise MessagesInvalid(reason="messages[-1].role != user")
    before: list[tuple[str, str]] = []
    question = ""
    for role, text in turns[:-1]:
        if role == "user":
            question = text
        elif question:
            before.append((question, _without_citations(text)))
            question = ""
    return Said(turns[-1][1], tuple(before))


def _text_of(content: object) -> str:
    """The text of a message, which may come in parts. Raises MessagesInvalid for what is no text."""
    if content is None or isinstance(content, str):
        return content or ""
    parts: list[str] = []
    for part in content if isinstance(content, list) else [content]:
        if not isinstance(part, Mapping) or part.get("type") != "text" or not isinstance(part.get("text"), str):
            raise MessagesInvalid(reason="messages[].content: text")
        parts.append(str(part["text"]))
    return "\n".join(parts)


def _without_citations(answer: str) -> str:
    """RULE and everything beneath it are ours, and no part of the conversation."""
    return _MARK.sub("", answer.split(RULE, 1)[0])


# --- what is answered


@dataclass(slots=True)
class Completion:
    """An answer on its way to a client. `id` and `created` are the same in all of its chunks."""

    id: str
    created: int
    model: str
    language: str
    locate: Locate
    _written: str = ""
    _citations: dict[int, Citation] = field(default_factory=dict)

    def chunks(self, event: AnswerEvent) -> Iterator[Document]:
        """What an event adds: sentences with their numbers as they come, at the end what is beneath them."""
        if isinstance(event, Citation):
            self._citations[event.id] = event
        elif isinstance(event, Claim):
            yield self._chunk({"content": self._add(event)})
        elif isinstance(event, Answer):
            yield from self._last(event)

    def opening(self) -> Document:
        return self._chunk({"role": "assistant", "content": ""})

    def whole(self, answer: Answer) -> Document:
        """The answer as one document."""
        content = self.content(answer)
        message = {
            "role": "assistant",
            "content": content,
            "refusal": None,
            "annotations": _annotations(content, answer.citations, self.locate),
        }
        return {
            "id": self.id,
            "object": "chat.completion",
            "created": self.created,
            "model": self.model,
            "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}],
            "usage": usage_of(answer),
            "rag": documents.of_answer(answer),
        }

    def usage(self, answer: Answer) -> Document:
        """The chunk that ends a stream whose client asked for it."""
        return {**self._chunk(None), "choices": [], "usage": usage_of(answer)}

    def content(self, answer: Answer) -> str:
        return cited_text(answer, language=self.language, locate=self.locate)

    def _add(self, claim: Claim) -> str:
        marks = "".join(f"[{number}]" for number in claim.citations)
        added = ("\n" if self._written else "") + claim.text + marks
        self._written += added
        return added

    def _last(self, answer: Answer) -> Iterator[Document]:
        """What follows the sentences; all, where the answer is not what was written so far."""
        content = self.content(answer)
        rest = content.removeprefix(self._written) if content.startswith(self._written) else "\n\n" + content
        if rest:
            yield self._chunk({"content": rest})
        annotations = _annotations(content, answer.citations, self.locate)
        yield {
            **self._chunk({"annotations": annotations} if annotations else {}, finish_reason="stop"),
            "rag": documents.of_answer(answer),
        }

    def _chunk(self, delta: Document | None, *, finish_reason: str | None = None) -> Document:
        choices = [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}]
        return {
            "id": self.id,
            "object": "chat.completion.chunk",
            "created": self.created,
            "model": self.model,
            "choices": choices if delta is not None else [],
        }


def page_of(base_url: str, place: Place) -> str:
    """The address of a report's page with the place marked."""
    where = urlencode({"start": place.span.start, "end": place.span.end})
    return f"{base_url.rstrip('/')}/reports/{place.report_id}?{where}"


def usage_of(answer: Answer) -> Document:
    spent = answer.usage
    total = spent.input_tokens + spent.output_tokens
    return {"prompt_tokens": spent.input_tokens, "completion_tokens": spent.output_tokens, "total_tokens": total}


def error_of(problem: Document) -> Document:
    """A problem in the words of OpenAI's protocol."""
    is_ours = problem["status"] >= HTTPStatus.INTERNAL_SERVER_ERROR
    kind = "server_error" if is_ours else "invalid_request_error"
    return {"message": problem["detail"], "type": kind, "param": None, "code": problem["code"]}


def _annotations(content: str, citations: Sequence[Citation], locate: Locate) -> list[Document]:
    """One a mark in the text: `start_index` and `end_index` bound the mark, in code points of the content."""
    known = {one.id: one for one in citations}
    text = content.split(RULE, 1)[0]
    marks = ((int(found[1]), found) for found in re.finditer(r"\[(\d{1,3})\]", text))
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "start_index": found.start(),
                "end_index": found.end(),
                "title": place_line(known[number].place),
                "url": locate(known[number].place),
            },
            "citation": documents.of_citation(known[number]),
        }
        for number, found in marks
        if number in known
    ]
