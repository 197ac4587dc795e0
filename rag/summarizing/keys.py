"""Names of what is kept: all that decides it, hashed."""

from __future__ import annotations

import hashlib


def key_of(*parts: object) -> str:
    """The same parts, in the same order, the same key. Each part must have one representation."""
    digest = hashlib.sha256()
    for one in parts:
        words = repr(one).encode("utf-8", "backslashreplace")
        digest.update(len(words).to_bytes(8))
        digest.update(words)
    return digest.hexdigest()
