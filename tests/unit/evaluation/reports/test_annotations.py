"""Failed cases as commands that GitHub reads from the output of a step."""

from __future__ import annotations

from pathlib import Path

from rag.evaluation.gate import compare
from rag.evaluation.reports import annotations
from rag.evaluation.reports.annotations import Lines
from rag.evaluation.stages import Stage
from tests.unit.evaluation.reports.made_up import HOSTILE, attempt, case, large, run


def test_a_failed_case_is_an_error_at_its_line() -> None:
    failed = case("figure-02", attempt("3.15万人。", stage=Stage.USED_WRONGLY), must_pass=True)
    text = annotations.of_run(run(case("a"), failed), lines=Lines("eval/suites/answers.jsonl", {"figure-02": 2}))
    head, _, message = text.strip().removeprefix("::").partition("::")
    assert head == "error file=eval/suites/answers.jsonl,line=2,title=figure-02 · 必过 · 用错"
    assert message.split("%0A") == [
        "数字、单位或时期不对, 数字不在所引原文里",
        "问: 2022年城镇新增就业多少人？",
        "答: 3.15万人。",
    ]


def test_all_passed_says_nothing() -> None:
    assert annotations.of_run(run(case("a"))) == ""


def test_words_begin_no_command_and_no_property() -> None:
    failed = case("a,line=3:b\n::error::x", attempt(HOSTILE, stage=Stage.DROPPED), asked="1\r\n::set-output name=x::y")
    text = annotations.of_run(run(failed))
    assert text.count("\n") == 1
    assert "\r" not in text
    assert "title=a%2Cline=3%3Ab%0A%3A%3Aerror%3A%3Ax" in text
    assert "%250A%3A" not in text.partition("title=")[0]


def test_the_tenth_error_tells_of_all_the_others() -> None:
    made = large(failing_every=5)
    lines = annotations.of_run(made).splitlines()
    assert len(lines) == 10
    assert "title=另有 41 处" in lines[-1]


def test_those_that_must_pass_come_first() -> None:
    failing = attempt(stage=Stage.DROPPED)
    text = annotations.of_run(run(case("a", failing), case("b", failing, must_pass=True)))
    assert text.index("title=b") < text.index("title=a")


def test_lines_are_those_of_the_suite_file(tmp_path: Path) -> None:
    file = tmp_path / "eval" / "mine.jsonl"
    file.parent.mkdir()
    file.write_text('{"id": "a"}\n\n{"id": "b"}\n', encoding="utf-8")
    assert annotations.lines_of(file, root=tmp_path) == Lines("eval/mine.jsonl", {"a": 1, "b": 3})


# --- what differs between two


FAILED = attempt("3.15万人。", stage=Stage.USED_WRONGLY)


def test_a_regression_annotates_what_broke_and_nothing_else() -> None:
    before = run(case("a"), case("b", FAILED), case("c", must_pass=True))
    found = compare(before, run(case("a", FAILED), case("b", FAILED), case("c", FAILED, must_pass=True)))
    lines = annotations.of_comparison(found, lines=Lines("s.jsonl", {"a": 1, "c": 3})).splitlines()
    titles = [one.partition("title=")[2].partition("::")[0] for one in lines]
    assert titles[0] == "通过率"
    assert titles[-2:] == ["c · 必过 · 用错", "a · 用错"]
    assert "line=3" in lines[-2]
    assert "之前: 全年城镇新增就业3.05万人" in lines[-1]


def test_no_regression_says_nothing() -> None:
    assert annotations.of_comparison(compare(run(case("a", FAILED)), run(case("a")))) == ""
