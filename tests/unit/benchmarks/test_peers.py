"""What the comparison with other pipelines does with sets, rankings and scores, whatever pipeline made them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.peers.data import (
    once,
    read_entries,
    read_judgements,
    read_queries,
    read_run,
    write_run,
    write_without_prefix,
)
from benchmarks.peers.running import given_run, run_ours
from benchmarks.peers.scoring import difference, interval, per_query

JUDGED = {"q1": {"a": 1}, "q2": {"b": 1, "c": 0}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "set"
    (folder / "qrels").mkdir(parents=True)
    entries = [
        {"_id": "a", "title": "某县报告", "text": "新增就业。", "metadata": {"secret": 1}},
        {"_id": "b", "text": "修路。"},
    ]
    queries = [{"_id": "q1", "text": "2031年某某自治区：稳就业"}, {"_id": "q2", "text": "2031年修了哪些路：主干道呢？"}]
    queries.append({"_id": "q3", "text": "没有人判过"})
    for name, rows in (("corpus", entries), ("queries", queries)):
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\ta\t1\nq2\tb\t1\n", encoding="utf-8")
    return folder


def test_of_entries_title_and_text_are_read_and_nothing_else(folder: Path) -> None:
    first, second = read_entries(folder)
    assert (first.id, first.titled) == ("a", "某县报告\n新增就业。")
    assert second.titled == "修路。"


def test_only_judged_queries_are_asked(folder: Path) -> None:
    assert [query.id for query in read_queries(folder)] == ["q1", "q2"]


def test_the_variant_differs_by_the_prefix_alone(folder: Path, tmp_path: Path) -> None:
    write_without_prefix(folder, tmp_path / "variant")
    assert read_queries(tmp_path / "variant")[0].text == "稳就业"
    assert read_entries(tmp_path / "variant") == read_entries(folder)
    assert read_judgements(tmp_path / "variant") == read_judgements(folder)


def test_an_entry_counts_once_by_its_best_chunk() -> None:
    assert once(["b", "a", "b", "c", "a"]) == ["b", "a", "c"]


def test_a_run_is_read_back_by_rank_whatever_its_scores(tmp_path: Path) -> None:
    write_run(tmp_path / "run.trec", {"q1": ["b", "a"]}, "name")
    assert read_run(tmp_path / "run.trec") == {"q1": ["b", "a"]}
    (tmp_path / "tied.trec").write_text("q1 Q0 a 2 0.5 x\nq1 Q0 b 1 0.5 x\n", encoding="utf-8")
    assert read_run(tmp_path / "tied.trec") == {"q1": ["b", "a"]}


def test_a_query_without_a_ranking_scores_nothing_and_is_counted() -> None:
    values = per_query({"q1": ["x", "a"]}, JUDGED, ["q1", "q2"])
    assert values["mrr@10"].tolist() == [0.5, 0.0]
    assert values["hit@1"].tolist() == [0.0, 0.0]
    assert values["recall@5"].tolist() == [1.0, 0.0]


def test_an_entry_below_the_tenth_place_counts_for_nothing() -> None:
    ranking = [f"x{number}" for number in range(10)] + ["a"]
    assert per_query({"q1": ranking}, JUDGED, ["q1"])["mrr@10"].tolist() == [0.0]


def test_the_same_ranking_is_neither_ahead_nor_behind() -> None:
    values = np.array([1.0, 0.5, 0.0])
    assert difference(values, values).ahead == "neither"


def test_a_ranking_worse_on_every_query_is_behind() -> None:
    ours = np.linspace(0.5, 1, 50)
    found = difference(ours - 0.25, ours)
    assert (found.ahead, round(found.mean, 6)) == ("ours", -0.25)
    assert difference(ours, ours - 0.25).ahead == "theirs"


def test_the_interval_holds_the_mean() -> None:
    values = np.arange(100) / 100
    low, high = interval(values)
    assert low < values.mean() < high


def test_a_command_that_fails_is_told_and_raises_nothing(tmp_path: Path) -> None:
    assert run_ours("ours", tmp_path / "no-such-command", tmp_path, tmp_path).failure
    assert given_run("theirs", tmp_path / "none.trec").failure == "no such file: none.trec"
