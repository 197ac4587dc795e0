"""A report is named by its title, and what is left of the question is asked of it."""

from __future__ import annotations

import pytest

from rag.domain import Report
from rag.titled import all_called, named_by, titles_in, without_titles
from tests.stored import staged


def _report(title: str) -> Report:
    return staged(f"{title}\n\n一、主要工作\n全年修路12公里。\n").report


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("《2023年工作总结》中，新增就业多少人？", "新增就业多少人？"),
        ("新增就业多少人？", "新增就业多少人？"),
        ("根据《2023年工作总结》，还存在哪些问题？", "还存在哪些问题？"),
        ("《2023年工作总结》里提到的下一步工作有哪些？", "下一步工作有哪些？"),
        ("《2022年工作总结》和《2023年工作总结》中，新增就业分别是多少？", "新增就业分别是多少？"),
        ("《2023年工作总结》呢？", "《2023年工作总结》呢？"),
        ("《工作总结》", "《工作总结》"),
    ],
)
def test_what_is_asked_stands_without_the_title(question: str, asked: str) -> None:
    assert without_titles(question) == asked


def test_the_whole_title_names_one_where_a_part_would_name_several() -> None:
    first, second = _report("岚浦市交通局2023年工作总结"), _report("岚浦市交通局2023年工作总结补充")
    assert named_by([first.title], [first, second]) == (first.id,)
    assert named_by(["2023年工作总结"], [first, second]) == (first.id, second.id)
    assert named_by(["2031年工作总结"], [first, second]) == ()


def test_titles_are_what_stands_between_the_marks() -> None:
    assert titles_in("《甲年总结》和《乙年总结》相比如何") == ["甲年总结", "乙年总结"]


def test_a_report_is_called_by_its_title_or_by_most_of_it() -> None:
    first, second = _report("岚浦市交通局2023年工作总结"), _report("岚浦市水利局2024年工作计划")
    assert all_called(["岚浦市交通局2023年工作总结"], [first, second]) == (first.id,)
    assert all_called(["２０２４年工作计划"], [first, second]) == (second.id,)
    assert all_called(["2023年工作总结", "2024年工作计划"], [first, second]) == (first.id, second.id)


def test_a_law_in_the_title_of_a_report_is_not_what_the_report_is_called() -> None:
    report = _report("岚浦市人社局2023年《劳动合同法》执法检查情况报告")
    assert all_called(["劳动合同法"], [report]) == ()


def test_who_names_something_else_beside_a_report_asks_more_than_that_report() -> None:
    report = _report("岚浦市交通局2023年工作总结")
    assert all_called(["岚浦市交通局2023年工作总结", "岚浦市统计公报"], [report]) == ()
