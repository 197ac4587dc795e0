"""Summaries of the built-in model beside the leading sentences, TextRank and LexRank, at the length of a reference.

make summaries                                   # TextRank and LexRank are sumy's, in an environment of their own
.venv/bin/python -m benchmarks.summaries [--data FILE] [--no-titles] [--show ID] [--fit]

Each text is taken in and summarised as users do it, with `length` that of its reference; the claims joined are what is
measured. The others order the same sentences (speakers' names cut away, which helps them), words by rjieba; their best
ones are cut to exactly the reference's length or, as ours, only whole ones are taken, up to a tenth more. Writes
numbers, never text, to benchmarks/results/summaries.md and .json. Skipped where the data is not there.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks.summaries import baselines, fitting, report
from benchmarks.summaries.data import Text, read_texts, sentences_of
from benchmarks.summaries.measures import Values, key_coverage, rouge_l
from rag.bootstrap import open_services_in_memory
from rag.domain import Summary
from rag.evaluation.scratch import as_file
from rag.settings import Settings
from rag.words import cut

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data" / "summaries_dev.jsonl.gz"
RESULTS = ROOT / "benchmarks" / "results"
PEERS = ROOT / ".venv-peers" / "bin" / "python"
OURS = "report-rag"


def main() -> int:
    given = _arguments()
    if not given.data.is_file():
        print(f"no {given.data}: nothing measured", file=sys.stderr)
        return 0
    texts = read_texts(given.data)
    if given.fit:
        fitting.show(texts)
        return 0
    summaries, seconds = summarise(texts, with_titles=not given.no_titles)
    for text, summary in zip(texts, summaries, strict=True):
        if given.show and text.id.startswith(given.show):
            print(f"{text.id}\n{text.reference}\n→ {summary}\n")
    outputs = {OURS: summaries, **_others(texts)}
    values = {name: _values(texts, found) for name, found in outputs.items()}
    left_out = _values(texts, fitting.left_out(texts)) if not given.no_titles else None
    measured = report.measured(texts, values, ours=OURS, seconds=seconds, left_out=left_out)
    print(report.markdown(measured))
    if not (given.no_titles or given.show):
        report.write(measured, RESULTS)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--no-titles", action="store_true", help="give us the texts without their titles; not written")
    parser.add_argument("--show", metavar="ID", default="", help="print ours for texts whose id begins so; not written")
    parser.add_argument(
        "--fit", action="store_true", help="print the weights of rag/summarizing/salience.py, fitted again"
    )
    return parser.parse_args()


def summarise(texts: Sequence[Text], *, with_titles: bool) -> tuple[list[str], list[float]]:
    """The claims of each summary, joined, and the seconds that it took."""
    found, seconds = [], []
    with tempfile.TemporaryDirectory() as home, open_services_in_memory(Settings(home=Path(home))) as new_service:
        for number, text in enumerate(texts):
            service = new_service()
            files = [as_file(number, title=text.title if with_titles else "", text=text.text)]
            ids = [one.id for one in service.ingest(files) if one.id]
            begun = time.perf_counter()
            found.append(_said(service.summarize(ids, length=len(text.reference))))
            seconds.append(time.perf_counter() - begun)
    return found, seconds


def _said(summary: Summary) -> str:
    return "".join(claim.text for section in summary.sections for claim in section.claims)


def _others(texts: Sequence[Text]) -> dict[str, list[str]]:
    sentences = [sentences_of(text.text) for text in texts]
    rankings: dict[str, list[list[int]]] = {"lead": [list(range(len(one))) for one in sentences], **_sumy(sentences)}
    return {
        f"{name}, {how}": [
            choose(one, ranking, length=len(text.reference))
            for one, ranking, text in zip(sentences, rankings[name], texts, strict=True)
        ]
        for name in rankings
        for how, choose in (("cut", baselines.cut_to), ("whole", baselines.whole_up_to))
    }


def _sumy(sentences: Sequence[Sequence[str]]) -> Mapping[str, list[list[int]]]:
    given = [{"words": [[word for word in cut(one.lower()) if word.strip()] for one in text]} for text in sentences]
    command = [PEERS, Path(__file__).with_name("sumy_worker.py")]
    done = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"sumy could not be run ({done.stderr.strip()[-200:]}); make summaries installs it")
    rankings: dict[str, list[list[int]]] = json.loads(done.stdout)
    return rankings


def _values(texts: Sequence[Text], summaries: Sequence[str]) -> dict[str, Values]:
    """NaN where a text has no key sentences."""
    pairs = list(zip(texts, summaries, strict=True))
    return {
        "rouge_l": np.array([rouge_l(summary, text.reference) for text, summary in pairs]),
        "key_coverage": np.array(
            [key_coverage(summary, text.key_sentences) if text.key_sentences else np.nan for text, summary in pairs]
        ),
        "length": np.array([len(summary) / len(text.reference) for text, summary in pairs]),
    }


if __name__ == "__main__":
    raise SystemExit(main())
