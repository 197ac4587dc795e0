"""The names of a claim: 《titles》, “names”, places and officials must be named by the evidence or by what heads it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.domain import DropReason
from rag.verification.arabic import arabic
from rag.verification.context import Context
from rag.verification.text import one_form, without_quotes

_TITLE = re.compile(r"《([^《》]+)》")
_QUOTED = re.compile(r"“([^“”]+)”")
_LINK = re.compile(r"(?:https?|ftp|data|javascript):[^\s)）\]】>\"'，。]+|www\.[^\s)）\]】>\"'，。]+", re.IGNORECASE)
_PROVINCE = re.compile(
    "北京|天津|河北|山西|内蒙古|辽宁|吉林|黑龙江|上海|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|重庆|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|香港|澳门|台湾"
)
_AREA = r"[\u4e00-\u9fff]{2}(?:县|区(?![域间别分块])|市(?![场民政级委直区域属容])|镇(?![静压])|乡(?![村亲土])|旗|州)"
# Where a name begins: at the beginning of the claim, or after a mark or one of these.
_PLACE = re.compile(rf"(?:^|(?<=[，。；：、（\s在于到与和及对从向赴由为将])){_AREA}")
_NO_PLACE = re.compile(
    "[全我本各该省市区县州等地城园社景片老新旧辖两个多乡农郊山库小的在与和及为对向从有是这那此某些几何双]"
)
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田姜"
    "范石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易武乔贺赖龚邬骆温褚"
)
_PERSON = re.compile(
    rf"(?:[局厅部处科院校市县省区镇乡村司所]长|主任|书记|主席|经理|教师|老师|工人|师傅|队长|组长)([{_SURNAMES}][\u4e00-\u9fff])"
)


def addresses_missing(claim: str, spans: Sequence[str]) -> DropReason | None:
    """UNSUPPORTED for a link that the evidence does not give, in whatever markup."""
    there = all(any(link in span for span in spans) for link in _LINK.findall(claim))
    return None if there else DropReason.UNSUPPORTED


def names_missing(claim: str, spans: Sequence[str], context: Sequence[Context] = ()) -> DropReason | None:
    """UNSUPPORTED for a title, name, place or official that neither the evidence nor what stands above it names."""
    evidence = [without_quotes(arabic(one_form(text))) for text in (*spans, *(one.words for one in context))]
    form = arabic(one_form(claim))
    names = [without_quotes(name) for name in _TITLE.findall(form) + _QUOTED.findall(form)]
    names += _PROVINCE.findall(form) + _places(form) + [found[1] for found in _PERSON.finditer(form)]
    return None if all(any(name in text for text in evidence) for name in names) else DropReason.UNSUPPORTED


def _places(form: str) -> list[str]:
    """河东县, 青山镇: not 全市, 城乡 or 各区."""
    return [found[0] for found in _PLACE.finditer(form) if not _NO_PLACE.search(found[0][:-1])]
