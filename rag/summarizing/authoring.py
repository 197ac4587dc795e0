"""A language model is asked for cited sentences; those stay that their sentences hold up, exactly as in answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from langchain_core.messages import AIMessage, BaseMessage

from rag.admission import Admission
from rag.cancelling import Cancellation
from rag.claims import ClaimReader, DraftClaim
from rag.clauses import without_marker
from rag.domain import Span
from rag.drafts import Draft
from rag.errors import Failure, GenerationFailed
from rag.evidence import EvidenceSet
from rag.generation import Generation, Reply
from rag.writing import sent_back

# The same question would be answered the same way: what was written before is all there is.
_WILL_NOT_CHANGE = frozenset((Failure.BABBLING, Failure.TOO_LONG))


@dataclass(frozen=True, slots=True)
class Order:
    """`limit`: characters of all sentences together, `most` of them: what comes after is not read.

    `rests_on`: handles in `messages` → handles of the evidence that stands behind them, where they are not the same.
    """

    messages: Sequence[BaseMessage]
    evidence: EvidenceSet
    limit: int
    most: int
    language: str
    rests_on: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class Authored:
    """`draft`: claims that hold, their citations, what was dropped, what it took. `failure`: why there may be less than
    the model would have written at another time."""

    draft: Draft = field(default_factory=Draft)
    failure: GenerationFailed | None = None


class Author:
    """Asks `model`. `identity`: changes whenever another model may answer."""

    def __init__(self, model: Generation, *, identity: str) -> None:
        self.identity = identity
        self._model = model

    @property
    def name(self) -> str:
        return self._model.name

    def characters(self, messages: Sequence[BaseMessage], sample: str, *, most: int) -> int:
        """How many of evidence like `sample` the model can read beside `messages`, and once more what was wrong."""
        room = self._model.room(messages)
        if room is None or not sample:
            return most
        tokens_a_character = self._model.count_tokens(sample) / len(sample)
        return max(_LEAST_CHARACTERS, min(most, int(room * _EVIDENCE_SHARE / tokens_a_character)))

    def write(self, order: Order, cancellation: Cancellation) -> Authored:
        """What fails verification is sent back once. Never raises for what the model does, but for a cancellation."""
        authored = Authored()
        admission = Admission(order.evidence, authored.draft, limit=order.limit, language=order.language)
        try:
            reply = self._model.begin(order.messages)
            _read(reply, order, admission, authored.draft, cancellation)
            if admission.rejected and not admission.is_full and len(admission.shown) < order.most:
                corrections = sent_back(admission.rejected, order.language)
                again = self._model.begin([*order.messages, AIMessage(reply.text), *corrections])
                _read(again, order, admission, authored.draft, cancellation)
        except GenerationFailed as failure:
            if failure.failure is Failure.CANCELLED:
                raise
            if failure.failure not in _WILL_NOT_CHANGE or not authored.draft.claims:
                authored.failure = failure
        for one in admission.rejected:
            authored.draft.drop(one.text, one.reason)
        return authored


# Lines, handles and headings around the sentences, and what is sent back, take the rest.
_EVIDENCE_SHARE = 0.6
_LEAST_CHARACTERS = 200


def _read(reply: Reply, order: Order, admission: Admission, draft: Draft, cancellation: Cancellation) -> None:
    reader = ClaimReader()
    with reply, cancellation.stopping(reply.close):
        try:
            for line in reply.lines():
                _admit(reader.read(line), order, admission)
                if reader.refused or admission.is_full or len(admission.shown) >= order.most:
                    return
            _admit(reader.finish(), order, admission)
        finally:
            draft.spend(reply.usage)


def _admit(written: Iterable[DraftClaim], order: Order, admission: Admission) -> None:
    for claim in written:
        handles = (behind for one in claim.handles for behind in order.rests_on.get(one, (one,)))
        # `三是…`, where the report has `一是…`: a number that stands nowhere.
        text = claim.text[without_marker(claim.text, Span(0, len(claim.text))).start :]
        for _ in admission.admit(DraftClaim(text, tuple(dict.fromkeys(handles)))):
            pass  # what is shown stands in the draft
