from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.scope.times import find_times

TODAY = date(2025, 6, 1)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2024年培训了多少人", (2024,)),
        ("二〇二四年培训了多少人", (2024,)),
        ("二○二四年的重点", (2024,)),
        ("２０２４年的重点", (2024,)),
        ("24年培训了多少人", (2024,)),
        ("江城市，23年度的总结", (2023,)),
        ("2023年和2024年相比", (2023, 2024)),
        ("2023-2025年的变化", (2023, 2024, 2025)),
        ("2023年至2025年的变化", (2023, 2024, 2025)),
        ("2023—25年的变化", (2023, 2024, 2025)),
        ("“十四五”期间的变化", (2021, 2022, 2023, 2024, 2025)),
        ("十三五的成效", (2016, 2017, 2018, 2019, 2020)),
        ("去年干了什么", (2024,)),
        ("那去年呢", (2024,)),
        ("上年的结余", (2024,)),
        ("今年的打算", (2025,)),
        ("前年的数字", (2023,)),
        ("明年的安排", (2026,)),
        ("近三年的变化", (2023, 2024, 2025)),
        ("最近两年的变化", (2024, 2025)),
    ],
)
def test_years_are_read_outright_or_counted_from_today(text: str, years: tuple[int, ...]) -> None:
    assert find_times(text, today=TODAY).years == years


@pytest.mark.parametrize(
    "text",
    ["工龄满15年", "20年来的变化", "15年以上", "编号20241", "3.2024", "面积2024.5亩", "10年期贷款", "培训了多少人", ""],
)
def test_spans_of_time_and_other_numbers_are_no_years(text: str) -> None:
    assert find_times(text, today=TODAY).years == ()


def test_a_year_counted_from_a_named_one_is_not_counted_from_today() -> None:
    assert find_times("2022年比上年增长多少", today=TODAY).years == (2022,)


@pytest.mark.parametrize(
    ("text", "half", "quarter"),
    [("2024年上半年", "上半年", 0), ("去年下半年", "下半年", 0), ("2024年一季度", "", 1), ("第三季度的情况", "", 3)],
)
def test_parts_of_the_year(text: str, half: str, quarter: int) -> None:
    times = find_times(text, today=TODAY)
    assert (times.half, times.quarter) == (half, quarter)


@pytest.mark.parametrize("text", ["最新的总结", "最近一次大会", "最近的培训情况", "目前有多少人"])
def test_the_newest_is_asked_for(text: str) -> None:
    assert find_times(text, today=TODAY).latest


def test_the_last_years_are_not_the_newest_report() -> None:
    assert not find_times("最近三年的变化", today=TODAY).latest


@given(st.text(alphabet="去前今明年20245二〇一三四十五“”至-—近上下半季度最新", max_size=30))
def test_any_text_has_times_that_stand_in_it(text: str) -> None:
    times = find_times(text, today=TODAY)
    assert all(0 <= start < end <= len(text) for start, end in times.spans)
    assert all(1949 <= year <= 2100 for year in times.years)
