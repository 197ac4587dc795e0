"""The JSON documents of evaluations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from rag.entrypoints import documents
from rag.entrypoints.documents import Document
from rag.evaluation import running, suites
from rag.evaluation.answers import AnswersResult, CaseResult
from rag.evaluation.retrieval import RetrievalResult
from rag.evaluation.running import EXTRACTIVE, Mode, RunOptions
from rag.evaluation.runs import of_run
from rag.evaluation.suites import suite_file
from rag.settings import Settings

_ID_BYTES = 8


def run_suite(name: str, settings: Settings, *, on_progress: Callable[[int, int], None]) -> Document:
    """A suite that ships with the product, by its name. Raises NoSuchPath and what the service raises.

    Beside a service: the questions are asked in processes of their own, so that this one keeps its network.
    """
    mode = Mode.STUB if settings.model == EXTRACTIVE else Mode.LIVE
    options = RunOptions(mode=mode, jobs=1, isolated=True)
    suite = suites.read_suite(suite_file(name))
    return of_run(running.run_suite(suite, settings, options, on_progress=on_progress))


def of_retrieval(result: RetrievalResult) -> Document:
    return {
        "n_corpus": result.n_corpus,
        "n_queries": len(result.rankings),
        "n_judged": result.n_judged,
        "metrics": dict(result.metrics),
        "index_seconds": result.index_seconds,
        "query_ms": {"p50": result.percentile(50), "p95": result.percentile(95)},
    }


def of_answers(result: AnswersResult) -> Document:
    return {"n": len(result.results), **result.metrics, "results": [_case(one) for one in result.results]}


def _case(one: CaseResult) -> Document:
    answer = documents.of_answer(one.answer)
    return {
        "id": one.case.id,
        **{name: answer[name] for name in ("status", "answer", "claims")},
        "citations": [asdict(place) for place in one.places],
        "undisclosed": answer["undisclosed"],
        "scores": asdict(one.scores),
    }
