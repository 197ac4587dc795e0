"""Parameters that several routes take."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import Field

MAX_RESULTS = 1000
MAX_SEARCH_CHARACTERS = 200

# Half of a character (`"\ud800"`), which JSON may hold and no text does, is looked for only where there is a limit:
# here that of a whole body.
Text = Annotated[str, Field(max_length=1_000_000)]

Reports = Annotated[list[str] | None, Query(alias="report", description="id, beginning of an id, file name or title")]
Year = Annotated[int | None, Query(ge=1900, le=2999)]
Library = Annotated[str | None, Query(description="the library that it must be in")]


def names_in(report: list[str] | str) -> list[str]:
    """Of the `report` of a body, which names one or several."""
    return [report] if isinstance(report, str) else report
