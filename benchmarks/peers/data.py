"""Sets in BEIR layout, and rankings as TREC runs. Of the entries only `_id`, `title` and `text` are read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# Rankings are this deep, as those of `rag eval retrieval`.
DEPTH = 100

_PREFIX = re.compile(r"^(?:19|20)\d{2}年[^：:]{2,12}[：:]")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a pipeline may know of a corpus entry."""

    id: str
    title: str
    text: str

    @property
    def titled(self) -> str:
        """Title and text as one, for pipelines that keep no titles."""
        return titled(self.title, self.text)


@dataclass(frozen=True, slots=True)
class Query:
    id: str
    text: str


def titled(title: str, text: str) -> str:
    return f"{title}\n{text}" if title else text


def read_entries(folder: Path) -> list[Entry]:
    return [Entry(one["_id"], one.get("title", ""), one["text"]) for one in _lines(folder / "corpus.jsonl")]


def read_queries(folder: Path) -> list[Query]:
    """Those that have a judged entry: the others cannot be scored."""
    judged = read_judgements(folder)
    return [Query(one["_id"], one["text"]) for one in _lines(folder / "queries.jsonl") if one["_id"] in judged]


def read_judgements(folder: Path) -> dict[str, dict[str, int]]:
    judged: dict[str, dict[str, int]] = {}
    for line in (folder / "qrels" / "test.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, entry, relevance = line.split("\t")
        judged.setdefault(query, {})[entry] = int(relevance)
    return judged


def write_without_prefix(source: Path, target: Path) -> None:
    """The same set, its queries without `2024年某省：` before what they ask for."""
    target.mkdir(parents=True)
    for part in ("corpus.jsonl", "qrels"):
        (target / part).symlink_to((source / part).resolve())
    with (target / "queries.jsonl").open("w", encoding="utf-8") as file:
        for one in _lines(source / "queries.jsonl"):
            one["text"] = _PREFIX.sub("", one["text"])
            file.write(json.dumps(one, ensure_ascii=False) + "\n")


def once(entry_ids: Iterable[str]) -> list[str]:
    """An entry counts once, by its best chunk."""
    return list(dict.fromkeys(entry_ids))[:DEPTH]


def write_run(file: Path, rankings: Mapping[str, Sequence[str]], name: str) -> None:
    with file.open("w", encoding="utf-8") as lines:
        for query, entries in rankings.items():
            for rank, entry in enumerate(entries, start=1):
                lines.write(f"{query} Q0 {entry} {rank} {DEPTH + 1 - rank} {name}\n")


def read_run(file: Path) -> dict[str, list[str]]:
    """Entries by rank, whatever the scores: ties in scores are no ties in the ranking."""
    ranked: dict[str, list[tuple[int, str]]] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        query, _, entry, rank, _, _ = line.split()
        ranked.setdefault(query, []).append((int(rank), entry))
    return {query: [entry for _, entry in sorted(entries)] for query, entries in ranked.items()}


def _lines(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
