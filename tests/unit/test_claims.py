from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.claims import DraftClaim, is_refusal, parse_claims


def test_a_line_with_a_handle_is_one_claim() -> None:
    assert parse_claims("新增就业若干人。[k3f7]") == [DraftClaim("新增就业若干人。", ("k3f7",))]


def test_several_handles_and_several_claims_on_a_line() -> None:
    assert parse_claims("甲。[k3f7][a2b4]乙。[c5d6, e7f8]") == [
        DraftClaim("甲。", ("k3f7", "a2b4")),
        DraftClaim("乙。", ("c5d6", "e7f8")),
    ]


def test_full_width_brackets_and_bullets_are_forgiven() -> None:
    assert parse_claims("- 甲【k3f7】\n2. 乙［a2b4］") == [DraftClaim("甲", ("k3f7",)), DraftClaim("乙", ("a2b4",))]


def test_text_without_a_handle_has_none() -> None:
    assert parse_claims("没有依据的一句。") == [DraftClaim("没有依据的一句。", ())]


def test_a_number_in_brackets_is_not_a_handle() -> None:
    assert parse_claims("甲[1]")[0].handles == ()


def test_a_figure_at_the_start_of_a_line_is_not_a_bullet() -> None:
    assert parse_claims("3.5万人参加培训[k3f7]")[0].text == "3.5万人参加培训"


def test_refusals_are_recognised() -> None:
    assert is_refusal("REFUSE") and is_refusal(" REFUSE。\n因为没有") and is_refusal("")
    assert not is_refusal("报告写道 REFUSE 一词[k3f7]")


@given(st.text())
def test_any_reply_is_read_without_an_error(reply: str) -> None:
    for claim in parse_claims(reply):
        assert claim.text.strip()
