"""How the ledger's tables came to be: numbered steps, never changed once released, each in one transaction."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    inspect,
    select,
    text,
    update,
)

from rag.adapters.ledger.schema import META
from rag.errors import LedgerTooNew

# So that MySQL takes types without a limit of 64 KB; the others ignore it.
_LONG = 2**32 - 1


def _first_schema(connection: Connection) -> None:
    tables = MetaData()
    meta = Table("meta", tables, Column("name", String(64), primary_key=True), Column("value", Text, nullable=False))
    Table(
        "reports",
        tables,
        Column("id", String(32), primary_key=True),
        Column("library", String(255), nullable=False),
        Column("file", Text, nullable=False),
        Column("status", String(16), nullable=False, index=True),
        Column("format", String(16), nullable=False),
        Column("year", Integer),
        Column("facts", Text, nullable=False),
        Column("characters", Integer, nullable=False),
        Column("sections", Integer, nullable=False),
        Column("chunks", Integer, nullable=False),
        Column("figures", Integer, nullable=False),
    )
    files = Table(
        "files",
        tables,
        Column("library", String(255), nullable=False),
        Column("file", String(500), nullable=False),
        Column("content_hash", String(64), nullable=False),
        _report_id(),
        PrimaryKeyConstraint("library", "file"),
    )
    Index("files_by_content", files.c.library, files.c.content_hash)
    Index("files_by_report", files.c.report_id)
    Table(
        "contents",
        tables,
        _report_id(primary_key=True),
        Column("text", Text(_LONG), nullable=False),
        Column("outline", Text(_LONG), nullable=False),
        Column("sentences", Text(_LONG), nullable=False),
        Column("pages", Text(_LONG), nullable=False),
    )
    chunks = Table(
        "chunks",
        tables,
        Column("id", String(64), primary_key=True),
        _report_id(),
        Column("ordinal", Integer, nullable=False),
        Column("section", Integer, nullable=False),
        Column("path", Text, nullable=False),
        Column("span_start", Integer, nullable=False),
        Column("span_end", Integer, nullable=False),
        Column("tokens", Integer, nullable=False),
    )
    Index("chunks_by_report", chunks.c.report_id)
    Table(
        "figures",
        tables,
        _report_id(),
        Column("ordinal", Integer, nullable=False),
        Column("indicator", Text, nullable=False),
        Column("text", Text, nullable=False),
        Column("value", Text),
        Column("upper", Text),
        Column("unit", Text, nullable=False),
        Column("qualifier", Text, nullable=False),
        Column("period", Text, nullable=False),
        Column("masked", Boolean, nullable=False),
        Column("span_start", Integer, nullable=False),
        Column("span_end", Integer, nullable=False),
        PrimaryKeyConstraint("report_id", "ordinal"),
    )
    Table(
        "vectors",
        tables,
        _report_id(),
        Column("embedding", String(255), nullable=False),
        Column("dimensions", Integer, nullable=False),
        Column("rows", Integer, nullable=False),
        Column("data", LargeBinary(_LONG), nullable=False),
        PrimaryKeyConstraint("report_id", "embedding"),
    )
    tables.create_all(connection)
    connection.execute(
        meta.insert(), [{"name": name, "value": value} for name, value in (("revision", "0"), ("indexes", "1"))]
    )


def _report_id(*, primary_key: bool = False) -> Column[str]:
    return Column("report_id", String(32), ForeignKey("reports.id"), nullable=False, primary_key=primary_key)


def _conversations(connection: Connection) -> None:
    tables = MetaData()
    Table(
        "conversations",
        tables,
        Column("id", String(64), primary_key=True),
        Column("library", String(255)),
        Column("narrowing", Text, nullable=False),
        Column("title", Text, nullable=False),
        Column("started", String(40), nullable=False),
        Column("changed", String(40), nullable=False, index=True),
    )
    Table(
        "exchanges",
        tables,
        Column("number", Integer, primary_key=True, autoincrement=True),
        Column("conversation_id", String(64), ForeignKey("conversations.id"), nullable=False, index=True),
        Column("question", Text(_LONG), nullable=False),
        Column("understood", Text(_LONG), nullable=False),
        Column("answer", Text(_LONG), nullable=False),
        Column("asked", String(40), nullable=False),
    )
    tables.create_all(connection)


def _summaries(connection: Connection) -> None:
    tables = MetaData()
    Table(
        "summaries",
        tables,
        Column("key", String(64), primary_key=True),
        Column("content", Text(_LONG), nullable=False),
        Column("characters", Integer, nullable=False),
        Column("of_section", Boolean, nullable=False),
        Column("used", Integer, nullable=False, index=True),
    )
    Table(
        "summarised",
        tables,
        Column("key", String(64), nullable=False),
        Column("report_id", String(32), nullable=False, index=True),
        PrimaryKeyConstraint("key", "report_id"),
    )
    tables.create_all(connection)


def _access(connection: Connection) -> None:
    """Keys, what signed-in browsers hold, what was used a day; and whose a conversation is."""
    tables = MetaData()
    keys = Table(
        "access_keys",
        tables,
        Column("id", String(32), primary_key=True),
        Column("digest", String(64), nullable=False),
        Column("name", Text, nullable=False),
        Column("scope", Integer, nullable=False),
        Column("libraries", Text),
        Column("quota", Text, nullable=False),
        Column("created", String(40), nullable=False),
        Column("expires", String(40)),
        Column("used", String(10)),
        Column("revoked", String(40)),
    )
    Table(
        "access_sessions",
        tables,
        Column("digest", String(64), primary_key=True),
        Column("key_id", String(32), ForeignKey(keys.c.id), nullable=False, index=True),
        Column("expires", String(40), nullable=False, index=True),
    )
    Table(
        "access_usage",
        tables,
        Column("key_id", String(32), ForeignKey(keys.c.id), nullable=False),
        Column("day", String(10), nullable=False),
        Column("tokens", BigInteger, nullable=False),
        Column("bytes", BigInteger, nullable=False),
        PrimaryKeyConstraint("key_id", "day"),
    )
    tables.create_all(connection)
    connection.execute(text("ALTER TABLE conversations ADD COLUMN owner VARCHAR(64)"))
    connection.execute(text("CREATE INDEX conversations_by_owner ON conversations (owner)"))


def _jobs(connection: Connection) -> None:
    tables = MetaData()
    jobs = Table(
        "jobs",
        tables,
        Column("number", Integer, primary_key=True, autoincrement=True),
        Column("id", String(64), nullable=False, unique=True),
        Column("kind", String(16), nullable=False),
        Column("state", String(16), nullable=False, index=True),
        Column("title", Text, nullable=False),
        Column("library", String(255)),
        Column("libraries", Text, nullable=False),
        Column("asked", Text(_LONG), nullable=False),
        Column("owner", String(64), nullable=False),
        Column("idempotency_key", String(255)),
        Column("fingerprint", String(64), nullable=False),
        Column("step", String(64), nullable=False),
        Column("done", Integer, nullable=False),
        Column("total", Integer, nullable=False),
        Column("item", Text, nullable=False),
        Column("version", Integer, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("cancelling", Boolean, nullable=False),
        Column("created", String(40), nullable=False),
        Column("started", String(40)),
        Column("finished", String(40)),
        Column("worker", String(255)),
        Column("token", String(64)),
        Column("lease_until", String(40)),
        Column("error", Text),
        Column("result", Text(_LONG)),
        Column("made", Text(_LONG)),
        sqlite_autoincrement=True,  # a number is not used again: pages of the list go by it
    )
    Index("jobs_by_idempotency_key", jobs.c.owner, jobs.c.idempotency_key, unique=True)
    Table(
        "job_files",
        tables,
        Column("job_id", String(64), ForeignKey("jobs.id"), nullable=False),
        Column("number", Integer, nullable=False),
        Column("file", Text, nullable=False),
        Column("path", Text, nullable=False),
        Column("size", BigInteger, nullable=False),
        Column("status", String(16), nullable=False),
        Column("report_id", String(32)),
        Column("title", Text),
        Column("error", Text),
        PrimaryKeyConstraint("job_id", "number"),
    )
    tables.create_all(connection)


def _feedback(connection: Connection) -> None:
    tables = MetaData()
    feedback = Table(
        "feedback",
        tables,
        Column("number", Integer, primary_key=True, autoincrement=True),
        Column("id", String(64), nullable=False, unique=True),
        Column("owner", String(64), nullable=False),
        Column("idempotency_key", String(255)),
        Column("question", Text(_LONG), nullable=False),
        Column("answer", Text(_LONG), nullable=False),
        Column("helpful", Boolean, nullable=False),
        Column("comment", Text(_LONG), nullable=False),
        Column("conversation", String(64)),
        Column("given", String(40), nullable=False),
        sqlite_autoincrement=True,  # a number is not used again: pages of the list go by it
    )
    Index("feedback_by_idempotency_key", feedback.c.owner, feedback.c.idempotency_key, unique=True)
    tables.create_all(connection)


STEPS: tuple[Callable[[Connection], None], ...] = (
    _first_schema,
    _conversations,
    _summaries,
    _access,
    _jobs,
    _feedback,
)


def migrate(connection: Connection, *, steps: tuple[Callable[[Connection], None], ...] = STEPS) -> None:
    """Bring the schema up to the newest step. Raises LedgerTooNew where it is past that."""
    found = schema_version(connection)
    if found > len(steps):
        raise LedgerTooNew(found=found, known=len(steps))
    for step in steps[found:]:
        step(connection)
    if found == 0:
        connection.execute(META.insert().values(name="schema", value=str(len(steps))))
    elif found < len(steps):
        connection.execute(update(META).where(META.c.name == "schema").values(value=str(len(steps))))


def schema_version(connection: Connection) -> int:
    """0 for an empty database."""
    if not inspect(connection).has_table(META.name):
        return 0
    return int(connection.execute(select(META.c.value).where(META.c.name == "schema")).scalar_one())
