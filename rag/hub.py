"""A model by its name: from a folder, from the local cache of the Hugging Face hub or, at last, from the hub."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from pickle import UnpicklingError
from typing import TypeVar
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from safetensors import SafetensorError

HUB_SECONDS = 10

# What transformers and what it builds on raise for a model that is missing, damaged or of another kind.
LOADING_ERRORS = (
    OSError,
    ValueError,
    KeyError,
    RuntimeError,
    ImportError,
    AttributeError,
    TypeError,
    SafetensorError,
    UnpicklingError,
)

T = TypeVar("T")


def find(name: str, load: Callable[[str, bool], T], *, may_download: bool = True) -> T:
    """What `load(place, local_files_only)` gives. A folder is never looked up on the hub, and the hub is asked only for
    what the cache does not have. Raises one of LOADING_ERRORS.
    """
    place = str(Path(name).expanduser()) if name.startswith("~") else name
    try:
        with _no_progress_bars():
            return load(place, True)
    except LOADING_ERRORS:
        if is_folder(name) or not may_download:
            raise
    _reach_hub()
    return load(place, False)


def is_folder(name: str) -> bool:
    """Whether the name means a folder rather than `owner/model` on the hub."""
    return Path(name).exists() or name.startswith((".", "/", "~")) or "\\" in name or name.count("/") > 1


def first_line(error: BaseException) -> str:
    """What an error says in one line: libraries go on with advice to programmers."""
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


@contextmanager
def _no_progress_bars() -> Iterator[None]:
    """Reading the weights of a small model takes no time, and a bar for it stands in every command's output."""
    logging = importlib.import_module("transformers.utils.logging")
    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()


def _reach_hub() -> None:
    """Raises OSError at once where the hub does not answer: its client would try for a minute."""
    hub = importlib.import_module("huggingface_hub").constants
    if hub.HF_HUB_OFFLINE:
        raise OSError("HF_HUB_OFFLINE")
    try:
        with urlopen(Request(hub.ENDPOINT, method="HEAD"), timeout=HUB_SECONDS):
            pass
    except HTTPError:
        return  # an answer, if not to this request
