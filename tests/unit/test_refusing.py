"""What a refusal says: what of the question is missing, what there is instead, and where to look."""

from __future__ import annotations

import pytest

from rag.evidence import gather
from rag.questions import understand
from rag.refusing import Refusal, explain_refusal, missing_parts, partial_notice
from tests.stored import Folder, file

LAST_YEAR = """芦溪市民政局2022年工作总结

一、养老服务
全市建成长者食堂36家，新增养老床位1200张。

二、社会救助
发放临时救助金860万元。
"""
THIS_YEAR = LAST_YEAR.replace("2022", "2024").replace("36家", "58家")


@pytest.fixture
def folder() -> Folder:
    folder = Folder.empty()
    folder.ingest(file("a.txt", LAST_YEAR), file("b.txt", THIS_YEAR))
    return folder


def refusal(folder: Folder, question: str, language: str = "zh") -> Refusal:
    asked = understand(question)
    passages = folder.retriever.search(question, k=12)
    evidence = gather(asked, passages, folder.ledger)
    return explain_refusal(asked, evidence, passages, folder.ledger.reports(), language)


def test_a_year_without_a_figure_is_named_with_those_that_have_one(folder: Folder) -> None:
    told = refusal(folder, "2023年建成长者食堂多少家？")
    assert told.text.startswith("报告中提到了2022年、2024年的数字，但没有2023年的。")
    assert told.missing == ("2023年",)


def test_of_a_year_that_there_is_a_report_of_only_what_was_found_is_said(folder: Folder) -> None:
    folder.ingest(file("c.txt", "芦溪市民政局2023年工作总结\n\n一、殡葬改革\n新建公益性墓地4处。\n"))
    told = refusal(folder, "2023年建成长者食堂多少家？")
    assert told.text.startswith("找到的内容里有2022年、2024年的数字，没有找到2023年的。")
    assert told.missing == ("2023年",)


def test_a_place_that_no_report_is_about_is_named(folder: Folder) -> None:
    told = refusal(folder, "杭州建成长者食堂多少家？")
    assert told.missing == ("杭州",)
    assert "杭州" in told.text


def test_a_subject_that_nothing_speaks_of_is_named(folder: Folder) -> None:
    told = refusal(folder, "新建了多少座足球场？")
    assert told.missing == ("足球场",)
    assert "“足球场”" in told.text


def test_the_nearest_sections_are_given_and_named(folder: Folder) -> None:
    told = refusal(folder, "2023年建成长者食堂多少家？")
    assert 0 < len(told.nearest) <= 3
    assert "养老服务" in {heading for place in told.nearest for heading in place.section}
    assert "“养老服务”" in told.text


def test_where_nothing_telling_is_missing_the_refusal_only_says_so(folder: Folder) -> None:
    told = refusal(folder, "2022年长者食堂的床位是谁捐的？")
    assert told.missing == ()
    assert told.text.startswith("报告里没有找到能回答这个问题的内容")


def test_which_report_is_meant_is_asked_where_several_may_be(folder: Folder) -> None:
    told = refusal(folder, "这份报告主要讲了什么？")
    assert "《芦溪市民政局2022年工作总结》" in told.text
    assert "2份报告" in told.text


def test_a_refusal_in_english_says_the_same(folder: Folder) -> None:
    told = refusal(folder, "2023年建成长者食堂多少家？", "en")
    assert "2022年、2024年" in told.text
    assert told.missing == ("2023年",)


def test_without_any_evidence_there_is_still_a_refusal(folder: Folder) -> None:
    asked = understand("2023年长者食堂多少家？")
    told = explain_refusal(asked, gather(asked, [], folder.ledger), [], [], "zh")
    assert told.missing == ("2023年",)
    assert told.nearest == ()


def test_the_half_of_a_comparison_that_has_no_answer_is_named(folder: Folder) -> None:
    asked = understand("2022年和2023年长者食堂各多少家？")
    evidence = gather(asked, folder.retriever.search(asked.text, k=12), folder.ledger)
    cited = [one for one in evidence.sentences if "36家" in one.text]
    assert missing_parts(asked, cited) == ("2023年",)
    assert "2023年" in partial_notice(missing_parts(asked, cited), "zh")
    assert missing_parts(understand("2022年长者食堂多少家？"), cited) == ()
