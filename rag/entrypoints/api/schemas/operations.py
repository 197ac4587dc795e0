"""Every route: its name, its words, and what it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel

from rag.entrypoints.api.schemas import answers, comparisons, examples, jobs, others, reports, summaries

EVENTS = "text/event-stream"
_FILES = {
    "text/markdown": "# …\n",
    "text/html": "<!doctype html>…",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "",
    "application/pdf": "",
}
_EVALUATED = {"text/markdown": "# …\n", "text/html": "<!doctype html>…", "application/xml": "<testsuites/>"}
_OK = HTTPStatus.OK.value
_CREATED = HTTPStatus.CREATED.value
_ACCEPTED = HTTPStatus.ACCEPTED.value
_OF_FILES = (408, 413, 415, 422, 507)


@dataclass(frozen=True, slots=True)
class Operation:
    """`gives`: the model of the JSON document, None for none; `media`: other media types that it may come in, with an
    example; `asks`: an example of the request; `problems`: statuses beyond those that its parameters imply; `also`:
    other statuses that come with a document of their own; `is_tagged`: it has an entity tag."""

    id: str
    summary: str
    gives: type[BaseModel] | None = None
    example: Any = None
    status: int = _OK
    media: Mapping[str, str] = field(default_factory=dict)
    asks: Any = None
    problems: tuple[int, ...] = ()
    also: Mapping[int, tuple[type[BaseModel], Any]] = field(default_factory=dict)
    is_tagged: bool = False


def _job(id: str, summary: str, asks: Any = None, *, problems: tuple[int, ...] = ()) -> Operation:
    """One whose work takes longer than a request."""
    return Operation(id, summary, jobs.Job, examples.JOB, status=_ACCEPTED, asks=asks, problems=(404, 409, *problems))


def _listed(id: str, summary: str) -> Operation:
    return Operation(id, summary, jobs.Jobs, examples.JOBS)


_QUESTION = {"question": "2024年城镇新增就业多少人？", "year": 2024}
_SESSION = {"keys": True, "signed_in": True, "scope": "read", "libraries": None}
_TWO_REPORTS = {"reports": ["renshe-2024", "renshe-2025"]}

OPERATIONS: Mapping[tuple[str, str], Operation] = {
    # questions
    ("POST", "/api/v1/ask"): Operation(
        "ask",
        "Ask a question; the answer cites the exact words it rests on",
        answers.Answer,
        examples.ANSWER,
        media={EVENTS: examples.EVENTS},
        asks=_QUESTION,
        problems=(404, 409),
    ),
    ("GET", "/api/v1/search"): Operation(
        "search", "Find passages", answers.Search, examples.SEARCH, problems=(404, 409)
    ),
    ("GET", "/api/v1/suggestions"): Operation(
        "suggest_questions",
        "Questions that the reports can answer",
        answers.Suggestions,
        {"questions": [_QUESTION["question"]]},
        problems=(404, 409),
    ),
    # reports
    ("GET", "/api/v1/reports"): Operation("list_reports", "List reports", reports.Reports, examples.REPORTS),
    ("POST", "/api/v1/reports"): _job("add_reports", "Put reports in", problems=_OF_FILES),
    ("GET", "/api/v1/reports/{id}"): Operation(
        "show_report",
        "A report with its outline",
        reports.ReportView,
        examples.REPORT_VIEW,
        problems=(409,),
        is_tagged=True,
    ),
    ("PUT", "/api/v1/reports/{id}"): _job(
        "replace_report", "Put another version in the place of a report", problems=_OF_FILES
    ),
    ("DELETE", "/api/v1/reports/{id}"): Operation(
        "remove_report", "Take a report out", reports.RemovedReport, {"removed": examples.REPORT}, problems=(409,)
    ),
    ("GET", "/api/v1/reports/{id}/text"): Operation(
        "read_report",
        "The text that every `start` and `end` points into",
        media={"text/plain": "2024年全市人力资源和社会保障工作总结\n一、主要工作\n"},
        problems=(409,),
        is_tagged=True,
    ),
    ("GET", "/api/v1/figures"): Operation(
        "list_figures",
        "Figures that reports state, in reading order",
        reports.Figures,
        examples.FIGURES,
        problems=(404, 409),
    ),
    ("GET", "/api/v1/libraries"): Operation(
        "list_libraries", "List libraries", reports.Libraries, {"libraries": [{"name": "default", "reports": 1}]}
    ),
    ("POST", "/api/v1/samples"): _job("add_samples", "Put the sample reports in", problems=(507,)),
    ("POST", "/api/v1/rebuild"): _job("rebuild", "Make the indexes anew from the ledger"),
    # conversations
    ("GET", "/api/v1/conversations"): Operation(
        "list_conversations",
        "List conversations, the latest first",
        answers.Conversations,
        {"conversations": [examples.CONVERSATION], "next": None},
    ),
    ("GET", "/api/v1/conversations/{id}"): Operation(
        "show_conversation",
        "A conversation with all that was said",
        answers.ConversationView,
        examples.CONVERSATION_VIEW,
    ),
    ("DELETE", "/api/v1/conversations/{id}"): Operation(
        "remove_conversation",
        "Forget a conversation",
        answers.RemovedConversation,
        {"removed": examples.CONVERSATION},
    ),
    # jobs
    ("GET", "/api/v1/jobs"): _listed("list_jobs", "List jobs, the latest first"),
    ("GET", "/api/v1/jobs/{id}"): Operation(
        "show_job", "A job, or its progress as events", jobs.Job, examples.JOB, media={EVENTS: "event: progress\n\n"}
    ),
    ("POST", "/api/v1/jobs/{id}/cancel"): Operation(
        "cancel_job", "Stop a job", jobs.Job, examples.JOB, problems=(409,)
    ),
    ("DELETE", "/api/v1/jobs/{id}"): Operation(
        "remove_job",
        "Forget a job that is over",
        jobs.RemovedJob,
        {"removed": examples.LISTED_JOB},
        problems=(409,),
    ),
    ("POST", "/api/v1/summaries"): _job("summarize", "Summarise reports", {"reports": ["renshe-2024"]}),
    ("GET", "/api/v1/summaries"): _listed("list_summaries", "List jobs that summarise"),
    ("GET", "/api/v1/summaries/{id}"): Operation(
        "show_summary", "A summary, or its file", summaries.Summary, examples.SUMMARY, media=_FILES, problems=(409,)
    ),
    ("POST", "/api/v1/comparisons"): _job("compare", "Set reports of several years beside each other", _TWO_REPORTS),
    ("GET", "/api/v1/comparisons"): _listed("list_comparisons", "List jobs that compare"),
    ("GET", "/api/v1/comparisons/{id}"): Operation(
        "show_comparison",
        "A comparison, or its file",
        comparisons.Comparison,
        examples.COMPARISON,
        media=_FILES,
        problems=(409,),
    ),
    ("POST", "/api/v1/evaluations"): _job("evaluate", "Run a suite of the evaluation", {"suite": "answers"}),
    ("GET", "/api/v1/evaluations"): _listed("list_evaluations", "List jobs that evaluate"),
    ("GET", "/api/v1/evaluations/{id}"): Operation(
        "show_evaluation",
        "What an evaluation found, or its file",
        others.Evaluation,
        {"n": 0},
        media=_EVALUATED,
        problems=(409,),
    ),
    ("GET", "/api/v1/evaluations/compare"): Operation(
        "compare_evaluations",
        "What differs between two evaluations, or its file",
        others.EvaluationComparison,
        {"suite": "answers", "n": 0, "regressed": False, "reasons": []},
        media=_EVALUATED,
        problems=(404, 409, 422),
    ),
    # sessions
    ("GET", "/api/v1/session"): Operation(
        "show_session", "Whether a key is needed, and what the caller may do", others.Session, _SESSION
    ),
    ("POST", "/api/v1/session"): Operation(
        "sign_in", "Sign a browser in: a cookie for a key", others.Session, _SESSION, asks={"key": "rag_…"}
    ),
    ("DELETE", "/api/v1/session"): Operation("sign_out", "Sign a browser out", others.Session, _SESSION),
    # feedback
    ("POST", "/api/v1/feedback"): Operation(
        "give_feedback",
        "Say whether an answer helped",
        others.FeedbackId,
        {"id": "c0ffee0123456789"},
        status=_CREATED,
        asks=examples.FEEDBACK,
        problems=(404,),
    ),
    ("GET", "/api/v1/feedback"): Operation(
        "list_feedback",
        "Read feedback, the latest first",
        others.FeedbackList,
        {
            "feedback": [{"id": "c0ffee0123456789", **examples.FEEDBACK, "given": "2026-03-02T01:15:00+00:00"}],
            "next": None,
        },
    ),
    # the system
    ("GET", "/healthz"): Operation(
        "healthz", "The process answers", others.Health, {"status": "ok", "version": "1.0.0"}
    ),
    ("GET", "/readyz"): Operation(
        "readyz",
        "Whether questions can be answered: 503 and the checks that fail where they cannot",
        others.Readiness,
        {"status": "ready", "reports": 1, "chunks": 31, "checks": [{"name": "ledger", "ok": True}]},
        also={503: (others.Readiness, {"status": "not_ready", "checks": [{"name": "disk", "ok": False}]})},
    ),
    ("GET", "/metrics"): Operation(
        "metrics", "Measurements for Prometheus", media={"text/plain": "rag_requests_total 1.0\n"}
    ),
    ("GET", "/v1/models"): Operation("list_models", "OpenAI's protocol: what can be asked"),
    ("GET", "/v1/models/{name}"): Operation("show_model", "OpenAI's protocol: one of them", problems=(404,)),
    ("POST", "/v1/chat/completions"): Operation(
        "complete_chat",
        "OpenAI's protocol: ask the last message, with those before it as its conversation",
        others.ChatCompletion,
        examples.CHAT_COMPLETION,
        media={EVENTS: 'data: {"object": "chat.completion.chunk", …}\n\ndata: [DONE]\n\n'},
        asks={"model": "rag", "messages": [{"role": "user", "content": _QUESTION["question"]}]},
        problems=(404, 409),
    ),
}

TAGS: Mapping[str, str] = {
    "questions": "Questions and searches. Every sentence of an answer points at the words it rests on.",
    "reports": "Reports, their texts and their figures.",
    "jobs": "What takes longer than a request: progress, results, cancelling.",
    "works": "Summaries, comparisons and evaluations: jobs, and what they made.",
    "session": "Browsers that sign in with a key.",
    "conversations": "Questions that lean on one another.",
    "feedback": "Whether answers helped.",
    "openai": "OpenAI's protocol, for clients that speak nothing else.",
    "health": "Whether the service is there, whether it is able, and what it counts.",
}
