"""Question → cited answer or refusal: understand, retrieve, generate, verify. Nothing unverified leaves this module."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage

from rag import messages as texts
from rag.claims import DraftClaim, is_refusal, parse_claims
from rag.contradicting import contradictions
from rag.domain import (
    Answer,
    AnswerStatus,
    Citation,
    Claim,
    Conflict,
    Dropped,
    DropReason,
    Passage,
    Place,
    PromptIdentity,
    ReportFilter,
    Span,
    Undisclosed,
    Usage,
    Verdict,
)
from rag.errors import EmptyLibrary, ModelUnavailable
from rag.evidence import Evidence, EvidenceSet, gather
from rag.ports import Ledger
from rag.prompts import load_prompt
from rag.questions import Kind, Question, check_question, understand
from rag.retrieval import Retriever
from rag.verification import verify
from rag.words import normalise

_PASSAGES = 12
_NEAREST = 3
_MAX_ANSWER_CHARACTERS = 300
_MAX_LIST_CHARACTERS = 600
# A sentence longer than this is quoted by the clauses that the claim repeats word for word, where it does.
_WHOLE_QUOTE_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class Limits:
    question_characters: int = 2_000


@dataclass(slots=True)
class _Draft:
    """What is known so far while an answer is put together."""

    claims: list[Claim] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    undisclosed: list[Undisclosed] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    timings_ms: dict[str, float] = field(default_factory=dict)
    usage: Usage = Usage()
    degraded: bool = False
    model: str = ""


class Answering:
    """Answers questions over a ledger. `fallback` answers, marked degraded, where `model` is not available."""

    def __init__(
        self,
        *,
        retriever: Retriever,
        ledger: Ledger,
        model: BaseChatModel,
        model_name: str,
        fallback: BaseChatModel | None = None,
        limits: Limits = Limits(),
    ) -> None:
        self._retriever = retriever
        self._ledger = ledger
        self._model = model
        self._model_name = model_name
        self._fallback = fallback
        self._limits = limits

    def ask(self, question: str, *, where: ReportFilter = ReportFilter(), language: str = "zh") -> Answer:
        """An answer whose every claim has been verified, or a refusal that says what is missing.

        Raises EmptyQuestion, QuestionTooLong, EmptyLibrary (nothing passes `where`), and ModelUnavailable where the
        model fails and there is no fallback.
        """
        check_question(question, limit=self._limits.question_characters)
        if not self._ledger.report_ids(where):
            raise EmptyLibrary
        asked = understand(question)
        draft = _Draft(model=self._model_name)
        with _timed(draft, "retrieve"):
            passages = self._retriever.search(asked.text, k=_PASSAGES, where=where)
            evidence = gather(asked, passages, self._ledger)
        prompt = load_prompt("answer", language)
        with _timed(draft, "generate"):
            reply = self._generate(prompt.render(evidence=evidence.render(), question=asked.text), draft)
        with _timed(draft, "verify"):
            self._verify(asked, reply, evidence, draft)
            if asked.kind is Kind.FIGURE and draft.claims:
                self._show_contradictions(evidence, draft)
        if draft.claims:
            return _answered(draft, language, prompt.identity)
        years = {str(report.year) for report in self._ledger.reports(where) if report.year}
        years.update(year for year in asked.years for one in evidence.sentences if f"{year}年" in one.mentions)
        return _refused(asked, draft, passages, years=years, language=language, prompt=prompt.identity)

    def _generate(self, messages: Sequence[BaseMessage], draft: _Draft) -> str:
        try:
            reply = self._model.invoke(list(messages))
        except ModelUnavailable:
            if self._fallback is None:
                raise
            draft.degraded, draft.model = True, "extractive"
            reply = self._fallback.invoke(list(messages))
        if isinstance(reply, AIMessage) and reply.usage_metadata:
            counted = reply.usage_metadata
            draft.usage = Usage(counted["input_tokens"], counted["output_tokens"])
        return reply.text

    def _verify(self, asked: Question, reply: str, evidence: EvidenceSet, draft: _Draft) -> None:
        if is_refusal(reply):
            return
        limit = _MAX_LIST_CHARACTERS if asked.kind is Kind.LIST or asked.aspect else _MAX_ANSWER_CHARACTERS
        for written in parse_claims(reply):
            spent = sum(len(claim.text) + 1 for claim in draft.claims)
            if draft.claims and spent + len(written.text) > limit:
                break
            _admit(written, evidence, draft)

    def _show_contradictions(self, evidence: EvidenceSet, draft: _Draft) -> None:
        """Every value that the evidence gives for a figure of the answer is shown, each with its place."""
        cited = [citation.place for citation in draft.citations]
        for found in contradictions(cited, evidence, self._ledger):
            for one, clause in found.places:
                if not any(_holds(citation, one) for citation in draft.citations):
                    _admit(DraftClaim(clause, (one.handle,)), evidence, draft)
            shown = [
                citation.id for citation in draft.citations if any(_holds(citation, one) for one, _ in found.places)
            ]
            if len(shown) > 1:
                conflict = found.conflict
                draft.conflicts.append(Conflict(conflict.indicator, conflict.period, conflict.unit, tuple(shown)))


def _holds(citation: Citation, one: Evidence) -> bool:
    return citation.place.report_id == one.report_id and one.span.contains(citation.place.span)


def _admit(written: DraftClaim, evidence: EvidenceSet, draft: _Draft) -> None:
    """Verify one claim; show it with its citations, or report it as dropped."""
    cited = [found for handle in written.handles if (found := evidence.get(handle))]
    if not written.handles:
        cited = _located(written.text, evidence)
    if not cited:
        draft.dropped.append(Dropped(written.text, DropReason.NO_CITATION))
        return
    finding = verify(written.text, [one.text for one in cited])
    if finding.verdict is None:
        draft.dropped.append(Dropped(written.text, finding.reason or DropReason.UNSUPPORTED))
        return
    numbers = tuple(dict.fromkeys(_cite(one, written.text, draft) for one in cited))
    draft.claims.append(Claim(written.text, numbers, finding.verdict))
    if finding.verdict is Verdict.UNDISCLOSED:
        draft.undisclosed.append(Undisclosed(_masked_words(written.text, cited[0]), numbers[0]))


def _located(text: str, evidence: EvidenceSet) -> list[Evidence]:
    """A claim that names no handle stands by itself only where one sentence of the evidence has it word for word."""
    wanted = _squeezed(text)
    holding = [one for one in evidence.sentences if wanted and wanted in _squeezed(one.text)]
    return holding if len(holding) == 1 else []


def _squeezed(text: str) -> str:
    return "".join(normalise(text).split()).rstrip("。.;；")


def _cite(one: Evidence, claim: str, draft: _Draft) -> int:
    """The number of the citation of `one`, added where it is new."""
    span = _quoted_span(one, claim)
    for citation in draft.citations:
        if citation.place.report_id == one.report_id and citation.place.span == span:
            return citation.id
    place = Place(one.report_id, one.report_title, one.path, span)
    quote = one.text[span.start - one.span.start : span.end - one.span.start]
    draft.citations.append(Citation(len(draft.citations) + 1, place, quote))
    return len(draft.citations)


def _quoted_span(one: Evidence, claim: str) -> Span:
    at = one.text.find(claim) if len(one.text) > _WHOLE_QUOTE_CHARACTERS else -1
    return one.span if at < 0 else Span(one.span.start + at, one.span.start + at + len(claim))


def _masked_words(claim: str, cited: Evidence) -> str:
    """The words around the mask as they stand in the report."""
    inner = claim[claim.find("“") + 1 : claim.rfind("”")] if "“" in claim and "”" in claim else ""
    return inner if inner and inner in cited.text else cited.text


@contextmanager
def _timed(draft: _Draft, step: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    draft.timings_ms[step] = round((time.perf_counter() - start) * 1000, 1)


def _answered(draft: _Draft, language: str, prompt: PromptIdentity) -> Answer:
    return Answer(
        status=AnswerStatus.ANSWERED,
        text=answer_text(draft.claims),
        language=language,
        claims=tuple(draft.claims),
        citations=tuple(draft.citations),
        dropped=tuple(draft.dropped),
        undisclosed=tuple(draft.undisclosed),
        conflicts=tuple(draft.conflicts),
        degraded=draft.degraded,
        model=draft.model,
        prompt=prompt,
        usage=draft.usage,
        timings_ms=draft.timings_ms,
    )


def answer_text(claims: Sequence[Claim]) -> str:
    """The claims with their citation numbers: one a line where there are several."""
    marked = (claim.text + "".join(f"[{number}]" for number in claim.citations) for claim in claims)
    return "\n".join(marked)


def _refused(
    asked: Question,
    draft: _Draft,
    passages: Sequence[Passage],
    *,
    years: set[str],
    language: str,
    prompt: PromptIdentity,
) -> Answer:
    nearest: dict[tuple[str, tuple[str, ...]], Place] = {}
    for passage in passages:
        place = Place(passage.report_id, passage.report_title, passage.chunk.path, passage.chunk.span)
        nearest.setdefault((passage.report_id, passage.chunk.path), place)
    missing = tuple(f"{year}年" for year in asked.years if year not in years)
    key = "refusal_missing" if missing else "refusal"
    return replace(
        _answered(draft, language, prompt),
        status=AnswerStatus.REFUSED,
        text=texts.text(key, language, missing="、".join(missing)),
        citations=(),
        nearest=tuple(nearest.values())[:_NEAREST],
        missing=missing,
    )
