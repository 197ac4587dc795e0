"""A run as Markdown for a pull request."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from rag.evaluation.reports import markdown
from rag.evaluation.reports.marking_down import plain
from rag.evaluation.stages import Stage
from tests.unit.evaluation.reports.made_up import HOSTILE, attempt, case, large, run


def shown(text: str) -> str:
    """As HTML, with the markup of others let through as GitHub does."""
    return MarkdownIt("commonmark", {"html": True}).enable("table").render(text)


def test_the_verdict_comes_first() -> None:
    good = markdown.of_run(run(case("a")))
    assert good.startswith("## ✅ 问答：全部通过\n\n**1 / 1 题通过**")
    bad = markdown.of_run(run(case("a"), case("b", attempt(stage=Stage.DROPPED), must_pass=True)))
    assert bad.startswith("## ❌ 问答：有题未通过\n\n**1 / 2 题通过** · 1 道必过题未通过")


def test_a_failed_case_tells_its_stage_its_problems_its_question_and_its_answer() -> None:
    text = markdown.of_run(run(case("a", attempt("3.15万人。", stage=Stage.USED_WRONGLY))))
    assert "用错" in text
    assert "数字、单位或时期不对" in text
    assert "2022年城镇新增就业多少人？" in text
    assert "3.15万人。" in text


def test_must_pass_cases_stand_open_and_the_others_are_folded_away() -> None:
    failing = attempt(stage=Stage.DROPPED)
    text = markdown.of_run(run(case("other", failing), case("must", failing, must_pass=True)))
    assert text.index("`must`") < text.index("<details><summary>未通过的题 (1)") < text.index("`other`")


def test_commit_model_and_dataset_stand_in_one_line() -> None:
    last = markdown.of_run(run(case("a"), dirty=True)).strip().splitlines()[-1]
    assert "提交 <code>8d20c64b8fbb (有未提交的改动)</code>" in last
    assert "模型 `extractive`" in last
    assert "题集 `3f1c9a52d1f0`" in last


def test_what_an_answer_holds_does_no_harm() -> None:
    hostile = case(HOSTILE, attempt(HOSTILE, stage=Stage.DROPPED, problems=(HOSTILE,)), type=HOSTILE, asked=HOSTILE)
    text = markdown.of_run(run(hostile, suite=HOSTILE, commit=HOSTILE))
    html = shown(text)
    assert "<script" not in html
    assert "<strong>x</strong>" not in html
    assert "href" not in html
    assert "@octocat" not in text
    assert "#12" not in text
    assert html.count("<details>") == html.count("</details>")
    assert "\x00" not in text
    assert "<h1>" not in html


@pytest.mark.parametrize(
    "text", ["*万人", "a_b_c", "1 < 2", "x|y", "`", "\\", "&lt;", "$x$", "~~去~~", "[1]", "[a](b)"]
)
def test_words_are_shown_as_they_are(text: str) -> None:
    assert (
        shown(f"x {plain(text)}").replace("&quot;", '"')
        == f"<p>x {text.replace('&', '&amp;').replace('<', '&lt;')}</p>\n"
    )


def test_lines_stay_apart_in_a_cell() -> None:
    assert plain("一\r\n\n二") == "一<br>二"


def test_what_does_not_fit_is_left_out_and_said() -> None:
    long = attempt("长" * 5_000, stage=Stage.DROPPED)
    text = markdown.of_run(run(*(case(f"c{number}", long, asked="问" * 5_000) for number in range(400))))
    assert len(text) <= markdown.LIMIT
    assert "放不下" in text
    assert "内容超过 60000 字" in text
    assert "题集 `3f1c9a52d1f0`" in text
    assert text.count("<details>") == text.count("</details>")


def test_a_run_of_usual_size_fits() -> None:
    text = markdown.of_run(large())
    assert len(text) < markdown.LIMIT
    assert "放不下" not in text


def test_both_languages_say_all_of_it() -> None:
    text = markdown.of_run(large(), language="en")
    assert text.startswith("## ❌ answers: Some failed")
    assert "used wrongly" in text


def test_attempts_are_counted() -> None:
    text = markdown.of_run(run(case("a", attempt(), attempt(stage=Stage.DROPPED), attempt(stage=Stage.DROPPED))))
    assert "1 / 3 次通过" in text


def test_a_run_of_no_cases_is_told_too() -> None:
    assert "0 / 0" in markdown.of_run(run())
