"""LangChain: splitter, Chroma, BM25 and both together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import uuid4

from langchain_chroma import Chroma
from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_text_splitters import RecursiveCharacterTextSplitter

from benchmarks.peers.data import DEPTH, Entry, titled
from benchmarks.peers.pipelines import Search
from benchmarks.peers.words import words
from rag.adapters.embeddings import BuiltinEmbedder, as_langchain

# "Splitting text from languages without word boundaries", docs.langchain.com, recursive_text_splitter.
SEPARATORS = ["\n\n", "\n", " ", ".", ",", "\u200b", "\uff0c", "\u3001", "\uff0e", "\u3002", ""]

# The sizes of LangChain's tutorial on retrieval.
CHUNK_CHARACTERS = 1000
OVERLAP_CHARACTERS = 200


def vectors(entries: Sequence[Entry]) -> Search:
    return _search(_chroma(_split(entries)))


def bm25_default(entries: Sequence[Entry]) -> Search:
    """What BM25Retriever does when told nothing: words are what stands between spaces."""
    return _search(_bm25(_split(entries)))


def bm25_words(entries: Sequence[Entry]) -> Search:
    return _search(_bm25(_split(entries), words))


def ensemble(entries: Sequence[Entry]) -> Search:
    return _search(_ensemble(_split(entries)))


def ensemble_short_chunks(entries: Sequence[Entry]) -> Search:
    """For the question whether the size of chunks makes the difference: about the size of ours."""
    return _search(_ensemble(_split(entries, characters=300, overlap=60)))


def _split(
    entries: Sequence[Entry], *, characters: int = CHUNK_CHARACTERS, overlap: int = OVERLAP_CHARACTERS
) -> list[Document]:
    splitter = RecursiveCharacterTextSplitter(separators=SEPARATORS, chunk_size=characters, chunk_overlap=overlap)
    return [
        Document(titled(entry.title, chunk), metadata={"entry": entry.id, "chunk": f"{entry.id}#{number}"})
        for entry in entries
        for number, chunk in enumerate(splitter.split_text(entry.text))
    ]


def _chroma(documents: list[Document]) -> BaseRetriever:
    # A name of its own: stores in memory are shared by all of a process that have the same.
    store = Chroma(collection_name=uuid4().hex, embedding_function=as_langchain(BuiltinEmbedder()))
    for start in range(0, len(documents), 5000):  # Chroma takes no more at once
        store.add_documents(documents[start : start + 5000])
    return store.as_retriever(search_kwargs={"k": DEPTH})


def _bm25(documents: list[Document], preprocess: Callable[[str], list[str]] = str.split) -> BaseRetriever:
    """With a `preprocess_func`, as the retriever's page shows it with NLTK's word_tokenize for English."""
    return BM25Retriever.from_documents(documents, preprocess_func=preprocess, k=DEPTH)


def _ensemble(documents: list[Document]) -> BaseRetriever:
    """Reciprocal rank fusion of both with equal weights, as its page shows."""
    both = [_bm25(documents, words), _chroma(documents)]
    return EnsembleRetriever(retrievers=both, weights=[0.5, 0.5], id_key="chunk")


def _search(retriever: BaseRetriever) -> Search:
    return lambda query: [document.metadata["entry"] for document in retriever.invoke(query)]
