"""The years of a text: which one a figure is said to hold for."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from rag.domain import Span
from rag.evaluation.metrics.numerals import from_chinese
from rag.evaluation.metrics.others import without_others

_YEAR = r"(?:19|20)\d{2}"
_CHINESE_YEAR = r"[一二][〇零○一二三四五六七八九]{3}"
_TO = r" *(?:年度?)? *(?P<to>[-—–~～/、和与及至到]|——) *"
_IN_ENGLISH = "|".join(rf"(?<=\b{word} )" for word in ("in", "In", "of", "for", "since", "than", "and", "from", "to"))
_YEARS = re.compile(
    rf"(?<![\d.,])(?P<first>{_YEAR})(?:{_TO}(?P<last>{_YEAR}))? *(?:年度?|学年|届)"
    rf"|(?P<chinese>{_CHINESE_YEAR}) *年"
    rf"|(?<=[(（])(?P<bracketed>{_YEAR})(?=[)）])"
    rf"|(?:{_IN_ENGLISH})(?P<english>{_YEAR})(?![\d%])"
    rf"(?= *(?:[,.;:!?)](?!\d)|$|[-–]|(?:and|to|was|were|is|the|it|than|compared)\b))"
)
# A year that something is compared with, or begins from: 比2023年增长, 与2020年相比, 由2022年的86.7%提高到89.4%.
_BASE = re.compile(r"(?:比|较|与|同|和|于|由|从|自) *$")
_CHANGE = re.compile(
    r"增长|增加|增|提高|提升|上升|上涨|扩大|高|多|翻|下降|减少|减|降低|降|回落|下跌|缩小|缩减|少|低|相比|相较"
)
_BEHIND = re.compile(rf" *[(（] *(?P<year>{_YEAR}) *年[^()（）]{{0,8}}[)）]")


@dataclass(frozen=True, slots=True)
class _Named:
    years: tuple[int, ...]
    start: int
    end: int
    is_base: bool
    is_list: bool = False


class Periods:
    """Of a text in half-width forms. The 2022 of 〔2022〕15号 is none."""

    def __init__(self, text: str) -> None:
        text = without_others(text)
        self._text = text
        self._named = [_named(text, one) for one in _YEARS.finditer(text)]
        self._ends = [one.end for one in self._named]

    @property
    def years(self) -> set[int]:
        return {year for one in self._named for year in one.years}

    def of(self, figure: Span) -> str:
        """The nearest year before a figure, or one in brackets right behind it; "" for none.

        A year that something is compared with is that of a figure only where no change is told in between:
        `比2023年的3.12万人多1400人` has 2023 for the first alone.
        """
        behind = _BEHIND.match(self._text, figure.end)
        if behind:
            return f"{behind['year']}年"
        for index in range(bisect_right(self._ends, figure.start) - 1, -1, -1):
            one = self._named[index]
            if not one.is_base or not _CHANGE.search(self._text, one.end, figure.start):
                return _written(one)
        return ""


def _named(text: str, found: re.Match[str]) -> _Named:
    if found["chinese"]:
        value = from_chinese(found["chinese"].replace("○", "〇"))
        first = last = int(value or 0) or _digit_by_digit(found["chinese"])
    else:
        first = int(found["first"] or found["bracketed"] or found["english"])
        last = int(found["last"] or first)
    is_base = bool(_BASE.search(text, max(found.start() - 4, 0), found.start()))
    is_list = (found["to"] or "") in tuple("、和与及")
    years = (first, last) if is_list or last < first else tuple(range(first, last + 1))
    return _Named(years, found.start(), found.end(), is_base, is_list)


def _digit_by_digit(written: str) -> int:
    return int("".join(str("〇一二三四五六七八九".find(one.replace("零", "〇").replace("○", "〇"))) for one in written))


def _written(named: _Named) -> str:
    first, last = named.years[0], named.years[-1]
    return f"{first}年" if first == last else f"{first}{'、' if named.is_list else '-'}{last}年"


def without_years(text: str) -> str:
    """With tabs for the years; places stay what they are."""
    return _YEARS.sub(lambda found: "\t" * len(found[0]), text)
