from __future__ import annotations

import pytest

from rag.scope.departments import Departments, is_short_for, without_level

FULL = (
    "人力资源和社会保障局",
    "卫生健康委员会",
    "发展和改革委员会",
    "住房和城乡建设局",
    "市场监督管理局",
    "文化和旅游厅",
    "纪律检查委员会",
    "人民政府办公室",
    "水利厅",
)


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("人社局", "人力资源和社会保障局"),
        ("人力资源社会保障局", "人力资源和社会保障局"),
        ("卫健委", "卫生健康委员会"),
        ("发改委", "发展和改革委员会"),
        ("住建局", "住房和城乡建设局"),
        ("文旅厅", "文化和旅游厅"),
        ("纪委", "纪律检查委员会"),
        ("水利厅", "水利厅"),
        ("人力资源和社会保障局", "人社局"),
        ("市场监管局", "市场监督管理局"),
    ],
)
def test_a_short_name_is_some_characters_of_the_full_one_in_order(short: str, full: str) -> None:
    assert is_short_for(short, full)


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("人社厅", "人力资源和社会保障局"),
        ("社保局", "人力资源和社会保障局"),
        ("住局", "住房和城乡建设局"),
        ("卫生局", "市场监督管理局"),
        ("发改局", "发展和改革委员会"),
    ],
)
def test_another_kind_or_another_beginning_is_another_department(short: str, full: str) -> None:
    assert not is_short_for(short, full)


@pytest.mark.parametrize(
    ("text", "named", "departments"),
    [
        ("人社局去年培训了多少人", "人社局", ("人力资源和社会保障局",)),
        ("请问市人社局的电话", "市人社局", ("人力资源和社会保障局",)),
        ("卫健委和水利厅", "卫健委", ("卫生健康委员会",)),
        ("我们局的卫健委", "卫健委", ("卫生健康委员会",)),
    ],
)
def test_departments_are_found_in_questions(text: str, named: str, departments: tuple[str, ...]) -> None:
    found = Departments(FULL).find(text)[0]
    assert (text[found.start : found.end], found.departments) == (named, departments)


@pytest.mark.parametrize("text", ["全部工作", "有关部门的责任", "局面怎么样", "干部培训", "审计局的报告", ""])
def test_words_that_end_alike_are_no_departments(text: str) -> None:
    assert Departments(FULL).find(text) == []


def test_the_level_is_no_part_of_a_department() -> None:
    assert without_level("市人社局") == "人社局"
    assert without_level("国家统计局") == "统计局"
    assert without_level("人社局") == "人社局"
