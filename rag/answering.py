"""Question → cited answer or refusal: understand, retrieve, write, contradict. Only what is verified leaves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag import messages as texts
from rag.admission import Admission
from rag.cancelling import Cancellation
from rag.claims import DraftClaim
from rag.contradicting import contradictions
from rag.domain import (
    Answer,
    AnswerStatus,
    Citation,
    Claim,
    Conflict,
    Exchange,
    Passage,
    Place,
    ReportFilter,
    Step,
)
from rag.drafts import AnswerStream, Draft, answer_of
from rag.errors import EmptyLibrary
from rag.evidence import Evidence, EvidenceSet, gather
from rag.generation import Generation
from rag.ports import Ledger
from rag.prompts import load_prompt
from rag.questions import Kind, Question, check_question, understand
from rag.retrieval import Retriever
from rag.writing import Assignment, Writing

_PASSAGES = 12
_NEAREST = 3
_MAX_ANSWER_CHARACTERS = 300
_MAX_LIST_CHARACTERS = 600


@dataclass(frozen=True, slots=True)
class Limits:
    question_characters: int = 2_000


@dataclass(frozen=True, slots=True)
class _Request:
    where: ReportFilter
    language: str
    cancellation: Cancellation


class Answering:
    """Answers questions over a ledger with the `builtin` model, or with a language `model` where there is one."""

    def __init__(
        self,
        *,
        retriever: Retriever,
        ledger: Ledger,
        builtin: Generation,
        model: Generation | None = None,
        limits: Limits = Limits(),
    ) -> None:
        self._retriever = retriever
        self._ledger = ledger
        self._writing = Writing(builtin=builtin, model=model)
        self._limits = limits

    def ask(
        self,
        question: str,
        *,
        where: ReportFilter = ReportFilter(),
        language: str = "zh",
        history: Sequence[Exchange] = (),
    ) -> Answer:
        """An answer whose every claim has been verified, or a refusal that says what is missing. Raises as `stream`."""
        return answer_of(self.stream(question, where=where, language=language, history=history))

    def stream(
        self,
        question: str,
        *,
        where: ReportFilter = ReportFilter(),
        language: str = "zh",
        history: Sequence[Exchange] = (),
        cancellation: Cancellation | None = None,
    ) -> AnswerStream:
        """The steps, each claim after its citations as soon as it is verified, and last the whole answer.

        Raises, before the first event, EmptyQuestion, QuestionTooLong and EmptyLibrary (nothing passes `where`).
        Whoever stops taking events closes the iterator, from another thread through `cancellation`: the model is then
        told to stop, and no answer follows.
        """
        check_question(question, limit=self._limits.question_characters)
        if not self._ledger.report_ids(where):
            raise EmptyLibrary
        return self._events(question, _Request(where, language, cancellation or Cancellation()))

    def _events(self, question: str, request: _Request) -> AnswerStream:
        draft = Draft(model=self._writing.name)
        yield Step("understand")
        asked = understand(question)
        yield Step("retrieve")
        with draft.timed("retrieve"):
            passages = self._retriever.search(asked.text, k=_PASSAGES, where=request.where)
            evidence = gather(asked, passages, self._ledger)
        yield Step("generate")
        yield from self._written(asked, evidence, request, draft)
        if request.cancellation.is_cancelled:
            return
        yield Step("verify")
        with draft.timed("verify"):
            more = list(self._contradicting(asked, evidence, draft))
        yield from more
        yield (
            draft.answered(request.language)
            if draft.claims
            else self._refused(asked, draft, passages, evidence=evidence, request=request)
        )

    def _written(
        self, asked: Question, evidence: EvidenceSet, request: _Request, draft: Draft
    ) -> Iterator[Citation | Claim]:
        prompt = load_prompt("answer", request.language)
        draft.prompt = prompt.identity
        assignment = Assignment(
            question=asked.text,
            messages=prompt.render(evidence=evidence.render(), question=asked.text),
            evidence=evidence,
            limit=_MAX_LIST_CHARACTERS if asked.kind is Kind.LIST or asked.aspect else _MAX_ANSWER_CHARACTERS,
            language=request.language,
            cancellation=request.cancellation,
        )
        yield from self._writing.write(assignment, draft)

    def _contradicting(self, asked: Question, evidence: EvidenceSet, draft: Draft) -> Iterator[Citation | Claim]:
        """Every value that the evidence gives for a figure of the answer is shown, each with its place."""
        if asked.kind is not Kind.FIGURE or not draft.claims:
            return
        admission = Admission(evidence, draft, limit=_MAX_LIST_CHARACTERS)
        cited = [citation.place for citation in draft.citations]
        for found in contradictions(cited, evidence, self._ledger):
            for one, clause in found.places:
                if not any(_holds(citation, one) for citation in draft.citations):
                    yield from admission.admit(DraftClaim(clause, (one.handle,)))
            shown = [
                citation.id for citation in draft.citations if any(_holds(citation, one) for one, _ in found.places)
            ]
            if len(shown) > 1:
                conflict = found.conflict
                draft.conflicts.append(Conflict(conflict.indicator, conflict.period, conflict.unit, tuple(shown)))

    def _refused(
        self, asked: Question, draft: Draft, passages: Sequence[Passage], *, evidence: EvidenceSet, request: _Request
    ) -> Answer:
        years = {str(report.year) for report in self._ledger.reports(request.where) if report.year}
        years.update(year for year in asked.years for one in evidence.sentences if f"{year}年" in one.mentions)
        nearest: dict[tuple[str, tuple[str, ...]], Place] = {}
        for passage in passages:
            place = Place(passage.report_id, passage.report_title, passage.chunk.path, passage.chunk.span)
            nearest.setdefault((passage.report_id, passage.chunk.path), place)
        missing = tuple(f"{year}年" for year in asked.years if year not in years)
        key = "refusal_missing" if missing else "refusal"
        return replace(
            draft.answered(request.language),
            status=AnswerStatus.REFUSED,
            text=texts.text(key, request.language, missing="、".join(missing)),
            citations=(),
            nearest=tuple(nearest.values())[:_NEAREST],
            missing=missing,
        )


def _holds(citation: Citation, one: Evidence) -> bool:
    return citation.place.report_id == one.report_id and one.span.contains(citation.place.span)
