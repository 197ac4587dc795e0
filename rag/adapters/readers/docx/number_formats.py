"""A number as automatic numbering writes it: `一`, `①`, `IV`, `甲`."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
          (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
_CIRCLED = "".join(chr(code) for code in (*range(0x2460, 0x2474), *range(0x3251, 0x3260), *range(0x32B1, 0x32C0)))
_SERIES = {
    "decimalEnclosedCircle": _CIRCLED,
    "decimalEnclosedCircleChinese": _CIRCLED,
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
}
_COUNTING = {
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand",
    "koreanCounting", "koreanDigital2", "ideographLegalTraditional",
}  # fmt: skip
_DIGIT_BY_DIGIT = {"ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital", "koreanDigital"}
_LEGAL_COUNTING = {"chineseLegalSimplified", "japaneseLegal"}
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_HIGHEST = 9999


def write_number(count: int, number_format: str) -> str:
    """`count` in one of the formats of WordprocessingML; plain digits for those that Chinese documents don't use."""
    if number_format in ("none", "bullet"):
        return ""
    if not 0 < count <= _HIGHEST:
        return str(count)
    if number_format in _COUNTING:
        return _counting(count, _DIGITS, "十百千", drops_leading_one=True)
    if number_format in _LEGAL_COUNTING:
        return _counting(count, _LEGAL, "拾佰仟", drops_leading_one=False)
    if number_format in _DIGIT_BY_DIGIT:
        return "".join("〇" if digit == "0" else _DIGITS[int(digit)] for digit in str(count))
    series = _SERIES.get(number_format, "")
    return series[count - 1] if count <= len(series) else _western(count, number_format)


def _western(count: int, number_format: str) -> str:
    if number_format in ("upperRoman", "lowerRoman"):
        roman = _roman(count)
        return roman if number_format == "upperRoman" else roman.lower()
    if number_format in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (count - 1) % 26) * min((count - 1) // 26 + 1, 20)
        return letter if number_format == "upperLetter" else letter.lower()
    if number_format == "decimalZero":
        return f"{count:02d}"
    if number_format.startswith("decimalFullWidth"):
        return str(count).translate(_WIDE)
    return str(count)


def _counting(count: int, digits: str, units: str, *, drops_leading_one: bool) -> str:
    written, pending_zero = "", False
    for position, digit in enumerate(reversed(str(count))):
        if digit == "0":
            pending_zero = bool(written) and not written.startswith(digits[0])
            continue
        unit = units[position - 1] if position else ""
        gap = digits[0] if pending_zero else ""
        written = digits[int(digit)] + unit + gap + written
        pending_zero = False
    return written[1:] if drops_leading_one and 10 <= count < 20 else written


def _roman(count: int) -> str:
    written = ""
    for size, letters in _ROMAN:
        written += letters * (count // size)
        count %= size
    return written
