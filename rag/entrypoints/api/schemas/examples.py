"""One of each document, of a city that does not exist. A test holds them against the models."""

from __future__ import annotations

from typing import Any

_NAME = {"id": "3f0c9a1b2d4e5f60", "title": "2024年全市人力资源和社会保障工作总结"}
_LATER = {"id": "8a7b6c5d4e3f2a10", "title": "2025年全市人力资源和社会保障工作总结"}
_PLACE = {"report": _NAME, "section": ["一、主要工作", "（一）稳就业"], "start": 120, "end": 143}
_QUOTE = "全年城镇新增就业5.3万人，同比增长6.2%。"
_CITATION = {**_PLACE, "id": 1, "quote": _QUOTE, "page": None}
_CLAIM = {"text": _QUOTE, "citations": [1], "verdict": "supported"}
_IDENTITY = {"name": "answer", "version": "1", "hash": "9c1d5e0f"}
_USAGE = {"input_tokens": 0, "output_tokens": 0}
_MOMENT = "2026-03-02T01:15:00+00:00"
_FIGURE = {
    **_PLACE,
    "indicator": "城镇新增就业",
    "text": "5.3万人",
    "value": "5.3",
    "upper": None,
    "unit": "万人",
    "qualifier": "",
    "period": "2024年",
    "masked": False,
}

ANSWER: dict[str, Any] = {
    "status": "answered",
    "answer": f"{_QUOTE}[1]",
    "language": "zh",
    "claims": [_CLAIM],
    "citations": [_CITATION],
    "dropped": [],
    "undisclosed": [],
    "conflicts": [],
    "nearest": [],
    "missing": [],
    "degraded": False,
    "notices": [],
    "rewritten": None,
    "conversation": None,
    "judged": None,
    "model": "extractive",
    "prompt": _IDENTITY,
    "usage": _USAGE,
    "timings_ms": {"retrieve": 4.1, "generate": 6.0, "verify": 1.2},
}
EVENTS = (
    'id: 1\nevent: status\ndata: {"step": "retrieve"}\n\n'
    'id: 2\nevent: sentence\ndata: {"text": "…", "citations": [1], "verdict": "supported"}\n\n'
)
REPORT: dict[str, Any] = {
    **_NAME,
    "file": "renshe-2024.docx",
    "library": "default",
    "year": 2024,
    "period": "2024年",
    "organisation": "临江市人力资源和社会保障局",
    "sections": 12,
    "chunks": 31,
    "figures": 58,
    "characters": 9120,
    "format": "docx",
    "status": "ready",
}
REPORTS = {"reports": [REPORT], "total": 1, "next": None}
REPORT_VIEW: dict[str, Any] = {
    **{name: REPORT[name] for name in ("id", "title", "file", "year", "period", "organisation")},
    "origins": {"title": {"origin": "text", "start": 0, "end": 20}},
    "text_length": 9120,
    "sections": [
        {
            "level": 1,
            "heading": "主要工作",
            "marker": "一、",
            "start": 21,
            "end": 4100,
            "children": [],
            "items": [{"marker": "一是", "text": "一是稳住就业。", "start": 40, "end": 47}],
        }
    ],
}
FIGURES = {"figures": [{**_FIGURE, "planned": False}]}
SEARCH: dict[str, Any] = {
    "query": "新增就业",
    "results": [
        {**_PLACE, "chunk": "3f0c9a1b2d4e5f60-3", "text": _QUOTE, "score": 0.8123, "reranked": False, "twins": []}
    ],
}
CONVERSATION: dict[str, Any] = {
    "id": "0123456789abcdef0123456789abcdef",
    "title": "2024年城镇新增就业多少人？",
    "library": None,
    "reports": [],
    "year": None,
    "started": _MOMENT,
    "changed": _MOMENT,
    "questions": 1,
}
CONVERSATION_VIEW = {
    **CONVERSATION,
    "turns": [{"question": CONVERSATION["title"], "asked": _MOMENT, "answer": ANSWER}],
}
SUMMARY: dict[str, Any] = {
    "title": f"{_NAME['title']}摘要",
    "style": "executive",
    "language": "zh",
    "sections": [{"title": "主要成效", "part": "results", "level": 1, "report": None, "claims": [_CLAIM]}],
    "figures": [{**_FIGURE, "change": "同比增长6.2%"}],
    "figures_title": "关键数据",
    "figures_at": 1,
    "gaps_title": "",
    "citations": [_CITATION],
    "dropped": [],
    "undisclosed": [],
    "conflicts": [],
    "failed": [],
    "notices": [],
    "degraded": False,
    "model": "extractive",
    "prompt": None,
    "template": {"name": "executive", "version": "1", "hash": "77aa01"},
    "usage": _USAGE,
    "timings_ms": {"total": 310.0},
}
_CHANGE = {"difference": "0.4", "growth": "7.5", "stated_growth": None, "agrees": None}
_TEXT = {"text": _QUOTE, "citations": [1]}
COMPARISON: dict[str, Any] = {
    "reports": [
        {**REPORT, "results_of": "2024"},
        {**REPORT, **_LATER, "file": "renshe-2025.docx", "year": 2025, "period": "2025年", "results_of": "2025"},
    ],
    "rows": [
        {
            "indicator": "城镇新增就业",
            "measure": "level",
            "planned": False,
            "unit": "万人",
            "cells": [
                {"report": _NAME, "figure": {**_FIGURE, "quote": _QUOTE}},
                {
                    "report": _LATER,
                    "figure": {
                        **_FIGURE,
                        "report": _LATER,
                        "text": "5.7万人",
                        "value": "5.7",
                        "period": "2025年",
                        "quote": "全年城镇新增就业5.7万人。",
                    },
                },
            ],
            "values": ["5.3", "5.7"],
            **_CHANGE,
            "changes": [{"before": _NAME["id"], "after": _LATER["id"], **_CHANGE}],
        }
    ],
    "new": [],
    "gone": [],
    "repeated": [_TEXT],
    "repeated_share": 0.12,
    "problems": [{"earlier": _TEXT, "later": None}],
    "plans": [{"earlier": _TEXT, "later": _TEXT, "met": True}],
    "citations": [_CITATION],
    "failed": [],
    "timings_ms": {"total": 210.0},
}
LISTED_JOB: dict[str, Any] = {
    "id": "5b0c7d1e9f2a3b4c",
    "kind": "ingest",
    "state": "running",
    "title": "renshe-2024.docx",
    "library": "default",
    "request": {},
    "progress": {"step": "read", "done": 0, "total": 1, "item": ""},
    "files": [
        {"file": "renshe-2024.docx", "status": "waiting", "id": None, "title": None, "error": None, "code": None}
    ],
    "error": None,
    "attempts": 1,
    "created": _MOMENT,
    "started": _MOMENT,
    "finished": None,
}
JOB = {**LISTED_JOB, "result": None}
JOBS = {"jobs": [LISTED_JOB], "next": None}
FEEDBACK: dict[str, Any] = {
    "question": CONVERSATION["title"],
    "answer": ANSWER["answer"],
    "helpful": True,
    "comment": "出处准确。",
    "conversation": CONVERSATION["id"],
}
PROBLEM: dict[str, Any] = {
    "type": "about:blank",
    "title": "Unprocessable Entity",
    "status": 422,
    "code": "invalid_request",
    "detail": "请求有误：question: 缺少这一项",
    "instance": "6f1d2c3b4a596877",
    "errors": [{"field": "question", "message": "缺少这一项"}],
}
CHAT_COMPLETION: dict[str, Any] = {
    "id": "chatcmpl-0123456789ab",
    "object": "chat.completion",
    "created": 1772413200,
    "model": "rag",
    "choices": [
        {"index": 0, "message": {"role": "assistant", "content": ANSWER["answer"]}, "finish_reason": "stop"},
    ],
    "usage": {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0},
    "rag": ANSWER,
}
