"""Chinese text → words, for the peers that leave that to their user."""

from __future__ import annotations

import logging

import jieba

jieba.setLogLevel(logging.WARNING)


def words(text: str) -> list[str]:
    """jieba's search mode, which its README names for search engines; lower case, punctuation left out."""
    return [word for word in jieba.cut_for_search(text.lower()) if any(map(str.isalnum, word))]


def spaced(text: str) -> str:
    """The same words in a text that tokenizers for spaced languages can read."""
    return " ".join(words(text))
