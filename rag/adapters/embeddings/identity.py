"""What names a sentence-transformers model: a hash of all that decides its vectors, and of nothing else.

Not of its files or of its printed form, which change with the library's version while the vectors do not.
"""

from __future__ import annotations

import hashlib
import importlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

# Case, width, accents, numerals and rare characters: tokenizers with the same vocabulary differ here.
_PROBE = "二〇二三年ＧＤＰ增长8.5％，Résumé of the Employment Office: 稳岗补贴１.2万元；𠮷野家①\u3000x\u200dy"

_TORCH = "torch"


def identity_of(model: Any, *, prefixes: tuple[str, str], dtype: str, backend: str) -> str:
    """`prefixes`: of questions and of passages, as they are used."""
    digest = hashlib.blake2b(digest_size=8)
    layers = [_layer(one) for one in model]
    limits = [model.max_seq_length, getattr(model, "truncate_dim", None)]
    known = [layers, limits, list(prefixes), dtype, backend, _token_ids(model)]
    digest.update(json.dumps(known, sort_keys=True, default=str).encode())
    for part in _weights(model) if backend == _TORCH else _weight_files(model, backend):
        digest.update(part)
    return f"sentence-transformers:{digest.hexdigest()}"


def _layer(layer: Any) -> list[object]:
    """A layer's kind, and what of its configuration is not in its weights. The names of both differ by version."""
    kind = type(layer).__name__
    if kind == "Transformer":
        return [kind, bool(getattr(layer, "do_lower_case", False))]
    if kind == "Pooling":
        return [kind, _pooling(layer), bool(layer.include_prompt)]
    if kind in ("Normalize", "StaticEmbedding"):
        return [kind]
    return [kind, layer.get_config_dict()]


def _pooling(layer: Any) -> list[str]:
    """`mean`, `cls` …: as text joined by `+` before version 6, as a name or names since."""
    if hasattr(layer, "get_pooling_mode_str"):
        return sorted(str(layer.get_pooling_mode_str()).split("+"))
    modes = layer.pooling_mode
    return [modes] if isinstance(modes, str) else sorted(modes)


def _token_ids(model: Any) -> list[int]:
    encoded = model.tokenizer.encode(_PROBE)
    return list(getattr(encoded, "ids", encoded))  # `tokenizers` gives an encoding, `transformers` a list


def _weights(model: Any) -> Iterator[Any]:
    torch = importlib.import_module("torch")
    for _, weights in sorted(model.state_dict().items()):
        yield weights.detach().cpu().contiguous().flatten().view(torch.uint8).numpy()


def _weight_files(model: Any, backend: str) -> Iterator[bytes]:
    """Models of other backends hold no weights in Python: the files that they were loaded or exported from."""
    folder = _folder_of(model)
    kinds = {"onnx": ("*.onnx", "*.onnx_data"), "openvino": ("*.xml", "*.bin")}[backend]
    places = (folder / backend, folder)
    exported = (sorted(one for kind in kinds for one in place.glob(kind)) for place in places)
    original = sorted(folder.glob("*.safetensors")) or sorted(folder.glob("pytorch_model*.bin"))
    return _read(next((files for files in exported if files), original))


def _folder_of(model: Any) -> Path:
    """Where the model lies: a folder as it was named, or its snapshot in the hub's cache."""
    name = str(model[0].auto_model.config.name_or_path)
    if Path(name).is_dir():
        return Path(name)
    hub = importlib.import_module("huggingface_hub")
    return Path(hub.snapshot_download(name, local_files_only=True))


def _read(files: Iterable[Path]) -> Iterator[bytes]:
    for one in files:
        with one.open("rb") as opened:
            while part := opened.read(1 << 20):
                yield part
