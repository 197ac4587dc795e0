"""Text → the terms that a keyword index counts: words of the dictionary, and pairs of neighbouring characters."""

from __future__ import annotations

import re
from itertools import pairwise

import rjieba

from rag.ports import KeywordDocument, KeywordField, StoredChunk
from rag.words import normalise

_LETTER_OR_DIGIT = re.compile(r"\w")
_RUN = re.compile(r"[0-9]+(?:\.[0-9]+)?|[a-z]+|[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


def keyword_document(stored: StoredChunk) -> KeywordDocument:
    body = stored.chunk.text
    head = " ".join((stored.report_title, *stored.chunk.path))
    return KeywordDocument(
        stored.chunk.id,
        stored.report_id,
        body={by: " ".join(terms(body, by)) for by in KeywordField},
        head={by: " ".join(terms(head, by)) for by in KeywordField},
    )


def terms(text: str, by: KeywordField) -> list[str]:
    """In order, with repetitions; full-width forms are as good as plain ones, capitals as good as small letters."""
    plain = normalise(text)
    return _words(plain) if by is KeywordField.WORDS else _pairs(plain)


def _words(text: str) -> list[str]:
    return [word for word in rjieba.cut(text) if _LETTER_OR_DIGIT.match(word)]


def _pairs(text: str) -> list[str]:
    """Numbers and foreign words stay whole, and so does a single Chinese character."""
    found: list[str] = []
    for run in _RUN.findall(text):
        if len(run) < 2 or run.isascii():
            found.append(run)
        else:
            found += map("".join, pairwise(run))
    return found
