"""Any model that sentence-transformers loads."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from threading import Lock
from typing import Any

import numpy as np

from rag.adapters.embeddings import loading
from rag.adapters.embeddings.batching import batches_by_length, cut
from rag.adapters.embeddings.identity import identity_of
from rag.adapters.embeddings.rows import at_length_one, encodable
from rag.ports import EmbeddingRecipe, Vectors

# On one CPU core MiniLM takes 26 passages of 150 characters a second in batches of 4, 27 of 8, 25 of 16, 24 of 32 and
# 20 of 64; graphics cards want more. docs/decisions/0006-embedding-models.md.
BATCH_SIZE = 16

# For models that tell no limit of their own, such as static ones.
_MAX_TOKENS = 8192

# What models call the prompt of a passage. sentence-transformers itself stops at the first name that is there at all,
# and `document` always is, if empty: models with a prompt for `passage` would do without it.
_PASSAGE_PROMPTS = ("document", "passage", "corpus")


class SentenceTransformerEmbedder:
    """`rag.ports.Embedder` with the prefixes of the recipe, or else the model's own prompts.

    `identity` covers weights, tokenizer, pooling, length limit, prefixes, numbers and backend. The size of a batch is
    not in it: it moves vectors by rounding only. Safe to use from several threads, which take turns.
    """

    def __init__(
        self, chosen: EmbeddingRecipe | str, *, batch_size: int = BATCH_SIZE, may_download: bool = True
    ) -> None:
        """Raises ExtraMissing, BackendMissing, InvalidSetting, EmbeddingUnavailable."""
        recipe = EmbeddingRecipe(chosen) if isinstance(chosen, str) else chosen
        self._model = loading.load(recipe, may_download=may_download)
        self._batch_size = batch_size
        self._turn = Lock()  # tokenizers are set up anew for every call, and fail when two do it at once
        prefixes = _prefixes(self._model, recipe)
        self._model.prompts = dict(zip(("query", "document"), prefixes, strict=True))
        self.recipe: EmbeddingRecipe | None = replace(recipe, model=loading.folder_of(recipe.model))
        self.dimensions: int = len(self.embed_query("维"))
        self.identity: str = identity_of(self._model, prefixes=prefixes, dtype=recipe.dtype, backend=recipe.backend)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        cleaned = [self._cleaned(text) for text in texts]
        for places in batches_by_length(cleaned, batch_size=self._batch_size):
            batch = [cleaned[place] for place in places]
            with self._turn:
                vectors[places] = _encoded(self._model.encode_document, batch)
        return vectors

    def embed_query(self, text: str) -> Vectors:
        with self._turn:
            vectors = _encoded(self._model.encode_query, [self._cleaned(text)])
        row: Vectors = vectors[0]
        return row

    def _cleaned(self, text: str) -> str:
        limit = self._model.max_seq_length
        return encodable(cut(text, max_tokens=limit if limit and limit < math.inf else _MAX_TOKENS))


def _encoded(encode: Any, batch: list[str]) -> Vectors:
    return at_length_one(encode(batch, batch_size=len(batch), show_progress_bar=False))


def _prefixes(model: Any, recipe: EmbeddingRecipe) -> tuple[str, str]:
    """Of questions and of passages: those of the recipe, else the model's own, else none."""
    query, passage = recipe.query_prefix, recipe.passage_prefix
    if query is None:
        query = model.prompts.get("query") or ""
    if passage is None:
        passage = next((model.prompts[name] for name in _PASSAGE_PROMPTS if model.prompts.get(name)), "")
    return query, passage
