"""Figures in Chinese text: value, unit, qualifier, what is measured, masked or not, span. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from rag.domain import Figure, Span
from rag.figures.finding import find_quantities
from rag.figures.grammar import MAY_START
from rag.figures.indicators import describe
from rag.figures.numerals import fold
from rag.figures.quantities import same_quantity

__all__ = ["find_figures", "same_quantity"]

_SENTENCE_CHARACTERS = 500
_FULL_WIDTH = {",": "，", ";": "；", ":": "：", "(": "（", ")": "）"}
_HALF_WIDTH = re.compile(r"[,;:()]")
_IN_NUMBER = re.compile(r"(?<=\d),(?=\d{3})")


def find_figures(text: str, span: Span | None = None) -> list[Figure]:
    """The figures of `text` (of `span` alone, where given) in reading order, spans absolute.

    A figure's text is number and unit with the 余 or 多 between them (1.12万余名); words of degree around it (约, 增长,
    以上) are its qualifier. Masked figures have no value. Ordinals, dates, names and codes are no figures.
    """
    part = span.of(text) if span else text
    if not MAY_START.search(part):
        return []
    found = _of_sentence(part) if len(part) <= _SENTENCE_CHARACTERS else _find(part)
    if not span:
        return list(found)
    return [replace(one, span=Span(one.span.start + span.start, one.span.end + span.start)) for one in found]


def _find(text: str) -> tuple[Figure, ...]:
    return tuple(
        Figure(
            indicator=described.indicator,
            text=text[quantity.start : quantity.end],
            value=_plain(quantity.value),
            unit=quantity.unit or "",
            qualifier=described.qualifier,
            period=described.period,
            masked=quantity.masked,
            span=Span(quantity.start, quantity.end),
            upper=_plain(quantity.upper),
        )
        for quantity, described in describe(_punctuated(text), find_quantities(fold(text)))
    )


def _punctuated(text: str) -> str:
    """Half-width marks between words as full-width ones: `增长5%,完成3件`; every offset stays."""
    return _HALF_WIDTH.sub(
        lambda match: match[0] if _IN_NUMBER.match(text, match.start()) else _FULL_WIDTH[match[0]], text
    )


# The same sentence is read again and again while it is chosen, verified and set against others.
_of_sentence = lru_cache(maxsize=4_096)(_find)


def _plain(value: Decimal | None) -> Decimal | None:
    """11200.00 → 11200, never 1.12E+4."""
    if value is None:
        return None
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize()
