"""How sure one run's share is."""

import pytest

from rag.evaluation.statistics import pass_rate_interval, share_interval, wilson_interval
from tests.unit.evaluation.compared_runs import case, of


def test_wilson_by_hand() -> None:
    found = wilson_interval(8, 10)
    assert (found.low, found.high) == pytest.approx((0.4902, 0.9433), abs=1e-4)


def test_wilson_at_the_ends_is_neither_empty_nor_beyond() -> None:
    none, all_ = wilson_interval(0, 250), wilson_interval(250, 250)
    assert (none.low, none.high) == pytest.approx((0, 0.0151), abs=1e-4)
    assert (all_.low, all_.high) == pytest.approx((0.9849, 1), abs=1e-4)


@pytest.mark.parametrize(("passed", "n"), [(-1, 3), (4, 3), (0, 0)])
def test_wilson_of_what_cannot_be_is_an_error(passed: int, n: int) -> None:
    with pytest.raises(ValueError, match="of"):
        wilson_interval(passed, n)


def test_cases_that_share_clusters_are_drawn_by_cluster() -> None:
    values = [(f"section {at % 30}", float(at % 30 < 24)) for at in range(240)]
    found, alone = share_interval(values), wilson_interval(192, 240)
    assert found is not None
    assert 0 <= found.low < 0.8 < found.high <= 1
    assert found.high - found.low > 1.5 * (alone.high - alone.low)


def test_cases_that_share_none_have_wilsons() -> None:
    assert share_interval([(str(at), float(at < 8)) for at in range(10)]) == wilson_interval(8, 10)


def test_few_clusters_have_none() -> None:
    assert share_interval([(str(at % 5), float(at % 2)) for at in range(50)]) is None
    assert share_interval([]) is None


def test_the_interval_of_a_pass_rate_holds_it() -> None:
    found = pass_rate_interval(of("1101" * 20, clusters=40).cases)
    assert found is not None
    assert found.low < 0.75 < found.high


def test_repeats_of_a_case_are_a_share_of_it() -> None:
    cases = [case(str(at), at % 3 > 0, at % 2 > 0) for at in range(60)]
    found = pass_rate_interval(cases)
    assert found is not None
    assert found.low < sum(one.pass_rate for one in cases) / 60 < found.high
