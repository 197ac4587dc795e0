"""A copy of the ledger while it is in use."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from rag.errors import DiskFull, LedgerDamaged, OutputNotWritable, is_disk_full

# At a time, so that whoever writes meanwhile waits for milliseconds (4 KB each).
_PAGES = 2000


def back_up(ledger: Path, to: Path) -> int:
    """All of one moment in one file, checked; a file that is there is replaced when the new one is complete. Its bytes.

    Raises OutputNotWritable, DiskFull, LedgerDamaged.
    """
    partial = to.with_name(f"{to.name}.part")
    try:
        with (
            closing(sqlite3.connect(f"{ledger.resolve().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(partial)) as target,
        ):
            source.backup(target, pages=_PAGES, sleep=0.01)
            target.execute("PRAGMA journal_mode=DELETE")  # one file, whole without others beside it
            found = [row[0] for row in target.execute("PRAGMA quick_check")]
        if found != ["ok"]:
            raise LedgerDamaged(place=ledger, reason=str(found[0]))
        partial.replace(to)
    except (sqlite3.Error, OSError) as error:
        if is_disk_full(error):
            raise DiskFull(folder=to.parent) from error
        raise OutputNotWritable(path=to, reason=str(error)) from error
    finally:
        partial.unlink(missing_ok=True)
    return to.stat().st_size
