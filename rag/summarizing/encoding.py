"""Frozen dataclasses ↔ JSON, by their type hints. Pure; what does not fit its type is refused."""

from __future__ import annotations

import json
import types
from dataclasses import fields, is_dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Value = TypeVar("Value")


def encode(value: object) -> str:
    """Compact JSON. Of enumerations, decimals, tuples and dictionaries with names."""
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
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"{type(value).__name__} cannot be kept")


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
    if issubclass(kind, Enum | Decimal):
        return kind(data)
    if not isinstance(data, (int, float) if kind is float else kind):
        raise TypeError(f"{kind}: {data!r}")
    return data


def _tuple(kinds: tuple[Any, ...], data: Any) -> tuple[Any, ...]:
    if not isinstance(data, list):
        raise TypeError(f"tuple: {data!r}")
    if kinds[-1] is Ellipsis:
        return tuple(_typed(kinds[0], one) for one in data)
    return tuple(_typed(kind, one) for kind, one in zip(kinds, data, strict=True))


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
