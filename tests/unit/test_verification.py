"""Claims against cited spans: what is held up, what is dropped and why. All text is fictional."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.domain import DropReason, Verdict
from rag.verification import verify

SPAN = (
    "截至2023年12月，云川市城镇新增就业*万人，促进失业人员再就业3590人，社保卡覆盖率达到95％，比2022年提高5个百分点；"
    "举办招聘会约120场，印发《云川市就业促进办法》（云政发〔2023〕15号），第三批“惠企通”网点已建成12个。"
)
PROBLEMS = "城东产业园运营尚未启动，投诉量同比下降8%，收支差额没有扩大，应急资金不足50万元，基层窗口力量不够充足。"
LISTED = "东城区、西城区、南城区新增企业分别为12家、35家和8家，全市精简审批材料20余项。"


def reason(claim, *evidence):
    return verify(claim, evidence or (SPAN,)).reason


def verdict(claim, *evidence):
    return verify(claim, evidence or (SPAN,)).verdict


@pytest.mark.parametrize("evidence", [(), ("",), (" \n",)])
def test_a_claim_without_evidence_has_no_citation(evidence):
    assert verify("覆盖率达到95%。", evidence).reason == DropReason.NO_CITATION


@pytest.mark.parametrize("claim", ["", "。", "[1]"])
def test_an_empty_claim_is_unsupported(claim):
    assert reason(claim) == DropReason.UNSUPPORTED


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("促进失业人员再就业3,590人。", SPAN),
        ("报告显示，社保卡覆盖率达到百分之九十五[1]。", SPAN),
        ("社保卡覆盖率比2022年提高了5个百分点。", SPAN),
        ("举办约一百二十场招聘会。", SPAN),
        ("第3批“惠企通”网点已建成十二个。", SPAN),
        ("印发《云川市就业促进办法》，失业人员再就业3590名。", SPAN),
        ("2023年云川市失业人员再就业3590人。", SPAN),
        ("投诉量下降8%。", PROBLEMS),
        ("西城区新增企业35家。", LISTED),
        ("精简审批材料20多项。", LISTED),
    ],
)
def test_the_same_in_other_words_is_supported(claim, evidence):
    assert verdict(claim, evidence) == Verdict.SUPPORTED


@pytest.mark.parametrize(
    "claim",
    [
        "促进失业人员再就业3591人。",
        "促进失业人员再就业3590户。",
        "促进失业人员再就业3590万人。",
        "社保卡覆盖率提高95%。",
        "社保卡覆盖率比2022年提高5%。",
        "社保卡覆盖率比2022年降低5个百分点。",
        "社保卡覆盖率比2021年提高5个百分点。",
        "截至2024年12月，社保卡覆盖率达到95%。",
        "举办招聘会超过120场。",
        "举办招聘会12场，“惠企通”网点已建成120个。",
        "第二批“惠企通”网点已建成12个。",
        "印发《云川市就业促进办法》（云政发〔2023〕16号）。",
    ],
)
def test_a_figure_or_number_that_is_not_in_the_span_drops_the_claim(claim):
    assert reason(claim) == DropReason.FIGURE_NOT_IN_SPAN


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("应急资金超过50万元。", PROBLEMS),
        ("投诉量同比增长8%。", PROBLEMS),
        ("投诉量占8%。", PROBLEMS),
        ("西城区新增企业12家。", LISTED),
        ("东城区、西城区、南城区新增企业分别为35家、12家和8家。", LISTED),
        ("精简审批材料20项。", LISTED),
    ],
)
def test_a_value_turned_round_or_moved_to_another_thing_is_dropped(claim, evidence):
    assert reason(claim, evidence) == DropReason.FIGURE_NOT_IN_SPAN


@pytest.mark.parametrize(
    "claim", ["城镇新增就业5万人。", "截至2023年12月，云川市城镇新增就业35900人。", "城镇新增就业3590人。"]
)
def test_a_value_for_a_masked_figure_is_dropped(claim):
    assert reason(claim) == DropReason.MASKED_FIGURE


@pytest.mark.parametrize(
    "claim", ["云川市城镇新增就业人数未披露。", "城镇新增就业的具体人数，报告没有公开。", "城镇新增就业*万人"]
)
def test_saying_that_a_masked_value_is_not_disclosed_is_undisclosed(claim):
    assert verdict(claim) == Verdict.UNDISCLOSED


def test_saying_that_a_disclosed_value_is_not_disclosed_is_dropped():
    assert reason("失业人员再就业人数未披露。") == DropReason.UNSUPPORTED
    assert reason("投诉量降幅未披露。", PROBLEMS) == DropReason.UNSUPPORTED


def test_a_sentence_with_a_masked_figure_among_others_is_supported():
    assert verdict("城镇新增就业*万人，促进失业人员再就业3590人。") == Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("城东产业园运营已经启动。", PROBLEMS),
        ("收支差额扩大。", PROBLEMS),
        ("基层窗口力量充足。", PROBLEMS),
        ("基层窗口力量够充足。", PROBLEMS),
        ("印发《云川市创业促进办法》。", SPAN),
        ("“惠民通”网点已建成12个。", SPAN),
        ("第三批“惠企通”网点未建成12个。", SPAN),
        ("湖南省举办招聘会约120场。", SPAN),
        ("社保卡覆盖率达到95%，群众普遍反映办事方便快捷。", SPAN),
        ("全市加强了道路养护和绿化工作。", SPAN),
        ("城西产业园运营尚未启动。", "城东产业园区运营尚未启动，城东区财政局已拨付。"),
    ],
)
def test_what_the_span_does_not_say_is_unsupported(claim, evidence):
    assert reason(claim, evidence) == DropReason.UNSUPPORTED


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("码头还有危旧仓库。", "码头危旧仓库全部消除，新增泊位3个。"),
        ("城镇居民补贴标准为每月170元。", "城乡居民补贴标准为每月170元。"),
        ("前两届大赛各有412人参赛。", "第二届大赛参赛选手412人。"),
        ("该单位获评省级文明单位。", "该单位获评市级文明单位。"),
    ],
)
def test_a_state_that_ended_a_wider_group_or_a_figure_of_one_given_to_all_is_dropped(claim, evidence):
    assert verify(claim, [evidence]).verdict is None


def test_what_each_has_stands_where_the_evidence_says_each():
    assert verify("甲县和乙县各1家。", ["其中甲县和乙县各1家。"]).verdict is Verdict.SUPPORTED


def test_a_piece_cut_out_of_a_clause_is_not_taken_for_a_copy():
    assert reason("运营启动。", "产业园未能运营启动。") == DropReason.UNSUPPORTED
    assert reason("惠及5人。", "惠及5人次。") == DropReason.FIGURE_NOT_IN_SPAN
    assert reason("惠及5人。", "惠及15人。") == DropReason.FIGURE_NOT_IN_SPAN


def test_several_spans_hold_a_claim_up_together():
    assert verdict("失业人员再就业3590人，投诉量下降8%。", SPAN, PROBLEMS) == Verdict.SUPPORTED
    assert reason("失业人员再就业3590人，投诉量下降8%。", SPAN) == DropReason.FIGURE_NOT_IN_SPAN


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("3,590 unemployed people found work again and coverage reached 95%.", Verdict.SUPPORTED),
        ("Coverage rose by 5 percentage points from 2022.", Verdict.SUPPORTED),
        ("The number of new urban jobs is not disclosed.", Verdict.UNDISCLOSED),
        ("Coverage fell by 5 percentage points.", DropReason.MASKED_FIGURE),
        ("3,591 unemployed people found work again.", DropReason.MASKED_FIGURE),
    ],
)
def test_a_claim_in_english_is_checked_by_its_numbers(claim, expected):
    finding = verify(claim, [SPAN])
    assert expected in (finding.verdict, finding.reason)


def test_an_english_number_that_is_nowhere_is_not_in_the_span():
    assert reason("Complaints fell by 9%.", PROBLEMS) == DropReason.FIGURE_NOT_IN_SPAN


FICTION = [
    "今年以来，*余名干部下沉一线，走访企业1.2万家次，解决问题98.5%以上。",
    "**人社局深化“一窗通办”改革，不断优化流程；取消证明事项12项，压减时限三分之二。",
    "2022年**月，召开第3次联席会议，未发现重大风险隐患。",
    "城区、乡镇同比分别增长5.2%、6.1%，失业率控制在5.5%以内。",
    "一是抓培训。全年培训3-5期，惠及两千余人次，但覆盖面不够广、专业师资不足。",
    "坚持“标准统一”三原则，从去年三月启动，至今已一年零三个月。",
    "《云川市技能提升三年行动方案（2021—2023年）》印发，7×24小时热线12333畅通。",
]


@pytest.mark.parametrize("sentence", [*FICTION, SPAN, PROBLEMS, LISTED])
def test_a_sentence_copied_from_the_evidence_passes(sentence):
    assert verify(sentence, [sentence]).verdict is not None
    assert verify(sentence, ["前一句话。" + sentence + "后一句话。"]).verdict is not None


@given(st.lists(st.sampled_from(FICTION), min_size=1, max_size=4, unique=True), st.data())
def test_every_run_of_whole_clauses_of_the_evidence_passes(sentences, data):
    text = "".join(sentences)
    clauses = text.replace("；", "，").split("，")
    start = data.draw(st.integers(0, len(clauses) - 1))
    end = data.draw(st.integers(start + 1, len(clauses)))
    assert verify("，".join(clauses[start:end]), [text.replace("；", "，")]).verdict is not None


@given(st.text(min_size=1), st.lists(st.text(), max_size=3))
def test_any_text_gets_a_verdict_or_a_reason(claim, evidence):
    finding = verify(claim, evidence)
    assert (finding.verdict is None) != (finding.reason is None)


def test_every_sentence_of_the_real_reports_verifies_against_itself():
    folder = Path(__file__).parents[3] / "shared" / "reports"
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
    if not texts:
        pytest.skip(f"no reports under {folder}")
    sentences = [part.strip() for text in texts for part in text.replace("\n", "。").split("。") if part.strip()]
    kept = [sentence for sentence in sentences if any(character.isalnum() for character in sentence)]
    assert [sentence for sentence in kept if verify(sentence + "。", [sentence + "。"]).verdict is None] == []
