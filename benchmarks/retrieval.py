"""What each part of retrieval is worth, on the three sets of development data.

    python -m benchmarks.retrieval [--set gov_sections] [--queries 400] [--variant NAME]

Everything goes through `rag.evaluation.retrieval`, as `rag eval retrieval` does it: corpus entries as reports, searches
by the service, metrics of the first ten. Each set is taken in once; the variants switch parts of the ranking off (all
candidates are still found, the best of each search among them). `gov_sections, no prefix` is that set without
`<year><region>：` before its queries. Numbers go to benchmarks/results/retrieval.json.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch

import numpy as np

from rag import retrieval
from rag.evaluation import beir
from rag.evaluation.beir import Qrels, read_corpus, read_qrels, read_queries
from rag.evaluation.retrieval import judged_of, measure, rank, take_in
from rag.evaluation.scratch import scratch_service
from rag.fusion import Scores, Weights, weights_of
from rag.queries import Query, read_query
from rag.questions import Aim
from rag.scope import Scope
from rag.service import Service
from rag.settings import Settings

DATA = Path(__file__).parents[2] / "shared" / "data" / "retrieval"
RESULTS = Path(__file__).parent / "results" / "retrieval.json"
SETS = ("gov_sections", "news_questions", "wiki_questions")
FIRST = 10


@dataclass(frozen=True, slots=True)
class Variant:
    """What each search counts for (`vectors` None: as in use), and whether sentences and scope count at all."""

    words: float = 1.0
    pairs: float = 1.0
    vectors: float | None = None
    sentences: bool = False
    scope: bool = False

    def score(self, words: Scores, pairs: Scores, vectors: Scores, *, weights: Weights) -> Scores:
        """In place of `rag.fusion.first_scores`."""
        share = weights.vectors if self.vectors is None else self.vectors
        mixed: Scores = weights.words * (self.words * words + self.pairs * pairs) + share * vectors
        return mixed


VARIANTS: Mapping[str, Variant] = {
    "words": Variant(pairs=0, vectors=0),
    "pairs": Variant(words=0, vectors=0),
    "vectors": Variant(words=0, pairs=0, vectors=1),
    "words + pairs": Variant(vectors=0),
    "all three": Variant(),
    "all three + sentences": Variant(sentences=True),
    "all three + scope": Variant(scope=True),
    "in use": Variant(sentences=True, scope=True),
}


def _without_sentences(aim: Aim, *, rarity: float) -> Weights:
    return replace(weights_of(aim, rarity=rarity), sentences=0.0)


@contextmanager
def switched(variant: Variant) -> Iterator[None]:
    with ExitStack() as stack:
        stack.enter_context(patch.object(retrieval, "first_scores", variant.score))
        if not variant.sentences:
            stack.enter_context(patch.object(retrieval, "weights_of", _without_sentences))
        if not variant.scope:
            stack.enter_context(patch.object(retrieval, "read_query", _read_without_scope))
        yield


def _read_without_scope(text: str, _: Scope) -> Query:
    return read_query(text, Scope())


@dataclass(frozen=True, slots=True)
class Questions:
    name: str
    queries: Sequence[beir.Query]
    judged: Qrels


def questions_of(name: str, folder: Path, limit: int) -> Iterator[Questions]:
    """Every n-th judged query, so that about `limit` remain."""
    qrels = read_qrels(folder) or {}
    judged = [one for one in read_queries(folder) if one.id in qrels]
    queries = judged[:: max(1, len(judged) // limit)]
    yield Questions(name, queries, judged_of(qrels, queries))
    if name == "gov_sections":
        bare = [replace(one, text=one.text.split("：", 1)[-1]) for one in queries]
        yield Questions(f"{name}, no prefix", bare, judged_of(qrels, bare))


def measured(
    service: Service, entries: Mapping[str, Sequence[str]], asked: Questions, variant: Variant
) -> dict[str, float | None]:
    with switched(variant):
        rankings, milliseconds = rank(service, asked.queries, entries, depth=FIRST)
    return {**measure(rankings, asked.judged), "p50_ms": round(float(np.percentile(milliseconds, 50)), 1)}


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--set", choices=SETS, nargs="*", default=SETS)
    arguments.add_argument("--queries", type=int, default=400)
    arguments.add_argument("--variant", choices=VARIANTS, nargs="*", default=list(VARIANTS))
    given = arguments.parse_args()
    if not DATA.exists():
        print(f"no {DATA.name} beside the repository: nothing measured", file=sys.stderr)
        return 0
    found: dict[str, dict[str, dict[str, float | None]]] = {}
    for name in given.set:
        with scratch_service(Settings(), longest_question=0) as service:
            entries = take_in(service, read_corpus(DATA / name))
            for asked in questions_of(name, DATA / name, given.queries):
                print(f"{asked.name}: {len(entries)} reports, {len(asked.queries)} queries")
                for label in given.variant:
                    values = measured(service, entries, asked, VARIANTS[label])
                    found.setdefault(asked.name, {})[label] = values
                    print(
                        f"  {label:22}", *(f"{metric} {value or 0:.3f}" for metric, value in values.items()), flush=True
                    )
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
