"""Why a question has no answer, or only half of one: what of it stands nowhere in what was found. Pure.

Only what a question names is said to be missing: its years, places, quoted names, and the persons, bodies and
indicators of `rag.named`. Any other word people may have put otherwise than the reports do. What a refusal says is
decided from the evidence alone, so that it is the same whichever model refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag import messages as texts
from rag.domain import Passage, Place, Report
from rag.evidence import Evidence, EvidenceSet
from rag.matching import credit
from rag.named import is_named_in, things_named
from rag.questions import Kind, Question
from rag.verification.context import Context, years_in
from rag.words import normalise

_NEAREST = 3
_NAMED_NEAREST = 1
_LISTED_REPORTS = 6
_MAX_MISSING_WORDS = 3
# A sentence with this share of the subject's words speaks of it.
_ABOUT = 0.75
_PLAIN_WORDS = frozenset("全市 全省 全县 全国 全区 情况 数字 数据 项目 人员 部门 单位 方面 总数 总量 报告".split())  # noqa: SIM905
# `由2022年的86.7%`, `比2023年`: the year that is compared with, not the one that a sentence is of.
_COMPARED_WITH = re.compile(r"[由从比较自](?:(?:19|20)\d\d年|上年|去年)[^，,；;。]*")


@dataclass(frozen=True, slots=True)
class Refusal:
    """`text`: for the reader; `missing`: what of the question is in no report; `nearest`: sections to look at."""

    text: str
    missing: tuple[str, ...]
    nearest: tuple[Place, ...]


def explain_refusal(
    asked: Question,
    evidence: EvidenceSet,
    passages: Sequence[Passage],
    reports: Sequence[Report],
    language: str,
) -> Refusal:
    """What to say instead of an answer. `reports`: those that were asked (all that pass the filter)."""
    nearest = _nearest(passages)
    if asked.whole and len(reports) > 1 and not evidence.sentences:
        return Refusal(_which_report(reports, language), (), nearest)
    places = tuple(place for place in asked.places if not _knows_place(place, evidence, reports))
    years = _missing_years(asked, evidence, reports)
    names = tuple(name for name in asked.names if not _stands(name, evidence))
    words = _missing_things(asked, evidence, reports) if evidence.sentences and not places and not names else ()
    told = [
        _said(language, "refusal_place", missing=places),
        _said_of_years(asked, years, language),
        _said(language, "refusal_words", missing=(*names, *words)),
    ]
    text = "".join(one for one in told if one) or texts.text("refusal", language)
    unheld = years.missing if years.told or not years.is_held else ()
    missing = tuple(dict.fromkeys([*places, *unheld, *names, *words]))
    return Refusal(text + _where_to_look(nearest, language), missing, nearest)


def missing_parts(asked: Question, cited: Sequence[Evidence]) -> tuple[str, ...]:
    """Of a question about several years those that no cited sentence is of: the half that has no answer."""
    if len(asked.years) < 2:
        return ()
    covered = {year for one in cited for year in _years_of(one)}
    return tuple(f"{year}年" for year in asked.years if year not in covered)


def partial_notice(missing: Sequence[str], language: str) -> str:
    """A line for the reader of an answer to half a question."""
    return texts.text("partly_missing", language, missing="、".join(missing))


def _which_report(reports: Sequence[Report], language: str) -> str:
    titles = "、".join(f"《{one.title}》" for one in reports[:_LISTED_REPORTS])
    return texts.text("refusal_which_report", language, count=len(reports), titles=titles)


def _nearest(passages: Sequence[Passage]) -> tuple[Place, ...]:
    found: dict[tuple[str, tuple[str, ...]], Place] = {}
    for passage in passages:
        place = Place(passage.report_id, passage.report_title, passage.chunk.path, passage.chunk.span)
        found.setdefault((passage.report_id, passage.chunk.path), place)
    return tuple(found.values())[:_NEAREST]


def _where_to_look(nearest: Sequence[Place], language: str) -> str:
    named = [f"《{place.report_title}》" + (f"“{place.section[-1]}”" if place.section else "") for place in nearest]
    shown = "、".join(dict.fromkeys(named[:_NAMED_NEAREST]))
    return texts.text("refusal_nearest", language, sections=shown) if shown else ""


def _said(language: str, key: str, *, missing: Sequence[str]) -> str:
    return texts.text(key, language, missing="、".join(f"“{one}”" for one in missing)) if missing else ""


def _said_of_years(asked: Question, years: _Years, language: str) -> str:
    named = "、".join(years.missing)
    if not years.missing or (years.is_held and not years.told):
        return ""
    if not years.told:
        return texts.text("refusal_missing", language, missing=named)
    key = "refusal_other_years" if asked.kind is Kind.FIGURE else "refusal_other_years_told"
    key = "refusal_year_not_found" if years.is_held else key
    return texts.text(key, language, known="、".join(years.told), missing=named)


@dataclass(frozen=True, slots=True)
class _Years:
    """`missing`: those asked about of which nothing is said on the subject; `told`: those of which something is;
    `is_held`: there is a report of a missing one, or that names it, so that it may say more than was found."""

    missing: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    is_held: bool = False


def _missing_years(asked: Question, evidence: EvidenceSet, reports: Sequence[Report]) -> _Years:
    if not asked.years:
        return _Years()
    about = [one for one in evidence.sentences if not one.is_heading and _is_about(asked, one)]
    told = {year for one in about for year in _years_of(one)}
    held = {str(report.year) for report in reports if report.year}
    held.update(year for report in reports for year in asked.years if year in report.title)
    spoken = " ".join(f"{one.year} {one.text} {' '.join((*one.mentions, *one.path))}" for one in evidence.sentences)
    held.update(year for year in asked.years if year in spoken)
    sought = asked.kind is Kind.FIGURE and bool(about)
    missing = [year for year in asked.years if year not in told and (sought or year not in held)]
    return _Years(
        tuple(f"{year}年" for year in missing),
        tuple(f"{year}年" for year in sorted(told)),
        is_held=any(year in held for year in missing),
    )


def _years_of(one: Evidence) -> frozenset[str]:
    """The years that a sentence names, else those of what it stands in."""
    return years_in(_COMPARED_WITH.sub("", one.text)) or Context(one.year, one.report_title, one.path).years


def _is_about(asked: Question, one: Evidence) -> bool:
    subject = [
        term
        for term in asked.terms
        if term not in asked.places and term not in _PLAIN_WORDS and not any(map(str.isdigit, term))
    ]
    text = normalise(one.text)
    return bool(subject) and sum(credit(term, text) for term in subject) >= _ABOUT * len(subject)


def _knows_place(place: str, evidence: EvidenceSet, reports: Sequence[Report]) -> bool:
    named = any(place in f"{one.title}{one.organisation or ''}" for one in reports)
    return named or any(place in one.mentions or place in one.text for one in evidence.sentences)


def _stands(name: str, evidence: EvidenceSet) -> bool:
    plain = normalise(name)
    return any(plain in normalise(one.text) for one in evidence.sentences)


def _missing_things(asked: Question, evidence: EvidenceSet, reports: Sequence[Report]) -> tuple[str, ...]:
    """The persons, bodies and indicators of the question that nothing found speaks of."""
    things = tuple(things_named(asked.text))
    if not things:  # most questions name none, and 1,000 titles are not read for them
        return ()
    titles = [f"{one.title} {one.organisation or ''}" for one in reports]
    found = [f"{one.report_title} {' '.join(one.path)} {one.text}" for one in evidence.sentences]
    told = normalise("\n".join([*titles, *found]))
    absent = (one for one in things if not is_named_in(one, told))
    return tuple(one.text for one in absent)[:_MAX_MISSING_WORDS]
