"""Defects in what happens between a question and its answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any

from benchmarks.defects.defect import Change, Defect
from rag.domain import DropReason, ReportFilter, Span, Verdict
from rag.evaluation.stages import Stage
from rag.prompts import Prompt
from rag.verification import Finding

_LOST = frozenset({Stage.NOT_RETRIEVED, Stage.NOT_IN_CONTEXT})
_WRONG = frozenset({Stage.USED_WRONGLY, Stage.ANSWERED_WRONGLY})
_CITED = frozenset({Stage.CITED_WRONGLY, Stage.USED_WRONGLY})
_UNUSED = frozenset({Stage.NOT_USED, Stage.REFUSED_WRONGLY, Stage.USED_WRONGLY})


def _always(value: Any) -> Change:
    return lambda _: lambda *_arguments, **_named: value


def _instead(value: Any) -> Change:
    return lambda _: value


def _after(work: Any) -> Change:
    """What a function returns, changed."""

    def change(function: Any) -> Any:
        @wraps(function)
        def changed(*arguments: Any, **named: Any) -> Any:
            return work(function(*arguments, **named))

        return changed

    return change


# --- retrieval


def _half(search: Any) -> Any:
    def found(self: Any, query: str, *, k: int = 10, where: ReportFilter = ReportFilter()) -> Any:
        return search(self, query, k=max(1, k // 2), where=where)

    return found


def _without_words(first_scores: Any) -> Any:
    return lambda words, pairs, vectors, *, weights: first_scores(0 * words, 0 * pairs, vectors, weights=weights)


def _worst_first(read: Any) -> Any:
    return lambda *arguments, **named: list(reversed(read(*arguments, **named)))


def _any_year(narrow: Any) -> Any:
    def narrowed(self: Any, references: Sequence[str], *, year: int | None = None, library: str | None = None) -> Any:
        del year
        return narrow(self, references, library=library)

    return narrowed


def _any_report(narrow: Any) -> Any:
    def narrowed(self: Any, references: Sequence[str], *, year: int | None = None, library: str | None = None) -> Any:
        del references
        return narrow(self, [], year=year, library=library)

    return narrowed


# --- verification


def _let_through(reasons: Iterable[DropReason]) -> Change:
    passed = frozenset(reasons)
    return _after(lambda found: Finding(Verdict.SUPPORTED, None) if found.reason in passed else found)


def _shifted(quoted: Any) -> Any:
    def cited(*arguments: Any) -> Any:
        place, quote = quoted(*arguments)
        return replace(place, span=Span(place.span.start + 1, place.span.end + 1)), quote

    return cited


def _neighbour(cited: Any) -> Any:
    """The sentence after the one that was meant."""

    def found(self: Any, written: Any) -> Any:
        sentences = self._evidence.sentences
        meant = cited(self, written)
        return [sentences[min(sentences.index(one) + 1, len(sentences) - 1)] for one in meant]

    return found


def _not_undisclosed(finding: Finding) -> Finding:
    return Finding(Verdict.SUPPORTED, None) if finding.verdict is Verdict.UNDISCLOSED else finding


def _without_rule(words: str) -> Change:
    """The lines of a prompt's rules that hold these words are gone."""

    def change(load: Any) -> Any:
        def loaded(name: str, language: str) -> Prompt:
            prompt: Prompt = load(name, language)
            kept = [line for line in prompt.system.split("\n") if not re.search(words, line)]
            return replace(prompt, system="\n".join(kept))

        return loaded

    return change


def _only_the_first(sentences: Any, inside: Sequence[int]) -> Sequence[int]:
    del sentences
    return inside[:1]


def _nothing(_: Any) -> Any:
    def none(*arguments: Any, **named: Any) -> Iterator[Any]:
        del arguments, named
        yield from ()

    return none


def _turned_round(difference: str) -> str:
    return difference.translate(str.maketrans("多少高低", "少多低高"))


ASKING = (
    Defect("few-passages", "top-k halved", {"rag.retrieval.Retriever.search": _half}, _LOST | {Stage.REFUSED_WRONGLY}),
    Defect(
        "no-words",
        "words count for nothing in the ranking",
        {"rag.retrieval.first_scores": _without_words, "rag.retrieval.best_sentence": _always(0.0)},
        _LOST | {Stage.REFUSED_WRONGLY},
    ),
    Defect("worst-first", "passages in reverse order", {"rag.retrieval.Retriever._read": _worst_first}, _LOST),
    Defect(
        "year-ignored",
        "the filter by year does nothing",
        {"rag.service.Service.narrow": _any_year},
        _WRONG | _LOST | _UNUSED,
    ),
    Defect(
        "report-ignored",
        "the filter by report does nothing",
        {"rag.service.Service.narrow": _any_report},
        _WRONG | _LOST | _UNUSED,
    ),
    Defect(
        "little-context",
        "a tenth of the room for evidence",
        {"rag.evidence._MAX_CHARACTERS": _instead(300)},
        frozenset({Stage.NOT_IN_CONTEXT}),
    ),
    Defect(
        "no-neighbours",
        "sentences beside the passages found are not shown",
        {"rag.evidence._with_neighbours": lambda _: _only_the_first},
        frozenset({Stage.NOT_IN_CONTEXT}),
    ),
    Defect(
        "history-lost",
        "follow-ups are asked without what was said before",
        {"rag.conversations.Conversations.history": _always(())},
        _LOST | _UNUSED | _WRONG,
    ),
    Defect(
        "refuses-easily",
        "the threshold of refusing is higher",
        {"rag.extraction.deciding.MIN_LOG_ODDS": _instead(2.5)},
        frozenset({Stage.REFUSED_WRONGLY}),
    ),
    Defect(
        "answers-anything",
        "the threshold of refusing is gone",
        {"rag.extraction.deciding.MIN_LOG_ODDS": _instead(-9.0), "rag.extraction.deciding.MIN_COVER": _instead(0.0)},
        frozenset({Stage.ANSWERED_WRONGLY}),
    ),
    Defect(
        "verification-off",
        "every sentence with a citation is shown",
        {"rag.admission._verify": _after(lambda _: Finding(Verdict.SUPPORTED, None))},
        _WRONG | _CITED,
    ),
    Defect(
        "figures-unchecked",
        "a figure that does not stand in its span is let through",
        {"rag.admission._verify": _let_through([DropReason.FIGURE_NOT_IN_SPAN])},
        _WRONG | _CITED,
    ),
    Defect(
        "masks-let-through",
        "a number in place of a masked one is let through",
        {"rag.admission._verify": _let_through([DropReason.MASKED_FIGURE])},
        _WRONG | _CITED,
    ),
    Defect(
        "masks-untold",
        "a masked figure is not told as undisclosed",
        {"rag.admission._verify": _after(_not_undisclosed)},
        _WRONG | _CITED,
    ),
    Defect(
        "units-ignored",
        "figures of different units count as the same",
        {"rag.verification.amounts.same_unit": _always(True)},
        _WRONG | _CITED,
    ),
    Defect(
        "years-ignored",
        "years are not compared, neither those of figures nor others",
        {
            "rag.verification.amounts._other_year": _always(False),
            "rag.admission.is_of_another_year": _always(False),
            "rag.verification.numbers_missing": _always(None),
        },
        _WRONG | _CITED,
    ),
    Defect(
        "directions-ignored",
        "growth and decline count as the same",
        {"rag.verification.amounts._same_sense": _always(True)},
        _WRONG | _CITED,
    ),
    Defect("citations-shifted", "citations begin a character late", {"rag.admission._quoted": _shifted}, _CITED),
    Defect(
        "citations-beside",
        "the sentence after the one meant is cited",
        {"rag.admission.Admission._cited": _neighbour},
        _CITED | {Stage.DROPPED, Stage.REFUSED_WRONGLY},
    ),
    Defect(
        "no-second-try",
        "what was rejected is not sent back",
        {"rag.writing.Writing._correct": _nothing},
        _UNUSED | {Stage.DROPPED},
    ),
    Defect(
        "intrusions-obeyed",
        "sentences that speak to a model are evidence",
        {"rag.evidence.is_intruded": _always(False)},
        _WRONG | _CITED,
    ),
    Defect(
        "conflicts-hidden",
        "values that contradict each other are not told",
        {"rag.answering.show_contradictions": _nothing},
        _UNUSED,
    ),
    Defect(
        "prompt-may-refuse",
        "the prompt lost the rule when to refuse",
        {"rag.answering.load_prompt": _without_rule("REFUSE")},
        _WRONG | _UNUSED,
    ),
    Defect(
        "prompt-masks",
        "the prompt lost the rule about masked figures",
        {"rag.answering.load_prompt": _without_rule("未披露")},
        _WRONG | _UNUSED | {Stage.DROPPED},
    ),
    Defect(
        "differences-turned-round",
        "a difference is told the wrong way round, and not worked out again",
        {
            "rag.extraction.comparing._said_difference": _after(_turned_round),
            "rag.verification.recomputed": _always(True),
        },
        _WRONG | _CITED,
    ),
    Defect(
        "differences-missing",
        "differences are not computed",
        {"rag.extraction.comparing._difference": _nothing},
        _UNUSED,
    ),
)
