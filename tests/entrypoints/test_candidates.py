"""From a thumb that is down to a case that a suite runs: `rag eval candidates`."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from rag.bootstrap import open_service
from rag.settings import Settings
from tests.conftest import Outcome
from tests.served import served
from tests.unit.evaluation.running.made_up import files

Rag = Callable[..., Outcome]

BRIDGES = "2021年修缮桥梁多少座？"
SCHOOLS = "2022年新建幼儿园多少所？"


@pytest.fixture(scope="module")
def filled_town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with two reports of a town, and an answer about bridges that did not help."""
    home = tmp_path_factory.mktemp("town") / "home"
    with open_service(Settings(home=home)) as service:
        list(service.ingest(files()))
        begun = service.ask(BRIDGES, conversation="new")
        later = service.ask("那2022年呢？", conversation=begun.conversation)
        service.give_feedback(
            "那2022年呢？", later.text, helpful=False, comment="没有说钱", conversation=begun.conversation
        )
    return home


@pytest.fixture
def town(rag: Rag, tmp_path: Path, filled_town: Path) -> Rag:
    """`rag` on such a data folder."""
    shutil.copytree(filled_town, tmp_path / "home")
    return rag


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(one) for one in file.read_text(encoding="utf-8").splitlines()]


def write(file: Path, *cases: dict[str, Any]) -> None:
    file.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in cases), encoding="utf-8")


def thumb_down(home: Path, question: str) -> None:
    with open_service(Settings(home=home)) as service:
        service.give_feedback(question, "答非所问", helpful=False)


def test_a_thumb_down_becomes_a_case_that_fails_until_its_expectation_is_right(town: Rag, tmp_path: Path) -> None:
    file = tmp_path / "candidates.jsonl"
    assert town("eval", "candidates", "--output", str(file)).code == 0
    (case,) = lines(file)
    assert (case["history"], case["question"], case["note"]) == ([BRIDGES], "那2022年呢？", "没有说钱")

    unreviewed = town("eval", "run", str(file), "--library", "default")
    assert unreviewed.code == 2
    assert all(words in unreviewed.err for words in (str(file), "Line 1", case["id"], "reviewed"))

    write(file, {**case, "reviewed": True, "contains": [["510万元"]]})
    failed = town("eval", "run", str(file), "--library", "default", "--json")
    assert (failed.code, failed.document["failed"]) == (1, 1)
    assert failed.document["cases"][0]["problems"] == ["contains"]

    del case["reviewed"]
    write(file, {**case, "contains": [["410万元"]], "numbers": [{"value": "9", "unit": "座", "period": "2022年"}]})
    passed = town("eval", "run", str(file), "--library", "default", "--json")
    assert (passed.code, passed.document["passed"]) == (0, 1)
    listed = town("conversations", "list", "--json").document["conversations"]
    assert [one["questions"] for one in listed] == [2]  # the reader's own, as it was


def test_what_was_exported_comes_again_only_with_all_and_never_twice_into_one_file(town: Rag, tmp_path: Path) -> None:
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    town("eval", "candidates", "--output", str(first))
    assert town("eval", "candidates", "--output", str(second), "--json").document["left_out"]["exported"] == 1
    assert not second.exists()
    town("eval", "candidates", "--output", str(second), "--all")
    assert second.read_bytes() == first.read_bytes()
    again = town("eval", "candidates", "--output", str(second), "--all", "--json").document
    assert (again["candidates"], again["file"]) == ([], None)


def test_a_file_that_is_there_is_added_to_and_stays_as_it_is(town: Rag, tmp_path: Path) -> None:
    file = tmp_path / "candidates.jsonl"
    town("eval", "candidates", "--output", str(file))
    reviewed = file.read_text(encoding="utf-8").replace('"reviewed": false, ', "").rstrip("\n")
    file.write_text(reviewed, encoding="utf-8")
    thumb_down(tmp_path / "home", SCHOOLS)
    assert town("eval", "candidates", "--output", str(file)).code == 0
    assert file.read_text(encoding="utf-8").startswith(reviewed + "\n")
    assert [one["question"] for one in lines(file)] == ["那2022年呢？", SCHOOLS]


def test_without_a_file_the_cases_go_to_stdout_and_count_as_unseen(town: Rag) -> None:
    once, again = town("eval", "candidates"), town("eval", "candidates", "--json")
    (case,) = [json.loads(one) for one in once.out.splitlines()]
    assert again.document["candidates"] == [case]
    assert "neither who nor when" in once.err
    assert "1 candidates of 1 questions" in once.err


def test_a_question_of_a_suite_that_ships_is_left_out(town: Rag, tmp_path: Path) -> None:
    thumb_down(tmp_path / "home", "2022年城镇新增就业多少人")
    document = town("eval", "candidates", "--json").document
    assert (document["questions"], document["left_out"]) == (2, {"in_suites": 1, "exported": 0})
    assert len(town("eval", "candidates", "--all", "--json").document["candidates"]) == 2


def test_only_what_was_said_since_a_day_is_meant(town: Rag) -> None:
    assert town("eval", "candidates", "--since", "2020-01-01", "--json").document["questions"] == 1
    assert town("eval", "candidates", "--since", "2999-01-01", "--json").document["questions"] == 0


def test_without_feedback_there_is_nothing_to_write(rag: Rag, tmp_path: Path) -> None:
    done = rag("eval", "candidates", "--output", str(tmp_path / "none.jsonl"))
    assert (done.code, done.out) == (0, "")
    assert not (tmp_path / "none.jsonl").exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--since", "yesterday"), "2026-11-01"),
        (("--library", "none"), "no report"),
        (("--output", "nowhere/at/all.jsonl"), "nowhere/at/all.jsonl"),
    ],
)
def test_what_cannot_be_meant_is_told_before_anything_is_asked(town: Rag, options: tuple[str, str], told: str) -> None:
    refused = town("eval", "candidates", *options)
    assert refused.code == 2
    assert told in refused.err


def test_a_file_of_something_else_is_not_added_to(town: Rag, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not cases\n", encoding="utf-8")
    refused = town("eval", "candidates", "--output", str(file))
    assert refused.code == 2
    assert "notes.txt" in refused.err
    assert file.read_text(encoding="utf-8") == "not cases\n"


def test_feedback_that_a_running_service_has_taken_is_read_beside_it(town: Rag, tmp_path: Path) -> None:
    with served(tmp_path / "home", RAG_KEYS="off") as service:
        given = httpx.post(
            f"{service.address}/api/v1/feedback",
            json={"question": SCHOOLS, "answer": "不知道", "helpful": False, "comment": "报告里有"},
        )
        assert given.status_code == 201
        document = town("eval", "candidates", "--json").document
    (case,) = [one for one in document["candidates"] if one["question"] == SCHOOLS]
    assert "1所" in case["answer"]
    assert case["note"].startswith("报告里有")
