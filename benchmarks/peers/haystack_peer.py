"""Haystack: BM25 and vectors in memory, and both joined.

Entries go in whole. The splitter for Chinese that the documentation names (ChineseDocumentSplitter: chunks of 1,000
words) would leave them whole too, and downloads a model for its words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from haystack import Document
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore

from benchmarks.peers.data import DEPTH, Entry
from benchmarks.peers.pipelines import Search
from benchmarks.peers.words import spaced
from rag.adapters.embeddings import BuiltinEmbedder

SPACED_WORDS = r"\S+"


def vectors(entries: Sequence[Entry]) -> Search:
    retrieve = _vectors(entries)
    return lambda query: [document.id for document in retrieve(query)]


def bm25_default(entries: Sequence[Entry]) -> Search:
    """`bm25_tokenization_regex` as it is by default: "one token per character" for Chinese."""
    retrieve = _bm25_default(entries)
    return lambda query: [document.id for document in retrieve(query)]


def bm25_words(entries: Sequence[Entry]) -> Search:
    retrieve = _bm25_words(entries)
    return lambda query: [document.id for document in retrieve(query)]


def joined_default(entries: Sequence[Entry]) -> Search:
    return _joined(_bm25_default(entries), _vectors(entries))


def joined_words(entries: Sequence[Entry]) -> Search:
    return _joined(_bm25_words(entries), _vectors(entries))


def _vectors(entries: Sequence[Entry]) -> Callable[[str], list[Document]]:
    embedder = BuiltinEmbedder()
    embeddings = embedder.embed_passages([entry.titled for entry in entries]).tolist()
    store = InMemoryDocumentStore()
    store.write_documents(
        [
            Document(id=entry.id, content=entry.titled, embedding=embedding)
            for entry, embedding in zip(entries, embeddings, strict=True)
        ]
    )
    retriever = InMemoryEmbeddingRetriever(store, top_k=DEPTH)
    return lambda query: retriever.run(query_embedding=embedder.embed_query(query).tolist())["documents"]


def _bm25_default(entries: Sequence[Entry]) -> Callable[[str], list[Document]]:
    store = InMemoryDocumentStore()
    store.write_documents([Document(id=entry.id, content=entry.titled) for entry in entries])
    retriever = InMemoryBM25Retriever(store, top_k=DEPTH)
    return lambda query: retriever.run(query=query)["documents"]


def _bm25_words(entries: Sequence[Entry]) -> Callable[[str], list[Document]]:
    """The regular expression is all there is to set: words are set apart by spaces before it sees them."""
    store = InMemoryDocumentStore(bm25_tokenization_regex=SPACED_WORDS)
    store.write_documents([Document(id=entry.id, content=spaced(entry.titled)) for entry in entries])
    retriever = InMemoryBM25Retriever(store, top_k=DEPTH)
    return lambda query: retriever.run(query=spaced(query))["documents"]


def _joined(sparse: Callable[[str], list[Document]], dense: Callable[[str], list[Document]]) -> Search:
    joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion")
    return lambda query: [one.id for one in joiner.run([sparse(query), dense(query)])["documents"]]
