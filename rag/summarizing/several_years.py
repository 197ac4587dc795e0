"""Paragraphs that sum up several years: where they begin, and what only sounds like one. Pure."""

from __future__ import annotations

import re

# `2025年是“十四五”收官之年` speaks of one year.
ONE_YEAR = re.compile(r"20\d\d年[是，,]|20\d\d年.{0,6}(?:收官|关键|开局)之年")
OPENING = 60  # characters of a paragraph that say which years it is about
_PARAGRAPH_REACH = 3_000  # bounds the work on a text of one line


def paragraph_start(text: str, at: int) -> int:
    return text.rfind("\n", max(0, at - _PARAGRAPH_REACH), at) + 1
