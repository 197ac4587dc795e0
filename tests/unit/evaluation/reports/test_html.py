"""A run, or what differs between two, as one HTML file."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from time import perf_counter

import lxml.html
import pytest

from rag.evaluation.gate import compare
from rag.evaluation.reports import html
from rag.evaluation.reports.words import named, speaking
from rag.evaluation.runs import Cited
from rag.evaluation.stages import Stage
from rag.evaluation.suites import read_suite, suite_file
from tests.unit.evaluation.reports.made_up import HOSTILE, attempt, case, large, run

FAILED = attempt("全年城镇新增就业3.15万人。[1]", stage=Stage.USED_WRONGLY)


def of(page: str, path: str) -> list[str]:
    """The words of all elements at a path."""
    return [" ".join(one.text_content().split()) for one in lxml.html.fromstring(page).cssselect(path)]


def test_nothing_is_fetched_and_nothing_runs_but_its_own_script() -> None:
    page = html.of_run(large())
    assert not re.search(r"""(src|href)\s*=\s*["'](?!#)|url\(|@import""", page)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    for kind in ("style", "script"):
        (content,) = re.findall(rf"<{kind}>(.*?)</{kind}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{kind}-src &#39;sha256-{digest}&#39;" in policy[1]
    assert "default-src &#39;none&#39;" in policy[1]
    assert "style=" not in page


def test_what_an_answer_holds_does_no_harm() -> None:
    text = HOSTILE + "\"' onload=x {{ 7*7 }} \u202e"
    bad = case(text, attempt(text, stage=Stage.DROPPED, problems=(text,)), type=text, asked=text, tags=(text,))
    good = case(text, attempt(text), type=text, asked=text, tags=(text,))
    for page in (html.of_run(run(bad)), html.of_comparison(compare(run(good), run(bad, commit="a")))):
        assert "<script>alert" not in page
        assert "{{ 7*7 }}" in page
        assert "\u202e" not in page
        page.encode()
        (found,) = lxml.html.fromstring(page).cssselect(".case")
        assert "onload" not in found.attrib


def test_the_verdict_and_its_reasons_stand_at_the_top() -> None:
    page = html.of_comparison(compare(run(case("a", must_pass=True)), run(case("a", FAILED, must_pass=True))))
    assert of(page, "h1") == ["✗ 变差了"]
    assert of(page, ".reasons li")[0] == "1 道必过题由通过变为未通过：a"


def test_both_answers_stand_side_by_side_and_changed_words_are_marked() -> None:
    page = html.of_comparison(compare(run(case("a")), run(case("a", FAILED))))
    assert of(page, ".side .said") == ["全年城镇新增就业3.05万人。[1]", "全年城镇新增就业3.15万人。[1]"]
    assert of(page, ".side mark.changed") == ["3.05", "3.15"]


def test_answers_with_nothing_in_common_are_not_marked_all_over() -> None:
    refused = attempt("报告里没有找到相关内容。", stage=Stage.REFUSED_WRONGLY, status="refused", cited=())
    page = html.of_comparison(compare(run(case("a")), run(case("a", refused))))
    assert of(page, ".side mark.changed") == []


def test_a_citation_is_shown_in_the_words_around_it_where_they_are_known() -> None:
    text = "前" * 100 + "全年城镇新增就业3.05万人" + "后" * 100
    cited = Cited("renshe-2022.txt", ("就业",), 100, 114, "全年城镇新增就业3.05万人")
    made = run(case("a", attempt(cited=(cited,))))
    (shown,) = of(html.of_run(made, texts={"renshe-2022.txt": text}), ".citations q")
    assert shown == "…" + "前" * 60 + cited.quote + "后" * 60 + "…"
    (alone,) = of(html.of_run(made, texts={"renshe-2022.txt": "另一篇" * 100}), ".citations q")
    assert alone == cited.quote


def test_tables_and_headings_of_a_text_are_shown_as_such() -> None:
    text = "# 对比\n\n| 指标 | 2022年 |\n| --- | --- |\n| 就业 | 3.05 |\n- 新增一项"
    page = html.of_run(run(case("a", attempt(text, stage=Stage.DROPPED, cited=()))))
    assert of(page, ".said .heading") == ["对比"]
    assert of(page, ".said td") == ["指标", "2022年", "就业", "3.05"]
    assert of(page, ".said .point") == ["新增一项"]


def test_filters_offer_what_there_is_and_how_often() -> None:
    page = html.of_run(run(case("a", FAILED), case("b", tags=("dev",)), case("c", type="list", must_pass=True)))
    assert of(page, "select[name=result] option") == ["全部", "未通过 (1)", "通过 (2)", "必过题 (1)"]
    assert of(page, "select[name=type] option") == ["全部", "数字 (2)", "列举 (1)"]
    assert of(page, "select[name=stage] option") == ["全部", "用错 (1)"]
    assert of(page, "select[name=tag] option") == ["全部", "dev (1)"]


def test_what_is_worst_stands_first() -> None:
    before = run(case("same"), case("mended", FAILED), case("broken"), case("must", must_pass=True))
    now = run(case("same"), case("mended"), case("broken", FAILED), case("must", FAILED, must_pass=True))
    page = html.of_comparison(compare(before, now))
    assert of(page, ".case .id") == ["must", "broken", "mended", "same"]


def test_live_runs_show_intervals_and_the_smallest_difference_that_can_be_seen() -> None:
    page = html.of_comparison(compare(large(mode="live"), large(mode="live", failing_every=5)))
    assert "能发现的最小差别" in of(page, "thead th")
    assert "95% 区间" in of(html.of_run(large(mode="live")), "thead th")
    assert "95% 区间" not in of(html.of_run(large()), "thead th")


def test_every_attempt_is_shown_where_there_are_several() -> None:
    page = html.of_run(run(case("a", attempt("一。"), FAILED, FAILED)))
    assert len(of(page, ".attempts li")) == 3


def test_a_case_that_is_missing_is_said_to_be() -> None:
    page = html.of_comparison(compare(run(case("a"), case("b")), run(case("a"))))
    assert "（没有这道题的结果）" in of(page, ".side")[1]


def test_what_differs_in_the_manifests_is_marked() -> None:
    page = html.of_comparison(compare(run(case("a")), run(case("a"), commit="f" * 40)))
    assert of(page, ".manifest tr.differs th") == ["commit"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_280_cases_are_written_quickly_in_both_languages(language: str) -> None:
    found = compare(large(280), large(280, offset=3))
    started = perf_counter()
    page = html.of_comparison(found, language=language)
    assert perf_counter() - started < 10
    assert len(of(page, ".case")) == 280
    assert len(page) < 2_000_000


def test_a_run_of_no_cases_is_a_page_too() -> None:
    assert of(html.of_run(run()), ".case") == []


def test_times_that_a_baseline_does_not_have_are_unknown_and_not_nothing() -> None:
    timed = large(20)
    untimed = replace(timed, manifest={name: one for name, one in timed.manifest.items() if name != "case_ms"})
    page = html.of_comparison(compare(untimed, timed))
    assert "中位数 未知 → " in page


@pytest.mark.parametrize("suite", ["answers", "summaries", "comparisons"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_type_of_the_suites_has_a_name(suite: str, language: str) -> None:
    say = speaking(language)
    types = {one.type for one in read_suite(suite_file(suite)).cases}
    assert {one for one in types if "_" in named("type", one, say)} == set()
