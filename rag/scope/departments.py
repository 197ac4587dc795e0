"""Departments by their full and their short names: 人社局 is the 人力资源和社会保障局 that the library has."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import rjieba

# How a department's name ends, and how people end its short form. The longer ending first.
_ENDINGS = (
    ("委员会", "委"),
    ("办公室", "办"),
    ("办公厅", "办"),
    ("管理局", "局"),
    ("人民法院", "法院"),
    ("人民检察院", "检察院"),
    ("工作部", "部"),
    ("联合会", "联"),
)
_SHORT_ENDINGS = "局|厅|委|部|办|署|院|联|中心|集团|公司|大学|学院|医院|学校|总队|支队|政府|人大|政协|协会|学会|馆"
ENDING = re.compile(
    f"(?:委员会|办公[室厅]|{_SHORT_ENDINGS})"
    r"(?<![全干内外一]部)(?![门署分队位件长面势限托派法好事]|员(?!会)|任(?!务)|理(?!论))"
)
# A place that the report masks: `**人社局`, `某市民政局`, `XX县财政局`.
_MASKED_PLACE = re.compile("^(?:[*＊×xX○□]+|某)")
_LEVEL = re.compile("(?:自治区|[省市县区州旗盟]|中共|中华人民共和国|国家|(?<=省)级|(?<=市)级|(?<=县)级|(?<=区)级)+")
# `市人社局`, `我们区财政局`: which one it is, in words that name none.
_LEVEL_BEFORE = re.compile("(?:[我咱]们?|本)?(?:自治区|[省市县区州旗])$|(?:[我咱]们?|本)$")
_LONGEST = 24
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Named:
    """A department as a text names it: `[start, end)`, and the full names of the library that this can be."""

    start: int
    end: int
    departments: tuple[str, ...]


class Departments:
    """The departments of a library (names without their place)."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_start: dict[str, list[str]] = {}
        for name in dict.fromkeys(names):
            if len(name) >= _SHORTEST:
                self._by_start.setdefault(name[0], []).append(name)

    def find(self, text: str) -> list[Named]:
        found: list[Named] = []
        for ending in ENDING.finditer(text):
            named = self._ending_at(text, ending.end(), found[-1].end if found else 0)
            if named:
                found.append(named)
        return found

    def _ending_at(self, text: str, end: int, after: int) -> Named | None:
        """The longest name that ends here."""
        for start in range(max(after, end - _LONGEST), end - _SHORTEST + 1):
            known = self._by_start.get(text[start])
            departments = tuple(one for one in known if is_short_for(text[start:end], one)) if known else ()
            if departments:
                exact = tuple(one for one in departments if one == text[start:end])
                level = _LEVEL_BEFORE.search(text, after, start)
                return Named(level.start() if level else start, end, exact or departments)
        return None


def is_short_for(short: str, full: str) -> bool:
    """Whether the characters of `short` stand in `full` in this order, first character and kind the same."""
    if short == full:
        return True
    short_stem, short_end = _split(short)
    full_stem, full_end = _split(full)
    if short_end != full_end or not short_stem or not full_stem or short_stem[0] != full_stem[0]:
        return False
    if len(short_stem) > len(full_stem):
        short, short_stem, full, full_stem = full, full_stem, short, short_stem
    if len(short_stem) < _SHORTEST and len(rjieba.cut(short, False)) > 1:
        return False  # `纪委` is a word for 纪律检查委员会, `教局` is none
    rest = iter(full[:-1])  # with `管理` of `管理局`: 市场监管局 is the 市场监督管理局
    return all(sign in rest for sign in short_stem)


def kind_of(name: str) -> str:
    """`卫生健康委员会` → `委`."""
    return _split(name)[1][-1:]


def _split(name: str) -> tuple[str, str]:
    """`卫生健康委员会` → (`卫生健康`, `委`)."""
    for ending, kind in _ENDINGS:
        if name.endswith(ending) and len(name) > len(ending):
            return name[: -len(ending)], kind
    return name[:-1], name[-1:]


def without_level(name: str) -> str:
    """`市人社局`, `**市人社局` → `人社局`; a name that is nothing else stays."""
    name = _MASKED_PLACE.sub("", name)
    found = _LEVEL.match(name)
    return name[found.end() :] if found and found.end() < len(name) - 1 else name
