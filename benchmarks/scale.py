"""How long a search takes over 10,000, 30,000 and 100,000 chunks, with filters and without, and what filters change.

    python -m benchmarks.scale [--reports 100 300 1000] [--queries 300]

Libraries of assembled reports of about 100 chunks each, over ten years and three libraries, are ingested once and kept
in the user's cache folder. The questions of the three development sets are searched through the service, ten passages
each, the embedding of the question included: each filter in a fresh process, the first question (which opens
everything) apart. Times are of the clock; beside them stands the processor's time, which other work on the machine
changes less.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs

from benchmarks.assembled_reports import PASSAGES, assembled_reports
from benchmarks.line_plot import line_plot
from rag import vector_search
from rag.adapters.embeddings import BuiltinEmbedder
from rag.adapters.keywords import TantivyKeywords
from rag.adapters.ledger import SqlLedger
from rag.bootstrap import open_service
from rag.domain import ReportFilter
from rag.ingestion import SourceFile
from rag.ports import EVERYTHING
from rag.scope import Catalogue
from rag.service import Service
from rag.settings import Settings
from rag.vector_table import VectorTable

DATA = Path(__file__).parents[2] / "shared" / "data" / "retrieval"
SETS = ("gov_sections", "news_questions", "wiki_questions")
RESULTS = Path(__file__).parent / "results"
CACHE = Path(platformdirs.user_cache_dir("report-rag", appauthor=False)) / "scale"

LIBRARIES = ("甲", "乙", "丙")
YEARS = range(2015, 2025)
CHARACTERS, PARTS = 26_000, 8

P50_MILLISECONDS, P95_MILLISECONDS, MEGABYTES = 20, 50, 1500

# Load of the machine, a core, from which times of the clock are those of the others' work.
BUSY_FROM = 0.5

# What a search is made of, by the functions that do it; none calls another.
PARTS_OF_A_SEARCH: dict[str, Sequence[tuple[type, str]]] = {
    "embedding": [(BuiltinEmbedder, "embed_query")],
    "words and pairs": [(TantivyKeywords, "search")],
    "their scores": [(TantivyKeywords, "scores"), (TantivyKeywords, "ceilings")],
    "vectors": [(VectorTable, "cosines")],
    "understanding": [(Catalogue, "scope")],
    "ledger": [(SqlLedger, one) for one in ("state", "report_ids", "count_chunks", "chunks")],
}


# --- libraries -----------------------------------------------------------------------------------------------


def ensure_library(home: Path, reports: int) -> None:
    """Ingested by the product itself; a folder that another embedding made is made again by its name."""
    if (home / "whole").exists():
        return
    print(f"ingesting {reports} reports into {home}", file=sys.stderr, flush=True)
    started = time.perf_counter()
    by_library = defaultdict(list)
    written = assembled_reports(reports, years=YEARS, characters=CHARACTERS, parts=PARTS)
    for number, (name, content) in enumerate(written):
        by_library[LIBRARIES[number % len(LIBRARIES)]].append(SourceFile(name, lambda content=content: content))
    with open_service(Settings(home=home)) as service:
        for library, files in by_library.items():
            for result in service.ingest(files, library=library):
                if result.error is not None:
                    raise result.error
    (home / "whole").touch()
    print(f"  {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)


def questions(count: int) -> list[str]:
    """Evenly from the three sets, one after the other."""
    of_sets = []
    for name in SETS:
        with (DATA / name / "queries.jsonl").open(encoding="utf-8") as lines:
            texts = [json.loads(line)["text"] for line in lines]
        of_sets.append(texts[:: max(1, len(SETS) * len(texts) // count)])
    return [one for some in zip(*of_sets, strict=False) for one in some]


def filters(service: Service) -> dict[str, ReportFilter]:
    ids = sorted(one.id for one in service.reports())
    return {
        "no filter": EVERYTHING,
        "one report": ReportFilter(report_ids=(ids[len(ids) // 2],)),
        "one year of ten": ReportFilter(year=YEARS[3]),
        "one library of three": ReportFilter(library=LIBRARIES[1]),
    }


# --- measuring, in processes of their own --------------------------------------------------------------------


def measure(home: Path, filter_name: str, count: int) -> dict[str, object]:
    asked = questions(count)
    started = time.perf_counter()
    with open_service(Settings(home=home)) as service:
        where = filters(service)[filter_name]
        service.search(asked[0], where=where)
        first_seconds = time.perf_counter() - started
        clock, processor = [], []
        for query in asked[1:]:
            clock_before, processor_before = time.perf_counter(), time.process_time()
            service.search(query, where=where)
            clock.append(time.perf_counter() - clock_before)
            processor.append(time.process_time() - processor_before)
        megabytes = _peak_megabytes()
        parts = _parts(service, asked[1::5], where)
    return {
        "filter": filter_name,
        "queries": len(clock),
        "first_ms": round(first_seconds * 1000),
        "ms": _quantiles(clock),
        "processor_ms": _quantiles(processor),
        "peak_megabytes": megabytes,
        "parts_processor_ms": parts,
    }


def _quantiles(seconds: Sequence[float]) -> dict[str, float]:
    milliseconds = np.array(seconds) * 1000
    p50, p95 = np.percentile(milliseconds, (50, 95))
    return {"p50": round(float(p50), 1), "p95": round(float(p95), 1), "max": round(float(milliseconds.max()), 1)}


def _peak_megabytes() -> int:
    """Of this process alone: what `getrusage` says begins at what the parent had."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    [line] = [one for one in status.read_text().splitlines() if one.startswith("VmHWM")]
    return int(line.split()[1]) // 1024


def _parts(service: Service, asked: Sequence[str], where: ReportFilter) -> dict[str, float]:
    """Mean milliseconds of the processor in each part of a search."""
    spent: dict[str, float] = defaultdict(float)
    with _timed(spent):
        started = time.process_time()
        for query in asked:
            service.search(query, where=where)
        spent["the rest"] = time.process_time() - started - sum(spent.values())
    return {name: round(seconds / len(asked) * 1000, 2) for name, seconds in spent.items()}


@contextmanager
def _timed(spent: dict[str, float]) -> Iterator[None]:
    kept = {(owner, name): getattr(owner, name) for some in PARTS_OF_A_SEARCH.values() for owner, name in some}
    for part, some in PARTS_OF_A_SEARCH.items():
        for owner, name in some:
            setattr(owner, name, _with_time(kept[owner, name], spent, part))
    try:
        yield
    finally:
        for (owner, name), function in kept.items():
            setattr(owner, name, function)


def _with_time(function: Callable[..., Any], spent: dict[str, float], part: str) -> Callable[..., Any]:
    @wraps(function)
    def timed(*arguments: object, **named: object) -> object:
        started = time.thread_time()
        try:
            return function(*arguments, **named)
        finally:
            spent[part] += time.thread_time() - started

    return timed


def compare_filters(home: Path, count: int) -> dict[str, object]:
    """Whether the passages under a filter are the first that it leaves of the whole unfiltered ranking, every chunk of
    the library scored: the share of queries with the same ten in the same order, and with the same first."""
    same_ten: dict[str, int] = defaultdict(int)
    same_first: dict[str, int] = defaultdict(int)
    asked = questions(count)
    with open_service(Settings(home=home)) as service:
        search = service._parts.retriever.search  # before the service folds what says the same into one
        wanted = {name: where for name, where in filters(service).items() if where != EVERYTHING}
        allowed = {name: {one.id for one in service.reports(where)} for name, where in wanted.items()}
        chunks = service.counts().chunks
        for query in asked:
            everything = search(query, k=chunks)
            for name, where in wanted.items():
                cut = [one.chunk.id for one in everything if one.report_id in allowed[name]][:10]
                found = [one.chunk.id for one in search(query, where=where)][:10]
                same_ten[name] += found == cut
                same_first[name] += found[:1] == cut[:1]
    shares = {"same_ten": same_ten, "same_first": same_first}
    return {
        "chunks": chunks,
        "queries": len(asked),
        **{what: {name: round(same[name] / len(asked), 3) for name in wanted} for what, same in shares.items()},
    }


def compare_indexes(home: Path, count: int) -> dict[str, object]:
    """The nearest 100 of all vectors compared, and of Chroma's index: time and share found."""
    embedder = BuiltinEmbedder()
    vectors = [embedder.embed_query(one) for one in questions(count)]
    with open_service(Settings(home=home)) as service:
        wanted = filters(service)
        retriever = service._parts.retriever
        state, search = service._parts.ledger.state(), retriever._vectors
        result: dict[str, object] = {}
        exact = {name: [_nearest(search, one, where, state) for one in vectors] for name, where in wanted.items()}
        vector_search.IN_MEMORY_BYTES = vector_search.EXACT_UP_TO_CHUNKS = 0
        for name, where in wanted.items():
            _nearest(search, vectors[0], where, state)
            asked = [_nearest(search, one, where, state) for one in vectors]
            found = [len(one[0] & other[0]) / len(other[0]) for one, other in zip(asked, exact[name], strict=True)]
            result[name] = {
                "compared_ms": _quantiles([seconds for _, seconds in exact[name]]),
                "chroma_ms": _quantiles([seconds for _, seconds in asked]),
                "chroma_found": round(float(np.mean(found)), 3),
            }
    return {**result, "peak_megabytes_with_both": _peak_megabytes()}


def _nearest(search: Any, vector: Any, where: ReportFilter, state: Any) -> tuple[set[str], float]:
    started = time.process_time()
    hits = search.ask(vector, state=state).best(100, where)
    return {one for one, _ in hits}, time.process_time() - started


# --- the run -------------------------------------------------------------------------------------------------


def run(cache: Path, sizes: Sequence[int], count: int) -> dict[str, Any]:
    load = os.getloadavg()[0]
    identity = BuiltinEmbedder().identity.replace(":", "-")
    homes = {size: cache / identity / f"reports-{size}" for size in sizes}
    measured = []
    for size, home in homes.items():
        ensure_library(home, size)
        with open_service(Settings(home=home)) as service:
            chunks, names = service.counts().chunks, list(filters(service))
        for name in names:
            one = {"chunks": chunks, "reports": size, **_in_own_process("measure", home, name, str(count))}
            measured.append(one)
            print(_row(one), flush=True)
    largest = homes[max(sizes)]
    return {
        "machine": {"cores": os.cpu_count(), "processor": platform.machine(), "load_before": round(load, 1)},
        "searches": measured,
        "filtered_as_unfiltered": _in_own_process("compare_filters", homes[min(sizes)], str(max(30, count // 5))),
        "vectors": _in_own_process("compare_indexes", largest, str(max(30, count // 3))),
    }


def _in_own_process(what: str, home: Path, *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.scale", "--do", what, str(home), *arguments]
    answer: dict[str, Any] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return answer


def _row(one: dict[str, Any]) -> str:
    ms, processor = one["ms"], one["processor_ms"]
    return (
        f"{one['chunks']:7} chunks, {one['filter']:20} p50 {ms['p50']:6.1f}  p95 {ms['p95']:6.1f}  max {ms['max']:6.1f}"
        f"  processor {processor['p50']:5.1f} {processor['p95']:5.1f}  first {one['first_ms']}"
        f"  {one['peak_megabytes']} MB  {one['parts_processor_ms']}"
    )


def plot(result: dict[str, Any]) -> str:
    """Of the clock; of the processor where other work kept it busy, for then the clock says little."""
    measured, is_busy = result["searches"], result["machine"]["load_before"] > BUSY_FROM * result["machine"]["cores"]
    lines: dict[str, list[tuple[float, float]]] = {}
    for name in dict.fromkeys(one["filter"] for one in measured):
        for quantile in ("p50", "p95"):
            points = [
                (one["chunks"], one["processor_ms" if is_busy else "ms"][quantile])
                for one in measured
                if one["filter"] == name
            ]
            lines[f"{name}, {quantile}"] = sorted(points)
    return line_plot(
        lines,
        title="Processor time of a search (all threads)" if is_busy else "Time of a search",
        x="chunks in the library",
        y="ms",
        limits={"p50 ≤ 20 ms": P50_MILLISECONDS, "p95 ≤ 50 ms": P95_MILLISECONDS},
    )


def missed(measured: Sequence[dict[str, Any]]) -> list[str]:
    largest = max(one["chunks"] for one in measured)
    return [
        f"{one['filter']}: {one['ms']} ms, {one['peak_megabytes']} MB"
        for one in measured
        if one["chunks"] == largest
        and (
            one["ms"]["p50"] > P50_MILLISECONDS
            or one["ms"]["p95"] > P95_MILLISECONDS
            or one["peak_megabytes"] > MEGABYTES
        )
    ]


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--reports", type=int, nargs="+", default=[100, 300, 1000])
    arguments.add_argument("--queries", type=int, default=300)
    arguments.add_argument("--cache", type=Path, default=CACHE)
    arguments.add_argument("--do", nargs="+", help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.do:
        what, home, *rest = given.do
        done = {"measure": measure, "compare_filters": compare_filters, "compare_indexes": compare_indexes}[what]
        print(json.dumps(done(Path(home), *(int(one) if one.isdigit() else one for one in rest)), ensure_ascii=False))
        return 0
    if not PASSAGES.exists():
        print(f"no {PASSAGES}: nothing measured", file=sys.stderr)
        return 0
    result = run(given.cache, given.reports, given.queries)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "scale.json").write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (RESULTS / "scale.svg").write_text(plot(result), encoding="utf-8")
    print(
        json.dumps({name: result[name] for name in ("filtered_as_unfiltered", "vectors")}, ensure_ascii=False, indent=1)
    )
    too_slow = missed(result["searches"])
    print("\n".join(too_slow) or f"p50 ≤ {P50_MILLISECONDS} ms, p95 ≤ {P95_MILLISECONDS} ms, ≤ {MEGABYTES} MB: all")
    return int(bool(too_slow))


if __name__ == "__main__":
    sys.exit(main())
