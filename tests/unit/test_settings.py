"""Settings: environment over file over defaults; what cannot be meant is refused with the name of the setting."""

from dataclasses import fields
from pathlib import Path

import pytest

from rag import settings
from rag.errors import InvalidSetting
from rag.settings import Settings


def test_without_anything_set_the_product_works_offline() -> None:
    assert settings.load({}) == Settings()
    assert (Settings().model, Settings().embedding, Settings().chroma_url) == ("extractive", "builtin", "")


def test_the_environment_sets_every_field() -> None:
    numbers = {one.name: "8" for one in fields(Settings) if one.type in ("int", "float")}
    given = numbers | {"home": "/data", "max_file_megabytes": "7", "model_timeout_seconds": "1.5", "language": "en"}
    given |= {
        "keys": "on",
        "log_format": "json",
        "log_level": "debug",
        "embedding_dtype": "bfloat16",
        "embedding_backend": "onnx",
    }
    environment = {f"RAG_{one.name.upper()}": given.get(one.name, "x") for one in fields(Settings)}
    loaded = settings.load(environment)
    assert loaded.home == Path("/data")
    assert (loaded.max_file_megabytes, loaded.model_timeout_seconds, loaded.language) == (7, 1.5, "en")
    assert loaded.database_url == "x"


def test_the_environment_is_stronger_than_the_file(tmp_path: Path) -> None:
    file = tmp_path / "rag.toml"
    file.write_text('model = "openai:a"\nlanguage = "en"\n', encoding="utf-8")
    loaded = settings.load({"RAG_CONFIG": str(file), "RAG_MODEL": "openai:b"})
    assert (loaded.model, loaded.language) == ("openai:b", "en")


def test_an_empty_variable_is_as_good_as_none() -> None:
    assert settings.load({"RAG_MODEL": ""}).model == "extractive"


def test_a_home_may_begin_with_a_tilde() -> None:
    assert settings.load({"RAG_HOME": "~/reports"}).home == Path.home() / "reports"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RAG_MAX_FILE_MEGABYTES", "many"),
        ("RAG_MAX_FILE_MEGABYTES", "0"),
        ("RAG_MAX_QUESTION_CHARACTERS", "-1"),
        ("RAG_MODEL_TIMEOUT_SECONDS", "nan"),
        ("RAG_LANGUAGE", "fr"),
        ("RAG_EMBEDDING_DTYPE", "int8"),
        ("RAG_EMBEDDING_BACKEND", "tensorflow"),
        ("RAG_EMBEDDING_BATCH_SIZE", "0"),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(InvalidSetting) as refused:
        settings.load({name: value})
    assert name in str(refused.value)
    assert value in str(refused.value)


@pytest.mark.parametrize("content", ["model = ", "no_such_setting = 1", b"\xff\xfe\x00"])
def test_a_faulty_file_is_refused(tmp_path: Path, content: str | bytes) -> None:
    file = tmp_path / "rag.toml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InvalidSetting):
        settings.load({"RAG_CONFIG": str(file)})


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidSetting, match="RAG_CONFIG"):
        settings.load({"RAG_CONFIG": str(tmp_path / "none.toml")})


def test_the_key_is_not_shown() -> None:
    assert "secret" not in repr(Settings(model_api_key="secret"))


def test_a_length_that_is_not_known_may_be_set_as_zero() -> None:
    assert settings.load({"RAG_MODEL_CONTEXT_TOKENS": "0"}).model_context_tokens == 0
    assert settings.load({"RAG_MODEL_CONTEXT_TOKENS": "8192"}).model_context_tokens == 8192
    with pytest.raises(InvalidSetting):
        settings.load({"RAG_MODEL_CONTEXT_TOKENS": "-1"})
