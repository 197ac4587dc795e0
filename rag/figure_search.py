"""Figures whose indicator is asked for in other words: GDP finds 地区生产总值, 就业 新增 finds 城镇新增就业. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rag.figures.naming import indicator_key
from rag.matching import credit
from rag.stated_figures import StatedFigure
from rag.words import content_words, normalise

# A synonym counts as the word itself, half of its characters do not.
_FOUND = 0.8
# The names of standard indicators are shorter, with the words that may stand around them.
_LONGEST_KNOWN = 18


def search_figures(figures: Iterable[StatedFigure], words: str) -> Iterator[StatedFigure]:
    """Those that measure what `words` name, in their order.

    Every word stands in the indicator (or for the same), or in the headings, the period or the words of degree, and at
    least one in the indicator; or the indicator is another name of the one asked for.
    """
    wanted = _Wanted(words)
    return (one for one in figures if wanted.is_met_by(one))


class _Wanted:
    def __init__(self, words: str) -> None:
        self._whole = normalise(words).strip()
        self._terms = content_words(words)
        self._key = _known_key(words.strip())

    def is_met_by(self, stated: StatedFigure) -> bool:
        figure = stated.figure
        indicator = normalise(figure.indicator)
        if self._whole in indicator:
            return True
        if self._key and len(indicator) <= _LONGEST_KNOWN and _known_key(figure.indicator) == self._key:
            return True
        in_indicator = [credit(term, indicator) >= _FOUND for term in self._terms]
        if not any(in_indicator):
            return False
        around = normalise(" ".join((figure.qualifier, figure.text, figure.period, *stated.path)))
        return all(
            found or credit(term, around) >= _FOUND for found, term in zip(in_indicator, self._terms, strict=True)
        )


def _known_key(indicator: str) -> str:
    """The same for all names of one standard indicator; "" for any other."""
    from rag.standard_indicators import indicator_of

    found = indicator_of(indicator_key(indicator))
    return found.key if found.known else ""
