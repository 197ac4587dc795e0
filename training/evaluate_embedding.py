"""Measures an embedding alone: exact cosine, MRR@10 and recall@10, over BEIR-style folders and held-out training pairs.

python -m training.evaluate_embedding --model rag/models/builtin ../shared/data/retrieval/*
python -m training.evaluate_embedding --pairs ../shared/data/train_pairs.jsonl.gz
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rag.adapters.embeddings import BuiltinEmbedder
from rag.ports import Vectors
from training.pairs import Pair, is_held_out, read_pairs

DEPTH = 10
QUERIES_AT_ONCE = 256
HELD_OUT_GROUPS = {
    "questions": ("qa_CAIL2019", "qa_DRCD", "qa_xquad", "qa_cmrc2018"),
    "news": ("title_xwlb", "lead_crud"),
    "sentences": ("ict_crud", "ict_laws", "ict_xwlb", "ict_natl"),
    "laws": ("law_section",),
    "titles": ("qt_qbqtc", "sim_simclue", "title_csl"),
}


@dataclass(frozen=True, slots=True)
class Task:
    name: str
    passages: dict[str, str]
    queries: dict[str, str]
    relevant: dict[str, set[str]]


@dataclass(frozen=True, slots=True)
class Scores:
    mrr_at_10: float
    recall_at_10: float
    hit_at_1: float


def read_task(folder: Path) -> Task:
    """`corpus.jsonl`, `queries.jsonl`, `qrels/test.tsv`. Title and text are embedded together."""
    passages = {row["_id"]: f"{row['title']}\n{row['text']}".strip() for row in _rows(folder / "corpus.jsonl")}
    queries = {row["_id"]: row["text"] for row in _rows(folder / "queries.jsonl")}
    relevant: dict[str, set[str]] = {}
    for line in (folder / "qrels" / "test.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, passage, score = line.split("\t")
        if int(score) > 0:
            relevant.setdefault(query, set()).add(passage)
    return Task(folder.name, passages, {key: queries[key] for key in relevant}, relevant)


def held_out_tasks(pairs: Sequence[Pair]) -> list[Task]:
    """The pairs that no training sees, one task a group of kinds, all over the same passages."""
    kept = [pair for pair in pairs if is_held_out(pair.passage)]
    passages = {pair.passage: pair.passage for pair in kept}
    tasks = []
    for name, kinds in HELD_OUT_GROUPS.items():
        relevant: dict[str, set[str]] = {}
        for pair in kept:
            if pair.kind in kinds:
                relevant.setdefault(pair.query, set()).add(pair.passage)
        tasks.append(Task(name, passages, {query: query for query in relevant}, relevant))
    return tasks


def _rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def rank(passages: Vectors, queries: Vectors) -> np.ndarray:
    """Positions of the best `DEPTH` passages for each query; equal scores by position."""
    best = [
        np.argsort(-(queries[start : start + QUERIES_AT_ONCE] @ passages.T), axis=1, kind="stable")[:, :DEPTH]
        for start in range(0, len(queries), QUERIES_AT_ONCE)
    ]
    return np.concatenate(best)


def score(task: Task, ranking: np.ndarray) -> Scores:
    identifiers = list(task.passages)
    reciprocal, found, first = [], [], []
    for query, positions in zip(task.queries, ranking, strict=True):
        right = [identifiers[position] in task.relevant[query] for position in positions]
        reciprocal.append(1 / (right.index(True) + 1) if any(right) else 0.0)
        found.append(sum(right) / min(len(task.relevant[query]), DEPTH))
        first.append(float(right[0]))
    return Scores(float(np.mean(reciprocal)), float(np.mean(found)), float(np.mean(first)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=None, help="a model folder (default: the shipped one)")
    parser.add_argument("--pairs", type=Path, default=None, help="the training pairs: measure the held-out ones")
    parser.add_argument("folders", type=Path, nargs="*")
    options = parser.parse_args()
    embedder = BuiltinEmbedder(options.model) if options.model else BuiltinEmbedder()
    tasks = [read_task(folder) for folder in options.folders]
    for task in tasks + (held_out_tasks(read_pairs(options.pairs)) if options.pairs else []):
        started = time.perf_counter()
        passages = embedder.embed_passages(list(task.passages.values()))
        rate = len(task.passages) / (time.perf_counter() - started)
        queries = np.stack([embedder.embed_query(text) for text in task.queries.values()])
        scores = score(task, rank(passages, queries))
        print(
            f"{task.name:16} MRR@10 {scores.mrr_at_10:.3f}  recall@10 {scores.recall_at_10:.3f}  "
            f"hit@1 {scores.hit_at_1:.3f}  {rate:,.0f} passages/s"
        )


if __name__ == "__main__":
    main()
