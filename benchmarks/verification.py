"""How much verification catches, and how much it drops wrongly: `python -m benchmarks.verification [--show 3]`.

Sentences of reports are made false in one place (a digit, a unit, a year, two figures swapped, a mask filled, halves of
two sentences merged…) or cited wrongly: such a claim must be dropped. The same sentences are rewritten without a change
of meaning (11,200 for 1.12万, a clause left out, two sentences joined…): such a claim must pass. Each claim is judged
by what it cites alone, and again with the sentence before and the one after it cited too. Writes numbers, never text,
to benchmarks/results/verification.json; skips what data is not there.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.mutations import UNKNOWN, Attempt, Statement, falsified, reworded, statements_of, statements_of_file
from rag.domain import SourceText
from rag.verification import Context, verify

HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared"
SAMPLES = HERE.parent / "rag" / "samples"


def read_sources() -> dict[str, list[Statement]]:
    """Statements by source; sources that are not there are left out."""
    sources = {
        "sample_reports": _of_files(sorted(one for one in SAMPLES.iterdir() if not one.name.startswith("."))),
        "department_reports": _of_files(sorted((SHARED / "reports").glob("*.txt"))),
        "government_reports": [],
    }
    government = SHARED / "data" / "gov_reports_dev.jsonl.gz"
    if government.exists():
        with gzip.open(government, "rt", encoding="utf-8") as lines:
            for number, row in enumerate(map(json.loads, lines)):
                source = SourceText(row["text"], title=row["title"])
                sources["government_reports"] += statements_of(source, name=row["id"], report=number)
    return {name: statements for name, statements in sources.items() if statements}


def _of_files(paths: Sequence[Path]) -> list[Statement]:
    return [
        statement
        for number, path in enumerate(paths)
        for statement in statements_of_file(path.read_bytes(), name=path.name, report=number)
    ]


def attempts(statements: Sequence[Statement], rng: random.Random, limit: int) -> Iterator[Attempt]:
    for index in rng.sample(range(len(statements)), min(limit, len(statements))):
        yield from falsified(statements, index, rng)
        yield from reworded(statements, index, rng)


def cited(attempt: Attempt, statements: Sequence[Statement], *, beside: bool) -> list[Statement]:
    """What the attempt cites; with the neighbours within the report where `beside`."""
    indexes = [index for index in attempt.cites if index != UNKNOWN]
    if beside and attempt.kind != "one_off":
        report = {statements[index].report for index in indexes}
        around = [near for index in indexes for near in (index - 1, index, index + 1) if 0 <= near < len(statements)]
        indexes = [near for near in dict.fromkeys(around) if statements[near].report in report]
    return [statements[index] for index in indexes]


def measure(statements: Sequence[Statement], *, seed: int, limit: int, show: int) -> dict[str, object]:
    rng = random.Random(seed)
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    shown: dict[str, int] = defaultdict(int)
    started = time.perf_counter()
    for attempt in attempts(statements, rng, limit):
        for beside in (False, True):
            told = cited(attempt, statements, beside=beside)
            if not attempt.is_true and any(attempt.claim.rstrip("。；") in one.text for one in told):
                continue
            finding = verify(
                attempt.claim, [one.text for one in told], [Context(one.year, one.title, one.path) for one in told]
            )
            kind = ("kept." if attempt.is_true else "caught.") + attempt.kind
            good = (finding.verdict is not None) == attempt.is_true
            counts[kind][0] += good
            counts[kind][1] += 1
            if not good and shown[kind] < show:
                shown[kind] += 1
                print(f"[{kind}] {finding.reason or finding.verdict}\n    claim    {attempt.claim}")
                print(f"    evidence {' / '.join(f'{one.text} ({one.year} {one.path})' for one in told)}")
    verified = sum(total for _, total in counts.values())
    return summary(counts) | {
        "verifications": verified,
        "milliseconds_each": round((time.perf_counter() - started) * 1000 / max(verified, 1), 2),
    }


def summary(counts: dict[str, list[int]]) -> dict[str, object]:
    shares = {kind: {"share": round(good / total, 4), "n": total} for kind, (good, total) in sorted(counts.items())}
    pooled = {}
    for group in ("caught", "kept"):
        members = [pair for kind, pair in counts.items() if kind.startswith(group + ".")]
        total = sum(pair[1] for pair in members)
        pooled[group] = {"share": round(sum(pair[0] for pair in members) / total, 4) if total else None, "n": total}
    return {"pooled": pooled, "kinds": shares}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=1000, help="sentences per source")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, help="failures of each kind to print")
    options = parser.parse_args()
    results = {
        name: measure(statements, seed=options.seed, limit=options.sample, show=options.show)
        for name, statements in read_sources().items()
    }
    (HERE / "results").mkdir(exist_ok=True)
    (HERE / "results" / "verification.json").write_text(
        json.dumps(results, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
    for name, result in results.items():
        print(name, json.dumps(result["pooled"]), f"{result['milliseconds_each']} ms each")
        for kind, counted in result["kinds"].items():  # type: ignore[attr-defined]
            print(f"  {kind:36} {counted['share']:7.2%} of {counted['n']}")


if __name__ == "__main__":
    main()
