"""The commands: documents as the contracts have them, exit codes, and answers that read well."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from rag import messages
from rag.entrypoints.cli.app import build
from rag.entrypoints.cli.main import run

SAMPLES = Path(__file__).parents[2] / "rag" / "samples"
FIGURE = "2023年城镇新增就业多少万人？"
MASKED = "2023年追回了多少万元农民工工资？"
UNKNOWN = "2023年岚浦市的地铁客运量是多少？"
COMMANDS = (
    *("demo", "ingest", "reports", "show", "remove", "search", "ask"),
    *("summarize", "figures", "compare", "rebuild", "doctor"),
)


def _texts(rag) -> dict[str, str]:
    reports = rag("reports", "--json").document["reports"]
    return {one["id"]: rag("show", one["id"], "--text", "--json").document["text"] for one in reports}


def _placed(document: Any) -> list[dict[str, Any]]:
    """Everything in a document that has a place in a report."""
    if isinstance(document, list):
        return [found for one in document for found in _placed(one)]
    if not isinstance(document, dict):
        return []
    here = [document] if {"report", "start", "end"} <= document.keys() else []
    return here + [found for one in document.values() for found in _placed(one)]


# --- documents


def test_ingest_tells_what_became_of_every_file(rag) -> None:
    first = rag("ingest", str(SAMPLES / "renshe-2023.txt"), "--json")
    again = rag("ingest", str(SAMPLES / "renshe-2023.txt"), "--json")
    (added,) = first.document["reports"]
    (unchanged,) = again.document["reports"]
    assert first.code == again.code == 0
    assert (added["file"], added["status"], added["error"]) == ("renshe-2023.txt", "added", None)
    assert unchanged == {**added, "status": "unchanged"}


def test_changed_content_under_the_same_name_replaces_the_report(rag, tmp_path: Path) -> None:
    report = tmp_path / "年报.txt"
    report.write_text("一、情况\n全年新建厕所12座。\n", encoding="utf-8")
    rag("ingest", str(report))
    report.write_text("一、情况\n全年新建厕所15座。\n", encoding="utf-8")
    assert rag("ingest", str(report), "--json").document["reports"][0]["status"] == "replaced"
    assert len(rag("reports", "--json").document["reports"]) == 1
    assert "12座" not in rag("search", "厕所", "--json").out


def test_reports_lists_what_is_in(filled) -> None:
    reports = filled("reports", "--json").document["reports"]
    contract = {"id", "title", "file", "library", "year", "organisation", "sections", "chunks", "figures", "characters"}
    assert all(contract | {"status"} <= one.keys() for one in reports)
    assert [one["file"] for one in reports] == [
        "renshe-2022.txt",
        "renshe-2023.txt",
        "renshe-2024.md",
        "shichang-2022.pdf",
    ]
    assert [(one["year"], one["status"], one["library"]) for one in reports] == [
        (2022, "ready", "default"),
        (2023, "ready", "default"),
        (2024, "ready", "default"),
        (2022, "ready", "default"),
    ]


def test_show_gives_the_outline_with_places_in_the_text(filled) -> None:
    view = filled("show", "renshe-2023", "--text", "--json").document
    text = view["text"]
    assert view["text_length"] == len(text)
    headings = [one["heading"] for one in view["sections"] if one["heading"]]
    assert headings == ["2023年工作完成情况", "存在的主要问题", "2024年重点工作"]
    second = view["sections"][-2]
    assert (second["marker"], second["level"]) == ("二、", 1)
    assert text[second["start"] : second["end"]].startswith("二、存在的主要问题")
    assert [child["marker"] for child in second["children"]] == ["（一）", "（二）", "（三）", "（四）"]


def test_show_without_the_option_leaves_the_text_out(filled) -> None:
    assert "text" not in filled("show", "renshe-2023", "--json").document


def test_the_text_goes_to_a_pipe_as_it_is(filled) -> None:
    assert filled("show", "renshe-2023", "--text").out.startswith("岚浦市人力资源和社会保障局2023年工作总结")


@pytest.mark.parametrize(
    "reference", ["renshe-2023.txt", "renshe-2023", "岚浦市人力资源和社会保障局2023年工作总结和2024年工作计划"]
)
def test_a_report_goes_by_file_name_or_title(filled, reference: str) -> None:
    assert filled("show", reference, "--json").document["file"] == "renshe-2023.txt"


def test_a_report_goes_by_its_id_or_the_beginning_of_it(filled) -> None:
    report = filled("reports", "--json").document["reports"][0]
    assert filled("show", report["id"], "--json").document["id"] == report["id"]
    assert filled("show", report["id"][:6], "--json").document["id"] == report["id"]


def test_a_name_that_fits_several_reports_is_refused_with_the_candidates(filled) -> None:
    refused = filled("show", "人力资源", "--json")
    assert refused.code == 2
    assert refused.document["error"]["code"] == "ambiguous_report"
    assert "2022" in refused.document["error"]["message"]


def test_a_removed_report_is_gone(filled) -> None:
    assert filled("remove", "renshe-2023", "--json").document["removed"]["file"] == "renshe-2023.txt"
    assert "renshe-2023.txt" not in filled("reports").out
    assert filled("show", "renshe-2023").code == 2


def test_search_gives_passages_best_first_with_their_places(filled) -> None:
    found = filled("search", "职业技能培训", "-k", "3", "--json").document
    assert found["query"] == "职业技能培训"
    results = found["results"]
    assert len(results) == 3
    assert [one["score"] for one in results] == sorted((one["score"] for one in results), reverse=True)
    texts = _texts(filled)
    assert all(texts[one["report"]["id"]][one["start"] : one["end"]] == one["text"] for one in results)


def test_search_can_be_narrowed_to_a_year_a_report_or_a_library(filled) -> None:
    def reports(*options: str) -> set[str]:
        results = filled("search", "职业培训", "--json", *options).document["results"]
        return {one["report"]["title"][-20:] for one in results}

    assert len(reports("--year", "2024")) == 1
    assert len(reports("--report", "renshe-2023")) == 1
    assert len(reports("--report", "renshe-2023", "--report", "renshe-2022")) == 2
    assert filled("search", "职业培训", "--library", "other").code == 2


def test_a_figure_is_answered_with_a_citation_that_holds_it(filled) -> None:
    answer = filled("ask", FIGURE, "--json").document
    lists = {"claims", "citations", "dropped", "undisclosed", "conflicts", "nearest", "missing"}
    assert (
        lists | {"status", "answer", "language", "degraded", "model", "prompt", "usage", "timings_ms"} <= answer.keys()
    )
    assert answer["status"] == "answered"
    assert "3.12万人" in answer["answer"]
    assert "[1]" in answer["answer"]
    assert "3.12万人" in answer["citations"][0]["quote"]
    assert answer["claims"][0]["verdict"] == "supported"
    assert answer["prompt"]["name"] == "answer"


def test_a_masked_figure_is_said_to_be_undisclosed_and_never_given_a_value(filled) -> None:
    answer = filled("ask", MASKED, "--json").document
    (claim,) = answer["claims"]
    assert (answer["status"], claim["verdict"]) == ("answered", "undisclosed")
    assert "*万元" in answer["undisclosed"][0]["text"]
    assert not re.search(r"\d", re.sub(r"\[\d+\]", "", answer["answer"]))


def test_what_no_report_says_is_refused_with_exit_code_0(filled) -> None:
    refused = filled("ask", UNKNOWN, "--json")
    assert refused.code == 0
    assert (refused.document["status"], refused.document["claims"]) == ("refused", [])
    assert refused.document["nearest"]


def test_everything_placed_is_the_text_at_its_place(filled) -> None:
    texts = _texts(filled)
    documents = [
        filled("ask", FIGURE, "--json").document,
        filled("summarize", "renshe-2022", "renshe-2023", "--json").document,
        filled("figures", "--json").document,
    ]
    placed = _placed(documents)
    assert len(placed) > 50
    for one in placed:
        quoted = one.get("quote") or one.get("text")
        assert quoted is None or texts[one["report"]["id"]][one["start"] : one["end"]] == quoted


def test_a_citation_of_a_pdf_has_its_page(filled) -> None:
    pages = [one["page"] for one in filled("summarize", "shichang-2022", "--json").document["citations"]]
    assert pages
    assert all(page >= 1 for page in pages)


def test_a_summary_is_cited_sentence_by_sentence(filled) -> None:
    summary = filled("summarize", "renshe-2023", "--format", "json").document
    assert {
        "title",
        "style",
        "sections",
        "figures",
        "citations",
        "dropped",
        "undisclosed",
        "conflicts",
    } <= summary.keys()
    numbers = {one["id"] for one in summary["citations"]}
    claims = [claim for section in summary["sections"] for claim in section["claims"]]
    assert claims
    assert all(claim["citations"] and set(claim["citations"]) <= numbers for claim in claims)


def test_a_summary_goes_to_a_file_as_markdown(filled, tmp_path: Path) -> None:
    saved = filled("summarize", "renshe-2023", "--style", "brief", "--output", str(tmp_path / "摘要.md"))
    assert (saved.code, saved.out) == (0, "")
    content = (tmp_path / "摘要.md").read_text(encoding="utf-8")
    assert content.startswith("# ")
    assert content == filled("summarize", "renshe-2023", "--style", "brief").out


def test_figures_as_csv_are_one_row_each(filled) -> None:
    rows = list(csv.DictReader(io.StringIO(filled("figures", "renshe-2023", "--format", "csv").out)))
    documents = filled("figures", "renshe-2023", "--format", "json").document["figures"]
    assert len(rows) == len(documents)
    employment = next(row for row in rows if row["text"] == "3.12万人")
    assert (employment["value"], employment["unit"], employment["masked"]) == ("31200", "人", "false")
    masked = [row for row in rows if row["masked"] == "true"]
    assert masked
    assert all(row["value"] == "" for row in masked)


def test_figures_in_a_file_open_in_a_spreadsheet(filled, tmp_path: Path) -> None:
    path = tmp_path / "数据.csv"
    saved = filled("figures", "renshe-2023", "--output", str(path))
    assert (saved.code, saved.out) == (0, "")
    content = path.read_text(encoding="utf-8")
    assert content.startswith("\ufeffindicator,")
    assert content[1:] == filled("figures", "renshe-2023", "--format", "csv").out
    filled("figures", "renshe-2023", "--output", str(tmp_path / "数据.json"))
    assert json.loads((tmp_path / "数据.json").read_text(encoding="utf-8"))["figures"]


def test_no_cell_of_a_spreadsheet_computes(rag, tmp_path: Path) -> None:
    (tmp_path / "式.txt").write_text("一、=HYPERLINK(A1)情况\n新建公厕12座，气温降至-3.5℃。\n", encoding="utf-8")
    rag("ingest", str(tmp_path / "式.txt"))
    rows = list(csv.DictReader(io.StringIO(rag("figures", "式", "--format", "csv").out)))
    assert [row["text"] for row in rows] == ["12座", "-3.5℃"]
    assert all(row["section"].startswith("'=") for row in rows)


def test_figures_are_found_by_the_words_of_their_indicator(filled) -> None:
    found = filled("figures", "--search", "新增就业", "--json").document["figures"]
    assert found
    assert all("就业" in one["indicator"] for one in found)
    of_2023 = filled("figures", "--search", "新增就业", "--year", "2023", "--json").document["figures"]
    assert {one["report"]["id"] for one in of_2023} < {one["report"]["id"] for one in found}
    assert filled("figures", "--search", "火星探测", "--json").document == {"figures": []}


def test_only_undisclosed_figures_are_listed_when_asked_for(filled) -> None:
    found = filled("figures", "--masked", "--json").document["figures"]
    assert found
    assert all(one["masked"] and one["value"] is None for one in found)


def test_rebuild_changes_no_answer(filled) -> None:
    before = filled("ask", FIGURE, "--json").document
    assert filled("rebuild", "--json").document == {"reports": 4, "embedded": False}
    assert filled("rebuild", "--embed", "--json").document == {"reports": 4, "embedded": True}
    after = filled("ask", FIGURE, "--json").document
    assert {**before, "timings_ms": {}} == {**after, "timings_ms": {}}


def test_doctor_finds_nothing_wrong(filled) -> None:
    checked = filled("doctor", "--json")
    assert checked.code == 0
    assert checked.document["ok"]
    names = [one["name"] for one in checked.document["checks"]]
    assert {"versions", "settings", "model", "prompts", "lock", "ledger", "embedding", "keywords", "vectors"} <= set(
        names
    )


def test_doctor_reports_what_cannot_be_opened_with_exit_code_3(filled, tmp_path: Path) -> None:
    (tmp_path / "home" / "ledger.sqlite").write_bytes(b"no database" * 1000)
    checked = filled("doctor", "--json")
    assert checked.code == 3
    assert not checked.document["ok"]


# --- how it reads


def test_an_answer_shows_where_it_comes_from(filled) -> None:
    shown = filled("ask", FIGURE).out
    assert "3.12万人" in shown.splitlines()[0]
    assert "岚浦市人力资源和社会保障局2023年工作总结和2024年工作计划 › 2023年工作完成情况 › " in shown
    assert re.search(r"“.*3\.12万人.*”", shown)


def test_a_refusal_shows_the_nearest_sections(filled) -> None:
    shown = filled("ask", UNKNOWN).out
    assert "The nearest sections" in shown
    assert " › " in shown


def test_a_pipe_gets_no_colours(filled) -> None:
    for arguments in (["reports"], ["ask", FIGURE], ["summarize", "renshe-2023"], ["figures", "renshe-2023"]):
        assert "\x1b" not in filled(*arguments).out


def test_rows_for_a_pipe_are_not_folded(filled) -> None:
    assert len(filled("reports").out.splitlines()) == 5


def test_messages_go_to_stderr_and_results_to_stdout(rag) -> None:
    empty = rag("reports")
    assert empty.out == ""
    assert "rag ingest" in empty.err


# --- usage


@pytest.mark.parametrize("language", messages.LANGUAGES)
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(capsys, monkeypatch, language: str, command: str) -> None:
    monkeypatch.setenv("RAG_LANGUAGE", language)
    assert run([command, "--help"]) == 0
    shown = capsys.readouterr().out
    assert messages.text("help_help", language) in shown
    assert f"rag {command}" in shown.split("--help")[-1]


def test_help_names_every_command(rag) -> None:
    shown = rag("--help").out
    others = ("serve", "worker", "mcp", "backup")  # which last, or need a file
    assert all(f" {name} " in shown for name in (*COMMANDS, *others))
    assert len(build("en").registered_commands) == len(COMMANDS) + len(others)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask"], "QUESTION is missing"),
        (["ask", "问", "--colour"], "--colour"),
        (["summarise", "x"], "no command summarise"),
        (["summarize", "x", "--format", "odt"], "md, json, docx, html, pdf"),
        (["figures", "--format", "xlsx"], "table, csv, json"),
        (["search", "x", "-k", "0"], "-k"),
        (["ask", "问", "--year", "二〇"], "--year"),
    ],
)
def test_a_command_line_that_cannot_be_meant_is_refused_with_its_help(rag, arguments: list[str], said: str) -> None:
    refused = rag(*arguments)
    assert (refused.code, refused.out) == (2, "")
    assert said in refused.err
    assert "--help" in refused.err


def test_errors_are_one_json_document_too(rag) -> None:
    refused = rag("show", "nothing", "--json")
    assert (refused.code, refused.err) == (2, "")
    assert refused.document["error"]["code"] == "unknown_report"
    usage = rag("ask", "--json")
    assert (usage.code, usage.document["error"]["code"]) == (2, "usage")


def test_no_command_shows_help_and_is_a_usage_error(rag) -> None:
    shown = rag()
    assert shown.code == 2
    assert "rag ask" in shown.out


def test_a_faulty_setting_is_named(rag, monkeypatch) -> None:
    monkeypatch.setenv("RAG_MAX_FILE_MEGABYTES", "lots")
    refused = rag("reports")
    assert refused.code == 2
    assert "RAG_MAX_FILE_MEGABYTES" in refused.err


def test_a_model_that_is_none_is_named(filled) -> None:
    refused = filled("ask", FIGURE, "--model", "gpt")
    assert refused.code == 2
    assert "gpt" in refused.err


def test_the_reader_of_a_pipe_may_leave(tmp_path: Path) -> None:
    """`rag … | head -1`: no traceback."""
    reading, writing = os.pipe()
    os.close(reading)
    code = "from rag.entrypoints.cli import main; main()"
    arguments = [sys.executable, "-c", code, "doctor", "--json"]
    environment = {**os.environ, "RAG_HOME": str(tmp_path)}
    left = subprocess.run(arguments, stdout=writing, stderr=subprocess.PIPE, env=environment, text=True, check=False)
    os.close(writing)
    assert left.stderr == ""
    assert left.returncode == 1


def test_help_is_quick_because_nothing_heavy_is_imported() -> None:
    code = "import sys; from rag.entrypoints.cli.main import run; run(['--help']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"numpy", "chromadb", "tantivy", "sqlalchemy", "langchain_core", "fastapi", "torch", "lxml", "rag.service"}
    assert heavy & set(done.stderr.split()) == set()


def test_the_demo_shows_an_answer_a_mask_a_refusal_and_a_summary(rag, tmp_path: Path) -> None:
    shown = rag("demo")
    assert shown.code == 0
    assert "3.12万人" in shown.out
    assert "*万元" in shown.out
    assert not (tmp_path / "home").exists()
    document = json.loads(rag("demo", "--json").out)
    assert [one["status"] for one in document["answers"]] == ["answered", "answered", "refused"]
    assert document["summary"]["citations"]
