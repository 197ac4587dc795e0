"""Which variants no other beats, and the same as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest

from rag.evaluation.runs import Run
from rag.evaluation.sweeps.plan import Variant
from rag.evaluation.sweeps.plot import plot
from rag.evaluation.sweeps.sweeping import Tried
from rag.evaluation.sweeps.table import Row, rows_of
from rag.settings import Settings

SVG = "{http://www.w3.org/2000/svg}"


def tried(name: str, quality: float | None, ms: float | None, tokens: int | None = 0) -> Tried:
    spent = None if tokens is None else {"input": tokens, "output": 0}
    manifest = {"kind": "answers", "latency_ms": {"p50": ms, "p95": ms}, "tokens": spent}
    run = Run("town", (), {"pass_rate": quality}, manifest)
    return Tried(Variant(name, {}, Settings(home=Path("home"))), run, None, 0.1, 3)


def unbeaten(*several: Tried) -> list[str]:
    return [one.name for one in rows_of(several) if one.unbeaten]


def test_what_is_better_and_no_slower_beats() -> None:
    assert unbeaten(tried("a", 0.8, 100), tried("b", 0.9, 100)) == ["b"]


def test_what_is_better_and_slower_is_a_trade() -> None:
    assert unbeaten(tried("a", 0.8, 100), tried("b", 0.9, 200)) == ["a", "b"]


def test_a_few_milliseconds_are_chance() -> None:
    assert unbeaten(tried("a", 0.8, 100), tried("b", 0.8, 95)) == ["a", "b"]
    assert unbeaten(tried("a", 0.8, 100), tried("b", 0.8, 80)) == ["b"]


def test_fewer_tokens_beat_where_all_else_is_the_same() -> None:
    assert unbeaten(tried("a", 0.8, 100, 5000), tried("b", 0.8, 100, 4000)) == ["b"]


def test_tokens_that_nobody_tells_are_not_none_at_all() -> None:
    assert unbeaten(tried("a", 0.8, 100, 5000), tried("b", 0.8, 100, None)) == ["a", "b"]


def test_variants_that_are_alike_are_all_unbeaten() -> None:
    assert unbeaten(tried("a", 0.8, 100), tried("b", 0.8, 100)) == ["a", "b"]


def drawn(rows: Sequence[Row]) -> ElementTree.Element:
    return ElementTree.fromstring(plot(rows, across="毫秒 <p50>", up="通过率"))


def test_the_plot_is_svg_with_a_point_a_variant() -> None:
    root = drawn(rows_of([tried("a", 0.5, 10), tried("b", 0.9, 30), tried("c", 0.4, 40)]))
    points = root.findall(f"{SVG}circle")
    assert len(points) == 3
    assert [one.get("fill") for one in points] == ["#1b6ca8", "#1b6ca8", "#ffffff"]  # the third is beaten
    assert float(points[1].get("cx", 0)) > float(points[0].get("cx", 0))
    assert float(points[1].get("cy", 0)) < float(points[0].get("cy", 0))


@pytest.mark.parametrize("name", ['<script>alert("x")</script> & co', "a\x0b\x1fb", "词" * 80, "w" * 80])
def test_a_name_is_words_and_no_markup_and_has_room(name: str) -> None:
    root = drawn(rows_of([tried(name, 0.5, 10)]))
    assert {one.tag for one in root.iter()} <= {
        f"{SVG}{tag}" for tag in ("svg", "rect", "path", "text", "circle", "title")
    }
    told = root.find(f"{SVG}circle/{SVG}title")
    assert told is not None
    assert told.text == "".join(one if one.isprintable() else " " for one in name)
    (label,) = [one.text or "" for one in root.findall(f"{SVG}text") if (one.text or "").startswith("1 ")]
    assert sum(11 if "一" <= one <= "鿿" else 6 for one in label) <= 226


@pytest.mark.parametrize(("quality", "ms"), [(1.0, 0.0), (0.0, 5.0), (None, None)])
def test_points_at_the_edge_or_without_a_measure_stay_within(quality: float | None, ms: float | None) -> None:
    root = drawn(rows_of([tried("a", quality, ms)]))
    (point,) = root.findall(f"{SVG}circle")
    assert 0 <= float(point.get("cx", -1)) <= 760
    assert 0 <= float(point.get("cy", -1)) <= 420
    percents = [(one.text or "").rstrip("%") for one in root.findall(f"{SVG}text") if (one.text or "").endswith("%")]
    assert all(0 <= float(one) <= 100 for one in percents)
