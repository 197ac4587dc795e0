"""The years that a query names, outright or counted from today: `2024年`, `去年`, `近三年`, `“十四五”`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

_DIGITS = str.maketrans("〇○零Ｏ一二三四五六七八九０１２３４５６７８９", "00001234567890123456789")
_YEAR = r"(?:19|20|１９|２０)[0-9０-９]{2}|(?:二[〇○零Ｏ]|一九)[〇○零Ｏ一二三四五六七八九]{2}"
_RANGE = re.compile(
    rf"(?<![0-9０-９])(?P<first>{_YEAR})年?度?\s?(?:[-—–~～至到－]{{1,2}})\s?(?P<last>{_YEAR}|[0-9]{{2}}(?=年))(?![0-9０-９])年?度?"
)
_FULL = re.compile(rf"(?<![0-9０-９.])(?P<year>{_YEAR})(?![0-9０-９.])\s?年?(?:度(?!过))?(?:期间)?")
# `24年` is a year at the start of a question or of a part of it; `15年来`, `满15年`, `20年以上` are spans of time.
_SHORT = re.compile(r"(?:^|(?<=[，,、：:；;在和与至到]))(?P<year>[0-9]{2})年度?(?![来间以内前后代多期历]|左右|之)")
_PLAN = re.compile(r"[“\"‘]?(?P<number>十[一二三四五六七八九])五[”\"’]?(?:时期|期间|规划|以来)*")
_SINCE = re.compile(r"(?:最近|近|过去|前)(?P<count>[两二三四五六七八九十])年(?:来|间|里|的)?")
_RELATIVE = re.compile(
    r"(?P<before2>前年)(?!度)|(?P<before>去年|上一?年度?(?![以]))|(?P<this>今年|本年度?|当年(?!的?价))|(?P<next>明年|下一?年度?)"
)
# Words of time that go with the year: they say which part of it.
_HALF = re.compile("(?P<half>[上下前后]半年)")
_QUARTER = re.compile(r"(?:第?(?P<quarter>[一二三四1-4])季度?|(?P<until>前[一二三]季度?))")
_LATEST = re.compile(
    "最新|最近一[次份年期]|(?P<now>目前|现在|现行|如今|(?<!做)最近(?![一二三四五六七八九十两几0-9的]*年)|近期)"
)
# `目前` may be of any report's own time, but is asked today.
_NOW_DEGREE = 0.5
_SAYS_YEAR = re.compile("[年度]")
_PLANS_START = (10, 2001)  # 十五 = 2001-2005, 十一五 = 2006-2010 and so on
_EARLIEST, _LATEST_YEAR = 1949, 2100
_SHORT_YEARS_BACK, _SHORT_YEARS_AHEAD = 15, 5
_LONGEST_RANGE = 30
_COUNTS = {sign: number for number, sign in enumerate("零一二三四五六七八九十")} | {"两": 2}


@dataclass(frozen=True, slots=True)
class Times:
    """`years` as named; `half`: `上半年`, `下半年` or ""; `quarter` 1 to 4 or 0; `is_range`: one span of years
    rather than single years; `latest`: the newest is asked for, to this `latest_degree`; `spans`: where the query names
    them."""

    years: tuple[int, ...] = ()
    half: str = ""
    quarter: int = 0
    is_range: bool = False
    is_relative: bool = False
    latest: bool = False
    latest_degree: float = 1.0
    spans: tuple[tuple[int, int], ...] = ()


def find_times(text: str, *, today: date) -> Times:
    """Years counted from today's stand for themselves only where the text names no year: `2024年比上年` is 2024."""
    years, spans, is_range = _named(text, today)
    relative = [] if years else list(_relative(text, today))
    for year, span in relative:
        years.extend(year)
        spans.append(span)
        is_range = is_range or len(year) > 1
    half, quarter, parts = _part(text)
    latest = _LATEST.search(text)
    return Times(
        years=tuple(dict.fromkeys(years)),
        half=half,
        quarter=quarter,
        is_range=is_range,
        is_relative=bool(relative),
        latest=latest is not None and not years,
        latest_degree=_NOW_DEGREE if latest and latest["now"] else 1.0,
        spans=tuple(sorted([*spans, *(parts if years else [])])),
    )


def _named(text: str, today: date) -> tuple[list[int], list[tuple[int, int]], bool]:
    """Years named outright, in order, where they stand, and whether any is a span of years."""
    found: list[tuple[tuple[int, int], list[int]]] = []
    taken = text
    readings: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], list[int]]], ...] = (
        (_RANGE, _range),
        (_PLAN, _plan),
        (_FULL, _single),
        (_SHORT, lambda match: _short(match, today)),
    )
    for pattern, years_of in readings:
        for match in pattern.finditer(taken):
            years = years_of(match)
            if years:
                found.append((match.span(), years))
                taken = taken[: match.start()] + " " * len(match[0]) + taken[match.end() :]
    found.sort()
    is_range = any(len(years) > 1 for _, years in found)
    return [year for _, years in found for year in years], [span for span, _ in found], is_range


def _range(found: re.Match[str]) -> list[int]:
    first, last = _number(found["first"]), found["last"]
    end = _number(last) if len(last) == 4 else first - first % 100 + int(last)
    return list(range(first, end + 1)) if _possible(first) and first < end <= first + _LONGEST_RANGE else []


def _plan(found: re.Match[str]) -> list[int]:
    first = _PLANS_START[1] + 5 * _COUNTS[found["number"][1]]
    return list(range(first, first + 5))


def _single(found: re.Match[str]) -> list[int]:
    year = _number(found["year"])
    is_bare = not _SAYS_YEAR.search(found[0])
    return [year] if _possible(year) and not (is_bare and not found["year"].isdigit()) else []


def _short(found: re.Match[str], today: date) -> list[int]:
    year = today.year - today.year % 100 + int(found["year"])
    return [year] if today.year - _SHORT_YEARS_BACK <= year <= today.year + _SHORT_YEARS_AHEAD else []


def _relative(text: str, today: date) -> Iterator[tuple[list[int], tuple[int, int]]]:
    for found in _SINCE.finditer(text):
        count = _COUNTS[found["count"]]
        yield list(range(today.year - count + 1, today.year + 1)), found.span()
    steps = {"before2": -2, "before": -1, "this": 0, "next": 1}
    for found in _RELATIVE.finditer(text):
        yield [today.year + steps[str(found.lastgroup)]], found.span()


def _part(text: str) -> tuple[str, int, list[tuple[int, int]]]:
    half, quarter = _HALF.search(text), _QUARTER.search(text)
    which = ""
    if half:
        which = "上半年" if half["half"][0] in "上前" else "下半年"
    number = 0
    if quarter and quarter["quarter"]:
        number = int(quarter["quarter"]) if quarter["quarter"].isdigit() else _COUNTS[quarter["quarter"]]
    return which, number, [found.span() for found in (half, quarter) if found]


def _number(written: str) -> int:
    return int(written.translate(_DIGITS))


def _possible(year: int) -> bool:
    return _EARLIEST <= year <= _LATEST_YEAR
