"""The LangChain face: retrieval as a `BaseRetriever`, the whole of answering as a `Runnable`."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda
from pydantic import ConfigDict

from rag.answering import Answering
from rag.domain import Answer, Passage, ReportFilter
from rag.retrieval import Retriever


class ReportRetriever(BaseRetriever):
    """Passages as LangChain documents; `metadata` holds report, section path, span and score."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    retriever: Retriever
    k: int = 10
    where: ReportFilter = ReportFilter()

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 (LangChain's signature)
        **kwargs: Any,  # noqa: ARG002
    ) -> list[Document]:
        return [_document(passage) for passage in self.retriever.search(query, k=self.k, where=self.where)]


def _document(passage: Passage) -> Document:
    chunk = passage.chunk
    return Document(
        id=chunk.id,
        page_content=chunk.text,
        metadata={
            "report": passage.report_id,
            "title": passage.report_title,
            "section": list(chunk.path),
            "start": chunk.span.start,
            "end": chunk.span.end,
            "score": passage.score,
            "reranked": passage.reranked,
        },
    )


def answer_chain(answering: Answering, *, language: str = "zh") -> Runnable[str, Answer]:
    """Question in, verified `Answer` out: `chain.invoke("…")`, `chain.batch([…])`, or a step of a longer chain."""

    def ask(question: str) -> Answer:
        return answering.ask(question, language=language)

    chain: Runnable[str, Answer] = RunnableLambda(ask)
    return chain.with_config(run_name="report_rag")
