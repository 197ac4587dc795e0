"""Parameters that several routes take."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

MAX_RESULTS = 1000
MAX_SEARCH_CHARACTERS = 200

Reports = Annotated[list[str] | None, Query(alias="report", description="id, beginning of an id, file name or title")]
Year = Annotated[int | None, Query(ge=1900, le=2999)]
Library = Annotated[str | None, Query(description="the library that it must be in")]
