"""`rag.ports.SummaryStore` in the ledger's database."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, delete, exists, func, insert, select, update

from rag.adapters.ledger.engine import Database
from rag.adapters.ledger.schema import REPORTS, SUMMARIES, SUMMARISED
from rag.domain import ReportStatus
from rag.errors import UnableError

# A summary of one report has 5,000 to 50,000 characters with its quotes, a section 1,000: room for thousands.
LIMIT_CHARACTERS = 50_000_000
_KEYS_A_STATEMENT = 500


class SqlSummaries:
    """At most `limit_characters` of content together."""

    def __init__(self, database: Database, *, limit_characters: int = LIMIT_CHARACTERS) -> None:
        self._database = database
        self._limit = limit_characters

    def find(self, keys: Collection[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        stale: list[str] = []
        wanted = sorted(set(keys))
        with self._database.reading() as connection:
            newest = _newest(connection)
            for at in range(0, len(wanted), _KEYS_A_STATEMENT):
                some = wanted[at : at + _KEYS_A_STATEMENT]
                for row in connection.execute(select(SUMMARIES).where(SUMMARIES.c.key.in_(some))):
                    found[row.key] = row.content
                    stale.extend([row.key] if row.used < newest else [])
        self._touch(stale)
        return found

    def keep(self, key: str, content: str, *, report_ids: Collection[str], of_section: bool = False) -> None:
        if len(content) > self._limit or not report_ids:
            return
        with self._database.writing() as connection:
            ready = select(REPORTS.c.id).where(
                REPORTS.c.id.in_(report_ids), REPORTS.c.status == ReportStatus.READY.value
            )
            if len(connection.execute(ready).all()) < len(set(report_ids)):
                return
            known = set(connection.execute(select(SUMMARISED.c.report_id).where(SUMMARISED.c.key == key)).scalars())
            connection.execute(delete(SUMMARIES).where(SUMMARIES.c.key == key))
            row = {"key": key, "content": content, "characters": len(content), "of_section": of_section}
            connection.execute(insert(SUMMARIES).values(**row, used=_newest(connection) + 1))
            _connect(connection, [key], set(report_ids) - known)
            self._make_room(connection, but=key)

    def _touch(self, keys: Sequence[str]) -> None:
        """What cannot be noted now (another process writes, the disk is full) is no reason not to read."""
        if not keys:
            return
        try:
            with self._database.writing() as connection:
                used = _newest(connection) + 1
                for at in range(0, len(keys), _KEYS_A_STATEMENT):
                    here = SUMMARIES.c.key.in_(keys[at : at + _KEYS_A_STATEMENT])
                    connection.execute(update(SUMMARIES).where(here).values(used=used))
        except UnableError:
            return

    def _make_room(self, connection: Connection, *, but: str) -> None:
        total = connection.execute(select(func.coalesce(func.sum(SUMMARIES.c.characters), 0))).scalar_one()
        if total <= self._limit:
            return
        oldest = select(SUMMARIES.c.key, SUMMARIES.c.characters).where(SUMMARIES.c.key != but)
        for row in connection.execute(oldest.order_by(SUMMARIES.c.used, SUMMARIES.c.key)).all():
            _delete(connection, [row.key])
            total -= row.characters
            if total <= self._limit:
                return


def hand_over(connection: Connection, heirs: Mapping[str, str]) -> None:
    """What was written of sections of each report goes to the one that takes its place."""
    for before, after in heirs.items():
        held = select(SUMMARISED.c.key).where(SUMMARISED.c.report_id == after)
        keys = (
            select(SUMMARISED.c.key)
            .join(SUMMARIES, SUMMARIES.c.key == SUMMARISED.c.key)
            .where(SUMMARISED.c.report_id == before, SUMMARIES.c.of_section, SUMMARISED.c.key.not_in(held))
        )
        _connect(connection, list(connection.execute(keys).scalars()), [after])


def forget_reports(connection: Connection, report_ids: Sequence[str]) -> None:
    """With what was written about them, unless another report has the same section."""
    about = select(SUMMARISED.c.key).where(SUMMARISED.c.report_id.in_(report_ids))
    keys = list(connection.execute(about.distinct()).scalars())
    connection.execute(delete(SUMMARISED).where(SUMMARISED.c.report_id.in_(report_ids)))
    for at in range(0, len(keys), _KEYS_A_STATEMENT):
        some = keys[at : at + _KEYS_A_STATEMENT]
        others = exists().where(SUMMARISED.c.key == SUMMARIES.c.key)
        gone = select(SUMMARIES.c.key).where(SUMMARIES.c.key.in_(some), ~(SUMMARIES.c.of_section & others))
        _delete(connection, list(connection.execute(gone).scalars()))


def _newest(connection: Connection) -> int:
    return int(connection.execute(select(func.coalesce(func.max(SUMMARIES.c.used), 0))).scalar_one())


def _connect(connection: Connection, keys: Sequence[str], report_ids: Collection[str]) -> None:
    rows = [{"key": key, "report_id": one} for key in keys for one in sorted(report_ids)]
    if rows:
        connection.execute(insert(SUMMARISED), rows)


def _delete(connection: Connection, keys: Sequence[str]) -> None:
    for table in (SUMMARISED, SUMMARIES):
        connection.execute(delete(table).where(table.c.key.in_(keys)))
