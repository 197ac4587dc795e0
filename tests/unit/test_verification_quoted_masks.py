"""`报告未披露…（原文：“…”）`: the words around a mask, quoted as they stand."""

from __future__ import annotations

import pytest

from rag.domain import Verdict
from rag.verification import verify

EVIDENCE = ["全县累计补发种粮、农机和防灾三项补贴*万元，惠及*户。"]


def test_words_with_a_mask_are_undisclosed_whatever_other_numbers_stand_in_them() -> None:
    claim = "报告未披露具体内容（原文：“累计补发种粮、农机和防灾三项补贴*万元”）"
    assert verify(claim, EVIDENCE).verdict is Verdict.UNDISCLOSED


@pytest.mark.parametrize(
    "claim",
    [
        "报告未披露粮食总产量（原文：“三项补贴*万元”）",
        "报告未披露具体内容（原文：“两项补贴*万元”）",
        "报告未披露具体内容（原文：“三项补贴300万元”）",
    ],
)
def test_of_something_else_or_in_other_words_they_hold_nothing_up(claim: str) -> None:
    assert verify(claim, EVIDENCE).verdict is None
