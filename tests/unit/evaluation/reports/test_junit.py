"""A run as JUnit XML."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from rag.evaluation.gate import compare
from rag.evaluation.reports import junit
from rag.evaluation.runs import Run
from rag.evaluation.stages import Stage
from tests.unit.evaluation.reports.made_up import HOSTILE, attempt, case, large, run


def suite_of(made: Run) -> Element:
    found = ElementTree.fromstring(junit.of_run(made)).find("testsuite")
    assert found is not None
    return found


def test_a_case_is_a_test_of_the_class_of_its_suite_and_type() -> None:
    (test,) = suite_of(run(case("a", type="masked"))).iter("testcase")
    assert (test.get("classname"), test.get("name")) == ("answers.masked", "a")
    assert len(test) == 0


def test_a_failure_tells_its_stage_its_problems_and_the_answer() -> None:
    failed = case("a", attempt("3.15万人。", stage=Stage.USED_WRONGLY), must_pass=True)
    (failure,) = suite_of(run(failed, case("b"))).iter("failure")
    assert failure.get("type") == "used_wrongly"
    assert failure.get("message") == "必过 · 用错 · 数字、单位或时期不对, 数字不在所引原文里"
    assert "3.15万人。" in (failure.text or "")
    assert "renshe-2022.txt 一、工作完成情况 / （一）就业 120-134" in (failure.text or "")


def test_what_gave_nothing_back_is_an_error_and_not_a_failure() -> None:
    errored = attempt("", stage=Stage.ERRORED, status="", cited=(), error="模型没有应答", problems=("error",))
    suite = suite_of(run(case("a", errored), case("b", attempt(stage=Stage.DROPPED)), case("c")))
    assert [suite.get(one) for one in ("tests", "failures", "errors", "skipped")] == ["3", "1", "1", "0"]
    (error,) = suite.iter("error")
    assert "模型没有应答" in (error.get("message") or "")


def test_what_was_measured_stands_in_the_properties() -> None:
    suite = suite_of(run(case("a")))
    properties = {one.get("name"): one.get("value") for one in suite.iter("property")}
    assert properties["评测集"] == "3f1c9a52d1f04a7b"
    assert properties["pass_rate"] == "1.0"
    assert "rouge_l" not in properties


def test_times_come_from_the_manifest() -> None:
    suite = suite_of(run(case("a"), case("b"), case_ms={"a": [1000.0, 2000.0], "b": [250.0]}))
    assert suite.get("time") == "1.750"
    assert [one.get("time") for one in suite.iter("testcase")] == ["1.500", "0.250"]


def test_any_words_leave_valid_xml() -> None:
    text = HOSTILE + "\ufffe]]>" + "".join(map(chr, range(32)))
    hostile = case(text, attempt(text, stage=Stage.DROPPED, problems=(text,)), type=text, asked=text)
    suite = suite_of(run(hostile, suite=text, commit=text))
    (failure,) = suite.iter("failure")
    assert "大字" in (failure.text or "")


def test_a_large_run_counts_what_it_lists() -> None:
    suite = suite_of(large())
    assert len(list(suite.iter("testcase"))) == 250
    assert len(list(suite.iter("failure"))) == int(suite.get("failures") or "")


# --- what differs between two


def comparison_of(a: Run, b: Run) -> Element:
    found = ElementTree.fromstring(junit.of_comparison(compare(a, b))).find("testsuite")
    assert found is not None
    return found


FAILED = attempt("3.15万人。", stage=Stage.USED_WRONGLY)


def test_only_what_is_worse_fails() -> None:
    suite = comparison_of(
        run(case("a"), case("b", FAILED), case("c", FAILED)), run(case("a", FAILED), case("b", FAILED), case("c"))
    )
    by_name = {one.get("name"): one for one in suite.iter("testcase")}
    assert by_name["a"].find("failure") is not None
    assert by_name["b"].find("skipped") is not None
    assert len(by_name["c"]) == 0
    assert "之前: 全年城镇新增就业3.05万人" in (by_name["a"].find("failure").text or "")  # type: ignore[union-attr]


def test_a_metric_that_is_worse_fails() -> None:
    suite = comparison_of(run(case("a"), case("b")), run(case("a", FAILED), case("b")))
    (metric,) = (one for one in suite.iter("testcase") if one.get("name") == "pass_rate")
    assert metric.get("classname") == "answers.metrics"
    assert metric.find("failure") is not None


def test_a_case_that_is_missing_is_an_error() -> None:
    (error,) = comparison_of(run(case("a"), case("b")), run(case("a"))).iter("error")
    assert error.get("type") == "missing"


def test_live_a_case_alone_fails_only_if_it_must_pass_and_was_asked_often_enough() -> None:
    thrice = [FAILED] * 3
    before = run(
        case("a", *[attempt()] * 3), case("b", *[attempt()] * 3, must_pass=True), case("c", must_pass=True), mode="live"
    )
    now = run(case("a", *thrice), case("b", *thrice, must_pass=True), case("c", FAILED, must_pass=True), mode="live")
    by_name = {one.get("name"): [child.tag for child in one] for one in comparison_of(before, now).iter("testcase")}
    assert [by_name[one] for one in "abc"] == [["skipped"], ["failure"], ["skipped"]]
