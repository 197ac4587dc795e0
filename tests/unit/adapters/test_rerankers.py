"""A CrossEncoder from disk: it orders by what it scores, in time, and is refused where it is no reranker."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rag.adapters.rerankers import CrossEncoderReranker
from rag.errors import ExtraMissing, RankingInvalid, RerankerTimeout, RerankerUnavailable

needs_transformers = pytest.mark.skipif(not find_spec("sentence_transformers"), reason="needs the extra [transformers]")

WORDS = "修路建桥造林护水办学校医院就业岗位补贴粮食安全，。？ 青石镇›"
PASSAGES = ["青石镇 › 路\n修路。", "青石镇 › 桥\n建桥。" * 30, "青石镇 › 林\n造林护水。", "办学校", "", "医院" * 400]
LATER = float("inf")


def tiny_model(folder: Path, *, labels: int = 1, head: bool = True, dtype: str = "float32") -> Path:
    """A BERT of 16 dimensions with random weights and a character vocabulary."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertModel, BertTokenizerFast

    folder.mkdir(parents=True)
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *sorted(set(WORDS) - {" "})]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    BertTokenizerFast(str(folder / "vocab.txt"), model_max_length=64).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
        initializer_range=1.0,
        num_labels=labels,
    )
    torch.manual_seed(7)
    model = (BertForSequenceClassification if head else BertModel)(config)
    model.to(getattr(torch, dtype)).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_model(tmp_path_factory.mktemp("rerankers") / "tiny")


@pytest.fixture
def reranker(folder: Path) -> CrossEncoderReranker:
    return CrossEncoderReranker(str(folder))


@needs_transformers
def test_passages_are_ordered_by_the_models_scores(reranker: CrossEncoderReranker, folder: Path) -> None:
    from sentence_transformers import CrossEncoder

    scores = CrossEncoder(str(folder), local_files_only=True).predict([("修路", one) for one in PASSAGES])
    assert len({round(float(one), 4) for one in scores}) > 3
    assert reranker.rank("修路", PASSAGES, until=LATER) == np.argsort(-scores, kind="stable").tolist()


@needs_transformers
def test_the_order_does_not_depend_on_the_company(reranker: CrossEncoderReranker) -> None:
    order = reranker.rank("修路", PASSAGES, until=LATER)
    turned = reranker.rank("修路", PASSAGES[::-1], until=LATER)
    assert [len(PASSAGES) - 1 - one for one in turned] == order


@needs_transformers
def test_the_same_passages_stay_in_their_order(reranker: CrossEncoderReranker) -> None:
    assert reranker.rank("修路", ["建桥"] * 9, until=LATER) == list(range(9))


@needs_transformers
@pytest.mark.parametrize("query", ["", "？", "路" * 3000, "\udcff\0\u2028"])
def test_any_query_and_any_passage_can_be_read(reranker: CrossEncoderReranker, query: str) -> None:
    order = reranker.rank(query, [*PASSAGES, "\udcff", "水" * 100_000], until=LATER)
    assert sorted(order) == list(range(len(PASSAGES) + 2))


@needs_transformers
def test_half_precision_weights_are_computed_in_full_on_a_cpu(tmp_path: Path) -> None:
    one = CrossEncoderReranker(str(tiny_model(tmp_path / "half", dtype="float16")))
    if one._model.device.type == "cpu":
        assert {str(weights.dtype) for weights in one._model.parameters()} == {"torch.float32"}
    assert sorted(one.rank("修路", PASSAGES, until=LATER)) == list(range(len(PASSAGES)))


@needs_transformers
def test_after_the_deadline_it_stops_at_the_next_batch(reranker: CrossEncoderReranker) -> None:
    seen: list[int] = []
    real = reranker._model.predict

    def predict(pairs: Sequence[Any], **options: Any) -> Any:
        seen.append(len(pairs))
        reranker._closed = True  # as after the deadline
        return real(pairs, **options)

    reranker._model.predict = predict
    with pytest.raises(RerankerTimeout):
        reranker.rank("修路", PASSAGES * 10, until=LATER)
    assert len(seen) == 1
    with pytest.raises(RerankerTimeout):
        reranker.rank("修路", PASSAGES, until=time.monotonic() - 1)
    assert len(seen) == 1


@needs_transformers
def test_while_it_computes_for_one_another_waits_no_longer_than_its_deadline(reranker: CrossEncoderReranker) -> None:
    begun, go = threading.Event(), threading.Event()

    def predict(pairs: Sequence[Any], **options: Any) -> list[float]:
        begun.set()
        assert go.wait(30)
        return [0.0] * len(pairs)

    reranker._model.predict = predict
    first = threading.Thread(target=reranker.rank, args=("修路", PASSAGES), kwargs={"until": LATER})
    first.start()
    assert begun.wait(30)
    with pytest.raises(RerankerTimeout):
        reranker.rank("修路", PASSAGES, until=time.monotonic() + 0.01)
    go.set()
    first.join(30)


@needs_transformers
@pytest.mark.parametrize("scores", [[float("nan")] * 4, [float("inf"), 0.0, 0.0, 0.0]])
def test_scores_that_are_no_numbers_are_no_order(reranker: CrossEncoderReranker, scores: list[float]) -> None:
    reranker._model.predict = lambda pairs, **options: scores[: len(pairs)]
    with pytest.raises(RankingInvalid):
        reranker.rank("修路", PASSAGES[:4], until=LATER)


@needs_transformers
@pytest.mark.parametrize("scores", [[], [0.0], [[0.0, 1.0]] * 4])
def test_scores_of_another_shape_are_refused(reranker: CrossEncoderReranker, scores: list[Any]) -> None:
    reranker._model.predict = lambda pairs, **options: scores
    with pytest.raises(RerankerUnavailable):
        reranker.rank("修路", PASSAGES[:4], until=LATER)


@needs_transformers
def test_what_the_model_raises_is_said(reranker: CrossEncoderReranker) -> None:
    def predict(*arguments: Any, **options: Any) -> None:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory\nadvice")

    reranker._model.predict = predict
    with pytest.raises(RerankerUnavailable, match="allocate memory。"):
        reranker.rank("修路", PASSAGES, until=LATER)


@needs_transformers
def test_a_classifier_of_several_labels_is_no_reranker(tmp_path: Path) -> None:
    with pytest.raises(RerankerUnavailable, match="num_labels=3"):
        CrossEncoderReranker(str(tiny_model(tmp_path / "classifier", labels=3)))


@needs_transformers
def test_an_embedding_model_is_no_reranker(tmp_path: Path) -> None:
    """The library loads it with random numbers in place of the missing head."""
    with pytest.raises(RerankerUnavailable, match="BertModel"):
        CrossEncoderReranker(str(tiny_model(tmp_path / "embedding", head=False)))


@needs_transformers
@pytest.mark.parametrize("name", ["./no-such-model", "/no/such/model", "no-such-owner/no-such-model"])
def test_a_model_that_is_not_there_is_reported_by_name(name: str) -> None:
    with pytest.raises(RerankerUnavailable, match=name):
        CrossEncoderReranker(name)


@needs_transformers
@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "config.json"])
@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\x00"])
def test_a_damaged_model_is_reported(tmp_path: Path, name: str, content: bytes) -> None:
    damaged = tiny_model(tmp_path / "damaged")
    (damaged / name).write_bytes(content)
    with pytest.raises(RerankerUnavailable, match="damaged"):
        CrossEncoderReranker(str(damaged))


@needs_transformers
def test_code_that_comes_with_a_model_is_not_run(tmp_path: Path) -> None:
    model = tiny_model(tmp_path / "own-code")
    config = json.loads((model / "config.json").read_text(encoding="utf-8"))
    config |= {"model_type": "own", "auto_map": {"AutoConfig": "own.Config", "AutoModel": "own.Model"}}
    (model / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (model / "own.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')", encoding="utf-8")
    with pytest.raises(RerankerUnavailable):
        CrossEncoderReranker(str(model))
    assert not (tmp_path / "ran").exists()


def test_without_the_extra_the_message_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(ExtraMissing, match="transformers"):
        CrossEncoderReranker("some/model")


@needs_transformers
def test_a_process_ends_well_while_it_is_computing(folder: Path) -> None:
    """Torch aborts a process (exit code 134) that ends while a thread of its is still computing."""
    code = f"""
import threading, time
from rag.adapters.rerankers import CrossEncoderReranker
one = CrossEncoderReranker({str(folder)!r})
begun, real = threading.Event(), one._model.predict
def predict(*arguments, **options):
    begun.set()
    return real(*arguments, **options)
one._model.predict = predict
work = lambda: one.rank("修路", ["建桥" * 30] * 10_000, until=float("inf"))
threading.Thread(target=work, daemon=True).start()
assert begun.wait(30)
one.close()
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=100, check=False)
    assert (ended.returncode, b"terminate" in ended.stderr) == (0, False), ended.stderr
