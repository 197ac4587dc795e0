"""What of a question may be said to be missing: whole names, never a word cut out of it."""

from __future__ import annotations

import pytest

from rag.named import is_named_in, things_named


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("新建了多少座足球场？", ["足球场"]),
        ("2024年海洋经济增加值是多少？", ["海洋经济增加值"]),
        ("全市的人才补贴总额是多少？", ["人才补贴总额"]),
        ("芦溪市地震局2023年打算做什么？", ["芦溪市地震局"]),
        ("顾云帆是谁？", ["顾云帆"]),
    ],
)
def test_persons_bodies_and_indicators_are_named_whole(question: str, names: list[str]) -> None:
    assert [one.text for one in things_named(question)] == names


@pytest.mark.parametrize(
    "question",
    [
        "冒领的钱追回来多少？",
        "旅行社按口碑分成哪几个档次来管？",
        "哪个教练员在全省比赛里拿过奖？",
        "夜游青河来了多少人？",
        "老人在食堂吃一顿饭要多少钱？",
        "这份材料讲了什么？",
        "哪所学校缺人？",
        "账号有多少粉丝？",
        "2022年纪检组来局里旁听了多少次会？",
        "2023年市局机关纪委的监督有什么不足？",
        "这项工作怎么服务大局？",
    ],
)
def test_other_words_of_a_question_name_nothing(question: str) -> None:
    assert things_named(question) == []


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("市场监管局打算做什么？", "芦溪市市场监督管理局2022年工作总结"),
        ("人社厅打算做什么？", "省人力资源和社会保障厅"),
        ("城镇登记失业率是多少？", "城镇登记失业率为3.1%"),
    ],
)
def test_what_stands_there_in_a_longer_form_is_not_missing(question: str, told: str) -> None:
    assert all(is_named_in(one, told) for one in things_named(question))


def test_what_stands_nowhere_is_missing() -> None:
    assert not any(is_named_in(one, "芦溪市民政局工作总结") for one in things_named("芦溪市地震局打算做什么？"))
