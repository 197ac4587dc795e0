"""Defects in how reports are read, parsed and chunked: with these they have to be taken in anew."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from benchmarks.defects.defect import Change, Defect
from rag.domain import Chunk, ParsedReport, Span
from rag.evaluation.stages import Stage

_LOST = frozenset({Stage.NOT_RETRIEVED, Stage.NOT_IN_CONTEXT, Stage.MISREAD})
_MISREAD = frozenset({Stage.MISREAD})


def _without(style: str) -> Change:
    def change(find_marker: Any) -> Any:
        def found(*arguments: Any) -> Any:
            marker = find_marker(*arguments)
            return None if marker is not None and marker.style == style else marker

        return found

    return change


def _cut_short(chunk_report: Any) -> Any:
    """Each chunk without its last sentence."""

    def chunks(*arguments: Any, **named: Any) -> list[Chunk]:
        return [_shifted(one, arguments[0]) for one in chunk_report(*arguments, **named)]

    return chunks


def _shifted(chunk: Chunk, parsed: ParsedReport) -> Chunk:
    """A boundary that is off by one, where there are several."""
    inside = parsed.sentences_in(chunk.span)
    if len(inside) < 2:
        return chunk
    span = Span(chunk.span.start, parsed.sentences[inside[-2]].span.end)
    return replace(chunk, span=span, text=span.of(parsed.text))


def _as_latin(decode: Any) -> Any:
    def decoded(content: bytes) -> tuple[str, str]:
        text, encoding = decode(content)
        return (content.decode("latin-1"), "latin-1") if encoding.lower().startswith("gb") else (text, encoding)

    return decoded


def _without_tables(row_text: Any) -> Any:
    return lambda cells: row_text(cells[:1])


READING = (
    Defect(
        "first-headings",
        "the headings 一、 are not recognised",
        {"rag.parsing.candidates.find_marker": _without("一、")},
        _MISREAD,
        reads=True,
    ),
    Defect(
        "second-headings",
        "the headings （一） are not recognised",
        {"rag.parsing.candidates.find_marker": _without("（一）")},
        _MISREAD | _LOST,
        reads=True,
    ),
    Defect(
        "chapter-headings",
        "the headings 第一章 are not recognised",
        {"rag.parsing.candidates.find_marker": _without("章")},
        _MISREAD | _LOST,
        reads=True,
    ),
    Defect(
        "chunks-cut-short",
        "the end of a chunk is off by one sentence",
        {"rag.preparing.chunk_report": _cut_short},
        _LOST,
        reads=True,
    ),
    Defect(
        "wrong-encoding",
        "GB18030 is read as Latin-1",
        {"rag.adapters.readers.decode": _as_latin},
        _MISREAD | {Stage.ERRORED},
        reads=True,
    ),
    Defect(
        "tables-cut",
        "of each row of a table only the first cell is read",
        {f"rag.adapters.readers.{one}.row_text": _without_tables for one in ("docx", "html", "markdown")},
        _MISREAD | _LOST,
        reads=True,
    ),
    Defect(
        "sentences-merged",
        "sentences do not end at 。",
        {"rag.parsing.sentences._END": lambda _: re.compile(r"[！？!?]+|\n")},
        _LOST | {Stage.CITED_WRONGLY, Stage.USED_WRONGLY},
        reads=True,
    ),
)
