"""What a question asks for: its kind, the words it is about, the unit, years and names it insists on. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rag.errors import EmptyQuestion, QuestionTooLong
from rag.lexicon import ROLE_WORDS
from rag.words import KINDS_OF_PLACES, content_words, normalise, place_names


class Kind(StrEnum):
    """What would count as an answer."""

    FIGURE = "figure"
    WHO = "who"
    WHEN = "when"
    WHERE = "where"
    WHY = "why"
    LIST = "list"
    YES_NO = "yes_no"
    STATEMENT = "statement"


class Aim(StrEnum):
    """How much a question says of what would answer it.

    FACT: a sentence that shares its words. ACCOUNT: a passage about its subject (`怎么`, `哪些`, problems, plans).
    SUBJECT: not a question but the name of a subject (`加快建设海洋强市`, `参保人数`).
    """

    FACT = "fact"
    ACCOUNT = "account"
    SUBJECT = "subject"


class Aspect(StrEnum):
    """The part of a report that the question is after, where it names one."""

    PROBLEMS = "problems"
    PLANS = "plans"
    RESULTS = "results"


class Whole(StrEnum):
    """What is asked of a report as a whole: what it says (`主要讲了什么`), or what its parts are (`分几部分`)."""

    GIST = "gist"
    PARTS = "parts"


@dataclass(frozen=True, slots=True)
class Question:
    """`terms`: content words, normalised. `units`: the measure words a figure must have, empty = any.

    `years` are four digits; `half` is `上半年`, `下半年` or ""; `names`: quoted or bracketed words; `places`: names
    of places, which the report must be about; `office`: `厅` of `厅里`, `局` of `我局`; `wants_name`: a person's name
    is asked for, a role will not do; `count`: how many entries a list is said to have (`哪四项`), 0 where it is not
    said; `which`: the kind of thing whose name is asked for (`处室` of `哪个处室`); `measured`: those of `terms` next
    to `多少`, of what the figure is (`整改 清单` of `多少份整改清单`). `whole`: a report itself is asked about, not
    what it says of something; `counted`: the things whose number is asked for (`专项行动` of `几个专项行动`), ""
    where none are counted; `most`: `最多`, `最低` or whatever singles out one of several; `trend`: how something went
    over years that need not be named; `compares`: values of several years, places or reports are asked for side by
    side.
    """

    text: str
    kind: Kind
    aspect: Aspect | None
    terms: tuple[str, ...]
    units: frozenset[str]
    years: tuple[str, ...]
    half: str
    names: tuple[str, ...]
    places: tuple[str, ...] = ()
    office: str = ""
    wants_name: bool = False
    count: int = 0
    which: str = ""
    measured: tuple[str, ...] = ()
    whole: Whole | None = None
    counted: str = ""
    most: str = ""
    trend: bool = False
    compares: bool = False

    @property
    def wants_list(self) -> bool:
        """Several claims may answer: a list, a part of a report, a whole one, a count of entries, several years."""
        return self.kind is Kind.LIST or bool(self.aspect or self.whole or self.counted or self.compares)


PEOPLE = frozenset({"个人", "人", "名", "位", "人次"})
MONEY = frozenset({"元", "万元", "亿元", "块", "美元"})
SHARE = frozenset({"%", "个百分点", "成", "倍"})

_HAN = "\u4e00-\u9fff"
_NUMERAL = "一二两三四五六七八九十0-9"
_COUNTERS = (
    "个人|人次|户次|场次|架次|辆次|批次|件次|人(?![社员才均口力民事工])|名|位|个|项|次|家|所|份|条|件|场|期|批|台|座|户|张|篇|起|"
    "宗|间|处|套|辆|架|元|亩|公里|吨|天|年|种|类|部|册|门|只|支|届|块|岁|层|倍|成"
)
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.WHY, re.compile("为什么|为何|何以|因何|原因|缘由|缘故|怎么会|为啥")),
    (
        Kind.WHEN,
        re.compile(
            "什么时候|何时|啥时候|哪一?[年天月日]|哪个月|几[月号日点](?!工资)|什么时间|何年|何月|"
            "(时间|日期|期限)(是|为|在)?(什么|多少|哪|何|几|[?？]|$)"
        ),
    ),
    (
        Kind.LIST,
        re.compile(
            f"哪些|哪几|哪[{_NUMERAL}]+[个项种类条点方大位名家次]?|有什么|分别(是|为|有|做)|包括什么|几(大|方面)"
        ),
    ),
    (
        Kind.WHO,
        re.compile(
            f"哪一?[个位名](?:(?!的)[{_HAN}]){{0,4}}(?:员|师傅|教师|医生|职工|选手|干部|同志|负责人|代表人|学者)(?!工|会|厂)|谁|哪位|哪个人|什么人|何人|哪一位|叫什么|姓名|(部长|局长|厅长|书记|主任|组长|负责人|市长|省长)是$"
        ),
    ),
    (
        Kind.FIGURE,
        re.compile(
            f"多少|百分之几|几成|几(?={_COUNTERS})|占比|比例|比重|多大|多高|多长|多久|多远|"
            "(率|额|量|数|人数|金额|增速|增幅|面积|产值|收入|指数)(是|为|有|达|如何|怎么样|怎样|[?？]|$)"
        ),
    ),
    (Kind.WHERE, re.compile("哪里|哪儿|在哪|什么地方|何处|哪个?(省|市|县|区|地|镇|村|城市|地方)|地点|地址")),
    (Kind.YES_NO, re.compile("是否|有没有|是不是|能否|可否|吗[？?]?$|(?<![什怎这那多])么[？?]?$")),
    (
        Kind.LIST,
        re.compile(
            "怎么|怎样|如何|什么(措施|举措|办法|做法|成效|成绩|问题|要求|内容|工作|任务)|指(的)?是(什么|啥)|含义|做了什么|做什么|准备做|打算做"
        ),
    ),
)
_YES_NO = re.compile(
    "是否|有没有|是不是|能否|可否|(?<!说法一致)(?<!说法相同)吗[？?]?$|(?<![什怎这那多])么[？?]?$|对不对|属实|是真的"
)
# Whether the reports agree on a figure: the figure is shown, with every value that they give for it.
_AGREES = re.compile("(?:数字|数据|说法|口径|数)[^，。？?]{0,6}(?:一致|对得上|对不上|矛盾|打架|相同|有出入|对得起来)")
# Where one of these stands beside `吗`, more than a yes or no is asked for.
_ASKS_MORE = re.compile(f"多少|谁|哪|什么|怎|如何|为何|何时|几(?={_COUNTERS}|[{_NUMERAL}]*[年月日号])")
_REPORT_NOUN = "(?:报告|总结|汇报|材料|文件|文章|稿子|文稿|稿件|报道|规划|评估报告|述职|讲话|通报|方案)"
_WHOLE_PARTS = re.compile(
    "(?:分|分为|分成|包括|包含|有|共有|共|写了|由|组成|一共)+(?:多少|几|哪几|哪些)(?:个|大|大的)*(?:部分|章|章节|板块|篇章|大?块)|"
    f"(?:几|哪几|多少)(?:个|大)*(?:部分|章节?|板块)(?:组成|构成|内容|[？?]?$)|{_REPORT_NOUN}的?(?:结构|框架|目录|提纲)|"
    f"{_REPORT_NOUN}》?[^，。？?]{{0,4}}(?:讲|说|写|谈|介绍|汇报)了?(?:哪几|哪些|几)(?:个|大)*(?:方面|块)(?:的?(?:工作|内容|事情?|情况))?[？?。]?$"
)
_WHOLE_GIST = re.compile(
    f"^(?:请|帮我|麻烦|给我|把|对)*(?:概括|概述|总结|归纳|简述|介绍|说说|讲讲)(?:一下|下)?.{{0,40}}(?:{_REPORT_NOUN}|内容)(?:的?(?:主要|核心)?内容|要点|大意)?[。？?]?$|"
    f"{_REPORT_NOUN}》?(?:里|中|里面)?的?(?:全文|通篇|主要|大致|大概|总体|都|一共|整体)*(?:在)?(?:讲|说|写|谈|介绍|汇报)(?:了|的是)?(?:些|一些)?(?:什么|哪些|啥)(?:主要|重点)?(?:内容|事|东西|方面)?[？?。]?$|"
    f"{_REPORT_NOUN}》?的?(?:主要|核心|大致|基本)?(?:内容|大意|要点|主旨|概要|梗概)(?:是|有|包括|讲)?(?:什么|哪些|啥|些什么|哪几个?方面)?[？?。]?$|"
    f"{_REPORT_NOUN}》?(?:是)?(?:关于|有关)什么的?[？?。]?$|概括一下[。？?]?$|(?:主要|大致)(?:讲|说|写)了?(?:些)?(?:什么|啥)(?:内容)?[？?。]?$"
)
# 资金由几部分组成 asks for something in a report, 报告分几部分 for the report.
_OF_REPORT = re.compile(f"{_REPORT_NOUN}|^(?:这|本|该|它|全文|一共|总共|共|分|由|有)")
_COUNTING = re.compile(
    "(?<!哪)(?:几|多少)(?:大|个|项|条|点|种|类|件|步|场|次)+(?:方面的?)?(?:(?:19|20)[0-9]{2}年的?|下一步的?|今后的?)?"
    f"(?P<what>[{_HAN}]{{2,10}}?)(?:[？?。，,呢啊]|$|是什么|有哪些|需要|要|已)|"
    "(?P<subject>重点工作|主要工作|工作任务|问题|不足|短板|措施|举措|任务|打算|计划|安排|建议|对策|要求|思路|成效|亮点|做法|经验)"
    "(?:里|中)?(?:(?:一?共|总共)?(?:有|是|分为?|包括|部署|安排|提出?|列出?|讲|写|说)了?|一?共|总共)(?:几|多少)(?:个|项|条|点|大|件|方面)"
)
_ENTRY_NOUN = re.compile("^(?:主要|突出|重点|存在的?)*(?:问题|不足|短板|困难|挑战|打算|计划|安排|思路)$")
# 解决了几个问题 counts what was done, not the entries of a section.
_DEALT_WITH = re.compile(
    "(?:解决|整改|(?<!评估)发现|查[出找摆]|处理|化解|排查|完成|推进|落实|受理|破解|制定|印发|出台|报送)了?(?:的|几|多少)"
)
_MOST = re.compile("最[多少大小高低快慢长短好差]|第一(?:的是|名是)|居首|排名?(?:第一|首位)")
_EACH_HOW_MANY = re.compile("(?:分别|各)(?:是|为|有|达|达到|完成)?(?:多少|几(?!项|方面))")
_TREND = re.compile(
    "(?:近|这|最近|过去|前)[两二三四五六](?:年|份)|历年|逐年|这几年|近几年|几年(?:来|间)|年均|各年|每年|(?:怎么|怎样|如何|什么|发生|有何)(?:样的)?(?:变化|变动|走势)|趋势"
)
_COMPARES = re.compile(
    "相比|比较|对比|(?<![占同环可无])比(?!例|重|率|武|赛)[^，。？?]{0,24}(?:多|少|高|低|增|减|涨|降|大|小|快|慢|好|强|提|上升)|相差|差多少|差别|差距多|差异|区别|有什么不同|分别|各(?:是|为|有|多|几)|哪[个一年边].{0,10}(?:更|多|高|大)|(?:更多|更高|更大|更少|更低)"
)
_RESULTS = re.compile(
    "(干|做|抓|开展|完成|推进)了?(哪些|什么|啥)(主要|重点|具体)?(工作|事|$|[?？])|"
    "(取得|有|是)了?(哪些|什么|怎样的)(主要|突出|明显|新)?的?(成效|成绩|成果|进展|亮点)|"
    "主要工作(有|是|包括|分为?|分成|(?:干|做|抓)了)?(哪|什么|几)|主要(讲|说|写)了?(什么|哪些|啥)|主要内容(是|有)|(成效|成绩|成果|亮点)(有|是)?(哪些|什么)|概括|总结一下"
)
_PROBLEMS = re.compile(
    "哪[一二两三四五六七八九十0-9]*[个项方大些条点]?面?的?(问题|毛病|弱项|缺点|不足|短板|困难|差距|难点|难题|挑战|漏洞|难处)|"
    "((哪些|什么|还有|存在|主要|突出|几个|面临|遇到|的)(的|主要|突出|哪些|什么|什么样的|一些)*"
    "(问题|不足|短板|困难|差距|薄弱|难点|难题|挑战|瓶颈|漏洞|难处|堵点))|(问题|不足|短板|困难|差距|难点|难题|挑战)(是(?!怎|如何|谁|否|何时)|有|在哪|包括|还有|呢|[?？]|$)|(哪些|什么|哪里|还有).{0,8}(不够|不到位|不方便|不完善|不满意|欠缺|毛病|弱项|缺点|欠账)|(不到位|做得不好|不够好)的"
)
# How a problem was dealt with is asked, not which problems there are.
_HANDLED = re.compile(
    "(?:怎么|怎样|如何|哪些措施|什么措施|什么办法|哪些办法).{0,16}"
    "(?:解决|处理|清查|治理|整改|整治|应对|化解|查处|排查|纠正|改正|克服|破解|防范|避免)"
)
_PLANS = re.compile(
    "下一?步|打算|准备(?!工作|情况|好|充分|金)|计划(怎|如何|做|采取|干|在|要|了?哪|是|有)|接下来|今后|准备(怎|如何|做|采取|在|从)|"
    "(将|(?<!主)要|会)(如何|怎么|怎样|采取|从哪|做|重点)|明年|工作安排|有什么计划|有哪些计划|下阶段|后续|未来|什么安排|哪些安排|哪些计划|什么计划|工作思路|"
    "(?:哪些|什么|几[条项个点]|哪几[条项个点])(?:的|主要)?(?:对策|建议)|(?:对策|建议)(?:是|有|包括)|"
    "要(?:着力|重点|主要)?(?:抓|办|做|推进|干)好?(?:哪|什么|几)"
)
_UNIT_CUES: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = (
    (re.compile("人次|人数"), PEOPLE),
    (
        re.compile(
            "多少钱|金额|资金|经费|投资额|费用|减了?多?少?费|款|额度|多少(万|亿)?元|花了|工资|补贴|补助金?|保险金|产值|收入"
        ),
        MONEY,
    ),
    (
        re.compile(
            "比例|比重|占比|百分之几|几成|(?<!汇|税|利|费)率(?!先)|增速|增幅|增长多少|下降多少|覆盖了?多少|占.{0,12}多少"
        ),
        SHARE,
    ),
    (
        re.compile(
            "多少(人|名|位)|几(人|名|位)|人数|人次|粉丝|"
            "(人员|职工|学员|学生|毕业生|农民工|党员|干部|老人|居民|人才|专家).{0,8}(有|是|为|达|到)?多少[?？]?$|"
            "多少.{0,6}(人员|职工|学员|学生|毕业生|农民工|党员|干部|老人|居民|人才|专家)[?？]?$"
        ),
        PEOPLE,
    ),
)
_ASKED_COUNTER = re.compile(f"(?:多少|几)(?:万|亿|千|百)?({_COUNTERS})")
_HUNDRED_MILLIONS = re.compile("(?:几|多少)个?亿(?![吨斤米平人次户家亩件千立度株粒条])")
_ASKING = re.compile(
    f"为什么|为何|什么时候|啥时候|何时|什么时间|哪一?[年天月日]|哪个月|几[月号日点]|哪几[个项条件种类点大步章位名家]|哪[{_NUMERAL}]+[个项种类条点方大位名家次]?|"
    f"哪[些几个位里儿]|(有|了|是|到|至)?(多少|几)(万|亿|千|百)?({_COUNTERS})?(?![{_NUMERAL}])|百分之几|是?什么|谁|"
    "(?<=[局厅委部院会府司])(?:自己)?[说讲写提](?:自己)?了?|[前后]*(?:对得上|对不上)|前后一致|说法|"
    "怎么样|怎么|怎样|如何|是否|有没有|是不是|叫|请问|一共|总共|分别|指的是|多大|多高|多长|多久|打算|接下来|准备|下一步|做了|做"
)
# Words that only ask, and are in no report. Those of `_ASKING` that say which part of it is meant (下一步) stay.
_QUESTION_WORDS = re.compile(
    "为什么|为何|为啥|什么时候|啥时候|何时|什么时间|哪一?[年天月日]|哪个月|几[月号日]|哪[些几个位里儿种类项家]+|"
    "(?:有|了|是|到|至)?(?:多少|几)(?:[万亿千百]?[个人名位项次家所份条件场期批台座户元天年种类])?|百分之几|是?什么样?的?|谁|怎么样|怎么|怎样|如何|"
    "是否|有没有|是不是|能否|可否|请问|[吗呢](?=[?？]|$)|[?？，,。]"
)
_ASKS = re.compile(
    "[?？]|什么|多少|多[大高长久远]|哪|谁|[吗呢]$|如何|怎|为何|为啥|何[时人地处年月]|是否|有没有|是不是|能否|可否|百分之几|"
    f"几(?={_COUNTERS})|^(?:what|which|who|when|where|how|why|is|are|did|does|do)\\b"
)
_TIMES = re.compile("(?:19|20)[0-9]{2}年?|[上下前后]半年|截[至止](?=[0-9])")
_COUNTED = re.compile("([一二两三四五六七八九十]|[0-9]{1,2})(?:大|个|项|条|种|类|点|方面|字|家|位|名)")
_OFFICE = re.compile("(?:我|咱们?|^|[^省市区县安])([厅局部委])(?:里|机关|系统|党组|领导|$|[^员分署门长件际级])")
_WHICH = re.compile(
    f"哪一?[个家所支项种类届期批座条份]([{_HAN}]{{2,6}}?)(?:[获被拿得取承主牵负发开举建中成完的是为在将，,？?]|$)"
)
_WHICH_PLACE = re.compile("哪一?个?(省|市|县|区|镇|乡|村|街道|社区)")
_HOW_MANY = re.compile(f"(?:多少|几|百分之几)(?:万|亿|千|百)?(?:{_COUNTERS})?")
_MEASURED_CHARACTERS = 10
_WANTS_NAME = re.compile("叫什么|姓名|名字|(长|书记|主任|人|主席)是谁|谁是.{0,12}(长|书记|主任|主席)[？?]?$")
YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_CHINESE_YEAR = re.compile("([一二][九〇零][〇零一二三四五六七八九]{2})年")
_NOT_AFTER_PLACE = "长委场民容级值价属内外各域划"
_PLACE_BY_FORM = re.compile(f"(?:^|[，,、。；;？?])([{_HAN}]{{2}}(?:县|区|市|镇|乡))(?![{_NOT_AFTER_PLACE}])")
_NO_PLACE_STEM = re.compile("[谁全我本各该某这那哪几多两新老城乡的了是有在和与对把]|.[个些类]|.*[城乡]镇")
_NAMES = re.compile('[“"「]([^“”"「」]{1,30})[”"」]|《([^《》]{1,60})》')
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")


def check_question(text: str, *, limit: int) -> None:
    """Raises EmptyQuestion, or QuestionTooLong over `limit` characters."""
    if not text.strip():
        raise EmptyQuestion
    if len(text) > limit:
        raise QuestionTooLong(characters=len(text), limit=limit)


def understand(text: str) -> Question:
    """Read a question. Never raises; a text that asks nothing recognisable is a STATEMENT question."""
    plain = normalise(text).strip()
    kind = _kind(plain)
    aspect = _aspect(plain, kind)
    terms = _terms(plain)
    years = _years(plain)
    trend = bool(_TREND.search(plain))
    return Question(
        text=text.strip(),
        kind=kind,
        aspect=aspect,
        terms=terms or (() if aspect else tuple(content_words(plain))),
        units=_units(plain) if kind is Kind.FIGURE else frozenset(),
        years=years,
        half=_half(plain),
        names=tuple(found[1] or found[2] for found in _NAMES.finditer(text)),
        places=_places(_TIMES.sub("，", plain)),
        office=found[1] if (found := _OFFICE.search(plain)) else "",
        count=_count(plain) if kind is Kind.LIST else 0,
        which=_which(plain, kind),
        measured=_measured(plain, terms) if kind is Kind.FIGURE else (),
        wants_name=bool(_WANTS_NAME.search(plain)),
        whole=_whole(plain),
        counted=_counted(plain),
        most=found[0] if (found := _MOST.search(plain)) else "",
        trend=trend,
        compares=len(years) > 1 or trend or bool(_COMPARES.search(plain)),
    )


def aim_of(text: str) -> Aim:
    """How a question is best looked for."""
    plain = normalise(text).strip()
    if not _ASKS.search(plain):
        return Aim.SUBJECT
    kind = _kind(plain)
    return Aim.ACCOUNT if kind is Kind.LIST or _aspect(plain, kind) else Aim.FACT


def _kind(plain: str) -> Kind:
    if _AGREES.search(plain):
        return Kind.FIGURE
    if _YES_NO.search(plain) and not _ASKS_MORE.search(_YES_NO.sub("", plain)):
        return Kind.YES_NO
    kind = next((kind for kind, pattern in _KINDS if pattern.search(plain)), Kind.STATEMENT)
    if kind is Kind.LIST and _EACH_HOW_MANY.search(plain):
        return Kind.FIGURE
    return Kind.LIST if kind is Kind.WHERE and _PROBLEMS.search(plain) else kind


def without_asking(text: str) -> str:
    """The text, normalised, with a space for each of the words that only ask."""
    return _QUESTION_WORDS.sub(" ", normalise(text))


def _places(plain: str) -> tuple[str, ...]:
    """By the dictionary, and by their form at the head of a clause: it knows few counties."""
    known = place_names(plain)
    formed = (found[1] for found in _PLACE_BY_FORM.finditer(plain) if not _NO_PLACE_STEM.match(found[1]))
    new = (one for one in formed if one not in KINDS_OF_PLACES and not any(place in one for place in known))
    return tuple(dict.fromkeys([*known, *new]))


def _aspect(plain: str, kind: Kind) -> Aspect | None:
    if kind in (Kind.FIGURE, Kind.WHO, Kind.WHEN, Kind.WHERE) and not _counts_entries(plain):
        return None
    if _PLANS.search(plain):
        return Aspect.PLANS
    if kind is not Kind.WHY and _PROBLEMS.search(plain) and not _HANDLED.search(plain):
        return Aspect.PROBLEMS
    return Aspect.RESULTS if kind is not Kind.WHY and _RESULTS.search(plain) else None


def _whole(plain: str) -> Whole | None:
    if _WHOLE_PARTS.search(plain) and _OF_REPORT.search(plain):
        return Whole.PARTS
    return Whole.GIST if _WHOLE_GIST.search(plain) else None


def _counted(plain: str) -> str:
    found = _COUNTING.search(plain)
    return (found["what"] or found["subject"]) if found else ""


def _counts_entries(plain: str) -> bool:
    """`几个问题`, `打算有几条`: how many entries a part of the report has, whose outline is then wanted."""
    return bool(_ENTRY_NOUN.search(_counted(plain))) and not _DEALT_WITH.search(plain)


def _terms(plain: str) -> tuple[str, ...]:
    """Content words once the words of asking and the years are gone."""
    without = _TIMES.sub("，", _ASKING.sub("，", plain))
    return tuple(word for word in content_words(without) if word not in ROLE_WORDS)


def _units(plain: str) -> frozenset[str]:
    asked = _ASKED_COUNTER.search(plain)
    if _HUNDRED_MILLIONS.search(plain):
        return MONEY
    if asked:
        return next((units for units in (PEOPLE, MONEY) if asked[1] in units), frozenset({asked[1]}))
    return next((units for cue, units in _UNIT_CUES if cue.search(plain)), frozenset())


def _count(plain: str) -> int:
    found = _COUNTED.search(plain)
    if not found:
        return 0
    return int(found[1]) if found[1].isdigit() else "零一二三四五六七八九十".find(found[1].replace("两", "二"))


def _which(plain: str, kind: Kind) -> str:
    if kind is Kind.WHERE:
        found = _WHICH_PLACE.search(plain)
    else:
        found = _WHICH.search(plain) if kind is Kind.STATEMENT else None
    return found[1] if found else ""


def _measured(plain: str, terms: Sequence[str]) -> tuple[str, ...]:
    """Those of `terms` in the words behind `多少`, or where nothing is behind it in the clause before it."""
    asked = _HOW_MANY.search(plain)
    if not asked:
        return ()
    behind = re.split("[，,。？?；;]", plain[asked.end() :])[0]
    near = [term for term in terms if term in behind]
    if not near:
        before = re.split("[，,。？?；;]", plain[: asked.start()])[-1]
        near = [term for term in terms if term in before[-_MEASURED_CHARACTERS:]]
    return tuple(near)


def _half(plain: str) -> str:
    if re.search("上半年|前半年", plain):
        return "上半年"
    return "下半年" if re.search("[下后]半年", plain) else ""


def units_of(text: str) -> frozenset[str]:
    """The measure words that a figure must have which answers `text`, whatever kind of question it is; empty = any."""
    return _units(normalise(text).strip())


def _years(plain: str) -> tuple[str, ...]:
    chinese = (found[1].translate(_DIGITS) for found in _CHINESE_YEAR.finditer(plain))
    return tuple(dict.fromkeys([*YEAR.findall(plain), *chinese]))
