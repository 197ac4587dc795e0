"""The places that figures are told of: 禾溪县95.2% is no 石枕县95.2%, and what 全县 has is not what 全市 has. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

_HAN = "\u4e00-\u9fff"
_NAMED = re.compile(
    rf"(?P<name>[{_HAN}]{{2}}(?:县(?![级域区处]|城(?!镇))|旗(?![下舰帜袍])|(?<![小片辖灾老库山林牧疫校厂矿院湾社街商城郊园景地特军分禁误市县新港各])区(?![域间别分块位级县])"
    r"|(?<![全城超上门夜早股都我本各])市(?![场民政级委直区域属容值占县])|(?<![城乡各])镇(?![静压级])|(?<![城各])乡(?![村亲土镇级])|州(?![长级])))"
    r"|(?P<scope>[全我本](?P<kind>[国省市县区州旗镇乡]))(?!(?:性|首|第|前|平均|唯一|最|领先|排|同类|范围|各[县区市乡镇]))"
)
_NO_NAME = re.compile(
    "[全我本各该省等启动总据以按报享城园社景片老新旧辖两个多农郊小的在与和及为对向从有是这那此某些几何双了到由将达约]"
    "|示范|保护|开发|试验|服务|功能|合作|度假|产业|自贸|经开|高新|聚集|集聚|贫困|贸易|加工|脱贫|建成|完成|实现|提高|增长|下辖|所辖|地级|设区|直辖|先进|试点|重点|特色|中心|建制|乡|街"
)
# A place that something came from, went to or is compared with.
_BESIDE = re.compile(r"(?:[从向赴往比较于]|对口|支援|居|占|列|高于|低于|快于|优于|获)$")
_SUBJECT_WITHIN = 14


def places_in(text: str) -> frozenset[str]:
    """The places that `text` tells something of: 石枕县, and 全县 for the one that it does not name."""
    return frozenset(key for key, _ in _found(text))


def subject_of(part: str) -> frozenset[str]:
    """The place with which a statement begins, and that holds for all of it."""
    return frozenset(key for key, start in _found(part) if start <= _SUBJECT_WITHIN)


def apart(one: Iterable[str], other: Iterable[str]) -> bool:
    """Both say of where they tell, and nothing of one is of the other."""
    mine, theirs = set(one), set(other)
    return bool(mine and theirs) and not any(_may_be_same(here, there) for here in mine for there in theirs)


def _may_be_same(one: str, other: str) -> bool:
    """全县 is of whatever county the report is of."""
    return one == other or ("全" in (one[0], other[0]) and one[-1] == other[-1])


def _found(text: str) -> Iterable[tuple[str, int]]:
    for found in _NAMED.finditer(text):
        if _BESIDE.search(text[: found.start()]):
            continue
        if found["scope"]:
            yield "全" + found["kind"], found.start()
        elif not _NO_NAME.search(found["name"][:-1]):
            yield found["name"], found.start()
