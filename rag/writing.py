"""A model writes the answer to one question; each claim leaves as soon as it is written and verified.

language model ── lines ──> claims ──> admission ──> shown
      │                                   └─ rejected: sent back once, with the reasons ─> shown | dropped
      └─ fails, or nothing is left ─> the built-in model answers, and it is said
         once something is shown, that stays, and it is said
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from langchain_core.messages import AIMessage, BaseMessage

from rag import messages as texts
from rag.admission import Admission, Rejected
from rag.cancelling import Cancellation
from rag.claims import ClaimReader, DraftClaim
from rag.domain import Citation, Claim
from rag.drafts import Draft
from rag.errors import Failure, GenerationFailed
from rag.evidence import EvidenceSet
from rag.generation import Generation, Reply
from rag.prompts import load_prompt
from rag.verification.context import years_in

_log = logging.getLogger(__name__)

Shown = Iterator[Citation | Claim]

# What a model is told of its mistakes: a small one loses its way in more.
_MAX_SENT_BACK = 8
_SENT_BACK_CHARACTERS = 200
# A reply of a few sentences and what was wrong with them: 200 to 400 tokens with a model of 1.5 billion weights.
_SENT_BACK_TOKENS = 400


@dataclass(frozen=True, slots=True)
class Assignment:
    """What is to be written: `messages` hold the question and the evidence; `limit` characters at most.

    `all_messages`, `all_evidence`: those for the built-in model, which reads everything, where they are others.
    `until`: when a language model has to be done, by the monotonic clock; None: it has the time of one answer.
    """

    question: str
    messages: Sequence[BaseMessage]
    evidence: EvidenceSet
    limit: int
    language: str
    cancellation: Cancellation = field(default_factory=Cancellation)
    until: float | None = None
    all_messages: Sequence[BaseMessage] = ()
    all_evidence: EvidenceSet | None = None


class Writing:
    """`builtin` answers where there is no language `model`, and in its place where it fails."""

    def __init__(self, *, builtin: Generation, model: Generation | None) -> None:
        self._builtin = builtin
        self._model = model

    @property
    def name(self) -> str:
        return (self._model or self._builtin).name

    def until(self) -> float | None:
        """When an answer that is begun now has to be written, by the monotonic clock; None where nobody waits."""
        return self._model.until() if self._model else None

    def fits(self, evidence: EvidenceSet, messages: Sequence[BaseMessage]) -> bool:
        """Whether the model can read `evidence` beside `messages`, and once more with what it wrote and what was wrong.

        Where it cannot even read `messages`, nothing is cut.
        """
        room = self._model.room(messages) if self._model else None
        if not self._model or not room:
            return True
        return self._model.count_tokens(evidence.render()) <= room - min(_SENT_BACK_TOKENS, room // 4)

    def write(self, assignment: Assignment, draft: Draft) -> Shown:
        """What may be shown, as it comes; what may not is reported in the draft.

        Ends early where the assignment is cancelled.
        """
        try:
            if self._model:
                yield from self._write_with(self._model, assignment, draft)
            else:
                yield from self._write_builtin(assignment, draft)
        except GenerationFailed:
            if not assignment.cancellation.is_cancelled:
                raise

    def _write_with(self, model: Generation, assignment: Assignment, draft: Draft) -> Shown:
        admission = Admission(
            assignment.evidence,
            draft,
            limit=assignment.limit,
            language=assignment.language,
            years=years_in(assignment.question),
            question=assignment.question,
            is_cut=assignment.all_evidence is not None,
        )
        until = model.until() if assignment.until is None else assignment.until
        before = len(draft.claims)
        reply = model.begin(assignment.messages, until=until)
        try:
            yield from _admitted(reply, assignment, admission, draft)
        except GenerationFailed as failure:
            yield from self._degrade(failure, assignment, admission, draft)
        else:
            if admission.rejected and not admission.is_full:
                corrections = sent_back(admission.rejected, assignment.language)
                again = [*assignment.messages, AIMessage(reply.text), *corrections]
                yield from self._correct(model.begin(again, until=until), assignment, admission, draft)
            if admission.rejected and len(draft.claims) == before:
                yield from self._stand_in(model, assignment, draft)
        _report(admission, assignment, draft)

    def _correct(self, reply: Reply, assignment: Assignment, admission: Admission, draft: Draft) -> Shown:
        """The first reply was whole: where this one fails, what was shown of it is the answer."""
        try:
            yield from _admitted(reply, assignment, admission, draft)
        except GenerationFailed as failure:
            if admission.shown or failure.failure is Failure.OVER_BUDGET:
                _log.warning("%s", failure)
            else:
                yield from self._degrade(failure, assignment, admission, draft)

    def _write_builtin(self, assignment: Assignment, draft: Draft) -> Shown:
        """The reports' own sentences: in their language, and the same again if they were sent back."""
        question = assignment.question
        years = years_in(question)
        evidence = assignment.all_evidence or assignment.evidence
        admission = Admission(evidence, draft, limit=assignment.limit, years=years, question=question)
        reply = self._builtin.begin(assignment.all_messages or assignment.messages)
        yield from _admitted(reply, assignment, admission, draft)
        _report(admission, assignment, draft)

    def _degrade(self, failure: GenerationFailed, assignment: Assignment, admission: Admission, draft: Draft) -> Shown:
        """What has been shown was verified, and stays; the built-in model's sentences would only be mixed into it."""
        if assignment.cancellation.is_cancelled:
            raise failure
        _log.warning("%s", failure)
        draft.degraded = True
        why = texts.text(f"failure_{failure.failure}", assignment.language, model=failure.values["model"])
        key = "notice_incomplete" if admission.shown else "notice_degraded"
        draft.note(texts.text(key, assignment.language, why=why))
        if not admission.shown:
            draft.model = self._builtin.name
            yield from self._write_builtin(assignment, draft)

    def _stand_in(self, model: Generation, assignment: Assignment, draft: Draft) -> Shown:
        """The model has found an answer and nothing of what it wrote is true: the reports' own words may be had."""
        before = len(draft.claims)
        yield from self._write_builtin(assignment, draft)
        if len(draft.claims) > before:
            draft.degraded, draft.model = True, self._builtin.name
            draft.note(texts.text("notice_unverified", assignment.language, model=model.name))


def _admitted(reply: Reply, assignment: Assignment, admission: Admission, draft: Draft) -> Shown:
    """The claims of one reply that pass, while it is being written. The reply is closed whatever happens."""
    reader = ClaimReader(assignment.question)
    with reply, assignment.cancellation.stopping(reply.close):
        try:
            lines = reply.lines()
            while not (reader.refused or admission.is_full):
                with draft.timed("generate"):
                    line = next(lines, None)
                written = reader.finish() if line is None else reader.read(line)
                for claim in written:
                    yield from _timed(claim, admission, draft)
                if line is None:
                    break
        finally:
            draft.spend(reply.usage)


def _timed(claim: DraftClaim, admission: Admission, draft: Draft) -> Shown:
    with draft.timed("verify"):
        shown = list(admission.admit(claim))
    yield from shown


def sent_back(rejected: Sequence[Rejected], language: str) -> list[BaseMessage]:
    """What a model is told of the sentences that may not be shown, so that it writes them again."""
    lines = [
        f"{number}. {' '.join(one.text.split())[:_SENT_BACK_CHARACTERS]} —— {texts.text(f'retry_{one.why}', language)}"
        for number, one in enumerate(rejected[:_MAX_SENT_BACK], start=1)
    ]
    return load_prompt("retry", language).render(failed="\n".join(lines))


def _report(admission: Admission, assignment: Assignment, draft: Draft) -> None:
    for one in admission.rejected:
        draft.drop(one.text, one.reason)
    if admission.is_full:
        draft.note(texts.text("notice_shortened", assignment.language, shown=len(admission.shown)))
