"""`rag compare`: two or more reports side by side, in every form in which they can be had."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from rag import settings
from rag.bootstrap import open_service
from rag.domain import Comparison, Fact, FailedReport, Origin, Report, ReportFacts, ReportStatus
from rag.entrypoints.cli import comparison_rendering
from rag.entrypoints.cli.terminal import Terminal
from rag.entrypoints.exports.of_comparisons import result_labels, target_labels
from rag.errors import LedgerDamaged
from rag.service import Service

YEARS = ("renshe-2022.txt", "renshe-2023.txt")


def _texts(rag) -> dict[str, str]:
    reports = rag("reports", "--json").document["reports"]
    return {one["id"]: rag("show", one["id"], "--text", "--json").document["text"] for one in reports}


def test_the_document_has_what_the_contract_names(filled) -> None:
    found = filled("compare", *YEARS, "--format", "json")
    document = found.document
    assert found.code == 0
    assert {"reports", "rows", "new", "gone", "repeated", "problems", "plans", "citations", "failed"} <= document.keys()
    row = document["rows"][0]
    assert {"indicator", "measure", "unit", "cells", "values", "difference", "growth"} <= row.keys()
    assert {"stated_growth", "agrees", "changes"} <= row.keys()
    assert [cell["report"]["id"] for cell in row["cells"]] == [one["id"] for one in document["reports"]]
    assert filled("compare", *YEARS, "--json").document.keys() == document.keys()


def test_reports_stand_in_order_of_year_however_they_are_named(filled) -> None:
    document = filled("compare", *reversed(YEARS), "--json").document
    assert [one["year"] for one in document["reports"]] == [2022, 2023]


def test_every_place_quotes_its_report_letter_for_letter(filled) -> None:
    document = filled("compare", *YEARS, "--json").document
    texts = _texts(filled)
    assert document["citations"]
    for one in document["citations"]:
        assert texts[one["report"]["id"]][one["start"] : one["end"]] == one["quote"]
    for row in document["rows"]:
        for cell in row["cells"]:
            figure = cell["figure"]
            assert figure is None or texts[cell["report"]["id"]][figure["start"] : figure["end"]] == figure["text"]


def test_every_text_is_cited_from_what_it_stands_in(filled) -> None:
    document = filled("compare", *YEARS, "--json").document
    quotes = {one["id"]: one["quote"] for one in document["citations"]}
    later = [one["later"] for one in (*document["problems"], *document["plans"]) if one["later"]]
    earlier = [one["earlier"] for one in (*document["problems"], *document["plans"])]
    for text in (*document["new"], *document["gone"], *document["repeated"], *earlier, *later):
        assert text["citations"]
        assert text["text"] in quotes[text["citations"][0]]


def test_differences_are_those_of_the_values_shown(filled) -> None:
    rows = filled("compare", *YEARS, "--json").document["rows"]
    jobs = next(row for row in rows if row["indicator"] == "城镇新增就业" and row["measure"] == "level")
    assert [cell["figure"]["text"] for cell in jobs["cells"]] == ["3.05万人", "3.12万人"]
    assert float(jobs["difference"]) == pytest.approx(float(jobs["values"][1]) - float(jobs["values"][0]))


def test_a_problem_of_last_year_and_a_plan_with_its_result_are_shown(filled) -> None:
    document = filled("compare", *YEARS, "--json").document
    (problem,) = document["problems"]
    assert "结构性" in problem["earlier"]["text"]
    assert "结构性" in problem["later"]["text"]
    met = {one["earlier"]["text"]: one["met"] for one in document["plans"]}
    assert met["全年城镇新增就业3万人以上"] is True


def test_a_pipe_gets_markdown(filled) -> None:
    found = filled("compare", *YEARS)
    assert found.code == 0
    assert found.out.startswith("# ")
    assert "城镇新增就业" in found.out
    assert "## " in found.out


@pytest.mark.parametrize("name", ["对比.md", "对比.json", "对比.docx", "对比.html"])
def test_a_file_is_of_the_format_of_its_name(filled, tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    found = filled("compare", *YEARS, "--output", str(target))
    content = target.read_bytes()
    assert (found.code, found.out) == (0, "")
    starts = {".md": b"# ", ".json": b"{", ".docx": b"PK", ".html": b"<!"}[target.suffix]
    assert content.lstrip().lower().startswith(starts.lower())


def test_a_word_file_is_not_written_to_a_terminal_or_beside_json(filled) -> None:
    found = filled("compare", *YEARS, "--format", "docx", "--json")
    assert found.code == 2
    assert found.document["error"]["code"] == "export_needs_file"


@pytest.mark.parametrize("reports", [YEARS[:1], (YEARS[0], YEARS[0]), (YEARS[0], "renshe-2022")])
def test_one_report_or_twice_the_same_is_nothing_to_compare(filled, reports: tuple[str, ...]) -> None:
    found = filled("compare", *reports, "--json")
    assert found.code == 2
    assert found.document["error"]["code"] == "nothing_to_compare"
    assert "rag reports" in found.document["error"]["message"]


def test_a_report_that_is_not_there_is_named(filled) -> None:
    found = filled("compare", YEARS[0], "没有这份", "--json")
    assert found.code == 2
    assert found.document["error"]["code"] == "unknown_report"
    assert "没有这份" in found.document["error"]["message"]


def test_without_a_report_the_usage_is_explained(filled) -> None:
    assert filled("compare").code == 2


def test_reports_of_different_offices_share_figures_and_words_alone(filled) -> None:
    document = filled("compare", "renshe-2022.txt", "shichang-2022.pdf", "--json").document
    assert document["new"] == document["gone"] == document["problems"] == document["plans"] == []


def test_three_years_are_compared_step_by_step(filled) -> None:
    document = filled("compare", *YEARS, "renshe-2024.md", "--json").document
    assert [one["year"] for one in document["reports"]] == [2022, 2023, 2024]
    full = next(row for row in document["rows"] if all(cell["figure"] for cell in row["cells"]))
    steps = [(one["before"], one["after"]) for one in full["changes"]]
    ids = [one["id"] for one in document["reports"]]
    assert {(ids[0], ids[1]), (ids[1], ids[2])} <= set(steps)


def test_headings_follow_the_language_asked_for(filled) -> None:
    chinese, english = (filled("compare", *YEARS, "--language", one).out for one in ("zh", "en"))
    assert "新增内容" in chinese
    assert "新增内容" not in english


def test_a_terminal_of_100_columns_shows_a_table_and_no_line_is_wider(filled) -> None:
    shown = _on_a_terminal(YEARS, columns=100)
    assert "城镇新增就业" in shown
    assert "3.12万人" in shown
    assert "→" in shown
    assert all(cell_len(line) <= 100 for line in shown.splitlines())


def _on_a_terminal(reports: tuple[str, ...], *, columns: int) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=columns, highlight=False)
    with open_service(settings.load()) as service:
        for one in comparison_rendering.comparison(Terminal("en"), service.compare(reports)):
            console.print(one)
    return stream.getvalue()


def test_the_json_document_is_one_document(filled) -> None:
    assert json.loads(filled("compare", *YEARS, "--json").out)["timings_ms"]


def test_a_report_that_cannot_be_read_is_told_and_the_exit_code_says_so(
    filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Service.compare

    def without_one(service: Service, references: list[str]) -> Comparison:
        error = LedgerDamaged(place="ledger.sqlite", reason="a row of no sense")
        return replace(whole(service, references), failed=(FailedReport("0123456789ab", "缺页的报告", error),))

    monkeypatch.setattr(Service, "compare", without_one)
    found = filled("compare", *YEARS, "--json")
    assert found.code == 1
    assert found.document["failed"][0]["report"] == {"id": "0123456789ab", "title": "缺页的报告"}
    assert found.document["rows"]
    assert "缺页的报告" in found.err


def test_targets_are_marked_and_shown_in_a_table_of_their_own(filled) -> None:
    document = filled("compare", *YEARS, "--json").document
    planned = [row["planned"] for row in document["rows"]]
    assert True in planned
    assert planned == sorted(planned)
    assert all(row["growth"] is None and row["stated_growth"] is None for row in document["rows"] if row["planned"])
    shown = filled("compare", *YEARS).out
    results, _, rest = shown.partition("## 目标对比")
    assert "3.12万人" in results
    assert "3.12万人" not in rest.partition("\n## ")[0]
    assert "Targets" in _on_a_terminal(YEARS, columns=100)


def test_the_document_says_which_time_a_report_tells_of(filled) -> None:
    reports = filled("compare", *YEARS, "--json").document["reports"]
    assert [one["results_of"] for one in reports] == ["2022", "2023"]


def test_columns_name_the_year_of_the_results_where_it_is_not_that_of_the_report() -> None:
    reports = tuple(
        Report(str(year), f"{year}.txt", "default", _facts(year), 0, 0, 0, 0, ReportStatus.READY)
        for year in (2032, 2033)
    )
    given_early = Comparison(reports, (), results_of=("2031", "2032"))
    assert result_labels(given_early, "zh") == ["2032年报告（2031年数据）", "2033年报告（2032年数据）"]
    assert result_labels(given_early, "en") == ["2032 report (results of 2031)", "2033 report (results of 2032)"]
    assert target_labels(given_early, "zh") == ["2032年报告（2032年目标）", "2033年报告（2033年目标）"]
    of_its_year = Comparison(reports, (), results_of=("2032", "2033"))
    assert result_labels(of_its_year, "zh") == ["2032年", "2033年"]
    of_a_half = Comparison(reports, (), results_of=("2032年上半年", "2033年上半年"))
    assert result_labels(of_a_half, "zh") == ["2032年报告（2032年上半年数据）", "2033年报告（2033年上半年数据）"]
    assert result_labels(Comparison(reports, ()), "zh") == ["2032年", "2033年"]


def _facts(year: int) -> ReportFacts:
    return ReportFacts(
        title=Fact(f"{year}年政府工作报告", Origin.TEXT),
        year=Fact(str(year), Origin.TEXT),
        organisation=Fact("云溪市政府", Origin.TEXT),
    )


def test_where_nothing_can_be_compared_that_is_said(rag, tmp_path: Path) -> None:
    for name, text in (
        ("甲.txt", "甲局工作总结\n一、主要工作\n全年植树*亩。"),
        ("乙.txt", "乙局工作总结\n一、主要工作\n修缮校舍12间。"),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    rag("ingest", str(tmp_path / "甲.txt"), str(tmp_path / "乙.txt"))
    shown = rag("compare", "甲.txt", "乙.txt", "--language", "zh")
    assert shown.code == 0
    assert "没有口径相同、可以对比的指标" in shown.out
