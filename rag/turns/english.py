"""English questions that need no translation: nothing but years and names that Chinese reports write the same. Pure."""

from __future__ import annotations

import re

_YEAR = re.compile(r"(?<![\d.])(?:19|20)\d{2}(?![\d.])")
# `GDP`, `5G`, `PM2.5`, `R&D`: capitals and digits. An ordinary word in capitals (`WHAT`) is among the plain words.
_SIGLUM = re.compile(r"[A-Z][A-Z0-9&]*(?:\.\d+)?[A-Z0-9]*|\d+[A-Z]")
_WORD = re.compile(r"[^\s,;:?!()'\"]+")
# What can be left out without changing what is asked. Words that change it (per, growth, rate, more) are not here.
_PLAIN = frozenset(
    ("what", "what's", "which", "was", "is", "the", "of", "in", "for", "year", "about", "tell", "me", "please")
)


def by_figures_and_names(question: str) -> str:
    """`GDP in 2023?` → `2023年GDP是多少？`; "" where any other word decides what is asked."""
    names: list[str] = []
    years: list[str] = []
    for word in (one.rstrip(".") for one in _WORD.findall(question)):
        if _YEAR.fullmatch(word):
            years.append(word)
        elif word.lower() in _PLAIN:
            continue
        elif _SIGLUM.fullmatch(word) and len(word) > 1:
            names.append(word)
        else:
            return ""
    is_shouted = question.isupper() and len(_WORD.findall(question)) > len(names) + len(years)
    if len(names) != 1 or len(years) > 1 or is_shouted:
        return ""
    return f"{years[0]}年{names[0]}是多少？" if years else f"{names[0]}是多少？"
