"""Arguments as they come from the shell."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import pairwise, takewhile


def wants_json(arguments: Sequence[str]) -> bool:
    """Whether stdout has been promised to JSON, even if the command line turns out to be wrong."""
    options = list(takewhile(lambda one: one != "--", arguments))
    follows = pairwise(options)
    return "--json" in options or "--format=json" in options or ("--format", "json") in follows


def readable(text: str) -> str:
    """A name or an argument that is not UTF-8: read as GB18030 (names out of a zip made on a Chinese Windows), else
    with the faulty bytes marked, never with surrogates that no file and no terminal takes."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raw = os.fsencode(text)
        try:
            return raw.decode("gb18030")
        except UnicodeDecodeError:
            return raw.decode("utf-8", "replace")
    return text
