"""Several questions in one text are answered each; one question stays one."""

from __future__ import annotations

import pytest

from rag.domain import Exchange
from rag.turns import MOST_QUESTIONS, read_turn

SEVERAL = {
    "全年新增就业多少人？失业率是多少？存在哪些问题？": ["全年新增就业多少人？", "失业率是多少？", "存在哪些问题？"],
    "全年新增就业多少人，失业率是多少，存在哪些问题": ["全年新增就业多少人", "失业率是多少", "存在哪些问题"],
    "新建水库几座以及造林多少亩": ["新建水库几座", "造林多少亩"],
    "2023年青石县粮食产量是多少？造林多少亩？": ["2023年青石县粮食产量是多少？", "2023年青石县造林多少亩？"],
    "2023年财政收入是多少？2022年呢？": ["2023年财政收入是多少？", "2022年财政收入是多少？"],
    "养老保险参保人数是多少，基金支出是多少？": ["养老保险参保人数是多少", "养老保险基金支出是多少？"],
    "全市低保对象有多少户，有多少人？": ["全市低保对象有多少户", "全市低保对象有多少人？"],
    "示范基地建了几个，分布在哪里？": ["示范基地建了几个", "示范基地分布在哪里？"],
    "专项行动是什么时候开始的，由谁牵头？": ["专项行动是什么时候开始的", "专项行动由谁牵头？"],
    "造林多少亩，同比增长多少，比目标高多少？": ["造林多少亩", "造林同比增长多少？", "造林比目标高多少？"],
    "发放了多少补贴，其中企业多少，个人多少？": [
        "发放了多少补贴",
        "发放的补贴中企业多少？",
        "发放的补贴中个人多少？",
    ],
    "今年新建学校几所，学位多少个，总投资多少，什么时候投用？": [
        "今年新建学校几所",
        "今年新建学校学位多少个？",
        "今年新建学校总投资多少？",
        "今年新建学校什么时候投用？",
    ],
    "青石县和云溪县的粮食产量分别是多少？哪个更高？": [
        "青石县和云溪县的粮食产量分别是多少？",
        "青石县和云溪县粮食产量哪个更高？",
    ],
    "主要成效有哪些？存在什么问题？下一步怎么干？": ["主要成效有哪些？", "存在什么问题？", "下一步怎么干？"],
    "数据资源局什么时候成立的？有多少职工？": ["数据资源局什么时候成立的？", "数据资源局有多少职工？"],
    "1、新建水库几座？\n2、造林多少亩？": ["新建水库几座？", "造林多少亩？"],
    "（1）新建水库几座；（2）造林多少亩": ["新建水库几座；", "造林多少亩"],
    "What is the GDP? How many schools were built?": ["What is the GDP?", "How many schools were built?"],
    "How many schools were built, and how many teachers were hired?": [
        "How many schools were built",
        "how many teachers were hired?",
    ],
}


@pytest.mark.parametrize(("text", "questions"), SEVERAL.items())
def test_several_questions_stand_alone_each(text: str, questions: list[str]) -> None:
    assert list(read_turn(text).questions) == questions


ONE = """
新增就业和失业率分别是多少|就业和社保方面存在哪些问题和不足？|2023年，全市新增就业多少人？
有多少户以及多少人享受低保|网办率达到95%，对吗？|我想了解水利工作。新建水库几座？
如果企业裁员，能领多少失业金？|哪些地区增长最快，增速是多少？|《如何办好教育？》主要讲了什么？
为什么失业率下降，而新增就业没有增加？|低保对象多少户、多少人？|青石县和云溪县哪个造林更多？
无论困难多少，都要怎么推进改革？|请列出2023年的主要成效，并说明存在的问题有哪些
“多少人参加，多少人受益”出自哪份报告？|十几个项目中，哪个投资最大？|关于农业，有哪些举措？
教育、医疗、养老各投入多少？|What is the growth rate, as it is shown in the report?
"""


@pytest.mark.parametrize("text", [one for one in ONE.replace("\n", "|").split("|") if one])
def test_one_question_stays_one(text: str) -> None:
    turn = read_turn(text)
    assert turn.questions == (text,)
    assert turn.rewritten == ""


def test_a_question_that_asks_nothing_by_itself_leads_to_the_next() -> None:
    assert read_turn("听说网办率很高。网办率是多少？失业率呢？").questions == (
        "听说网办率很高。网办率是多少？",
        "失业率是多少？",
    )


def test_no_more_are_answered_than_can_be_read_and_the_rest_is_named() -> None:
    turn = read_turn("造林多少亩？水库几座？学校几所？医院几家？公路多少公里？桥梁几座？")
    assert len(turn.questions) == MOST_QUESTIONS
    assert turn.left_out == ("公路多少公里？", "桥梁几座？")


def test_a_question_put_twice_is_answered_once() -> None:
    assert read_turn("造林多少亩？造林多少亩？").questions == ("造林多少亩？",)


def test_what_is_unclear_beside_a_clear_question_is_named() -> None:
    turn = read_turn("它呢？造林多少亩？")
    assert turn.questions == ("造林多少亩？",)
    assert turn.left_out == ("它呢？",)


def test_parts_as_they_were_put_are_no_rewriting() -> None:
    assert read_turn("造林多少亩？水库几座？").rewritten == ""
    assert read_turn("2023年造林多少亩？水库几座？").rewritten == "2023年造林多少亩？\n2023年水库几座？"


def test_several_follow_ups_at_once() -> None:
    history = [Exchange("2023年造林多少亩？", "3万亩[1]")]
    assert read_turn("那2022年呢？2021年呢？", history).questions == ("2022年造林多少亩？", "2021年造林多少亩？")


def test_the_next_turn_leans_on_the_last_of_several() -> None:
    first = read_turn("2023年造林多少亩？水库几座？")
    second = read_turn("2022年呢", [Exchange(first.understood, "…")])
    assert second.questions == ("2022年水库几座？",)
