"""Text → unit vectors: the built-in static model, any sentence-transformers model, and LangChain's view of either."""

from __future__ import annotations

import hashlib
import importlib
import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors.numpy import load
from tokenizers import Tokenizer

from rag.errors import EmbeddingUnavailable, ExtraMissing
from rag.ports import Embedder, Vectors

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from numpy.typing import NDArray

BUILTIN_FOLDER = Path(__file__).parents[1] / "models" / "builtin"
VECTORS_FILE = "model.safetensors"
TOKENIZER_FILE = "tokenizer.json"

# The tokenizer stops after 8,192 tokens (tokenizer.json); it would still read all of a 5 MB line before it stops.
# In reports a token has about 2 characters, punctuation counted in: 4 a token leave room.
MAX_CHARACTERS = 4 * 8192

# A batch ends at either. The tokenizer keeps about 0.1 KB a character until the batch is done.
BATCH_TEXTS = 512
BATCH_CHARACTERS = 8 * MAX_CHARACTERS

HUB_SECONDS = 10

# What sentence-transformers raises for a model that is missing, damaged or of another kind.
_LOADING_ERRORS = (OSError, ValueError, KeyError, RuntimeError, ImportError, AttributeError, TypeError)


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
        return _at_length_one(sums)

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
    from langchain_core.embeddings import Embeddings

    class EmbedderAsLangChain(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            rows: list[list[float]] = embedder.embed_passages(texts).tolist()
            return rows

        def embed_query(self, text: str) -> list[float]:
            row: list[float] = embedder.embed_query(text).tolist()
            return row

    return EmbedderAsLangChain()


def _at_length_one(vectors: Any) -> Vectors:
    """Rows of length 1 as float32; a row of zeros stays.

    Models that normalise in float16 give not-a-number for a text without a token: the same zeros.
    """
    rows: Vectors = np.nan_to_num(np.array(vectors, dtype=np.float32), copy=False, nan=0.0)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    lengths[lengths == 0] = 1
    rows /= lengths
    return rows


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """Texts cut to what counts, as many as fit into a batch."""
    batch: list[str] = []
    characters = 0
    for text in texts:
        batch.append(_encodable(text[:MAX_CHARACTERS]))
        characters += len(batch[-1])
        if len(batch) == BATCH_TEXTS or characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


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
    try:
        place = str(Path(name).expanduser()) if name.startswith("~") else name
        return library.SentenceTransformer(place, local_files_only=True)
    except _LOADING_ERRORS as error:
        if _is_folder(name):
            raise EmbeddingUnavailable(model=name, reason=_first_line(error)) from error
    try:
        _reach_hub()
        return library.SentenceTransformer(name)
    except _LOADING_ERRORS as error:
        raise EmbeddingUnavailable(model=name, reason=_first_line(error)) from error


def _is_folder(name: str) -> bool:
    """Whether the name means a folder rather than `owner/model` on the hub."""
    return Path(name).exists() or name.startswith((".", "/", "~")) or "\\" in name or name.count("/") > 1


def _reach_hub() -> None:
    """Raises OSError at once where the hub does not answer: its client would try for a minute."""
    from urllib.error import HTTPError
    from urllib.request import Request, urlopen

    hub = importlib.import_module("huggingface_hub").constants
    if hub.HF_HUB_OFFLINE:
        raise OSError("HF_HUB_OFFLINE")
    try:
        with urlopen(Request(hub.ENDPOINT, method="HEAD"), timeout=HUB_SECONDS):
            pass
    except HTTPError:
        return  # an answer, if not to this request


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def _weights_hash(model: Any) -> str:
    """Over what decides the vectors: kinds of layers, length limit, prompts, weights.

    Not over their printed form, which changes with the library's version while the vectors do not.
    """
    prompts = {name: prompt for name, prompt in model.prompts.items() if prompt}
    layers = [type(layer).__name__ for layer in model]
    digest = hashlib.blake2b(digest_size=8)
    digest.update(json.dumps([layers, str(model.max_seq_length), prompts], sort_keys=True).encode())
    torch = importlib.import_module("torch")
    for _, weights in sorted(model.state_dict().items()):
        digest.update(weights.detach().cpu().contiguous().flatten().view(torch.uint8).numpy())
    return digest.hexdigest()
