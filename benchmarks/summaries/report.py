"""What was measured → JSON and a Markdown table. Numbers, never text."""

from __future__ import annotations

import datetime
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.summaries.data import Text, parts_of
from benchmarks.summaries.measures import Values, difference

WHOLE = "all"
_NAMES = {"rouge_l": "character ROUGE-L", "key_coverage": "key sentences covered"}


def measured(
    texts: Sequence[Text],
    values: Mapping[str, Mapping[str, Values]],
    *,
    ours: str,
    seconds: Sequence[float],
    left_out: Mapping[str, Values] | None,
) -> dict[str, Any]:
    parts = {WHOLE: np.ones(len(texts), bool)}
    parts |= {part: np.array([text.part == part for text in texts]) for part in parts_of(texts)}
    found = {
        name: {part: _of_part(of, values[ours], where, is_ours=name == ours) for part, where in parts.items()}
        for name, of in values.items()
    }
    result = {
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "texts": {part: int(where.sum()) for part, where in parts.items()},
        "ours": ours,
        "seconds": {part: _times(np.array(seconds)[where]) for part, where in parts.items()},
        "summaries": found,
    }
    if left_out is not None:
        result["left_out"] = {part: _of_part(left_out, left_out, where, is_ours=True) for part, where in parts.items()}
    return result


def _of_part(of: Mapping[str, Values], ours: Mapping[str, Values], where: Any, *, is_ours: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"length": round(float(of["length"][where].mean()), 3)}
    for name in _NAMES:
        counted = where & ~np.isnan(of[name])
        if not counted.any():
            continue
        found[name] = round(float(of[name][counted].mean()), 4)
        if not is_ours:
            gap = difference(ours[name][counted], of[name][counted])
            found[f"{name}_behind_ours"] = {key: round(value, 4) for key, value in asdict(gap).items()}
    return found


def _times(seconds: Values) -> dict[str, float]:
    return {"median": round(float(np.median(seconds)), 3), "most": round(float(seconds.max()), 3)}


def write(result: Mapping[str, Any], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(result, ensure_ascii=False, indent=1)
    (folder / "summaries.json").write_text(text + "\n", encoding="utf-8")
    (folder / "summaries.md").write_text(markdown(result), encoding="utf-8")


def markdown(result: Mapping[str, Any]) -> str:
    counts = ", ".join(f"{number} {part}" for part, number in result["texts"].items() if part != WHOLE)
    times = ", ".join(
        f"{part} {one['median']:.2f} s (most {one['most']:.2f})" for part, one in result["seconds"].items()
    )
    lines = [
        "# Summaries at the length of a reference",
        f"`make summaries`, {result['date']}, {result['machine']}. {result['texts'][WHOLE]} texts: {counts}. Ours is "
        "the product with its built-in model, each text taken in and summarised with `length` that of its reference, "
        "the claims joined. The others order the same sentences: the first, TextRank and LexRank of sumy (words by "
        "rjieba); `cut` = cut to exactly the length, `whole` = whole sentences up to a tenth more, as ours.",
        "Character ROUGE-L: F1 of the longest common subsequence of letters, digits and ideographs after NFKC. Key "
        "sentences: marked by people in the transcripts; covered where half of the character pairs of one stand in the "
        "summary. Differences: ours less theirs, 95% by a paired bootstrap over texts (10,000, seeded).",
    ]
    for name, title in _NAMES.items():
        lines.append(f"## {title}\n" + _table(result, name))
    lines.append(f"Time of a summary, median: {times}; one thread, beside other work.")
    return "\n\n".join(lines) + "\n"


def _table(result: Mapping[str, Any], name: str) -> str:
    found = result["summaries"]
    parts = [part for part in result["texts"] if name in found[result["ours"]][part]]
    if name != "rouge_l":  # the whole set has no other than those of one part
        parts = [part for part in parts if part != WHOLE]
    rows = ["| | " + " | ".join(f"{part} | ours ahead by" for part in parts) + " | length |"]
    rows.append("| --- |" + " ---: | --- |" * len(parts) + " ---: |")
    for label, of in found.items():
        shown = f"**{label}**" if label == result["ours"] else label
        rows.append(
            f"| {shown} | " + " | ".join(_cell(of[part], name) for part in parts) + f" | {of[WHOLE]['length']:.2f} |"
        )
    if "left_out" in result:
        of = result["left_out"]
        cells = " | ".join(_cell(of[part], name) for part in parts)
        rows.append(f"| ours, its weights fitted without the text | {cells} | {of[WHOLE]['length']:.2f} |")
    return "\n".join(rows)


def _cell(of: Mapping[str, Any], name: str) -> str:
    gap = of.get(f"{name}_behind_ours")
    told = f"{gap['mean']:+.3f} [{gap['low']:+.3f}, {gap['high']:+.3f}]" if gap else ""
    return f"{of[name]:.3f} | {told}"
