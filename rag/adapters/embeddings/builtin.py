"""The embedding that comes with the product."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from safetensors.numpy import load
from tokenizers import Tokenizer

from rag.adapters.embeddings.rows import at_length_one, encodable
from rag.errors import EmbeddingUnavailable
from rag.ports import EmbeddingRecipe, Vectors

if TYPE_CHECKING:
    from numpy.typing import NDArray

BUILTIN = "builtin"
BUILTIN_FOLDER = Path(__file__).parents[2] / "models" / "builtin"
VECTORS_FILE = "model.safetensors"
TOKENIZER_FILE = "tokenizer.json"

# The tokenizer stops after 8,192 tokens (tokenizer.json); it would still read all of a 5 MB line before it stops.
# In reports a token has about 2 characters, punctuation counted in: 4 a token leave room.
MAX_CHARACTERS = 4 * 8192

# A batch ends at either. The tokenizer keeps about 0.1 KB a character until the batch is done.
BATCH_TEXTS = 512
BATCH_CHARACTERS = 8 * MAX_CHARACTERS


class BuiltinEmbedder:
    """The shipped static model: the mean of the token vectors, at length 1. Needs no torch.

    A text's vector is the same to the bit alone and within any batch, and the same for a question as for a passage.
    Only the first 8,192 tokens of a text count. The files are read at the first use.
    """

    recipe: EmbeddingRecipe | None = EmbeddingRecipe(model=BUILTIN)

    def __init__(self, folder: Path = BUILTIN_FOLDER) -> None:
        """Raises EmbeddingUnavailable if there is no such model."""
        self._folder = folder
        try:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            self.dimensions: int = int(config["dimensions"])
            self.identity: str = f"builtin:{config['content_hash']}"
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise EmbeddingUnavailable(model=folder.name, reason=error) from error

    def __getstate__(self) -> dict[str, object]:
        """For another process, which reads the 60 MB itself: here another thread may be doing so just now."""
        return {name: self.__dict__[name] for name in ("_folder", "dimensions", "identity")}

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        start = 0
        for batch in _batches(texts):
            vectors[start : start + len(batch)] = self._embed(batch)
            start += len(batch)
        return vectors

    def embed_query(self, text: str) -> Vectors:
        vector: Vectors = self.embed_passages([text])[0]
        return vector

    def _embed(self, batch: Sequence[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch_fast(batch, add_special_tokens=False)
        tokens = [np.array(encoding.ids, dtype=np.int64) for encoding in encodings]
        sums = np.zeros((len(batch), self.dimensions), dtype=np.float32)
        used, position = self._used(tokens)
        # Each vector of the batch is widened to float32 once, which is what costs. One sum a text is nine times as
        # fast as np.add.reduceat over all texts, and adds up in the same order whatever the batch.
        table = self._table[used].astype(np.float32)
        for place, numbers in enumerate(tokens):
            table.take(position[numbers], axis=0).sum(axis=0, out=sums[place])
        return at_length_one(sums)

    def _used(self, tokens: Sequence[NDArray[np.int64]]) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        """Which vectors the texts use, and where each stands among those used."""
        used = np.zeros(len(self._table), dtype=bool)
        for numbers in tokens:
            used[numbers] = True
        return used, np.cumsum(used) - 1

    @cached_property
    def _files(self) -> dict[str, bytes]:
        """Tokenizer and vectors, proven to be those that `identity` names (15 ms)."""
        digest = hashlib.sha256()
        files = {}
        for name in (VECTORS_FILE, TOKENIZER_FILE):
            try:
                files[name] = (self._folder / name).read_bytes()
            except OSError as error:
                raise EmbeddingUnavailable(model=self._folder.name, reason=error) from error
            digest.update(files[name])
        if self.identity != f"builtin:{digest.hexdigest()[:16]}":
            raise EmbeddingUnavailable(model=self._folder.name, reason=f"{VECTORS_FILE}, {TOKENIZER_FILE}: SHA-256")
        return files

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return Tokenizer.from_str(self._files[TOKENIZER_FILE].decode())

    @cached_property
    def _table(self) -> NDArray[np.float16]:
        table: NDArray[np.float16] = load(self._files[VECTORS_FILE])["embeddings"]
        return table


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """Texts cut to what counts, as many as fit into a batch."""
    batch: list[str] = []
    characters = 0
    for text in texts:
        batch.append(encodable(text[:MAX_CHARACTERS]))
        characters += len(batch[-1])
        if len(batch) == BATCH_TEXTS or characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch
