"""A case that says of the reports what is not so is an error that names its file, its line and its id."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rag import messages
from rag.errors import (
    CaseClusterWrong,
    CaseNotSound,
    CaseNumberUncited,
    CaseQuoteNotThere,
    CaseReportUnknown,
    CaseUnreviewed,
    CaseValueNotThere,
    DataDuplicateId,
    DataFieldWrong,
)
from rag.evaluation.fixtures import Fixture, Fixtures
from rag.evaluation.suites import Suite, read_suite
from rag.evaluation.suites.checking import check_suite, problems_of, values_in

TEXT = "青石镇2022年总结\n一、种粮\n全年种粮1.2万亩，占计划的百分之九十五，亩产*公斤。\n二、道路\n修路３６公里。\n"
LATER = "青石镇2023年总结\n一、种粮\n全年种粮1.5万亩。\n"
FIXTURES = Fixtures(
    {
        "a1": Fixture("a1", "qingshi-2022.txt", "青石镇2022年总结", 2022, TEXT, ("", "种粮", "道路")),
        "b2": Fixture("b2", "qingshi-2023.txt", "青石镇2023年总结", 2023, LATER, ("", "种粮")),
    }
)
GRAIN = {"report": "qingshi-2022.txt", "quote": "全年种粮1.2万亩"}
SOUND: dict[str, Any] = {
    "id": "grain",
    "type": "figure",
    "question": "种了多少粮？",
    "status": "answered",
    "cluster": "qingshi-2022.txt/种粮",
    "must_cite": [GRAIN],
    "numbers": [{"value": "1.2", "unit": "万亩", "period": "2022年"}],
}
COMPARISON: dict[str, Any] = {
    "id": "two",
    "type": "comparison",
    "cluster": "qingshi-2022.txt|qingshi-2023.txt/种粮",
    "reports": ["qingshi-2022.txt", "qingshi-2023.txt"],
    "rows": [{"indicator": ["种粮"], "values": ["1.2万亩", "1.5万亩"]}],
}


def _suite(folder: Path, *cases: Mapping[str, Any]) -> Suite:
    file = folder / "own.jsonl"
    file.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in cases), encoding="utf-8")
    return read_suite(file)


def _problem(folder: Path, **changed: Any) -> CaseNotSound:
    (found,) = problems_of(_suite(folder, {**SOUND, **changed}), FIXTURES)
    return found


def test_a_case_that_holds_is_let_through(tmp_path: Path) -> None:
    check_suite(_suite(tmp_path, SOUND), FIXTURES)


def test_a_comparison_that_holds_is_let_through(tmp_path: Path) -> None:
    check_suite(_suite(tmp_path, COMPARISON), FIXTURES)


def test_a_quote_that_differs_by_one_character_is_found(tmp_path: Path) -> None:
    found = _problem(tmp_path, must_cite=[{**GRAIN, "quote": "全年种粮1.2 万亩"}])
    assert isinstance(found, CaseQuoteNotThere)


def test_a_quote_in_another_width_is_not_verbatim(tmp_path: Path) -> None:
    quoted = [GRAIN, {"report": "qingshi-2022.txt", "quote": "修路36公里"}]
    assert isinstance(_problem(tmp_path, must_cite=quoted), CaseQuoteNotThere)


def test_a_quote_of_the_other_report_is_not_there(tmp_path: Path) -> None:
    found = _problem(tmp_path, must_cite=[GRAIN, {"report": "qingshi-2023.txt", "quote": "修路３６公里"}])
    assert isinstance(found, CaseQuoteNotThere)


def test_a_report_that_is_not_there_is_found(tmp_path: Path) -> None:
    found = _problem(tmp_path, must_cite=[GRAIN, {"report": "qingshi-2032.txt", "quote": "种粮"}])
    assert isinstance(found, CaseReportUnknown)


def test_a_question_about_a_report_that_is_not_there_is_found(tmp_path: Path) -> None:
    assert isinstance(_problem(tmp_path, report="qingshi.docx"), CaseReportUnknown)


@pytest.mark.parametrize(
    "cluster",
    ["qingshi-2022.txt/养老", "qingshi-2022.txt", "none/种粮", "other.txt/种粮", "qingshi-2022.txt|other.txt/种粮"],
)
def test_a_cluster_that_names_no_section_of_its_report_is_found(tmp_path: Path, cluster: str) -> None:
    assert isinstance(_problem(tmp_path, cluster=cluster), CaseClusterWrong)


def test_a_case_may_rest_on_several_sections(tmp_path: Path) -> None:
    check_suite(_suite(tmp_path, {**SOUND, "cluster": "qingshi-2022.txt/*"}), FIXTURES)


def test_what_is_to_be_refused_rests_on_nothing(tmp_path: Path) -> None:
    refused = {"id": "r", "type": "near", "question": "？", "status": "refused", "cluster": "none/种粮"}
    check_suite(_suite(tmp_path, refused), FIXTURES)


def test_a_section_of_a_quote_that_is_not_there_is_found(tmp_path: Path) -> None:
    assert isinstance(_problem(tmp_path, must_cite=[{**GRAIN, "section": "养老"}]), CaseClusterWrong)


def test_a_number_that_no_quote_gives_is_found(tmp_path: Path) -> None:
    assert isinstance(_problem(tmp_path, numbers=[{"value": "1.3", "unit": "万亩"}]), CaseNumberUncited)


def test_a_number_that_is_worked_out_stands_under_computed(tmp_path: Path) -> None:
    check_suite(_suite(tmp_path, {**SOUND, "numbers": [{"value": "0.3"}], "computed": [["0.3万亩"]]}), FIXTURES)


@pytest.mark.parametrize(
    ("quote", "value"),
    [("占计划的百分之九十五", "95"), ("修路３６公里", "36"), ("全年种粮1.2万亩", "12000")],
)
def test_numbers_are_found_in_any_way_of_writing(tmp_path: Path, quote: str, value: str) -> None:
    case = {**SOUND, "must_cite": [{**GRAIN, "quote": quote}], "numbers": [{"value": value}]}
    check_suite(_suite(tmp_path, case), FIXTURES)


def test_a_case_that_nobody_has_reviewed_is_an_error(tmp_path: Path) -> None:
    assert isinstance(_problem(tmp_path, reviewed=False), CaseUnreviewed)


def test_a_value_that_its_report_does_not_give_is_found(tmp_path: Path) -> None:
    rows = [{"indicator": ["种粮"], "values": ["1.5万亩", "1.2万亩"]}]
    found = list(problems_of(_suite(tmp_path, {**COMPARISON, "rows": rows}), FIXTURES))
    assert [type(one) for one in found] == [CaseValueNotThere, CaseValueNotThere]


def test_values_that_are_masked_or_missing_are_not_looked_for(tmp_path: Path) -> None:
    rows = [{"indicator": ["亩产"], "values": ["*", None]}]
    check_suite(_suite(tmp_path, {**COMPARISON, "rows": rows}), FIXTURES)


def test_a_point_of_a_summary_is_checked_too(tmp_path: Path) -> None:
    point = {"contains": [["种粮"]], "must_cite": {**GRAIN, "quote": "全年种粮2万亩"}}
    case = {"id": "s", "type": "summary", "cluster": "qingshi-2022.txt/*", "reports": ["qingshi-2022.txt"]}
    (found,) = problems_of(_suite(tmp_path, {**case, "points": [point]}), FIXTURES)
    assert isinstance(found, CaseQuoteNotThere)


def test_an_error_names_the_file_the_line_and_the_case(tmp_path: Path) -> None:
    wrong = {**SOUND, "id": "second", "reviewed": False}
    with pytest.raises(CaseUnreviewed) as raised:
        check_suite(_suite(tmp_path, SOUND, wrong), FIXTURES)
    for language in ("zh", "en"):
        said = messages.text(raised.value.key, language, **raised.value.values)
        assert "own.jsonl" in said
        assert "second" in said
        assert "2" in said.replace("own.jsonl", "")


def test_all_that_is_wrong_is_told_in_the_order_of_the_suite(tmp_path: Path) -> None:
    cases = [{**SOUND, "id": f"c{number}", "reviewed": number % 2 == 0} for number in range(5)]
    found = list(problems_of(_suite(tmp_path, *cases), FIXTURES))
    assert [one.values["id"] for one in found] == ["c1", "c3"]


def test_a_report_that_came_with_its_folder_and_a_heading_may_have_slashes(tmp_path: Path) -> None:
    text = "青石镇2022年总结\n一、种粮/种菜\n全年种粮1.2万亩。\n"
    known = Fixtures({"a1": Fixture("a1", "2022/qingshi.txt", "青石镇2022年总结", 2022, text, ("", "种粮/种菜"))})
    case = {**SOUND, "must_cite": [{**GRAIN, "report": "2022/qingshi.txt"}]}
    right, wrong = (_suite(tmp_path, {**case, "cluster": f"2022/qingshi.txt/{one}"}) for one in ("种粮/种菜", "种菜"))
    check_suite(right, known)
    with pytest.raises(CaseClusterWrong):
        check_suite(wrong, known)


def test_an_id_may_be_used_once(tmp_path: Path) -> None:
    with pytest.raises(DataDuplicateId):
        _suite(tmp_path, SOUND, SOUND)


@pytest.mark.parametrize("changed", [{"must_site": []}, {"status": "maybe"}, {"question": 5}, {"must_cite": [{}]}])
def test_a_field_that_is_misspelt_or_of_the_wrong_kind_is_an_error(tmp_path: Path, changed: dict[str, Any]) -> None:
    with pytest.raises(DataFieldWrong):
        _suite(tmp_path, {**SOUND, **changed})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("百分之八十七点四", "87.4"),
        ("三千二百一十户", "3210"),
        ("七万二千亩", "72000"),
        ("二〇二三年", "2023"),
        ("十分", "10"),
        ("一亿零五百万元", "105000000"),
        ("1,234.5元", "1234.5"),
        ("２１.３％", "21.3"),
        ("3.05万人", "30500"),
    ],
)
def test_the_numbers_of_a_text(text: str, value: str) -> None:
    assert Decimal(value) in values_in(text)
