"""网页文案。"""

from __future__ import annotations

from rag.entrypoints.web.words.zh import (
    chat,
    comparison,
    evaluation,
    library,
    reading,
    report,
    shell,
    signing,
    summaries,
    summary,
)

BY_MODULE: dict[str, dict[str, str]] = {
    "shell": shell.TEXTS,
    "signing": signing.TEXTS,
    "report": report.TEXTS,
    "chat": chat.TEXTS,
    "library": library.TEXTS,
    "reading": reading.TEXTS,
    "evaluation": evaluation.TEXTS,
    "summaries": summaries.TEXTS,
    "summary": summary.TEXTS,
    "comparison": comparison.TEXTS,
}
