"""Stock phrases are known by their form and by their repetition, and never hide a figure."""

from __future__ import annotations

import pytest

from rag.boilerplate import Repetition, is_stock, vagueness
from rag.domain import Span


@pytest.mark.parametrize(
    "clause",
    [
        "在市委、市政府的坚强领导下",
        "深入贯彻落实党中央决策部署",
        "不断增强群众的获得感",
        "各项工作取得新的进展",
        "2031年上半年，**局党组始终坚持以人民为中心",
    ],
)
def test_what_every_report_says_is_stock(clause: str) -> None:
    assert is_stock(clause)


@pytest.mark.parametrize(
    "clause", ["全年新建书屋14间", "印发《书屋管理办法》", "组织学习贯彻党的精神宣讲36场", "办结群众信访*件"]
)
def test_what_is_the_reports_own_is_not(clause: str) -> None:
    assert not is_stock(clause)


def test_manner_without_matter_is_vague() -> None:
    assert vagueness("进一步强化统筹、不断完善机制") > vagueness("进一步完善机制，印发《书屋管理办法》")
    assert vagueness("新建书屋14间") == 0


def holds(repetition: Repetition, clause: str) -> bool:
    return repetition.holds(clause, Span(0, len(clause)))


def test_a_clause_of_two_other_reports_is_repeated_one_of_a_single_report_is_not() -> None:
    clause = "窗口人员佩戴统一工牌上岗"
    assert holds(Repetition([f"甲，{clause}。", f"乙；{clause}，丙。"]), clause)
    assert not holds(Repetition([f"甲，{clause}。", "别的话。"]), clause)


def test_a_clause_with_a_figure_is_never_repeated() -> None:
    clause = "全年城镇新增就业3万人以上"
    assert not holds(Repetition([clause + "。", clause + "。"]), clause)
