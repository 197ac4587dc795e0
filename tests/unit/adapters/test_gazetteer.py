from __future__ import annotations

from rag.adapters.gazetteer import divisions


def test_the_gazetteer_has_three_levels_of_divisions() -> None:
    forms = divisions().forms
    levels = {place.level for places in forms.values() for place in places}
    assert levels == {0, 1, 2}
    assert len(forms) > 5000


def test_the_highest_division_of_a_name_comes_first() -> None:
    assert all(list(places) == sorted(places, key=lambda one: one.level) for places in divisions().forms.values())
