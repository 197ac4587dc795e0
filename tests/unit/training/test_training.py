"""The script that makes the built-in embedding, on a handful of invented pairs."""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs torch")

from rag.adapters.embeddings import BuiltinEmbedder
from training.evaluate_embedding import Task, rank, score
from training.pairs import MAX_PASSAGES_PER_QUERY, read_pairs, tokenize, without
from training.train_embedding import Recipe, prepare, train
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


def test_a_model_trained_on_pairs_finds_the_right_passage(tmp_path: Path) -> None:
    pairs = read_pairs(_write(tmp_path, PAIRS))
    tokenizer = build_tokenizer(pieces(count_words(row["query"] + row["passage"] for row in PAIRS), size=300))
    recipe = Recipe(dimensions=32, batch=80, epochs=60, dropped_share=0.1)
    vectors = train(prepare(pairs, tokenizer), recipe, tokenizer.get_vocab_size())
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
