"""What an ingestion costs beside the writes alone that it cannot do without, and whether it survives being killed.

    python -m benchmarks.ingestion [--reports 1000] [--workers 1]    ratio of times, peak memory
    python -m benchmarks.ingestion --kill 20 [--reports 200]         kill -9 at random moments, then compare

The writes alone are the same vectors and documents in the same batches, one commit a batch, into a fresh Chroma and a
fresh tantivy folder, timed in the same run, so that a busy machine slows both. They are taken twice: as a plain program
would write them (Chroma keeps the texts beside the vectors, tantivy's terms are cut when they are written), which is
what the target is about; and bare, exactly what ingestion writes (vectors without texts, terms cut beforehand).
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import chromadb
import numpy as np
from chromadb.config import Settings

from benchmarks.assembled_reports import PASSAGES, assembled_reports
from rag.adapters import readers
from rag.adapters.embeddings import BUILTIN_FOLDER, TOKENIZER_FILE, BuiltinEmbedder
from rag.adapters.gazetteer import divisions
from rag.adapters.keywords import TantivyFamily
from rag.adapters.ledger import SqlLedger
from rag.adapters.lock import FolderLock
from rag.adapters.tokens import count_tokens
from rag.adapters.vectors import HNSW, ChromaFamily
from rag.adapters.word_weights import WordWeights
from rag.adapters.workers import open_preparer
from rag.domain import Report, ReportFilter
from rag.indexes import Indexes
from rag.ingestion import MAX_CHUNKS_A_BATCH, MAX_REPORTS_A_BATCH, Ingestion, SourceFile
from rag.maintenance import Maintenance
from rag.ports import Embedding, StoredChunk, Vectors
from rag.preparing import Preparation
from rag.retrieval import Retriever
from rag.terms import keyword_document

TARGET = 1.5
QUERIES = ("就业创业工作进展", "社会保险参保情况", "存在的问题和不足", "人才队伍建设", "下一步打算")


@dataclass(frozen=True)
class Folder:
    """A data folder with all that works on it."""

    ledger: SqlLedger
    maintenance: Maintenance
    ingestion: Ingestion
    retriever: Retriever


def opened(home: Path, workers: int | None) -> Folder:
    ledger, lock, embedder = SqlLedger(home / "ledger.sqlite"), FolderLock(home), BuiltinEmbedder()
    indexes = Indexes(ledger, vectors=ChromaFamily(home, before_opening=lock.acquire), keywords=TantivyFamily(home))
    maintenance = Maintenance(ledger=ledger, indexes=indexes, embedder=embedder, lock=lock)
    ingestion = Ingestion(
        ledger=ledger,
        indexes=indexes,
        embedding=Embedding(embedder.identity, embedder.dimensions),
        open_preparer=partial(open_preparer, Preparation(readers.read, count_tokens, embedder), workers=workers),
        maintenance=maintenance,
    )
    weigh = WordWeights(BUILTIN_FOLDER / TOKENIZER_FILE).weigh
    retriever = Retriever(ledger=ledger, indexes=indexes, embedder=embedder, divisions=divisions(), weigh=weigh)
    return Folder(ledger, maintenance, ingestion, retriever)


# --- time and memory -----------------------------------------------------------------------------------------


def ingest(home: Path, sources: Path, workers: int | None) -> None:
    """In a process of its own, for its memory; prints one JSON line."""
    files = [SourceFile(one.name, one.read_bytes) for one in sorted(sources.iterdir())]
    started = time.perf_counter()
    folder = opened(home, workers)
    memory = []
    for number, result in enumerate(folder.ingestion.ingest(files)):
        if result.error is not None:
            raise result.error
        if number % 100 == 99:
            memory.append(_megabytes(resource.RUSAGE_SELF))
    seconds = time.perf_counter() - started
    workers_memory = _megabytes(resource.RUSAGE_CHILDREN)
    print(json.dumps({"seconds": seconds, "peak_megabytes": memory, "worker_megabytes": workers_memory}))


def _megabytes(who: int) -> int:
    return resource.getrusage(who).ru_maxrss // 1024


@dataclass
class WritesAlone:
    """Seconds, by store."""

    chroma: float = 0.0
    tantivy: float = 0.0

    @property
    def seconds(self) -> float:
        return self.chroma + self.tantivy


def write_alone(home: Path, fresh: Path, *, bare: bool) -> WritesAlone:
    """What the ledger in `home` holds, in the order in which it came."""
    ledger = SqlLedger(home / "ledger.sqlite")
    keywords = TantivyFamily(fresh).open(1)
    client = chromadb.PersistentClient(fresh / "chroma", settings=Settings(anonymized_telemetry=False))
    collection = client.create_collection("chunks", configuration={"hnsw": HNSW}, embedding_function=None)
    spent = WritesAlone()
    for chunks, matrix in _batches(ledger):
        ids = [one.chunk.id for one in chunks]
        documents = [keyword_document(one) for one in chunks] if bare else []
        started = time.perf_counter()
        collection.add(ids=ids, embeddings=matrix, documents=None if bare else [one.chunk.text for one in chunks])
        between = time.perf_counter()
        keywords.add(documents if bare else [keyword_document(one) for one in chunks])
        keywords.commit()
        spent.chroma += between - started
        spent.tantivy += time.perf_counter() - between
    return spent


def _batches(ledger: SqlLedger) -> Iterator[tuple[list[StoredChunk], Vectors]]:
    batch: list[Report] = []
    for report in ledger.reports():
        batch.append(report)
        if len(batch) >= MAX_REPORTS_A_BATCH or sum(one.chunks for one in batch) >= MAX_CHUNKS_A_BATCH:
            yield _batch(ledger, batch)
            batch = []
    if batch:
        yield _batch(ledger, batch)


def _batch(ledger: SqlLedger, reports: list[Report]) -> tuple[list[StoredChunk], Vectors]:
    chunks = [chunk for report in reports for chunk in ledger.chunks_of(report.id)]
    matrices = [next(ledger.chunk_vectors(ReportFilter(report_ids=(one.id,)))).matrix for one in reports]
    return chunks, np.concatenate(matrices)


def measure(reports: int, workers: int | None) -> int:
    with tempfile.TemporaryDirectory() as folder:
        home, fresh, sources = (Path(folder) / name for name in ("home", "fresh", "sources"))
        for one in (home, fresh, sources):
            one.mkdir()
        _write_sources(sources, reports)
        command = [sys.executable, "-m", "benchmarks.ingestion", "--into", str(home), "--sources", str(sources)]
        command += [] if workers is None else ["--workers", str(workers)]
        whole = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
        plain = write_alone(home, fresh / "plain", bare=False)
        bare = write_alone(home, fresh / "bare", bare=True)
        chunks = SqlLedger(home / "ledger.sqlite").count_chunks()
    seconds = whole["seconds"]
    ratio = seconds / plain.seconds
    print(f"{reports} reports, {chunks} chunks: {seconds:.1f} s, {reports / seconds:.0f} reports/s")
    for name, alone in (("writes alone", plain), ("bare writes", bare)):
        print(
            f"{name}: Chroma {alone.chroma:.1f} s + tantivy {alone.tantivy:.1f} s: ratio {seconds / alone.seconds:.2f}"
        )
    print(f"ratio to the writes alone: at most {TARGET}")
    print(f"peak memory after every 100 reports, MB: {whole['peak_megabytes']}; a worker: {whole['worker_megabytes']}")
    return int(ratio > TARGET)


def _write_sources(folder: Path, reports: int) -> None:
    for name, content in assembled_reports(reports):
        (folder / name).write_bytes(content)


# --- kill -9 -------------------------------------------------------------------------------------------------


def outcome(home: Path) -> dict[str, object]:
    """All that a user could see, and that the indexes agree."""
    folder = opened(home, 0)
    reports = folder.ledger.reports()
    return {
        "reports": [repr(one) for one in reports],
        "texts": [folder.ledger.text(one.id) for one in reports],
        "chunks": [repr(folder.ledger.chunks_of(one.id)) for one in reports],
        "figures": [repr(folder.ledger.figures(one.id)) for one in reports],
        "vectors": [part.matrix.tobytes() for part in folder.ledger.chunk_vectors()],
        "doctor": [(one.name, one.ok) for one in folder.maintenance.doctor()],
        "found": [sorted(one.chunk.id for one in folder.retriever.search(query, k=5)) for query in QUERIES],
    }


def kill_and_compare(times: int, reports: int, workers: int | None, *, seed: int = 7) -> int:
    draw = random.Random(seed)
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        sources, whole = Path(folder) / "sources", Path(folder) / "whole"
        sources.mkdir()
        _write_sources(sources, reports)
        command = [sys.executable, "-m", "benchmarks.ingestion", "--sources", str(sources)]
        command += [] if workers is None else ["--workers", str(workers)]
        started = time.perf_counter()
        subprocess.run([*command, "--into", str(whole)], check=True, stdout=subprocess.DEVNULL)
        seconds = time.perf_counter() - started
        expected = outcome(whole)
        for number in range(times):
            home = Path(folder) / f"killed-{number}"
            after = draw.uniform(0.05, 1.0) * seconds
            killed = _killed([*command, "--into", str(home)], after)
            subprocess.run([*command, "--into", str(home)], check=True, stdout=subprocess.DEVNULL)
            found = outcome(home)
            differs = [name for name, value in expected.items() if found[name] != value]
            failed += bool(differs)
            print(f"killed after {after:.2f} s ({'killed' if killed else 'was done'}): {differs or 'same'}", flush=True)
            shutil.rmtree(home)
    print(f"{times - failed} of {times} the same as uninterrupted")
    return int(failed > 0)


def _killed(command: list[str], after_seconds: float) -> bool:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(after_seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True
    return False


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--reports", type=int)
    arguments.add_argument("--workers", type=int)
    arguments.add_argument("--kill", type=int, default=0)
    arguments.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    arguments.add_argument("--sources", type=Path, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.into:
        ingest(given.into, given.sources, given.workers)
        return 0
    if not PASSAGES.exists():
        print(f"no {PASSAGES}: nothing measured", file=sys.stderr)
        return 0
    if given.kill:
        return kill_and_compare(given.kill, given.reports or 200, given.workers)
    return measure(given.reports or 1000, given.workers)


if __name__ == "__main__":
    sys.exit(main())
