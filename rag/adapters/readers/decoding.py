"""Bytes → text: UTF-8, UTF-16 or GB18030, decided by the bytes.

What cannot be decoded whole is refused, never garbled.
"""

from __future__ import annotations

import codecs
from functools import cache

from rag.errors import BinaryFile, DamagedText, UnknownEncoding

# Signs that no text holds: C0 controls other than tab, line ends, form feed, Ctrl-Z and escape; and DEL.
_CONTROLS = bytes(byte for byte in [*range(0x20), 0x7F] if byte not in b"\t\n\v\f\r\x1a\x1b")
# Measured on 34 reports of the development data: 0 in each. Executables and archives have above 0.05.
_CONTROL_SHARE_OF_BINARY = 0.01
# Share of the non-ASCII characters that are GB2312 (or CJK punctuation). Measured on the same reports, in pieces of
# 200 characters: right decoding ≥ 0.97; UTF-8 read as GB18030 ≤ 0.41, Big5 ≤ 0.28. (Korean cannot be told apart.)
_PLAUSIBLE_SHARE = 0.75
# Share of well-formed non-ASCII sequences from which a file counts as damaged UTF-8 rather than another encoding.
_DAMAGED_SHARE = 0.6
# A GB18030 line this long is well-formed UTF-8 by chance about once in a million (each pair fits with odds of 1 in 5).
_TELLING_BYTES = 18
_SHORT_BYTES = 200
_SAMPLE_CHARACTERS = 20_000
_BOMS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)


def decode(content: bytes) -> tuple[str, str]:
    """Text and the name of its encoding, without byte order mark and with `\\n` as the only line end.

    Raises BinaryFile, DamagedText or UnknownEncoding.
    """
    text, encoding = _decode(content)
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding


def _decode(content: bytes) -> tuple[str, str]:
    for bom, codec, label in _BOMS:
        if content.startswith(bom):
            text = _strict(content, codec, label, skip=len(bom))
            _refuse_controls(text.encode("utf-8", "surrogatepass"), label)
            return text, label
    if b"\0" in content:
        return _without_bom(content)
    _refuse_controls(content, "UTF-8")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(content, error)
    return _short_gb18030(content, text) or (text, "UTF-8")


def _short_gb18030(content: bytes, text: str) -> tuple[str, str] | None:
    """A few hanzi in GB18030 can be well-formed UTF-8 of rare letters: `水` is `ˮ`. Then the hanzi are meant."""
    if len(content) > _SHORT_BYTES or _plausible_share(text) >= _PLAUSIBLE_SHARE:
        return None
    try:
        chinese = content.decode("gb18030")
    except UnicodeDecodeError:
        return None
    return (chinese, "GB18030") if _plausible_share(chinese) >= _PLAUSIBLE_SHARE else None


def _not_utf8(content: bytes, error: UnicodeDecodeError) -> tuple[str, str]:
    if _utf8_share(content) >= _DAMAGED_SHARE:
        raise _damaged(content, "UTF-8", error.start) from error
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError as broken:
        before = content[: broken.start].decode("gb18030")
        if not before.isascii() and _plausible(before):
            raise _damaged(content, "GB18030", broken.start) from broken
        raise UnknownEncoding from broken
    if not _plausible(text):
        raise UnknownEncoding from error
    other = _first_utf8_line(content)
    if other is not None:
        raise _damaged(content, "GB18030", other) from error
    return text, "GB18030"


def _without_bom(content: bytes) -> tuple[str, str]:
    """Zero bytes without a mark: UTF-16 if it then reads as Chinese or English, else binary or damaged."""
    for codec in ("utf-16-le", "utf-16-be"):
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and _plausible(text):
            return text, "UTF-16"
    _refuse_controls(content, "UTF-8")
    raise _damaged(content, "UTF-8", content.index(b"\0"))


def _strict(content: bytes, codec: str, label: str, *, skip: int) -> str:
    try:
        return content[skip:].decode(codec)
    except UnicodeDecodeError as error:
        raise _damaged(content, label, error.start + skip) from error


def _refuse_controls(content: bytes, label: str) -> None:
    controls = len(content) - len(content.translate(None, _CONTROLS))
    if controls > _CONTROL_SHARE_OF_BINARY * len(content):
        raise BinaryFile(format="")
    if b"\0" in content and label != "UTF-8":
        raise _damaged(content, label, content.index(b"\0"))


def _damaged(content: bytes, label: str, position: int) -> DamagedText:
    return DamagedText(encoding=label, format=label, line=content.count(b"\n", 0, position) + 1, position=position)


def _utf8_share(content: bytes) -> float:
    text = content.decode("utf-8", "replace")
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    return 1 - text.count("\ufffd") / foreign if foreign else 0.0


def _first_utf8_line(content: bytes) -> int | None:
    """Where the first line stands that is surely UTF-8, in a file that is not."""
    position = 0
    for line in content.split(b"\n"):
        if len(line) >= _TELLING_BYTES and not line.isascii() and _is_telling_utf8(line):
            return position
        position += len(line) + 1
    return None


def _is_telling_utf8(line: bytes) -> bool:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return len(line) - len(text.encode("ascii", "ignore")) >= _TELLING_BYTES


def _plausible(text: str) -> bool:
    """Whether a sample from the beginning, middle and end reads as Chinese."""
    middle = len(text) // 2
    samples = (text[:_SAMPLE_CHARACTERS], text[middle : middle + _SAMPLE_CHARACTERS], text[-_SAMPLE_CHARACTERS:])
    return all(_plausible_share(sample) >= _PLAUSIBLE_SHARE for sample in samples)


def _plausible_share(sample: str) -> float:
    foreign = [character for character in sample if character > "\x7f"]
    common = _common_characters()
    return sum(character in common for character in foreign) / len(foreign) if foreign else 1.0


@cache
def _common_characters() -> frozenset[str]:
    """The characters of GB2312 in daily use: hanzi and punctuation, not its Greek, Cyrillic or kana."""
    hanzi = bytes(byte for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF) for byte in (high, low))
    signs = range(0x2010, 0x2040), range(0x2150, 0x2180), range(0x2460, 0x2500), range(0x3000, 0x3040)
    wide = range(0xFF01, 0xFF5F), range(0xFFE0, 0xFFE7), (0xA0, 0xB0, 0xB7, 0xD7, 0x2103, 0x25A1, 0x25CF)
    return frozenset(hanzi.decode("gb2312", "ignore")) | {chr(code) for part in (*signs, *wide) for code in part}
