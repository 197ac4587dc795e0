"""The model's folder, in the layout that model2vec and sentence-transformers both load."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from training.vocabulary import MAX_TOKENS

_MODULES = [
    {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.StaticEmbedding"},
    {"idx": 1, "name": "1", "path": "1_Normalize", "type": "sentence_transformers.models.Normalize"},
]


def write_model(folder: Path, vectors: NDArray[np.float32], tokenizer: Tokenizer) -> None:
    """float16 vectors, tokenizer and settings. `content_hash` covers both files that decide the vectors of a text."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file({"embeddings": np.ascontiguousarray(vectors.astype(np.float16))}, folder / "model.safetensors")
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    for name in ("model.safetensors", "tokenizer.json"):
        (folder / name).chmod(0o644)  # safetensors writes for the owner alone
    config = {
        "model_type": "model2vec",
        "architectures": ["StaticModel"],
        "normalize": True,
        "max_length": MAX_TOKENS,
        "embedding_dtype": "float16",
        "dimensions": int(vectors.shape[1]),
        "vocabulary": int(vectors.shape[0]),
        "content_hash": content_hash(folder),
    }
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    (folder / "modules.json").write_text(json.dumps(_MODULES, indent=2) + "\n", encoding="utf-8")


def content_hash(folder: Path) -> str:
    """SHA-256 over vectors and tokenizer, 16 hexadecimal digits."""
    digest = hashlib.sha256()
    for name in ("model.safetensors", "tokenizer.json"):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:16]
