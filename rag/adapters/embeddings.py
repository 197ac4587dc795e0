"""Text → unit vectors: the built-in static model, any sentence-transformers model, and LangChain's view of either."""

from __future__ import annotations

import hashlib
import importlib
import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from rag.errors import EmbeddingUnavailable, ExtraMissing
from rag.ports import Embedder, Vectors

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from numpy.typing import NDArray

BUILTIN_FOLDER = Path(__file__).parents[1] / "models" / "builtin"

# The tokenizer stops after 8,192 tokens (tokenizer.json); it would still read all of a 5 MB line before it stops.
# Pieces average 1.7 characters in reports, so 4 characters a token never cut what would have counted.
MAX_CHARACTERS = 4 * 8192

# Passages at once: the gathered vectors (about 130 tokens a passage) stay near 64 MB and in step with the tokenizer.
BATCH_SIZE = 512


class BuiltinEmbedder:
    """The shipped static model: the mean of the token vectors, at length 1. Needs no torch.

    A text's vector is the same to the bit alone and within any batch, and the same for a question as for a passage.
    Only the first 8,192 tokens of a text count. The files are read at the first use.
    """

    def __init__(self, folder: Path = BUILTIN_FOLDER) -> None:
        """Raises EmbeddingUnavailable if there is no such model."""
        self._folder = folder
        try:
            config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
            self.dimensions: int = int(config["dimensions"])
            self.identity: str = f"builtin:{config['content_hash']}"
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise EmbeddingUnavailable(model=folder.name, reason=error) from error

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(texts), BATCH_SIZE):
            batch = [_encodable(text[:MAX_CHARACTERS]) for text in texts[start : start + BATCH_SIZE]]
            vectors[start : start + BATCH_SIZE] = self._embed(batch)
        return vectors

    def embed_query(self, text: str) -> Vectors:
        vector: Vectors = self.embed_passages([text])[0]
        return vector

    def _embed(self, batch: Sequence[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch_fast(batch, add_special_tokens=False)
        tokens = [encoding.ids for encoding in encodings]
        sums = np.zeros((len(batch), self.dimensions), dtype=np.float32)
        filled = [place for place, numbers in enumerate(tokens) if numbers]
        if filled:
            flat = np.array([number for numbers in tokens for number in numbers])
            starts = np.cumsum([0, *(len(tokens[place]) for place in filled[:-1])])
            sums[filled] = np.add.reduceat(self._rows(flat), starts, axis=0)
        return _at_length_one(sums)

    def _rows(self, flat: NDArray[np.int64]) -> Vectors:
        """One float32 row a token. Each vector of the batch is widened once: widening is what costs."""
        used = np.zeros(len(self._table), dtype=bool)
        used[flat] = True
        position = np.cumsum(used) - 1
        rows: Vectors = self._table[used].astype(np.float32)[position[flat]]
        return rows

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        path = self._folder / "tokenizer.json"
        if not path.is_file():
            raise EmbeddingUnavailable(model=self._folder.name, reason=path.name)
        return Tokenizer.from_file(str(path))

    @cached_property
    def _table(self) -> NDArray[np.float16]:
        try:
            table: NDArray[np.float16] = load_file(self._folder / "model.safetensors")["embeddings"]
        except (OSError, SafetensorError, KeyError) as error:
            raise EmbeddingUnavailable(model=self._folder.name, reason=error) from error
        return table


class SentenceTransformerEmbedder:
    """Any model that sentence-transformers loads, with its own prompts for questions and passages if it has them.

    A folder is never looked up on the hub. A hub name is taken from the local cache, and downloaded only if not there.
    """

    def __init__(self, name: str) -> None:
        """Raises ExtraMissing without the extra, EmbeddingUnavailable if the model cannot be loaded."""
        self._model = _load_sentence_transformer(name)
        self.dimensions: int = len(self.embed_query("维"))
        self.identity: str = f"sentence-transformers:{_weights_hash(self._model)}"

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        cleaned = [_encodable(text) for text in texts]
        return _at_length_one(self._model.encode_document(cleaned, show_progress_bar=False))

    def embed_query(self, text: str) -> Vectors:
        vector = self._model.encode_query(_encodable(text), show_progress_bar=False)
        row: Vectors = _at_length_one(vector[None, :])[0]
        return row


def as_langchain(embedder: Embedder) -> Embeddings:
    """The same embedder behind LangChain's interface."""
    from langchain_core.embeddings import Embeddings  # noqa: PLC0415 (0.1 s that only LangChain users spend)

    class EmbedderAsLangChain(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            rows: list[list[float]] = embedder.embed_passages(texts).tolist()
            return rows

        def embed_query(self, text: str) -> list[float]:
            row: list[float] = embedder.embed_query(text).tolist()
            return row

    return EmbedderAsLangChain()


def _at_length_one(vectors: Any) -> Vectors:
    """Rows of length 1 as float32; a row of zeros stays."""
    rows: Vectors = np.array(vectors, dtype=np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    lengths[lengths == 0] = 1
    rows /= lengths
    return rows


def _encodable(text: str) -> str:
    """Half a surrogate pair (a terminal's way to pass undecodable bytes) has no UTF-8 and stops every tokenizer."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(errors="replace").decode()
    return text


def _load_sentence_transformer(name: str) -> Any:
    try:
        library = importlib.import_module("sentence_transformers")
    except ImportError as error:
        raise ExtraMissing(feature=f"RAG_EMBEDDING={name}", extra="transformers") from error
    reasons = []
    for local_files_only in _places(name):
        try:
            return library.SentenceTransformer(name, local_files_only=local_files_only)
        except (OSError, ValueError, KeyError, RuntimeError, ImportError, AttributeError) as error:
            reasons.append(error)
    raise EmbeddingUnavailable(model=name, reason=_first_line(reasons[-1])) from reasons[-1]


def _places(name: str) -> Iterator[bool]:
    """Whether only local files may be used, one try after another."""
    yield True
    looks_like_a_path = name.startswith((".", "/", "~")) or "\\" in name or name.count("/") > 1
    if not looks_like_a_path and not Path(name).exists():
        yield False


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def _weights_hash(model: Any) -> str:
    """Over all that decides the vectors: layers and their settings, prompts, weights."""
    digest = hashlib.blake2b(digest_size=8)
    digest.update(str(model).encode())
    digest.update(json.dumps(model.prompts, sort_keys=True, ensure_ascii=False).encode())
    torch = importlib.import_module("torch")
    for key, weights in sorted(model.state_dict().items()):
        digest.update(key.encode())
        digest.update(weights.detach().cpu().contiguous().flatten().view(torch.uint8).numpy())
    return digest.hexdigest()
