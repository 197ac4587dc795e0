"""Text → the terms that a keyword index counts: words of the dictionary, and characters with their pairs.

MRR@10 of each alone on the development sets (government sections, news, encyclopedia): plain words .123 .812 .984, with
the words in them .258 .812 .988; pairs .192 .815 .976, with single characters .222 .823 .981.
"""

from __future__ import annotations

import re
from functools import lru_cache
from operator import add

from rag.ports import KeywordDocument, KeywordField, StoredChunk
from rag.words import dictionary, normalise

# Title and headings stand in one field with the text, so that a word counts less the more often it was there already.
# Twice: all three searches added reach .291 .828 .997 instead of .263 .827 .997 (benchmarks/retrieval.py).
HEAD_TIMES = 2

_RUN = re.compile(r"[0-9]+(?:\.[0-9]+)?|[a-z]+|[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


def keyword_document(stored: StoredChunk) -> KeywordDocument:
    body = normalise(stored.chunk.text)
    head = _head(stored.report_title, stored.chunk.path)
    return KeywordDocument(
        stored.chunk.id,
        stored.report_id,
        terms={by: " ".join((*[head[by]] * HEAD_TIMES, *_terms(body, by))) for by in KeywordField},
    )


def terms(text: str, by: KeywordField) -> list[str]:
    """In order, with repetitions; full-width forms are as good as plain ones, capitals as good as small letters."""
    return _terms(normalise(text), by)


@lru_cache(maxsize=64)  # the chunks of a section follow each other
def _head(title: str, path: tuple[str, ...]) -> dict[KeywordField, str]:
    head = normalise(" ".join((title, *path)))
    return {by: " ".join(_terms(head, by)) for by in KeywordField}


def _terms(text: str, by: KeywordField) -> list[str]:
    return _words(text) if by is KeywordField.WORDS else _pairs(text)


def _words(text: str) -> list[str]:
    """Long words come with the words in them (`深化改革`: `深化`, `改革`), for questions that use other compounds."""
    return [word for word in dictionary().cut_for_search(text) if word[0].isalnum()]


def _pairs(text: str) -> list[str]:
    """Characters and pairs of neighbours; numbers and foreign words whole."""
    found: list[str] = []
    for run in _RUN.findall(text):
        if run.isascii():
            found.append(run)
        else:
            found += run
            found += map(add, run, run[1:])
    return found
