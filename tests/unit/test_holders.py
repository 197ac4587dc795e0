"""Who holds an office is said only by a sentence that has the office of that body and the name together."""

from __future__ import annotations

import pytest

from rag.holders import has_only_stars, names_holder, office_asked

TITLE = "芦溪市民政局2024年工作总结"


@pytest.mark.parametrize(
    ("question", "sentence", "title"),
    [
        ("民政局的局长叫什么名字？", "局长顾云帆介绍，全市建成长者食堂36家。", TITLE),
        ("谁是芦溪市民政局局长？", "芦溪市民政局局长顾云帆出席。", "芦溪日报"),
        ("局长是谁？", "由局长顾云帆牵头。", TITLE),
        ("民政局局长是谁？", "局长**出席了会议。", TITLE),
        ("分管养老的副局长是谁？", "副局长方启明分管养老服务。", TITLE),
    ],
)
def test_the_holder_is_named_beside_the_office(question: str, sentence: str, title: str) -> None:
    office = office_asked(question)
    assert office is not None
    assert names_holder(office, sentence, title)


@pytest.mark.parametrize(
    ("question", "sentence", "title"),
    [
        ("民政局的局长叫什么名字？", "柳梢村第一书记戚长生带领村民种药材，局机关干部结对帮扶。", TITLE),
        ("民政局的局长叫什么名字？", "副局长方启明分管养老服务。", TITLE),
        ("教育局的局长叫什么名字？", "局长顾云帆介绍，全市建成长者食堂36家。", TITLE),
        ("市长是谁？", "副市长方启明出席。", TITLE),
    ],
)
def test_another_person_or_office_or_body_is_none(question: str, sentence: str, title: str) -> None:
    office = office_asked(question)
    assert office is not None
    assert not names_holder(office, sentence, title)


def test_other_questions_ask_for_no_office() -> None:
    assert office_asked("谁讲了党课？") is None
    assert office_asked("局长负责制是什么时候实行的？") is None


def test_stars_in_place_of_a_name_are_no_person() -> None:
    assert has_only_stars("*厅长讲了主题党课。")
    assert has_only_stars("厅长**讲了主题党课。")
    assert not has_only_stars("厅长顾云帆讲了主题党课，*人参加。")
    assert not has_only_stars("顾云帆讲了主题党课。")
