"""Replies as models really write them → claims with the handles they cite."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.claims import ClaimReader, DraftClaim, parse_claims

QUESTION = "全市新增就业多少人？"


def claims(reply: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(claim.text, claim.handles) for claim in parse_claims(reply, QUESTION)]


def is_refusal(reply: str) -> bool:
    reader = ClaimReader()
    given_ = [claim for line in reply.splitlines() for claim in reader.read(line)]
    return reader.refused and not [*given_, *reader.finish()]


@pytest.mark.parametrize(
    "written",
    [
        "全市新增就业若干人。[k3f7]",
        "全市新增就业若干人[k3f7]。",
        "全市新增就业若干人 [k3f7] 。",
        "[k3f7] 全市新增就业若干人。",
        "[k3f7]：全市新增就业若干人。",
        "k3f7：全市新增就业若干人。",
        "全市新增就业若干人。k3f7",
        "证据：[k3f7] 全市新增就业若干人。",
        "答案：[k3f7] 全市新增就业若干人。",
        "- 全市新增就业若干人。[k3f7]",
        "## 《总结》（2023年） › 成效\n- 全市新增就业若干人。[k3f7]",
        "全市新增就业若干人。【k3f7】",
        "全市新增就业若干人。［k3f7］",
        "全市新增就业若干人。（k3f7）",
        "全市新增就业若干人。(k3f7)",
        "全市新增就业若干人。（证据：[k3f7]）",
        "全市新增就业若干人。[证据k3f7]",
        "全市新增就业若干人。`[k3f7]`",
        "全市新增就业若干人。[K3F7]",
        "1. 全市新增就业若干人。[k3f7]",
        "1、全市新增就业若干人。[k3f7]",
        "（1）全市新增就业若干人。[k3f7]",
        "①全市新增就业若干人。[k3f7]",
        "- 全市新增就业若干人。[k3f7]",
        "* 全市新增就业若干人。[k3f7]",
        "• 全市新增就业若干人。[k3f7]",
        "> 全市新增就业若干人。[k3f7]",
        "**全市新增就业若干人。** [k3f7]",
        "全市**新增就业**若干人。[k3f7]",
        "根据证据，全市新增就业若干人。[k3f7]",
        "根据提供的证据显示，全市新增就业若干人。[k3f7]",
        "好的，根据以上材料，全市新增就业若干人。[k3f7]",
        "答案：全市新增就业若干人。[k3f7]",
        "Answer: 全市新增就业若干人。[k3f7]",
        "全市新增就业若干人。[1][k3f7]",
        "全市新增就业若干人。\n[k3f7]",
        "全市新增就业若干人。\n\n（[k3f7]）",
        "问题：全市新增就业多少人？\n全市新增就业若干人。[k3f7]",
        "全市新增就业多少人？\n全市新增就业若干人。[k3f7]",
        "## 回答\n全市新增就业若干人。[k3f7]",
        "根据证据：\n全市新增就业若干人。[k3f7]",
        "主要情况如下：\n全市新增就业若干人。[k3f7]",
        "```\n全市新增就业若干人。[k3f7]\n```",
        '{"answer": "全市新增就业若干人。[k3f7]"}',
        '```json\n{\n  "answer": "全市新增就业若干人。",\n  "citations": ["k3f7"]\n}\n```',
        '[{"text": "全市新增就业若干人。", "citations": ["[k3f7]"]}]',
        '{"status": "answered", "claims": [{"text": "全市新增就业若干人。", "handle": "k3f7"}], "language": "zh"}',
        '{"claims": [{"text": "全市新增就业若干人。", "citations": ["k3f7"]}, {"text": "全市就',
    ],
)
def test_one_claim_however_a_model_dresses_it(written: str) -> None:
    [(text, handles)] = claims(written)
    assert text.rstrip("。") == "全市新增就业若干人"
    assert handles == ("k3f7",)


@pytest.mark.parametrize(
    "written",
    [
        "甲项。[k3f7][a2b4]",
        "甲项。[k3f7, a2b4]",
        "甲项。[k3f7、a2b4]",
        "甲项。[k3f7 a2b4]",
        "甲项。[k3f7；a2b4]",
        "甲项。[k3f7]，[a2b4]",
        "甲项。【证据k3f7、证据a2b4】",
        "甲项。（[k3f7]、[a2b4]）",
        "[k3f7][a2b4]甲项。",
        "[k3f7]甲项。[a2b4]",
    ],
)
def test_several_handles_in_any_form(written: str) -> None:
    assert claims(written) == [("甲项。", ("k3f7", "a2b4"))]


def test_several_claims_on_a_line_have_their_handles_behind_them_or_in_front() -> None:
    two = [("甲项。", ("k3f7", "a2b4")), ("乙项。", ("c5d6",))]
    assert claims("甲项。[k3f7][a2b4]乙项。[c5d6]") == two
    assert claims("[k3f7][a2b4]甲项。[c5d6]乙项。") == two


def test_a_handle_in_the_middle_of_a_sentence_does_not_cut_it() -> None:
    assert claims("甲项三个[k3f7]，乙项四个[c5d6]。") == [("甲项三个，乙项四个。", ("k3f7", "c5d6"))]


def test_a_made_up_form_of_handle_is_a_handle_that_nobody_knows() -> None:
    assert claims("甲项。[k3f]") == [("甲项。", ("k3f",))]
    assert claims("甲项。[ev12]") == [("甲项。", ("ev12",))]


def test_a_number_in_brackets_is_no_handle_and_is_not_shown() -> None:
    assert claims("甲项。[1]") == [("甲项。", ())]


def test_brackets_of_the_report_stay() -> None:
    assert claims("使用纸张（A4）三箱。[k3f7]") == [("使用纸张（A4）三箱。", ("k3f7",))]


def test_a_figure_at_the_start_of_a_line_is_not_a_bullet() -> None:
    assert claims("3.5万人参加培训[k3f7]") == [("3.5万人参加培训", ("k3f7",))]


@pytest.mark.parametrize("masked", ["举办招聘会**场次，达成意向**人次。", "共**场次和**人次。", "*万人参加培训。"])
def test_masks_are_not_taken_for_bold(masked: str) -> None:
    assert claims(f"{masked}[k3f7]") == [(masked, ("k3f7",))]


@pytest.mark.parametrize(
    "reply",
    [
        "REFUSE",
        " REFUSE。\n因为没有",
        "**REFUSE**",
        "REFUSE：证据中没有相关内容",
        "根据证据，REFUSE。",
        "REFUSE [k3f7]",
        "[REFUSE]",
        '{"answer": "REFUSE"}',
        "REFUSE\n不过有别的情况。[k3f7]",
        "根据证据无法回答该问题。",
        "抱歉，无法回答。",
        "证据中没有提到相关数据。",
        "The evidence does not mention this.",
    ],
)
def test_refusals_are_recognised_and_nothing_after_them_is_read(reply: str) -> None:
    assert is_refusal(reply)


def test_a_refusal_after_a_claim_ends_the_reply_and_leaves_the_claim() -> None:
    assert claims("甲项。[k3f7]\nREFUSE\n乙项。[a2b4]") == [("甲项。", ("k3f7",))]


def test_what_cites_evidence_is_a_claim_whatever_words_are_in_it() -> None:
    assert not is_refusal("报告写道 REFUSE 一词[k3f7]")
    assert not is_refusal("报告没有提供相关数据。[k3f7]")


def test_a_line_with_its_handles_is_given_at_once_and_one_without_with_the_next() -> None:
    reader = ClaimReader()
    assert reader.read("甲项。[k3f7]") == [DraftClaim("甲项。", ("k3f7",))]
    assert reader.read("乙项。") == []
    assert reader.read("丙项。[a2b4]") == [DraftClaim("乙项。", ()), DraftClaim("丙项。", ("a2b4",))]
    assert reader.read("丁项。") == []
    assert reader.finish() == [DraftClaim("丁项。", ())]


def test_objects_line_by_line_are_given_line_by_line() -> None:
    reader = ClaimReader()
    assert reader.read('{"text": "甲项。", "citations": ["k3f7"]}') == [DraftClaim("甲项。", ("k3f7",))]
    assert reader.read('{"text": "乙项。", "citations": ["a2b4"]}') == [DraftClaim("乙项。", ("a2b4",))]


def test_what_a_model_repeats_behind_a_sentence_that_was_sent_back_is_left_out() -> None:
    assert parse_claims("丁某 —— 全市的堵点正在减少。[k3f7]") == [DraftClaim("丁某", ("k3f7",))]
    assert parse_claims("甲项。[k3f7] —— 所引证据里没有这个意思") == [DraftClaim("甲项。", ("k3f7",))]


def test_a_mark_before_and_behind_the_handles_stands_once() -> None:
    assert parse_claims("甲项不足;[k3f7];") == [DraftClaim("甲项不足;", ("k3f7",))]


@given(st.text())
def test_any_reply_is_read_without_an_error(reply: str) -> None:
    for claim in parse_claims(reply, QUESTION):
        assert claim.text.strip()


@given(st.lists(st.sampled_from(["甲项。", "[k3f7]", "{", "}", '"a": ', "[", "]", "\n", "，", "REFUSE", "**", "1. "])))
def test_any_mixture_of_marks_is_read_without_an_error(pieces: list[str]) -> None:
    for claim in parse_claims("".join(pieces)):
        assert claim.text.strip()
        assert all(len(handle) == 4 for handle in claim.handles)
