"""Items inside sections: what is one, where it ends, to which section it belongs."""

from __future__ import annotations

import pytest

from rag.domain import Mark, MarkKind, SourceText, Span
from rag.parsing import parse


def items(text: str) -> list[str]:
    """The words of all items, in reading order."""
    report = parse(SourceText(text))
    return [item.span.of(text) for placed in report.walk() for item in placed.section.items]


def markers(text: str) -> list[str]:
    return [item.marker for placed in parse(SourceText(text)).walk() for item in placed.section.items]


def test_a_chain_inside_a_paragraph_is_split_at_its_markers() -> None:
    assert items("（一）加强学习。一是集中学习。共十二次；二是自主学习；三是交流研讨。\n（二）抓好落实。\n") == [
        "一是集中学习。共十二次；",
        "二是自主学习；",
        "三是交流研讨。",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "一是加强学习。\n二是改进作风。\n",
        "做到三点：第一，加强学习。第二，改进作风。",
        "做到三点：第一、加强学习。第二、改进作风。",
        "原因有二，其一，认识不足；其二，能力不足。",
        "一要加强学习，二要改进作风。",
        "重点任务：（1）加强学习；（2）改进作风。",
        "重点任务：(一)加强学习;(二)改进作风。",
        "重点任务：①加强学习；②改进作风。",
        "重点任务：1.加强学习；2.改进作风。",
        "重点任务：1、加强学习；2、改进作风。",
        "重点任务：1）加强学习；2）改进作风。",
        "目标如下：\n——就业更加充分。\n——收入更加合理。\n",
        "目标如下：——就业更加充分；——收入更加合理。",
        "目标如下：\n● 就业更加充分\n● 收入更加合理\n",
        "首先，加强学习，提高认识。其次，改进作风，提高效率。",
    ],
)
def test_every_kind_of_chain_is_recognised(text: str) -> None:
    assert len(items(text)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "坚持一是一、二是二，三是三、四是四。",
        "一是加强学习，提高认识。",
        "一方面抓服务，另一方面抓监管。",
        "唯一是他，第二是我。",
        "投入1.5亿元，2.5亿元到位，3.5亿元在途。",
        "见附件（1）和附件（2）。",
        "第一书记到位，第二批人员出发。",
        "第一、二、三产业协调发展，第二、三产业占比提高。",
        "二是改进作风，效率提高。",
        "“就业援助——春风行动”启动。",
        "——摘自云州日报",
        "首先感谢各位代表，其次感谢同志们。",
        "2023.1.5启动，2023.2.6完成。",
    ],
)
def test_what_is_no_chain_gives_no_items(text: str) -> None:
    assert items(f"一、工作情况\n{text}\n二、工作打算\n继续推进。\n") == []


def test_items_at_the_beginning_of_paragraphs_are_never_sections() -> None:
    text = "一、做法\n一是抓学习。共十二次。\n二是抓作风。\n第一，重在落实。\n第二，贵在坚持。\n二、打算\n推进。\n"
    report = parse(SourceText(text))
    assert [placed.section.marker for placed in report.walk()] == ["一、", "二、"]
    assert markers(text) == ["一是", "二是", "第一，", "第二，"]


def test_a_chain_goes_on_across_paragraphs() -> None:
    text = "（一）作风\n一是抓学习，二是抓整改。\n三是抓考核。\n（二）纪律\n严明。\n"
    assert markers(text) == ["一是", "二是", "三是"]


def test_a_chain_begins_anew_at_one() -> None:
    assert markers("一是甲。二是乙。存在不足：一是丙。二是丁。") == ["一是", "二是", "一是", "二是"]


def test_a_chain_does_not_reach_into_the_next_section() -> None:
    text = "一、做法\n一是抓学习。\n二、打算\n二是抓作风。\n"
    assert items(text) == []


def test_an_item_that_heads_paragraphs_takes_them_along() -> None:
    text = (
        "一、做法\n一是抓学习。\n开展学习十二次。\n二是抓作风。\n开展检查八次。\n总的看，成效明显。\n二、打算\n推进。\n"
    )
    assert items(text) == ["一是抓学习。\n开展学习十二次。", "二是抓作风。\n开展检查八次。"]


def test_an_item_ends_with_its_paragraph() -> None:
    text = "一、做法\n一是抓学习。二是抓作风。\n总的看，成效明显。\n二、打算\n推进。\n"
    assert items(text)[-1] == "二是抓作风。"


def test_a_subtitle_after_the_title_is_no_item() -> None:
    text = "工作报告\n——2024年1月5日在云州市第五届人民代表大会上\n——2024年1月6日印发\n各位代表：\n请审议。\n"
    assert items(text) == []


def test_sentences_know_their_item() -> None:
    text = "（一）学习。一是集中学习。共十二次；二是自学。\n（二）落实。\n"
    report = parse(SourceText(text))
    found = [(sentence.span.of(text), sentence.item) for sentence in report.sentences if sentence.section == 0]
    assert found == [("（一）学习。", None), ("一是集中学习。", 0), ("共十二次；", 0), ("二是自学。", 1)]


def test_entries_of_a_list_in_the_markup_are_items() -> None:
    text = "材料清单\n身份证\n户口簿\n一、办理\n五日。\n"
    marks = (Mark(MarkKind.LIST_ITEM, Span(5, 8), 1), Mark(MarkKind.LIST_ITEM, Span(9, 12), 1))
    report = parse(SourceText(text, marks))
    assert [item.span.of(text) for item in report.sections[0].items] == ["身份证", "户口簿"]
