"""A suite read from its file, each line checked against the schema of its kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from pydantic import ValidationError

from rag.errors import DataDuplicateId, DataFieldWrong, DataFileEmpty
from rag.evaluation.jsonl import Row, read_rows
from rag.evaluation.suites.cases import AnswerCase, AnyCase, ComparisonCase, SummaryCase


class SuiteKind(StrEnum):
    ANSWERS = "answers"
    SUMMARIES = "summaries"
    COMPARISONS = "comparisons"


@dataclass(frozen=True, slots=True)
class Suite:
    """Cases of one kind. `name`: of its file. `lines`: where each case stands in it, by id."""

    name: str
    kind: SuiteKind
    cases: tuple[AnyCase, ...]
    file: Path
    lines: Mapping[str, int] = field(default_factory=dict)


def read_suite(file: Path) -> Suite:
    """Raises NoSuchPath, DataError: a field that is wrong is named with its line."""
    found: dict[str, AnyCase] = {}
    lines: dict[str, int] = {}
    for row in read_rows(file):
        case = _case(row)
        if case.id in found:
            raise DataDuplicateId(path=file, line=row.line, id=case.id)
        if found and not isinstance(case, type(next(iter(found.values())))):
            raise row.wrong("question | reports")
        found[case.id] = case
        lines[case.id] = row.line
    if not found:
        raise DataFileEmpty(path=file)
    cases = tuple(found.values())
    return Suite(file.stem, _kind_of(cases[0]), cases, file, lines)


def _case(row: Row) -> AnyCase:
    """By what its row has: a question, the rows of a comparison, or reports to summarise."""
    values = row.values
    schema: type[AnswerCase] | type[SummaryCase] | type[ComparisonCase]
    if "question" in values:
        schema = AnswerCase
    elif str(values.get("type", "")).startswith("comparison"):
        schema = ComparisonCase
    else:
        schema = SummaryCase
    try:
        return schema.model_validate_json(row.as_json())
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(one) for one in first["loc"]) or "?"
        raise DataFieldWrong(path=row.file, line=row.line, field=f"{where}: {first['msg']}") from error


def _kind_of(case: AnyCase) -> SuiteKind:
    kinds = {AnswerCase: SuiteKind.ANSWERS, SummaryCase: SuiteKind.SUMMARIES, ComparisonCase: SuiteKind.COMPARISONS}
    return kinds[type(case)]
