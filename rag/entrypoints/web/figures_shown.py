"""Figures of documents as pages show them: as written, with sign and unit where code has computed them."""

from __future__ import annotations

from decimal import Decimal

from rag.domain import Figure, Span
from rag.entrypoints.documents import Document
from rag.entrypoints.exports import amounts


def written(figure: Document) -> str:
    """`增长5.6%`; a masked one as the report masks it."""
    return amounts.qualified(
        Figure(
            indicator=figure["indicator"],
            text=figure["text"],
            value=None,
            unit=figure["unit"],
            qualifier=figure["qualifier"],
            period=figure["period"],
            masked=figure["masked"],
            span=Span(figure["start"], figure["end"]),
        )
    )


def difference(value: str | None, unit: str, language: str) -> str:
    """`+1.2万人`; "" where nothing was computed."""
    return amounts.difference(Decimal(value), unit, language) if value is not None else ""


def growth(value: str | None) -> str:
    """`+5.3%`; "" where nothing was computed."""
    return amounts.growth(Decimal(value)) if value is not None else ""
