"""Two runs whose answers a judge holds against each other."""

from __future__ import annotations

from rag.evaluation.judges import Judge
from rag.evaluation.judges.preferring import preferences
from rag.evaluation.pairs import Pair
from rag.evaluation.runs import Attempt, CaseResult
from tests.obedient_model import ObedientModel


def result(id: str, text: str, *, status: str = "answered", cluster: str = "") -> CaseResult:
    attempt = Attempt(passed=True, stage=None, scores={}, status=status, text=text)
    return CaseResult(id, "figure", cluster or id, (), False, "种粮多少？", (attempt,))


def pair(id: str, first: str, second: str) -> Pair:
    return Pair(id, result(id, first), result(id, second))


def by_words(prompt: str) -> str:
    """It prefers who says 一万亩."""
    first, second = prompt.split("回答甲：")[1].split("回答乙：")
    return "一样" if ("一万亩" in first) == ("一万亩" in second) else "甲" if "一万亩" in first else "乙"


def test_the_better_answer_of_each_case_is_named_and_counted() -> None:
    pairs = [
        pair("a", "一万亩。", "九万亩。"),
        pair("b", "九万亩。", "一万亩。"),
        pair("c", "八万亩。", "一万亩。"),
        pair("same", "一万亩。", "一万亩。"),
        pair("alike", "八万亩。", "九万亩。"),
        Pair("refused", result("refused", "没有", status="refused"), result("refused", "一万亩。")),
        Pair("alone", None, result("alone", "一万亩。")),
        pair("without", "一万亩。", "九万亩。"),
    ]
    references = dict.fromkeys(("a", "b", "c", "same", "alike", "refused", "alone"), "1万亩")
    model = ObedientModel(write=by_words)
    found = preferences(pairs, references, Judge(model), model="openai:judge")
    assert (found.a, found.b, found.neither, found.n) == (("a",), ("b", "c"), ("same", "alike"), 5)
    assert len(model.prompts) == 2 * 4  # nobody is asked about the same words


def test_a_preference_in_every_section_is_no_chance() -> None:
    pairs = [pair(str(number), "九万亩。", "一万亩。") for number in range(12)]
    references = {one.id: "1万亩" for one in pairs}
    found = preferences(pairs, references, Judge(ObedientModel(write=by_words)), model="openai:judge")
    assert found.p is not None
    assert found.p < 0.001


def test_many_cases_of_one_section_are_one_accident() -> None:
    pairs = [
        Pair(str(number), result(str(number), "九万亩。", cluster="x"), result(str(number), "一万亩。", cluster="x"))
        for number in range(12)
    ]
    references = {one.id: "1万亩" for one in pairs}
    assert preferences(pairs, references, Judge(ObedientModel(write=by_words)), model="openai:judge").p == 1.0


def test_where_nothing_can_be_compared_there_is_no_p() -> None:
    assert preferences([], {}, Judge(ObedientModel()), model="openai:judge").p is None
