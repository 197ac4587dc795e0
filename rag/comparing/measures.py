"""The figures of a report as measures: which indicator, how much or by how much, of which year, planned or done. Pure.

What cannot be told for sure is left out: old values, distances from others, ranks, shares of a target, parts of a year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from rag.comparing.amounts import Amount, amount_of
from rag.comparing.contexts import Context, Time, contexts_of
from rag.comparing.indicators import Indicator, indicator_of
from rag.comparing.periods import in_digits
from rag.comparing.sources import ComparedReport
from rag.comparing.subjects import Saying, plain_subject, saying_of
from rag.domain import Measure
from rag.stated_figures import StatedFigure

_BREAK = re.compile(r"[，,；;：:。！？!?\n（(—]")
_IN_BRACKETS = re.compile(r"（[^（）]{0,30}）|\([^()]{0,30}\)|[\[［【]\d+[\]］】]")
_REST_OF_FIGURE = re.compile(r"^(?:以上|以下|以内|之内|左右|上下|余|多)(?=[、，,；;]|$)")
_GAP = re.compile(r"\s*(?:、|，|,|和|与|及|以及)\s*")
_SPLIT = re.compile(r"、|以及|(?<![参饱调缓])[和与及](?![谐平美解会时格])")
_YEARS_LONG = frozenset({"年", "个年度", "年度"})
# 公交与轨道50米内换乘比例, 10亿元以上项目: a bound that belongs to the name of what is counted.
_NAMES_A_BOUND = re.compile(r"(?:以上|以下|以内|内|级)的?(?![和与及、并或占的为])[\u4e00-\u9fff]")
_RANK = re.compile(r"第$|前$|居$|名列$")
_OWN_NOUN = re.compile(r"的?(?P<noun>[\u4e00-\u9fffA-Za-z“”‘’·+\d]{2,24}?)(?=[，,。；;、（(《：:！\s]|$)")
_HAN_FOLLOWS = re.compile(r"的?[“‘]?[\u4e00-\u9fffA-Za-z]")
_LIST_OF_NOUNS = re.compile(r"、[^\d，,。；;*]*(?:[，,。；;]|$)")
_NO_NOUN = re.compile(
    r"[以之]?[上下内]|左右|增|减|下降|上升|提|降|同比|环比|比|较|占|居|位|为|是|到|达|和|与|及|并|的?[，。；、]|，|、|分别|均|已|全|后|前|起|余|多|不等|不?[足到]|创|排|实|超|高|低|快|优|再|名"
)
_VAGUE = re.compile(
    r"^(?:新增|累计|完成|全年|实现|推进|出台|制定|实施|建设|开展|推出|落实|打造|新建)*(?:措施|举措|工作|项目|重大项目|重点项目|企业|方面|任务|重点任务|问题|成果|政策|活动|会议|事项|单位|部门|地区|省份|省市|市县?|县区?|县市区|国家|国家和地区|城市|总数|总量|数量|占比|比重|规模|产值|投资|总投资|资金|面积|收入|产量|人员|群众|同志|干部|其他|平均|增速|总额|总金额|金额|总规模|总产值|贷款|用户|人口|居民|村|乡镇|学校|医院|覆盖率|率|目标|指标|死亡人数|伤亡人数|受伤人数|亡人数|满意率|满意度|好评率|办结率|合格率|建议|提案|议案|全国|全球|世界|国内|同比|年均|投入|支出|基金|线路|里程|国际|标准|技术|产品|产业|行业|领域|人|户|家)?$"
)
_ANAPHORA = re.compile(r"^(?:总数|总量|总规模|总数量|总人数|数量|总里程|总面积|总额)$")
_HARVEST = re.compile(r"总产量?")
_SHARE_OF = re.compile(r"^(?:占|相当于|占比|比重)")
_SHARE_IN = re.compile(r"(?<=.)(?:占|相当于)(?!比)")
_RATE = re.compile(r"(?:率|比重|比例|占比|份额|比|强度|程度|度|贡献|指数|水平|之[一二])$|占|相当于")
# 江西省粮食产量 is 粮食产量; 北京证券交易所 and 上海港 go on with a name.
_KINDS = "省市县区州旗"
_PART = re.compile(r"其中[，：:]?[^，。；]*$")
_FOREIGN = re.compile(
    r"^(?:全国|全球|世界|我国|国内|中国)(?!重点实验室|首|第|一|统一|性|文明|最|唯一|百强|优秀|先进|示范|级|名特|名优)"
)
# 利润, 消费, 营收: of whom is not said.
_SHORTEST = 3
_RATES_OF_CHANGE = re.compile(r"(?:名义|实际)?(?:增长率|增速|增幅|涨幅|降幅|增长|上涨幅度)$")
_FALL = re.compile(r"降幅$")
_REAL = re.compile(r"实际(?:增长|下降)|扣除价格因素|(?<=实际)增")
_AHEAD = re.compile(
    r"力争|计划要求|要求达到|(?:预期|奋斗|主要|工作|发展|约束性)目标[是为：:]|确保(?!了)|争取|计划(?:[新完建安投实])|将(?:[新完建达实于在])|今年(?:要|将|计划)|拟|任务是"
)
# 年初确定的城镇新增就业目标为3万人，实际完成3.2万人: the target of one clause alone.
_TARGET = re.compile(r"(?:目标|任务|计划)(?:数|值)?[是为：:]?$|(?:目标|任务|计划)(?:数|值)?[是为：:]")
_DONE = re.compile(r"实际|完成")
_OTHER = re.compile(
    r"(?!加快|推[进动]|深[入化]|支持|高[标质]|全[力面]|扎实|持续|大力|积极|抓|做[好强大优]|打造|建设|启动|实施|聚焦|发挥|依托|促进|加强|坚持|落实)"
    r"(?:[^，,。；;：:、]{1,14}?(?:经济圈|都市圈|城市群|新区|开发区|高新区|自贸区|试验区|示范区|园区|片区|经济带|大湾区|三角洲?)"
    r"|(?!预计|各|[^，]?全|[^，]?我|[^，]?本)[\u4e00-\u9fff]{2,4}(?<![城超设门都全我本地社园辖片景灾])(?:市|县|区|州|盟)(?![场域级民]))(?![、和与及])[^，,。；;：:]*[，,。；;：:]"
)
_WHOLE = re.compile(r"全[省市区县州国]|我[省市区县州]")
_UP_TO = re.compile(r"到((?:19|20)\d\d)年")
_HEADS = re.compile(
    r"(?P<head>(?:居民)?人均(?:可支配|消费|纯)?(?:收入|支出)|增加值|(?:固定资产)?投资|产量|总产值|产值|贷款余额|存款余额|余额|进出口总?额?|零售额|销售额|营业收入|收入|支出|占比|比重|普及率|覆盖率|参保人数|人数|[^、]{1,2}率|价格|吞吐量|总里程|里程|面积|发电量|用电量|交易额|成交额|消费|总额|总值|数|浓度|装机)$"
)


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure and what it measures. `year`: None where it cannot be told; `part`: of the year, "" for all of it.

    `loose`: about, more or less than. `planned`: a target. `years`: the value belongs to several years together.
    `weight`: how sure it is that the whole territory's result of the period is meant (higher is surer).
    """

    stated: StatedFigure
    indicator: Indicator
    measure: Measure
    amount: Amount
    year: int | None
    part: str = ""
    loose: bool = False
    planned: bool = False
    years: bool = False
    real: bool = False
    weight: int = 0
    order: int = 0

    @property
    def key(self) -> tuple[str, Measure, str]:
        return self.indicator.key, self.measure, self.amount.unit


@dataclass(frozen=True, slots=True)
class _Clause:
    """A figure with its own words, and the subjects that hold where these name none."""

    stated: StatedFigure
    own: str
    fresh: bool
    after: str


def measures_of(source: ComparedReport) -> list[Measured]:
    """All that can be told for sure, in reading order, planned ones included."""
    contexts = contexts_of(source.parsed, source.period)
    found: list[Measured] = []
    for sentence, group in groupby(source.figures, key=lambda one: one.sentence):
        context = contexts.get(sentence, Context(Time.OTHER))
        if context.time is not Time.OTHER:
            found.extend(_Sentence(source, list(group), context).read())
    return [replace(one, order=index) for index, one in enumerate(found)]


class _Sentence:
    """One sentence while it is read from left to right."""

    def __init__(self, source: ComparedReport, figures: Sequence[StatedFigure], context: Context) -> None:
        self._source = source
        self._context = context
        self._start = figures[0].sentence.start
        self._words = in_digits(figures[0].sentence.of(figures[0].text))
        self._of_another = _led_by_another(self._words, source.places)
        self._figures = [one for one in figures if not _is_part_of_a_name(one)]
        self._subjects: tuple[str, ...] = ()
        self._action = ""
        self._recent: list[str] = []
        self._read_to = 0
        self._year: int | None = None
        self._part = ""
        self._several = False

    def read(self) -> Iterator[Measured]:
        index = 0
        while index < len(self._figures):
            run = self._run(index)
            yield from self._read_run(run, index)
            index += len(run)

    def _between(self, start: int, end: int) -> str:
        return self._words[start - self._start : end - self._start]

    def _run(self, index: int) -> list[StatedFigure]:
        """Figures that are listed with nothing between them: 5.2%、6.1%."""
        run = [self._figures[index]]
        for one in self._figures[index + 1 :]:
            gap = self._between(run[-1].figure.span.end, one.figure.span.start)
            if not _GAP.fullmatch(gap):
                break
            run.append(one)
        return run

    def _clause(self, stated: StatedFigure, index: int) -> _Clause:
        start = stated.figure.span.start
        since = self._figures[index - 1].figure.span.end if index else stated.sentence.start
        since = min(max(since, self._read_to), start)
        words = _REST_OF_FIGURE.sub("", _IN_BRACKETS.sub("", self._between(since, start)))
        pieces = _BREAK.split(words)
        after = self._between(stated.figure.span.end, stated.sentence.end)
        return _Clause(stated, pieces[-1], index == 0 or len(pieces) > 1, after)

    def _read_run(self, run: Sequence[StatedFigure], index: int) -> Iterator[Measured]:
        clause = self._clause(run[0], index)
        saying = saying_of(clause.own, clause.after, run[0].figure.text)
        self._note_time(clause, saying, run[0])
        if len(run) > 1:
            yield from self._read_list(run, clause, saying)
            return
        subject, adds = self._subject(clause, saying)
        if subject is None:
            return
        self._subjects = (subject,)
        self._recent.append(subject)
        one = self._measured(run[0], subject, saying, clause, adds=adds)
        if one:
            yield one

    def _read_list(self, run: Sequence[StatedFigure], clause: _Clause, saying: Saying) -> Iterator[Measured]:
        """A、B分别增长1%、2%: each its own; where the counts differ, nothing can be told."""
        subjects = _distributed(saying.subject, len(run)) if saying.subject else self._subjects
        if saying.subject and _SHARE_OF.match(saying.subject) and len(self._subjects) == len(run):
            subjects = tuple(f"{one}{saying.subject}" for one in self._subjects)
        if not saying.subject and len(subjects) != len(run) and "分别" in clause.own:
            subjects = tuple(self._recent[-len(run) :])
        if len(subjects) != len(run):
            self._subjects = ()
            return
        if saying.subject and not _SHARE_OF.match(saying.subject):
            self._subjects = subjects
        after = self._between(run[-1].figure.span.end, run[-1].sentence.end)
        loose = saying.loose or saying_of("", after, run[-1].figure.text).loose
        for stated, subject in zip(run, subjects, strict=True):
            each = replace(saying, loose=loose or saying_of("", "", stated.figure.text).loose)
            named = f"{saying.added}{subject}" if saying.added and run[0].figure.unit != "%" else subject
            one = self._measured(stated, named, each, clause, adds=bool(saying.added))
            if one:
                yield one

    def _note_time(self, clause: _Clause, saying: Saying, stated: StatedFigure) -> None:
        """A year or a part of one holds for the rest of the sentence; several years only for their clause."""
        head = self._between(stated.sentence.start, stated.figure.span.start)
        if saying.years and not saying.old:
            self._year = saying.years[-1]
        elif saying.old and self._year is not None and self._year != self._source.period.year:
            self._year = None
        elif self._year is None and not saying.old and (named := re.match(r"\D{0,6}((?:19|20)\d\d)年(?!以来)", head)):
            self._year = int(named[1])
        if saying.part:
            self._part = saying.part
        elif re.search(r"全年|年末|年底", clause.own):
            self._part = ""
        opening = _BREAK.split(head)[0]
        self._several = saying.several or bool(
            re.search(r"(?:五|[二两三四])年(?:来|累计)|“?十[一二三四五]五”?(?:时期|期间|以来)", opening)
        )

    def _subject(self, clause: _Clause, saying: Saying) -> tuple[str | None, bool]:
        """What the figure is of, and whether words of adding (新增) are part of it; None where that cannot be told."""
        stated = clause.stated
        noun = _noun_after(clause)
        own = saying.subject
        if noun is None:
            self._subjects = ()
            return None, False
        if saying.added and stated.figure.unit != "%":
            self._action = saying.added
        if noun:
            self._read_to = stated.figure.span.end + clause.after.index(noun) + len(noun)
            if own and not _is_action(own):
                return None, False
            if own or clause.fresh:
                self._action = f"{saying.added}{own}"
            elif not saying.added:
                own = self._action
            summed = "累计" if saying.summed else ""
            return f"{summed}{saying.added}{own}{noun}", bool(saying.added)
        if not own:
            if len(self._subjects) != 1:
                return None, False
            carried = self._subjects[0]
            if saying.added and stated.figure.unit != "%":
                return f"{saying.added}{_bare(carried)}", True
            is_total = (saying.summed or saying.reached) and not saying.change
            return (_bare(carried) if is_total else carried), False
        if _HARVEST.fullmatch(own) and "粮食" in self._words[: stated.figure.span.start - self._start]:
            return "粮食总产量", False
        if _ANAPHORA.match(own):
            return (_bare(self._subjects[0]), False) if len(self._subjects) == 1 else (None, False)
        if _SHARE_OF.match(own):
            return (f"{self._subjects[0]}{own}", False) if len(self._subjects) == 1 else (None, False)
        if saying.added and stated.figure.unit != "%":
            return f"{saying.added}{own}", True
        if saying.summed_before:
            return f"累计{own.replace('累计', '')}", False
        begins = _ACTION.match(own)
        if begins or clause.fresh:
            self._action = begins[0] if begins else ""
        elif self._action and not saying.reached and not indicator_of(own).rate:
            return f"{self._action}{own}", False
        return own, False

    def _measured(
        self, stated: StatedFigure, subject: str, saying: Saying, clause: _Clause, *, adds: bool
    ) -> Measured | None:
        measure = _measure_of(stated, subject, saying, adds=adds)
        if measure is None or saying.distance or saying.old or saying.average:
            return None
        fall = -1 if _FALL.search(subject) else 1
        if measure is Measure.CHANGE:
            subject = _RATES_OF_CHANGE.sub("", subject) if stated.figure.unit != "个百分点" else subject
        subject = self._without_place(subject)
        if not subject or _VAGUE.match(subject) or _FOREIGN.match(subject):
            return None
        indicator = indicator_of(subject)
        before = self._between(stated.sentence.start, stated.figure.span.start)
        if indicator.known and self._of_another and not _WHOLE.search(clause.own):
            return None
        if not indicator.known and (_PART.search(before) or len(subject) < _SHORTEST):
            return None
        amount = amount_of(stated.figure, subject)
        if measure is Measure.CHANGE and amount.value is not None:
            sign = (saying.change or 1) * fall
            amount = replace(amount, value=amount.value * sign)
        return self._timed(stated, indicator, measure, amount, saying, adds=adds, before=before)

    def _timed(
        self,
        stated: StatedFigure,
        indicator: Indicator,
        measure: Measure,
        amount: Amount,
        saying: Saying,
        *,
        adds: bool,
        before: str,
    ) -> Measured | None:
        period = self._source.period
        planned = self._context.time is Time.PLAN or self._is_target(before)
        year = self._year if self._year is not None else period.year
        years = self._several or (saying.summed and adds)
        weight = 2 if self._context.opening else 1
        if planned:
            year = self._year or (period.year + 1 if period.year is not None else None)
        elif self._context.time is Time.YEARS:
            named = self._year is not None and self._year == period.year and not (saying.steady and indicator.flow)
            if not named and not _stands_at_the_end(indicator, measure, saying, adds=adds):
                years = True
            weight = 1 if named else 0
        if measure is Measure.CHANGE and saying.base is not None and saying.base != (year or 0) - 1:
            years = True
        return Measured(
            stated=stated,
            indicator=indicator,
            measure=measure,
            amount=amount,
            year=year,
            part=self._part,
            loose=saying.loose or stated.figure.upper is not None or stated.figure.unit == "成",
            planned=planned,
            years=years,
            real=bool(_REAL.search(before[-12:])),
            weight=weight,
        )

    def _is_target(self, before: str) -> bool:
        """力争…, 目标为…, 到2027年 of a report on 2023."""
        year = self._source.period.year
        if year is not None and any(int(named) > year for named in _UP_TO.findall(before)):
            return True
        clause = _BREAK.split(before)[-1]
        return _TARGET.search(clause) is not None or (_AHEAD.search(before) is not None and not _DONE.search(clause))

    def _without_place(self, subject: str) -> str:
        """The report's own territory says nothing: 河北粮食产量 of Hebei's report."""
        for name in self._source.places:
            rest = subject[len(name) :]
            if subject.startswith(name) and len(rest) > 1 and (name[-1] in _KINDS or indicator_of(rest).known):
                return plain_subject(rest)
        return subject


def _led_by_another(words: str, own: Sequence[str]) -> bool:
    """海口经济圈…，经济总量…: what follows in the sentence is a part's, not the whole territory's."""
    led = _OTHER.match(words)
    return led is not None and not any(len(name) > 1 and name in led[0] for name in own)


def _is_part_of_a_name(stated: StatedFigure) -> bool:
    if stated.figure.unit in _YEARS_LONG:
        return True
    end = stated.figure.span.end
    return _NAMES_A_BOUND.match(stated.text, end, min(stated.sentence.end, end + 6)) is not None


def _noun_after(clause: _Clause) -> str | None:
    """个|未来产业试验场: the counted noun, as far as its clause goes; "" where the figure ends its clause, None where
    what follows is more than a noun."""
    figure = clause.stated.figure
    if figure.unit in ("%", "‰", "个百分点", "元", "倍", "成", "") or _NO_NOUN.match(clause.after):
        return ""
    if not _HAN_FOLLOWS.match(clause.after):
        return ""
    found = _OWN_NOUN.match(clause.after)
    if not found or re.search(r"\d", found["noun"]) or _LIST_OF_NOUNS.match(clause.after, found.end()):
        return None
    return found["noun"]


_ACTION = re.compile(
    r"(?:新|再|又|已|全面|集中|组织|成功|率先|首批|联合|提前|加快|持续)*(?:新增|净增|新建|建成|建设|打造|培育|培养|引进|引育|获批|获评|获|入选|开展|举办|承办|完成|实施|改造|改扩建|新改扩建|改建|认定|布局|组建|设立|成立|开通|开工|竣工|投产|投用|建立|创建|推出|推广|推动|推进|发放|发布|印发|出台|制定|修订|办理|办结|受理|查处|查办|检查|排查|整治|整改|化解|处置|救助|帮扶|帮助|扶持|支持|服务|惠及|覆盖|吸纳|带动|吸引|招引|签约|落地|落户|拥有|有|达|命名|评选|选派|选聘|招聘|招录|培训|安置|解决|减免|提供|上线|启用|更新|增设|扩建|新设|筹建|筹集|配建|销售|生产|审议|提请|立项|攻克|突破|转化|发展|吸收|表彰|授予|评定|追缴|移送|立案|审结|关停|淘汰|退出|取消|下放|压减|精简)+了?"
)


def _is_action(words: str) -> bool:
    """新增 35家企业: words that say what was done with what is counted, and name nothing else."""
    return _ACTION.fullmatch(words) is not None


def _bare(subject: str) -> str:
    """The thing of 新增公园, whose total follows."""
    return re.sub(r"^(?:新增|净增|新认定|新培育|新获批|新建成?|新设立?|新登记)+", "", subject)


def _distributed(subject: str, count: int) -> tuple[str, ...]:
    """装备制造业、高技术制造业增加值: two indicators, both of 增加值."""
    left, share = (subject[: at.start()], subject[at.start() :]) if (at := _SHARE_IN.search(subject)) else (subject, "")
    parts = [part for part in (plain_subject(one) for one in _SPLIT.split(left)) if part]
    if count == 2 and len(parts) == 1 and (both := re.match(r"城乡(?=居民)", left)):
        parts = [f"城镇{left[both.end() :]}", f"农村{left[both.end() :]}"]
    if len(parts) != count:
        return ()
    return tuple(f"{one}{share}" for one in _with_head(parts))


def _with_head(parts: Sequence[str]) -> tuple[str, ...]:
    head = _HEADS.search(parts[-1])
    if not head:
        return tuple(parts)
    return tuple(
        part if index == len(parts) - 1 or _HEADS.search(part) or indicator_of(part).known else f"{part}{head['head']}"
        for index, part in enumerate(parts)
    )


def _measure_of(stated: StatedFigure, subject: str, saying: Saying, *, adds: bool) -> Measure | None:
    unit = stated.figure.unit
    if unit == "个百分点":
        return Measure.CHANGE if saying.change else None
    if unit in ("%", "‰", "倍", "成", "比例"):
        if saying.change:
            return Measure.CHANGE
        if _RATES_OF_CHANGE.search(subject):
            return Measure.CHANGE
        is_rate = _RATE.search(subject) or indicator_of(subject).rate
        return Measure.SHARE if unit != "倍" and is_rate else None
    return Measure.CHANGE if saying.change and not adds else Measure.LEVEL


def _stands_at_the_end(indicator: Indicator, measure: Measure, saying: Saying, *, adds: bool) -> bool:
    """Told of several years, yet the value is that of the last: 森林覆盖率达到22%, 经济总量突破5万亿元."""
    if measure is Measure.CHANGE or saying.summed or saying.several or adds or not saying.reached:
        return False
    if indicator.flow and saying.steady:
        return False
    return measure is Measure.SHARE or (not _is_action(indicator.name[:2]) and indicator.key not in _SUMMED)


_SUMMED = frozenset(
    {"城镇新增就业", "创业担保贷款", "实际使用外资", "城镇失业人员再就业", "就业困难人员就业", "新增经营主体"}
)
