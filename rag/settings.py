"""One frozen Settings: RAG_* variables over a TOML file over the defaults. Bootstrap and entrypoints alone read it."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

import platformdirs

from rag.errors import InvalidSetting

PREFIX = "RAG_"

_CHOICES = {
    "language": ("zh", "en"),
    "keys": ("auto", "on", "off"),
    "embedding_dtype": ("float32", "float16", "bfloat16"),
    "embedding_backend": ("torch", "onnx", "openvino"),
    "log_format": ("text", "json"),
    "log_level": ("debug", "info", "warning", "error"),
}


# 0 says that it is not known, or that there is no end.
_MAY_BE_ZERO = {
    "model_context_tokens",
    "conversation_days",
    "job_days",
    "workers",
    "questions_at_once",
    "answer_processes",
    "key_requests_a_minute",
    "drain_seconds",
    "key_tokens_a_day",
    "key_megabytes_a_day",
    "vector_weight",
}


def _default_home() -> Path:
    return Path(platformdirs.user_data_dir("report-rag", appauthor=False))


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be chosen. Every field is `RAG_<NAME>` in the environment and `<name>` in `RAG_CONFIG` (TOML)."""

    home: Path = field(default_factory=_default_home)
    model: str = "extractive"
    model_base_url: str = ""
    model_api_key: str = field(default="", repr=False)
    embedding: str = "builtin"
    embedding_query_prefix: str | None = None
    embedding_passage_prefix: str | None = None
    embedding_dtype: str = "float32"
    embedding_backend: str = "torch"
    embedding_batch_size: int = 16
    chunk_tokens: int = 400
    passages: int = 12
    vector_weight: float = 1.0
    prompts: str = ""
    reranker: str = ""
    reranker_timeout_seconds: float = 5.0
    chroma_url: str = ""
    database_url: str = ""
    language: str = ""
    max_file_megabytes: int = 100
    max_upload_files: int = 1000
    max_upload_megabytes: int = 500
    upload_seconds: float = 30.0
    file_seconds: float = 120.0
    file_memory_megabytes: int = 1024
    max_question_characters: int = 2000
    conversation_days: int = 30
    job_days: int = 30
    workers: int = 2
    model_timeout_seconds: float = 60.0
    model_first_token_seconds: float = 30.0
    model_stall_seconds: float = 10.0
    model_context_tokens: int = 0
    summary_at_once: int = 4
    questions_at_once: int = 0
    answer_processes: int = 0
    keys: str = "auto"
    session_hours: int = 12
    key_requests_a_minute: int = 600
    key_tokens_a_day: int = 0
    key_megabytes_a_day: int = 0
    log_format: str = "text"
    log_level: str = "info"
    otel_endpoint: str = ""
    drain_seconds: float = 0.0
    shutdown_seconds: float = 10.0
    trusted_proxies: str = "127.0.0.1"
    judge: str = ""
    judge_base_url: str = ""
    judge_api_key: str = field(default="", repr=False)


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment (default: the process's) and the TOML file that `RAG_CONFIG` names.

    Raises InvalidSetting for a value of the wrong kind, an unknown name in the file, or an unreadable file.
    """
    environment = os.environ if environment is None else environment
    given: dict[str, object] = dict(_read_file(environment.get(PREFIX + "CONFIG", "")))
    for known in fields(Settings):
        value = environment.get(PREFIX + known.name.upper(), "")
        if value:
            given[known.name] = value
    return Settings(**{name: _convert(name, value) for name, value in given.items()})  # type: ignore[arg-type]


def _read_file(name: str) -> dict[str, object]:
    if not name:
        return {}
    try:
        content = tomllib.loads(Path(name).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidSetting(name=PREFIX + "CONFIG", value=name, expected=f"TOML ({error})") from error
    known = {one.name for one in fields(Settings)}
    for key in content:
        if key not in known:
            raise InvalidSetting(name=key, value=content[key], expected=", ".join(sorted(known)))
    return content


def _convert(name: str, value: object) -> object:
    kind = {one.name: one.type for one in fields(Settings)}[name]
    try:
        if name in _MAY_BE_ZERO and str(value) == "0":
            return 0
        if kind == "int":
            return int(_positive(int(str(value))))
        if kind == "float":
            return _positive(float(str(value)))
    except ValueError as error:
        raise InvalidSetting(name=PREFIX + name.upper(), value=value, expected="> 0") from error
    if name in _CHOICES and value not in _CHOICES[name]:
        raise InvalidSetting(name=PREFIX + name.upper(), value=value, expected=" | ".join(_CHOICES[name]))
    return Path(str(value)).expanduser() if kind == "Path" else str(value)


def _positive(number: float) -> float:
    if not number > 0:
        raise ValueError(number)
    return number
