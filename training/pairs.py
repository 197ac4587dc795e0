"""The training pairs: read, cleaned of what would give the answer away, and some kept for measuring."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

# A query that stands for more passages than this is boilerplate ("read on", a programme's name), not a meaning.
MAX_PASSAGES_PER_QUERY = 200
# What is left of a passage without its query must still say something.
MIN_PASSAGE_CHARACTERS = 8
# One passage in this many is never trained on.
HELD_OUT_ONE_IN = 50


@dataclass(frozen=True, slots=True)
class Pair:
    query: str
    passage: str
    kind: str = ""


def read_pairs(path: Path) -> list[Pair]:
    """All usable pairs in file order, the query cut out of its passage."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    frequency = Counter(row["query"].strip() for row in rows)
    pairs = []
    for row in rows:
        query = row["query"].strip()
        if query and frequency[query] <= MAX_PASSAGES_PER_QUERY:
            pairs.append(Pair(query, without(query, row["passage"]), row.get("kind", "")))
    return pairs


def without(query: str, passage: str) -> str:
    """The passage less the query's own sentence: finding a sentence by itself teaches nothing."""
    rest = passage.replace(query, " ")
    return rest if len(rest.strip()) >= MIN_PASSAGE_CHARACTERS else passage


def is_held_out(passage: str) -> bool:
    """Chosen by the text itself, so that the same passages stay out whatever else the file holds."""
    digest = blake2b(passage.encode(errors="replace"), digest_size=8).digest()
    return int.from_bytes(digest) % HELD_OUT_ONE_IN == 0
