"""What is no finding of a comparison: ceremony, creeds, glossaries, and what a web page adds. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.boilerplate import is_stock

# Read on the 24 reports of 12 provinces of the development data: what is said around the matter of a report.
_CEREMONY = re.compile(
    r"我代表|各位(?:代表|委员)|同志们|请予审(?:议|查)|提出意见|衷心感谢|崇高(?:的)?敬意|向大会|报告(?:工作|如下)|汇报如下|报告完毕"
    r"|紧密(?:地)?团结在|让我们|来之不易|规划纲要|纲要草案|《纲要|归功于|的结果|团结带领|坚强领导|舵|领航|指引|嘱托|感恩奋进|总体要求|总的要求|做好.{0,8}工作.{0,8}(?:要坚持|意义重大)"
    r"|指导思想|马克思列宁主义|五位一体|四个全面|第二个百年|完整准确全面贯彻|收官之年|开局之年|关键(?:之|一)年|攻坚之年|不辜负|再创辉煌|时代答卷|谱写|宏伟|蓝图|征程|奋楫|扬帆|踔厉|勇毅|努力为|努力奋斗|为政之要|实干(?:为要|担当)"
)
_THANKS = re.compile(
    r"感谢|敬意|(?:人民|同胞|官兵|指战员|代表|委员|人士).{0,30}[，,]向.{0,40}(?:人民|同胞|官兵|指战员|代表|委员|人士)"
)
_CREED = re.compile(r"必须(?:坚持|始终|把)|(?:实践|事实|经验)(?:充分)?(?:证明|表明|启示)|深刻体会|深切体会")
_GLOSSARY = re.compile("名词|注释|解释|附件|附录|术语")
_FURNITURE = re.compile(
    r"^(?:来源|作者|编辑|责任编辑|责编|审核|打印|下载|收藏|加大|还原|减小|全屏|分享|相关(?:报道|阅读|链接)|字号|发布(?:时间|日期)|时间)|【|】|https?:|原标题"
)


def is_ceremony(words: str) -> bool:
    """Thanks, openings and closings, what every such report says in its year, and what a page says around it."""
    return bool(_CEREMONY.search(words) or _CREED.search(words) or _FURNITURE.search(words)) or is_stock(words)


def is_thanks(sentence: str) -> bool:
    return bool(_THANKS.search(sentence))


def explains_words(path: Sequence[str]) -> bool:
    """A section that explains words: it shows that they are used, it says nothing by itself."""
    return any(_GLOSSARY.search(heading) for heading in path)
