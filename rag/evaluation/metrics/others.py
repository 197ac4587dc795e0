"""What has digits and is no figure: dates, times, ordinals, numbers of files and roads, names, what is half masked."""

from __future__ import annotations

import re

_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_UNTIL = r"[-—–~～至到、]"
_CHINESE = "〇零一二两三四五六七八九十百千"
_SHORT = _CHINESE[2:11]
_YEAR = r"(?:19|20)\d{2} *年"
_MASKS = "*＊×□■●○"

_OTHERS = re.compile(
    "|".join(
        (
            r"\[\d+\]",  # the mark of a citation
            # of a list
            r"(?m:^)[ \t]*[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）.．、](?!\d(?!\d{3} *年))",
            rf"{_MONTH} *(?:{_UNTIL} *{_MONTH} *)*月 *(?:{_DAY} *(?:[日号]|(?={_UNTIL} *\d{{1,2}} *[日号])))?"
            rf"(?: *{_UNTIL} *\d{{1,2}} *[日号])*",
            r"(?<![\d.])\d{1,2} *日(?!内|以内|制|均)",
            r"(?<![\d.])\d{1,2}[·•]\d{1,2}(?!\d)",
            r"(?<![\d.])\d{1,2} *[:：] *\d{2}(?!\d)",
            r"(?<![\d.])\d{1,2}时(?:\d{1,2}分)?",
            r"(?:上午|下午|早上|晚上|中午|凌晨)\d{1,2}点(?:\d{1,2}分|半)?",
            r"[一二三四1-4]季度",
            r"[〔\[【(（]\d{4}[〕\]】)）] *\d+ *号",
            r"\d+ *号",
            r"[省国县乡]道[A-Z]?\d{1,4}线",
            rf"第 *(?:[\d.,]+|[{_CHINESE}]+)",
            rf"[{_CHINESE}]+届(?=[{_CHINESE}]+[次中]|全会|人大|政协|中央)",
            rf"[{_SHORT}]+次(?=(?:全体)?(?:会议|全会))",
            r"(?<=[“\"])(?:\d+|[〇零一二三四五六七八九十]+)(?=[”\"])",
            rf"[A-Za-z]+[-_/]?(?!{_YEAR})\d[\d.]*",
            r"\d+(?:\+(?:\d+|[NnXx]))+",
            rf"[\d.]+(?=[{_MASKS}])|(?<=[{_MASKS}])[\d.]+",
            r"(?:初|高|大|小|正|副)[一二三四五六]年级",
            r"(?:周|星期|礼拜)[一二三四五六日天]",
            r"(?:长|珠|金)三角",
        )
    )
)
_NAMES = re.compile(
    rf"(?<=[“\"])(?:\d+|[{_SHORT}])[^”\"，。；：,;:]{{1,12}}(?=[”\"])"  # “两个维护”, “15分钟养老服务圈”
    r"|最后一公里|中央八项规定|三支一扶|在一起|两张皮"
)


def without_others(text: str) -> str:
    """With tabs in place of them; places stay what they are."""
    return _OTHERS.sub(lambda found: "\t" * len(found[0]), text)


def without_names(text: str) -> str:
    """Without figures of speech, too, that a claim may use and no quote need state."""
    return _NAMES.sub(lambda found: "\t" * len(found[0]), text)
