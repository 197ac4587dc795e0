"""How a place in a report is written: report › section › section."""

from __future__ import annotations

from collections.abc import Iterable

from rag.domain import Place


def path_line(parts: Iterable[str]) -> str:
    return " › ".join(parts)


def place_line(place: Place) -> str:
    return path_line([place.report_title, *place.section])
