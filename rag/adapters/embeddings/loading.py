"""Loading a sentence-transformers model: from a folder, the local cache or, where allowed, the hub."""

from __future__ import annotations

import importlib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rag import hub
from rag.errors import BackendMissing, EmbeddingUnavailable, ExtraMissing, InvalidSetting
from rag.ports import EmbeddingRecipe

# The other backends compute as their files say.
_AS_EXPORTED = "float32"

# What each backend needs beside sentence-transformers: the module that must be there, and how to get it.
_BACKENDS = {
    "onnx": ("optimum.onnxruntime", "sentence-transformers[onnx]"),
    "openvino": ("optimum.intel.openvino", "sentence-transformers[openvino]"),
}


def load(recipe: EmbeddingRecipe, *, may_download: bool = True) -> Any:
    """As `rag.hub` finds it. Raises ExtraMissing, BackendMissing, InvalidSetting, EmbeddingUnavailable."""
    library = _library(recipe.model)
    options = _options(recipe)

    def from_place(place: str, local_files_only: bool) -> Any:
        return library.SentenceTransformer(place, local_files_only=local_files_only, **options)

    try:
        return _as_wished(hub.find(recipe.model, from_place, may_download=may_download), recipe)
    except hub.LOADING_ERRORS as error:
        raise EmbeddingUnavailable(model=recipe.model, reason=hub.first_line(error)) from error


def folder_of(name: str) -> str:
    """The name of a model so that it is found from any working folder; a hub name stays as it is."""
    return str(Path(name).expanduser().resolve()) if hub.is_folder(name) else name


def _library(name: str) -> Any:
    try:
        return importlib.import_module("sentence_transformers")
    except ImportError as error:
        raise ExtraMissing(feature=f"RAG_EMBEDDING={name}", extra="transformers") from error


def _options(recipe: EmbeddingRecipe) -> dict[str, object]:
    if recipe.backend == "torch":
        return {"model_kwargs": {_dtype_option(): recipe.dtype}}
    if recipe.dtype != _AS_EXPORTED:
        expected = f"{_AS_EXPORTED} (RAG_EMBEDDING_BACKEND={recipe.backend})"
        raise InvalidSetting(name="RAG_EMBEDDING_DTYPE", value=recipe.dtype, expected=expected)
    module, package = _BACKENDS[recipe.backend]
    if not _installed(module):
        raise BackendMissing(backend=recipe.backend, package=package)
    return {"backend": recipe.backend}


def _dtype_option() -> str:
    """Renamed in transformers 4.56."""
    major, minor, *_ = importlib.import_module("transformers").__version__.split(".")
    return "dtype" if (int(major), int(minor)) >= (4, 56) else "torch_dtype"


def _installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # the package above it is not there
        return False


def _as_wished(model: Any, recipe: EmbeddingRecipe) -> Any:
    """Transformers take their numbers when they are loaded; what stands behind them has to go with them."""
    if recipe.backend == "torch":
        numbers = getattr(importlib.import_module("torch"), recipe.dtype)
        for layer in model:
            if type(layer).__name__ != "Transformer":
                layer.to(numbers)
    return model
