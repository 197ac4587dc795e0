"""Places in Chinese text: administrative divisions of a gazetteer, and those that a library's own names show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import rjieba

# The minorities that stand in names of autonomous divisions between the place and its kind: 延边朝鲜族自治州 is 延边.
_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜|"
    "土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|"
    "鄂伦春|赫哲|门巴|珞巴|基诺|各"
)
_KIND = re.compile(
    rf"(?<=..)(?:(?:(?:{_PEOPLES})族?)*自治[区州县旗]|特别行政区|地区|林区|矿区|新区|特区|[省市县区旗盟州])$"
)
# `上海市场`, `河北区域`, `县域`: the kind belongs to the next word.
# `某市民政局`, `某县城管局` go on with a department.
_NEXT_WORD = re.compile(
    "(?<=市)(?:[场值价况镇]|民(?![政族委办宗]))|(?<=区)[域间块位别段]|(?<=县)(?:域|城(?![管乡建市]))|(?<=省)[会份]|(?<=旗)[帜下舰]"
)
# A place that no gazetteer knows, in front of what it is the place of: `某州市人力资源和社会保障局`.
_UNKNOWN = re.compile(
    r"((?:(?![的是在由了等为和与及对把向从以于不被关])[\u4e00-\u9fff]){2,7}?"
    r"(?:自治[区州县旗]|[省市县区旗州]|(?<![联同结])盟|街道|镇|乡))"
    r"(?![场值价域间块位别段长]|民(?![政族委办宗]))(?=[\u4e00-\u9fff0-9“《\s]|$)"
)
# What the dictionary calls a short name that can stand for the place (`ns` place, `nr` person, `nz` other name).
_NAME_TAGS = ("ns", "nr", "nz", "nt")
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Place:
    """`code` of the gazetteer (`440100`), "" for a place that only the library knows."""

    name: str
    code: str = ""

    @property
    def level(self) -> int:
        """0 province, 1 prefecture, 2 county or unknown."""
        if self.code.endswith("0000"):
            return 0
        return 1 if self.code.endswith("00") else 2

    @property
    def short(self) -> str:
        return short_name(self.name)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place as a text names it: `[start, end)` of the text, and the places that this can be, the highest first."""

    start: int
    end: int
    places: tuple[Place, ...]


def short_name(name: str) -> str:
    """`内蒙古自治区` → `内蒙古`; a name of one character keeps its kind (`赵县`)."""
    return _KIND.sub("", name)


class Divisions:
    """A gazetteer: code of six digits (province, prefecture, county by twos) → full name."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._places = tuple(Place(name, code) for code, name in names.items())

    @cached_property
    def forms(self) -> dict[str, tuple[Place, ...]]:
        """By full and short name, the highest division first."""
        return by_form(self._places)


def by_form(places: Iterable[Place]) -> dict[str, tuple[Place, ...]]:
    forms: dict[str, list[Place]] = {}
    for place in places:
        for form in {place.name, place.short}:
            forms.setdefault(form, []).append(place)
    return {form: tuple(sorted(ones, key=lambda one: (one.level, one.code))) for form, ones in forms.items()}


class PlaceFinder:
    """Finds the places of `forms` in text, longest first. A short name counts where it is a word of its own.

    A short name that is also an everyday word (资源县, 合作市, 平安区), or that of a county, counts only if it is
    among `known`, the places that reports are about; the everyday word only for prefectures and provinces.
    """

    def __init__(self, forms: Mapping[str, tuple[Place, ...]], known: frozenset[Place] = frozenset()) -> None:
        self._forms = forms
        self._known = known
        self._longest = max(map(len, forms), default=0)
        self._starts = frozenset(form[:_SHORTEST] for form in forms)

    def find(self, text: str) -> list[Mention]:
        found: list[Mention] = []
        borders: list[frozenset[int]] = []
        position = 0
        while position < len(text) - 1:
            starts_a_form = text[position : position + _SHORTEST] in self._starts
            mention = self._at(text, position, borders) if starts_a_form else None
            if mention:
                found.append(mention)
            position = mention.end if mention else position + 1
        return found

    def _at(self, text: str, start: int, borders: list[frozenset[int]]) -> Mention | None:
        """`borders` of the text's words are filled when they are first needed."""
        for end in range(min(len(text), start + self._longest), start + 1, -1):
            form = text[start:end]
            places = self._forms.get(form)
            if not places:
                continue
            if any(one.name == form for one in places) and not _NEXT_WORD.match(text, end):
                return Mention(start, end, places)
            short = tuple(one for one in places if one.name != form and self._may_be_short(one))
            if short:
                if not borders:
                    borders.append(word_borders(text))
                if start in borders[0] and end in borders[0]:
                    return Mention(start, end, short)
        return None

    def _may_be_short(self, place: Place) -> bool:
        is_name = _is_name(place.short)
        if place in self._known:
            return is_name or place.level < 2
        return is_name and place.level < 2


@lru_cache(maxsize=4096)
def _is_name(word: str) -> bool:
    """Whether the dictionary does not know it as anything but a name."""
    tagged = rjieba.tag(word)
    return len(tagged) > 1 or tagged[0][1].startswith(_NAME_TAGS)


def word_borders(text: str) -> frozenset[int]:
    borders, position = {0}, 0
    for word in rjieba.cut(text):
        position += len(word)
        borders.add(position)
    return frozenset(borders)


def unknown_places(text: str) -> Iterator[Place]:
    """The places at the beginning of a name that the gazetteer lacks, outermost first: `某州市某江区民政局`."""
    position = 0
    while found := _UNKNOWN.match(text, position):
        yield Place(found[1])
        position = found.end()
