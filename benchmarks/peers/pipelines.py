"""The pipelines compared: where each is built, and which documented set-up it is."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from benchmarks.peers.data import Entry

# Query → ids of entries, best first. An entry may come more than once, once for each of its chunks.
Search = Callable[[str], Iterable[str]]
Build = Callable[[Sequence[Entry]], Search]

OURS = "report-rag"


@dataclass(frozen=True, slots=True)
class Pipeline:
    """`function` in `benchmarks.peers.<module>` builds it."""

    name: str
    peer: str
    module: str
    function: str
    what: str

    def build(self, entries: Sequence[Entry]) -> Search:
        build: Build = getattr(importlib.import_module(f"benchmarks.peers.{self.module}"), self.function)
        return build(entries)


def _pipelines(peer: str, module: str, *rows: tuple[str, str, str]) -> list[Pipeline]:
    return [Pipeline(f"{peer} {label}", peer, module, function, what) for label, function, what in rows]


PIPELINES: tuple[Pipeline, ...] = (
    *_pipelines(
        "LangChain",
        "langchain_peer",
        ("Chroma", "vectors", "RecursiveCharacterTextSplitter, separators for Chinese, 1000/200; Chroma"),
        ("BM25, default", "bm25_default", "BM25Retriever as it is: words between spaces"),
        ("BM25, words", "bm25_words", "BM25Retriever, preprocess_func = jieba"),
        ("Ensemble", "ensemble", "EnsembleRetriever (RRF, equal weights) of BM25, words, and Chroma"),
        ("Ensemble, short chunks", "ensemble_short_chunks", "the same, chunks of 300/60 characters"),
    ),
    *_pipelines(
        "LlamaIndex",
        "llamaindex_peer",
        ("vectors", "vectors", "SentenceSplitter; VectorStoreIndex"),
        ("BM25, default", "bm25_default", "BM25Retriever as it is: English stop words and stems"),
        ("BM25, words", "bm25_words", "BM25Retriever over jieba's words, Chinese stop words"),
        ("Fusion, ranks", "fusion", "QueryFusionRetriever, reciprocal_rerank, of BM25, words, and vectors"),
        ("Fusion, scores", "fusion_scores", "QueryFusionRetriever, relative_score, of the same"),
    ),
    *_pipelines(
        "Haystack",
        "haystack_peer",
        ("vectors", "vectors", "InMemoryEmbeddingRetriever"),
        ("BM25, default", "bm25_default", "InMemoryBM25Retriever as it is: one token a character"),
        ("BM25, words", "bm25_words", "InMemoryBM25Retriever over jieba's words"),
        ("Joiner, default", "joined_default", "DocumentJoiner (RRF) of BM25, default, and vectors"),
        ("Joiner, words", "joined_words", "DocumentJoiner (RRF) of BM25, words, and vectors"),
    ),
    *_pipelines(
        "txtai",
        "txtai_peer",
        ("hybrid, default", "hybrid_default", "hybrid: one token a character; scores added, equal weights"),
        ("hybrid, pairs", "hybrid_pairs", "hybrid, tokenizer ngrams: 2"),
    ),
)


def by_name(name: str) -> Pipeline:
    return next(one for one in PIPELINES if one.name == name)
