"""The ledger in a relational database: reports whole, their chunks, figures and vectors."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    TableClause,
    Update,
    delete,
    exists,
    func,
    select,
    update,
)
from sqlalchemy import insert as inserting

from rag.adapters.ledger import records
from rag.adapters.ledger.conversations import SqlConversations
from rag.adapters.ledger.engine import Database
from rag.adapters.ledger.feedback import SqlFeedback
from rag.adapters.ledger.jobs import SqlJobs
from rag.adapters.ledger.keys import SqlKeys
from rag.adapters.ledger.remembering import Read, Remembered
from rag.adapters.ledger.schema import (
    CHUNKS,
    CONTENTS,
    FIGURES,
    FILES,
    META,
    OF_A_REPORT,
    REPORTS,
    VECTORS,
)
from rag.adapters.ledger.summaries import SqlSummaries, forget_reports, hand_over
from rag.adapters.ledger.usage import SqlUsage
from rag.adapters.ledger.visible import Reading, Visible
from rag.chunking import chunk_id
from rag.domain import Figure, Mark, ParsedReport, Report, ReportFilter, ReportStatus
from rag.errors import LedgerDamaged, UnknownReport
from rag.ports import (
    EVERYTHING,
    ChunkVectors,
    Embedding,
    EmbeddingRecipe,
    LedgerState,
    NamedSource,
    StagedReport,
    StoredChunk,
    Vectors,
)

__all__ = ["SqlLedger"]

# Databases limit the parameters of a statement (SQLite: 32,766; others fewer).
_IDS_A_STATEMENT = 500

# What is remembered of read reports. Results of a search need texts alone, which take 2 bytes a character and little
# time. A question reads about eight reports with their sections, 5 ms of 26,000 characters each unless remembered:
# 1,000 such reports are, in about 100 MB.
_REMEMBERED_CHARACTERS = 30_000_000
_REMEMBERED_TEXT_CHARACTERS = 25_000_000

# Page marks that are remembered: of most reports there are none.
_REMEMBERED_PAGES = 200_000

_READY = REPORTS.c.status == ReportStatus.READY.value


class SqlLedger:
    """`rag.ports.Ledger` on SQLite (a `Path`) or any database that SQLAlchemy knows (a URL)."""

    def __init__(self, place: Path | str) -> None:
        """Raises FolderNotWritable, DiskFull, LedgerTooNew, LedgerDamaged."""
        self._database = Database(place)
        self._reports = Remembered[ParsedReport](_REMEMBERED_CHARACTERS, lambda one: len(one.text))
        self._texts = Remembered[str](_REMEMBERED_TEXT_CHARACTERS, len)
        self._pages = Remembered[list[Mark]](_REMEMBERED_PAGES, lambda marks: len(marks) + 1)
        self._visible = Visible(
            self._database, Reading(self._read_state, self._count_reports, lambda: self._read_reports(EVERYTHING))
        )

    @property
    def conversations(self) -> SqlConversations:
        return SqlConversations(self._database)

    @property
    def summaries(self) -> SqlSummaries:
        return SqlSummaries(self._database)

    @property
    def jobs(self) -> SqlJobs:
        return SqlJobs(self._database)

    @property
    def keys(self) -> SqlKeys:
        return SqlKeys(self._database)

    @property
    def usage(self) -> SqlUsage:
        return SqlUsage(self._database)

    @property
    def feedback(self) -> SqlFeedback:
        return SqlFeedback(self._database)

    def close(self) -> None:
        self._database.close()

    # --- what is visible

    def state(self) -> LedgerState:
        return self._visible.state()

    def reports(self, where: ReportFilter = EVERYTHING) -> list[Report]:
        ready = self._visible.reports()
        if ready is None:
            return self._read_reports(where)
        return list(ready.values()) if where == EVERYTHING else _under(where, ready.values())

    def report_ids(self, where: ReportFilter = EVERYTHING) -> list[str]:
        with self._database.reading() as connection:
            return list(connection.execute(select(REPORTS.c.id).where(*_conditions(where))).scalars())

    def text(self, report_id: str) -> str:
        return self.parsed(report_id).text

    def parsed(self, report_id: str) -> ParsedReport:
        if known := self._known(report_id, self._reports):
            return known
        with self._database.reading() as connection:
            _require_ready(connection, report_id)
            return self._parsed(connection, report_id)

    def parsed_reports(self, report_ids: Sequence[str]) -> dict[str, ParsedReport]:
        found = {one: read for one in report_ids if (read := self._known(one, self._reports))}
        unknown = [one for one in report_ids if one not in found]
        if not unknown:
            return found
        with self._database.reading() as connection:
            for some in _parts(unknown):
                ready = select(REPORTS.c.id).where(REPORTS.c.id.in_(some), _READY)
                known = {one: self._reports.get(one) for one in connection.execute(ready).scalars()}
                unread = [one for one, parsed in known.items() if parsed is None]
                for row in connection.execute(select(CONTENTS).where(CONTENTS.c.report_id.in_(unread))):
                    known[row.report_id] = self._remember(row)
                found.update((one, parsed) for one, parsed in known.items() if parsed is not None)
        return found

    def figures(self, report_id: str) -> list[Figure]:
        query = select(FIGURES).where(FIGURES.c.report_id == report_id).order_by(FIGURES.c.ordinal)
        with self._database.reading() as connection:
            _require_ready(connection, report_id)
            return [records.figure_of(row) for row in connection.execute(query)]

    def pages(self, report_id: str) -> list[Mark]:
        known = self._known(report_id, self._pages)
        if known is not None:
            return known
        with self._database.reading() as connection:
            _require_ready(connection, report_id)
            query = select(CONTENTS.c.pages).where(CONTENTS.c.report_id == report_id)
            pages = records.pages_of(connection.execute(query).scalar_one())
        self._pages.put(report_id, pages)
        return pages

    def chunks(self, chunk_ids: Sequence[str]) -> list[StoredChunk]:
        found: dict[str, StoredChunk] = {}
        with self._database.reading() as connection:
            for some in _parts(chunk_ids):
                rows = connection.execute(select(CHUNKS).where(CHUNKS.c.id.in_(some))).all()
                found.update((one.chunk.id, one) for one in self._stored(connection, rows))
        return [found[one] for one in chunk_ids if one in found]

    def chunks_of(self, report_id: str) -> list[StoredChunk]:
        query = select(CHUNKS).where(CHUNKS.c.report_id == report_id).order_by(CHUNKS.c.ordinal)
        with self._database.reading() as connection:
            _require_ready(connection, report_id)
            return self._stored(connection, connection.execute(query).all())

    def count_chunks(self, where: ReportFilter = EVERYTHING) -> int:
        ready = self._visible.reports()
        if ready is not None:
            return sum(one.chunks for one in _under(where, ready.values()))
        query = select(func.coalesce(func.sum(REPORTS.c.chunks), 0)).where(*_conditions(where))
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def chunk_vectors(
        self, where: ReportFilter = EVERYTHING, *, embedding: Embedding | None = None
    ) -> Iterator[ChunkVectors]:
        with self._database.reading() as connection:
            embedding = embedding or _state(connection).embedding
            if embedding is None:
                return
            query = (
                select(VECTORS)
                .join(REPORTS, REPORTS.c.id == VECTORS.c.report_id)
                .where(VECTORS.c.embedding == embedding.identity, *_conditions(where))
                .order_by(VECTORS.c.report_id)
            )
            for row in connection.execute(query):
                yield ChunkVectors(
                    tuple(chunk_id(row.report_id, ordinal) for ordinal in range(row.rows)), records.vectors_of(row)
                )

    # --- what comes in and goes out

    def known(self, library: str, content_hash: str) -> str | None:
        query = (
            select(FILES.c.report_id)
            .join(REPORTS, REPORTS.c.id == FILES.c.report_id)
            .where(FILES.c.library == library, FILES.c.content_hash == content_hash, _READY)
        )
        with self._database.reading() as connection:
            return connection.execute(query.limit(1)).scalar()

    def named(self, library: str, file: str) -> NamedSource | None:
        query = select(FILES).where(FILES.c.library == library, FILES.c.file == file)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return NamedSource(row.library, row.file, row.content_hash, row.report_id) if row else None

    def stage(self, reports: Sequence[StagedReport], *, embedding: Embedding) -> None:
        with self._database.writing() as connection:
            if _state(connection).embedding is None:
                _set_embedding(connection, embedding)
            _insert(connection, REPORTS, [records.report_values(one.report) for one in reports])
            _insert(connection, CONTENTS, [records.content_values(one) for one in reports])
            _insert(
                connection,
                CHUNKS,
                [records.chunk_values(one.report.id, chunk) for one in reports for chunk in one.chunks],
            )
            _insert(
                connection,
                FIGURES,
                [
                    records.figure_values(one.report.id, ordinal, figure)
                    for one in reports
                    for ordinal, figure in enumerate(one.figures)
                ],
            )
            _insert(
                connection,
                VECTORS,
                [records.vector_values(one.report.id, embedding.identity, one.vectors) for one in reports],
            )

    def publish(self, sources: Sequence[NamedSource]) -> list[str]:
        if not sources:
            return []
        with self._database.writing() as connection:
            held_before = _name(connection, sources)
            hand_over(connection, held_before)
            for some in _parts(sorted({one.report_id for one in sources})):
                connection.execute(_with_status(ReportStatus.READY).where(REPORTS.c.id.in_(some)))
            retired = _retire_nameless(connection, sorted(held_before))
            _grow_revision(connection)
        return retired

    def retire(self, report_id: str) -> None:
        with self._database.writing() as connection:
            _require_ready(connection, report_id)
            connection.execute(delete(FILES).where(FILES.c.report_id == report_id))
            _retire_nameless(connection, [report_id])
            _grow_revision(connection)

    def unfinished(self) -> dict[str, list[str]]:
        query = (
            select(REPORTS.c.id, CHUNKS.c.id)
            .outerjoin_from(REPORTS, CHUNKS, CHUNKS.c.report_id == REPORTS.c.id)
            .where(~_READY)
            .order_by(REPORTS.c.id, CHUNKS.c.ordinal)
        )
        found: dict[str, list[str]] = {}
        with self._database.reading() as connection:
            for report_id, chunk in connection.execute(query):
                found.setdefault(report_id, []).extend([chunk] if chunk is not None else [])
        return found

    def purge(self, report_ids: Sequence[str]) -> None:
        with self._database.writing() as connection:
            for some in _parts(report_ids):
                query = select(REPORTS.c.id).where(REPORTS.c.id.in_(some), ~_READY)
                ids = list(connection.execute(query).scalars())
                forget_reports(connection, ids)
                for table in OF_A_REPORT:
                    connection.execute(delete(table).where(table.c.report_id.in_(ids)))
                connection.execute(delete(REPORTS).where(REPORTS.c.id.in_(ids)))
        self._reports.forget(report_ids)
        self._texts.forget(report_ids)
        self._pages.forget(report_ids)

    # --- care

    def restage_vectors(self, vectors: Mapping[str, Vectors], *, embedding: Embedding) -> None:
        of_embedding = VECTORS.c.embedding == embedding.identity
        with self._database.writing() as connection:
            for some in _parts(vectors):
                connection.execute(delete(VECTORS).where(VECTORS.c.report_id.in_(some), of_embedding))
            rows = [records.vector_values(one, embedding.identity, matrix) for one, matrix in vectors.items()]
            _insert(connection, VECTORS, rows)

    def embedded(self, embedding: Embedding) -> dict[str, int]:
        query = (
            select(VECTORS.c.report_id, VECTORS.c.rows)
            .join(REPORTS, REPORTS.c.id == VECTORS.c.report_id)
            .where(VECTORS.c.embedding == embedding.identity, _READY)
        )
        with self._database.reading() as connection:
            return {row.report_id: row.rows for row in connection.execute(query)}

    def forget_vectors(self, *, but: Collection[Embedding]) -> None:
        with self._database.writing() as connection:
            connection.execute(delete(VECTORS).where(VECTORS.c.embedding.not_in([one.identity for one in but])))

    def mark_stray(self, generation: int | None) -> None:
        with self._database.writing() as connection:
            _set(connection, "stray", None if generation is None else str(generation))

    def switch(self, *, indexes: int, embedding: Embedding) -> None:
        with self._database.writing() as connection:
            before = _state(connection)
            _set(connection, "stray", str(before.indexes))
            _set(connection, "indexes", str(indexes))
            _set_embedding(connection, embedding)
            if before.embedding is not None and before.embedding != embedding:
                connection.execute(delete(VECTORS).where(VECTORS.c.embedding == before.embedding.identity))
            _grow_revision(connection)

    def verify(self) -> list[str]:
        return self._database.problems()

    # --- inside

    def _read_state(self) -> LedgerState:
        with self._database.reading() as connection:
            return _state(connection)

    def _count_reports(self) -> int:
        with self._database.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(REPORTS).where(_READY)).scalar_one())

    def _read_reports(self, where: ReportFilter) -> list[Report]:
        query = select(REPORTS).where(*_conditions(where)).order_by(REPORTS.c.library, REPORTS.c.file, REPORTS.c.id)
        with self._database.reading() as connection:
            return [records.report_of(row) for row in connection.execute(query)]

    def _known(self, report_id: str, remembered: Remembered[Read]) -> Read | None:
        """What is remembered of a report that is known to be ready."""
        ready = self._visible.reports()
        return remembered.get(report_id) if ready is not None and report_id in ready else None

    def _titles(self, connection: Connection, report_ids: set[str]) -> dict[str, str]:
        """Of the ready ones."""
        ready = self._visible.reports()
        if ready is None:
            return _titles(connection, report_ids)
        return {one: ready[one].title for one in report_ids if one in ready}

    # An id stands for one text for ever, so what was read once need not be read again.

    def _stored(self, connection: Connection, rows: Sequence[Row[Any]]) -> list[StoredChunk]:
        """Those of ready reports, in the order of the rows."""
        titles = self._titles(connection, {row.report_id for row in rows})
        texts = self._texts_of(connection, set(titles))
        return [
            StoredChunk(row.report_id, titles[row.report_id], records.chunk_of(row, texts[row.report_id]))
            for row in rows
            if row.report_id in titles
        ]

    def _texts_of(self, connection: Connection, report_ids: set[str]) -> dict[str, str]:
        texts = {one: text for one in report_ids if (text := self._texts.get(one)) is not None}
        for some in _parts(sorted(report_ids - texts.keys())):
            query = select(CONTENTS.c.report_id, CONTENTS.c.text).where(CONTENTS.c.report_id.in_(some))
            for row in connection.execute(query):
                texts[row.report_id] = row.text
                self._texts.put(row.report_id, row.text)
        return texts

    def _parsed(self, connection: Connection, report_id: str) -> ParsedReport:
        known = self._reports.get(report_id)
        if known is None:
            known = self._remember(connection.execute(select(CONTENTS).where(CONTENTS.c.report_id == report_id)).one())
        return known

    def _remember(self, row: Row[Any]) -> ParsedReport:
        try:
            parsed = records.parsed_of(row)
        except (ValueError, TypeError, KeyError, IndexError) as error:
            raise LedgerDamaged(place=self._database.place, reason=f"{row.report_id}: {error}") from error
        self._reports.put(row.report_id, parsed)
        return parsed


# --- statements ----------------------------------------------------------------------------------------------


def _parts(ids: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(ids)
    while some := list(islice(rest, _IDS_A_STATEMENT)):
        yield some


def _under(where: ReportFilter, reports: Iterable[Report]) -> list[Report]:
    """As `_conditions`, of those that are in memory."""
    ids = set(where.report_ids)
    return [
        one
        for one in reports
        if (not ids or one.id in ids)
        and (where.year is None or one.year == where.year)
        and (where.library is None or one.library == where.library)
        and (where.libraries is None or one.library in where.libraries)
    ]


def _conditions(where: ReportFilter) -> list[ColumnElement[bool]]:
    conditions = [_READY]
    if where.report_ids:
        conditions.append(REPORTS.c.id.in_(where.report_ids))
    if where.year is not None:
        conditions.append(REPORTS.c.year == where.year)
    if where.library is not None:
        conditions.append(REPORTS.c.library == where.library)
    if where.libraries is not None:
        conditions.append(REPORTS.c.library.in_(sorted(where.libraries)))
    return conditions


def _titles(connection: Connection, report_ids: set[str]) -> dict[str, str]:
    """Of the ready ones. The status is looked at here: asked for it, SQLite goes through all that are ready, and joined
    with chunks, through all chunks (50 of 106,000: 17 ms instead of 0.4)."""
    query = select(REPORTS.c.id, REPORTS.c.facts, REPORTS.c.status)
    rows = (row for some in _parts(report_ids) for row in connection.execute(query.where(REPORTS.c.id.in_(some))))
    return {row.id: records.title_of(row.facts) for row in rows if row.status == ReportStatus.READY.value}


def _require_ready(connection: Connection, report_id: str) -> None:
    if connection.execute(select(REPORTS.c.id).where(REPORTS.c.id == report_id, _READY)).scalar() is None:
        raise UnknownReport(report=report_id)


def _insert(connection: Connection, table: TableClause, rows: list[records.Values]) -> None:
    if rows:
        connection.execute(inserting(table), rows)


def _with_status(status: ReportStatus) -> Update:
    return update(REPORTS).values(status=status.value)


def _name(connection: Connection, sources: Sequence[NamedSource]) -> dict[str, str]:
    """Lead the names to their reports; by the ids of those that they led to before, the ones that follow."""
    held_before: dict[str, str] = {}
    for one in sources:
        name = (FILES.c.library == one.library, FILES.c.file == one.file)
        held_before.update(
            (held, one.report_id) for held in connection.execute(select(FILES.c.report_id).where(*name)).scalars()
        )
        connection.execute(delete(FILES).where(*name))
        connection.execute(
            inserting(FILES).values(
                library=one.library, file=one.file, content_hash=one.content_hash, report_id=one.report_id
            )
        )
    return held_before


def _retire_nameless(connection: Connection, report_ids: Sequence[str]) -> list[str]:
    """Of these, those that no name leads to any more go out of sight; the others are listed under a name they have."""
    retired: list[str] = []
    names = FILES.c.report_id == REPORTS.c.id
    first_name = select(func.min(FILES.c.file)).where(names).scalar_subquery()
    for some in _parts(report_ids):
        here = (REPORTS.c.id.in_(some), _READY)
        gone = list(connection.execute(select(REPORTS.c.id).where(*here, ~exists().where(names))).scalars())
        connection.execute(_with_status(ReportStatus.RETIRED).where(REPORTS.c.id.in_(gone)))
        renamed = ~exists().where(names, FILES.c.file == REPORTS.c.file)
        connection.execute(update(REPORTS).where(*here, renamed).values(file=first_name))
        retired.extend(gone)
    return sorted(retired)


# --- what holds for the whole ledger


def _state(connection: Connection) -> LedgerState:
    values = {row.name: row.value for row in connection.execute(select(META))}
    identity = values.get("embedding")
    return LedgerState(
        revision=int(values["revision"]),
        indexes=int(values["indexes"]),
        embedding=Embedding(identity, int(values["dimensions"]), _recipe(values)) if identity else None,
        stray=int(values["stray"]) if "stray" in values else None,
    )


def _set(connection: Connection, name: str, value: str | None) -> None:
    connection.execute(delete(META).where(META.c.name == name))
    if value is not None:
        connection.execute(inserting(META).values(name=name, value=value))


def _set_embedding(connection: Connection, embedding: Embedding) -> None:
    _set(connection, "embedding", embedding.identity)
    _set(connection, "dimensions", str(embedding.dimensions))
    _set(connection, "recipe", records.recipe_value(embedding.recipe) if embedding.recipe else None)


def _recipe(values: Mapping[str, str]) -> EmbeddingRecipe | None:
    return records.recipe_of(values["recipe"]) if "recipe" in values else None


def _grow_revision(connection: Connection) -> None:
    _set(connection, "revision", str(_state(connection).revision + 1))
