"""What the variants of a sweep buy and cost, and which of them no other beats in all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rag.evaluation.gate_metrics import kind_of
from rag.evaluation.metrics.totals import PRIMARY
from rag.evaluation.sweeps.sweeping import Tried

_ALSO_SHOWN = ("context_recall", "recall@10")


@dataclass(frozen=True, slots=True)
class Row:
    """A variant. `quality`: its pass rate. `p50_ms`: of a case; `tokens`: of all, None where nobody tells. `unbeaten`:
    no other variant is as good, as quick and as cheap, and better in one of these."""

    tried: Tried
    quality: float
    p50_ms: float
    p95_ms: float
    tokens: int | None
    unbeaten: bool = True

    @property
    def name(self) -> str:
        return self.tried.variant.name


def rows_of(tried: Sequence[Tried]) -> list[Row]:
    rows = [_row(one) for one in tried]
    return [Row(one.tried, *_goods(one), not any(_beats(other, one) for other in rows)) for one in rows]


def _row(tried: Tried) -> Row:
    manifest = tried.run.manifest
    times, tokens = manifest.get("latency_ms") or {}, manifest.get("tokens")
    spent = sum(tokens.values()) if tokens else None
    return Row(
        tried, tried.run.metrics.get("pass_rate") or 0.0, times.get("p50") or 0.0, times.get("p95") or 0.0, spent
    )


def _goods(row: Row) -> tuple[float, float, float, int | None]:
    return row.quality, row.p50_ms, row.p95_ms, row.tokens


def _beats(other: Row, one: Row) -> bool:
    """Times of one machine differ by chance: only what is a tenth quicker is quicker. What nobody tells is neither more
    nor less than any other number of tokens."""
    if (other.tokens is None) != (one.tokens is None):
        return False
    cheaper = (other.tokens or 0) - (one.tokens or 0)
    as_good = other.quality >= one.quality and other.p50_ms <= one.p50_ms * 1.1 and cheaper <= 0
    better = other.quality > one.quality or other.p50_ms < one.p50_ms * 0.9 or cheaper < 0
    return as_good and better


def metric_names(tried: Sequence[Tried]) -> list[str]:
    """Those that are shown for each variant, the pass rate first."""
    run = tried[0].run
    there = {name for one in tried for name, value in one.run.metrics.items() if value is not None}
    return [name for name in (*PRIMARY[kind_of(run, run)], *_ALSO_SHOWN) if name in there]


def of_sweep(tried: Sequence[Tried]) -> dict[str, Any]:
    """As JSON."""
    names = metric_names(tried)
    return {
        "suite": tried[0].run.suite,
        "n": len(tried[0].run.cases),
        "variants": [_of_row(one, names) for one in rows_of(tried)],
    }


def _of_row(row: Row, names: Sequence[str]) -> dict[str, Any]:
    one = row.tried
    return {
        "name": row.name,
        "settings": dict(one.variant.values),
        "run": one.run.id,
        "metrics": {name: one.run.metrics.get(name) for name in names},
        "broken": len(one.against.broken) if one.against else 0,
        "mended": len(one.against.mended) if one.against else 0,
        "regressed": one.against.regressed if one.against else False,
        "latency_ms": {"p50": row.p50_ms, "p95": row.p95_ms},
        "tokens": row.tokens,
        "chunks": one.chunks,
        "index_seconds": one.index_seconds,
        "unbeaten": row.unbeaten,
    }
