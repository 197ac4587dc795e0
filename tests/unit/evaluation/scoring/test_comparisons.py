"""Comparisons of an invented bureau against hand-worked demands: what passes, what does not, and where it was lost."""

from dataclasses import replace
from decimal import Decimal

import pytest

from rag.domain import ComparedText, FigureChange, FollowedUp
from rag.evaluation.runs import Attempt
from rag.evaluation.stages import Stage
from tests.unit.evaluation.scoring.reports_made_up import (
    CASES_OF_THEFT,
    COVER,
    NEW,
    NEW_TROUBLE,
    OLD,
    PLANTED,
    STATED,
    cell,
    cited,
    compared,
)

ROW = {
    "indicator": ["营造林"],
    "values": ["2.5", "2.8"],
    "unit": "万亩",
    "difference": "0.3",
    "growth": "12.0",
    "agrees": True,
}


def _lost(attempt: Attempt) -> tuple[tuple[str, ...], Stage | None]:
    assert attempt.passed == (not attempt.problems)
    return attempt.problems, attempt.stage


def test_a_row_with_the_right_values_and_the_right_change_passes() -> None:
    attempt = compared({"rows": [ROW]}, PLANTED)
    assert _lost(attempt) == ((), None)
    told = attempt.scores
    assert told["row_recall"] == told["row_precision"] == told["figure_precision"] == told["computed_right"] == 1
    assert told["agrees_right"] == 1
    assert told["new_recall"] is None


def test_a_row_that_is_not_there_was_not_used() -> None:
    attempt = compared({"rows": [ROW]}, CASES_OF_THEFT)
    assert _lost(attempt) == (("row",), Stage.NOT_USED)
    assert attempt.scores["row_recall"] == 0


def test_values_may_be_given_in_another_unit_of_the_same_thing() -> None:
    row = {**ROW, "values": ["25000", "28000"], "unit": "亩", "difference": "3000"}
    assert compared({"rows": [row]}, PLANTED).passed


@pytest.mark.parametrize(
    "wrong",
    [
        {"values": ["2.5", "2.9"]},
        {"values": ["2.8", "2.5"]},
        {"values": ["2.5", None]},
        {"values": ["2.5", "*"]},
        {"unit": "万公顷"},
    ],
)
def test_a_row_with_other_values_was_used_wrongly(wrong: dict[str, object]) -> None:
    assert _lost(compared({"rows": [{**ROW, **wrong}]}, PLANTED)) == (("value",), Stage.USED_WRONGLY)


def test_the_values_of_a_case_stand_in_the_order_of_its_reports() -> None:
    row = {**ROW, "values": ["2.8", "2.5"]}
    assert compared({"rows": [row]}, PLANTED, files=(NEW, OLD)).passed


@pytest.mark.parametrize(("field", "value"), [("difference", "0.2"), ("growth", "12.2"), ("agrees", False)])
def test_each_part_of_a_change_is_demanded_by_itself(field: str, value: object) -> None:
    assert _lost(compared({"rows": [{**ROW, field: value}]}, PLANTED)) == ((field,), Stage.USED_WRONGLY)


def test_growth_worked_out_by_hand_may_differ_by_a_tenth_of_a_point() -> None:
    assert compared({"rows": [{**ROW, "growth": "12.1"}]}, PLANTED).passed


@pytest.mark.parametrize(
    "change",
    [
        FigureChange(0, 1, Decimal("0.4"), Decimal("12.0")),
        FigureChange(0, 1, Decimal("-0.3"), Decimal("12.0")),
        FigureChange(0, 1, Decimal("0.3"), Decimal("10.7")),
        FigureChange(0, 1, Decimal("0.3"), Decimal("-12.0")),
        FigureChange(1, 0, Decimal("0.3"), Decimal("12.0")),
    ],
)
def test_arithmetic_that_does_not_follow_from_the_cells_is_found_without_a_demand(change: FigureChange) -> None:
    attempt = compared({}, replace(PLANTED, changes=(change,)))
    assert _lost(attempt) == (("computed",), Stage.USED_WRONGLY)
    assert attempt.scores["computed_right"] == attempt.scores["row_precision"] == 0


@pytest.mark.parametrize(
    "change",
    [
        FigureChange(0, 1, Decimal("0.3"), Decimal("12.0"), agrees=True),
        FigureChange(0, 1, Decimal("0.3"), Decimal("12.0"), STATED, agrees=False),
        FigureChange(0, 1, Decimal("0.3"), Decimal("12.0"), cell("61.9%", "森林覆盖率61.9%。", NEW), agrees=True),
    ],
)
def test_what_is_said_to_agree_has_to_agree_with_what_is_stated(change: FigureChange) -> None:
    assert compared({}, replace(PLANTED, changes=(change,))).problems == ("computed",)


def test_nothing_can_be_worked_out_of_a_masked_figure() -> None:
    assert compared({"rows": [{"indicator": ["盗伐案件"], "values": ["*", "14"], "unit": "起"}]}, CASES_OF_THEFT).passed
    invented = replace(CASES_OF_THEFT, changes=(FigureChange(0, 1, Decimal(4), Decimal("40")),))
    assert compared({}, invented).problems == ("computed",)


def test_a_masked_figure_that_has_a_value_stands_nowhere() -> None:
    given = replace(CASES_OF_THEFT, values=(Decimal(12), Decimal(14)), changes=())
    attempt = compared({"rows": [{"indicator": ["盗伐案件"], "values": ["*", "14"], "unit": "起"}]}, given)
    assert set(attempt.problems) == {"value", "figure_not_in_quote"}
    assert attempt.scores["figure_precision"] == 0.5


def test_a_value_that_is_not_what_is_written_at_its_place_is_told() -> None:
    wrong = replace(PLANTED, values=(Decimal("2.5"), Decimal("2.9")), changes=())
    assert _lost(compared({}, wrong)) == (("figure_not_in_quote",), Stage.USED_WRONGLY)


def test_a_figure_outside_the_sentence_that_is_quoted_is_told() -> None:
    beside = cell("2.8万亩", "森林覆盖率61.9%。", NEW)
    attempt = compared({}, replace(PLANTED, cells=(PLANTED.cells[0], beside)))
    assert _lost(attempt) == (("figure_not_in_quote",), Stage.CITED_WRONGLY)


def test_two_indicators_that_must_stand_apart_may_share_no_row() -> None:
    plan = cell("2.6万亩", "完成营造林2.6万亩。", OLD)
    mixed = replace(PLANTED, cells=(plan, PLANTED.cells[1]), values=(Decimal("2.6"), Decimal("2.8")), changes=())
    pair = [{"report": OLD, "quote": "完成营造林2.6万亩"}, {"report": NEW, "quote": "营造林2.8万亩"}]
    assert compared({"apart": [pair]}, PLANTED).passed
    attempt = compared({"apart": [pair]}, mixed)
    assert _lost(attempt) == (("apart",), Stage.USED_WRONGLY)
    assert attempt.scores["row_precision"] == 0


def test_a_row_that_must_not_be_there_is_told_by_its_whole_name() -> None:
    assert compared({"absent": ["营造林"]}, PLANTED).passed
    assert compared({"absent": ["完成营造林"]}, PLANTED).problems == ("absent",)


def test_no_change_is_worked_out_of_what_only_stands_side_by_side() -> None:
    row = {"indicator": ["营造林"], "values": ["2.5", "2.8"], "unit": "万亩", "comparable": False}
    assert compared({"rows": [row]}, PLANTED).problems == ("incomparable",)
    assert compared({"rows": [row]}, replace(PLANTED, changes=())).passed


def test_targets_and_results_are_different_rows() -> None:
    assert compared({"rows": [{**ROW, "planned": True}]}, PLANTED).problems == ("row",)
    assert compared({"rows": [{**ROW, "measure": "change"}]}, PLANTED).problems == ("row",)


def test_what_is_new_or_gone_or_repeated_has_to_be_told() -> None:
    gone = ComparedText("带动户均增收三千元", (cited(1, "带动户均增收三千元。", OLD),))
    same = ComparedText("护林员年龄偏大", (cited(1, "护林员年龄偏大。", NEW, "存在问题"),))
    demands = {"new": ["松材线虫"], "gone": ["户均增收"], "repeated": ["护林员"]}
    attempt = compared(demands, new=(NEW_TROUBLE,), gone=(gone,), repeated=(same,))
    assert _lost(attempt) == ((), None)
    assert _lost(compared(demands)) == (("new", "gone", "repeated"), Stage.NOT_USED)
    assert compared({"new": ["松材线虫", "采伐"]}, new=(NEW_TROUBLE,)).scores["new_recall"] == 0.5


def test_what_both_reports_speak_of_is_not_new() -> None:
    told = ComparedText("完成营造林3万亩", (COVER,))
    assert _lost(compared({"not_new": ["营造林"]}, new=(told,))) == (("not_new",), Stage.USED_WRONGLY)
    assert compared({"not_gone": ["营造林"]}, gone=(told,)).problems == ("not_gone",)


def test_a_plan_is_held_against_what_came_of_it() -> None:
    plan = ComparedText("完成营造林2.6万亩", (cited(1, "完成营造林2.6万亩。", OLD, "2024年计划"),))
    result = ComparedText("完成营造林2.8万亩", (cited(1, "全年完成营造林2.8万亩，同比增长12%。"),))
    met = FollowedUp(plan, result, met=True)
    assert compared({"plans": [{"words": "2.6万亩", "met": True}]}, plans=(met,)).passed
    assert _lost(compared({"plans": [{"words": "2.6万亩", "met": False}]}, plans=(met,))) == (
        ("plans",),
        Stage.USED_WRONGLY,
    )
    assert _lost(compared({"plans": [{"words": "2.6万亩"}]})) == (("plans",), Stage.NOT_USED)


def test_a_problem_that_stays_is_found_in_either_years_words() -> None:
    before = ComparedText("护林员年龄偏大", (cited(1, "护林员年龄偏大。", OLD, "存在问题"),))
    after = ComparedText("护林员队伍老化", (cited(1, "护林员年龄偏大。", NEW, "存在问题"),))
    for words in ("年龄偏大", "老化"):
        assert compared({"problems": [words]}, problems=(FollowedUp(before, after),)).passed
    assert compared({"problems": ["老化"]}).problems == ("problems",)


def test_a_place_under_another_heading_than_the_reports_is_a_report_misread() -> None:
    wanted = {"must_cite": [{"report": NEW, "quote": "松材线虫病", "section": "存在问题"}]}
    assert compared(wanted, new=(NEW_TROUBLE,)).passed
    strayed = replace(NEW_TROUBLE, citations=(cited(1, "松材线虫病防治压力大。", section="主要成效"),))
    assert _lost(compared(wanted, new=(strayed,))) == (("section",), Stage.MISREAD)


def test_a_report_that_is_not_in_the_comparison_is_an_error() -> None:
    attempt = compared({"rows": [ROW]}, PLANTED, files=(OLD, "linye-2025.txt"))
    assert _lost(attempt) == (("error",), Stage.ERRORED)
    assert attempt.scores["row_recall"] == 0
