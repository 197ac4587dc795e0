"""The JSON documents of the contracts, made from domain values: the same for the command line and for HTTP."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from rag.domain import (
    Answer,
    AnswerEvent,
    Citation,
    Claim,
    Conflict,
    Conversation,
    Dropped,
    Fact,
    FailedReport,
    Feedback,
    Figure,
    Item,
    KeyFigure,
    Passage,
    Place,
    PromptIdentity,
    Report,
    ReportFacts,
    SecondOpinion,
    Section,
    Span,
    Step,
    Summary,
    SummarySection,
    Undisclosed,
    Usage,
)
from rag.service import Check, ConversationView, IngestResult, PlacedFigure, ReportView

Document = dict[str, Any]


def of_ingestion(results: Iterable[IngestResult], *, language: str) -> Document:
    return {"reports": [_ingested(one, language) for one in results]}


def _ingested(result: IngestResult, language: str) -> Document:
    error = result.error
    return {
        "file": result.file,
        "id": result.id,
        "title": result.title,
        "status": result.status,
        "error": error.in_language(language) if error else None,
        "code": error.key if error else None,
    }


def of_reports(reports: Iterable[Report]) -> Document:
    return {"reports": [of_report(one) for one in reports]}


def of_report(report: Report) -> Document:
    return {
        "id": report.id,
        "title": report.title,
        "file": report.file,
        "library": report.library,
        "year": report.year,
        "period": report.facts.period.value if report.facts.period else None,
        "organisation": report.organisation,
        "sections": report.sections,
        "chunks": report.chunks,
        "figures": report.figures,
        "characters": report.characters,
        "format": report.format,
        "status": report.status.value,
    }


def of_view(view: ReportView, *, with_text: bool) -> Document:
    report = view.report
    return {
        "id": report.id,
        "title": report.title,
        "file": report.file,
        "year": report.year,
        "period": report.facts.period.value if report.facts.period else None,
        "organisation": report.organisation,
        "origins": _origins(report.facts),
        "text_length": len(view.text),
        **({"text": view.text} if with_text else {}),
        "sections": [_section(one, view.text) for one in view.sections],
    }


def _origins(facts: ReportFacts) -> Document:
    found = {"title": facts.title, "year": facts.year, "period": facts.period, "organisation": facts.organisation}
    return {name: _origin(fact) for name, fact in found.items() if fact}


def _origin(fact: Fact) -> Document:
    place = {"start": fact.span.start, "end": fact.span.end} if fact.span else {"start": None, "end": None}
    return {"origin": fact.origin.value, **place}


def _section(section: Section, text: str) -> Document:
    return {
        "level": section.level,
        "heading": section.heading,
        "marker": section.marker,
        "start": section.span.start,
        "end": section.span.end,
        "children": [_section(one, text) for one in section.children],
        "items": [_item(one, text) for one in section.items],
    }


def _item(item: Item, text: str) -> Document:
    return {"marker": item.marker, "text": item.span.of(text), "start": item.span.start, "end": item.span.end}


def of_search(query: str, passages: Sequence[Passage]) -> Document:
    return {"query": query, "results": [_passage(one) for one in passages]}


def _passage(passage: Passage) -> Document:
    return {
        **_chunk(passage),
        "text": passage.chunk.text,
        "score": round(passage.score, 6),
        "reranked": passage.reranked,
        "twins": [_chunk(one) for one in passage.twins],
    }


def _chunk(passage: Passage) -> Document:
    chunk = passage.chunk
    return {
        "report": {"id": passage.report_id, "title": passage.report_title},
        "section": list(chunk.path),
        "chunk": chunk.id,
        **_bounds(chunk.span),
    }


def of_answer(answer: Answer) -> Document:
    prompt = answer.prompt
    return {
        "status": answer.status.value,
        "answer": answer.text,
        "language": answer.language,
        "claims": [_claim(one) for one in answer.claims],
        "citations": [of_citation(one) for one in answer.citations],
        "dropped": [_dropped(one) for one in answer.dropped],
        "undisclosed": [_undisclosed(one) for one in answer.undisclosed],
        "conflicts": [_conflict(one) for one in answer.conflicts],
        "nearest": [of_place(one) for one in answer.nearest],
        "missing": list(answer.missing),
        "degraded": answer.degraded,
        "notices": list(answer.notices),
        "rewritten": answer.rewritten or None,
        "conversation": answer.conversation or None,
        "judged": _judged(answer.judged) if answer.judged else None,
        "model": answer.model,
        "prompt": _identity(prompt) if prompt else None,
        "usage": _usage(answer.usage),
        "timings_ms": of_timings(answer.timings_ms),
    }


def _judged(opinion: SecondOpinion) -> Document:
    claims = [{"claim": one.claim, "entailed": one.entailed} for one in opinion.claims]
    return {"model": opinion.model, "claims": claims}


def of_event(event: AnswerEvent) -> tuple[str, Document]:
    """Name and data of an event of an answer on its way."""
    if isinstance(event, Step):
        return "status", {"step": event.name}
    if isinstance(event, Citation):
        return "citation", of_citation(event)
    if isinstance(event, Claim):
        return "sentence", _claim(event)
    return "done", of_answer(event)


def of_conversations(conversations: Iterable[Conversation]) -> Document:
    return {"conversations": [of_conversation(one) for one in conversations]}


def of_conversation(conversation: Conversation) -> Document:
    where = conversation.where
    return {
        "id": conversation.id,
        "title": conversation.title,
        "library": where.library,
        "reports": list(where.report_ids),
        "year": where.year,
        "started": conversation.started.isoformat(timespec="seconds"),
        "changed": conversation.changed.isoformat(timespec="seconds"),
        "questions": conversation.turns,
    }


def of_conversation_view(view: ConversationView) -> Document:
    """Each answer as it was shown, as of `of_answer`."""
    turns = [
        {"question": one.question, "asked": one.asked.isoformat(timespec="seconds"), "answer": of_answer(one.answer)}
        for one in view.turns
    ]
    return {**of_conversation(view.conversation), "turns": turns}


def of_feedback(feedback: Feedback) -> Document:
    return {
        "id": feedback.id,
        "question": feedback.question,
        "answer": feedback.answer,
        "helpful": feedback.helpful,
        "comment": feedback.comment,
        "conversation": feedback.conversation,
        "given": feedback.given.isoformat(timespec="seconds"),
    }


def of_summary(summary: Summary) -> Document:
    return {
        "title": summary.title,
        "style": summary.style,
        "language": summary.language,
        "sections": [_summary_section(one) for one in summary.sections],
        "figures": [_key_figure(one) for one in summary.figures],
        "figures_title": summary.figures_title,
        "figures_at": summary.figures_at,
        "gaps_title": summary.gaps_title,
        "citations": [of_citation(one) for one in summary.citations],
        "dropped": [_dropped(one) for one in summary.dropped],
        "undisclosed": [_undisclosed(one) for one in summary.undisclosed],
        "conflicts": [_conflict(one) for one in summary.conflicts],
        "failed": [_failed(one, summary.language) for one in summary.failed],
        "notices": list(summary.notices),
        "degraded": summary.degraded,
        "model": summary.model,
        "prompt": _identity(summary.prompt) if summary.prompt else None,
        "template": _identity(summary.template) if summary.template else None,
        "usage": _usage(summary.usage),
        "timings_ms": of_timings(summary.timings_ms),
    }


def _summary_section(section: SummarySection) -> Document:
    return {
        "title": section.title,
        "part": section.part.value,
        "level": section.level,
        "report": section.report_id,
        "claims": [_claim(one) for one in section.claims],
    }


def _failed(one: FailedReport, language: str) -> Document:
    error = {"code": one.error.key, "message": one.error.in_language(language)}
    return {"report": {"id": one.report_id, "title": one.title}, "error": error}


def _key_figure(one: KeyFigure) -> Document:
    return {**of_figure(one.place, one.figure), "change": as_written(one.change) if one.change else None}


def of_figures(figures: Iterable[PlacedFigure]) -> Document:
    return {"figures": [of_placed_figure(one) for one in figures]}


def of_placed_figure(one: PlacedFigure) -> Document:
    return {**of_figure(one.place, one.figure), "planned": one.planned}


def of_figure(place: Place, figure: Figure) -> Document:
    return {
        "indicator": figure.indicator,
        "text": figure.text,
        "value": plain_number(figure.value),
        "upper": plain_number(figure.upper),
        "unit": figure.unit,
        "qualifier": figure.qualifier,
        "period": figure.period,
        "masked": figure.masked,
        "report": {"id": place.report_id, "title": place.report_title},
        "section": list(place.section),
        **_bounds(figure.span),
    }


def of_checks(checks: Iterable[Check], *, language: str) -> Document:
    listed = [_check(one, language) for one in checks]
    return {"ok": all(one["ok"] for one in listed), "checks": listed}


def _check(check: Check, language: str) -> Document:
    values = {name: one if isinstance(one, int | None) else str(one) for name, one in check.values.items()}
    return {"name": check.name, "ok": check.ok, "detail": check.in_language(language), "values": values}


_AFTER_FIGURE = frozenset(
    [*("以上", "以下", "以内", "之内", "左右", "上下", "余", "多", "不等"), *("及以上", "及以下", "及以内", "+", "＋")]
)


def as_written(figure: Figure) -> str:
    """A figure with its qualifier: `增长2.3％`, `达到90%以上`; what the text holds already is not said twice."""
    before, _, after = figure.qualifier.partition("…")
    if not after and before in _AFTER_FIGURE:
        before, after = "", before
    text = figure.text if before in figure.text else before + figure.text
    return text if after in text else text + after


def plain_number(value: Decimal | None) -> str | None:
    """A decimal as people write it: no exponent, no trailing zeros."""
    if value is None:
        return None
    digits = format(value, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _claim(claim: Claim) -> Document:
    return {"text": claim.text, "citations": list(claim.citations), "verdict": claim.verdict.value}


def of_citation(citation: Citation) -> Document:
    return {"id": citation.id, **of_place(citation.place), "quote": citation.quote, "page": citation.page}


def of_place(place: Place) -> Document:
    return {
        "report": {"id": place.report_id, "title": place.report_title},
        "section": list(place.section),
        **_bounds(place.span),
    }


def _bounds(span: Span) -> Document:
    return {"start": span.start, "end": span.end}


def _dropped(dropped: Dropped) -> Document:
    return {"text": dropped.text, "reason": dropped.reason.value}


def _undisclosed(undisclosed: Undisclosed) -> Document:
    return {"text": undisclosed.text, "citation": undisclosed.citation}


def _conflict(conflict: Conflict) -> Document:
    return {
        "indicator": conflict.indicator,
        "period": conflict.period,
        "unit": conflict.unit,
        "citations": list(conflict.citations),
    }


def _identity(prompt: PromptIdentity) -> Document:
    return {"name": prompt.name, "version": prompt.version, "hash": prompt.hash}


def _usage(usage: Usage) -> Document:
    return {"input_tokens": usage.input_tokens, "output_tokens": usage.output_tokens}


def of_timings(timings: dict[str, float]) -> Document:
    return {name: round(value, 1) for name, value in timings.items()}
