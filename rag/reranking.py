"""Passages in the order of a reranker, where one answers in time and makes sense; otherwise as they were found."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import TypeVar

from rag import messages
from rag.chunking import embedding_text
from rag.deadlines import Breaker, Calls, Overdue, begin, is_done
from rag.domain import Passage
from rag.errors import RagError, RankingInvalid, RerankerLoading, RerankerTimeout, RerankerUnavailable
from rag.ports import Reranker

# What a reranker reads of a search; it costs by the passage. Of what is relevant, 20 hold 87% on government sections
# and 99.7% on encyclopedia questions, 100 hold 99% and 99.9% (rag eval retrieval --run, recall).
DEPTH = 20

# A model is loaded once a process. So long the first questions wait for it; whatever takes longer (a download) goes on
# beside them, and they are answered without.
LOADING_SECONDS = 30.0

# At most so many questions in a row wait for a reranker that fails; then it is tried by one question every half minute.
FAILURES_IN_A_ROW = 2
_PAUSE_SECONDS = 30.0

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Reranking:
    """Asks a reranker under a deadline. Never raises for what the reranker does: without it, the order stays.

    `at_once`: how many questions it may work on at the same time; the others wait within their own deadline.
    `failures`: after so many in a row it is not asked for a while.
    """

    def __init__(
        self,
        open_reranker: Callable[[], Reranker],
        *,
        name: str,
        timeout_seconds: float,
        at_once: int = 1,
        depth: int = DEPTH,
        failures: int = FAILURES_IN_A_ROW,
        language: str = messages.DEFAULT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.depth = depth
        self._open = open_reranker
        self._name = name
        self._timeout_seconds = timeout_seconds
        self._language = language
        self._calls = Calls(at_once=at_once)
        self._breaker = Breaker(failures=failures, pause_seconds=_PAUSE_SECONDS, clock=clock)
        self._lock = threading.Lock()
        self._loading: Future[Reranker] | None = None
        self._loading_since = 0.0

    def rerank(self, query: str, passages: Sequence[Passage]) -> list[Passage]:
        """The same passages: the first `depth` reordered and marked `reranked`, or all as they came."""
        head, rest = passages[: self.depth], passages[self.depth :]
        if len(head) < 2 or not query.strip() or not self._breaker.allows():
            return list(passages)
        try:
            order = self._order(query, head)
        except RagError as error:  # without an extra or a provider's package, too
            self._breaker.failed()
            _log.warning(error.in_language(self._language))
            return list(passages)
        self._breaker.succeeded()
        return [*_in_order(head, order), *rest]

    def close(self) -> None:
        """No more questions: what the reranker is doing is brought to an end."""
        with self._lock:
            loading = self._loading
        if loading is not None and loading.done() and loading.exception() is None:
            loading.result().close()

    def _order(self, query: str, passages: Sequence[Passage]) -> list[int]:
        """Raises RagError, whatever happened."""
        texts = [passage_text(one) for one in passages]
        reranker = self._loaded()
        until = time.monotonic() + self._timeout_seconds
        try:
            call = self._calls.within(self._timeout_seconds, lambda: reranker.rank(query, texts, until=until))
        except Overdue:
            raise RerankerTimeout(reranker=self._name, seconds=f"{self._timeout_seconds:g}") from None
        order = complete(self._outcome(call), len(passages))
        if order is None:
            raise RankingInvalid(reranker=self._name)
        return order

    def _loaded(self) -> Reranker:
        """Loaded by the first to ask; tried anew after a failure. Raises RagError."""
        with self._lock:
            if self._loading is None or (self._loading.done() and self._loading.exception() is not None):
                self._loading, self._loading_since = begin(self._open), time.monotonic()
            loading, since = self._loading, self._loading_since
        if not is_done(loading, seconds=since + LOADING_SECONDS - time.monotonic()):
            raise RerankerLoading(reranker=self._name)
        return self._outcome(loading)

    def _outcome(self, call: Future[T]) -> T:
        """Its result, or what it raised as a RagError."""
        error = call.exception()
        if error is None:
            return call.result()
        if isinstance(error, RagError):
            raise error
        reason = str(error) or type(error).__name__
        raise RerankerUnavailable(reranker=self._name, reason=reason.splitlines()[0]) from error


def passage_text(passage: Passage) -> str:
    """What a reranker reads: what is embedded, title › headings, and the text below."""
    return embedding_text(passage.report_title, passage.chunk)


def by_score(scores: Sequence[float], count: int) -> list[int] | None:
    """Positions by falling score, ties by the earlier order; None where there are not `count` finite scores."""
    if len(scores) != count or not all(math.isfinite(one) for one in scores):
        return None
    return sorted(range(count), key=lambda position: -scores[position])


def complete(positions: Sequence[int], count: int) -> list[int] | None:
    """`positions`, then those of `count` that are not among them, in their order; None where one is not a position, or
    stands twice, or there is none."""
    if not isinstance(positions, Sequence) or not positions:
        return None
    if not all(type(one) is int and 0 <= one < count for one in positions):
        return None
    if len(set(positions)) != len(positions):
        return None
    return [*positions, *sorted(set(range(count)).difference(positions))]


def _in_order(passages: Sequence[Passage], order: Sequence[int]) -> list[Passage]:
    """Each takes the score of the place that it comes to: scores fall from first to last, as without reranking."""
    return [
        replace(passages[position], score=place.score, reranked=True)
        for place, position in zip(passages, order, strict=True)
    ]
