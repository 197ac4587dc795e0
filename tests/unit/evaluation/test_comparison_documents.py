"""The JSON of a comparison."""

from __future__ import annotations

import json

from rag.evaluation.comparison_documents import of_comparison
from rag.evaluation.gate import compare
from rag.evaluation.runs import Cited
from rag.evaluation.stages import Stage
from tests.unit.evaluation.compared_runs import attempt, case, of, run

KEYS = {
    *("a", "b", "suite", "n", "n_clusters", "live", "common_only", "significance", "power", "regressed", "reasons"),
    *("notes", "broken", "mended", "moved", "changed", "only_in_a", "only_in_b", "metrics"),
}


def _cited(start: int) -> Cited:
    return Cited("renshe-2022.txt", ("一、工作完成情况",), start, start + 5, "3.05万人")


def test_a_case_that_broke_has_answers_and_citations_of_both_sides() -> None:
    a = run(case("x", attempt(True, text="3.05万人。[1]", status="answered", cited=(_cited(120),)), must_pass=True))
    wrong = attempt(False, stage=Stage.USED_WRONGLY, text="3万人。[1]", status="answered", problems=("number",))
    document = of_comparison(compare(a, run(case("x", wrong, must_pass=True))))
    assert set(document) == KEYS
    broken = document["broken"][0]
    assert (broken["id"], broken["must_pass"], broken["asked"]) == ("x", True, "问x")
    assert broken["a"]["answer"] == "3.05万人。[1]"
    assert broken["a"]["citations"] == [
        {"report": "renshe-2022.txt", "section": ["一、工作完成情况"], "start": 120, "end": 125, "quote": "3.05万人"}
    ]
    assert (broken["b"]["stage"], broken["b"]["problems"]) == ("used_wrongly", ["number"])
    assert document["regressed"]
    assert document["reasons"][0] == {"code": "must_pass_broken", "count": 1, "ids": "x"}


def test_a_case_that_a_run_does_not_have_is_null_there() -> None:
    document = of_comparison(compare(run(case("x", True), case("y", True)), run(case("x", True))))
    assert document["only_in_a"] == ["y"]
    assert [(one["id"], one["b"]) for one in document["broken"]] == [("y", None)]


def test_another_answer_that_is_as_good_is_told_as_changed() -> None:
    a, b = (run(case("x", attempt(True, text=text))) for text in ("甲", "乙"))
    document = of_comparison(compare(a, b))
    assert [one["id"] for one in document["changed"]] == ["x"]
    assert not document["regressed"]


def test_of_several_attempts_one_that_went_as_most_did_is_told() -> None:
    right, wrong = attempt(True, text="对"), attempt(False, text="错")
    a = run(case("x", wrong, right, right), mode="live")
    b = run(case("x", right, wrong, wrong), mode="live")
    broken = of_comparison(compare(a, b))["broken"][0]
    assert (broken["a"]["answer"], broken["b"]["answer"]) == ("对", "错")
    assert (broken["a"]["pass_rate"], broken["b"]["pass_rate"]) == (2 / 3, 1 / 3)


def test_a_metric_has_all_that_statistics_say_of_it() -> None:
    a, b = of("1" * 60, mode="live"), of("0" * 12 + "1" * 48, mode="live")
    metric = of_comparison(compare(a, b))["metrics"][0]
    assert set(metric) == {
        *("name", "a", "b", "difference", "interval", "p", "p_worse", "p_adjusted", "smallest_effect", "primary"),
        *("n_clusters", "test"),
    }
    assert (metric["name"], metric["a"], metric["b"], metric["difference"]) == ("pass_rate", 1.0, 0.8, -0.2)
    low, high = metric["interval"]
    assert low < -0.2 < high < 0


def test_it_is_json() -> None:
    found = compare(of("1101", mode="live"), of("1011", mode="live"))
    assert json.loads(json.dumps(of_comparison(found))) == of_comparison(found)
