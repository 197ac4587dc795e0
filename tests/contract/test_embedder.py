"""What every Embedder promises: the built-in one, and sentence-transformers with the same files."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.adapters.embeddings import BUILTIN_FOLDER, BuiltinEmbedder, SentenceTransformerEmbedder
from rag.ports import Embedder

TEXTS = [
    "全年发放稳岗补贴，帮助小微企业留住员工。",
    "新建三所寄宿制小学，改造老旧校舍。",
    "Annual report of the employment office, 2023",
    "①",
    "岗" * 50_000,
]


@pytest.fixture(scope="module", params=["builtin", "sentence-transformers"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    if request.param == "builtin":
        return BuiltinEmbedder()
    if not find_spec("sentence_transformers"):
        pytest.skip("the extra [transformers] is not installed")
    return SentenceTransformerEmbedder(str(BUILTIN_FOLDER))


def test_passages_become_rows_of_length_one(embedder: Embedder) -> None:
    vectors = embedder.embed_passages(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_question_becomes_one_row_of_length_one(embedder: Embedder) -> None:
    vector = embedder.embed_query("稳岗补贴发了多少？")
    assert vector.shape == (embedder.dimensions,)
    assert vector.dtype == np.float32
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_no_passages_become_no_rows(embedder: Embedder) -> None:
    assert embedder.embed_passages([]).shape == (0, embedder.dimensions)


@pytest.mark.parametrize("text", ["", " \n\t", "。，；！", "\u200b"])
def test_a_text_without_a_known_token_is_all_zeros(embedder: Embedder, text: str) -> None:
    assert not embedder.embed_query(text).any()
    assert not embedder.embed_passages([text, TEXTS[0]])[0].any()


def test_a_text_has_the_same_vector_alone_and_among_others(embedder: Embedder) -> None:
    together = embedder.embed_passages(TEXTS)
    for row, text in zip(together, TEXTS, strict=True):
        assert np.allclose(embedder.embed_passages([text])[0], row, atol=1e-5)


def test_the_identity_is_the_same_for_the_same_model(embedder: Embedder) -> None:
    again = type(embedder)() if isinstance(embedder, BuiltinEmbedder) else type(embedder)(str(BUILTIN_FOLDER))
    assert embedder.identity
    assert again.identity == embedder.identity


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(alphabet=st.characters(), max_size=80))
def test_any_text_has_a_vector_of_length_one_or_zero(embedder: Embedder, text: str) -> None:
    length = float(np.linalg.norm(embedder.embed_query(text)))
    assert length == pytest.approx(1, abs=1e-3) or length == 0
