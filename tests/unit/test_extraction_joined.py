"""Two subjects of one question."""

from __future__ import annotations

import pytest

from rag.extraction import choose
from rag.extraction.candidates import Group, Line
from rag.extraction.joined import _sides
from rag.matching import Matcher
from rag.questions import understand

MATCHER = Matcher(lambda word: 0.2 if word in ("工作", "开展") else 0.8)


def answers(question: str, *sentences: str) -> list[str]:
    lines = tuple(Line(f"{letter}2k3", one) for letter, one in zip("abcdefgh", sentences, strict=False))
    group = Group("汀洲市文旅局2024年工作总结", "2024", ("工作情况",), lines)
    return [pick.text for pick in choose(understand(question), [group], MATCHER)]


FESTIVAL = (
    "市文旅局举办第三届汀洲戏剧节。",
    "大戏《渡口》由市话剧院导演林小禾执导。",
    "该剧编剧是市作协会员周启明。",
    "戏剧节开幕时间为5月6日。",
    "戏剧节闭幕时间为5月20日。",
    "展演地点设在东湖剧场。",
)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("导演和编剧是谁？", ["导演", "编剧"]),
        ("戏剧节的开幕和闭幕时间是哪天？", ["开幕", "闭幕"]),
        ("粮食与蔬菜产量分别是多少？", ["粮食", "蔬菜"]),
        ("组长和副组长分别是谁？", ["组长", "副组长"]),
    ],
)
def test_two_nouns_of_which_the_same_is_asked_are_two_questions(question: str, names: list[str]) -> None:
    assert [side.name for side in _sides(understand(question))] == names


@pytest.mark.parametrize(
    "question",
    [
        "人力资源和社会保障局局长是谁？",
        "普通和高级职称评审怎么办理？",
        "住房和城乡建设局的负责人是谁？",
        "科技创新和产业创新融合有哪些问题？",
        "城乡居民人均可支配收入是多少？",
        "与去年相比增长多少？",
        "住房和城乡建设支出是多少？",
    ],
)
def test_a_joint_within_a_name_or_a_matter_joins_no_two_questions(question: str) -> None:
    assert _sides(understand(question)) == []


def test_each_of_two_subjects_is_answered_by_its_own_sentence() -> None:
    assert answers("导演和编剧是谁？", *FESTIVAL) == [FESTIVAL[1], FESTIVAL[2]]
    assert answers("戏剧节的开幕和闭幕时间是哪天？", *FESTIVAL) == [FESTIVAL[3], FESTIVAL[4]]


def test_one_sentence_that_has_both_answers_alone() -> None:
    both = "该剧导演林小禾、编剧周启明均获省级奖项。"
    assert answers("导演和编剧是谁？", both, "舞美设计由市剧院承担。", "演出三十场。") == [both]
