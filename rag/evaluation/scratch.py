"""The product on a data folder that is gone afterwards, and texts with titles as files that it takes in."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from rag.bootstrap import open_service
from rag.service import Service, SourceFile
from rag.settings import Settings


@contextmanager
def scratch_service(settings: Settings, *, longest_question: int) -> Iterator[Service]:
    """A service with these models and limits on an empty data folder of its own."""
    with tempfile.TemporaryDirectory(prefix="rag-eval-", ignore_cleanup_errors=True) as home:
        own = replace(settings, home=Path(home), chroma_url="", database_url="")
        with open_service(with_room_for(own, longest_question=longest_question)) as service:
            yield service


def with_room_for(settings: Settings, *, longest_question: int) -> Settings:
    """Data decides how long its questions are."""
    return replace(settings, max_question_characters=max(settings.max_question_characters, longest_question))


def as_file(number: int, *, title: str, text: str) -> SourceFile:
    """A text handed over with its title; a title without a text is the text.

    The name says nothing: it would become the title of a text that has none.
    """
    document = {"title": title, "text": text if text.strip() else title}
    content = json.dumps(document).encode("ascii")
    return SourceFile(f"文档 {number}.json", lambda: content)
