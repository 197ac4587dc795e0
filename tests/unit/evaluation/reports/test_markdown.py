"""A run as Markdown for a pull request."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from rag.evaluation.gate import RunComparison, compare
from rag.evaluation.reports import markdown
from rag.evaluation.reports.marking_down import plain
from rag.evaluation.runs import Run
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
    assert "评测集 `3f1c9a52d1f0`" in last


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
    assert "评测集 `3f1c9a52d1f0`" in text
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


# --- what differs between two


def compared(a: Run, b: Run, **options: bool) -> RunComparison:
    return compare(a, b, **options)


FAILED = attempt("3.15万人。", stage=Stage.USED_WRONGLY)


def test_a_regression_is_said_first_with_its_reasons() -> None:
    text = markdown.of_comparison(
        compared(run(case("a"), case("b", must_pass=True)), run(case("a"), case("b", FAILED, must_pass=True)))
    )
    lines = text.splitlines()
    assert lines[0] == "## ❌ 问答：变差了"
    assert lines[2] == "**2 → 1 / 2 题通过** · 1 题变差 · 0 题变好 · 1 题结果不变"
    assert lines[4] == "- 1 道必过题由通过变为未通过：b"
    assert "- 通过率 由 100.0% 降到 50.0%" in text


def test_metrics_have_an_arrow() -> None:
    text = markdown.of_comparison(compared(run(case("a"), case("b", FAILED)), run(case("a", FAILED), case("b"))))
    assert "| 通过率 | 50.0% | 50.0% | ＝ |" in text
    text = markdown.of_comparison(compared(run(case("a"), case("b", FAILED)), run(case("a"), case("b"))))
    assert "| 通过率 | 50.0% | 100.0% | ▲ +50.0 个百分点 |" in text
    assert text.startswith("## ✅ 问答：没有变差")


def test_a_broken_case_shows_both_answers_side_by_side() -> None:
    text = markdown.of_comparison(compared(run(case("a")), run(case("a", FAILED))))
    assert "| 之前 ✅ | 现在 ❌ |" in text
    assert "| 全年城镇新增就业3.05万人。\\[1\\] | 3.15万人。 |" in text
    assert "**用错**" in text


def test_mended_cases_are_folded_away_with_what_was_wrong() -> None:
    text = markdown.of_comparison(compared(run(case("a", FAILED)), run(case("a"))))
    folded = text.partition("<details><summary>变好")[2].partition("</details>")[0]
    assert "用错" in folded
    assert "| 之前 ❌ | 现在 ✅ |" in folded


def test_what_both_runs_share_is_said_once_and_what_differs_with_an_arrow() -> None:
    text = markdown.of_comparison(compared(run(case("a")), run(case("a"), commit="f" * 40)))
    last = text.strip().splitlines()[-1]
    assert "提交 `8d20c64b8fbb` → `ffffffffffff`" in last
    assert last.count("3f1c9a52d1f0") == 1


def test_a_case_that_is_missing_is_said_to_be() -> None:
    text = markdown.of_comparison(compared(run(case("a"), case("b")), run(case("a"))))
    assert "（没有这道题的结果）" in text


def test_live_runs_show_what_chance_would_do() -> None:
    text = markdown.of_comparison(compared(large(mode="live"), large(mode="live", failing_every=5)))
    assert "| 指标 | 之前 | 现在 | 变化 | 95% 区间 | p（校正后） | 能发现的最小差别 |" in text
    assert "个百分点 | [" in text


def test_few_clusters_are_said_to_give_no_interval() -> None:
    a, b = (run(case("a"), case("b", one), mode="live") for one in (FAILED, attempt()))
    assert "只有 1 个聚类" in markdown.of_comparison(compared(a, b))


def test_a_case_that_still_fails_tells_how_its_stage_has_moved() -> None:
    dropped = attempt(stage=Stage.DROPPED)
    text = markdown.of_comparison(compared(run(case("a", FAILED)), run(case("a", dropped))))
    assert "| `a` | 用错 | 核对时被去掉 |" in text


def test_answers_of_both_do_no_harm() -> None:
    bad = case(HOSTILE, attempt(HOSTILE, stage=Stage.DROPPED), type=HOSTILE, asked=HOSTILE, must_pass=True)
    good = case(HOSTILE, attempt(HOSTILE), type=HOSTILE, asked=HOSTILE, must_pass=True)
    text = markdown.of_comparison(compared(run(good), run(bad)))
    html = shown(text)
    assert "<script" not in html
    assert "href" not in html
    assert "@octocat" not in text
    assert html.count("<td") == html.count("</td>")
    assert text.count("<details>") == text.count("</details>")


def test_a_comparison_of_very_much_is_cut_and_says_so() -> None:
    long = attempt("长" * 5_000, stage=Stage.DROPPED)
    bad = run(*(case(f"c{number}", long) for number in range(400)))
    good = run(*(case(f"c{number}") for number in range(400)))
    for pair in ((good, bad), (bad, good)):
        text = markdown.of_comparison(compared(*pair))
        assert len(text) <= markdown.LIMIT
        assert "内容超过 60000 字" in text


def test_both_languages_compare() -> None:
    text = markdown.of_comparison(compared(large(), large(offset=3)), language="en")
    assert text.startswith("## ❌ answers: Regressed")
    assert "Mended" in text
