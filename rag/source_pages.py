"""The pages that quotes begin on, where their sources have pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace

from rag.domain import Answer, Citation, ComparedText, Comparison, FollowedUp, Mark
from rag.drafts import AnswerStream
from rag.ports import Ledger

_Pages = Mapping[str, Sequence[Mark]]


class SourcePages:
    """Of the reports of a ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def of(self, citations: Sequence[Citation]) -> tuple[Citation, ...]:
        pages = {one: self._ledger.pages(one) for one in {citation.place.report_id for citation in citations}}
        return _with_pages(citations, pages)

    def of_events(self, events: AnswerStream) -> AnswerStream:
        with closing(events):
            for event in events:
                if isinstance(event, Citation):
                    yield from self.of([event])
                elif isinstance(event, Answer):
                    yield replace(event, citations=self.of(event.citations))
                else:
                    yield event

    def of_comparison(self, comparison: Comparison) -> Comparison:
        pages = {one.id: self._ledger.pages(one.id) for one in comparison.reports}
        if not any(pages.values()):
            return comparison
        return replace(
            comparison,
            new=tuple(_of_text(one, pages) for one in comparison.new),
            gone=tuple(_of_text(one, pages) for one in comparison.gone),
            repeated=tuple(_of_text(one, pages) for one in comparison.repeated),
            problems=tuple(_of_pair(one, pages) for one in comparison.problems),
            plans=tuple(_of_pair(one, pages) for one in comparison.plans),
        )


def _of_text(text: ComparedText, pages: _Pages) -> ComparedText:
    return replace(text, citations=_with_pages(text.citations, pages))


def _of_pair(pair: FollowedUp, pages: _Pages) -> FollowedUp:
    later = _of_text(pair.later, pages) if pair.later else None
    return replace(pair, earlier=_of_text(pair.earlier, pages), later=later)


def _with_pages(citations: Sequence[Citation], pages: _Pages) -> tuple[Citation, ...]:
    return tuple(replace(one, page=_page(pages[one.place.report_id], one.place.span.start)) for one in citations)


def _page(pages: Sequence[Mark], offset: int) -> int | None:
    return next((one.level for one in reversed(pages) if one.span.start <= offset), None)
