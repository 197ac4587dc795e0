"""A name that names nothing alone is completed with what its sentence tells of: 完成目标任务, 市本级, 发放资金.

Only where the words beside it say plainly of what; else the name stays as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from rag.figures.grammar import Quantity
from rag.figures.phrases import LONGEST, Left, balanced, substantial
from rag.figures.units import PEOPLE, RATIO, TAKES_NOUN
from rag.figures.units import TIME as TIME_UNITS
from rag.figures.words import CARRIED, MEASURE_END, RELATIVE, TIME

# Share of a target, a plan, a budget: 完成年度目标任务的95%, 为预算的102%.
_TARGET = re.compile(
    r"(?:超额|已|提前)*(?:完成|占|达到|为)?[^，。；、（）“”\d]{0,10}?(?:目标|任务|计划|指标|预算|时序进度)(?:任务|目标|数|值|总量|进度|控制线?)?"
)
_TARGET_LAST = frozenset("标务划算度数值量线")
_PLAIN_TARGET = re.compile("完成(?:年度|全年|年初)?(?:目标|任务|计划|预算)(?:任务)?")
_TARGET_BEGINS = re.compile("超额|已|提前|完成|占|达到|为")
_PART = re.compile(r"(?:余|多)?(?:及?以[上下内]|左右)?[，、；（：]?其中[：，]?")
_NEXT_PART = re.compile(r"(?:余|多)?(?:及?以[上下内]|左右)?[，、和]")
# Classes and places: what a part is called that says nothing of what it is part of.
_CLASS = re.compile(
    r"(?:[省市区县镇]本级|本[省市区县]|[省市区县][内外]|[境国]内外?|境外|城镇|农村|城市|乡村|城区|中心城区|主城区|本地|外地|外来|男|女|男性|女性|[高中初]级|[特一二三四五六]等奖?"
    r"|[一二三]类|[ABC]类|第[一二三]产业|[一二三]产|[集分][中散]供养|线[上下]|公办|民办|国有|民营|新[建增]|[续在改扩]建|[国省市区县镇乡村]级|国家级|存量|增量|机构|居家"
    r"|[\u4e00-\u9fff]{2,5}(?:省|市|区|县|镇|乡|街道|街))"
)
_COUNTED_PERSONS = frozenset({*PEOPLE, "户"})
# Nobody counts these by 张 or 辆: a part that is called so is where the things counted are.
_OF_INSTITUTIONS = frozenset({"张", "辆", "台", "套", "笔", "册", "件", "起"})
_INSTITUTION = re.compile(r"(?:医院|学校|机构|企业|公司|社区|中心)$")
_LONGEST_PART = 6
_SHORT_NAME = 12  # no bare verb or measure is longer
_SELF_SUFFICIENT = re.compile(r"进口|出口|税收|党员|死亡|非税")
# Verbs and measures that name nothing without what they are of.
_BARE = re.compile(
    r"(?:累计|合计|共|已|年|总|全年|直接|可|预计|受)*(?:支出|投入|投资|完成投资|总投资|投放|惠及|受惠|受益|覆盖|涉及|带动|吸引|产值|产量|销售额|销售收入|营业收入|营收|成交|成交额|交易额"
    r"|发放|发放(?:资金|补贴|补助|补助金|奖金|贷款|金额)|拨付|拨付(?:资金|补助)|兑现|兑付|支付|减免|使用资金|资金|补助|补贴|奖补|救助|资助|服务|参与|参加|参赛)"
    r"(?:金额|资金|人数|群众|企业|人员|居民|人次|学生|老人|总额)?"
)
# What is done about what was received before: 受理投诉5件，办结4件.
_SETTLED = re.compile(r"(?:已|按期|按时|及时|全部|成功|督促)*(?:办结|结案|化解|调处|整改|处置|销号|办复|审结)")
_RECEIVED = re.compile(r"(?:受理|接收|接到|收到|排查出?|摸排出?|发现|登记|接诉|承办|查处|立案)")
_SETTLED_END = re.compile(_SETTLED.pattern + "$")
_RATE_END = re.compile(
    r"(?:按期|按时|及时|群众|一次性?)?(?:办结|化解|整改|签约|查处|结案|合格|满意|及时|核销|入住|执行|拨付|开工|竣工|完工|检出|销号|回访|处置|调处|办复|抽检合格)(?:率|度)$"
)
_RATE = re.compile(_RATE_END.pattern.removesuffix("$"))
# A verb alone after a verb with its thing, of the same unit: 新建农田3亩，改造2亩.
_DONE_AGAIN = re.compile(
    r"(?:改造提升|提升改造|改造|改扩建|改建|扩建|续建|新建|新增|翻新|修缮|维修|整治|关停|更新|更换|开工|竣工|完工|建成|交付|分配|拆除)"
)
_OPPOSITES = (
    ("出栏", "存栏"),
    ("注销", "新登记"),
    ("注销", "登记"),
    ("总支出", "总收入"),
    ("审定金额", "送审金额"),
    ("支出", "收入"),
    ("进口", "出口"),
    ("离校", "在校"),
)
_COUNT_END = re.compile(r"(?<=..)(?:总量|总数|总规模|数量)$")
_ADVERB = (
    r"(?:平稳|全面|深入|大力|持续|积极|扎实|有序|稳步|认真|切实|进一步|率先|成功|高质量|高标准|联合|继续|全力|创新|精心|常态化"
    r"|[全本我][省市县区镇]|[一二三四五六七八九十]是)*"
)
_TAKEN_UP = re.compile(
    rf"{_ADVERB}(?:开展|实施|推进|承接|启动|举办|组织|落实|推行|建立|设立|执行|出台|发布|推出|打造|构建|建设|优化|完善|兑现|通过|依托|推广|试点|加强|加大|强化|做好|抓好)(?:了|好)?(.{{2,26}})"
)
_MATTER = re.compile(
    r"(?:活动|行动|项目|工程|政策|补贴|补助|制度|改革|试点|计划|基金|券|服务|职能|机制|保险|模式|贷款|平台|大赛|比赛|竞赛|展会|博览会|招聘会|推介会|体系|救助|帮扶|培训|整治|文化节|旅游节|农贸节|消费节|购物节|资助|慰问)(?:工作|力度)?$"
)
_OF_NO_MATTER = re.compile(r"(?:职能|机制|体系|工作|力度|模式)$")
_VAGUE = re.compile(r"各项|各类|系列|一批|更加|更大|有关|相关|上述|多项|重大项目|专项行动$|[的和与]")
_BREAK = re.compile(r"[，。；：！？（—\n]")
_CLAUSES_BACK = 2


@dataclass(slots=True)
class Told:
    """What one sentence told last: the indicator, whose figure ended where; the whole that parts are told of."""

    indicator: str = ""
    end: int = 0
    whole: str = ""
    part: str = ""
    unit: str = ""
    of_target: bool = False
    left_over: Decimal | None = None  # of the whole, less the parts told
    value: Decimal | None = None
    counted: tuple[str, str, Decimal | None] = ("", "", None)  # what was no rate: its name, unit, value


class Subjects:
    """Completes the names of one text's figures, in reading order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._told = Told()
        self._sentence = -1
        self._only = ""

    def begin(self, sentence: int) -> None:
        """A sentence begins; what the one before told is kept where it told of one thing in the same line."""
        adjacent = sentence and self._told.end and self._text.count("。", self._told.end, sentence) <= 1
        same_line = adjacent and "\n" not in self._text[self._told.end : sentence]
        self._only = self._told.indicator if same_line and self._only else ""
        self._told, self._sentence = Told(end=sentence), sentence

    def completed(self, quantity: Quantity, left: Left, name: str, *, listed: bool) -> tuple[str, str]:
        """The whole name of the figure, and the name that the figures after it go on with."""
        told, unit = self._told, quantity.unit or ""
        shown = carried = name
        target = "" if listed else self._of_target(unit, left, name)
        told.of_target = bool(target)
        if target:
            shown, carried = target, told.indicator
        elif (
            0 < len(told.indicator) < len(name)
            and name.startswith(told.indicator)
            and _TARGET.fullmatch(name[len(told.indicator) :])
        ):
            carried = told.indicator
        elif part := self._of_whole(quantity, unit, name):
            shown = carried = part
        elif (
            told.indicator
            and unit in RATIO
            and name[-1:] in ("率", "度")
            and _is_rate_of(told.indicator, name)
            and self._goes_on(left)
        ):
            shown = carried = _rate(told.indicator, name)
        elif told.indicator and unit == told.unit and len(name) < _SHORT_NAME and self._goes_on(left):
            shown = carried = _settled(told.indicator, name)
        elif not told.indicator and 1 < len(name) < _SHORT_NAME and (_BARE.fullmatch(name) or RELATIVE.fullmatch(name)):
            shown = carried = self._of_matter(left, name)
        self._only = carried if not told.indicator or carried == told.indicator == self._only else ""
        told.indicator, told.end, told.unit, told.value = carried or told.indicator, quantity.end, unit, quantity.value
        if unit not in RATIO:
            told.counted = (told.indicator, unit, quantity.value)
        return shown, carried

    def _of_target(self, unit: str, left: Left, name: str) -> str:
        """失业人员再就业90人，|完成目标任务|的120% → 失业人员再就业完成目标任务."""
        told = self._told
        if not told.indicator or name[-1:] not in _TARGET_LAST or not _TARGET.fullmatch(name) or name == told.indicator:
            return ""
        if unit not in RATIO and not (unit == told.unit and _PLAIN_TARGET.fullmatch(name)):
            return ""
        between = self._text[told.end : max(left.start, told.end)]
        if "；" in between or len(between) > LONGEST:
            return ""
        begins = _TARGET_BEGINS.match(name)
        if not begins and (not told.of_target or name.endswith("指标")):
            return ""
        together = told.indicator.removeprefix("完成") + ("" if begins else "完成") + name
        return together if len(together) <= LONGEST + 6 and not _TARGET.fullmatch(told.indicator) else ""

    def _of_whole(self, quantity: Quantity, unit: str, name: str) -> str:
        """低保对象90户，其中|市本级|20户 → 低保对象（市本级）; so the parts after it in its list."""
        told = self._told
        says_part = bool(told.indicator) and self._text.find("其中", told.end, quantity.start) >= 0
        first = _PART.match(self._text, told.end) if says_part else None
        if first and first.end() <= quantity.start and not _BREAK.search(self._text, first.end(), quantity.start):
            of, of_unit, value = told.indicator, told.unit, told.value
            if of_unit in RATIO and unit not in RATIO:  # 参保人数9万人，参保率97%，其中职工2万人: people are of people
                of, of_unit, value = told.counted if told.counted[1] == unit else ("", "", None)
            told.whole, told.part = _COUNT_END.sub("", of), ""
            told.left_over = value if unit == of_unit else None
        elif told.whole:
            following = _NEXT_PART.match(self._text, told.end)
            clause = self._text[following.end() : quantity.start] if following else "。"
            fits = told.left_over is not None and quantity.value is not None and quantity.value <= told.left_over
            listed = following and (following[0][-1] in "、和" or _alike(told.part, name) or fits)
            if told.end == quantity.start:
                return ""
            if not listed or _BREAK.search(clause):
                told.whole = ""
        if not told.whole or not _is_part(told.whole, self._own_words(name), unit) or (told.part and unit != told.unit):
            return ""
        name = self._own_words(name)
        together = f"{told.whole}（{name}）"
        told.part = name
        if told.left_over is not None and quantity.value is not None:
            told.left_over -= quantity.value
        return together if len(together) <= LONGEST + 2 else ""

    def _own_words(self, name: str) -> str:
        """A place without the verb that its list says once: 建成基地9家，其中甲县3家."""
        verb = CARRIED.match(name)
        carried = verb is not None and self._told.whole.startswith(verb[0]) and _CLASS.fullmatch(name[verb.end() :])
        return name[verb.end() :] if verb and carried else name

    def _goes_on(self, left: Left) -> bool:
        following = _NEXT_PART.match(self._text, self._told.end)
        return following is not None and following.end() >= left.start

    def _of_matter(self, left: Left, name: str) -> str:
        """开展“暖冬”活动，|发放资金|… → “暖冬”活动发放资金; 甲车产量达5万辆。|产值|… → 甲车产值."""
        clauses = _BREAK.split(self._text[self._sentence : max(left.start, self._sentence)])
        timeless = [words for words in (_dateless(one) for one in clauses) if substantial(words)]
        for words in reversed(timeless[-_CLAUSES_BACK:]):
            if matter := _matter(words):
                return _together(matter, name)
        if timeless or not self._only or not RELATIVE.fullmatch(name):
            return name
        measure = MEASURE_END.search(self._only)
        own = measure is not None and RELATIVE.fullmatch(measure[0]) and measure.start() > 1
        verb = CARRIED.match(self._only)
        head = self._only[verb.end() if verb else 0 : measure.start()] if own and measure else ""
        return head + name if len(head) > 1 and name not in head and len(head) + len(name) <= LONGEST else name


def _is_part(whole: str, name: str, unit: str) -> bool:
    if not name or unit in TIME_UNITS or name == whole or whole.endswith(f"（{name}）") or len(name) > LONGEST - 8:
        return False
    if _CLASS.fullmatch(name):
        return name[-2:] not in whole
    counted = (
        unit in TAKES_NOUN
        and unit not in _COUNTED_PERSONS
        and not (unit in _OF_INSTITUTIONS and _INSTITUTION.search(name))
    )
    telling = (
        CARRIED.match(name) or MEASURE_END.search(name) or _SELF_SUFFICIENT.search(name) or RELATIVE.fullmatch(name)
    )
    shared = any(name[at : at + 2] in whole for at in range(len(name) - 1))
    return not (counted or telling or shared or unit in RATIO) and 1 < len(name) <= _LONGEST_PART


def _alike(one: str, other: str) -> bool:
    """集中供养, 分散供养; 男性, 女性."""
    both_classes = bool(_CLASS.fullmatch(one) and _CLASS.fullmatch(other))
    return both_classes or (len(one) == len(other) and one[-1:] == other[-1:])


def _settled(before: str, name: str) -> str:
    """受理投诉, 办结 → 投诉办结; 新建农田, 改造 → 改造农田; 生猪存栏, 出栏 → 生猪出栏."""
    for own, other in _OPPOSITES:
        if name == own and before.endswith(other) and len(before) > len(other) + 1:
            return before[: -len(other)] + name
    verb = _RECEIVED.match(before) or CARRIED.match(before)
    thing = before[verb.end() :] if verb else ""
    if len(thing) < 2 or CARRIED.fullmatch(thing):
        return name
    if _SETTLED.fullmatch(name):
        return thing + name.removeprefix("督促")
    return name + thing if _DONE_AGAIN.fullmatch(name) and len(name) + len(thing) <= LONGEST else name


def _is_rate_of(before: str, name: str) -> bool:
    return bool(_RATE.fullmatch(name)) or (len(name) == 3 and name.endswith("率") and name[:2] in before)


def _rate(before: str, name: str) -> str:
    """化解矛盾纠纷, 化解率 → 矛盾纠纷化解率; 医生签约, 签约率 → 医生签约率."""
    other = _RATE_END.search(before)
    thing = before[: other.start()] if other else before
    if not other and (before.endswith(("率", "度")) or ("满意" in name and not _RECEIVED.search(thing))):
        return name
    verb = _RECEIVED.match(thing) or CARRIED.match(thing)
    thing = thing[verb.end() :] if verb and verb.end() < len(thing) - 1 else thing
    settled = _SETTLED_END.search(thing)
    thing = thing[: settled.start()] if settled else thing
    at = thing.find(name[:2])
    thing = thing[2:] if at == 0 else thing[:at] if at > 0 else thing
    return thing + name if len(thing) > 1 and len(thing) + len(name) <= LONGEST else name


def _dateless(clause: str) -> str:
    clause = clause.strip("， \u3000\t")
    time = TIME.match(clause)
    return clause[time.end() :] if time else clause


def _matter(clause: str) -> str:
    """平稳承接|困难家庭“双项补贴”|发放职能: what a clause without a figure is about."""
    taken = _TAKEN_UP.fullmatch(clause)
    words = balanced(taken[1] if taken else clause)
    if not (taken or clause.startswith("“")) or not _MATTER.search(words) or "、" in words:
        return ""
    while end := _OF_NO_MATTER.search(words):
        words = words[: end.start()]
    return "" if len(words) < 3 or _VAGUE.search(words) or re.search(r"\d(?![^“]*”)", words) else words


def _together(matter: str, name: str) -> str:
    at = matter.find(name[:2])
    joint = (matter[:at] if at > 2 else matter) + name
    return joint if len(joint) <= LONGEST else name
