"""An answer while it is put together: what has been shown, what has not and why, and how long each step took."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace

from rag.domain import (
    Answer,
    AnswerEvent,
    AnswerStatus,
    Citation,
    Claim,
    Conflict,
    Dropped,
    DropReason,
    Place,
    PromptIdentity,
    Undisclosed,
    Usage,
)

# What leaves on the way to an answer. Whoever wants no more of it closes it.
AnswerStream = Generator[AnswerEvent, None, None]


@dataclass(slots=True)
class Draft:
    """Citations are numbered in the order in which they are first needed, over all parts of a question."""

    model: str = ""
    claims: list[Claim] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    undisclosed: list[Undisclosed] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    nearest: list[Place] = field(default_factory=list)
    rewritten: str = ""
    understood: str = ""
    timings_ms: dict[str, float] = field(default_factory=dict)
    usage: Usage = Usage()
    degraded: bool = False
    prompt: PromptIdentity | None = None

    def cite(self, place: Place, quote: str) -> int:
        """The number of the citation of `place`, added where it is new."""
        for citation in self.citations:
            if citation.place.report_id == place.report_id and citation.place.span == place.span:
                return citation.id
        self.citations.append(Citation(len(self.citations) + 1, place, quote))
        return len(self.citations)

    def drop(self, text: str, reason: DropReason) -> None:
        """Once, however often it was written, and not where it has been shown after all."""
        known = {one.text for one in self.dropped} | {one.text for one in self.claims}
        if text not in known:
            self.dropped.append(Dropped(text, reason))

    def note(self, notice: str) -> None:
        if notice not in self.notices:
            self.notices.append(notice)

    def spend(self, usage: Usage) -> None:
        self.usage = Usage(self.usage.input_tokens + usage.input_tokens, self.usage.output_tokens + usage.output_tokens)

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Adds what the block takes to the time of `step`."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.timings_ms[step] = self.timings_ms.get(step, 0.0) + (time.perf_counter() - start) * 1000

    def answered(self, language: str) -> Answer:
        """What has been shown, whole."""
        return Answer(
            status=AnswerStatus.ANSWERED,
            text=answer_text(self.claims),
            language=language,
            claims=tuple(self.claims),
            citations=tuple(self.citations),
            dropped=tuple(self.dropped),
            undisclosed=tuple(self.undisclosed),
            conflicts=tuple(self.conflicts),
            degraded=self.degraded,
            model=self.model,
            prompt=self.prompt,
            usage=self.usage,
            timings_ms={step: round(spent, 1) for step, spent in self.timings_ms.items()},
            notices=tuple(self.notices),
            missing=tuple(dict.fromkeys(self.missing)),
            nearest=tuple(dict.fromkeys(self.nearest)),
            rewritten=self.rewritten,
            understood=self.understood,
        )

    def refused(self, language: str, text: str) -> Answer:
        """Nothing has been shown, and `text` says why."""
        return replace(self.answered(language), status=AnswerStatus.REFUSED, text=text, citations=())


def answer_text(claims: Sequence[Claim]) -> str:
    """The claims with their citation numbers: one a line where there are several."""
    marked = (claim.text + "".join(f"[{number}]" for number in claim.citations) for claim in claims)
    return "\n".join(marked)


def answer_of(events: AnswerStream) -> Answer:
    """The last event of a stream that nobody cancels."""
    answer = answer_if_made(events)
    assert answer is not None
    return answer


def answer_if_made(events: AnswerStream) -> Answer | None:
    """None where the stream was cancelled before its last event."""
    with closing(events):
        last = deque(events, maxlen=1)
    return last[0] if last and isinstance(last[0], Answer) else None
