"""Frozen dataclasses and errors ↔ JSON, by their type hints. Pure; what does not fit its type is refused."""

from __future__ import annotations

import json
import types
from dataclasses import fields, is_dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from rag import errors
from rag.errors import RagError

Value = TypeVar("Value")


def encode(value: object) -> str:
    """Compact JSON. Of enumerations, decimals, errors, tuples and dictionaries with names."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def decode(kind: type[Value], content: str) -> Value:
    """Raises ValueError where `content` is not what `encode` made of a `kind`."""
    try:
        value: Value = _typed(kind, json.loads(content))
    except (TypeError, KeyError, InvalidOperation, RecursionError) as error:
        raise ValueError(str(error)) from error
    return value


def _plain(value: object) -> Any:
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, RagError):
        return {"error": type(value).__name__, "values": {name: _shown(one) for name, one in value.values.items()}}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple | dict):
        return _plain_parts(value)
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"{type(value).__name__} cannot be kept")


def _plain_parts(value: tuple[Any, ...] | dict[Any, Any]) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return {name: _plain(one) for name, one in value.items()}


def _typed(kind: Any, data: Any) -> Any:
    origin: Any = get_origin(kind)
    if origin in (Union, types.UnionType):
        return None if data is None else _typed(next(one for one in get_args(kind) if one is not type(None)), data)
    if origin is tuple:
        return _tuple(get_args(kind), data)
    if origin is dict:
        return {str(name): _typed(get_args(kind)[1], one) for name, one in data.items()}
    if hasattr(kind, "__dataclass_fields__"):
        hints = _hints(kind)
        if set(data) != set(hints):
            raise TypeError(f"{kind}: {sorted(data)}")
        return kind(**{name: _typed(hint, data[name]) for name, hint in hints.items()})
    if issubclass(kind, RagError | Enum | Decimal):
        return _error(data) if issubclass(kind, RagError) else kind(data)
    if not isinstance(data, (int, float) if kind is float else kind):
        raise TypeError(f"{kind}: {data!r}")
    return data


def _shown(value: object) -> Any:
    """What an error's message is made with: numbers stay numbers, all else becomes the words that are shown."""
    return value if value is None or isinstance(value, int | float) else str(value)


def _error(data: Any) -> RagError:
    kind = getattr(errors, data["error"], None)
    if not (isinstance(kind, type) and issubclass(kind, RagError)):
        raise TypeError(f"error: {data!r}")
    return kind(**data["values"])


def _tuple(kinds: tuple[Any, ...], data: Any) -> tuple[Any, ...]:
    if not isinstance(data, list):
        raise TypeError(f"tuple: {data!r}")
    if kinds[-1] is Ellipsis:
        return tuple(_typed(kinds[0], one) for one in data)
    return tuple(_typed(kind, one) for kind, one in zip(kinds, data, strict=True))


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
