"""The texts with their references, and their sentences as all of the compared see them."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.parsing import sentence_spans

_SPEAKER = re.compile(r"^\s*[^\s，。：:]{1,12}[：:]")
_SAYS = re.compile(r"\w")
# A transcript has a speaker before most of its lines; a colon in an article is none.
_LEAST_MARKED = 0.5
_OPENING = 20  # characters by which a part is found in its text


@dataclass(frozen=True, slots=True)
class Text:
    """`part`: where it is from. `key_sentences`: marked by people, none for news; `parts`: where each part of the text
    begins, and what people wrote of it."""

    id: str
    part: str
    title: str
    text: str
    reference: str
    key_sentences: tuple[str, ...] = ()
    parts: tuple[tuple[int, str], ...] = ()


def read_texts(file: Path) -> list[Text]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [_text(row) for row in rows]


def _text(row: dict[str, Any]) -> Text:
    parts: list[tuple[int, str]] = []
    for section in row.get("sections", ()):
        before = parts[-1][0] if parts else 0
        parts.append((max(row["text"].find(section["text"][:_OPENING], before), before), section["summary"]))
    return Text(
        *(row["id"], row["source"], row["title"], row["text"], row["summary"]),
        key_sentences=tuple(row.get("key_sentences", ())),
        parts=tuple(parts),
    )


def sentences_of(text: str) -> list[str]:
    """As the product cuts them, without the names of speakers."""
    lines = [line for line in text.splitlines() if line.strip()]
    marked = sum(bool(_SPEAKER.match(line)) for line in lines) >= _LEAST_MARKED * len(lines)
    if marked:
        lines = [_SPEAKER.sub("", line) for line in lines]
    cut = (line[span.start : span.end].strip() for line in lines for span in sentence_spans(line))
    return [sentence for sentence in cut if _SAYS.search(sentence)]


def parts_of(texts: Sequence[Text]) -> list[str]:
    return list(dict.fromkeys(one.part for one in texts))
