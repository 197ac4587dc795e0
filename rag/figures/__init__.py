"""Figures in Chinese text: value, unit, qualifier, what is measured, masked or not, span. Pure."""

from __future__ import annotations

from decimal import Decimal

from rag.domain import Figure, Span
from rag.figures.finding import find_quantities
from rag.figures.indicators import describe
from rag.figures.numerals import fold
from rag.figures.quantities import same_quantity

__all__ = ["find_figures", "same_quantity"]


def find_figures(text: str, span: Span | None = None) -> list[Figure]:
    """The figures of `text` (of `span` alone, where given) in reading order, spans absolute.

    A figure's text is number and unit with the 余 or 多 between them (1.12万余名); words of degree around it (约, 增长,
    以上) are its qualifier. Masked figures have no value. Ordinals, dates, names and codes are no figures.
    """
    offset = span.start if span else 0
    part = span.of(text) if span else text
    folded = fold(part)
    return [
        Figure(
            indicator=described.indicator,
            text=part[quantity.start : quantity.end],
            value=_plain(quantity.value),
            unit=quantity.unit or "",
            qualifier=described.qualifier,
            period=described.period,
            masked=quantity.masked,
            span=Span(quantity.start + offset, quantity.end + offset),
            upper=_plain(quantity.upper),
        )
        for quantity, described in describe(part, find_quantities(folded))
    ]


def _plain(value: Decimal | None) -> Decimal | None:
    """11200.00 → 11200, never 1.12E+4."""
    if value is None:
        return None
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize()
