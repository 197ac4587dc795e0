"""Texts that every tokenizer takes, and vectors as every index takes them."""

from __future__ import annotations

from typing import Any

import numpy as np

from rag.ports import Vectors


def at_length_one(vectors: Any) -> Vectors:
    """Rows of length 1 as float32; a row of zeros stays.

    Models that normalise in float16 give not-a-number for a text without a token: the same zeros.
    """
    rows: Vectors = np.nan_to_num(np.array(vectors, dtype=np.float32), copy=False, nan=0.0)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    lengths[lengths == 0] = 1
    rows /= lengths
    return rows


def encodable(text: str) -> str:
    """Half a surrogate pair (a terminal's way to pass undecodable bytes) has no UTF-8 and stops every tokenizer."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="replace").decode()
    return text
