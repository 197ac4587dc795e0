"""A folder in BEIR layout: `corpus.jsonl`, `queries.jsonl` and, where somebody has judged, `qrels/*.tsv`.

Of the corpus `_id`, `title` and `text` are read, of the queries `_id` and `text`, and nothing else of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rag.errors import DataDuplicateId, DataFileEmpty, DataLineWrong, NoSuchPath
from rag.evaluation.jsonl import Row, read_lines, read_rows

_QRELS = "qrels"
_PREFERRED = "test.tsv"
_HEADER_STARTS = ("query-id", "query_id", "qid")

Qrels = Mapping[str, Mapping[str, int]]
"""Query → corpus entry → how relevant it is; 0 is not."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What can be found."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    id: str
    text: str


def read_corpus(folder: Path) -> list[Entry]:
    """Raises NoSuchPath, DataError."""
    rows = _with_ids(folder, "corpus.jsonl")
    return [Entry(identifier, row.text("title", default=""), row.text("text", default="")) for identifier, row in rows]


def read_queries(folder: Path) -> list[Query]:
    """Raises NoSuchPath, DataError."""
    return [Query(identifier, row.text("text")) for identifier, row in _with_ids(folder, "queries.jsonl")]


def _with_ids(folder: Path, name: str) -> Iterator[tuple[str, Row]]:
    if not folder.is_dir():
        raise NoSuchPath(path=folder)
    seen: set[str] = set()
    for row in read_rows(folder / name):
        identifier = row.identifier("_id")
        if identifier in seen:
            raise DataDuplicateId(path=row.file, line=row.line, id=identifier)
        seen.add(identifier)
        yield identifier, row
    if not seen:
        raise DataFileEmpty(path=folder / name)


def read_qrels(folder: Path) -> Qrels | None:
    """Those of `qrels/test.tsv`, or of the only file there; None where there are none. Raises DataLineWrong."""
    files = sorted((folder / _QRELS).glob("*.tsv"))
    preferred = [one for one in files if one.name == _PREFERRED] or files
    if len(preferred) != 1:
        return None
    found: dict[str, dict[str, int]] = {}
    for number, line in read_lines(preferred[0]):
        fields = line.decode("utf-8", "replace").split("\t")
        if number == 1 and fields[0].lower() in _HEADER_STARTS:
            continue
        query, entry, relevance = _judgement(fields, preferred[0], number)
        found.setdefault(query, {})[entry] = relevance
    return found


def _judgement(fields: list[str], file: Path, line: int) -> tuple[str, str, int]:
    """`query, entry, relevance`, or as TREC has it `query, 0, entry, relevance`."""
    if len(fields) not in (3, 4):
        raise DataLineWrong(path=file, line=line, expected="query-id ⇥ corpus-id ⇥ score")
    try:
        return fields[0], fields[-2], int(fields[-1])
    except ValueError as error:
        raise DataLineWrong(path=file, line=line, expected="query-id ⇥ corpus-id ⇥ score") from error
