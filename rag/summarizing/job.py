"""One summary on its way: what is wanted, who is told, and what came up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from rag import messages as texts
from rag.cancelling import Cancellation
from rag.domain import Dropped, PromptIdentity, SummaryProgress, Usage
from rag.errors import SummaryCancelled
from rag.summarizing.templates import Template

OnSummaryProgress = Callable[[SummaryProgress], object]


@dataclass(slots=True)
class Job:
    """`is_lasting`: the same would be made another time, so that it may be kept."""

    template: Template
    cancellation: Cancellation
    on_progress: OnSummaryProgress
    model: str
    notices: list[str] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)
    degraded: bool = False
    is_lasting: bool = True
    prompt: PromptIdentity | None = None

    @property
    def language(self) -> str:
        return self.template.language

    def done(self, done: int, total: int, report: str, section: tuple[str, ...] = ()) -> None:
        """Tells who is looking. Raises SummaryCancelled where nobody wants it any more."""
        self.on_progress(SummaryProgress(done, total, report, section))
        self.check()

    def check(self) -> None:
        if self.cancellation.is_cancelled:
            raise SummaryCancelled()

    def note(self, key: str, **values: object) -> None:
        self.notices.append(texts.text(key, self.language, **values))

    def spend(self, usage: Usage) -> None:
        self.usage = Usage(self.usage.input_tokens + usage.input_tokens, self.usage.output_tokens + usage.output_tokens)

    def drop(self, dropped: Iterable[Dropped]) -> None:
        self.dropped.extend(one for one in dropped if one not in self.dropped)
