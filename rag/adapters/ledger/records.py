"""Values ↔ rows. Trees and lists that are only ever read whole are compact JSON."""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from dataclasses import asdict, fields
from decimal import Decimal
from functools import lru_cache
from typing import Any, overload

import numpy as np
from sqlalchemy import Row

from rag.domain import (
    Chunk,
    Fact,
    Figure,
    Item,
    Mark,
    MarkKind,
    Origin,
    ParsedReport,
    Report,
    ReportFacts,
    ReportStatus,
    Section,
    Sentence,
    Span,
)
from rag.ports import EmbeddingRecipe, StagedReport, Vectors

Values = dict[str, object]

_NUMBERS_A_SENTENCE = 5
# A question looks at some thirty sentences of a report, at each of them five times: 0.3 KB each.
_SENTENCES_KEPT = 100


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# --- reports


def report_values(report: Report) -> Values:
    return {
        "id": report.id,
        "library": report.library,
        "file": report.file,
        "status": ReportStatus.STAGED.value,
        "format": report.format,
        "year": report.year,
        "facts": _json({name: _fact(getattr(report.facts, name)) for name in ReportFacts.__slots__}),
        "characters": report.characters,
        "sections": report.sections,
        "chunks": report.chunks,
        "figures": report.figures,
    }


def report_of(row: Row[Any]) -> Report:
    facts = {name: _fact_of(value) for name, value in json.loads(row.facts).items()}
    return Report(
        id=row.id,
        file=row.file,
        library=row.library,
        facts=ReportFacts(**facts),
        characters=row.characters,
        sections=row.sections,
        chunks=row.chunks,
        figures=row.figures,
        status=ReportStatus(row.status),
        format=row.format,
    )


@lru_cache(maxsize=4096)  # every search asks for those of some fifty chunks
def title_of(facts: str) -> str:
    title: str = json.loads(facts)["title"][0]
    return title


def _fact(fact: Fact | None) -> list[object] | None:
    if fact is None:
        return None
    place = [fact.span.start, fact.span.end] if fact.span else []
    return [fact.value, fact.origin.value, *place]


def _fact_of(value: list[Any] | None) -> Any:
    if value is None:
        return None
    return Fact(value[0], Origin(value[1]), Span(*value[2:]) if value[2:] else None)


# --- contents


def content_values(staged: StagedReport) -> Values:
    parsed = staged.parsed
    return {
        "report_id": staged.report.id,
        "text": parsed.text,
        "outline": _json([_section(one) for one in parsed.sections]),
        "sentences": _json(
            [
                number
                for one in parsed.sentences
                for number in (
                    one.span.start,
                    one.span.end,
                    one.section,
                    -1 if one.item is None else one.item,
                    int(one.is_heading),
                )
            ]
        ),
        "pages": _json([[one.level, one.span.start, one.span.end] for one in staged.pages]),
    }


def parsed_of(row: Row[Any]) -> ParsedReport:
    sentences = StoredSentences(array("q", json.loads(row.sentences)))
    return ParsedReport(row.text, tuple(_section_of(one) for one in json.loads(row.outline)), sentences)


class StoredSentences(Sequence[Sentence]):
    """Sentences as numbers, each made when it is looked at: a question looks at a tenth of a report's."""

    def __init__(self, numbers: array[int]) -> None:
        self._numbers = numbers
        self._made: dict[int, Sentence] = {}

    def __len__(self) -> int:
        return len(self._numbers) // _NUMBERS_A_SENTENCE

    @overload
    def __getitem__(self, index: int) -> Sentence: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Sentence]: ...
    def __getitem__(self, index: int | slice) -> Sentence | Sequence[Sentence]:
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(len(self)))]
        made = self._made.get(index)
        if made is None:
            made = self._sentence(range(len(self))[index] * _NUMBERS_A_SENTENCE)
            if len(self._made) >= _SENTENCES_KEPT:
                self._made.clear()
            self._made[index] = made
        return made

    def _sentence(self, place: int) -> Sentence:
        start, end, section, item, is_heading = self._numbers[place : place + _NUMBERS_A_SENTENCE]
        return Sentence(Span(start, end), section, None if item < 0 else item, bool(is_heading))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    def __hash__(self) -> int:
        return hash(tuple(self._numbers))


def pages_of(pages: str) -> list[Mark]:
    return [Mark(MarkKind.PAGE, Span(start, end), level) for level, start, end in json.loads(pages)]


def _section(section: Section) -> list[object]:
    return [
        section.level,
        section.marker,
        section.heading,
        [section.heading_span.start, section.heading_span.end, section.span.start, section.span.end],
        [[one.marker, one.span.start, one.span.end] for one in section.items],
        [_section(one) for one in section.children],
    ]


def _section_of(value: list[Any]) -> Section:
    level, marker, heading, (heading_start, heading_end, start, end), items, children = value
    return Section(
        level=level,
        marker=marker,
        heading=heading,
        heading_span=Span(heading_start, heading_end),
        span=Span(start, end),
        items=tuple(Item(marker, Span(start, end)) for marker, start, end in items),
        children=tuple(_section_of(one) for one in children),
    )


# --- chunks, figures, vectors


def chunk_values(report_id: str, chunk: Chunk) -> Values:
    return {
        "id": chunk.id,
        "report_id": report_id,
        "ordinal": chunk.ordinal,
        "section": chunk.section,
        "path": _json(chunk.path),
        "span_start": chunk.span.start,
        "span_end": chunk.span.end,
        "tokens": chunk.tokens,
    }


def chunk_of(row: Row[Any], text: str) -> Chunk:
    """`text`: the report's."""
    span = Span(row.span_start, row.span_end)
    return Chunk(row.id, row.ordinal, row.section, tuple(json.loads(row.path)), span, span.of(text), row.tokens)


def figure_values(report_id: str, ordinal: int, figure: Figure) -> Values:
    return {
        "report_id": report_id,
        "ordinal": ordinal,
        "indicator": figure.indicator,
        "text": figure.text,
        "value": None if figure.value is None else str(figure.value),
        "upper": None if figure.upper is None else str(figure.upper),
        "unit": figure.unit,
        "qualifier": figure.qualifier,
        "period": figure.period,
        "masked": figure.masked,
        "span_start": figure.span.start,
        "span_end": figure.span.end,
    }


def figure_of(row: Row[Any]) -> Figure:
    return Figure(
        indicator=row.indicator,
        text=row.text,
        value=None if row.value is None else Decimal(row.value),
        upper=None if row.upper is None else Decimal(row.upper),
        unit=row.unit,
        qualifier=row.qualifier,
        period=row.period,
        masked=bool(row.masked),
        span=Span(row.span_start, row.span_end),
    )


def vector_values(report_id: str, embedding: str, vectors: Vectors) -> Values:
    return {
        "report_id": report_id,
        "embedding": embedding,
        "rows": len(vectors),
        "dimensions": vectors.shape[1],
        "data": np.ascontiguousarray(vectors, dtype="<f4").tobytes(),
    }


def recipe_value(recipe: EmbeddingRecipe) -> str:
    return _json(asdict(recipe))


def recipe_of(value: str) -> EmbeddingRecipe | None:
    """What an older version did not know of has its default; nobody can follow a recipe of a newer one."""
    chosen = json.loads(value)
    return EmbeddingRecipe(**chosen) if chosen.keys() <= {one.name for one in fields(EmbeddingRecipe)} else None


def vectors_of(row: Row[Any]) -> Vectors:
    return np.frombuffer(row.data, dtype="<f4").reshape(row.rows, row.dimensions)
