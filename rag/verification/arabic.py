"""Chinese numerals in Arabic ones, wherever they say a number. Pure."""

from __future__ import annotations

import re

from rag.figures.numerals import DIGITS, SCALES, parse_digits, parse_number

# Numerals inside these say no number; 一 does in 第一 and in 一百 only (一次, 一家 are figures or nothing).
_WORDS = (
    r"十分|十足|万一|百姓|百分点|百分之|百货|万物|千方百计|成千上万|万众|两[岸手会级]|[几数][十百千万]+|第一(?=书记|时间|线)"
    rf"|(?<!第)一(?![{''.join(DIGITS)}{''.join(SCALES)}点])|[百千万亿]+(?![{''.join(DIGITS)}])"
)
_NUMERAL = re.compile(rf"(?P<word>{_WORDS})|[{''.join(DIGITS)}{''.join(SCALES)}]+")


def arabic(text: str) -> str:
    """Chinese numerals as Arabic ones: 第三批 → 第3批, 二〇二二年 → 2022年; words that only hold one stay."""
    return _NUMERAL.sub(_replaced, text)


def _replaced(match: re.Match[str]) -> str:
    text = match[0]
    if match["word"] or text in ("零", "〇"):
        return text
    digits = parse_digits(text)
    if digits is not None:
        return digits
    value = parse_number(text)
    return text if value is None else str(value.to_integral_value())
