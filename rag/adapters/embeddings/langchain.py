"""An embedder behind LangChain's interface."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.ports import Embedder

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings


def as_langchain(embedder: Embedder) -> Embeddings:
    from langchain_core.embeddings import Embeddings

    class EmbedderAsLangChain(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            rows: list[list[float]] = embedder.embed_passages(texts).tolist()
            return rows

        def embed_query(self, text: str) -> list[float]:
            row: list[float] = embedder.embed_query(text).tolist()
            return row

    return EmbedderAsLangChain()
