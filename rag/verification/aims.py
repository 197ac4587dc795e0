"""Whether a figure is aimed at or has been reached: 力争达到65亿元 is not 达到65亿元. Pure."""

from __future__ import annotations

import re

_AIM = re.compile(
    r"力争|力求|争取(?=[^，。；]{0,12}(?:达|完成|实现|突破|新增|建成|增长|控制|提高))|拟(?![定订合写])|预计|打算|有望|谋划"
    r"|(?<!年度)(?<![超按全原])计划(?=完成|新|建|投|开工|实施|实现|达|到|培训|引进|改造|组织|开展|发放|招|于|总投资|[0-9])"
    r"|(?P<of_one>(?:目标|指标)(?:是|为|：|值)|预期目标)"
)
_RESULT = re.compile("实际|已|累计|同比|比上年|完成了|实现了|达到了|截[至止]")
_CLAUSE_END = re.compile("[，,]")
# In a claim any of these tells that it is not yet so.
_SAID_AHEAD = re.compile(
    "力争|力求|拟(?![定订合写])|预计|打算|有望|谋划|计划|目标|争取|安排|预期|确保|要(?![求点素闻件])|将|规划|部署|提出|明年|下一?步|今后|未来|努力"
)


def is_aimed_at(before: str) -> bool:
    """Whether the words before a figure in its part of the sentence say that it is yet to be reached.

    目标为3.1万人 is said of that figure alone; whatever else, of all that follow until a result is told.
    """
    aims = list(_AIM.finditer(before))
    if not aims:
        return False
    behind = before[aims[-1].end() :]
    return not _RESULT.search(behind) and not (aims[-1]["of_one"] and _CLAUSE_END.search(behind))


def says_ahead(part: str) -> bool:
    """Whether a claim says of its figure, in whatever words, that it is planned."""
    return bool(_SAID_AHEAD.search(part))
