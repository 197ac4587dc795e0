"""Stock phrases of work reports: what every report says, and what one office says every year. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from rag.domain import Span

_STOCK = re.compile(
    r"在.{2,40}(?:领导|指导|关心|支持|帮助|重视|部署|推动|配合|努力|监督)下|以习近平|习近平新时代|以.{2,40}(?:思想|精神)为(?:指导|指引|统领|遵循|引领)"
    r"|(?:贯彻|落实|学习|践行|领会)(?:落实)?.{0,12}(?:党的|中央|习近平|总书记|省委|市委|区委|县委|上级|二十[大届]|十[九八][大届])|贯彻落实.{0,30}(?:精神|决策部署|重要论述|重要讲话|要求)"
    r"|总书记|党中央|两个维护|两个确立|四个意识|四个自信|政治(?:站位|判断力|方向|责任|属性|性|意识|引领)|大局意识|初心使命|不忘初心|获得感|以人民为中心|人民至上|上级党委"
    r"|(?:取得|取得了)(?:新|明显|积极|显著|较好|一定|阶段性|新的).{0,6}(?:成效|进展|成绩|突破|成就|进步)|(?:提供|奠定|打下)了?.{0,20}(?:保障|支撑|基础|保证)|良好(?:氛围|格局|局面|环境|形象)"
    r"|(?:高质量|又好又快)(?:发展)?(?:取得|迈出|开创)|总基调|新发展(?:理念|阶段|格局)|(?:扎实|稳步|有序)(?:推进|开展)(?:各项)?工作|各项(?:工作|任务)|目标任务|年度任务|攻坚克难|真抓实干|凝心聚力|踔厉奋发|勇毅前行|守正创新|知行合一"
    r"|(?:高度|始终)重视|摆在(?:首位|重要|突出)|重要(?:议事日程|政治任务)|一同部署|同部署|齐抓共管|层层(?:落实|压实)|营造.{0,14}氛围|增强.{0,12}(?:意识|自觉|责任感|本领|能力)"
    r"|发挥了?(?:重要|积极|关键|示范)?.{0,6}作用|(?:贯彻|落实).{0,24}(?:要求|精神|部署)|坚持.{0,10}导向|以上率下|一致认为|才能|息息相关|密切相关|第一线|最后一公里|急难愁盼|群众期盼|满意度(?:不断|持续|明显)提|走深走实|落到实处|落地(?:见效|落实)|工作格局|第一责任人责任|主体责任|一岗双责|各位代表|请予审议|现将.{2,60}(?:报告|汇报)|报告如下|汇报如下"
    r"|更好统筹|放在全国大局|取向一致性|牢记嘱托|感恩奋进|近中远|久久为功|(?:统一|切实把)思想|思想和行动|把.{2,20}作为.{2,24}(?:任务|抓手|主线|工程|责任|内容|载体)(?:来抓)?$|紧扣.{2,30}主线|全市.{0,6}系统.{0,4}坚持|好于预期$|总体(?:平稳|稳定|有序)"
)
_VAGUE = re.compile(
    r"进一步|不断|持续|着力|切实|大力|扎实|全面|深入|有效|显著|明显|积极|努力|充分|牢固|坚决|认真|严格|高度|稳步|统筹|主动|强化|加强|完善|健全|优化|提升|提高|推动|推进|促进|夯实|压实|筑牢|做好|加大|丰富|形式多样|多种形式|多渠道|统筹|力度|水平|能力|意识|做好|抓好|抓牢|确保|坚持"
)
# What no vague phrase holds: a figure, a name in quotes or 《》, a date, a doing that leaves a trace.
_CONCRETE = re.compile(
    r"\d|[一二三四五六七八九十百]+[家个项件名户所期场次]|[“《]|印发|出台|建成|启用|投用|竣工|通车|上线|设立|成立|组建|试点|获评?|授予|评为|取消|下放|修订|开通|落户|承办|改造|招聘|整改|查处|培训|减免|发放|签约|撤并|移送|暗访|公开"
)
_PERIOD = re.compile(r"20\d\d年(?:度|上半年|下半年|以来)?|[\d*＊]{1,2}月(?:份|[\d*＊]{1,2}日)?")
_OWN_FIGURE = re.compile(r"\d|[*＊×□](?:余|多)?[万亿]?(?:人(?!社|力|才|民|大|事)|[次个件条项份名户家期场元%％])")
_DIGITS = re.compile(r"[\d０-９.．,%％*＊×□X]+|[\s“”\"'《》（）()]")


def is_stock(clause: str) -> bool:
    """Whether a clause says only what all such reports say, and nothing that is the report's own."""
    return bool(_STOCK.search(clause)) and not _OWN_FIGURE.search(_PERIOD.sub("", clause))


def vagueness(words: str) -> float:
    """How much of `words` is manner without matter, 0 to 1; halved where something concrete stands."""
    share = min(1.0, 12 * len(_VAGUE.findall(words)) / max(len(words), 12) / 2)
    return share / 2 if _CONCRETE.search(words) else share


def fingerprint(clause: str) -> str:
    """What stays of a clause when its figures change from year to year."""
    return _DIGITS.sub("", clause)


class Repetition:
    """Clauses that at least `_MIN_REPORTS` other reports hold too.

    One that holds figures is never repeated: last year's indicator is not this year's.
    """

    _MIN_REPORTS = 2
    _MIN_CHARACTERS = 8

    def __init__(self, others: Iterable[str]) -> None:
        counts: Counter[str] = Counter()
        for text in others:
            counts.update(
                {
                    fingerprint(clause)
                    for clause in re.split(r"[，。；,;！？\n]", text)
                    if len(clause) >= self._MIN_CHARACTERS
                }
            )
        self._repeated = {clause for clause, reports in counts.items() if reports >= self._MIN_REPORTS}

    def holds(self, text: str, clause: Span) -> bool:
        words = clause.of(text)
        return not re.search(r"\d", words) and fingerprint(words) in self._repeated
