"""Which model reads a question: the one that made the vectors in use, whatever is set."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from rag.errors import EmbeddingChanged, RagError
from rag.ports import Embedder, Embedding, EmbeddingRecipe

MakeEmbedder = Callable[[EmbeddingRecipe], Embedder]
"""Raises RagError where the model cannot be had."""


class Embedders:
    """The embedder that is set and, where the vectors in use are of another, that one.

    When the model is switched while searches run, by this process or by another, the next search finds the new one in
    the ledger, by its recipe. Only who wants to add vectors needs the embedder that is set.
    """

    def __init__(self, configured: Embedder, *, make: MakeEmbedder | None = None) -> None:
        self.configured = configured
        self._make = make
        self._other: tuple[str, Embedder | None] | None = None
        self._making = Lock()

    def of(self, stored: Embedding | None) -> Embedder:
        """The one that made these vectors. Raises EmbeddingChanged where it cannot be had."""
        if stored is None or stored.identity == self.configured.identity:
            return self.configured
        with self._making:
            if self._other is None or self._other[0] != stored.identity:
                self._other = (stored.identity, self._made(stored))
            other = self._other[1]
        if other is None:
            raise EmbeddingChanged(stored=stored.shown, configured=Embedding.of(self.configured).shown)
        return other

    def _made(self, stored: Embedding) -> Embedder | None:
        """None where the model is not here, or is another by now under the same name."""
        if self._make is None or stored.recipe is None:
            return None
        try:
            made = self._make(stored.recipe)
        except RagError:
            return None
        return made if made.identity == stored.identity else None
