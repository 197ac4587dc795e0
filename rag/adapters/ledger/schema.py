"""The ledger's tables as they are now, for queries. `migrations` makes them."""

from __future__ import annotations

from sqlalchemy import Boolean, Integer, LargeBinary, String, column, table

META = table("meta", column("name", String), column("value", String))

REPORTS = table(
    "reports",
    column("id", String),
    column("library", String),
    column("file", String),
    column("status", String),
    column("format", String),
    column("year", Integer),
    column("facts", String),
    column("characters", Integer),
    column("sections", Integer),
    column("chunks", Integer),
    column("figures", Integer),
)

# One row a file name: a report lives as long as a name leads to it.
FILES = table(
    "files",
    column("library", String),
    column("file", String),
    column("content_hash", String),
    column("report_id", String),
)

CONTENTS = table(
    "contents",
    column("report_id", String),
    column("text", String),
    column("outline", String),
    column("sentences", String),
    column("pages", String),
)

CHUNKS = table(
    "chunks",
    column("id", String),
    column("report_id", String),
    column("ordinal", Integer),
    column("section", Integer),
    column("path", String),
    column("span_start", Integer),
    column("span_end", Integer),
    column("tokens", Integer),
)

FIGURES = table(
    "figures",
    column("report_id", String),
    column("ordinal", Integer),
    column("indicator", String),
    column("text", String),
    column("value", String),
    column("upper", String),
    column("unit", String),
    column("qualifier", String),
    column("period", String),
    column("masked", Boolean),
    column("span_start", Integer),
    column("span_end", Integer),
)

# All vectors of a report in one row, float32 in the order of its chunks: 20,000 are read in one go for an exact search.
VECTORS = table(
    "vectors",
    column("report_id", String),
    column("embedding", String),
    column("dimensions", Integer),
    column("rows", Integer),
    column("data", LargeBinary),
)

# `changed`: of the last turn, which decides when it expires.
CONVERSATIONS = table(
    "conversations",
    column("id", String),
    column("library", String),
    column("narrowing", String),
    column("title", String),
    column("started", String),
    column("changed", String),
    column("owner", String),
)

# A question and the answer that was shown, whole: it can be shown again when its reports have gone.
EXCHANGES = table(
    "exchanges",
    column("number", Integer),
    column("conversation_id", String),
    column("question", String),
    column("understood", String),
    column("answer", String),
    column("asked", String),
)

# What was written about reports. `used`: a count that grows with every use, so that the oldest is known.
SUMMARIES = table(
    "summaries",
    column("key", String),
    column("content", String),
    column("characters", Integer),
    column("of_section", Boolean),
    column("used", Integer),
)

# The reports that it was written about: it goes with them.
SUMMARISED = table("summarised", column("key", String), column("report_id", String))

# `number`: in the order they came. `owner` is "" where keys are off. `worker`, `token` and `lease_until`: of whoever
# has it. `made`: what exports are made from, beside the result that is shown.
JOBS = table(
    "jobs",
    column("number", Integer),
    column("id", String),
    column("kind", String),
    column("state", String),
    column("title", String),
    column("library", String),
    column("libraries", String),
    column("asked", String),
    column("owner", String),
    column("idempotency_key", String),
    column("fingerprint", String),
    column("step", String),
    column("done", Integer),
    column("total", Integer),
    column("item", String),
    column("version", Integer),
    column("attempts", Integer),
    column("cancelling", Boolean),
    column("created", String),
    column("started", String),
    column("finished", String),
    column("worker", String),
    column("token", String),
    column("lease_until", String),
    column("error", String),
    column("result", String),
    column("made", String),
)

# The files of an ingest, in order.
JOB_FILES = table(
    "job_files",
    column("job_id", String),
    column("number", Integer),
    column("file", String),
    column("path", String),
    column("size", Integer),
    column("status", String),
    column("report_id", String),
    column("title", String),
    column("error", String),
)

# `digest`: of the whole key, by which it is recognised; `libraries`: JSON, null is all; `used`: a day.
KEYS = table(
    "access_keys",
    column("id", String),
    column("digest", String),
    column("name", String),
    column("scope", Integer),
    column("libraries", String),
    column("quota", String),
    column("created", String),
    column("expires", String),
    column("used", String),
    column("revoked", String),
)

SESSIONS = table("access_sessions", column("digest", String), column("key_id", String), column("expires", String))

USAGE = table("access_usage", column("key_id", String), column("day", String), column("tokens"), column("bytes"))

# What readers say of answers. `owner`: of a key, "" where keys are off.
FEEDBACK = table(
    "feedback",
    column("number", Integer),
    column("id", String),
    column("owner", String),
    column("idempotency_key", String),
    column("question", String),
    column("answer", String),
    column("helpful", Boolean),
    column("comment", String),
    column("conversation", String),
    column("given", String),
)

# Those that hang on a report, to be deleted with it.
OF_A_REPORT = (FILES, CONTENTS, CHUNKS, FIGURES, VECTORS)
