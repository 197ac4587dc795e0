"""Lists within a sentence, and what is no list."""

from __future__ import annotations

from rag.extraction import choose
from rag.extraction.candidates import Group, Line
from rag.matching import Matcher
from rag.questions import understand

MATCHER = Matcher(lambda word: 0.2 if word in ("工作", "开展") else 0.8)
OFFICE = "汀洲市城管局2024年工作总结"


def group(*sentences: str, path: tuple[str, ...] = (), title: str = OFFICE, year: str = "2024") -> Group:
    handles = (f"{letter}{number}k2" for number in "23456789" for letter in "abcdefghjkmnpqrstuvwxyz")
    lines = tuple(Line(handle, one) for handle, one in zip(handles, sentences, strict=False))
    return Group(title, year, path, lines)


def answers(question: str, *groups: Group) -> list[str]:
    return [pick.text for pick in choose(understand(question), groups, MATCHER)]


NAMED = group(
    "市城管局实施清河、绿廊、亮灯、洁街、畅行等5个专项行动，市容面貌明显改善。",
    "对违章停车、占道经营等3个方面问题开展专项整治。",
    "会后形成责任清单、任务清单和“路长制”清单等3张清单。",
    path=("工作开展情况",),
)


def test_things_named_in_a_sentence_that_counts_them_are_counted_and_named_by_it() -> None:
    told = ["实施清河、绿廊、亮灯、洁街、畅行等5个专项行动"]
    assert [one.removeprefix("市城管局") for one in answers("市城管局一共有几个专项行动？", NAMED)] == told
    assert [one.removeprefix("市城管局") for one in answers("5个专项行动是哪5个？", NAMED)] == told
    assert answers("会后列出了哪3张清单？", NAMED) == ["会后形成责任清单、任务清单和“路长制”清单等3张清单"]


def test_how_often_is_a_figure_of_the_report_and_no_count_of_entries() -> None:
    sections = (
        group("一、学习活动", "一是组织党课学习活动。", "二是组织读书学习活动。", path=("学习活动",)),
        group("全年开展各类学习活动约达96次。", path=("工作情况",)),
    )
    assert answers("全年开展了多少次学习活动？", *sections) == ["全年开展各类学习活动约达96次。"]
    assert not any(one.startswith("共") for one in answers("全年开展了多少次学习活动？", sections[0]))


def test_loose_sentences_under_a_heading_are_not_counted_as_the_things_it_names() -> None:
    section = group("（三）加强廉政风险点防控", "健全制度规则。", "完善谈话机制。", path=("加强廉政风险点防控",))
    assert not any(one.startswith("共") for one in answers("有几个廉政风险点？", section))


def test_no_entry_of_a_count_is_empty() -> None:
    section = group("三、2025年工作打算", "1.", "2.", "3.", path=("2025年工作打算",))
    assert not any("；；" in one or one.startswith("共") for one in answers("写了几条2025年的打算？", section))


def test_what_a_sentence_announces_by_number_ends_when_the_number_is_reached() -> None:
    section = group(
        "市城管局提出“三字诀”要求，即三条原则：巡查突出“勤”，天天有人到场。",
        "处置突出“快”，两小时到位。",
        "回访突出“实”，件件有人问。",
        "全年受理投诉大幅下降。",
        "群众来信表示满意。",
    )
    told = answers("“三字诀”要求有哪些？", section)
    assert len(told) == 3
    assert told[-1] == "回访突出“实”，件件有人问。"


def test_a_report_named_by_its_title_is_answered_with_all_its_problems() -> None:
    title = "市政管养和垃圾分类工作情况报告"
    sections = (
        group("二、存在问题", path=("存在问题",), title=title),
        group("（一）垃圾分类宣传不深。", path=("存在问题", "垃圾分类宣传不深"), title=title),
        group("（二）路面修补不及时。", path=("存在问题", "路面修补不及时"), title=title),
    )
    whole = ["垃圾分类宣传不深。", "路面修补不及时。"]
    assert answers("市政管养和垃圾分类工作报告里有哪些问题？", *sections) == whole
