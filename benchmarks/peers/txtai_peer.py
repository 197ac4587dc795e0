"""txtai: hybrid search, sparse and dense with equal weights.

Entries go in whole, as its examples index short texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from txtai import Embeddings

from benchmarks.peers.data import DEPTH, Entry
from benchmarks.peers.pipelines import Search
from rag.adapters.embeddings import BuiltinEmbedder


def hybrid_default(entries: Sequence[Entry]) -> Search:
    """`hybrid: true`. Its tokenizer follows Unicode's word boundaries, which part Chinese into characters."""
    return _search(entries, {"hybrid": True})


def hybrid_pairs(entries: Sequence[Entry]) -> Search:
    """The Tokenizer's option `ngrams`, two characters each; what `hybrid: true` sets otherwise."""
    scoring = {"method": "bm25", "terms": True, "normalize": True, "tokenizer": {"ngrams": 2}}
    return _search(entries, {"scoring": scoring, "hybrid": True})


def _search(entries: Sequence[Entry], configuration: dict[str, Any]) -> Search:
    embedder = BuiltinEmbedder()

    def transform(texts: Sequence[str]) -> Any:
        return embedder.embed_passages(list(texts))

    # "external": vectors come from a function of one's own.
    embeddings = Embeddings({"method": "external", "transform": transform, **configuration})
    embeddings.index([(entry.id, entry.titled, None) for entry in entries])
    return lambda query: [found for found, _ in embeddings.search(query, DEPTH)]
