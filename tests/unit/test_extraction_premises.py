"""What a question takes for given is confirmed or put right by a figure of the same indicator, scope and body only."""

from __future__ import annotations

import pytest

from rag.extraction import Group, Line, choose
from rag.extraction.belonging import of_body
from rag.matching import Matcher
from rag.questions import understand

TITLE = "芦溪市人力资源和社会保障局2023年工作总结"


def answers(question: str, *sentences: str, title: str = TITLE) -> list[str]:
    lines = tuple(Line(f"a{index}b{index}", text) for index, text in enumerate(sentences))
    groups = [Group(title, "2023", ("就业创业",), lines)]
    return [pick.text for pick in choose(understand(question), groups, Matcher(lambda _: 1.0))]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("2023年失业人员再就业突破5000人了吧？", "失业人员再就业3590人，未达到5000人"),
        ("2023年失业人员再就业超过3000人了吗？", "失业人员再就业3590人，超过3000人"),
        ("2023年失业人员再就业不到4000人吧？", "失业人员再就业3590人，低于4000人"),
        ("2023年失业人员再就业是5000人吧？", "失业人员再就业3590人，不是5000人"),
    ],
)
def test_a_bound_is_compared_and_a_value_is_put_right(question: str, answer: str) -> None:
    told = answers(question, "全市城镇新增就业*人，失业人员再就业3590人。", "举办招聘会36场。")
    assert told == [answer]


def test_a_correction_is_of_the_scope_asked_about() -> None:
    own, all_over = "局本级服务事项网办率95%，办理时间缩短。", "全市服务事项网办率80%，比上年提高。"
    assert answers("全市服务事项网办率是95%吧？", own, all_over) == ["全市服务事项网办率80%，不是95%"]


def test_two_scopes_of_one_indicator_are_set_side_by_side() -> None:
    own, all_over = "局本级的服务事项中，网办率95%，办理时间缩短。", "全市的服务事项中，网办率80%，比上年提高。"
    told = answers("全市的网办率和本级的网办率相差多少个百分点？", own, all_over)
    assert any("相差15个百分点" in one for one in told)


def test_a_figure_of_all_does_not_confirm_one_of_a_part() -> None:
    sentence = "居民人均可支配收入32650元，增长5.9%。"
    assert answers("2023年农村居民人均可支配收入是32650元吗？", sentence) == []
    assert answers("2023年居民人均可支配收入是32650元吗？", sentence) != []


def test_a_figure_is_no_reason() -> None:
    figure = "全年失业人员再就业3590人，目标为3500人，为近三年最好水平。"
    assert answers("2023年失业人员再就业3590人的原因是什么？", figure) == []
    reason = "由于开展专场招聘，失业人员再就业达到3590人。"
    assert answers("2023年失业人员再就业3590人的原因是什么？", reason) != []


def test_what_another_body_did_is_left_out() -> None:
    group = Group(TITLE, "2023", ("就业创业",), (Line("a1b1", "举办招聘会36场。"),))
    assert of_body(understand("地震局2023年干了什么？"), [group]) == []
    assert of_body(understand("人社局2023年干了什么？"), [group]) == [group]
    assert of_body(understand("2023年干了什么？"), [group]) == [group]
