"""What was measured → JSON, a Markdown table a set, and a plot."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.peers.pipelines import OURS, PIPELINES

Measured = Mapping[str, Any]

_HEAD = (
    "| pipeline | MRR@10 | difference to ours (95%) | nDCG@10 | recall@5 | recall@10 | hit@1 | index s | "
    "query ms p50 | p95 |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
)
_WHAT = {pipeline.name: pipeline for pipeline in PIPELINES}
_AHEAD = {"ours": "", "neither": " ≈", "theirs": " ▲"}


def write(measured: Measured, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(measured, ensure_ascii=False, indent=1)
    (folder / "peers.json").write_text(text + "\n", encoding="utf-8")
    (folder / "peers.md").write_text(markdown(measured), encoding="utf-8")
    plot(measured, folder / "peers.svg")


def markdown(measured: Measured) -> str:
    parts = [
        "# Our retrieval and what people start from",
        f"Measured on {measured['date']} by `{measured['command']}`, {measured['machine']}; one thread each, beside "
        "other work: times compare within a table and say little by themselves. The embedding is ours for all "
        f"(`{measured['embedding']}`): pipelines are compared, not models. Over all queries; an entry counts once, by "
        "its best chunk. Difference: paired bootstrap over queries; ≈ = not told apart from ours, ▲ = ahead of ours. "
        "Peers are timed for the rankings measured, 100 deep; ours for the ten results that a search shows.",
        "![MRR@10](peers.svg)",
    ]
    parts += [_table(name, one) for name, one in measured["sets"].items()]
    parts += ["## Set-ups", "\n".join(f"- {one.name}: {one.what}" for one in PIPELINES)]
    parts += ["## Versions", ", ".join(f"{name} {version}" for name, version in measured["versions"].items())]
    return "\n\n".join(parts) + "\n"


def _table(name: str, measured: Measured) -> str:
    rows = sorted(measured["pipelines"].items(), key=lambda row: -row[1]["metrics"]["mrr@10"])
    lines = [_row(label, one) for label, one in rows]
    lines += [f"| {label} | failed: {reason} | | | | | | | | |" for label, reason in measured["failed"].items()]
    return f"## {name}\n{measured['entries']} entries, {measured['queries']} queries\n\n{_HEAD}\n" + "\n".join(lines)


def _row(label: str, one: Measured) -> str:
    metrics, against = one["metrics"], one["difference"]
    told = f"{against['mean']:+.3f} [{against['low']:+.3f}, {against['high']:+.3f}]" if against else ""
    mark = _AHEAD[against["ahead"]] if against else ""
    name = f"**{label}**" if label == OURS else f"{label}{mark}"
    values = [f"{metrics[key]:.3f}" for key in ("ndcg@10", "recall@5", "recall@10", "hit@1")]
    times = [_number(one["index_seconds"])]
    times += [_number(one["query_ms"][key] if one["query_ms"] else None) for key in ("p50", "p95")]
    return "| " + " | ".join([name, f"{metrics['mrr@10']:.3f}", told, *values, *times]) + " |"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def plot(measured: Measured, file: Path) -> None:
    """A column a set, a line a pipeline, MRR@10 with its 95% interval; the dashed line is ours."""
    import matplotlib as mpl

    mpl.use("Agg")
    mpl.rcParams["svg.hashsalt"] = "peers"
    from matplotlib import pyplot

    sets = measured["sets"]
    labels = _labels(sets)
    figure, columns = pyplot.subplots(
        1, len(sets), figsize=(3 + 2.6 * len(sets), 1 + 0.3 * len(labels)), sharey=True, squeeze=False
    )
    for axes, (name, one) in zip(columns[0], sets.items(), strict=True):
        _column(axes, one["pipelines"], labels)
        axes.set_title(name, fontsize=9)
    columns[0][0].set_yticks(range(len(labels)), labels, fontsize=8)
    columns[0][0].invert_yaxis()
    figure.supxlabel("MRR@10", fontsize=9)
    figure.tight_layout()
    figure.savefig(file, metadata={"Date": None})


def _column(axes: Any, pipelines: Measured, labels: list[str]) -> None:
    for place, label in enumerate(labels):
        if label not in pipelines:
            continue
        one = pipelines[label]
        value, (low, high) = one["metrics"]["mrr@10"], one["interval"]
        colour = "tab:red" if label == OURS else "tab:blue"
        axes.errorbar(value, place, xerr=[[value - low], [high - value]], fmt="o", color=colour, markersize=4)
        if label == OURS:
            axes.axvline(value, color=colour, linestyle="--", linewidth=0.8)
    axes.set_xlim(0, 1)
    axes.grid(axis="x", linewidth=0.3)


def _labels(sets: Measured) -> list[str]:
    """Ours first, then as they are listed, then rankings given from elsewhere."""
    found = {label for one in sets.values() for label in one["pipelines"]}
    known = [label for label in (OURS, *_WHAT) if label in found]
    return [*known, *sorted(found - set(known))]
