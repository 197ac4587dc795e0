"""The built-in embedding's files and behaviour, sentence-transformers models, and LangChain's view."""

from __future__ import annotations

import json
import pickle
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from rag.adapters.embeddings import (
    BUILTIN_FOLDER,
    BuiltinEmbedder,
    SentenceTransformerEmbedder,
    as_langchain,
)
from rag.errors import EmbeddingUnavailable, ExtraMissing

TEXTS = [
    "二〇二二年上半年，发放稳岗补贴８％。",
    "新建三所寄宿制小学，改造老旧校舍，惠及学生1.2万名。",
    "smart city 平台上线",
]

needs_transformers = pytest.mark.skipif(not find_spec("sentence_transformers"), reason="needs the extra [transformers]")


@pytest.fixture(scope="module")
def builtin() -> BuiltinEmbedder:
    return BuiltinEmbedder()


def test_the_shipped_model_fits_into_32_megabytes() -> None:
    assert sum(path.stat().st_size for path in BUILTIN_FOLDER.iterdir()) <= 32_000_000


def test_the_identity_covers_vectors_and_tokenizer(builtin: BuiltinEmbedder) -> None:
    from training.writing import content_hash

    assert builtin.identity == f"builtin:{content_hash(BUILTIN_FOLDER)}"


def test_every_user_may_read_the_shipped_files() -> None:
    assert all(path.stat().st_mode & 0o004 for path in BUILTIN_FOLDER.iterdir())


def test_what_belongs_together_is_closer_than_what_does_not(builtin: BuiltinEmbedder) -> None:
    passages = builtin.embed_passages(["发放稳岗补贴，帮助小微企业留住员工。", "新建三所寄宿制小学，改造老旧校舍。"])
    assert np.argmax(passages @ builtin.embed_query("学校建设情况怎么样？")) == 1
    assert np.argmax(passages @ builtin.embed_query("企业得到了哪些就业方面的资助？")) == 0


def test_another_process_is_told_where_the_model_is_and_not_what_was_read_of_it(builtin: BuiltinEmbedder) -> None:
    vector = builtin.embed_query("城镇新增就业")
    told = pickle.dumps(builtin)
    assert len(told) < 1000
    there: BuiltinEmbedder = pickle.loads(told)
    assert (there.identity, there.dimensions) == (builtin.identity, builtin.dimensions)
    assert np.array_equal(there.embed_query("城镇新增就业"), vector)


def test_full_width_and_case_make_no_difference(builtin: BuiltinEmbedder) -> None:
    assert np.array_equal(builtin.embed_query("增长８％，ＧＤＰ"), builtin.embed_query("增长8%，gdp"))


def test_a_vector_is_the_same_to_the_bit_in_any_batch(builtin: BuiltinEmbedder) -> None:
    together = builtin.embed_passages(TEXTS * 400)
    assert np.array_equal(together[: len(TEXTS)], together[-len(TEXTS) :])
    assert np.array_equal(together[1], builtin.embed_query(TEXTS[1]))


def test_only_the_beginning_of_an_endless_line_counts(builtin: BuiltinEmbedder) -> None:
    beginning = "就业岗位" * 8192
    assert np.array_equal(builtin.embed_query(beginning + "校舍" * 1_000_000), builtin.embed_query(beginning))


def test_undecodable_bytes_from_a_terminal_do_no_harm(builtin: BuiltinEmbedder) -> None:
    assert np.array_equal(builtin.embed_query("稳岗\udcff补贴"), builtin.embed_query("稳岗?补贴"))


def test_model2vec_gives_the_same_vectors(builtin: BuiltinEmbedder) -> None:
    model2vec = pytest.importorskip("model2vec")
    vectors = model2vec.StaticModel.from_pretrained(BUILTIN_FOLDER).encode(TEXTS).astype(np.float32)
    assert np.allclose((vectors * builtin.embed_passages(TEXTS)).sum(axis=1), 1, atol=2e-3)


@needs_transformers
def test_sentence_transformers_gives_the_same_vectors(builtin: BuiltinEmbedder) -> None:
    vectors = SentenceTransformerEmbedder(str(BUILTIN_FOLDER)).embed_passages(TEXTS)
    assert np.allclose((vectors * builtin.embed_passages(TEXTS)).sum(axis=1), 1, atol=2e-3)


def test_a_folder_without_a_model_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingUnavailable, match=tmp_path.name):
        BuiltinEmbedder(tmp_path)


@pytest.mark.parametrize("name", ["tokenizer.json", "model.safetensors"])
@pytest.mark.parametrize("content", [None, b"", b"{}"])
def test_a_damaged_installation_is_reported(tmp_path: Path, name: str, content: bytes | None) -> None:
    folder = tmp_path / "model"
    shutil.copytree(BUILTIN_FOLDER, folder)
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_bytes(content)
    with pytest.raises(EmbeddingUnavailable):
        BuiltinEmbedder(folder).embed_query("就业")


def test_without_the_extra_the_message_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(ExtraMissing, match="transformers"):
        SentenceTransformerEmbedder("some/model")


@needs_transformers
@pytest.mark.parametrize("name", ["./no-such-model", "/no/such/model", "no-such-owner/no-such-model"])
def test_a_model_that_cannot_be_loaded_is_reported_by_name(name: str) -> None:
    """The last name would be looked up on the hub: without a network that is an answer, not a crash."""
    with pytest.raises(EmbeddingUnavailable, match=name):
        SentenceTransformerEmbedder(name)


@needs_transformers
def test_a_folder_without_a_model_is_not_looked_up_on_the_hub(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no model here", encoding="utf-8")
    with pytest.raises(EmbeddingUnavailable):
        SentenceTransformerEmbedder(str(tmp_path))


@needs_transformers
def test_a_models_own_prompts_are_used_and_belong_to_its_identity(tmp_path: Path) -> None:
    plain = SentenceTransformerEmbedder(str(_tiny_model(tmp_path / "plain", prompts={})))
    prompted = SentenceTransformerEmbedder(str(_tiny_model(tmp_path / "prompted", prompts={"query": "question "})))
    assert np.array_equal(plain.embed_query("jobs"), plain.embed_passages(["jobs"])[0])
    assert not np.allclose(prompted.embed_query("jobs"), prompted.embed_passages(["jobs"])[0])
    assert plain.identity != prompted.identity


@needs_transformers
def test_other_weights_are_another_identity(tmp_path: Path) -> None:
    one = SentenceTransformerEmbedder(str(_tiny_model(tmp_path / "one", prompts={}, seed=1)))
    two = SentenceTransformerEmbedder(str(_tiny_model(tmp_path / "two", prompts={}, seed=2)))
    assert one.identity != two.identity


def test_langchain_sees_the_same_vectors_as_lists(builtin: BuiltinEmbedder) -> None:
    langchain = as_langchain(builtin)
    assert langchain.embed_query(TEXTS[0]) == builtin.embed_query(TEXTS[0]).tolist()
    assert langchain.embed_documents(TEXTS) == builtin.embed_passages(TEXTS).tolist()


def test_the_config_names_no_place_of_the_machine_that_trained_it() -> None:
    config = json.loads((BUILTIN_FOLDER / "config.json").read_text(encoding="utf-8"))
    assert not any("/" in str(value) for value in config.values())


def _tiny_model(folder: Path, *, prompts: dict[str, str], seed: int = 1) -> Path:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0, "question": 1, "jobs": 2}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    weights = np.random.default_rng(seed).standard_normal((3, 8)).astype(np.float32)
    model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, weights)], prompts=prompts, device="cpu")
    model.save_pretrained(str(folder), create_model_card=False)
    return folder
