"""What differs between two texts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.evaluation.reports.changes import changes, unchanged
from rag.evaluation.reports.layout import lines

TEXTS = st.text(alphabet="就业3.05万人。[1]\n|- #a", max_size=60)


@given(TEXTS, TEXTS)
def test_no_word_is_lost(a: str, b: str) -> None:
    in_a, in_b = changes(a, b)
    assert "".join(one.text for one in in_a) == a
    assert "".join(one.text for one in in_b) == b


@given(TEXTS, TEXTS)
def test_what_is_not_marked_is_the_same_in_both(a: str, b: str) -> None:
    in_a, in_b = ("".join(one.text for one in each if not one.changed) for each in changes(a, b))
    marked = any(one.changed for each in changes(a, b) for one in each)
    assert in_a == in_b or not marked


@given(TEXTS)
def test_lines_hold_all_words_but_their_marks(text: str) -> None:
    shown = "".join(one.text for line in lines(unchanged(text)) for cell in line.cells for one in cell)
    assert set(shown) <= set(text)
    assert sum(one.isalnum() for one in shown) == sum(one.isalnum() for one in text)


def test_a_figure_is_one_word() -> None:
    (_, before, _), (_, now, _) = changes("新增就业13.05万人", "新增就业13.15万人")
    assert (before.text, now.text) == ("13.05", "13.15")


def test_a_citation_is_one_word() -> None:
    _, now = changes("新增就业。[1]", "新增就业。[2]")
    assert [(one.text, one.cites) for one in now if one.changed] == [("[2]", 2)]
