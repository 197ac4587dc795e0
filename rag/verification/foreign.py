"""A claim in another language over Chinese evidence: its numbers can be checked exactly, its words cannot."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from rag.domain import DropReason, Verdict
from rag.figures import find_figures
from rag.figures.units import base_unit
from rag.verification.amounts import figures_missing
from rag.verification.context import Context
from rag.verification.placing import PlacedFigure, place_figures
from rag.verification.text import one_form

_HAN = re.compile(r"[\u4e00-\u9fff]")
_LETTER = re.compile(r"[A-Za-z]")
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9_.])(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s?(?P<scale>thousand|million|billion|trillion)?\s?"
    r"(?P<ratio>%|percentage points?|percent|per cent)?",
    re.IGNORECASE,
)
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_UNDISCLOSED = re.compile(
    r"\b(?:not|undisclosed|withheld|masked|redacted|un(?:published|released))\b(?:\s+(?:been\s+)?(?:disclosed|given|stated|published|revealed))?",
    re.IGNORECASE,
)
_DOWN = re.compile(r"\b(?:decreas|declin|fell|fall|drop|reduc|down|lower|cut)", re.IGNORECASE)
_UP = re.compile(r"\b(?:increas|grew|grow|rose|rise|risen|up by|higher|rais)", re.IGNORECASE)
_WORD = re.compile(r"[a-z]{4,}")
# A year that dates: what something is compared with (from 2022) does not.
_YEAR = re.compile(
    r"(?<!from )(?<!than )(?<!over )(?<!with )(?<!since )(?<!to )(?<![\d.,])(?:19|20)\d\d(?![\d,%]|\.\d)"
)
# What follows a number and says what it counts, and the units that this may be in Chinese.
_COUNTED = (
    (re.compile(r"\s*(?:yuan|rmb|cny)\b", re.IGNORECASE), frozenset({"元"})),
    (re.compile(r"\s*(?:\w+ )?(?:people|persons|workers|residents|students|graduates|jobs|teachers)\b", re.IGNORECASE),
     frozenset({"人", "人次", "个"})),
    (re.compile(r"\s*(?:\w+ )?households\b", re.IGNORECASE), frozenset({"户", "家"})),
    (re.compile(r"\s*(?:\w+ )?(?:companies|enterprises|firms|businesses)\b", re.IGNORECASE),
     frozenset({"家", "户", "个"})),
    (re.compile(r"\s*(?:days?|months?|years?|hours?|minutes?)\b", re.IGNORECASE),
     frozenset({"天", "个月", "年", "小时", "个小时", "分钟", "周", "个工作日"})),
)  # fmt: skip
# Share of an English claim's longer words that must stand in English evidence; Chinese evidence has none of them.
_WORD_SUPPORT = 0.5


def is_foreign(claim: str) -> bool:
    """Written in Latin letters, a Chinese name or two among them."""
    return len(_LETTER.findall(claim)) > 2 * len(_HAN.findall(claim))


def verify_foreign(claim: str, spans: Sequence[str], context: Sequence[Context] = ()) -> Verdict | DropReason:
    """Numbers, Chinese words quoted in the claim, and words where the evidence is in Latin letters too."""
    placed = place_figures(spans, context)
    masked = any(figure.figure.masked for figure in placed)
    undisclosed = _UNDISCLOSED.search(claim) is not None and masked
    years = frozenset(_YEAR.findall(claim))
    digits = frozenset[str]().union(*(one.years for one in context))
    digits |= {number for span in spans for number in _numbers_beside_figures(span)}
    # Units in Chinese (9.9万人) are read as in a Chinese claim.
    if any(_HAN.search(figure.unit + figure.text) for figure in find_figures(claim)):
        reason = figures_missing(claim, spans, context)
        if reason:
            return reason
    for match in _NUMBER.finditer(claim):
        if not _stands(match, claim, placed, years) and (
            match["scale"] or match["ratio"] or match["digits"].replace(",", "") not in digits
        ):
            return DropReason.MASKED_FIGURE if masked else DropReason.FIGURE_NOT_IN_SPAN
    evidence = "".join(one_form(span) for span in spans)
    if any(word not in evidence for word in re.findall(r"[\u4e00-\u9fff]+", claim)):
        return DropReason.UNSUPPORTED
    if is_foreign(evidence) and not _shares_words(claim, " ".join(spans)):
        return DropReason.UNSUPPORTED
    return Verdict.UNDISCLOSED if undisclosed else Verdict.SUPPORTED


def _numbers_beside_figures(span: str) -> list[str]:
    """Years, dates, numbers of documents: whatever counts nothing."""
    rest, position = "", 0
    for figure in find_figures(span):
        rest += span[position : figure.span.start] + "|"
        position = figure.span.end
    return re.findall(r"\d+(?:\.\d+)?", one_form(rest + span[position:]))


def _stands(match: re.Match[str], claim: str, placed: Sequence[PlacedFigure], years: frozenset[str]) -> bool:
    value = Decimal(match["digits"].replace(",", "")) * _SCALES.get((match["scale"] or "").lower(), 1)
    ratio = (match["ratio"] or "").lower()
    around = claim[max(match.start() - 60, 0) : match.end() + 20]
    for known in placed:
        unit = base_unit(known.figure.unit)[0]
        kind = "个百分点" if ratio.startswith("percentage") else "比例" if ratio else None
        if years and known.years and not years & known.years:
            continue
        if any(words.match(claim, match.end()) and unit not in units for words, units in _COUNTED):
            continue
        if (kind is not None and unit != kind) or (kind is None and unit in ("比例", "个百分点")):
            continue
        if known.figure.value is None or value not in (
            _plain(known.figure.value, known.figure.unit),
            known.figure.upper,
        ):
            continue
        if (known.direction == "up" and _DOWN.search(around) and not _UP.search(around)) or (
            known.direction == "down" and _UP.search(around) and not _DOWN.search(around)
        ):
            continue
        return True
    return False


def _plain(value: Decimal, unit: str) -> Decimal:
    """In per cent for parts of one (七成 → 70), else as it is."""
    base, factor = base_unit(unit)
    return value * factor * 100 if base == "比例" else value


def _shares_words(claim: str, evidence: str) -> bool:
    words = set(_WORD.findall(claim.lower()))
    return not words or len(words & set(_WORD.findall(evidence.lower()))) / len(words) >= _WORD_SUPPORT
