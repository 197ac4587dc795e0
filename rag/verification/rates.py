"""What a figure is a rate of: 每人每月158元 is no 每人每年158元, and 年均增长 no 增长. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Names of one and the same time or thing, by the first.
_TIMES = {
    name: names.split()[0]
    for names in ("年 年度 学年 一年", "半年", "季 季度", "月 月份", "周 星期", "日 天", "小时", "分钟", "学期")
    for name in names.split()
}
_THINGS = dict.fromkeys("人名位口", "人") | {
    name: name
    for name in re.findall(
        r"\S+",
        "户 家 亩 公顷 吨 公里 平方米 平方公里 立方米 度 村 校 班 床 车 次 件 例 台 套 头 只 桌 场 处 所 张 盏",
    )
}
_NAMES = _TIMES | _THINGS
_LONGEST_FIRST = "|".join(sorted(_NAMES, key=lambda name: (-len(name), name)))
_EVERY = re.compile(
    rf"每(?P<number>[0-9.]+|[两三四五六七八九十百千万亿]+)?(?:个|一)?(?P<every>{_LONGEST_FIRST})"
    rf"|(?P<mean>[年月周日](?=人?均)|[人户亩村校班床车](?=[年月日]?均))(?!均[匀衡已由按])|/(?P<under>{_LONGEST_FIRST})"
)
_BEHIND = re.compile(rf"(?:{_EVERY.pattern})+")


@dataclass(frozen=True, slots=True)
class Rates:
    """`times`: 月 of 每月 and 月均; `things`: 人 of 每人, 千人 of 每千人; `mean`: said to be an average over time."""

    times: frozenset[str] = frozenset()
    things: frozenset[str] = frozenset()
    mean: bool = False


NO_RATES = Rates()


def rates_in(text: str) -> Rates:
    """All rates that `text` names."""
    times, things, mean = set(), set(), False
    for found in _EVERY.finditer(text):
        for name in (found["every"], found["mean"], found["under"]):
            if name in _TIMES:
                times.add((found["number"] or "") + _TIMES[name])
                mean = mean or name == found["mean"]
            elif name:
                things.add((found["number"] or "") + _THINGS[name])
    return Rates(frozenset(times), frozenset(things), mean)


def without_rates(text: str) -> str:
    """提高到 for 提高到每人每月."""
    return _EVERY.sub("", text)


def rates_around(left: str, figure: str, right: str) -> Rates:
    """Those of one figure: named in front of it in its clause, in its unit (元/月) or right behind it (元每月)."""
    behind = _BEHIND.match(right)
    return rates_in(f"{left}，{figure}，{behind[0] if behind else ''}")


def is_other_rate(claimed: Rates, near: Rates, wide: Rates) -> bool:
    """Whether the claim gives an amount for another time or thing than the evidence; `wide`: what its sentence names.

    A rate may be left out, but not that a growth or a number is a yearly or monthly average.
    """
    if near.mean and not claimed.times:
        return True
    pairs = ((claimed.times, near.times, wide.times), (claimed.things, near.things, wide.things))
    return any(not named <= (here or anywhere) for named, here, anywhere in pairs)
