from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.domain import Origin
from rag.questions import Aspect
from rag.scope import Catalogue, Scope
from tests.unit.scope.library import DIVISIONS, REPORTS, TODAY, report, summary_of

CATALOGUE = Catalogue(REPORTS, divisions=DIVISIONS)


def scope(query: str, *, today: date = TODAY) -> Scope:
    return CATALOGUE.scope(query, today=today)


def best(query: str, *, today: date = TODAY) -> set[str]:
    fits = scope(query, today=today).fits
    return {one for one, fit in fits.items() if fit == max(fits.values())}


@pytest.mark.parametrize(
    "query",
    [
        "江城市人力资源和社会保障局2024年培训了多少人",
        "江城人社局2024年培训了多少人",
        "江城市人社局二〇二四年培训了多少人",
        "江城人社局去年培训了多少人",
        "24年江城人社局培训了多少人",
    ],
)
def test_a_report_is_named_by_place_department_and_year(query: str) -> None:
    assert best(query) == {"labour-2024", "labour-2024-half"}
    found = scope(query)
    assert found.places == ("江城市",)
    assert found.organisations == ("江城市人力资源和社会保障局",)
    assert found.years == (2024,)
    assert found.rest == "培训了多少人"


def test_the_half_year_tells_two_reports_apart() -> None:
    assert best("江城人社局2024年上半年培训了多少人") == {"labour-2024-half"}


def test_departments_go_by_any_short_name_of_what_the_library_has() -> None:
    assert best("发改委2024年的重点") == {"reform-2024"}
    assert best("江城卫健委做了什么") == {"health-2024"}


def test_places_that_only_the_library_knows_go_by_their_short_name() -> None:
    assert best("临湖审计局查了什么问题") == {"audit-2024"}
    assert scope("临湖审计局查了什么问题").aspect is Aspect.PROBLEMS


def test_a_label_names_the_report_and_nothing_else() -> None:
    found = scope("2024年江城市：与青石市加强合作")
    assert found.is_label
    assert found.places == ("江城市",)
    assert found.rest == "与青石市加强合作"
    assert max(found.fits.values()) == 1.0
    assert found.fits["labour-2024"] == 1.0
    assert found.fits["labour-2023"] < 0.5
    assert found.fits["city-2025"] < 0.5


def test_the_name_of_a_report_at_the_beginning_is_a_label() -> None:
    found = scope("江城市2025年政府工作报告中提到的就业目标")
    assert found.is_label
    assert found.rest == "提到的就业目标"
    assert best("江城市2025年政府工作报告中提到的就业目标") == {"city-2025"}


def test_a_government_report_tells_of_the_year_before() -> None:
    fits = scope("江城2024年GDP增长多少").fits
    assert fits["city-2024"] >= fits["city-2025"] > 0.8
    assert fits["city-2025"] > fits["labour-2023"]


def test_what_a_government_plans_for_a_year_stands_in_the_report_of_that_year() -> None:
    fits = scope("江城2024年GDP增长目标是多少").fits
    assert fits["city-2024"] > 1.2 * fits["city-2025"]


def test_a_summary_tells_little_of_the_year_before() -> None:
    fits = scope("江城人社局2023年培训了多少人").fits
    assert fits["labour-2023"] > 1.3 * fits["labour-2024"]


def test_a_plan_for_a_year_stands_in_the_report_of_the_year_before_too() -> None:
    planned = scope("江城人社局2025年有哪些打算").fits
    assert planned["labour-2024"] > planned["labour-2023"]


def test_a_span_of_years_is_the_report_of_that_span_first() -> None:
    assert best("“十四五”期间青石市新增就业") == {"plan"}
    fits = scope("“十四五”期间青石市新增就业").fits
    assert fits["other-labour-2024"] > 0.5


def test_the_newest_is_meant_among_what_else_is_named() -> None:
    assert best("最新的江城市人社局总结") == {"labour-2024", "labour-2024-half"}
    assert scope("最新的江城市人社局总结").latest


def test_several_places_fit_alike() -> None:
    fits = scope("江城和青石2024年培训人数比较").fits
    assert fits["labour-2024"] == fits["other-labour-2024"]


def test_own_office_and_own_province_are_those_of_that_kind() -> None:
    assert best("咱们厅去年干了什么") == {"water-2024"}
    assert best("我省去年的投资") == {"reform-2024", "water-2024"}


def test_a_title_between_title_marks_is_meant() -> None:
    found = scope("《青石市“十四五”就业促进规划中期评估报告》怎么说")
    assert found.titles == ("青石市“十四五”就业促进规划中期评估报告",)
    assert best("《青石市“十四五”就业促进规划中期评估报告》怎么说") == {"plan"}


def test_what_no_report_is_about_is_said_and_raises_nothing() -> None:
    found = scope("北原回族自治区的粮食产量")
    assert found.places == ("北原回族自治区",)
    assert found.fits == {}
    assert found.rest == ""
    assert scope("青石市财政局的预算").organisations == ("青石市财政局",)


def test_what_is_missing_takes_from_every_fit() -> None:
    assert max(scope("北原2024年的粮食产量").fits.values()) < max(scope("2024年的粮食产量").fits.values())


@pytest.mark.parametrize(
    "query", ["合作机制建设情况", "资源节约利用", "平安建设", "", "？？", "工资15年来涨了多少", "培训了多少人"]
)
def test_a_query_that_names_nothing_fits_nothing(query: str) -> None:
    found = scope(query)
    assert found.fits == {}
    assert found.rest == ""


def test_naming_the_only_organisation_changes_nothing() -> None:
    catalogue = Catalogue(
        [summary_of("one", "江城市水务局", 2024), summary_of("two", "江城市水务局", 2023)], divisions=DIVISIONS
    )
    found = catalogue.scope("江城市水务局修了多少公里管网", today=TODAY)
    assert found.fits == {}
    assert found.organisations == ("江城市水务局",)
    assert found.rest == "修了多少公里管网"


def test_the_year_still_tells_its_reports_apart() -> None:
    catalogue = Catalogue(
        [summary_of("one", "江城市水务局", 2024), summary_of("two", "江城市水务局", 2023)], divisions=DIVISIONS
    )
    fits = catalogue.scope("江城市水务局2023年修了多少公里管网", today=TODAY).fits
    assert fits["two"] > fits["one"]


def test_names_are_content_where_reports_do_not_say_whose_they_are() -> None:
    headlines = [report(f"news-{number}", f"第{number}届花展开幕") for number in range(20)]
    catalogue = Catalogue([*headlines, report("city", "江城花展迎来百万游客")], divisions=DIVISIONS)
    found = catalogue.scope("2024年江城花展有多少游客", today=TODAY)
    assert found.rest == ""
    assert max(found.fits.values(), default=0.0) < 0.1


def test_first_words_of_a_text_are_no_title() -> None:
    nameless = [
        report("a", "江城今天下雨", origin=Origin.FIRST_LINE),
        report("b", "青石昨天刮风", origin=Origin.FIRST_LINE),
    ]
    assert Catalogue(nameless, divisions=DIVISIONS).scope("江城今天下雨吗", today=TODAY).fits == {}


def test_a_library_without_reports() -> None:
    found = Catalogue([], divisions=DIVISIONS).scope("江城市2024年：就业", today=TODAY)
    assert found.fits == {}
    assert found.years == (2024,)


WORDS = st.sampled_from(
    [
        *(
            "江城市",
            "江城",
            "青石",
            "云岭省",
            "人社局",
            "卫健委",
            "厅",
            "2024年",
            "去年",
            "二〇二三年",
            "上半年",
            "“十四五”",
        ),
        *("：", "，", "的", "《", "》", "培训", "多少人", "报告", "中", "我省", "最新", "?", "-"),
    ]
)


@settings(max_examples=150)
@given(st.one_of(st.lists(WORDS, max_size=12).map("".join), st.text(max_size=80)))
def test_of_any_query_the_rest_is_part_and_fits_are_shares(query: str) -> None:
    found = scope(query)
    rest = iter(query)
    assert all(sign in rest for sign in found.rest)
    assert all(0 < fit <= 1 for fit in found.fits.values())
    assert set(found.fits) <= {one.id for one in REPORTS}


def test_a_pasted_page_is_read_in_part() -> None:
    assert scope("江城市2024年" + "就业" * 5000).years == (2024,)


def test_a_year_that_has_no_report_yet_is_that_of_the_newest_ones() -> None:
    assert best("江城人社局今年培训了多少人", today=date(2030, 1, 1)) == {"labour-2024", "labour-2024-half"}
    assert scope("江城人社局今年培训了多少人", today=date(2030, 1, 1)).years == (2030,)


# --- what reports do not say of themselves


def of_offices(**organisations: str | None) -> Catalogue:
    reports = [report(name, "工作情况", organisation=one) for name, one in organisations.items()]
    return Catalogue(reports, divisions=DIVISIONS)


def test_a_department_whose_place_is_masked_is_found_by_its_name() -> None:
    fits = of_offices(a="**人社局", b="民政局").scope("人社局做了什么？", today=TODAY).fits
    assert fits["a"] > fits.get("b", 0)


def test_the_department_of_a_place_that_no_report_is_of_is_hardly_meant() -> None:
    offices = of_offices(a="人力资源和社会保障厅", b="财政厅")
    here = offices.scope("人社厅做了什么？", today=TODAY).fits["a"]
    assert offices.scope("云岭省人社厅做了什么？", today=TODAY).fits["a"] < here / 3


def test_a_report_that_does_not_say_whose_it_is_may_be_meant() -> None:
    fits = of_offices(a="民政局", b="财政局", c=None).scope("民政局做了什么？", today=TODAY).fits
    assert fits["a"] > fits["c"] > fits.get("b", 0)


def test_words_that_any_report_could_be_called_name_none() -> None:
    reports = [report("a", "**局2024年上半年报告", year=2024), report("b", "青石市民政局工作总结", year=2023)]
    fits = Catalogue(reports, divisions=DIVISIONS).scope("报告里说了什么？总结一下", today=TODAY).fits
    assert not fits


def test_what_stands_now_leans_to_the_newest_and_no_more() -> None:
    now = scope("目前有哪些短板").fits
    assert max(now.values(), default=0) < 0.3 < max(scope("最新的情况").fits.values())


def test_a_year_alone_is_half_of_a_name() -> None:
    assert max(scope("2024年投资多少").fits.values()) < max(scope("江城市人社局2024年培训了多少人").fits.values())
