"""One pipeline over one set, in a process of its own: writes its ranking and its times.

python -m benchmarks.peers.worker PIPELINE SET_FOLDER RUN_FILE TIMES_FILE
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from benchmarks.peers.data import once, read_entries, read_queries, write_run
from benchmarks.peers.pipelines import by_name


def main() -> None:
    name, folder, run_file, times_file = sys.argv[1:]
    pipeline = by_name(name)
    entries, queries = read_entries(Path(folder)), read_queries(Path(folder))
    pipeline.build(entries[:20])("预热")  # libraries and dictionaries load once in the life of a service
    started = time.perf_counter()
    search = pipeline.build(entries)
    index_seconds = time.perf_counter() - started
    rankings, query_ms = {}, []
    for query in queries:
        started = time.perf_counter()
        found = once(search(query.text))
        query_ms.append(1000 * (time.perf_counter() - started))
        rankings[query.id] = found
    write_run(Path(run_file), rankings, name.replace(" ", "_"))
    Path(times_file).write_text(json.dumps({"index_seconds": index_seconds, "query_ms": query_ms}), encoding="utf-8")


if __name__ == "__main__":
    main()
