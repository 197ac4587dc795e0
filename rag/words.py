"""Chinese words: cut by rjieba, without those that carry no content."""

from __future__ import annotations

import re
import unicodedata

import rjieba

from rag.lexicon import STOP_WORDS, TRADE_WORDS

_TRADE = re.compile("(" + "|".join(sorted(TRADE_WORDS, key=len, reverse=True)) + ")")
_CONTENT = re.compile(r"[\u3400-\u9fffA-Za-z0-9]")


def normalise(text: str) -> str:
    """NFKC and lower case: full-width digits, letters and signs become their plain forms. Length may change."""
    return unicodedata.normalize("NFKC", text).lower()


def cut(text: str) -> list[str]:
    """All words of `text` in order, as written; words of the trade that the dictionary lacks are kept whole."""
    words: list[str] = []
    for index, part in enumerate(_TRADE.split(text)):
        words.extend([part] if index % 2 else rjieba.cut(part))
    return words


def content_words(text: str) -> list[str]:
    """The distinct words of `text` that carry content, normalised, in order."""
    words = (word.strip() for word in cut(normalise(text)))
    return list(dict.fromkeys(word for word in words if _CONTENT.search(word) and word not in STOP_WORDS))
