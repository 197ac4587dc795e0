"""Claims that code puts together: counts of entries, and a value set against the one that a question had."""

from __future__ import annotations

import pytest

from rag.domain import Verdict
from rag.verification import Context, verify

HEADS = ["（一）城乡差距明显。", "（二）专任教师短缺。", "（三）经费投入压力较大。"]
UNDER_PROBLEMS = [Context(2023, "芦溪市教育局工作总结", ("存在的问题",))] * 3


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("共3个问题：城乡差距明显；专任教师短缺；经费投入压力较大", Verdict.COMPUTED),
        ("一共三个问题：城乡差距明显；专任教师短缺；经费投入压力较大。", Verdict.COMPUTED),
        ("共3个部分：城乡差距明显；专任教师短缺；经费投入压力较大", Verdict.COMPUTED),
        ("共4个问题：城乡差距明显；专任教师短缺；经费投入压力较大", None),
        ("共3个问题：城乡差距明显；专任教师短缺；专任教师短缺", None),
        ("共3个问题：城乡差距明显；专任教师短缺；校舍老旧", None),
        ("共3个成绩：城乡差距明显；专任教师短缺；经费投入压力较大", None),
    ],
)
def test_a_count_holds_where_every_entry_does_and_code_counts_as_many(claim: str, verdict: Verdict | None) -> None:
    assert verify(claim, HEADS, UNDER_PROBLEMS).verdict is verdict


SPAN = "全年网上可办事项98项，网办率80%，群众满意度约92%，投诉量同比下降5.1%，由副局长顾云帆牵头。"


@pytest.mark.parametrize(
    "claim",
    [
        "网办率80%，不是95%",
        "网办率80%，而不是95%。",
        "网办率80%，未达到95%",
        "网办率80%，超过75%",
        "投诉量同比下降5.1%，不是增长",
        "由副局长顾云帆牵头，不是方启明",
    ],
)
def test_a_true_value_may_be_set_against_another(claim: str) -> None:
    assert verify(claim, [SPAN]).verdict in (Verdict.SUPPORTED, Verdict.COMPUTED)


@pytest.mark.parametrize(
    "claim",
    [
        "网办率95%，不是80%",  # turned round
        "网办率80%，不是98项",  # another unit, and it stands there
        "网办率80%，不是92%",  # the other value stands there, for something else
        "网办率80%，超过95%",
        "网办率80%，未达到75%",
        "群众满意度约92%，不是93%",  # about 92 may be 93
        "投诉量同比增长5.1%，不是下降",
        "由副局长方启明牵头，不是顾云帆",
    ],
)
def test_what_is_not_so_is_never_set_against_anything(claim: str) -> None:
    assert verify(claim, [SPAN]).verdict is None


RISE_AND_FALL = "人均补贴由300元提高到320元，参训率86%，比上年下降1.2个百分点，由副局长顾云帆牵头。"


@pytest.mark.parametrize("claim", ["人均补贴由300元提高到320元，不是下降", "人均补贴由300元提高到320元，并非减少。"])
def test_what_another_clause_says_of_something_else_is_not_denied(claim: str) -> None:
    assert verify(claim, [RISE_AND_FALL]).verdict is None


def test_a_denial_of_the_report_itself_may_be_repeated() -> None:
    assert verify("投诉增多是受理渠道拓宽，不是服务变差。", ["投诉增多主要是受理渠道拓宽，不是服务变差。"]).verdict


HEADER, ROW = "类别\t学校数（所）\t专任教师（人）", "小学\t131\t5126"


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("小学：专任教师（人）5126", Verdict.SUPPORTED),
        ("小学：学校数（所）131；专任教师（人）5126", Verdict.SUPPORTED),
        ("小学：学校数（所）5126", None),
        ("初中：专任教师（人）5126", None),
    ],
)
def test_a_cell_of_a_table_is_claimed_with_its_own_row_and_column(claim: str, verdict: Verdict | None) -> None:
    assert verify(claim, [ROW, HEADER]).verdict is verdict


def test_the_mask_of_a_cell_is_quoted_with_its_row() -> None:
    claim = "报告未披露具体内容（原文：“职业学校 8 *”）"
    assert verify(claim, ["职业学校\t8\t*", HEADER]).verdict is Verdict.UNDISCLOSED
