"""Whether a number with a unit counts something, or is a date, a rank, a slogan, a name, the beginning of a word."""

from __future__ import annotations

import re
from decimal import Decimal

from rag.figures.grammar import Quantity
from rag.figures.numerals import DIGITS, SCALES
from rag.figures.units import (
    AMBIGUOUS_AFTER_MASK,
    COUNTED_ONE,
    COUNTED_TWO,
    FOLLOWED,
    FOLLOWED_ALWAYS,
    MEDALS,
    ONLY_WITH_DIGITS,
)

_SLOGAN = re.compile(
    r"两个(?:维护|确立|毫不动摇|结合|一百年|先锋队|大局|务必)|四个(?:现代化|意识|自信|全面|服务|革命|伟大|着力|扎实|看)|三个(?:代表|务必|表率|区分开来|面向)"
    r"|五个一|八项规定|三次产业|两张皮|一件事|一次性|[一二两三四五六七八九十百千]年(?:行动|规划|计划|制|级|大计|攻坚)|两个一百年"
)
_DURATIONS = frozenset({"年", "个月", "天", "周"})
_YEAR_NAMED = re.compile(r"底|末|初|前(?!期|置)|\d{1,2}月|[一二三四五六七八九十]+月|行动|规划|计划")
_SESSION = re.compile(r"[一二三四五六七]中|全会|中央")
_ASSEMBLY = re.compile(r"(?:[、和与及][一二三四五六七八九十]{1,3}次)*(?:全会|全体会议|代表大会|党代会|全国人|党的)")
_BODY = re.compile(r"(?:人大|政协|届)$")
# 五年 of a report is mostly the time that it looks back on; beside these words it says how long something lasts.
_LASTING_BEFORE = re.compile(
    r"(?:连续|连|延长|延期|历时|为期|时隔|提前|推迟|缩短|缩减|不少于|不低于|不超过|至少|最多|最长|最短|长达|满|达|超过?"
    r"|不足|不到|坚持|持续|奋斗|再|经过?|经历|历经|耗时|用时|用|共计?|整整|快|保持|有效期|工作|任职|服务|从业|居住|缴费|试行|暂行|试用|为|到|至|过)了?$"
)
_LASTING_AFTER = re.compile(
    r"[以之]?内|以[上下]|左右|多|余|有期|不变|不动摇|未|没有|免|期(?![间末])|的?时间|之久|[，。；、）)]|$"
)
_PERIOD_BEFORE = re.compile(r"(?:过去|未来|今后|往后|随后|之后|此前|近|这|(?<!提)前)$")
_MARKED_YEAR = re.compile(r"\d{1,2}\.(?:19|20)\d\d年")
_PHRASE = re.compile(r"一次[”’]")
_COUNT_BEFORE = re.compile(
    r"(?:提前|至少|不少于|不低于|最多|仅|只有|总共|共有|共计|共|合计|累计|达到|达|超过|超|突破|约|近|为期|历时|用时|长达|满|不到|不足|翻|高出)$"
)
_BEYOND = re.compile(r"(?:新增|净增|近|超|上|过|逾|达|(?<!签)约|突破|超过|达到|跨越|越过|迈上|站上|接近|[定持]在)$")
_ENDS = frozenset("，。；;、,）) \t\n！？!?”")


def may_start(folded: str, start: int, text: str) -> bool:
    """Not in 第三批, V2.0, 1+6, 7×24, 几十, 数百."""
    before = folded[start - 1] if start else "\n"
    if before == "第" or (before.isascii() and (before.isalnum() or before in "._")):
        return False
    if text[0] == "0" and text[1:2].isdigit():
        return False
    if before in "○〇" and not text[0].isdigit():
        return False  # 二○三五年
    if before in "+*×xX/-" and start > 1 and (folded[start - 2].isdigit() or folded[start - 2] in DIGITS):
        return False
    if _MARKED_YEAR.match(folded, start):
        return False  # 14.2025年: a list's number, and a year
    return not (before in "几数" and not text[0].isdigit() and (text[0] in SCALES))


def continues(folded: str, end: int) -> bool:
    following = folded[end : end + 2]
    return bool(following) and (
        (following[0].isascii() and (following[0].isalpha() or following[0] in "+*/.")) or following[0] in "×·•"
    )


def counts(folded: str, quantity: Quantity, text: str) -> bool:
    """Whether number and unit count something: no date, rank, slogan, set phrase."""
    left = folded[max(quantity.start - 6, 0) : quantity.start]
    if _SLOGAN.match(folded, quantity.start) or _is_rank(left) or not _time_counts(folded, quantity, left):
        return False
    return text[0].isdigit() or text[0] == "-" or _chinese_counts(folded, quantity, text, left)


def _is_rank(left: str) -> bool:
    """前10名, 最后一公里, 十三届七次、八次全会."""
    if left.endswith("前"):
        return not left.endswith(("目前", "以前", "之前", "年前", "日前", "此前", "提前"))
    return left.endswith(("最后", "最初", "届", "全会"))


def _time_counts(folded: str, quantity: Quantity, left: str) -> bool:
    """3年 and 为期40天 last; 2019年, 5日, 三年来, 三年行动 and 十九届五中全会 do not count."""
    end, unit = quantity.end, quantity.unit or ""
    if unit == "年" and (is_calendar(quantity) or _PERIOD_BEFORE.search(left) or _YEAR_NAMED.match(folded, end)):
        return False
    if unit in _DURATIONS and folded.startswith(("来", "以来"), end):
        return False
    if unit == "日":
        return folded.startswith(("内", "以内"), end) or left.endswith("为期")
    if unit == "届":
        return _SESSION.match(folded, end) is None and left[-1:] in tuple("了续共办计已过到")
    return True


def _chinese_counts(folded: str, quantity: Quantity, text: str, left: str) -> bool:
    end, unit = quantity.end, quantity.unit or ""
    if unit == "番":
        return left.endswith(("翻", "翻了"))
    if unit in ONLY_WITH_DIGITS or _orders(folded, quantity, text, left):
        return False
    if folded[end : end + 1] in DIGITS and len(text) == 1:
        return False  # 三支一扶, 一户一策
    if re.fullmatch(r"[百千万亿]+", text):
        return bool(_BEYOND.search(left))
    if text == "一":
        return bool(_COUNT_BEFORE.search(left) and not _PHRASE.match(folded, quantity.start)) or (
            unit in COUNTED_ONE
            and not left.endswith(tuple("跑再又新这那每某同另任统唯进哪是"))
            and folded[end : end + 1] not in tuple("办申成又人体式条”")
        )
    return not (unit == "期" and not re.search(r"[了办共印开计]$", left))


def _orders(folded: str, quantity: Quantity, text: str, left: str) -> bool:
    """五次 of 十五届四次、五次、六次全会, 二轮延包, 劣五类水体, 后十位, 五年 of a time looked back on."""
    end, unit = quantity.end, quantity.unit or ""
    if unit == "次" and (_ASSEMBLY.match(folded, end) or (_BODY.search(left) and folded.startswith("会议", end))):
        return True
    if unit == "年":
        return left.endswith(("的", "关键")) or not (_LASTING_BEFORE.search(left) or _LASTING_AFTER.match(folded, end))
    if text == "二" and unit in COUNTED_TWO:
        return True
    return (unit == "类" and folded.startswith("水", end)) or (unit in ("位", "名") and left.endswith("后"))


def is_calendar(quantity: Quantity) -> bool:
    return quantity.unit == "年" and quantity.value is not None and Decimal(1000) <= quantity.value <= Decimal(2999)


def is_unit(folded: str, end: int, unit: str, *, after_digit: bool = False) -> bool:
    """Not the beginning of a longer word: 人 in 人社局, 项 in 项目."""
    following = folded[end : end + 1]
    if not following:
        return True
    if unit in MEDALS:
        return following.isdigit() or following in "、，。；和"
    if unit[-1].isascii() and unit[-1].isalpha():
        return not (following.isascii() and following.isalnum())
    if unit == "项" and following == "目":
        return folded.startswith("目标", end)
    return following not in (FOLLOWED_ALWAYS if after_digit else FOLLOWED).get(unit, ())


def ends_here(folded: str, end: int) -> bool:
    return end >= len(folded) or folded[end] in _ENDS or folded.startswith(("以上", "以下", "左右", "以内"), end)


def follows_word(folded: str, start: int) -> bool:
    return start > 0 and "\u4e00" <= folded[start - 1] <= "\u9fff"


def mask_counts(folded: str, match: re.Match[str], tail: re.Match[str]) -> bool:
    """Masks stand for names too (**部, **支队): a weak counter needs a word before the mask and no `* item` gap."""
    if tail["scale"]:
        return True
    if folded[match.end()] == " " and (match.start() == 0 or folded[match.start() - 1] in "\n\t "):
        return False
    if folded.startswith("个人", match.end()) and re.match(
        r"个人(?:所得|信息|账户|问题|先进)", folded[match.end() : match.end() + 6]
    ):
        return False
    if tail["unit"] in AMBIGUOUS_AFTER_MASK:
        return (
            follows_word(folded, match.start()) and folded[match.start() - 1] not in "在与和由到市省区县旗州镇乡、对向"
        )
    return True
