"""Which of two runs answers better, by a judge: each pair of answers in both orders, against the reference.

It stands beside what the runs are compared by, and decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

from rag.evaluation.judges.judging import Judge, Vote
from rag.evaluation.pairs import Pair
from rag.evaluation.runs import CaseResult, rounded
from rag.evaluation.statistics import PairedClusters, PairedValue, chance_of

_AT_ONCE = 4
_ANSWERED = "answered"
# A preference is one whole answer; without one each has half of it.
_SHARES: Mapping[Vote, tuple[float, float]] = {True: (1.0, 0.0), False: (0.0, 1.0), None: (0.5, 0.5)}


@dataclass(frozen=True, slots=True)
class Preferences:
    """`a`, `b`, `neither`: ids of cases by whose answer is better. `n`: cases that both runs answered, with a
    reference; of those answered in the same words neither is better, without the judge. `p`: two-sided, by clusters, as
    of the metrics; None where no case is compared."""

    model: str
    n: int
    a: tuple[str, ...]
    b: tuple[str, ...]
    neither: tuple[str, ...]
    p: float | None

    def document(self) -> dict[str, Any]:
        document = asdict(self)
        return {name: list(value) if isinstance(value, tuple) else value for name, value in document.items()}


def preferences(pairs: Sequence[Pair], references: Mapping[str, str], judge: Judge, *, model: str) -> Preferences:
    """Of the first attempt of each case. `references`: answers by the ids of cases."""
    compared = [one for one in pairs if references.get(one.id) and _answer(one.a) and _answer(one.b)]

    def better(pair: Pair) -> Vote:
        first, second = _answer(pair.a), _answer(pair.b)
        if first == second:
            return None
        return judge.prefers_first(pair.case.asked, references[pair.id], first, second)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        votes = list(pool.map(better, compared))
    by_vote = {
        vote: tuple(one.id for one, said in zip(compared, votes, strict=True) if said is vote) for vote in _SHARES
    }
    values = [PairedValue(one.case.cluster, *_SHARES[said]) for one, said in zip(compared, votes, strict=True)]
    chance = chance_of(PairedClusters.of(values))
    return Preferences(
        model, len(compared), by_vote[True], by_vote[False], by_vote[None], rounded(chance.p) if chance else None
    )


def _answer(case: CaseResult | None) -> str:
    first = case.attempts[0] if case and case.attempts else None
    return first.text.strip() if first and first.status == _ANSWERED else ""
