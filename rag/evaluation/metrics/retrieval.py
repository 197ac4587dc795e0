"""How well a search finds the words that an answer rests on, by ir-measures.

What is relevant are needs, as nobody knows beforehand where passages begin and end: a need is a place that
must be cited (of alternatives any). It is found at the first passage that overlaps one of its places; later passages
that hold it, too, add nothing. A passage that is the first for several needs counts once, with as many points
(trec_eval's linear gain); needs that no passage meets are a passage each that was not found.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.domain import Located

Need = Sequence[Located]
"""Places any of which will do."""

_DEPTH = 10
_CUTOFFS = (5, 10)
NAMES = ("recall@5", "recall@10", "mrr@10", "ndcg@10")


def retrieval_scores(found: Sequence[Located], needs: Sequence[Need]) -> dict[str, float | None]:
    """recall@k: the share of the needs that the first k passages meet. MRR@10, nDCG@10: of passages. `found`: best
    first. None each where nothing is needed."""
    if not needs:
        return dict.fromkeys(NAMES, None)
    met = [first_rank(found, need) for need in needs]
    recalls = {f"recall@{k}": sum(rank is not None and rank < k for rank in met) / len(needs) for k in _CUTOFFS}
    return {**recalls, **_by_rank(met, len(found))}


def first_rank(found: Sequence[Located], need: Need) -> int | None:
    """From 0, of the first passage that overlaps a place of the need."""
    return next((rank for rank, passage in enumerate(found) if any(_overlap(passage, one) for one in need)), None)


def share_met(shown: Sequence[Located], needs: Sequence[Need]) -> float | None:
    """Of the needs, those that anything shown overlaps."""
    met = [first_rank(shown, need) is not None for need in needs]
    return sum(met) / len(met) if met else None


def _overlap(one: Located, other: Located) -> bool:
    return one.report_id == other.report_id and one.span.overlaps(other.span)


def _by_rank(met: Sequence[int | None], n_found: int) -> dict[str, float | None]:
    import ir_measures  # 0.1 s, which whoever measures no retrieval does without

    judged: dict[str, int] = {}
    for number, rank in enumerate(met):
        name = f"need-{number}" if rank is None else _passage(rank)
        judged[name] = judged.get(name, 0) + 1
    run = {_passage(rank): float(n_found - rank) for rank in range(n_found)}
    names = {"mrr@10": ir_measures.RR @ _DEPTH, "ndcg@10": ir_measures.nDCG @ _DEPTH}
    if not run:
        return dict.fromkeys(names, 0.0)
    values = ir_measures.calc_aggregate(list(names.values()), {"q": judged}, {"q": run})
    return {name: float(values[theirs]) for name, theirs in names.items()}


def _passage(rank: int) -> str:
    return f"passage-{rank}"
