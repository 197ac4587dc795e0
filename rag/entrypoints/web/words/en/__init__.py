"""Words of the pages."""

from __future__ import annotations

from rag.entrypoints.web.words.en import chat, comparison, report, shell, summaries, summary

BY_MODULE: dict[str, dict[str, str]] = {
    "shell": shell.TEXTS,
    "report": report.TEXTS,
    "chat": chat.TEXTS,
    "summaries": summaries.TEXTS,
    "summary": summary.TEXTS,
    "comparison": comparison.TEXTS,
}
