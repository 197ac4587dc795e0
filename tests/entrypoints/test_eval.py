"""`rag eval …`: documents of the contracts, tables, files and exit codes."""

import json
from pathlib import Path

import pytest

from rag import messages
from rag.entrypoints import evaluations
from rag.evaluation.suites import suite_file
from rag.settings import Settings
from tests.unit.evaluation.beir_folder import QRELS, write_folder, write_rows

CASE = {
    "id": "1",
    "question": "2021年修缮桥梁多少座？",
    "documents": [{"title": "2021年青石镇交通简报", "text": "一、桥梁\n全年修缮桥梁7座，投入资金320万元。\n"}],
    "expect": {"status": "answered", "contains": [["7座"]]},
}


def test_retrieval_gives_the_document_of_the_contract(rag, tmp_path: Path) -> None:
    done = rag("eval", "retrieval", str(write_folder(tmp_path / "set", qrels=QRELS)), "--json")
    assert done.code == 0
    document = done.document
    assert document.keys() == {"n_corpus", "n_queries", "n_judged", "metrics", "index_seconds", "query_ms"}
    assert (document["n_corpus"], document["n_queries"]) == (4, 3)
    assert document["metrics"] == dict.fromkeys(("hit@1", "recall@5", "recall@10", "mrr@10", "ndcg@10"), 1.0)
    assert document["query_ms"].keys() == {"p50", "p95"}
    assert not (tmp_path / "home").exists()


def test_the_ranking_is_written_as_a_trec_run(rag, tmp_path: Path) -> None:
    run = tmp_path / "ranking.trec"
    done = rag("eval", "retrieval", str(write_folder(tmp_path / "set")), "--run", str(run))
    assert done.code == 0
    rows = [line.split() for line in run.read_text(encoding="utf-8").splitlines()]
    assert {len(row) for row in rows} == {6}
    assert [row[2] for row in rows if row[3] == "1"] == ["bridge", "library", "orchard"]
    assert str(run) in done.err
    assert "No qrels" in done.err


def test_metrics_are_shown_as_a_table(rag, tmp_path: Path) -> None:
    shown = rag("eval", "retrieval", str(write_folder(tmp_path / "set", qrels=QRELS))).out
    assert "hit@1" in shown
    assert "1.0000" in shown


def test_a_run_that_cannot_be_written_is_said_before_anything_is_done(rag, tmp_path: Path) -> None:
    done = rag("eval", "retrieval", str(tmp_path / "none"), "--run", str(tmp_path / "no folder" / "run"), "--json")
    assert (done.code, done.document["error"]["code"]) == (2, "output_not_writable")


def test_a_failed_evaluation_leaves_no_run_behind_and_an_earlier_one_alone(rag, tmp_path: Path) -> None:
    run = tmp_path / "run"
    assert rag("eval", "retrieval", str(tmp_path / "none"), "--run", str(run)).code == 2
    assert not run.exists()
    run.write_text("earlier", encoding="utf-8")
    assert rag("eval", "retrieval", str(tmp_path / "none"), "--run", str(run)).code == 2
    assert run.read_text(encoding="utf-8") == "earlier"


@pytest.mark.parametrize("command", ["retrieval", "answers"])
def test_what_is_not_there_is_a_usage_error(rag, tmp_path: Path, command: str) -> None:
    done = rag("eval", command, str(tmp_path / "none"), "--json")
    assert (done.code, done.document["error"]["code"]) == (2, "no_such_path")


def test_a_broken_line_is_named(rag, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "set")
    (folder / "corpus.jsonl").write_text('{"_id": "a", "text": "甲"}\n{"_id": \n', encoding="utf-8")
    done = rag("eval", "retrieval", str(folder))
    assert done.code == 2
    assert "Line 2" in done.err
    assert "corpus.jsonl" in done.err


def test_answers_give_the_document_of_the_contract(rag, tmp_path: Path) -> None:
    done = rag("eval", "answers", str(write_rows(tmp_path / "cases.jsonl", [CASE])), "--json")
    assert done.code == 0
    document = done.document
    assert (document["n"], document["answered_when_should"], document["contains_rate"]) == (1, 1.0, 1.0)
    assert document["refused_when_should"] is None
    (result,) = document["results"]
    assert {"id", "status", "answer", "claims", "citations", "undisclosed"} <= result.keys()
    (citation,) = result["citations"]
    text = CASE["documents"][0]["text"]
    assert (citation["document"], text[citation["start"] : citation["end"]]) == (0, citation["quote"])
    assert result["claims"][0]["citations"] == [citation["id"]]
    assert not (tmp_path / "home").exists()


def test_shares_are_shown_as_a_table(rag, tmp_path: Path) -> None:
    shown = rag("eval", "answers", str(write_rows(tmp_path / "cases.jsonl", [CASE]))).out
    assert "answered where they should be" in shown
    assert "1.000" in shown


def test_the_same_cases_give_the_same_bytes(rag, tmp_path: Path) -> None:
    file = str(write_rows(tmp_path / "cases.jsonl", [CASE, {**CASE, "id": "2", "documents": []}]))
    assert rag("eval", "answers", file, "--json").out == rag("eval", "answers", file, "--json").out


@pytest.mark.parametrize("command", [(), ("retrieval",), ("answers",)])
def test_help_is_complete(rag, command: tuple[str, ...]) -> None:
    done = rag("eval", *command, "--help")
    assert done.code == 0
    key = "_".join(("help_eval", *command))
    assert " ".join(messages.text(key, "en").split())[:40] in " ".join(done.out.split())


def test_a_model_that_is_not_there_ends_the_evaluation(rag, tmp_path: Path) -> None:
    file = str(write_rows(tmp_path / "cases.jsonl", [CASE]))
    done = rag("eval", "answers", file, "--model", "nothing", "--json")
    assert (done.code, done.document["error"]["code"]) == (2, "invalid_setting")
    assert json.loads(done.out)


def test_a_suite_is_run_over_the_reports_that_ship_and_told_case_by_case(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    file = tmp_path / "few.jsonl"
    file.write_text("\n".join(suite_file("answers").read_text(encoding="utf-8").splitlines()[:3]), encoding="utf-8")
    settings = Settings(home=tmp_path / "home")
    run = evaluations.run_suite(str(file), settings, on_progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (3, 3)
    assert (run["suite"], run["n"], run["passed"] + run["failed"]) == ("few", 3, 3)
    assert [one["id"] for one in run["cases"]] == ["figure-01", "figure-02", "figure-03"]
    assert run["metrics"]["pass_rate"] == round(run["passed"] / 3, 6)
