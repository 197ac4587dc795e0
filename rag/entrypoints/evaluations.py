"""The JSON documents of evaluations."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from rag import __version__
from rag.entrypoints import documents
from rag.entrypoints.documents import Document
from rag.evaluation import running, suites
from rag.evaluation.answers import AnswersResult, CaseResult, evaluate_answers
from rag.evaluation.retrieval import RetrievalResult
from rag.evaluation.running import EXTRACTIVE, Mode, RunOptions
from rag.evaluation.runs import of_run
from rag.evaluation.sample_suite import SampleResult, is_over_samples, read_suite, run_over_samples, shares
from rag.evaluation.suites import suite_file
from rag.settings import Settings

_ID_BYTES = 8


def run_suite(name: str, settings: Settings, *, on_progress: Callable[[int, int], None]) -> Document:
    """A suite that ships with the product, by its name. Raises NoSuchPath and what the service raises.

    Beside a service: the questions are asked in processes of their own, so that this one keeps its network.
    """
    if not _is_of_the_old_form(suite_file(name)):
        mode = Mode.STUB if settings.model == EXTRACTIVE else Mode.LIVE
        options = RunOptions(mode=mode, jobs=1, isolated=True)
        return of_run(
            running.run_suite(suites.read_suite(suite_file(name)), settings, options, on_progress=on_progress)
        )
    cases = read_suite(suite_file(name))
    if not is_over_samples(cases):
        return {"suite": name, **of_answers(evaluate_answers(suite_file(name), settings, on_progress=on_progress))}
    results = run_over_samples(cases, settings, on_progress=on_progress)
    passed = sum(one.passed for one in results)
    return {
        "run": secrets.token_hex(_ID_BYTES),
        "suite": name,
        "n": len(results),
        "passed": passed,
        "failed": len(results) - passed,
        "metrics": shares(results),
        "cases": [_sample_case(one) for one in results],
        "manifest": {"version": __version__, "model": settings.model, "embedding": settings.embedding},
    }


def _is_of_the_old_form(file: Path) -> bool:
    return any("expect" in one for one in read_suite(file)[:1])


def _sample_case(one: SampleResult) -> Document:
    return {
        "id": one.case["id"],
        "kind": one.case["kind"],
        "question": one.case["question"],
        "passed": one.passed,
        "status": one.answer.status.value,
        "answer": one.answer.text,
        "scores": {},
        "stage": None,
    }


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
