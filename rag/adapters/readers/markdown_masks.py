"""Asterisks that hide figures, told from asterisks that mean emphasis.

`新增就业*万人，培训*次` is emphasis to a Markdown parser, which would swallow both masks and leave
`新增就业万人`; and `**一、总体要求。**新增` is none to it, since its rules for punctuation expect spaces.
So bold is taken off here, and in a line with a mask every asterisk that is left stays.
"""

from __future__ import annotations

import re

# What follows a hidden figure or name: a unit, a measure word, or the kind of place or office.
_UNIT = (
    "万亿千百余多个项次人名家户件份场起期批处所座台套辆条篇元年月日时天周届级类种岁倍成％%号吨米亩里公平位"
    "部省市县区旗州镇乡村局厅委办院校嘎同"
)
# A single asterisk in the middle of Chinese words hides a word (`推进*学习教育`); as emphasis nobody writes it there.
_MASK = re.compile(rf"(?<![\\*])\*{{1,4}}(?=[{_UNIT}])|(?<=[\u4e00-\u9fff])\*(?=[\u4e00-\u9fff])")
_BOLD = re.compile(r"(?<![\\*])\*\*(?=[^\s*])(?P<words>[^*\n]{1,200}?)(?<=\S)\*\*(?!\*)")
_PUNCTUATION = "，。、；：！？,.;:!?）)】》”｜| \t"
_ASTERISKS = re.compile(r"(?<!\\)\*")
_BULLET = re.compile(r"[ \t]*\*[ \t]+|[ \t]*(?:\*[ \t]*){3,}$")


def protect_masks(text: str) -> str:
    """The text with bold taken off and the asterisks of masks escaped, line by line."""
    if "*" not in text:
        return text
    return "\n".join(_protect(line) if "*" in line else line for line in text.split("\n"))


def _protect(line: str) -> str:
    bullet = _BULLET.match(line)
    start = bullet.end() if bullet else 0
    rest = line[start:]
    masked = _MASK.search(_BOLD.sub("", rest)) is not None
    rest = _BOLD.sub(lambda found: found["words"] if _is_bold(found, rest, masked=masked) else found[0], rest)
    if _MASK.search(rest):
        rest = _ASTERISKS.sub(r"\\*", rest)
    return line[:start] + rest


def _is_bold(found: re.Match[str], line: str, *, masked: bool) -> bool:
    """Two masks can look like bold words: then a unit follows one of them. Beside a mask bold must end at a sign."""
    words, after = found["words"], line[found.end() : found.end() + 1]
    ends_at_a_sign = not after or after in _PUNCTUATION or words[-1] in _PUNCTUATION
    if words[0] in _UNIT or (after and after in _UNIT):
        return words[-1] in _PUNCTUATION and words[0] not in _UNIT
    return ends_at_a_sign or not masked
