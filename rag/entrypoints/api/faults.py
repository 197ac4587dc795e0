"""What is wrong with a request, field by field, in the caller's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rag import messages
from rag.entrypoints.documents import Document

# Kinds that pydantic tells apart and people do not.
_SAME = {
    "string_type": "text",
    "string_unicode": "unicode",
    "int_type": "integer",
    "int_parsing": "integer",
    "int_from_float": "integer",
    "int_parsing_size": "integer",
    "float_type": "number",
    "float_parsing": "number",
    "finite_number": "number",
    "bool_type": "boolean",
    "bool_parsing": "boolean",
    "list_type": "list",
    "dict_type": "object",
    "model_type": "object",
    "model_attributes_type": "object",
    "enum": "choice",
    "literal_error": "choice",
    "missing": "missing",
    "extra_forbidden": "unknown",
    "json_invalid": "json",
    "greater_than": "above",
    "greater_than_equal": "at_least",
    "less_than": "below",
    "less_than_equal": "at_most",
    "string_too_long": "too_long",
    "string_too_short": "too_short",
    "too_long": "too_many",
    "too_short": "too_few",
    "string_pattern_mismatch": "pattern",
}
# Where pydantic says what is allowed.
_LIMITS = ("ge", "gt", "le", "lt", "max_length", "min_length", "expected", "pattern")
_PLACES = ("body", "query", "path", "header", "cookie")
_MAX_SHOWN = 50


def of_fields(found: Sequence[Mapping[str, Any]], language: str) -> list[Document]:
    """`found`: as pydantic gives them. A field that may be of several kinds is named once."""
    faults: dict[str, str] = {}
    for one in found:
        faults.setdefault(_field(one), _message(one, language))
    return [{"field": field, "message": message} for field, message in list(faults.items())[:_MAX_SHOWN]]


def in_words(faults: Sequence[Document], language: str) -> str:
    between = "；" if language == "zh" else "; "
    listed = between.join(f"{one['field']}: {one['message']}" for one in faults)
    return messages.text("invalid_request", language, faults=listed)


def _field(one: Mapping[str, Any]) -> str:
    """`question`, `reports.0`; the place alone where all of it is meant."""
    location = [str(part) for part in one["loc"]]
    inner = location[1:] if len(location) > 1 and location[0] in _PLACES else location
    is_whole = one["type"] == "json_invalid" or (location[0] == "body" and not inner)
    return "body" if is_whole else ".".join(inner)


def _message(one: Mapping[str, Any], language: str) -> str:
    kind = _SAME.get(one["type"])
    if kind is None:
        return messages.text("fault_other", language, reason=one["msg"])
    context = one.get("ctx", {})
    limit = next((context[name] for name in _LIMITS if name in context), "")
    return messages.text(f"fault_{kind}", language, limit=limit)
