"""How well the built-in model answers and refuses: `python -m benchmarks.answers [--show]`.

Two sets: the questions of the answers suite about the samples (over these alone, through the whole service), and
the refusal data (`../shared/data/abstain_rgb_dev.jsonl.gz`, each case over its own documents, as `rag eval answers`
asks them; skipped where it is not there), at the setting of the product and at others. Writes numbers, never text, to
benchmarks/results/answers.json.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.suite import ROOT, SAMPLES, ask_case, is_right, overlap, sample_cases
from rag.bootstrap import open_service
from rag.domain import AnswerStatus
from rag.evaluation.answers import CaseResult, evaluate_answers
from rag.extraction import deciding
from rag.ingestion import SourceFile
from rag.settings import Settings

REFUSALS = ROOT.parent / "shared" / "data" / "abstain_rgb_dev.jsonl.gz"
RESULTS = ROOT / "benchmarks" / "results" / "answers.json"
CURVE = (-2.5, -2.0, -1.6, -0.8, -0.5, 0.0, 0.7)


# --- the suite, through the service -------------------------------------------------------------------------


def run_suite(*, show: bool) -> dict[str, Any]:
    scores: dict[str, list[bool]] = defaultdict(list)
    first: list[bool] = []
    with tempfile.TemporaryDirectory() as home, open_service(Settings(home=Path(home))) as service:
        files = [SourceFile(path.name, path.read_bytes) for path in sorted(SAMPLES.iterdir()) if path.is_file()]
        list(service.ingest(files))
        for case in sample_cases():
            answer = ask_case(service, case)
            good = is_right(case["expect"], answer)
            scores[case["kind"]].append(good)
            if case["expect"]["status"] == "answered":
                quotes = case["expect"]["quotes"]
                first.append(bool(answer.citations) and any(overlap(answer.citations[0].quote, one) for one in quotes))
            if show and not good:
                print(case["id"], case["question"], "→", answer.text[:100].replace("\n", " / "))
    summary = {kind: f"{sum(found)}/{len(found)}" for kind, found in sorted(scores.items())}
    total = [one for found in scores.values() for one in found]
    return {"right": f"{sum(total)}/{len(total)}", "cited_first": f"{sum(first)}/{len(first)}", **summary}


# --- the refusal data, each case over its own documents, through the whole service --------------------------------


def run_refusals() -> dict[str, Any]:
    """By kind at the product's setting, and the curve: shares answered, refused and right over the least log odds."""
    cases = list(_refusal_cases())
    found = {"at": _scores(cases, _answer_all(cases))}
    usual = deciding.MIN_LOG_ODDS
    try:
        for least in CURVE:
            deciding.MIN_LOG_ODDS = least
            found[f"{least:.1f}"] = _scores(cases, _answer_all(cases))
    finally:
        deciding.MIN_LOG_ODDS = usual
    return found


def _refusal_cases() -> Iterator[dict[str, Any]]:
    """As `rag eval answers` takes them; counterfactual cases have false documents and are left out."""
    with gzip.open(REFUSALS, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            row = json.loads(line)
            if row["kind"] != "counterfactual":
                groups = [one if isinstance(one, list) else [one] for one in row["answers"]]
                yield {
                    "id": f"{row['kind']} {number}",
                    "question": row["text"],
                    "documents": [{"title": "", "text": text} for text in row["docs"]],
                    "expect": {"status": "answered", "contains": groups}
                    if row["should_answer"]
                    else {"status": "refused"},
                }


def _answer_all(cases: Sequence[dict[str, Any]]) -> list[CaseResult]:
    with tempfile.TemporaryDirectory() as home:
        file = Path(home) / "cases.jsonl"
        file.write_text("\n".join(json.dumps(case, ensure_ascii=False) for case in cases), encoding="utf-8")
        return list(evaluate_answers(file, Settings(home=Path(home))).results)


def _scores(cases: Sequence[dict[str, Any]], results: Sequence[CaseResult]) -> dict[str, float]:
    kinds = [case["id"].split()[0] for case in cases]
    of = {kind: [one for one, other in zip(results, kinds, strict=True) if other == kind] for kind in set(kinds)}
    answered = [one for one in of["answer"] if one.answer.status is AnswerStatus.ANSWERED]
    lengths = [sum(len(claim.text) for claim in one.answer.claims) for one in answered]
    joined = [one for one in of["integrate"] if one.answer.status is AnswerStatus.ANSWERED]
    return {
        "answered": _share(len(answered), len(of["answer"])),
        "contains": _share(sum(bool(one.scores.contains) for one in answered), len(answered)),
        "refused": _share(sum(one.answer.status is AnswerStatus.REFUSED for one in of["abstain"]), len(of["abstain"])),
        "characters_median": float(np.median(lengths)),
        "characters_95": float(np.quantile(lengths, 0.95)),
        "integrate_answered": _share(len(joined), len(of["integrate"])),
        "integrate_contains": _share(sum(bool(one.scores.contains) for one in joined), len(joined)),
    }


def _share(some: int, of: int) -> float:
    return round(some / of, 3) if of else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true", help="print the cases of the suite that are not right")
    arguments = parser.parse_args()
    report: dict[str, Any] = {"suite": run_suite(show=arguments.show)}
    if REFUSALS.exists():
        report["refusals"] = run_refusals()
    else:
        print(f"skipped: no {REFUSALS.name} beside the repository")
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(report, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
