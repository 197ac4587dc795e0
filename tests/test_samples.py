"""The sample reports are what docs/samples.md says."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from rag.adapters.readers import read
from rag.domain import ParsedReport, Report, ReportFilter, ReportStatus, Summary
from rag.metadata import facts_of
from rag.parsing import parse
from rag.summarizing import Summarizing

SAMPLES = Path(str(files("rag") / "samples"))
REPORTS = sorted(path.name for path in SAMPLES.iterdir() if not path.name.startswith("_"))
MASK = re.compile(r"\*|XX|×|□")


@cache
def text_of(name: str) -> str:
    return read((SAMPLES / name).read_bytes(), name=name).text


def test_there_are_at_least_nine_reports() -> None:
    assert len(REPORTS) >= 9


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_as_long_as_a_short_real_one(name: str) -> None:
    assert 1_400 <= len(re.sub(r"\s", "", text_of(name))) <= 4_000


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_has_masked_figures(name: str) -> None:
    assert MASK.search(text_of(name))


def test_the_table_in_the_docs_names_every_report_and_no_other() -> None:
    table = (Path(__file__).parents[1] / "docs" / "samples.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\| `([^`]+)`", table, re.MULTILINE)) == REPORTS


def test_the_encodings_are_those_that_offices_use() -> None:
    assert read((SAMPLES / "weijian-2022.txt").read_bytes(), name="weijian-2022.txt").encoding == "GB18030"
    assert (SAMPLES / "minzheng-2023.txt").read_bytes().startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in (SAMPLES / "minzheng-2023.txt").read_bytes()


def test_markup_and_hidden_words_do_not_reach_the_text_of_the_page_saved_as_txt() -> None:
    text = text_of("zhujian-2023.txt")
    assert not re.search(r"<|nbsp|jiathis|page_id", text)
    assert "完成投资4.2亿元；既有住宅" in text


def test_the_word_file_numbers_its_headings_and_its_table_has_a_caption() -> None:
    text = text_of("jiaoyu-2023.docx")
    assert "一、主要工作成效" in text
    assert "（一）基础教育优质均衡发展" in text
    assert "表1 2023年全市各级各类教育基本情况" in text
    assert "中等职业学校\t8\t1.16\t*" in text


def test_the_running_header_of_the_pdf_is_left_out() -> None:
    assert "监督管理局文件" not in text_of("shichang-2022.pdf")


def test_one_report_states_the_same_loans_with_two_values() -> None:
    values = re.findall(r"发放创业担保贷款([\d.]+亿元)", text_of("renshe-2023.txt"))
    assert sorted(values) == ["2.12亿元", "2.21亿元"]


def test_two_departments_give_different_values_for_the_new_jobs_of_one_year() -> None:
    assert "全年城镇新增就业实际完成3.26万人" in text_of("renshe-2024.md")
    assert "城镇新增就业3.21万人" in text_of("zhengfu-2024.txt")


def test_the_opening_is_repeated_nearly_word_for_word_over_the_years() -> None:
    stock = "紧扣稳就业、保民生、防风险这条主线"
    assert all(stock in text_of(f"renshe-{year}") for year in ("2022.txt", "2023.txt", "2024.md"))


def test_a_list_of_problems_has_exactly_four() -> None:
    problems = text_of("renshe-2023.txt").split("二、存在的主要问题")[1].split("三、2024年重点工作")[0]
    assert re.findall(r"^（(.)）", problems, re.MULTILINE) == list("一二三四")


class Shelf:
    """The samples, read and parsed, as a ledger."""

    def __init__(self) -> None:
        self._parsed: dict[str, ParsedReport] = {}
        self._reports: dict[str, Report] = {}
        for name in REPORTS:
            source = read((SAMPLES / name).read_bytes(), name=name)
            facts = facts_of(source, name=name)
            self._parsed[name] = parse(source, title=facts.title)
            self._reports[name] = Report(
                name, name, "default", facts, len(source.text), 0, 0, 0, ReportStatus.READY, source.format
            )

    def reports(self, where: ReportFilter = ReportFilter()) -> list[Report]:
        return [self._reports[one] for one in where.report_ids or REPORTS]

    def parsed(self, report_id: str) -> ParsedReport:
        return self._parsed[report_id]

    def text(self, report_id: str) -> str:
        return self._parsed[report_id].text


@cache
def summary_of(*names: str, style: str = "executive") -> Summary:
    return Summarizing(Shelf()).summarize(names, style=style)  # type: ignore[arg-type]


def claims_of(summary: Summary) -> list[str]:
    return [claim.text for section in summary.sections for claim in section.claims]


@pytest.mark.parametrize("name", REPORTS)
def test_an_executive_summary_of_a_sample_has_600_to_900_characters_under_a_headline(name: str) -> None:
    summary = summary_of(name)
    assert 600 <= sum(map(len, claims_of(summary))) <= 900
    assert [section.title for section in summary.sections] == ["总体情况", "主要成效", "存在问题", "下一步安排"]
    assert not summary.dropped


@pytest.mark.parametrize("name", REPORTS)
def test_a_brief_summary_of_a_sample_has_at_most_200_characters(name: str) -> None:
    assert 100 <= sum(map(len, claims_of(summary_of(name, style="brief")))) <= 200


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("style", ["brief", "executive", "detailed"])
def test_a_summary_of_a_sample_says_nothing_that_does_not_stand_in_its_quotes(name: str, style: str) -> None:
    summary = summary_of(name, style=style)
    text = text_of(name)
    quotes = {citation.id: citation.quote for citation in summary.citations}
    assert all(citation.place.span.of(text) == citation.quote for citation in summary.citations)
    for section in summary.sections:
        for claim in section.claims:
            cited = "\n".join(quotes[number] for number in claim.citations)
            # a label and its matter, or headings one after the other
            assert all(part in cited for part in re.split("[：；]", claim.text.removesuffix("。"))), claim.text
            assert not re.match(r"此外|同时|其中|该|这|[一二三四]是|[（(]\d", claim.text)
            assert "领导下" not in claim.text


def test_all_four_problems_of_a_report_stand_in_its_summary() -> None:
    problems = next(section for section in summary_of("renshe-2023.txt").sections if section.title == "存在问题")
    assert [claim.text.split("：")[0] for claim in problems.claims] == [
        "结构性就业矛盾仍然突出",
        "基金长期平衡压力加大",
        "技能培训针对性不够强",
        "数字化服务存在短板",
    ]


def test_the_conflicts_put_into_the_samples_are_found_and_no_others() -> None:
    found = [(conflict.indicator, conflict.period, conflict.unit) for conflict in summary_of(*REPORTS).conflicts]
    assert sorted(found) == [("发放创业担保贷款", "2023年", "元"), ("城镇新增就业", "2024年", "人")]
