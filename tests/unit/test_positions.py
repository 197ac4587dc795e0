"""Each sentence is of results, problems or plans, by its headings and by the turns that the text takes."""

from __future__ import annotations

import pytest

from rag.domain import SourceText
from rag.parsing import parse
from rag.positions import positions
from rag.questions import Aspect


def aspects(text: str) -> dict[str, Aspect | None]:
    parsed = parse(SourceText(text))
    return {one.sentence.span.of(parsed.text).strip(): one.aspect for one in positions(parsed)}


def of(text: str, words: str) -> Aspect | None:
    (found,) = {aspect for sentence, aspect in aspects(text).items() if words in sentence}
    return found


def test_headings_decide() -> None:
    text = "一、工作成效\n建成码头3座。\n二、存在问题\n泊位不足。\n三、下一步打算\n新建泊位6个。\n"
    assert of(text, "码头") is None
    assert of(text, "泊位不足") is Aspect.PROBLEMS
    assert of(text, "新建泊位") is Aspect.PLANS


def test_a_later_year_and_what_follows_the_plans_look_ahead() -> None:
    text = (
        "一、2031年工作回顾\n建成码头3座。\n二、2032年主要工作\n（一）做强港口\n新建泊位6个。\n"
        "三、2032年工作安排\n修好渔港。\n四、加强政府自身建设\n办好提案。\n"
    )
    assert of(text, "码头") is None
    assert of(text, "泊位") is Aspect.PLANS
    assert of(text, "提案") is Aspect.PLANS


def test_what_looks_back_after_the_plans_does_not_look_ahead() -> None:
    text = "一、2031年回顾\n建成码头3座。\n二、2032年工作安排\n新建泊位6个。\n三、上年整改完成情况\n清退船只9艘。\n"
    assert of(text, "清退") is None


def test_explanations_of_words_at_the_end_are_no_part_of_the_report() -> None:
    text = "一、工作回顾\n建成码头3座。\n附件\n有关名词解释\n1．“一港三区”：指港口及周边三个片区。\n"
    assert not any("指港口" in sentence for sentence in aspects(text))


@pytest.mark.parametrize(
    "turn",
    ["我们也清醒认识到，港口发展还有差距。", "同时，必须看到，港口仍存在一些短板。", "成绩固然可喜，问题也不容忽视。"],
)
def test_where_reports_own_up_problems_begin_and_end_with_the_paragraph_that_speaks_of_none(turn: str) -> None:
    text = f"一、工作回顾\n建成码头3座。\n{turn}泊位利用率偏低。\n向码头工人致敬！\n二、打算\n新建泊位。\n"
    assert of(text, "码头3座") is None
    assert of(text, "偏低") is Aspect.PROBLEMS
    assert of(text, "致敬") is None


def test_a_paragraph_that_is_faced_up_to_at_its_end_is_one_of_problems() -> None:
    text = "一、工作回顾\n建成码头3座。\n港口集疏运能力不足。部分航线亏损。对这些问题，我们将认真解决。\n"
    assert of(text, "集疏运") is Aspect.PROBLEMS
    assert of(text, "航线亏损") is Aspect.PROBLEMS
    assert of(text, "码头") is None


def test_a_goal_among_results_is_a_plan() -> None:
    text = "一、工作成效\n建成码头3座。到2035年，泊位达到60个。到2031年底，已建成泊位20个。\n二、存在问题\n缺人。\n"
    assert of(text, "60个") is Aspect.PLANS
    assert of(text, "20个") is None
