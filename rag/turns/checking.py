"""Whether a question that a language model rewrote still says what was said. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.turns.asking import ASK
from rag.turns.shape import Slot, mentions
from rag.words import content_words, normalise

_HAN = re.compile("[\u3400-\u9fff]")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_CHINESE_NUMBER = re.compile("[〇零一二三四五六七八九十百千万亿]{2,}")
_QUOTED = re.compile("《([^《》]+)》|“([^“”]+)”|「([^「」]+)」")
# `GDP`, `5G`, `PM2.5`: names that Chinese reports write as they are. Some they also translate.
_SIGLUM = re.compile(r"(?<![A-Za-z0-9])(?:[A-Z][A-Z0-9&.+-]*[A-Z0-9]|\d+[A-Z])(?![A-Za-z0-9])")
_TRANSLATED = {"GDP": ("生产总值", "gdp"), "R&D": ("研发", "研究与试验发展"), "CPI": ("消费价格", "cpi")}
_ORDINARY = frozenset(("US", "UK", "OK", "AND", "NOT"))

# Longer than what was said and what it leans on, it says something else.
_LONGEST = 200
# Content words of a follow-up that were said before or now; measured on the rules' own rewritings: all of them.
_KNOWN_SHARE = 0.7


def is_faithful(line: str, text: str, known: Sequence[str]) -> bool:
    """`line`: one line, written for `text`; `known`: the questions and answers before it.

    Every figure, year, name and title of the text must be kept, and no figure or name stand in it that was not said.
    """
    if not line or "\n" in line or len(line) > max(_LONGEST, 2 * len(text)) or not is_chinese(line):
        return False
    said = "\n".join((text, *known))
    return (
        _numbers(text) <= _numbers(line) <= _numbers(said)
        and _quoted(text) <= _quoted(line) <= _quoted(said) | {""}
        and all(_keeps(one, line) for one in _sigla(text))
        and _names_nothing_new(line, said, is_translated=not is_chinese(text))
    )


def is_chinese(text: str) -> bool:
    return bool(_HAN.search(text))


def _numbers(text: str) -> set[str]:
    plain = normalise(text)
    arabic = {one.replace(",", "") for one in _NUMBER.findall(plain)}
    return arabic | set(_CHINESE_NUMBER.findall(plain))


def _quoted(text: str) -> set[str]:
    return {"".join(one) for one in _QUOTED.findall(text)}


def _sigla(text: str) -> set[str]:
    """None where everything is in capitals."""
    return set(_SIGLUM.findall(text)) - _ORDINARY if text != text.upper() or is_chinese(text) else set()


def _keeps(siglum: str, line: str) -> bool:
    plain = normalise(line)
    return normalise(siglum) in plain or any(one in plain for one in _TRANSLATED.get(siglum, ()))


def _names_nothing_new(line: str, said: str, *, is_translated: bool) -> bool:
    """A translation has words of its own; that it names another year or title was looked at before."""
    if is_translated:
        return True
    names = (one.text for one in mentions(line) if one.slot in (Slot.PLACE, Slot.OFFICE, Slot.REPORT))
    if not all(name in said for name in names):
        return False
    words = content_words(ASK.sub("，", line))
    plain = normalise(said)
    known = sum(word in plain for word in words)
    return known >= _KNOWN_SHARE * len(words)
