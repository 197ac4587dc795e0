"""Cases of `rag eval answers`: a question, the documents it is asked of, and what is expected of the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import DataDuplicateId, DataFileEmpty
from rag.evaluation.jsonl import Row, read_rows

_STATUSES = ("answered", "refused")


@dataclass(frozen=True, slots=True)
class Document:
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Expected:
    """What is asked of an answer; what is empty asks for nothing.

    `contains`: groups of alternatives. `numbers`: quantities as written. `quotes`: words of the documents.
    """

    status: str | None = None
    contains: tuple[tuple[str, ...], ...] = ()
    numbers: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    question: str
    documents: tuple[Document, ...]
    expected: Expected


def read_cases(file: Path) -> list[Case]:
    """Raises NoSuchPath, DataError."""
    cases: dict[str, Case] = {}
    for row in read_rows(file):
        case = _case(row)
        if case.id in cases:
            raise DataDuplicateId(path=row.file, line=row.line, id=case.id)
        cases[case.id] = case
    if not cases:
        raise DataFileEmpty(path=file)
    return list(cases.values())


def _case(row: Row) -> Case:
    question = row.text("question")
    if not question.strip():
        raise row.wrong("question")
    documents = row.values.get("documents")
    if not isinstance(documents, list):
        raise row.wrong("documents")
    found = tuple(_document(one, row) for one in documents)
    return Case(row.identifier("id"), question, found, _expected(row))


def _document(value: Any, row: Row) -> Document:
    title = (value.get("title") or "") if isinstance(value, dict) else None
    text = value.get("text") if isinstance(value, dict) else None
    if not isinstance(title, str) or not isinstance(text, str):
        raise row.wrong("documents")
    return Document(title, text)


def _expected(row: Row) -> Expected:
    values = row.values.get("expect") or {}
    if not isinstance(values, dict):
        raise row.wrong("expect")
    status = values.get("status")
    if status is not None and status not in _STATUSES:
        raise row.wrong("expect.status")
    groups = [[one] if isinstance(one, str) else one for one in _list(values, "contains", row)]
    return Expected(
        status=status,
        contains=tuple(_texts(one, "contains", row) for one in groups if one),
        numbers=_texts(_list(values, "numbers", row), "numbers", row),
        quotes=_texts(_list(values, "quotes", row), "quotes", row),
    )


def _list(values: dict[str, Any], field: str, row: Row) -> list[Any]:
    value = values.get(field) or []
    if not isinstance(value, list):
        raise row.wrong(f"expect.{field}")
    return value


def _texts(values: Sequence[Any], field: str, row: Row) -> tuple[str, ...]:
    """Numbers without quotation marks are taken as they are written."""
    if not isinstance(values, list) or not all(isinstance(one, str | int | float) for one in values):
        raise row.wrong(f"expect.{field}")
    return tuple(str(one) for one in values)
