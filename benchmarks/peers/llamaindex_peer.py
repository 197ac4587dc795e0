"""LlamaIndex: vector index, BM25 and their fusion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import bm25s
from llama_index.core import Document, VectorStoreIndex
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.llms import MockLLM
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.schema import BaseNode, MetadataMode, NodeWithScore, QueryBundle
from llama_index.core.vector_stores.utils import node_to_metadata_dict
from llama_index.retrievers.bm25 import BM25Retriever
from pydantic import PrivateAttr

from benchmarks.peers.data import DEPTH, Entry
from benchmarks.peers.pipelines import Search
from benchmarks.peers.words import spaced
from rag.adapters.embeddings import BuiltinEmbedder

# Words that jieba has set apart, one character long ones too, which the default pattern drops.
SPACED_WORDS = r"(?u)\b\w+\b"


class SameEmbedding(BaseEmbedding):
    """Ours, by the documented way for custom embeddings."""

    _embedder: BuiltinEmbedder = PrivateAttr(default_factory=BuiltinEmbedder)

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._embedder.embed_query(query).tolist()

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._embedder.embed_passages(texts).tolist()


class SegmentedBM25Retriever(BM25Retriever):
    """BM25 over jieba's words.

    The retriever has no tokenizer to set any more (`tokenizer` is deprecated and without effect); the project's issues
    tell Chinese users to segment the text before it. `existing_bm25` is the parameter for an index made outside.
    """

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return super()._retrieve(QueryBundle(spaced(query_bundle.query_str)))


def vectors(entries: Sequence[Entry]) -> Search:
    return _search(_vectors(_split(entries)))


def bm25_default(entries: Sequence[Entry]) -> Search:
    """What the retriever does when told nothing: words between spaces or punctuation, English stop words and stems."""
    return _search(BM25Retriever.from_defaults(nodes=_split(entries), similarity_top_k=DEPTH))


def bm25_words(entries: Sequence[Entry]) -> Search:
    return _search(_bm25(_split(entries)))


def fusion(entries: Sequence[Entry]) -> Search:
    return _search(_fused(_split(entries), "reciprocal_rerank"))


def fusion_scores(entries: Sequence[Entry]) -> Search:
    return _search(_fused(_split(entries), "relative_score"))


def _split(entries: Sequence[Entry]) -> list[BaseNode]:
    """The default splitter, whose pattern knows Chinese punctuation. Metadata is embedded and indexed with the text."""
    documents = [
        Document(text=entry.text, id_=entry.id, metadata={"title": entry.title} if entry.title else {})
        for entry in entries
    ]
    return SentenceSplitter().get_nodes_from_documents(documents)


def _vectors(nodes: list[BaseNode]) -> BaseRetriever:
    index = VectorStoreIndex(nodes, embed_model=SameEmbedding(embed_batch_size=512))
    return index.as_retriever(similarity_top_k=DEPTH)


def _bm25(nodes: list[BaseNode]) -> BaseRetriever:
    corpus: list[dict[str, Any]] = [node_to_metadata_dict(node) | {"node_id": node.node_id} for node in nodes]
    texts = [spaced(node.get_content(metadata_mode=MetadataMode.EMBED)) for node in nodes]
    index = bm25s.BM25(corpus=corpus)
    index.index(
        bm25s.tokenize(texts, token_pattern=SPACED_WORDS, stopwords="zh", show_progress=False), show_progress=False
    )
    return SegmentedBM25Retriever(
        existing_bm25=index, similarity_top_k=DEPTH, skip_stemming=True, token_pattern=SPACED_WORDS
    )


def _fused(nodes: list[BaseNode], mode: str) -> BaseRetriever:
    """As its pages "Reciprocal Rerank Fusion" and "Relative Score Fusion" show; `num_queries=1`: no model rewrites."""
    return QueryFusionRetriever(
        [_vectors(nodes), _bm25(nodes)],
        llm=MockLLM(),  # never asked; without one the constructor looks for OpenAI's
        mode=mode,
        similarity_top_k=DEPTH,
        num_queries=1,
        use_async=False,
    )


def _search(retriever: BaseRetriever) -> Search:
    return lambda query: [found.node.ref_doc_id or "" for found in retriever.retrieve(query)]
