"""What a model sends, as JSON and back: text, why it ended, tokens. Ids and times are left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.outputs import ChatGeneration

from rag.evaluation.exchanges.files import Piece
from rag.evaluation.exchanges.secrets import Scrubber

_FINISH = "finish_reason"
# As LangChain's providers say why a reply has ended.
_FINISH_FIELDS = (_FINISH, "done_reason", "stop_reason", "stopReason", "status")


def piece_of(generation: ChatGeneration) -> Piece:
    """Text alone where there is no more to say."""
    message = generation.message
    known = {**(generation.generation_info or {}), **message.response_metadata}
    said = {name: known[name] for name in _FINISH_FIELDS if _is_plain(known.get(name))}
    more: dict[str, Any] = {"said": said} if said else {}
    if isinstance(message, AIMessage) and message.usage_metadata:
        more["usage"] = dict(message.usage_metadata)
    if isinstance(message, AIMessageChunk) and message.chunk_position:
        more["position"] = message.chunk_position
    if not more and isinstance(message.content, str):
        return message.content
    return {"content": message.content, **more}


def scrubbed(pieces: Sequence[Piece], scrubber: Scrubber) -> list[Piece]:
    """A secret may begin in one piece and end in the next."""
    texts = scrubber.texts([_text(one) for one in pieces])
    return [_with_text(one, text, scrubber) for one, text in zip(pieces, texts, strict=True)]


def chunk_of(piece: Piece) -> AIMessageChunk:
    if isinstance(piece, str):
        return AIMessageChunk(content=piece)
    return AIMessageChunk(
        content=piece["content"],
        response_metadata=dict(piece.get("said", {})),
        usage_metadata=piece.get("usage"),
        chunk_position=piece.get("position"),
    )


def message_of(pieces: Sequence[Piece]) -> AIMessage:
    """All in one, for who does not want it piece by piece."""
    said: dict[str, Any] = {}
    usage = None
    for one in pieces:
        if isinstance(one, dict):
            said |= one.get("said", {})
            usage = one.get("usage") or usage
    text = "".join(_text(one) for one in pieces)
    return AIMessage(content=text, response_metadata=said, usage_metadata=usage)


def as_stream(piece: Piece) -> Piece:
    """A reply that came whole has ended, which in a stream is said."""
    known: dict[str, Any] = piece if isinstance(piece, dict) else {"content": piece}
    said: dict[str, Any] = known.get("said", {})
    if any(said.get(field) for field in _FINISH_FIELDS):
        return known
    return {**known, "said": {**said, _FINISH: "stop"}}


def _text(piece: Piece) -> str:
    """A content in parts is looked at by itself."""
    content = piece if isinstance(piece, str) else piece["content"]
    return content if isinstance(content, str) else ""


def _with_text(piece: Piece, text: str, scrubber: Scrubber) -> Piece:
    if isinstance(piece, str):
        return text
    content = text if isinstance(piece["content"], str) else scrubber.value(piece["content"])
    return {**scrubber.value(piece), "content": content}


def _is_plain(value: Any) -> bool:
    return value is not None and isinstance(value, (str, int, float, bool))
