"""The script that makes the built-in embedding, on a handful of invented pairs."""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

pytest.importorskip("torch", reason="training needs torch")
import torch

from rag.adapters.embeddings import BuiltinEmbedder
from training import sampling
from training.evaluate_embedding import Task, held_out_tasks, rank, score
from training.pairs import HELD_OUT_ONE_IN, MAX_PASSAGES_PER_QUERY, Pair, is_held_out, read_pairs, without
from training.sampling import Batch, Mixture, Sampler
from training.tokens import Corpus, build_corpus, tokenize
from training.train_embedding import Phase, Recipe, loss_and_gradient, train
from training.vocabulary import UNKNOWN, build_tokenizer, count_words, pieces
from training.writing import write_model

PAIRS = [
    {"query": f"第{number}号项目由谁负责", "passage": f"第{number}号项目由{name}局牵头，按季度通报进展。"}
    for number, name in enumerate(["水利", "教育", "交通", "民政"] * 40)
]


def _write(folder: Path, rows: list[dict[str, str]]) -> Path:
    path = folder / "pairs.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(json.dumps(row) for row in rows).encode()))
    return path


def test_the_querys_own_sentence_is_cut_out_of_the_passage() -> None:
    assert without("培训两千人。", "办班三十期。培训两千人。满意率九成。") == "办班三十期。 满意率九成。"


def test_a_passage_that_is_hardly_more_than_the_query_stays_whole() -> None:
    assert without("培训两千人。", "培训两千人。") == "培训两千人。"


def test_boilerplate_that_stands_for_hundreds_of_passages_is_left_out(tmp_path: Path) -> None:
    boilerplate = [{"query": "阅读全文", "passage": f"第{n}条消息的正文"} for n in range(MAX_PASSAGES_PER_QUERY + 1)]
    assert {pair.query for pair in read_pairs(_write(tmp_path, [*boilerplate, *PAIRS[:3]]))} == {
        row["query"] for row in PAIRS[:3]
    }


def test_pieces_hold_the_frequent_words_and_all_usual_characters() -> None:
    vocabulary = pieces(count_words(["就业 就业 教育"] * 20), size=100)
    assert vocabulary[0] == (UNKNOWN, 0.0)
    assert {piece for piece, _ in vocabulary[1:]} == {"就业", "教育", "就", "业", "教", "育"}
    shares = dict(vocabulary)
    assert shares["就业"] > shares["教育"] > shares["教"]


def test_a_word_that_is_not_in_the_vocabulary_falls_apart_into_known_ones() -> None:
    tokenizer = build_tokenizer(pieces(count_words(["就业 教育"] * 20), size=100))
    assert tokenizer.encode("教育就业，教业").tokens == ["教育", "就业", "教", "业"]


def test_tokens_are_gathered_with_the_place_of_their_list() -> None:
    tokenizer = build_tokenizer(pieces(count_words(["就业 教育"] * 20), size=100))
    lists = tokenize(tokenizer, ["就业", "", "教育就业", "？"], max_tokens=10)
    tokens, owners = lists.gather(np.array([2, 1, 0, 3]))
    assert [tokenizer.id_to_token(token) for token in tokens] == ["教育", "就业", "就业"]
    assert owners.tolist() == [0, 0, 2]


@pytest.mark.parametrize("line", ["就" * 1_700_000, "就业，" * 500_000])
def test_a_line_of_five_megabytes_is_tokenized_in_seconds(line: str) -> None:
    tokenizer = build_tokenizer(pieces(count_words(["就业 教育"] * 20), size=100))
    started = time.perf_counter()
    tokenizer.encode(line)
    assert time.perf_counter() - started < 20


LESSON = Pair("河道治理", "清淤三条河。新建堤防两公里。沿岸种树五千棵。", kind="law_section")
QUESTION = Pair("培训了多少人", "办班三十期，培训两千人。满意率九成。", kind="qa")


def _corpus(pairs: list[Pair]) -> tuple[Corpus, Tokenizer]:
    texts = [pair.query for pair in pairs] + [pair.passage for pair in pairs]
    tokenizer = build_tokenizer(pieces(count_words(texts * 20), size=300))
    return build_corpus(pairs, tokenizer, {"law_section"}), tokenizer


def test_passages_are_kept_sentence_by_sentence_with_their_title() -> None:
    corpus, tokenizer = _corpus([LESSON, QUESTION])
    assert corpus.first_sentence.tolist() == [0, 3, 5]
    sentence, _ = corpus.sentences.gather(np.array([1]))
    assert "".join(tokenizer.id_to_token(token) for token in sentence) == "新建堤防两公里"
    assert corpus.title.tolist() == [0, -1]
    assert corpus.kinds.tolist() == ["law_section", "qa"]


def _bags(batch: Batch, tokenizer: Tokenizer) -> list[str]:
    bags = [""] * (2 * len(batch.query_numbers))
    for token, owner in zip(batch.tokens.tolist(), batch.owners.tolist(), strict=True):
        bags[owner] += tokenizer.id_to_token(token)
    return bags


def test_a_cloze_query_is_cut_out_of_its_passage_and_the_title_stands_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "MIN_CLOZE_SENTENCE_TOKENS", 1)
    monkeypatch.setattr(sampling, "MIN_CLOZE_PASSAGE_TOKENS", 1)
    corpus, tokenizer = _corpus([LESSON])
    mixture = Mixture(batch=50, cloze_share=1.0, titled_share=1.0, dropped_of_query=0, dropped_of_passage=0)
    bags = _bags(next(Sampler(corpus, mixture, {}, seed=1).batches()), tokenizer)
    sentences = ["清淤三条河", "新建堤防两公里", "沿岸种树五千棵"]
    for query, passage in zip(bags[:50], bags[50:], strict=True):
        (source,) = [sentence for sentence in sentences if query in sentence]
        rest = "".join(sentence for sentence in sentences if sentence != source)
        assert sorted(passage) == sorted(rest + LESSON.query)


def test_the_same_seed_draws_the_same_batches() -> None:
    corpus, _ = _corpus([LESSON, QUESTION])
    first, again = (Sampler(corpus, Mixture(batch=30), {}, seed=5).batches() for _ in range(2))
    assert all(torch.equal(next(first).tokens, next(again).tokens) for _ in range(3))


def test_a_kind_of_pair_that_weighs_nothing_is_never_drawn() -> None:
    corpus, _ = _corpus([LESSON, QUESTION])
    sampler = Sampler(corpus, Mixture(batch=30, cloze_share=0.0), {"qa": 0.0}, seed=5)
    assert set(next(sampler.batches()).passage_numbers.tolist()) == {0}


def test_the_gradient_is_that_of_the_loss() -> None:
    generator = torch.Generator().manual_seed(3)
    units = torch.nn.functional.normalize(torch.randn(12, 8, generator=generator), dim=1)
    batch = Batch(*[torch.zeros(0)] * 3, torch.tensor([0, 1, 1, 2, 3, 4]), torch.arange(6))
    loss, gradient = loss_and_gradient(units, batch, temperature=0.5)
    leaf = units.clone().requires_grad_(True)
    scores = leaf[:6] @ leaf[6:].T / 0.5
    scores = scores.masked_fill(torch.tensor([[i != j and {i, j} == {1, 2} for j in range(6)] for i in range(6)]), -1e9)
    cross = torch.nn.functional.cross_entropy
    expected = (cross(scores, torch.arange(6)) + cross(scores.T, torch.arange(6))) / 2
    expected.backward()
    assert loss == pytest.approx(float(expected.detach()), rel=0.02)
    assert torch.allclose(gradient, leaf.grad, atol=0.01)


def test_held_out_pairs_are_a_small_share_of_the_passages_and_measured_by_group() -> None:
    pairs = [Pair(f"问题{n}", f"第{n}段内容", kind="qa_DRCD") for n in range(5000)]
    held_out = [pair for pair in pairs if is_held_out(pair.passage)]
    assert 0.5 < len(held_out) * HELD_OUT_ONE_IN / len(pairs) < 1.5
    questions = {task.name: task for task in held_out_tasks(pairs)}["questions"]
    assert list(questions.queries) == [pair.query for pair in held_out]


def test_a_model_trained_on_pairs_finds_the_right_passage(tmp_path: Path) -> None:
    pairs = read_pairs(_write(tmp_path, PAIRS))
    corpus, tokenizer = _corpus(pairs)
    mixture = Mixture(batch=80, dropped_of_query=0.1, dropped_of_passage=0.1)
    phases = (Phase(40, 0.01, falling=False), Phase(80, 0.01, falling=True))
    recipe = Recipe(dimensions=32, mixture=mixture, phases=phases)
    vectors = train(corpus, recipe, tokenizer.get_vocab_size())
    write_model(tmp_path / "model", vectors, tokenizer)
    embedder = BuiltinEmbedder(tmp_path / "model")
    task = Task(
        "invented",
        {row["passage"]: row["passage"] for row in PAIRS},
        {row["query"]: row["query"] for row in PAIRS},
        {row["query"]: {row["passage"]} for row in PAIRS},
    )
    queries = np.stack([embedder.embed_query(query) for query in task.queries])
    assert score(task, rank(embedder.embed_passages(list(task.passages)), queries)).mrr_at_10 > 0.8


def test_the_score_is_the_mean_reciprocal_rank_of_the_first_right_passage() -> None:
    task = Task("invented", {"a": "", "b": "", "c": ""}, {"q": "", "r": ""}, {"q": {"b"}, "r": {"z"}})
    scores = score(task, np.array([[0, 1, 2], [0, 1, 2]]))
    assert (scores.mrr_at_10, scores.hit_at_1) == (0.25, 0.0)
