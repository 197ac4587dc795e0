"""Questions over short texts, made into cases to learn from."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest

from rag.adapters.embeddings import BUILTIN_FOLDER, TOKENIZER_FILE
from rag.adapters.word_weights import WordWeights
from rag.extraction.weighing import COLUMNS
from rag.matching import Matcher
from training.train_reader import SHOWN, Case, examples, fit, text_cases

TOWNS = ("青芦", "白塘", "赤岗", "玄溪", "黄坪", "紫陂")
PLACES = ("图书馆", "文化馆", "体育馆", "展览馆", "剧院", "书店", "档案馆", "美术馆")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    texts = [
        f"{town}镇{place}今年举办活动。{town}镇{place}负责人是周{town[0]}{place[0]}。座席充足，环境安静。"
        for town in TOWNS
        for place in PLACES
    ]
    rows = [{"_id": f"t{number}", "text": text} for number, text in enumerate(texts)]
    question = {"_id": "q", "text": "青芦镇图书馆负责人是谁？", "metadata": {"answer": "周青图"}}
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (tmp_path / "queries.jsonl").write_text(json.dumps(question), encoding="utf-8")
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\tt0\t1\n", encoding="utf-8")
    return tmp_path


def shown(case: Case) -> str:
    return "".join(line.text for group in case.groups for line in group.lines)


def test_a_question_makes_a_case_that_holds_its_answer_and_one_that_does_not(folder: Path) -> None:
    answered, unanswered = text_cases(folder, random.Random(0))
    assert answered.answers == ("周青图",)
    assert unanswered.answers == ()
    assert "周青图" in shown(answered)
    assert "周青图" not in shown(unanswered)
    assert len(answered.groups) == len(unanswered.groups) == SHOWN


def test_the_sentence_with_the_answer_is_the_example_that_answers(folder: Path) -> None:
    matcher = Matcher(WordWeights(BUILTIN_FOLDER / TOKENIZER_FILE).weigh)
    rows, labels = examples(list(text_cases(folder, random.Random(0))), matcher)
    assert rows.shape == (len(labels), len(COLUMNS))
    assert labels.sum() == 1


def test_every_column_gets_a_weight_and_the_one_that_tells_gets_a_large_one() -> None:
    rng = np.random.default_rng(0)
    rows = rng.random((400, len(COLUMNS)))
    told = fit([(rows, rows[:, 3] > 0.5)])
    assert set(told["weights"]) == set(COLUMNS)
    assert max(told["weights"], key=lambda name: abs(told["weights"][name])) == COLUMNS[3]
