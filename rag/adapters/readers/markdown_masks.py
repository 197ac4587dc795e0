"""Asterisks that hide figures, told from asterisks that mean emphasis.

`新增就业*万人，培训*次` is emphasis to a Markdown parser, which would swallow both masks and leave `新增就业万人`.
So a line with a mask keeps all its asterisks, but those that set off a bold lead (`**一、总体要求。**`).
"""

from __future__ import annotations

import re

# What follows a hidden figure or name: a unit, a measure word, or the kind of place or office.
_UNIT = (
    "万亿千百余多个项次人名家户件份场起期批处所座台套辆条篇元年月日时天周届级类种岁倍成％%号吨米亩里公平位"
    "部省市县区旗州镇乡村局厅委办院校嘎同"
)
# A single asterisk in the middle of Chinese words hides a word (`推进*学习教育`); as emphasis nobody writes it there.
_MASK = re.compile(rf"(?<![\\*])\*{{1,4}}(?=[{_UNIT}])|(?<=[\u4e00-\u9fff，、])\*(?=[\u4e00-\u9fff])")
_BOLD_LEAD = re.compile(r"[ \t]*(?:[-+*]|[0-9]+[.)]|#{1,6}|>)?[ \t]*\*\*(?P<lead>[^*\n]{2,60}?)\*\*(?=$|[^*])")
_LEAD_ENDING = re.compile(r"[。：:！？；.]$")
_ASTERISKS = re.compile(r"(?<!\\)\*")
_BULLET = re.compile(r"[ \t]*\*[ \t]+")


def protect_masks(text: str) -> str:
    """The text with the asterisks of masks escaped, line by line."""
    if "*" not in text:
        return text
    return "\n".join(_protect(line) if "*" in line else line for line in text.split("\n"))


def _protect(line: str) -> str:
    if not _has_mask(line):
        return line
    start = 0
    bold = _BOLD_LEAD.match(line)
    if bold and (_LEAD_ENDING.search(bold["lead"]) or bold.end() == len(line.rstrip())):
        start = bold.end()
    else:
        bullet = _BULLET.match(line)
        start = bullet.end() if bullet else 0
    return line[:start] + _ASTERISKS.sub(r"\\*", line[start:])


def _has_mask(line: str) -> bool:
    """A mask stands where emphasis would begin with a unit, or end before one."""
    bold = _BOLD_LEAD.match(line)
    return _MASK.search(line, bold.end() if bold else 0) is not None
