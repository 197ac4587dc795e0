"""Arithmetic of comparisons against values worked out by hand, and what holds for any two numbers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluation.metrics.comparisons import amount, growth, is_right_growth, is_stated_growth, written_amount

NUMBERS = st.decimals(min_value="0.1", max_value="99999", places=2)


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("3.05", "万人", (Decimal(30500), "人")),
        ("2.12亿", "元", (Decimal(212000000), "元")),
        ("-0.22", "%", (Decimal("-0.22"), "%")),
        ("－6", "%", (Decimal(-6), "%")),
        ("七成", "", (Decimal(70), "%")),
        ("不详", "元", None),
    ],
)
def test_a_value_is_read_with_its_unit_and_its_sign(value: str, unit: str, expected: object) -> None:
    assert written_amount(value, unit) == expected


def test_the_same_amount_in_another_unit_is_the_same() -> None:
    assert amount(Decimal("3.05"), "万人") == amount(Decimal(30500), "人") == written_amount("30,500", "人")
    assert amount(Decimal("3.05"), "万人") != amount(Decimal("3.05"), "万元")


def test_growth_by_hand() -> None:
    assert growth(Decimal("2.5"), Decimal("2.8")) == 12
    assert growth(Decimal("3.15"), Decimal("2.96")) == pytest.approx(Decimal("-6.0317"), abs=Decimal("0.0001"))
    assert growth(Decimal(0), Decimal(5)) is None


@pytest.mark.parametrize(
    ("told", "right"), [("4.2", True), ("4.3", False), ("4.1", False), ("4.23", True), ("4", True), ("5", False)]
)
def test_growth_is_right_to_the_decimals_that_it_is_told_with(told: str, right: bool) -> None:
    assert is_right_growth(Decimal(told), Decimal(26), Decimal("27.1")) is right


def test_growth_is_never_told_in_tens() -> None:
    assert not is_right_growth(Decimal("1E+1"), Decimal(100), Decimal(112))


@pytest.mark.parametrize(
    ("stated", "before", "after", "right"),
    [
        ("4.5", "3.12", "3.26", True),
        ("4.8", "3.12", "3.26", True),  # of 3.115 and 3.265
        ("5.2", "3.12", "3.26", False),
        ("6", "3.15", "2.96", True),
        ("1.8", "1615", "1586", True),
        ("2.0", "1615", "1586", False),
        ("3.0", "0", "5", False),
    ],
)
def test_stated_growth_is_that_of_the_values_as_far_as_decimals_show(
    stated: str, before: str, after: str, right: bool
) -> None:
    assert is_stated_growth(Decimal(stated), Decimal(before), Decimal(after)) is right


@given(NUMBERS, NUMBERS)
def test_growth_is_right_as_rounded_and_wrong_with_the_other_sign(before: Decimal, after: Decimal) -> None:
    exact = growth(before, after)
    assert exact is not None
    told = exact.quantize(Decimal("0.1"))
    assert is_right_growth(told, before, after)
    if abs(told) >= 1:
        assert not is_right_growth(-told, before, after)
