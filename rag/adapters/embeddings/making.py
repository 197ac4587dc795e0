"""A recipe → its embedder."""

from __future__ import annotations

from rag.adapters.embeddings.builtin import BUILTIN, BuiltinEmbedder
from rag.adapters.embeddings.transformer import BATCH_SIZE, SentenceTransformerEmbedder
from rag.ports import Embedder, EmbeddingRecipe


def make_embedder(recipe: EmbeddingRecipe, *, batch_size: int = BATCH_SIZE, may_download: bool = True) -> Embedder:
    """Of the recipe of the built-in model only the name counts.

    Raises ExtraMissing, BackendMissing, InvalidSetting, EmbeddingUnavailable.
    """
    if recipe.model == BUILTIN:
        return BuiltinEmbedder()
    return SentenceTransformerEmbedder(recipe, batch_size=batch_size, may_download=may_download)
