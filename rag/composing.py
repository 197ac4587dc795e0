"""From what was written for each question of a turn to one answer: contradictions, what is missing, refusals, talk."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from rag import messages as texts
from rag.admission import Admission
from rag.claims import DraftClaim
from rag.contradicting import contradictions
from rag.domain import Answer, Citation, Claim, Conflict
from rag.drafts import Draft
from rag.evidence import Evidence, EvidenceSet
from rag.figures import find_figures
from rag.ports import Ledger
from rag.questions import Kind, Question
from rag.refusing import Refusal, missing_parts, partial_notice
from rag.turns import Chat, Turn

_AGREES = re.compile("对得上|对不上|一致|矛盾|打架|有出入|冲突")


def show_contradictions(
    asked: Question, evidence: EvidenceSet, draft: Draft, ledger: Ledger, *, limit: int
) -> Iterator[Citation | Claim]:
    """Every value that the evidence gives for a figure of the answer is shown, each with its place."""
    # `到底是3.26万还是3.21万`: a question that gives figures asks about them, whatever its form.
    if asked.kind is not Kind.FIGURE and not find_figures(asked.text) and not _AGREES.search(asked.text):
        return
    admission = Admission(evidence, draft, limit=limit)
    for found in contradictions([citation.place for citation in draft.citations], evidence, ledger):
        if asked.kind is not Kind.FIGURE and found.conflict.indicator[-2:] not in asked.text:
            continue  # of another figure in the sentence that answers
        for one, clause in found.places:
            if not any(_holds(one, citation) for citation in draft.citations):
                yield from admission.admit(DraftClaim(clause, (one.handle,)))
        places = [one for one, _ in found.places]
        shown = [citation.id for citation in draft.citations if any(_holds(one, citation) for one in places)]
        if len(shown) > 1:
            conflict = found.conflict
            draft.conflicts.append(Conflict(conflict.indicator, conflict.period, conflict.unit, tuple(shown)))


def name_missing(asked: Question, evidence: EvidenceSet, claims: Sequence[Claim], draft: Draft, language: str) -> None:
    """Half an answer (`claims`) says which half is not there."""
    numbers = {number for claim in claims for number in claim.citations}
    citations = [one for one in draft.citations if one.id in numbers]
    cited = [one for one in evidence.sentences if any(_holds(one, citation) for citation in citations)]
    missing = missing_parts(asked, cited)
    if missing:
        draft.missing.extend(missing)
        draft.note(partial_notice(missing, language))


def whole(turn: Turn, draft: Draft, refusals: Mapping[str, Refusal], language: str) -> Answer:
    """The answer to all questions of a turn, of which `refusals` are those that have none."""
    if turn.left_out:
        draft.note(texts.text("turn_left_out", language, questions="；".join(turn.left_out)))
    for refusal in refusals.values():
        draft.missing.extend(refusal.missing)
        draft.nearest.extend(refusal.nearest)
    is_alone = len(turn.questions) == 1
    told = [refusal.text if is_alone else f"{question} {refusal.text}" for question, refusal in refusals.items()]
    if not draft.claims:
        return draft.refused(language, "\n".join(told))
    for one in told:
        draft.note(one)
    return draft.answered(language)


def talk(turn: Turn, draft: Draft, language: str) -> Answer:
    """Chat is answered, talk of other things declined, and what cannot be read asked about: without claims, since no
    report says it."""
    if turn.chat:
        told = texts.text(f"chat_{turn.chat}", language)
        return (
            draft.refused(language, told)
            if turn.chat is Chat.SMALL_TALK
            else replace(draft.answered(language), text=told)
        )
    key = "turn_needs_model" if turn.needs_model else "turn_unclear"
    return draft.refused(language, texts.text(key, language))


def _holds(one: Evidence, citation: Citation) -> bool:
    return citation.place.report_id == one.report_id and one.span.contains(citation.place.span)
