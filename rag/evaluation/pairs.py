"""The cases of two runs, paired by their ids."""

from __future__ import annotations

from dataclasses import dataclass

from rag.evaluation.runs import Attempt, CaseResult, Run
from rag.evaluation.stages import Stage


@dataclass(frozen=True, slots=True)
class Pair:
    """A case and what came of it in both runs; None where a run does not have it, which counts as failed."""

    id: str
    a: CaseResult | None
    b: CaseResult | None

    @property
    def case(self) -> CaseResult:
        """Who it is, as the later run has it."""
        found = self.b or self.a
        assert found is not None  # no pair is made of nothing
        return found

    @property
    def must_pass(self) -> bool:
        return any(one is not None and one.must_pass for one in (self.a, self.b))

    @property
    def broken(self) -> bool:
        return _passed(self.a) and not _passed(self.b)

    @property
    def mended(self) -> bool:
        return _passed(self.b) and not _passed(self.a)

    @property
    def stages(self) -> tuple[Stage | None, Stage | None]:
        """Where it failed in A and in B, None where it passed."""
        return _stage(self.a), _stage(self.b)

    @property
    def moved(self) -> bool:
        a, b = self.stages
        return a is not None and b is not None and a != b

    @property
    def changed(self) -> bool:
        """Whether anything that people are shown is not the same in both."""
        return self.a is None or self.b is None or _shown(self.a) != _shown(self.b)

    @property
    def incomplete(self) -> bool:
        return any(one is None or errors_in(one) for one in (self.a, self.b))


def paired(a: Run, b: Run) -> list[Pair]:
    """All cases of both: in A's order, then those of B alone in B's."""
    in_a, in_b = ({one.id: one for one in run.cases} for run in (a, b))
    ids = [*in_a, *(id for id in in_b if id not in in_a)]
    return [Pair(id, in_a.get(id), in_b.get(id)) for id in ids]


def the_same_alone(a: Run, b: Run) -> list[Pair]:
    """The cases that ask and demand the same in both."""
    return [one for one in paired(a, b) if one.a and one.b and _is_same(one.a, one.b)]


def has_errored(attempt: Attempt) -> bool:
    """Whether nothing came back."""
    return bool(attempt.error) or attempt.stage is Stage.ERRORED


def errors_in(case: CaseResult) -> bool:
    """Whether nothing came back in one of its attempts at least."""
    return not case.attempts or any(map(has_errored, case.attempts))


def _is_same(a: CaseResult, b: CaseResult) -> bool:
    """By the hash of the case; where a run does not know it, by what is told of the case."""
    if a.hash and b.hash:
        return a.hash == b.hash
    return (a.type, a.cluster, a.asked, a.must_pass) == (b.type, b.cluster, b.asked, b.must_pass)


def _shown(case: CaseResult) -> list[object]:
    return [(one.passed, one.stage, one.status, one.text, one.cited, one.problems, one.error) for one in case.attempts]


def _passed(case: CaseResult | None) -> bool:
    return case is not None and case.passed


def _stage(case: CaseResult | None) -> Stage | None:
    return Stage.ERRORED if case is None else case.stage
