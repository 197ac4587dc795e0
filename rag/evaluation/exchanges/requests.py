"""What a model is asked, in one form: what does not change the reply (an address, a key, a clock) is no part of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from langchain_core.messages import BaseMessage

Request = dict[str, Any]

_ROLES = {"human": "user", "ai": "assistant"}


def request_of(
    messages: Sequence[BaseMessage],
    *,
    model: str,
    purpose: str,
    parameters: Mapping[str, Any],
    stop: Sequence[str] | None,
    given: Mapping[str, Any],
) -> Request:
    """`parameters`: of generation, for all requests; `given`: with this one. `purpose`: what the reply is for."""
    of_call = {name: value for name, value in given.items() if name not in ("tools", "stop") and value is not None}
    return {
        "model": model,
        "purpose": purpose,
        "messages": [{"role": _ROLES.get(one.type, one.type), "content": one.content} for one in messages],
        "parameters": {**parameters, **of_call},
        "stop": list(stop or ()),
        "tools": list(given.get("tools") or ()),
    }


def key_of(request: Request) -> str:
    """SHA-256 of the request as JSON in one form."""
    text = json.dumps(request, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
