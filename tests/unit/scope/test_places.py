from __future__ import annotations

import pytest

from rag.scope.places import Place, PlaceFinder, short_name, unknown_places
from tests.unit.scope.library import DIVISIONS


def names(text: str, *known: Place) -> list[str]:
    return [one.places[0].name for one in PlaceFinder(DIVISIONS.forms, frozenset(known)).find(text)]


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("云岭省", "云岭"),
        ("北原回族自治区", "北原"),
        ("南坡土家族苗族自治州", "南坡"),
        ("江城市", "江城"),
        ("滨河新区", "滨河"),
        ("白林盟", "白林"),
        ("赵县", "赵县"),
        ("东林自治县", "东林"),
    ],
)
def test_short_names(full: str, short: str) -> None:
    assert short_name(full) == short


def test_full_and_short_names_are_found() -> None:
    assert names("云岭省江城市2024年的情况") == ["云岭省", "江城市"]
    assert names("云岭的江城") == ["云岭省", "江城市"]
    assert names("北原回族自治区") == ["北原回族自治区"]


@pytest.mark.parametrize("text", ["资源节约利用", "平安建设", "国际合作", "合作机制", "江城市场"])
def test_everyday_words_are_no_places(text: str) -> None:
    assert [one for one in names(text) if one != "江城市"] == []


def test_everyday_words_are_places_in_their_full_form() -> None:
    assert names("资源县和平安区") == ["资源县", "平安区"]


def test_a_county_that_reports_are_about_is_still_found_by_its_full_name_alone_where_its_name_is_a_word() -> None:
    safe = Place("平安区", "990102")
    assert names("平安建设", safe) == []
    assert names("平安区建设", safe) == ["平安区"]


def test_the_city_of_a_department_is_no_citizen() -> None:
    assert names("江城市民政局") == ["江城市"]


def test_the_kind_of_a_place_may_belong_to_the_next_word() -> None:
    found = PlaceFinder(DIVISIONS.forms).find("江城市场监管")
    assert [(one.start, one.end) for one in found] in ([], [(0, 2)])


def test_places_that_no_gazetteer_knows_stand_before_their_departments() -> None:
    assert [one.name for one in unknown_places("临湖市柳林区民政局")] == ["临湖市", "柳林区"]
    assert list(unknown_places("民政局")) == []
    assert list(unknown_places("和平联盟")) == []
