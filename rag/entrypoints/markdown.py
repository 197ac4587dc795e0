"""A summary as Markdown: sections, cited sentences, key figures, the places quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag import messages
from rag.domain import Citation, Claim, Figure, Place, Summary

# What would start markup inside a sentence; `*` above all: a masked figure `*万人` must not turn into emphasis.
_SPECIAL = re.compile(r"([\\`*_\[\]<>|])")


def of_summary(summary: Summary, *, language: str) -> str:
    """`language`: of the fixed headings."""
    return "\n".join(_lines(summary, language)).rstrip() + "\n"


def _lines(summary: Summary, language: str) -> Iterator[str]:
    yield f"# {plain(summary.title)}"
    for section in summary.sections:
        yield f"\n## {plain(section.title)}\n"
        yield from (_claim(one) for one in section.claims)
    if summary.figures:
        yield f"\n## {messages.text('summary_figures', language)}\n"
        yield from _figures(summary, language)
    for conflict in summary.conflicts:
        words = {"indicator": plain(conflict.indicator), "period": plain(conflict.period)}
        marks = "".join(f"[{number}]" for number in conflict.citations)
        yield "\n> " + messages.text("note_conflict", language, citations=marks, **words)
    if summary.citations:
        yield f"\n## {messages.text('summary_citations', language)}\n"
        yield from (_citation(one) for one in summary.citations)


def plain(text: str) -> str:
    """`text` on one line, nothing in it read as markup."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _claim(claim: Claim) -> str:
    marks = "".join(f"[{number}]" for number in claim.citations)
    return f"- {plain(claim.text)}{marks}"


def _figures(summary: Summary, language: str) -> Iterator[str]:
    columns = ("column_indicator", "column_text", "column_period", "column_place")
    yield "| " + " | ".join(messages.text(one, language) for one in columns) + " |"
    yield "| --- " * len(columns) + "|"
    for one in summary.figures:
        yield _figure(one.place, one.figure, language)


def _qualified(figure: Figure) -> str:
    """`增长5.6%`: without its qualifier a change reads like a level."""
    if "…" in figure.qualifier:
        return figure.qualifier.replace("…", figure.text, 1)
    if figure.qualifier in ("以上", "以下", "以内", "左右"):
        return figure.text + figure.qualifier
    return figure.text if figure.qualifier in figure.text else figure.qualifier + figure.text


def _figure(place: Place, figure: Figure, language: str) -> str:
    masked = f" ({messages.text('undisclosed', language)})" if figure.masked else ""
    path = " › ".join([place.report_title, *place.section])
    return (
        f"| {plain(figure.indicator)} | {plain(_qualified(figure))}{masked} | {plain(figure.period)} | {plain(path)} |"
    )


def _citation(citation: Citation) -> str:
    path = " › ".join([citation.place.report_title, *citation.place.section])
    return f"{citation.id}. {plain(path)}：“{plain(citation.quote)}”"
