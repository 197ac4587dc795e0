"""What an answer costs beside its model: `python -m benchmarks.answering_speed [--reports 1000] [--questions 200]`.

Over the library that `benchmarks.scale` assembles (1,000 reports, about 100 chunks each; made if it is not there), with
the built-in model: time of all that is not the model (finding, evidence, prompt, reading, verification), of the model,
and from the end of the model's reply to the first verified sentence. Clock time of a shared machine, and beside it the
processor's. Writes benchmarks/results/answering_speed.json.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.scale import CACHE, DATA, SETS, ensure_library
from rag.adapters.embeddings import BuiltinEmbedder
from rag.adapters.extractive import ExtractiveModel
from rag.bootstrap import open_service
from rag.settings import Settings

RESULTS = Path(__file__).parent / "results" / "answering_speed.json"


def questions(number: int) -> list[str]:
    """Of the development sets, in turn; those that name their subject in words of a question."""
    texts = []
    for name in SETS:
        with (DATA / name / "queries.jsonl").open(encoding="utf-8") as lines:
            texts.append([json.loads(line)["text"] for line in lines])
    mixed = [text for row in zip(*texts, strict=False) for text in row]
    return mixed[:number]


@contextmanager
def timed(spent: list[tuple[float, float]]) -> Iterator[None]:
    """Milliseconds of the clock and of the processor that the extractive model takes, a call each."""
    usual = ExtractiveModel._generate

    def measured(*arguments: Any, **named: Any) -> Any:
        clock, processor = time.perf_counter(), time.process_time()
        try:
            return usual(*arguments, **named)
        finally:
            spent.append(((time.perf_counter() - clock) * 1000, (time.process_time() - processor) * 1000))

    ExtractiveModel._generate = measured  # type: ignore[method-assign]
    try:
        yield
    finally:
        ExtractiveModel._generate = usual  # type: ignore[method-assign]


def measure(home: Path, asked: list[str]) -> dict[str, Any]:
    times: dict[str, list[float]] = defaultdict(list)
    model: list[tuple[float, float]] = []
    with open_service(Settings(home=home)) as service, timed(model):
        for question in asked:  # opens everything, and remembers what a service that runs has read
            service.ask(question)
        for question in asked:
            model.clear()
            clock, processor = time.perf_counter(), time.process_time()
            answer = service.ask(question)
            whole = (time.perf_counter() - clock) * 1000, (time.process_time() - processor) * 1000
            beside = [sum(one[place] for one in model) for place in (0, 1)]
            times["overhead"].append(whole[0] - beside[0])
            times["overhead_processor"].append(whole[1] - beside[1])
            times["model"].append(beside[0])
            for step, spent in answer.timings_ms.items():
                times[f"step_{step}"].append(spent)
    return {name: _quantiles(values) for name, values in times.items()}


def _quantiles(values: list[float]) -> dict[str, float]:
    return {f"p{share}": round(float(np.percentile(values, share)), 1) for share in (50, 95, 99)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--cache", type=Path, default=CACHE)
    arguments = parser.parse_args()
    home = arguments.cache / BuiltinEmbedder().identity.replace(":", "-") / f"reports-{arguments.reports}"
    ensure_library(home, arguments.reports)
    asked = questions(arguments.questions)
    report = {"reports": arguments.reports, "questions": len(asked), "milliseconds": measure(home, asked)}
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
