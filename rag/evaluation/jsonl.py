"""Files of one JSON object a line. What is wrong with one is said with its file and line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import DataError, DataFieldWrong, DataLineNotJson, NoSuchPath

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file."""

    file: Path
    line: int
    values: dict[str, Any]

    def text(self, field: str, *, default: str | None = None) -> str:
        """A field that is text; without `default` it must be there. Raises DataFieldWrong."""
        value = self.values.get(field)
        if value is None and default is not None:
            return default
        if not isinstance(value, str):
            raise self.wrong(field)
        return value

    def identifier(self, field: str) -> str:
        """Text that is not empty, or a whole number. Raises DataFieldWrong."""
        value = self.values.get(field)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(field)
        return value

    def as_json(self) -> str:
        return json.dumps(self.values, ensure_ascii=False)

    def wrong(self, field: str) -> DataFieldWrong:
        return DataFieldWrong(path=self.file, line=self.line, field=field)


def read_rows(file: Path) -> Iterator[Row]:
    """Row by row, empty lines left out. Raises NoSuchPath, DataError."""
    for number, line in read_lines(file):
        try:
            values = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise DataLineNotJson(path=file, line=number, reason=error) from error
        if not isinstance(values, dict):
            raise DataLineNotJson(path=file, line=number, reason="{…}")
        yield Row(file, number, values)


def read_lines(file: Path) -> Iterator[tuple[int, bytes]]:
    """Lines that are not empty, with their numbers from 1. Raises NoSuchPath, DataError."""
    if not file.exists():
        raise NoSuchPath(path=file)
    try:
        with file.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                content = line.removeprefix(_BYTE_ORDER_MARK) if number == 1 else line
                if content.strip():
                    yield number, content.strip()
    except OSError as error:
        raise DataError(path=file, reason=error.strerror or error) from error
