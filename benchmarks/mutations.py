"""True statements of reports made false, and made to say the same in other words: each a claim with what it cites.

A falsified claim must be dropped, a reworded one must pass. Nothing here knows how claims are verified.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rag.adapters import readers
from rag.domain import Figure, SourceText
from rag.figures import find_figures, same_quantity
from rag.metadata import facts_of
from rag.parsing import parse

DIGITS = "零一二三四五六七八九"
UNKNOWN = -1


@dataclass(frozen=True)
class Statement:
    """A sentence of a report and what stands around it."""

    text: str
    report: int
    year: int | None
    title: str
    path: tuple[str, ...]


@dataclass(frozen=True)
class Attempt:
    """A claim as a model might write it. `cites`: indexes of statements, UNKNOWN for a handle that nobody gave out."""

    kind: str
    claim: str
    cites: tuple[int, ...]
    is_true: bool


Change = Callable[[str, random.Random], str | None]
Cross = Callable[[str, str, random.Random], str | None]


def statements_of(source: SourceText, *, name: str, report: int) -> list[Statement]:
    """The sentences of one report that say something, in order."""
    facts = facts_of(source, name=name)
    parsed = parse(source, title=facts.title)
    paths = {placed.index: placed.path for placed in parsed.walk()}
    year = int(facts.year.value) if facts.year else None
    return [
        Statement(one.span.of(parsed.text), report, year, facts.title.value, paths.get(one.section, ()))
        for one in parsed.sentences
        if not one.is_heading and len(one.span) >= 8
    ]


def statements_of_file(content: bytes, *, name: str, report: int) -> list[Statement]:
    return statements_of(readers.read(content, name=name), name=name, report=report)


# --- one thing changed in a sentence --------------------------------------------------------------------------


def _replace(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def _choose(pattern: str, text: str, rng: random.Random) -> re.Match[str] | None:
    found = list(re.finditer(pattern, text))
    return rng.choice(found) if found else None


def change_digit(text: str, rng: random.Random) -> str | None:
    match = _choose(r"\d", text, rng)
    return _replace(text, match.start(), match.end(), str((int(match[0]) + rng.randint(1, 8)) % 10)) if match else None


def change_chinese_digit(text: str, rng: random.Random) -> str | None:
    figures = [figure for figure in find_figures(text) if figure.text[0] in DIGITS[2:]]
    if not figures:
        return None
    start = rng.choice(figures).span.start
    return _replace(text, start, start + 1, rng.choice([digit for digit in DIGITS[2:] if digit != text[start]]))


def shift_point(text: str, rng: random.Random) -> str | None:
    """3.2万 → 32万, 12% → 1.2%: a slip of the decimal point."""
    match = _choose(r"(?<![\d.,])(\d+)\.(\d)(?!\d)|(?<![\d.,])([1-9])(\d)(?=%|％|万|亿)", text, rng)
    if not match:
        return None
    return _replace(text, match.start(), match.end(), match[1] + match[2] if match[1] else f"{match[3]}.{match[4]}")


_OTHER_UNITS = {
    "万元": "亿元", "亿元": "万元", "人": "户", "名": "万名", "%": "个百分点", "％": "个百分点", "个百分点": "%",
    "件": "人",
    "个": "万个", "家": "人", "公里": "米", "亩": "公顷", "次": "年", "项": "亿元", "万人": "人",
    "倍": "%", "万亩": "亩",
    "万户": "户", "天": "年", "年": "天", "万人次": "万人", "人次": "人", "场": "年", "套": "亿元",
}  # fmt: skip


def change_unit(text: str, rng: random.Random) -> str | None:
    choices = [
        (figure.span.end - len(unit), figure.span.end, other)
        for figure in find_figures(text)
        if not figure.masked and figure.text[0].isdigit()
        for unit, other in _OTHER_UNITS.items()
        if figure.text.endswith(unit)
    ]
    if not choices:
        return None
    start, end, other = rng.choice(choices)
    changed = _replace(text, start, end, other)
    return None if re.search(r"[万亿]万", changed) else changed


def change_year(text: str, rng: random.Random) -> str | None:
    match = _choose(r"(?:19|20)\d\d(?=年)", text, rng)
    return (
        _replace(text, match.start(), match.end(), str(int(match[0]) + rng.choice([-2, -1, 1, 2]))) if match else None
    )


def swap_figures(text: str, rng: random.Random) -> str | None:
    figures = [figure for figure in find_figures(text) if not figure.masked]
    pairs = [
        (a, b)
        for index, a in enumerate(figures)
        for b in figures[index + 1 :]
        if a.text != b.text and not same_quantity(a, b) and a.indicator != b.indicator
    ]
    if not pairs:
        return None
    a, b = rng.choice(pairs)
    return text[: a.span.start] + b.text + text[a.span.end : b.span.start] + a.text + text[b.span.end :]


_TURNED = {
    "增长": "下降", "增加": "减少", "提高": "降低", "下降": "增长",
    "减少": "增加", "降低": "提高", "上升": "下降", "回落": "上升",
    "高于": "低于", "取消": "设立", "设立": "撤销", "新增": "减少",
    "压减": "增加", "缩短": "延长", "扩大": "缩小", "低于": "高于",
    "成立": "撤销", "启用": "停用", "加快": "放缓", "多于": "少于", "盈利": "亏损", "净增": "净减",
}  # fmt: skip


def turn_direction(text: str, rng: random.Random) -> str | None:
    match = _choose("|".join(_TURNED), text, rng)
    return _replace(text, match.start(), match.end(), _TURNED[match[0]]) if match else None


def negate(text: str, rng: random.Random) -> str | None:
    match = _choose(r"(?<![未不没])(?:完成|实现|达到|建成|得到|获得|取得|形成|纳入|通过|发现|参加)", text, rng)
    return _replace(text, match.start(), match.start(), rng.choice(["未", "没有", "尚未"])) if match else None


def affirm(text: str, rng: random.Random) -> str | None:
    match = _choose(r"尚未|没有|未(?!来|成年)(?=[完实达建得获取形纳通发])|不(?=[够强高深严到])", text, rng)
    return _replace(text, match.start(), match.end(), "") if match else None


def fill_mask(text: str, rng: random.Random) -> str | None:
    figures = [figure for figure in find_figures(text) if figure.masked and re.search(r"[*XxＸ×□＊]", figure.text)]
    if not figures:
        return None
    figure = rng.choice(figures)
    filled = re.sub(r"[*XxＸ×□＊]+", str(rng.choice([3, 12, 86, 240, 1000])), figure.text)
    return _replace(text, figure.span.start, figure.span.end, filled)


def change_half(text: str, rng: random.Random) -> str | None:
    turned = {"上半年": "下半年", "下半年": "上半年", "一季度": "三季度", "去年": "前年", "年初": "年底"}
    match = _choose("|".join(turned), text, rng)
    return _replace(text, match.start(), match.end(), turned[match[0]]) if match else None


def rename(text: str, rng: random.Random) -> str | None:
    """Another insurance, office, place: the words before what they name."""
    names = "失业|养老|工伤|医疗|生育|财政|教育|民政|公安|社保|人事|就业|创业|国有|民营|农业|文化|旅游|金融|制造|新能源"
    match = _choose(rf"(?:{names})(?=保险|局|厅|补贴|补助|中心|基金|公司|人员|市场|产业|行业)", text, rng)
    other = rng.choice(["海运", "渔业", "测绘", "地质", "质检"])
    return _replace(text, match.start(), match.end(), other) if match and match[0] != other else None


def change_name(text: str, rng: random.Random) -> str | None:
    match = _choose(r"(?<=[“《])[\u4e00-\u9fff]{3,}(?=[”》])", text, rng)
    return _replace(text, match.start() + 1, match.start() + 2, "海") if match and match[0][1] != "海" else None


def change_document_number(text: str, rng: random.Random) -> str | None:
    match = _choose(r"〔(\d{4})〕(\d+)号", text, rng)
    return _replace(text, match.start(2), match.end(2), str(int(match[2]) + rng.randint(1, 9))) if match else None


_BOUNDS = {
    "超过": "不到", "突破": "不足", "不少于": "不超过", "不低于": "不高于",
    "以上": "以下", "以内": "以上", "近": "超", "不足": "超过",
    "逾": "不到", "至少": "至多", "不超过": "超过",
}  # fmt: skip


def turn_bound(text: str, rng: random.Random) -> str | None:
    before = _choose(r"(?:超过|突破|不少于|不低于|近|不足|逾|至少|不超过)(?=[\d一二三四五六七八九十])", text, rng)
    after = _choose(r"(?<=[人元个项家％%次户场件亩里])(?:以上|以内)", text, rng)
    match = before or after
    return _replace(text, match.start(), match.end(), _BOUNDS[match[0]]) if match else None


def add_bound(text: str, rng: random.Random) -> str | None:
    figures = [
        figure
        for figure in find_figures(text)
        if not figure.masked and not figure.qualifier and text[figure.span.start - 1 : figure.span.start].strip()
        and figure.text[0].isdigit() and not re.search("[余多]", figure.text)
        and not re.match("以上|以下|左右|以内|余|多|不等", text[figure.span.end :])
        and not re.search(r"[约近超达逾至到不第“]$", text[: figure.span.start])
    ]  # fmt: skip
    if not figures:
        return None
    figure = rng.choice(figures)
    return _replace(text, figure.span.start, figure.span.start, rng.choice(["超过", "不到", "近"]))


def plan_as_result(text: str, rng: random.Random) -> str | None:
    """力争新增1300人 → 已新增1300人."""
    match = _choose(
        r"力争|(?<![训设工生划展度育])计划(?=[\u4e00-\u9fff]{2})|预计|争取|(?<=年)将(?=[在于新建实启推举完])", text, rng
    )
    return _replace(text, match.start(), match.end(), rng.choice(["已", "已经"])) if match else None


def widen(text: str, rng: random.Random) -> str | None:
    turned = {"部分": "全部", "个别": "所有", "基本完成": "全部完成", "有的": "所有", "多数": "全部", "主要": "全部"}
    match = _choose("部分(?!省|地区生产)|个别|基本完成|有的|多数", text, rng)
    return _replace(text, match.start(), match.end(), turned[match[0]]) if match else None


# In the language of reports, and said by none of them in particular.
PLAUSIBLE = (
    "群众满意度位居全省首位。",
    "相关经验做法在全国会议上作了典型发言。",
    "工作成效得到上级主管部门通报表扬。",
    "有关责任人员已被立案调查。",
    "预算执行率全省第一，结余资金全部上缴。",
    "下一步将由第三方机构开展绩效评估。",
    "项目因资金不到位一度停工。",
    "受益群众普遍反映办事更加方便快捷。",
    "该做法已写入地方性法规。",
    "审计发现的问题已经全部整改到位。",
    "与上年相比，各项指标均创历史新高。",
    "专家组对实施方案提出了不同意见。",
)
_TAILS = (
    "，得到群众一致好评",
    "，居全省第一位",
    "，同比翻了一番",
    "，创历史新高",
    "，并通过了专家验收",
    "，比预期提前完成",
)


def add_clause(text: str, rng: random.Random) -> str | None:
    tail = rng.choice(_TAILS)
    return None if tail[1:5] in text else re.sub(r"[。；！]?$", "", text) + tail + "。"


# --- two sentences mixed up -----------------------------------------------------------------------------------


def _plain_figures(text: str) -> list[Figure]:
    return [figure for figure in find_figures(text) if not figure.masked and figure.value is not None]


def take_figure(text: str, other: str, rng: random.Random) -> str | None:
    """A figure of another sentence in the place of the sentence's own, in the same unit."""
    pairs = [
        (mine, theirs)
        for mine in _plain_figures(text)
        for theirs in _plain_figures(other)
        if mine.unit == theirs.unit and mine.indicator != theirs.indicator and mine.value != theirs.value
        and theirs.text not in text
    ]  # fmt: skip
    if not pairs:
        return None
    mine, theirs = rng.choice(pairs)
    return _replace(text, mine.span.start, mine.span.end, theirs.text)


def take_indicator(text: str, other: str, rng: random.Random) -> str | None:
    """What another sentence measures, with the value of this one."""
    pairs = [
        (mine, theirs)
        for mine in _plain_figures(text)
        for theirs in _plain_figures(other)
        if mine.unit == theirs.unit and mine.value != theirs.value and mine.indicator and theirs.indicator
        and mine.indicator not in theirs.indicator and theirs.indicator not in mine.indicator
        and mine.indicator in text and theirs.indicator not in text
    ]  # fmt: skip
    if not pairs:
        return None
    mine, theirs = rng.choice(pairs)
    return text.replace(mine.indicator, theirs.indicator, 1)


def merge_halves(text: str, other: str, rng: random.Random) -> str | None:
    """The beginning of one sentence up to its figure, the figure and the rest of another."""
    heads, tails = _plain_figures(text), _plain_figures(other)
    pairs = [
        (a, b) for a in heads for b in tails if a.unit == b.unit and a.value != b.value and a.indicator != b.indicator
    ]
    if not pairs:
        return None
    head, tail = rng.choice(pairs)
    start = max(text.rfind(mark, 0, head.span.start) for mark in "，；。：") + 1
    return text[start : head.span.start] + re.split("[。；]", other[tail.span.start :])[0] + "。"


_PLACE = re.compile(
    r"(?<=[，。；：、在于到与和对从向赴由])([\u4e00-\u9fff]{2})(?=[县区市镇乡](?![长委府级域直属内场]))"
)
_NO_PLACE = re.compile(
    r"[成了下降贸易先行拓展我本各该省市区县州等地城园社景片老新旧辖两个多乡农郊山库小的在与和及为对向从]"
)
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董程曹袁邓许沈彭吕苏蒋蔡贾丁魏薛叶余潘杜戴夏钟"
    "汪田姜范方石姚谭邹熊金陆孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺龚邬骆温褚"
)
_PERSON = re.compile(
    rf"(?<=局长|主任|厅长|老师|工人|教师|职工)[{_SURNAMES}][\u4e00-\u9fff]{{2}}|(?<=[，。])[{_SURNAMES}][\u4e00-\u9fff]{{2}}(?=同志)"
)


def swap_place(text: str, other: str, rng: random.Random) -> str | None:
    mine = [found for found in _PLACE.finditer(text) if not _NO_PLACE.search(found[1])]
    theirs = [found[1] for found in _PLACE.finditer(other) if not _NO_PLACE.search(found[1])]
    others = [name for name in theirs if name not in text]
    if not mine or not others:
        return None
    found = rng.choice(mine)
    return _replace(text, found.start(1), found.end(1), rng.choice(others))


def swap_person(text: str, other: str, rng: random.Random) -> str | None:
    mine, theirs = list(_PERSON.finditer(text)), [found[0] for found in _PERSON.finditer(other)]
    others = [name for name in theirs if name not in text]
    if not mine or not others:
        return None
    found = rng.choice(mine)
    return _replace(text, found.start(), found.end(), rng.choice(others))


# --- the same said otherwise ----------------------------------------------------------------------------------


def _chinese(number: int) -> str:
    """1 to 999."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = DIGITS[hundreds] + "百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else DIGITS[tens]) + "十"
    elif ones and hundreds:
        text += "零"
    return text + (DIGITS[ones] if ones else "")


def write_chinese(text: str, rng: random.Random) -> str | None:
    match = _choose(r"(?<![\d.,一-十百千万亿第-])[1-9]\d{0,2}(?=[个项次家名件人场批])(?!\d)", text, rng)
    return "报告显示，" + _replace(text, match.start(), match.end(), _chinese(int(match[0]))) if match else None


def write_arabic(text: str, rng: random.Random) -> str | None:
    match = _choose(r"(?<![一-十百千万亿第零两几数])[三四五六七八九](?=[个项次家名件场])", text, rng)
    return "报告显示，" + _replace(text, match.start(), match.end(), str(DIGITS.index(match[0]))) if match else None


def write_percent(text: str, rng: random.Random) -> str | None:
    match = _choose(r"(?<![\d.．\-~—])([0-9]+(?:\.[0-9]+)?)[%％](?![\-~—])", text, rng)
    if not match:
        return None
    new = rng.choice([match[1] + "％", match[1] + "%", f"百分之{match[1]}", match[1] + " %"])
    return "报告显示，" + _replace(text, match.start(), match.end(), new)


def write_out(text: str, rng: random.Random) -> str | None:
    """1.12万 → 11200 or 11,200."""
    match = _choose(r"(?<![\d.,，])(\d+(?:\.\d+)?)([万亿])(?=[人元名户件亩吨个家])", text, rng)
    if not match:
        return None
    value = Decimal(match[1]) * (10**4 if match[2] == "万" else 10**8)
    if value != int(value):
        return None
    return _replace(text, match.start(), match.end(), rng.choice([str(int(value)), f"{int(value):,}"])) + (
        "" if rng.random() < 0.5 else "。"
    )


def write_ten_thousands(text: str, rng: random.Random) -> str | None:
    match = _choose(r"(?<![\d.,，年])([1-9]\d{4,7})(?=[人元名户件亩吨个家])", text, rng)
    return (
        _replace(text, match.start(), match.end(), f"{(Decimal(match[1]) / 10000).normalize():f}万") if match else None
    )


def drop_leading_clause(text: str, _: random.Random) -> str | None:
    cut = text.find("，")
    return "报告指出，" + text[cut + 1 :] if 0 < cut < len(text) - 8 else None


def drop_last_clause(text: str, _: random.Random) -> str | None:
    cut = text.rfind("，")
    return "据报告，" + text[:cut] + "。" if cut > 8 else None


def drop_middle_clause(text: str, rng: random.Random) -> str | None:
    parts = re.split("[，；]", text)
    if len(parts) < 3 or "“" in text:
        return None
    del parts[rng.randrange(1, len(parts) - 1)]
    return "，".join(parts)


def change_order(text: str, rng: random.Random) -> str | None:
    """Halves that stand by themselves (between ；) in another order."""
    parts = [part for part in text.rstrip("。").split("；") if part]
    if len(parts) < 2 or "分别" in text or "其中" in text:
        return None
    first = rng.randrange(len(parts) - 1)
    parts[first], parts[first + 1] = parts[first + 1], parts[first]
    return "；".join(parts) + "。"


def replace_words(text: str, rng: random.Random) -> str | None:
    same = {
    "达到": "达", "召开": "举行", "开展": "进行",
    "举办": "组织", "建成": "建设完成", "目前": "截至目前", "进一步": "",
    "累计": "", "共": "总共", "同比增长": "比上年同期增长",
    "不断": "持续", "大力": "着力", "超过": "超", "覆盖率达": "覆盖率为",
        "以及": "和", "扎实推进": "推进",
    }  # fmt: skip
    match = _choose(r"(?<![中国])(?:" + "|".join(same) + r")(?![^《》“”]*[》”])", text, rng)
    return _replace(text, match.start(), match.end(), same[match[0]]) if match and len(text) > 20 else None


def introduce(text: str, rng: random.Random) -> str | None:
    return rng.choice(["根据报告，", "报告显示，", "该报告指出："]) + text


MUTATIONS: dict[str, Change] = {
    "digit": change_digit, "chinese_digit": change_chinese_digit, "point": shift_point, "unit": change_unit,
    "year": change_year, "swap": swap_figures, "direction": turn_direction, "negate": negate, "affirm": affirm,
    "mask_filled": fill_mask, "half_year": change_half, "name": change_name, "renamed": rename,
    "document_number": change_document_number, "bound": turn_bound, "bound_added": add_bound,
    "plan_as_result": plan_as_result, "widened": widen, "clause_added": add_clause,
}  # fmt: skip
CROSSINGS: dict[str, Cross] = {
    "figure_taken": take_figure, "indicator_taken": take_indicator, "halves": merge_halves, "place": swap_place,
    "person": swap_person,
}  # fmt: skip
REWRITES: dict[str, Change] = {
    "chinese_numeral": write_chinese, "arabic_numeral": write_arabic, "percent": write_percent,
    "written_out": write_out, "ten_thousands": write_ten_thousands, "no_leading_clause": drop_leading_clause,
    "no_last_clause": drop_last_clause, "no_middle_clause": drop_middle_clause, "order": change_order,
    "other_words": replace_words, "introduced": introduce,
}  # fmt: skip

# --- attempts -------------------------------------------------------------------------------------------------


def falsified(statements: Sequence[Statement], index: int, rng: random.Random) -> Iterator[Attempt]:
    """Claims about the statement at `index` that are not true, or not of what they cite."""
    text = statements[index].text
    for kind, change in MUTATIONS.items():
        if claim := change(text, rng):
            yield Attempt(kind, claim, (index,), is_true=False)
    others = _others(statements, index, rng)
    for kind, cross in CROSSINGS.items():
        found = next(((other, made) for other in others if (made := cross(text, statements[other].text, rng))), None)
        if found:
            yield Attempt(kind, found[1], (index,), is_true=False)
            if kind in ("figure_taken", "indicator_taken", "halves"):
                yield Attempt(f"{kind}_both_cited", found[1], (index, found[0]), is_true=False)
    yield from _wrongly_cited(statements, index, rng)


def _others(statements: Sequence[Statement], index: int, rng: random.Random) -> list[int]:
    """Up to a dozen other statements of the same report, none of them next to it."""
    own = [
        other
        for other, one in enumerate(statements)
        if one.report == statements[index].report and abs(other - index) > 1
    ]
    return rng.sample(own, min(len(own), 12))


def _wrongly_cited(statements: Sequence[Statement], index: int, rng: random.Random) -> Iterator[Attempt]:
    statement = statements[index]
    yield Attempt("made_up_handle", statement.text, (UNKNOWN,), is_true=False)
    yield Attempt("plausible", rng.choice(PLAUSIBLE), (index,), is_true=False)
    after = index + 1
    telling = find_figures(statement.text) or re.search("[“《]", statement.text)
    if telling and after < len(statements) and statements[after].report == statement.report:
        yield Attempt("one_off", statement.text, (after,), is_true=False)
    if statement.year and not re.search(r"(?:19|20)\d\d|年|月", statement.text) and find_figures(statement.text):
        yield Attempt(
            "other_year", f"{statement.year - rng.choice([2, 3])}年，{statement.text}", (index,), is_true=False
        )


def reworded(statements: Sequence[Statement], index: int, rng: random.Random) -> Iterator[Attempt]:
    """Claims about the statement at `index` that are as true as it is."""
    statement = statements[index]
    yield Attempt("verbatim", statement.text, (index,), is_true=True)
    for kind, change in REWRITES.items():
        claim = change(statement.text, rng)
        if claim and claim != statement.text:
            yield Attempt(kind, claim, (index,), is_true=True)
    others = _others(statements, index, rng)
    if others:
        joined = statement.text.rstrip("。；") + "；" + statements[others[0]].text
        yield Attempt("joined", joined, (index, others[0]), is_true=True)
    if statement.year and _tells_its_year(statement):
        yield Attempt("dated", f"{statement.year}年，{statement.text}", (index,), is_true=True)


def _tells_its_year(statement: Statement) -> bool:
    """A result of the report's year: it names no time itself and stands under no heading that does."""
    named = re.search(r"年|月|季度|日|将|力争|计划|预计", statement.text) or re.search(
        r"20\d\d|计划|打算|安排|重点|目标", "".join(statement.path)
    )
    return not named and "政府工作报告" not in statement.title
