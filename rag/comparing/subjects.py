"""What a figure's own clause says of it: the subject before it, how it is said (增长, 达到, 超过), of which time. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

_COMPARED = r"(?:同比|环比|按可比[价口][格径]计?算?|按不变价格?计?算?|(?:比|较|同)(?:上年|去年|前年|(?:19|20)\d\d年|“?十[一二三四五六]五”?(?:末|时期|初)?|五年前|上届)(?:同期|末|底|全年|期末)?)"
_ADVERB = (
    r"(?:年均|月均|日均|均|都|已|还|再|又|将|可|预计|有望|初步核算|双双|首次|历史性地?|分别|实际|名义|继续|稳步|率先|大幅|小幅|逆势|平稳|快速|微|略|持续|进一步|大约|约合|约|近|将近|接近|超过|超|突破|跨越|跃过"
    r"|迈上|站上|达到|达|为|是|共|累计|合计|总计|共计|只有|仅|控制在|保持在|稳定在|维持在|保持|稳定|每人每[月年天日]|每月|至少|不低于|不少于|不高于|不超过|高达|多达|已有|现有|平均|，|、|：|:|\s|了|由|从|每年|也|则|就|全年|当年)"
)
_UP = r"(?:增长|增加|增至|增|提高|提升|提至|上升|上涨|升至|扩大|拓展|扩展|攀升|净增|新增|回升|升|涨|加快)"
_DOWN = r"(?:下降|降低|降至|减少|减至|回落|下调|压减|压缩|缩短|缩减|收窄|核减|降|减)"
_DONE = r"(?:完成|实现|录得|取得|形成)"
_TO = r"(?:到了?(?:19|20)\d\d年的?|到|至|为)"
_TAIL = re.compile(rf"(?:{_COMPARED}|{_ADVERB}|{_UP}|{_DOWN}|{_DONE}|{_TO})+$")
_CHANGES = re.compile(rf"(?P<up>{_UP})|(?P<down>{_DOWN})")
_BOUND = re.compile(
    r"超过|超|突破|跨越|跃过|迈上|站上|不低于|不少于|不高于|不超过|至少|高达|控制在|接近|将近|近|约|稳定在|保持在|维持在"
)
_LOOSE_AFTER = re.compile(r"^(?:以上|以下|以内|之内|左右|上下|余|多|不等|[+＋])")
_MORE = re.compile(r"[余多]")
_REACHED = re.compile(r"达|[到至为]|突破|超|近|在$|稳定|保持")
_OLD = re.compile(r"[由从]$")
_AVERAGE = re.compile(r"年均|累计增长|累计增加|累计下降")
_SUM = re.compile(r"累计|合计|总计")

_TIME = r"(?:截至|截止|到|至)?(?:(?:20|19)\d\d年(?:至|-|—)?)?(?:(?:20|19)\d\d年|今年|去年|本年度?|全年|当年|上年|年度|年内|年末|年底|截至目前|目前|现在|近年来?|一年来|期内)(?:以来|底|末|初|全年)?(?:[，,])?的?|连续[\d二两三四五六七八九十]+年"
_SCOPE = r"(?:我们|我|本|全)?(?:全省|全市|全区|全县|全州|全盟|全旗|我省|我市|我区|我县|我州|全自治区|自治区|各地|全系统|全厅|全局|全院|全校|本市|本省|本区|全社会(?=固定)|本级(?=一般))(?:范围内)?"
_LEADING = re.compile(
    rf"^(?:{_TIME}|{_SCOPE}|[、，,；;：:—\-\s）)]|\d{{1,2}}[.．、](?!\d)|以及|并且|同时|此外|另外|其中|特别是|尤其是|包括|主要是|预计|初步预计|初步核算|据初步核算|据统计|经测算|据测算|确保|推动|促进|带动|拉动|实现|完成|使得|使(?!用|领|命)|让(?!利)|并(?!网|购|联)|及(?!时|格)|与(?!会)|和(?!谐|平|美|解)|且|还(?!款|贷)|也|又|均(?!衡|等|值)|都(?!市)|已|先后|累计|合计|共计|总计|一共|共(?![享建同治青产性有])|总体|顺利|超额|如期|全面|圆满|成功|圆满完成|各项|主要|[一二三四五六七八九十]是|首次|达到|达(?!标|斡|州|成)|其(?!他|它|余)|有(?=[\u4e00-\u9fff]{{3}})(?!效|序|力|限|机|色|偿|毒|关))"
)
_TRAILING = re.compile(
    r"(?:、|，|,|的|总共|共有|有|总计|已|也|均|再|还|又|在内|方面|(?<=[^年])(?:从|由)?(?:19|20)\d\d年?的?|累计|合计|共计|年度|总体|(?:再|又|续)?创(?:历史)?新高|(?:实现|均)?翻(?:了)?[一两]?番)$"
)
# 快于全国3.4个百分点, 高于目标0.5个百分点: the figure is a distance and measures nothing by itself.
_DISTANCE = re.compile(
    r"(?:[高低快慢少多大优好强]于|高出|超出|超过(?=全国|上年|预期|目标)|优于|领先|落后|相当于(?!地区生产总值|全[省市区国]|GDP)|(?:比|较)全[国省市区县州])[^，。；]{0,14}$"
    r"|(?:比|较)[^，。；]{1,14}(?<!提)[高低快慢少多好]$"
)
_TARGET_SHARE = re.compile(r"(?:计划|目标|任务|预算|指标|进度)的?(?:比例)?$|占(?:年度|全年|年)(?:计划|目标|任务)")
_OTHER_BASE = re.compile(r"(?:比|较)(?:“?十[一二三四五六]五”?(?:末|时期|初)?|五年前|上届)")
_BASE_YEAR = re.compile(r"(?:比|较)((?:19|20)\d\d)年")
_SPANS_YEARS = re.compile(
    r"(?:五|[二两三四六七八九十])年(?:来|间|累计|以来)?|“?十[一二三四五]五”?(?:时期|期间|以来)?|连续\d+年|连续[二两三四五六七八九十]+年|(?:19|20)\d\d年以来|以来累计|历年"
)
_PART_YEAR = re.compile(
    r"上半年|下半年|[一二三四]季度|前[一二三]季度|前\d{1,2}个?月|\d{1,2}月(?:份|底|末)?|1[-—至]\d{1,2}月|元旦|春节|国庆|五一|假期|“?双十一”?"
)
_YEARS = re.compile(r"((?:20|19)\d\d)年")


@dataclass(frozen=True, slots=True)
class Saying:
    """The words before a figure, taken apart. `subject`: "" where the clause names none of its own.

    `change`: 1 or -1 where the figure says by how much; `added`: 新增 or 净增 directly before it, else ""; `loose`:
    about, more or less than; `old`: what it was before; `reached`: up to where (达到, 突破), `steady`: about where it has stayed; `average`, `summed`,
    `several`: of several years; `summed_before`: 累计 stands before the subject; `distance`: from something else, or a share of a target; `years`: those named;
    `base`: the year compared with; `part`: of a year.
    """

    subject: str
    change: int
    added: str
    loose: bool
    old: bool
    reached: bool
    steady: bool
    average: bool
    summed: bool
    summed_before: bool
    several: bool
    distance: bool
    years: tuple[int, ...]
    base: int | None
    part: str


def saying_of(own: str, after: str, written: str) -> Saying:
    """`own`: the words of the clause before the figure; `after`: those behind it; `written`: the figure itself."""
    tail = _TAIL.search(own)
    said = tail[0] if tail else ""
    before = own[: tail.start()] if tail else own
    base = _BASE_YEAR.search(own)
    change, added = _change(said)
    return Saying(
        subject=plain_subject(before),
        change=change,
        added=added,
        loose=any(one.search(words) for one, words in ((_BOUND, said), (_LOOSE_AFTER, after), (_MORE, written))),
        old=_OLD.search(own.rstrip(" 约近")) is not None,
        reached=_REACHED.search(said) is not None,
        steady="稳定在" in said or "保持在" in said,
        average=_AVERAGE.search(said) is not None,
        summed=_SUM.search(own) is not None,
        summed_before="累计" in before,
        several=_SPANS_YEARS.search(own) is not None,
        distance=any(one.search(own) for one in (_DISTANCE, _OTHER_BASE)) or _TARGET_SHARE.search(before) is not None,
        years=tuple(int(year) for year in _YEARS.findall(_BASE_YEAR.sub("", own))),
        base=int(base[1]) if base else None,
        part=found[0] if (found := _PART_YEAR.search(own)) else "",
    )


def _change(said: str) -> tuple[int, str]:
    """The last word of change decides, unless it says how far (提高到) rather than by how much."""
    changes = list(_CHANGES.finditer(said))
    if not changes:
        return 0, ""
    last = changes[-1]
    if last[0].endswith("至") or re.match(r"了?(?:到|至|为)", said[last.end() :]):
        return 0, ""
    return (1 if last["up"] else -1), last[0] if last[0] in ("新增", "净增") else ""


def plain_subject(words: str) -> str:
    """Without times, scopes and empty words around it."""
    while True:
        before = words
        words = words.strip(" \u3000\t、，,的")
        words = _LEADING.sub("", words, count=1) if len(words) > 1 else words
        words = _TRAILING.sub("", words)
        if words == before:
            return words
