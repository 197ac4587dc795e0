"""What was measured, with what and when: all that two runs may differ in without a case having changed.

What is not known is None. Secrets never stand here.
"""

from __future__ import annotations

import hashlib
import math
import platform
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import fields
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import rag
from rag.service import Service
from rag.settings import Settings

EXTRACTIVE = "extractive"
_PACKAGE = Path(rag.__file__).parent
_LOCK_FILE = "constraints.txt"
# Where data lies and who watches: no result hangs on it.
_NO_MATTER = {"home", "database_url", "chroma_url", "otel_endpoint", "trusted_proxies", "log_format", "log_level"}
_LIBRARIES = ("langchain-core", "chromadb", "tantivy", "sqlalchemy", "numpy", "scipy", "pydantic")
_GIT_SECONDS = 10


def of_code() -> dict[str, Any]:
    """`commit`, `dirty`: None outside a checkout. `code`: of the product's own modules, whatever git says."""
    commit, dirty = _commit()
    return {"commit": commit, "dirty": dirty, "code": code_hash(), "lock": _lock_hash(), "version": rag.__version__}


def code_hash() -> str:
    digest = hashlib.sha256()
    for file in sorted(_PACKAGE.rglob("*.py")):
        digest.update(f"{file.relative_to(_PACKAGE).as_posix()}\n".encode() + file.read_bytes())
    return digest.hexdigest()


def of_settings(settings: Settings) -> dict[str, Any]:
    """Those that results may hang on. What the settings keep out of sight is a secret; so is who logs in, in a URL."""
    shown = (one for one in fields(settings) if one.repr and one.name not in _NO_MATTER)
    return {one.name: _without_login(getattr(settings, one.name)) for one in shown}


def of_models(settings: Settings) -> dict[str, Any]:
    embedding = {
        "name": settings.embedding,
        "query_prefix": settings.embedding_query_prefix,
        "passage_prefix": settings.embedding_passage_prefix,
        "dtype": settings.embedding_dtype,
        "backend": settings.embedding_backend,
    }
    return {"model": settings.model, "embedding": embedding, "judge": settings.judge, "reranker": settings.reranker}


def of_machine() -> dict[str, Any]:
    versions = {name: _version(name) for name in _LIBRARIES}
    return {"python": platform.python_version(), "platform": platform.platform(), "versions": versions}


def index_hash(service: Service) -> str:
    """Of what is in: ids, which derive from content, and the number of chunks of each."""
    lines = sorted(f"{one.id} {one.chunks}" for one in service.reports())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def of_times(ms: Sequence[float]) -> dict[str, float | None]:
    return {"p50": percentile(ms, 50), "p95": percentile(ms, 95)}


def percentile(values: Iterable[float], percent: int) -> float | None:
    """The smallest value that so many percent are not above (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)] if ordered else None


def _commit() -> tuple[str | None, bool | None]:
    root = _PACKAGE.parent
    top = _git("rev-parse", "--show-toplevel")
    if top is None or Path(top).resolve() != root.resolve():
        return None, None
    status = _git("status", "--porcelain")
    return _git("rev-parse", "HEAD"), None if status is None else bool(status)


def _git(*arguments: str) -> str | None:
    command = ["git", "-C", str(_PACKAGE.parent), "--no-optional-locks", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_GIT_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _lock_hash() -> str:
    """Of the pins of a checkout; elsewhere of what is installed."""
    pins = _PACKAGE.parent / _LOCK_FILE
    if pins.is_file():
        return hashlib.sha256(pins.read_bytes()).hexdigest()
    installed = sorted({f"{one.name}=={one.version}" for one in metadata.distributions()})
    return hashlib.sha256("\n".join(installed).encode()).hexdigest()


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _without_login(value: Any) -> Any:
    if not isinstance(value, str) or "://" not in value:
        return str(value) if isinstance(value, Path) else value
    parts = urlsplit(value)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()
