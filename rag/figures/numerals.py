"""Numbers as Chinese text writes them, in Decimal: 1,234.5 · １２３ · 两千零五 · 3千 · 2万5千 · 1亿2000万."""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
SCALES = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}

# More characters are a code, not an amount; within them Decimal's 28 digits are exact.
_LONGEST = 24

# Between a number and its unit in text that was set for a page.
_BLANKS = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"
# One code point to one code point, so that a span in the folded text is the same span in the text.
_FULL_WIDTH, _HALF_WIDTH = "０１２３４５６７８９％．＊Ｘｘ＋／－−–～〜", "0123456789%.*Xx+/---~~"
_FOLDED = str.maketrans(_FULL_WIDTH + _BLANKS, _HALF_WIDTH + " " * len(_BLANKS))

# The numerals of cheques are folded only where money is written out: 队伍 and 大陆 hold two of them.
_FORMAL = re.compile(r"(?<![壹贰叁肆伍陆柒捌玖拾佰仟零万亿萬億])[壹贰叁肆伍陆柒捌玖拾佰仟零万亿萬億]{2,}+(?=元)")
_FORMAL_FOLDED = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬億", "一二三四五六七八九十百千万亿")

ARABIC = r"(?:\d{1,3}(?:[,，]\d{3})+(?!\d)|\d+)(?:\.\d+)?"
# 千 is a scale but in 千瓦, 千克, 千米…; 百 but in 百分之, 百分点.
SCALE = r"(?:[十万亿]|百(?!分)|千(?![瓦克米伏卡赫帕焦字]))"
# Possessive: a long row of numerals that comes to nothing is not tried again from its middle.
MIXED = rf"{ARABIC}(?:{SCALE}++(?:零?\d++(?=[百千万]))?+)*+"
CHINESE = (
    rf"(?:[一二三四五六七八九两]|{SCALE})(?:[零〇一二三四五六七八九两]|{SCALE})*+"
    rf"(?:点[零〇一二三四五六七八九]++{SCALE}*+)?"
)
NUMBER = rf"(?:{MIXED}|{CHINESE})"

_TOKEN = re.compile(
    rf"{ARABIC}|[零〇一二三四五六七八九两]点[零〇一二三四五六七八九]+|[{''.join(DIGITS)}{''.join(SCALES)}]"
)
_DECIMAL = re.compile(rf"(.+?)点([零〇一二三四五六七八九]+)({SCALE}*)")
_NEIGHBOURS = re.compile(r"(十|[一二三四五六七八九]十)?([一二两三四五六七八])([二三四五六七八九])([十百千万亿]*)")


def fold(text: str) -> str:
    """Full-width digits, signs and mask characters as half-width ones; every offset stays."""
    return _FORMAL.sub(lambda match: match[0].translate(_FORMAL_FOLDED), text.translate(_FOLDED))


def parse_number(text: str) -> Decimal | None:
    """The value of a folded number, None where it is none (二〇二二: a row of digits; 万百: no order)."""
    if len(text) > _LONGEST:
        return None
    decimal = _DECIMAL.fullmatch(text)
    if decimal:
        return _parse_decimal(decimal)
    tokens = _TOKEN.findall(text)
    if not tokens or sum(map(len, tokens)) != len(text):
        return None
    return _Reading().read(tokens)


def parse_digits(text: str) -> str | None:
    """二〇二二 → 2022: a row of Chinese digits as a year or a code is written; None for anything else."""
    if len(text) > 1 and all(character in DIGITS and character != "两" for character in text):
        return "".join(str(DIGITS[character]) for character in text)
    return None


def parse_neighbours(text: str) -> tuple[Decimal, Decimal] | None:
    """两三 → 2 to 3, 七八百 → 700 to 800, 十七八 → 17 to 18: two neighbouring digits give a range."""
    match = _NEIGHBOURS.fullmatch(text)
    if not match:
        return None
    tens, low, high, scales = match.groups()
    if DIGITS[high] != DIGITS[low] + 1 and low + high != "三五":
        return None
    parsed = [parse_number((tens or "") + digit + scales) for digit in (low, high)]
    return (parsed[0], parsed[1]) if parsed[0] is not None and parsed[1] is not None else None


def _parse_decimal(match: re.Match[str]) -> Decimal | None:
    whole = parse_number(match[1])
    factor = parse_number("一" + match[3])
    if whole is None or factor is None:
        return None
    fraction = "".join(str(DIGITS[digit]) for digit in match[2])
    return (whole + Decimal(f"0.{fraction}")) * factor


class _Reading:
    """One pass over digits and scales: units below 万 gather in `section`, whole 万 and 亿 in `total`."""

    def __init__(self) -> None:
        self.total = self.section = Decimal(0)
        self.current: Decimal | None = None
        self.last_scale = 0
        self.smallest = 10_000  # the scale inside a section must fall: 三千五百, never 三百五千
        self.has_myriads = False
        self.zero = False

    def read(self, tokens: list[str]) -> Decimal | None:
        for token in tokens:
            if not self._take(token):
                return None
        return self.total + self.section + self._rest(tokens[-1])

    def _take(self, token: str) -> bool:
        if token in SCALES:
            return self._take_small(SCALES[token]) if SCALES[token] < 10_000 else self._take_large(SCALES[token])
        if self.current is not None:
            return False
        if token in "零〇" and (self.section or self.total):
            self.zero = True
            return True
        self.current = Decimal(DIGITS[token]) if token in DIGITS else Decimal(re.sub("[,，]", "", token))
        return True

    def _take_small(self, scale: int) -> bool:
        if scale >= self.smallest:
            return False
        if self.current is None and scale != 10 and (self.section or self.total):
            return False
        self.section += (Decimal(1) if self.current is None else self.current) * scale
        self.current, self.smallest, self.last_scale, self.zero = None, scale, scale, False
        return True

    def _take_large(self, scale: int) -> bool:
        part = self.section + (self.current or 0)
        if not part and self.current is None:
            if scale == SCALES["万"] and self.total:
                return False
            part = Decimal(0) if self.total else Decimal(1)
        if scale == SCALES["万"]:
            if self.has_myriads:
                return False
            self.total += part * scale
            self.has_myriads = True
        else:
            if self.total >= SCALES["亿"]:
                return False
            self.total = (self.total + part) * scale
            self.has_myriads = False
        self.section, self.current, self.smallest, self.last_scale = Decimal(0), None, 10_000, scale
        self.zero = False
        return True

    def _rest(self, last: str) -> Decimal:
        """两万五 → 25,000: a lone digit after 百, 千, 万 or 亿 counts the next lower scale."""
        if self.current is None:
            return Decimal(0)
        if last in DIGITS and not self.zero and self.last_scale >= 100:
            return self.current * self.last_scale / 10
        return self.current
