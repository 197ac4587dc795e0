"""One written claim → shown with its citations, or rejected with the reason. Nothing unverified gets past. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.asked_about import (
    around_of,
    is_masked_part,
    is_of_another_part_of_year,
    is_of_another_place,
    is_of_another_year,
    is_only_planned,
)
from rag.claims import DraftClaim
from rag.domain import Citation, Claim, DropReason, Place, Span, Undisclosed, Verdict
from rag.drafts import Draft
from rag.evidence import Evidence, EvidenceSet
from rag.figures import find_figures
from rag.holders import has_only_stars, names_holder, office_asked
from rag.questions import Kind, understand
from rag.verification import Finding, verify
from rag.verification.counted import read_count
from rag.verification.text import stands_whole
from rag.words import content_words, normalise

# A sentence longer than this is quoted by the clauses that the claim repeats word for word, where it does.
_WHOLE_QUOTE_CHARACTERS = 120
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORDS = re.compile(r"[A-Za-z]{2,}")
_OTHER_LETTERS = re.compile(r"[\u0370-\u052f\u0590-\u06ff\u0900-\u0e7f\u3040-\u30ff\uac00-\ud7af]")
_CLAUSE_MARK = re.compile("[，。；！？,;!?]")
_WRONG_LANGUAGE = "wrong_language"
_BARE = "bare"
_OTHER_YEAR = "other_year"
_NAMES_NOBODY = "names_nobody"
_OTHER_PLACE = "other_place"
_OTHER_TIME = "other_time"
_PLANNED = "planned"
_ASK_FOR_NO_FIGURE = (Kind.WHO, Kind.WHERE)
_ASK_FOR_A_FIGURE = (Kind.FIGURE, Kind.WHEN)
_SAYS_UNDISCLOSED = re.compile("未披露|未公布|遮盖|[Nn]ot disclosed|[Uu]ndisclosed")
_TIME = re.compile(r"\d+\s*[年月日号]|[上下前后]半年|(?:一|二|三|四)季度")


@dataclass(frozen=True, slots=True)
class Rejected:
    """A claim that may not be shown. `why`: the key of the words that tell a model what to put right."""

    text: str
    reason: DropReason
    why: str


class Admission:
    """Verifies the claims of one question one by one and adds to the draft what may be shown, in the model's order.

    `limit`: characters of all its claims together; `language`: what claims must be written in, None where they are the
    reports' own words; `years`: those that the question asks about; `is_cut`: there is more evidence than this, so that
    nothing counted in it is all there is. `is_full`: a claim had to be left out because the limit is reached.
    """

    def __init__(
        self,
        evidence: EvidenceSet,
        draft: Draft,
        *,
        limit: int,
        language: str | None = None,
        years: frozenset[str] = frozenset(),
        question: str = "",
        is_cut: bool = False,
    ) -> None:
        self.rejected: list[Rejected] = []
        self.is_full = False
        self._evidence = evidence
        self._draft = draft
        self._limit = limit
        self._language = language
        self._years = years
        self._is_cut = is_cut
        self._question = question
        self._office = office_asked(question)
        self._kind = understand(question).kind if question else None
        self._shown: list[Claim] = []

    @property
    def shown(self) -> Sequence[Claim]:
        """The claims of this question that have been shown."""
        return self._shown

    def admit(self, written: DraftClaim) -> Iterator[Citation | Claim]:
        """The claim after those of its citations that are new; nothing where it is rejected or says nothing new."""
        if self.is_full or self._is_repeated(written.text):
            return
        cited = self._cited(written)
        if not cited:
            self._reject(written, DropReason.NO_CITATION)
        elif self._language and not is_written_in(self._language, written.text) and not _is_name(written.text, cited):
            self._reject(written, DropReason.UNSUPPORTED, why=_WRONG_LANGUAGE)
        elif self._language and is_bare(written.text) and not _is_entry(written.text, cited):
            self._reject(written, DropReason.UNSUPPORTED, why=_BARE)
        else:
            yield from self._verified(written, cited)

    def _verified(self, written: DraftClaim, cited: Sequence[Evidence]) -> Iterator[Citation | Claim]:
        text = written.text if self._shown else _shortened(written.text, self._limit)
        shown_there = not self._question  # a part of a summary stands under the headings of what it is about
        finding = _verify(text, cited, shown_there=shown_there)
        if finding.verdict is None and (elsewhere := _located(text, self._evidence)):
            # Small models cite the sentence beside the one that they copy.
            cited, finding = elsewhere, _verify(text, elsewhere, shown_there=shown_there)
        if finding.verdict is None:
            self._reject(written, finding.reason or DropReason.UNSUPPORTED)
        elif self._names_nobody(text, cited, finding.verdict):
            self._reject(written, DropReason.UNSUPPORTED, why=_NAMES_NOBODY)
        elif self._is_cut and read_count(text):
            self._reject(written, DropReason.UNSUPPORTED)
        elif is_of_another_year(text, cited, self._years):
            self._reject(written, DropReason.FIGURE_NOT_IN_SPAN, why=_OTHER_YEAR)
        elif why := self._of_something_else(text, cited):
            self._reject(written, DropReason.FIGURE_NOT_IN_SPAN, why=why)
        elif not self._says_nothing_new(text, cited):
            if self._fits(text):
                yield from self._show(text, cited, self._of_what_is_asked(text, finding.verdict))
            else:
                self.is_full = True

    def _of_something_else(self, text: str, cited: Sequence[Evidence]) -> str:
        """Why a figure that stands as cited is not of the place or time that is asked about; "" where it may be."""
        if self._kind is not Kind.FIGURE or not find_figures(text):
            return ""
        if is_of_another_place(text, cited, self._question):
            return _OTHER_PLACE
        if is_of_another_part_of_year(text, cited, self._question):
            return _OTHER_TIME
        return _PLANNED if is_only_planned(text, cited, self._question) else ""

    def _of_what_is_asked(self, text: str, verdict: Verdict) -> Verdict:
        """Where no figure is asked for, a masked one beside the answer leaves it disclosed."""
        is_beside = self._kind in _ASK_FOR_NO_FIGURE and not has_only_stars(text) and not _SAYS_UNDISCLOSED.search(text)
        return Verdict.SUPPORTED if verdict is Verdict.UNDISCLOSED and is_beside else verdict

    def _names_nobody(self, text: str, cited: Sequence[Evidence], verdict: Verdict | None) -> bool:
        """Stars in place of the person asked for, or a person who does not hold the office asked about."""
        if self._kind is Kind.WHO and verdict is not Verdict.UNDISCLOSED and has_only_stars(text):
            return True
        office = self._office
        return office is not None and not any(names_holder(office, one.text, one.report_title) for one in cited)

    def _cited(self, written: DraftClaim) -> list[Evidence]:
        if not written.handles:
            return _located(written.text, self._evidence)
        return [found for handle in written.handles if (found := self._evidence.get(handle))]

    def _show(self, text: str, cited: Sequence[Evidence], verdict: Verdict) -> Iterator[Citation | Claim]:
        draft = self._draft
        known = len(draft.citations)
        numbers = tuple(dict.fromkeys(draft.cite(*_quoted(one, text)) for one in cited))
        claim = Claim(text, numbers, verdict)
        draft.claims.append(claim)
        self._shown.append(claim)
        # The claim holds, by the figures beside the masked one; what was asked for is masked all the same.
        asks_for_mask = self._kind in _ASK_FOR_A_FIGURE and is_masked_part(text, self._question)
        if verdict is Verdict.UNDISCLOSED or asks_for_mask:
            draft.undisclosed.append(Undisclosed(_masked_words(text, cited[0]), numbers[0]))
        yield from draft.citations[known:]
        yield claim

    def _reject(self, written: DraftClaim, reason: DropReason, *, why: str = "") -> None:
        self.rejected.append(Rejected(written.text, reason, why or reason.value))

    def _fits(self, text: str) -> bool:
        return sum(len(one.text) + 1 for one in self._shown) + len(text) <= self._limit

    def _is_repeated(self, text: str) -> bool:
        wanted = _squeezed(text)
        return any(_squeezed(one.text) == wanted for one in self._draft.claims)

    def _says_nothing_new(self, text: str, cited: Sequence[Evidence]) -> bool:
        """Cites only what an earlier claim cites, in no other content words."""
        places = {(one.report_id, place.span.start) for one in cited for place, _ in [_quoted(one, text)]}
        numbers = {one.id for one in self._draft.citations if (one.place.report_id, one.place.span.start) in places}
        earlier = [one.text for one in self._shown if numbers and numbers <= set(one.citations)]
        return bool(earlier) and set(content_words(text)) <= set(content_words("\n".join(earlier)))


def is_written_in(language: str, text: str) -> bool:
    """Whether a reader of `language` ("zh" or "en") can read `text`; names of the other language are no matter."""
    han, words = len(_HAN.findall(text)), len(_WORDS.findall(text))
    if len(_OTHER_LETTERS.findall(text)) > 1:
        return False
    return han >= words if language == "zh" else words > 1 or not han


def is_bare(text: str) -> bool:
    """A figure or a word by itself (`76.4%。`, `是。`): whether it is that of what was asked cannot be checked."""
    figures = find_figures(text)
    rest = text
    for figure in reversed(figures):
        rest = rest[: figure.span.start].removesuffix(figure.qualifier) + " " + rest[figure.span.end :]
    words = [word for word in content_words(_TIME.sub(" ", rest)) if len(word) > 1 and not word.isdigit()]
    return len(words) < (1 if figures else 2)


def _is_entry(text: str, cited: Sequence[Evidence]) -> bool:
    """A name, not a figure, that the report gives between two marks, as it does those of a list."""
    return bool(content_words(text)) and not find_figures(text) and any(stands_whole(text, one.text) for one in cited)


def _verify(text: str, cited: Sequence[Evidence], *, shown_there: bool) -> Finding:
    return verify(text, [one.text for one in cited], [around_of(one, shown_there=shown_there) for one in cited])


def _shortened(text: str, limit: int) -> str:
    """The whole clauses at its beginning that make an answer, where the sentence alone is longer than one may be."""
    if len(text) <= limit:
        return text
    for marks in ("。！？；", "，"):
        if (end := max(text.rfind(mark, 0, limit) for mark in marks)) > 0:
            return text[:end] + "。"
    return text


def _located(text: str, evidence: EvidenceSet) -> list[Evidence]:
    """A claim that names no handle stands by itself only where one sentence of the evidence has it word for word."""
    wanted = _squeezed(text)
    holding = [one for one in evidence.sentences if wanted and wanted in _squeezed(one.text)]
    return holding if len(holding) == 1 else []


def _is_name(text: str, cited: Sequence[Evidence]) -> bool:
    """Words of the report that are no sentence: names are in whatever language they are."""
    return not _CLAUSE_MARK.search(text) and any(_squeezed(text) in _squeezed(one.text) for one in cited)


def _squeezed(text: str) -> str:
    return "".join(normalise(text).split()).rstrip("。.;；")


def _quoted(one: Evidence, claim: str) -> tuple[Place, str]:
    """The place that is cited and its words: always the report's, never the model's."""
    at = one.text.find(claim) if len(one.text) > _WHOLE_QUOTE_CHARACTERS else -1
    span = one.span if at < 0 else Span(one.span.start + at, one.span.start + at + len(claim))
    quote = one.text[span.start - one.span.start : span.end - one.span.start]
    return Place(one.report_id, one.report_title, one.path, span), quote


def _masked_words(claim: str, cited: Evidence) -> str:
    """The words around the mask as they stand in the report."""
    inner = claim[claim.find("“") + 1 : claim.rfind("”")] if "“" in claim and "”" in claim else ""
    return inner if inner and inner in cited.text else cited.text
