"""Rankings and metrics, over a small fictional corpus through the whole product."""

import json
from pathlib import Path

import pytest

from rag.evaluation.retrieval import DEPTH, Ranking, RetrievalResult, evaluate_retrieval, measure
from rag.settings import Settings
from tests.unit.evaluation.beir_folder import ENTRIES, QRELS, QUERIES, write_folder


def _entries_of(result: RetrievalResult, query: str) -> tuple[str, ...]:
    return next(one.entries for one in result.rankings if one.query_id == query)


@pytest.fixture(scope="module")
def ranked(tmp_path_factory: pytest.TempPathFactory) -> RetrievalResult:
    return evaluate_retrieval(write_folder(tmp_path_factory.mktemp("beir") / "set", qrels=QRELS), Settings())


# --- metrics by hand

_HALF_OF_TWO = 1 / 1.584962500721156  # one relevant entry at rank 2: 1 / log2(3)
_IDEAL_OF_TWO = 1 + _HALF_OF_TWO


def test_metrics_are_what_they_are_when_worked_out_by_hand() -> None:
    rankings = [Ranking("one", ("x", "a", *"mnopqrst", "b")), Ranking("two", ("c",)), Ranking("unjudged", ("a",))]
    judged = {"one": {"a": 1, "b": 1}, "two": {"c": 1, "d": 0}}
    assert measure(rankings, judged) == pytest.approx(
        {
            "hit@1": (0 + 1) / 2,
            "recall@5": (1 / 2 + 1) / 2,
            "recall@10": (1 / 2 + 1) / 2,
            "mrr@10": (1 / 2 + 1) / 2,
            "ndcg@10": (_HALF_OF_TWO / _IDEAL_OF_TWO + 1) / 2,
        },
        abs=1e-6,
    )


def test_a_query_that_finds_nothing_counts_as_nothing_found() -> None:
    rankings = [Ranking("one", ("a",)), Ranking("two", ())]
    assert measure(rankings, {"one": {"a": 1}, "two": {"b": 1}})["mrr@10"] == 0.5


def test_an_entry_at_rank_eleven_is_not_among_the_first_ten() -> None:
    assert set(measure([Ranking("one", (*"abcdefghij", "k"))], {"one": {"k": 1}}).values()) == {0.0}


def test_where_nothing_is_judged_there_is_no_metric() -> None:
    metrics = measure([Ranking("one", ("a",))], {})
    assert list(metrics) == ["hit@1", "recall@5", "recall@10", "mrr@10", "ndcg@10"]
    assert set(metrics.values()) == {None}


# --- through the product


def test_the_entry_that_answers_a_query_is_found_first(ranked: RetrievalResult) -> None:
    first = {one.query_id: one.entries[0] for one in ranked.rankings}
    assert first == {"q1": "bridge", "q2": "library", "q3": "orchard"}
    assert ranked.metrics == {"hit@1": 1, "recall@5": 1, "recall@10": 1, "mrr@10": 1, "ndcg@10": 1}
    assert (ranked.n_corpus, ranked.n_judged, len(ranked.query_milliseconds)) == (4, 3, 3)
    assert ranked.index_seconds > 0


def test_no_entry_is_ranked_twice(ranked: RetrievalResult) -> None:
    for one in ranked.rankings:
        assert len(one.entries) == len(set(one.entries))


def test_without_judgements_the_ranking_is_the_same(ranked: RetrievalResult, tmp_path: Path) -> None:
    unjudged = evaluate_retrieval(write_folder(tmp_path / "set"), Settings())
    assert unjudged.rankings == ranked.rankings
    assert set(unjudged.metrics.values()) == {None}


def test_what_else_the_rows_hold_changes_nothing(ranked: RetrievalResult, tmp_path: Path) -> None:
    entries = [{**one, "metadata": {"query": QUERIES[0]["text"]}} for one in ENTRIES]
    queries = [{**one, "metadata": {"relevant": "school"}, "answer": "school"} for one in QUERIES]
    folder = write_folder(tmp_path / "set", entries=entries, queries=queries, qrels={"q1": {"school": 1}})
    assert evaluate_retrieval(folder, Settings()).rankings == ranked.rankings


def test_only_judged_queries_count_and_all_are_ranked(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "set", qrels={"q1": {"school": 1, "bridge": 0}, "not asked": {"bridge": 1}})
    result = evaluate_retrieval(folder, Settings())
    assert [one.query_id for one in result.rankings] == ["q1", "q2", "q3"]
    assert (result.n_judged, result.metrics["hit@1"]) == (1, 0.0)


def test_the_title_counts_as_the_title_of_the_report(tmp_path: Path) -> None:
    text = "全年各项任务按期完成，群众满意度稳步提高。"
    towns = ("青石镇", "芦湾乡", "柳塘街道")
    entries = [{"_id": town, "title": f"{town}2023年工作报告", "text": text} for town in towns]
    queries = [{"_id": town, "text": f"{town}的任务完成得怎么样？"} for town in towns]
    result = evaluate_retrieval(write_folder(tmp_path / "set", entries=entries, queries=queries), Settings())
    assert {one.query_id: one.entries[0] for one in result.rankings} == {town: town for town in towns}


def test_entries_with_the_same_content_stand_together_in_the_order_of_the_corpus(tmp_path: Path) -> None:
    entries = [*ENTRIES, {**ENTRIES[0], "_id": "bridge again"}, {**ENTRIES[0], "_id": "a bridge"}]
    result = evaluate_retrieval(write_folder(tmp_path / "set", entries=entries), Settings())
    assert _entries_of(result, "q1")[:3] == ("bridge", "bridge again", "a bridge")
    assert result.n_corpus == 6


def test_odd_entries_are_ranked_as_well_as_they_can_be(tmp_path: Path) -> None:
    entries = [
        *ENTRIES,
        {"_id": "no text", "title": "灯塔维护手册", "text": ""},
        {"_id": "no title", "title": "", "text": "码头起重机每季度检修一次。"},
        {"_id": "nothing", "title": " ", "text": "\u200b"},
        {"_id": "one sign", "title": "", "text": "鲸"},
        {"_id": "a b/c", "title": "<h1>&amp;</h1>", "text": "<p>鹦鹉<!-- 不是注释 --></p> &lt;b&gt;\r\n# **雪豹** {}"},
        {"_id": "lone \ud83d", "title": "坏\ud83d字", "text": "蜂鸟\0只有\ud83d三克重。"},
        {
            "_id": "long",
            "title": "长文",
            "text": "".join(f"第{day}天风力{day % 13}级。" for day in range(3000)) + "灯笼鱼会发光。",
        },
    ]
    texts = {
        "no text": "灯塔维护",
        "no title": "码头起重机检修",
        "one sign": "鲸",
        "a b/c": "鹦鹉不是注释雪豹",
        "lone \ud83d": "蜂鸟多重",
        "long": "灯笼鱼会发光吗",
    }
    queries = [*({"_id": key, "text": text} for key, text in texts.items()), {"_id": "blank", "text": "  "}]
    folder = tmp_path / "set"
    write_folder(folder, entries=[], queries=[])
    for name, rows in (("corpus.jsonl", entries), ("queries.jsonl", queries)):
        (folder / name).write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    result = evaluate_retrieval(folder, Settings())
    assert {key: _entries_of(result, key)[0] for key in texts} == {key: key for key in texts}
    assert _entries_of(result, "blank") == ()
    assert result.left_out == ("nothing",)
    assert result.n_corpus == len(entries)


def _paragraphs(number: int) -> str:
    """About four passages."""
    return "".join(
        f"第{number * day}台设备完好率为百分之{day % 100}，值守人员巡检{day + number}次。" for day in range(60)
    )


def test_a_hundred_entries_are_ranked_though_each_has_several_passages(tmp_path: Path) -> None:
    entries = [
        {"_id": str(number), "title": f"{number}号泵站简报", "text": _paragraphs(number)} for number in range(DEPTH + 5)
    ]
    queries = [{"_id": "q", "text": "泵站设备完好率"}]
    result = evaluate_retrieval(write_folder(tmp_path / "set", entries=entries, queries=queries), Settings())
    assert len(set(_entries_of(result, "q"))) == DEPTH


def test_a_corpus_without_any_text_finds_nothing(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "set", entries=[{"_id": "a", "title": "", "text": ""}], qrels={"q1": {"a": 1}})
    result = evaluate_retrieval(folder, Settings())
    assert {one.entries for one in result.rankings} == {()}
    assert (result.metrics["mrr@10"], result.percentile(50)) == (0.0, None)


def test_a_long_query_is_not_refused(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "set", queries=[{"_id": "q", "text": QUERIES[0]["text"] * 400}])
    assert _entries_of(evaluate_retrieval(folder, Settings()), "q")[0] == "bridge"
