"""Where runs are kept: `evaluations/` in the data folder, a file each, and how people name them."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rag.errors import AmbiguousRun, DataError, OutputNotWritable, UnknownRun
from rag.evaluation.runs import Run, of_run, read_run
from rag.settings import Settings

FOLDER = "evaluations"
LAST = "last"
BASELINE = "baseline"


def folder(settings: Settings) -> Path:
    return settings.home / FOLDER


def store(run: Run, settings: Settings) -> Path:
    """Whole or not at all. Raises OutputNotWritable."""
    file = folder(settings) / f"{run.id}.json"
    write_whole(file, json.dumps(of_run(run), ensure_ascii=False, indent=1) + "\n")
    return file


def write_whole(file: Path, content: str) -> None:
    """Raises OutputNotWritable."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, prefix=".", delete=False) as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        Path(out.name).replace(file)
    except OSError as error:
        raise OutputNotWritable(path=file, reason=error.strerror or str(error)) from error


def stored_files(settings: Settings) -> list[Path]:
    """The latest first."""
    found = folder(settings).glob("[0-9a-f]*.json")
    return sorted(found, key=lambda one: (one.stat().st_mtime_ns, one.name), reverse=True)


def stored_runs(settings: Settings) -> Iterator[Run]:
    """The latest first; what cannot be read is left out."""
    for file in stored_files(settings):
        try:
            yield read_run(file)
        except DataError:
            continue


def find_run(reference: str, settings: Settings, *, suite: str = "") -> Run:
    """By its id or the beginning of it, by a file, `last`, `baseline` (of `suite`) or `baseline:SUITE`.

    Raises UnknownRun, AmbiguousRun, DataError.
    """
    name, _, of = reference.partition(":")
    if name == BASELINE:
        return _baseline(of or suite, reference, settings)
    if reference == LAST:
        return read_run(_only(stored_files(settings)[:1], reference))
    if Path(reference).is_file():
        return read_run(Path(reference))
    begin_so = [one for one in stored_files(settings) if reference and one.stem.startswith(reference)]
    exact = [one for one in begin_so if one.stem == reference]
    return read_run(_only(exact or begin_so, reference))


def _only(files: list[Path], reference: str) -> Path:
    if not files:
        raise UnknownRun(run=reference)
    if len(files) > 1:
        raise AmbiguousRun(run=reference, candidates=", ".join(sorted(one.stem for one in files)))
    return files[0]


def _baseline(suite: str, reference: str, settings: Settings) -> Run:
    from rag.evaluation.baselines import read_baseline

    if not suite:
        raise UnknownRun(run=reference)
    return read_baseline(suite, settings)
