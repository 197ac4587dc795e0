"""What part of a report a section is, told by its headings."""

from __future__ import annotations

import pytest

from rag.questions import Aspect
from rag.sections import aspect_of


@pytest.mark.parametrize(
    "path", [("存在的主要问题",), ("困难和不足",), ("存在问题", "社保方面"), ("工作情况", "面临的困难与挑战")]
)
def test_problems(path: tuple[str, ...]) -> None:
    assert aspect_of(path) is Aspect.PROBLEMS


@pytest.mark.parametrize(
    "path",
    [
        ("下一步工作安排",),
        ("2032年重点工作",),
        ("下半年工作计划", "抓好就业"),
        ("对策建议",),
        ("主要预期目标和总体要求",),
        ("2032年工作打算", "破解用工难题"),
    ],
)
def test_plans(path: tuple[str, ...]) -> None:
    assert aspect_of(path) is Aspect.PLANS


@pytest.mark.parametrize(
    "path",
    [
        ("主要工作成效",),
        ("重点任务推进情况",),
        ("工作回顾", "兜牢困难群众民生底线"),
        ("工作回顾", "着力解决突出问题"),
        ("工作回顾", "三项重点工作奋进赶超，有所突破"),
        ("工作回顾", "实施高校毕业生就业促进计划"),
        ("工作回顾", "补齐公共服务短板"),
        (),
    ],
)
def test_results_are_neither(path: tuple[str, ...]) -> None:
    assert aspect_of(path) is None
