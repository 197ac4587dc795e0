"""Text → the terms that a keyword index counts: words of the dictionary, and pairs of neighbouring characters."""

from __future__ import annotations

import re
from functools import lru_cache
from operator import add

import rjieba

from rag.ports import KeywordDocument, KeywordField, StoredChunk
from rag.words import normalise

_RUN = re.compile(r"[0-9]+(?:\.[0-9]+)?|[a-z]+|[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


def keyword_document(stored: StoredChunk) -> KeywordDocument:
    body = normalise(stored.chunk.text)
    return KeywordDocument(
        stored.chunk.id,
        stored.report_id,
        body={by: " ".join(_terms(body, by)) for by in KeywordField},
        head=_head(stored.report_title, stored.chunk.path),
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
    return [word for word in rjieba.cut(text) if word[0].isalnum()]


def _pairs(text: str) -> list[str]:
    """Numbers and foreign words stay whole, and so does a single Chinese character."""
    found: list[str] = []
    for run in _RUN.findall(text):
        if len(run) < 2 or run.isascii():
            found.append(run)
        else:
            found += map(add, run, run[1:])
    return found
