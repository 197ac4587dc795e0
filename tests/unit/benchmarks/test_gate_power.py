"""What is asked of the gate under simulation."""

import pytest

from benchmarks.gate_power import DROP, NOISES, as_markdown, bars, cluster_sizes, row, scenarios
from rag.evaluation.statistics.simulation import Scenario, Tally

SIZES = (4,) * 25


def _row(question: str, scenario: Scenario, red: int) -> dict:
    found = Tally(100, red, red, {"pass_rate": red}, intervals=100, covered=95, smallest_effect=0.04)
    return row(question, scenario, found, seconds=1.0)


@pytest.mark.parametrize(
    ("caught", "false_alarms", "held"), [(80, 5, [True, True]), (79, 5, [False, True]), (80, 6, [True, False])]
)
def test_the_bars_are_four_of_five_drops_and_one_false_alarm_of_twenty(caught: int, false_alarms: int, held) -> None:
    rows = [
        _row("power", Scenario(SIZES, NOISES[0], drop=DROP), caught),
        _row("power", Scenario(SIZES, NOISES[-1], drop=DROP), 1),
        _row("false alarms", Scenario(SIZES, NOISES[-1]), false_alarms),
    ]
    assert list(bars(rows).values()) == held


def test_every_noise_is_asked_for_power_and_told() -> None:
    asked = {one.noise for question, one, _ in scenarios(10, ()) if question == "power"}
    assert asked == set(NOISES)
    table = as_markdown([_row("power", Scenario(SIZES, one, drop=DROP), 90) for one in NOISES])
    assert [f"| {one:.0%} |" in table for one in NOISES] == [True] * 4


def test_a_suite_is_clustered_as_its_cases_are(tmp_path) -> None:
    suite = tmp_path / "suite.jsonl"
    suite.write_text("".join(f'{{"id": "{at}", "cluster": "{"ab"[at % 3 == 0]}"}}\n' for at in range(7)))
    assert cluster_sizes(suite) == (4, 3)
    assert any(one.sizes == (4, 3) for _, one, _ in scenarios(10, (4, 3)))
