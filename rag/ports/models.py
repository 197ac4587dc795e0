"""What reads, embeds, counts and orders anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.domain import SourceText

Vectors = NDArray[np.float32]


class ReadSource(Protocol):
    """Bytes of a file → canonical text and marks."""

    def __call__(self, content: bytes, *, name: str) -> SourceText:
        """Raises a ReadingError that says what to do. `name` is a hint only: the content decides."""
        ...


@dataclass(frozen=True, slots=True)
class EmbeddingRecipe:
    """What an embedder is made from: the choices that change its vectors. The model's files are not in it.

    `model`: `builtin`, a folder or a name on the hub. A prefix of None is the model's own, "" is none.
    """

    model: str
    query_prefix: str | None = None
    passage_prefix: str | None = None
    dtype: str = "float32"
    backend: str = "torch"


class Embedder(Protocol):
    """Text → unit vectors of `dimensions` float32. `identity` changes whenever the vectors would.

    `recipe`: what any process can make the same embedder from; None where there is no such thing.
    """

    identity: str
    dimensions: int
    recipe: EmbeddingRecipe | None

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions), rows of length 1 (a text without a known token: zeros)."""
        ...

    def embed_query(self, text: str) -> Vectors:
        """Shape (dimensions,)."""
        ...


CountTokens = Callable[[str], int]


class Reranker(Protocol):
    """Which of a few passages answer a query best. Slow, and asked under a deadline, from several threads."""

    def rank(self, query: str, passages: Sequence[str], *, until: float) -> Sequence[int]:
        """Positions of `passages`, best first, each at most once; what is not named comes after, in its order.

        After `until` (`time.monotonic`) nobody waits any more. Raises RerankerUnavailable.
        """
        ...

    def close(self) -> None:
        """Bring what is running to an end, where the process could not end before."""
        ...
