"""How well each search finds the right passage, alone and added up, on the three sets of development data.

    python -m benchmarks.retrieval [--queries 400]

Corpus entries go in as reports of one section with their title, cut into chunks as ingestion cuts them; an entry counts
once, by its best chunk. Real index, real embedding; no tuning to a set: one choice of weights for all three.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rag import retrieval
from rag.adapters.embeddings import BuiltinEmbedder
from rag.adapters.keywords import TantivyFamily
from rag.adapters.tokens import count_tokens
from rag.chunking import MAX_TOKENS, chunk_report, embedding_text, report_of_chunk
from rag.domain import ParsedReport, Section, Sentence, Span
from rag.parsing import sentence_spans
from rag.ports import KeywordField, StoredChunk
from rag.retrieval import fuse
from rag.terms import keyword_document, terms

DATA = Path(__file__).parents[2] / "shared" / "data" / "retrieval"
SETS = ("gov_sections", "news_questions", "wiki_questions")
DEPTH = 100

MIXES: Mapping[str, Mapping[str, float]] = {
    "words": {"words": 1.0},
    "pairs": {"pairs": 1.0},
    "vectors": {"vectors": 1.0},
    "words + pairs": {"words": 1.0, "pairs": 1.0},
    "1 : 1 : 0.3": {"words": 1.0, "pairs": 1.0, "vectors": 0.3},
    "1 : 1 : 0.7": {"words": 1.0, "pairs": 1.0, "vectors": 0.7},
    "1 : 1 : 1": {"words": 1.0, "pairs": 1.0, "vectors": 1.0},
    "1 : 1 : 1.5": {"words": 1.0, "pairs": 1.0, "vectors": 1.5},
}

Ranking = list[tuple[str, float]]


@dataclass(frozen=True)
class Data:
    """A set in BEIR layout."""

    corpus: list[dict[str, str]]
    queries: list[dict[str, str]]
    relevant: dict[str, set[str]]

    @classmethod
    def read(cls, name: str, queries: int) -> Data:
        corpus = _lines(DATA / name / "corpus.jsonl")
        relevant: dict[str, set[str]] = {}
        for line in (DATA / name / "qrels" / "test.tsv").read_text(encoding="utf-8").splitlines()[1:]:
            query, entry, score = line.split("\t")
            if int(score) > 0:
                relevant.setdefault(query, set()).add(entry)
        asked = [one for one in _lines(DATA / name / "queries.jsonl") if one["_id"] in relevant]
        return cls(corpus, asked[:: max(1, len(asked) // queries)], relevant)


def _lines(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def cut(corpus: Sequence[dict[str, str]], max_tokens: int) -> list[StoredChunk]:
    chunks: list[StoredChunk] = []
    for number, entry in enumerate(corpus):
        text = entry["text"]
        whole = Span(0, len(text))
        sentences = tuple(Sentence(span, 0) for span in sentence_spans(text))
        parsed = ParsedReport(text, (Section(1, "", "", Span(0, 0), whole),), sentences)
        cut_up = chunk_report(parsed, report_id=str(number), count_tokens=count_tokens, max_tokens=max_tokens)
        chunks.extend(StoredChunk(str(number), entry["title"], chunk) for chunk in cut_up)
    return chunks


def searches(data: Data, max_tokens: int) -> list[dict[str, Ranking]]:
    """For each query the hits of each search, chunk by chunk."""
    chunks, embedder = cut(data.corpus, max_tokens), BuiltinEmbedder()
    ids = [one.chunk.id for one in chunks]
    matrix = embedder.embed_passages([embedding_text(one.report_title, one.chunk) for one in chunks])
    with tempfile.TemporaryDirectory() as folder:
        family = TantivyFamily(Path(folder))
        keywords = family.open(1)
        keywords.add([keyword_document(one) for one in chunks])
        keywords.commit()
        found = []
        for query in data.queries:
            hits: dict[str, Ranking] = {
                by.value: keywords.search(terms(query["text"], by), DEPTH, by=by) for by in KeywordField
            }
            scores = matrix @ embedder.embed_query(query["text"])
            best = np.argsort(-scores, kind="stable")[:DEPTH]
            hits["vectors"] = [(ids[place], float(scores[place])) for place in best]
            found.append(hits)
        family.close()
    return found


def by_entry(ranking: Ranking, corpus: Sequence[dict[str, str]]) -> list[str]:
    return list(dict.fromkeys(corpus[int(report_of_chunk(one))]["_id"] for one, _ in ranking))


def scores(rankings: Sequence[list[str]], data: Data) -> tuple[float, float, float]:
    """MRR@10, recall@10, nDCG@10, averaged over the queries."""
    rank, recall, gain = [], [], []
    for query, ranking in zip(data.queries, rankings, strict=True):
        relevant = data.relevant[query["_id"]]
        found = [one in relevant for one in ranking[:10]]
        ideal = sum(1 / np.log2(place + 2) for place in range(min(10, len(relevant))))
        rank.append(1 / (found.index(True) + 1) if True in found else 0.0)
        recall.append(sum(found) / len(relevant))
        gain.append(sum(1 / np.log2(place + 2) for place, one in enumerate(found) if one) / ideal)
    return float(np.mean(rank)), float(np.mean(recall)), float(np.mean(gain))


def measure(name: str, queries: int, max_tokens: int) -> None:
    data = Data.read(name, queries)
    found = searches(data, max_tokens)
    print(f"{name}: {len(data.corpus)} entries, {len(data.queries)} queries, chunks of at most {max_tokens} tokens")
    for label, weights in MIXES.items():
        rankings = [by_entry(fuse({key: hits[key] for key in weights}, weights), data.corpus) for hits in found]
        rank, recall, gain = scores(rankings, data)
        mark = " ← in use" if dict(weights) == dict(retrieval.WEIGHTS) else ""
        print(f"  {label:14} MRR@10 {rank:.3f}  recall@10 {recall:.3f}  nDCG@10 {gain:.3f}{mark}", flush=True)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--queries", type=int, default=400)
    arguments.add_argument("--max-tokens", type=int, nargs="*", default=[MAX_TOKENS])
    given = arguments.parse_args()
    if not DATA.exists():
        print(f"no {DATA}: nothing measured", file=sys.stderr)
        return 0
    for name in SETS:
        for max_tokens in given.max_tokens:
            measure(name, given.queries, max_tokens)
    return 0


if __name__ == "__main__":
    sys.exit(main())
