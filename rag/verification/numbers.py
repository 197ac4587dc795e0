"""The numbers of a claim that are no amounts: years, dates, ordinals, document numbers, numbers in names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.domain import DropReason
from rag.figures import find_figures
from rag.verification.arabic import arabic
from rag.verification.context import Context
from rag.verification.spells import without_spells
from rag.verification.text import one_form

_TOKEN = re.compile(r"第?\d+(?:\.\d+)?[年月日号]?")
TIME_WORDS = r"上半年|下半年|第?[1-4]季度|前[1-3]季度|去年|上年|前年|明年|上月|年底|年初|年末"
_TIMES = re.compile(TIME_WORDS)
_SAME_TIME = {"上年": "去年", "年末": "年底"}


def numbers_missing(claim: str, spans: Sequence[str], context: Sequence[Context] = ()) -> DropReason | None:
    """FIGURE_NOT_IN_SPAN for a number or a time of the claim that the evidence does not name."""
    known = {token for span in spans for token in _tokens(span, figures=True)}
    known |= {f"{year}年" for one in context for year in one.years}
    # 第二届 and 〔2023〕12号 of a title are names; its years are those above, its figures none of the sentence's.
    known |= {token for one in context for token in _tokens(one.words, figures=False) if token[-1] != "年"}
    claim = without_spells(claim, spans, [one.words for one in context])
    bare = {re.sub(r"[^\d.]", "", token) for token in known}
    for token in _tokens(claim, figures=False):
        # A number without 年, 月, 日 may be written with it in the evidence (2015-2020年), never one kind as the other.
        if token not in known and (
            (token[-1:] in "年月日" and token[0].isdigit() and not _in_range(token, spans))
            or re.sub(r"[^\d.]", "", token) not in bare
        ):
            return DropReason.FIGURE_NOT_IN_SPAN
    return _times_missing(claim, spans)


def _in_range(token: str, spans: Sequence[str]) -> bool:
    """2015-2020年, 7-8月, 2015、2016年: the unit stands after the last number only."""
    number, unit = token[:-1], token[-1]
    pattern = re.compile(rf"(?<!\d){re.escape(number)}(?:[-~至到—、和与]+\d+)+{unit}")
    return any(pattern.search(arabic(one_form(span))) for span in spans)


def _times_missing(claim: str, spans: Sequence[str]) -> DropReason | None:
    known = {_SAME_TIME.get(time, time) for span in spans for time in _TIMES.findall(arabic(one_form(span)))}
    if any("同比" in span for span in spans):
        known.add("去年")
    for time in _TIMES.findall(arabic(one_form(claim))):
        if _SAME_TIME.get(time, time) not in known:
            return DropReason.FIGURE_NOT_IN_SPAN
    return None


def _tokens(text: str, *, figures: bool) -> list[str]:
    """Numbers with 第 before and 年, 月, 日, 号 after them; those inside figures only where `figures`."""
    if not figures:
        parts, position = [], 0
        for figure in find_figures(text):
            parts.append(text[position : figure.span.start])
            position = figure.span.end
        text = "|".join([*parts, text[position:]])
    return _TOKEN.findall(arabic(one_form(text)))
