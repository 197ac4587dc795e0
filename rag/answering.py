"""A turn → cited answers or a refusal, as they come to be. Only what is verified leaves.

read the turn ─> chat: answered without claims
      └─> for each of its questions: understand ─> retrieve ─> evidence ─> write (rag.writing) ─> contradictions
                └─> one answer: claims of all, citations numbered through; what has no answer is named
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

from rag.cancelling import Cancellation
from rag.composing import name_missing, show_contradictions, talk, whole
from rag.domain import Answer, Citation, Claim, Exchange, Located, Passage, Report, ReportFilter, Step, Trace
from rag.drafts import AnswerStream, Draft, answer_of
from rag.errors import EmptyLibrary
from rag.evidence import EvidenceSet, gather
from rag.generation import Generation
from rag.judging import Judging
from rag.ports import Ledger
from rag.prompts import load_prompt
from rag.questions import Question, check_question, understand
from rag.refusing import Refusal, explain_refusal
from rag.retrieval import Retriever
from rag.rewriting import Rewriting
from rag.turns import Turn, is_chinese
from rag.turns.chat import chat_of
from rag.writing import Assignment, Writing

_MAX_ANSWER_CHARACTERS = 300
_MAX_LIST_CHARACTERS = 600
_LOOKED_AT = 5
_LOOKED_AT_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class Limits:
    """`passages`: that a question is answered from."""

    question_characters: int = 2_000
    passages: int = 12


@dataclass(frozen=True, slots=True)
class _Request:
    """What holds for every question of a turn. `until`: when its model has to be done, by the monotonic clock."""

    where: ReportFilter
    language: str
    cancellation: Cancellation
    until: float | None
    trace: Trace


@dataclass(frozen=True, slots=True)
class _Found:
    """One question and what the reports hold for it; `readable`: as much of it as the language model can read."""

    asked: Question
    passages: Sequence[Passage]
    evidence: EvidenceSet
    readable: EvidenceSet


class Answering:
    """Answers questions over a ledger with the `builtin` model, or with a language `model` where there is one."""

    def __init__(
        self,
        *,
        retriever: Retriever,
        ledger: Ledger,
        builtin: Generation,
        model: Generation | None = None,
        judging: Judging | None = None,
        limits: Limits = Limits(),
    ) -> None:
        self._retriever = retriever
        self._ledger = ledger
        self._writing = Writing(builtin=builtin, model=model)
        self._rewriting = Rewriting(model)
        self._judging = judging
        self._limits = limits
        self._listed: tuple[tuple[int, ReportFilter], Sequence[Report]] | None = None

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
        trace: Trace | None = None,
    ) -> AnswerStream:
        """The steps, each claim after its citations as soon as it is verified, and last the whole answer.

        Raises, before the first event, EmptyQuestion, QuestionTooLong and EmptyLibrary (nothing passes `where`).
        Whoever stops taking events closes the stream, from another thread through `cancellation`: the model is then
        told to stop, and no answer follows. `history`: of the conversation, oldest first.
        `trace` is told what is found and shown.
        """
        check_question(question, limit=self._limits.question_characters)
        if chat_of(question) is None and not self._ledger.count_chunks(where):
            raise EmptyLibrary
        request = _Request(where, language, cancellation or Cancellation(), self._writing.until(), trace or Trace())
        return self._events(question, history, request)

    def _events(self, question: str, history: Sequence[Exchange], request: _Request) -> AnswerStream:
        yield Step("understand")
        draft = Draft(model=self._writing.name)
        with draft.timed("understand"):
            turn = self._read(question, history, request, draft)
        if turn.questions:
            yield from self._answered(turn, request, draft)
        elif not request.cancellation.is_cancelled:
            yield talk(turn, draft, request.language)

    def _read(self, question: str, history: Sequence[Exchange], request: _Request, draft: Draft) -> Turn:
        turn = self._rewriting.read(
            question,
            history,
            language=request.language,
            are_chinese=lambda: self._are_chinese(request.where),
            cancellation=request.cancellation,
            spend=draft.spend,
        )
        draft.rewritten, draft.understood = turn.rewritten, turn.understood
        return turn

    def _are_chinese(self, where: ReportFilter) -> bool:
        """By the beginnings of some of the reports that are asked."""
        some = self._ledger.report_ids(where)[:_LOOKED_AT]
        return any(is_chinese(self._ledger.text(one)[:_LOOKED_AT_CHARACTERS]) for one in some)

    def _answered(self, turn: Turn, request: _Request, draft: Draft) -> AnswerStream:
        """The questions one after the other, as one answer."""
        refusals: dict[str, Refusal] = {}
        for question in turn.questions:
            shown = len(draft.claims)
            found = yield from self._answer(understand(question), request, draft, parts=len(turn.questions))
            if request.cancellation.is_cancelled:
                return
            if len(draft.claims) == shown:
                refusals[question] = self._why_refused(found, request)
        yield from self._judged(whole(turn, draft, refusals, request.language), request, draft)

    def _judged(self, answer: Answer, request: _Request, draft: Draft) -> AnswerStream:
        """The answer with what a second model says of it, where one is set."""
        if self._judging and answer.claims:
            yield Step("judge")
            with draft.timed("judge"):
                judged = self._judging.judge(answer, cancellation=request.cancellation)
            answer = replace(answer, judged=judged, timings_ms=draft.answered(request.language).timings_ms)
        if not request.cancellation.is_cancelled:
            yield answer

    def _answer(
        self, asked: Question, request: _Request, draft: Draft, *, parts: int
    ) -> Generator[Step | Citation | Claim, None, _Found]:
        """One question, by the whole path; returns what was found for it."""
        yield Step("retrieve")
        with draft.timed("retrieve"):
            found = self._find(asked, request)
        yield Step("generate")
        before = len(draft.claims)
        yield from self._writing.write(self._assignment(found, request, draft, parts=parts), draft)
        yield Step("verify")
        if len(draft.claims) > before:
            with draft.timed("verify"):
                more = list(show_contradictions(asked, found.evidence, draft, self._ledger, limit=_MAX_LIST_CHARACTERS))
            yield from more
            name_missing(asked, found.evidence, draft.claims[before:], draft, request.language)
        return found

    def _find(self, asked: Question, request: _Request) -> _Found:
        passages = self._retriever.search(asked.text, k=self._limits.passages, where=request.where)
        evidence = gather(asked, passages, self._ledger)
        readable = self._readable(asked, passages, evidence, request)
        request.trace.retrieved += [Located(one.report_id, one.chunk.span) for one in passages]
        request.trace.shown += [Located(one.report_id, one.span) for one in readable.sentences]
        return _Found(asked, passages, evidence, readable)

    def _readable(
        self, asked: Question, passages: Sequence[Passage], everything: EvidenceSet, request: _Request
    ) -> EvidenceSet:
        """Evidence of all passages, or of as many of the best as the model can read."""
        evidence = everything
        bare = load_prompt("answer", request.language).render(evidence="", question=asked.text)
        while passages:
            if self._writing.fits(evidence, bare):
                return evidence
            passages = passages[: len(passages) * 3 // 4]
            smaller = gather(asked, passages, self._ledger)
            # The outline of a report does not get shorter with the passages.
            is_smaller = len(smaller.sentences) < len(evidence.sentences)
            evidence = smaller if is_smaller else EvidenceSet(evidence.sentences[: len(evidence.sentences) * 3 // 4])
        return everything

    def _assignment(self, found: _Found, request: _Request, draft: Draft, *, parts: int) -> Assignment:
        """`parts`: how many questions share the room of one answer."""
        asked = found.asked
        prompt = load_prompt("answer", request.language)
        draft.prompt = prompt.identity
        limit = _MAX_LIST_CHARACTERS if asked.wants_list else _MAX_ANSWER_CHARACTERS
        messages = prompt.render(evidence=found.readable.render(), question=asked.text)
        is_cut = found.readable is not found.evidence
        return Assignment(
            question=asked.text,
            messages=messages,
            evidence=found.readable,
            all_messages=prompt.render(evidence=found.evidence.render(), question=asked.text) if is_cut else (),
            all_evidence=found.evidence if is_cut else None,
            limit=min(limit, _MAX_LIST_CHARACTERS // parts),
            language=request.language,
            cancellation=request.cancellation,
            until=request.until,
        )

    def _why_refused(self, found: _Found, request: _Request) -> Refusal:
        reports = self._reports(request.where)
        return explain_refusal(found.asked, found.evidence, found.passages, reports, request.language)

    def _reports(self, where: ReportFilter) -> Sequence[Report]:
        """All that pass `where`, read anew when the ledger has changed: 1,000 of them take 20 ms."""
        key = (self._ledger.state().revision, where)
        known = self._listed
        if known is None or known[0] != key:
            known = (key, self._ledger.reports(where))
            self._listed = known
        return known[1]
