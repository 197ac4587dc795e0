"""What a reader of a model's reply would have seen, judged without the product's own verification."""

from __future__ import annotations

import pytest

from benchmarks.model_judging import Seen, judged, seen_in_reply
from benchmarks.model_recording import Call

PROMPT = """证据：
## 《港务局工作总结》（2019年） › 生产
- 全年吞吐量1.2亿吨，增长4%。[k3f7]
- 新建泊位*个。[h8w2]
- 机关开展读书活动。[t4c9]

问题：吞吐量是多少？"""
GIVEN = {"status": "answered", "contains": [["1.2亿"]], "numbers": ["1.2亿吨"]}
MASKED = {"status": "answered", "contains": [], "numbers": [], "undisclosed": True}


def _seen(reply: str) -> list[Seen]:
    return seen_in_reply(Call("1", ({"role": "user", "content": PROMPT},), reply, "stop", 1.0))


def _judged(reply: str, expect: dict[str, object] = GIVEN) -> dict[str, int]:
    return judged(expect, _seen(reply), question="吞吐量是多少？")


def test_a_true_sentence_with_its_handle_has_no_fault() -> None:
    found = _judged("全年吞吐量1.2亿吨。[k3f7]")
    assert found["claims"] == found["figures"] == 1
    assert not found["wrong_figures"]
    assert not found["citations_that_do_not_hold"]
    assert not found["claims_without_a_usable_citation"]


def test_the_year_may_be_that_of_the_report() -> None:
    assert not _judged("2019年吞吐量1.2亿吨。[k3f7]")["wrong_figures"]
    assert _judged("2018年吞吐量1.2亿吨。[k3f7]")["wrong_figures"]


@pytest.mark.parametrize("reply", ["吞吐量12亿吨。[k3f7]", "吞吐量1.2亿元。[k3f7]", "吞吐量1.2亿吨。[h8w2]"])
def test_a_figure_that_the_cited_sentence_does_not_have_is_wrong_and_so_is_the_citation(reply: str) -> None:
    found = _judged(reply)
    assert found["figures_not_in_the_cited_sentence"] == 1
    assert found["citations_that_do_not_hold"] == 1


@pytest.mark.parametrize("reply", ["全年吞吐量1.2亿吨。", "全年吞吐量1.2亿吨。[a2a2]"])
def test_a_claim_that_cites_nothing_known_has_no_usable_citation(reply: str) -> None:
    assert _judged(reply)["claims_without_a_usable_citation"] == 1


def test_a_figure_for_a_masked_one_is_counted() -> None:
    assert _judged("新建泊位12个。[h8w2]", MASKED)["figures_for_masked_ones"] == 1
    assert not _judged("报告未披露新建泊位的个数。[h8w2]", MASKED)["wrong_figures"]


def test_a_figure_of_something_else_is_wrong_though_it_stands_there() -> None:
    assert _judged("吞吐量增长4%。[k3f7]")["figures_of_something_else"] == 1


def test_a_figure_where_the_reports_have_none_is_wrong() -> None:
    assert _judged("全年吞吐量1.2亿吨。[k3f7]", {"status": "refused"})["figures_of_something_else"] == 1


def test_a_refusal_shows_nothing() -> None:
    assert _seen("REFUSE") == [] == _seen("证据里没有相关内容，无法回答。")


def test_handles_before_and_behind_sentences_of_one_line_are_told_apart() -> None:
    behind = _seen("全年吞吐量1.2亿吨[k3f7]，新建泊位*个[h8w2]。")
    before = _seen("[k3f7] 全年吞吐量1.2亿吨。[h8w2] 新建泊位*个。")
    assert [one.cited for one in behind] == [one.cited for one in before]


def test_a_computed_figure_follows_from_two_that_are_cited() -> None:
    quotes = ("吞吐量1.2亿吨", "吞吐量1.0亿吨")
    right = Seen("多0.2亿吨。", quotes, is_computed=True)
    wrong = Seen("多0.3亿吨。", quotes, is_computed=True)
    assert not judged(GIVEN, [right], question="")["figures_not_in_the_cited_sentence"]
    assert judged(GIVEN, [wrong], question="")["figures_not_in_the_cited_sentence"]


def test_a_correction_names_the_figure_it_denies() -> None:
    assert not _judged("全年吞吐量1.2亿吨，不是1.5亿吨。[k3f7]")["wrong_figures"]


@pytest.mark.parametrize(
    ("said", "cited"),
    [
        ("满意度89%", "满意度达到百分之八十九"),
        ("留岸率70%", "留岸率达到七成"),
        ("4个问题", "四个问题"),
        ("12个", "十二个"),
    ],
)
def test_numbers_of_a_source_may_be_written_in_chinese(said: str, cited: str) -> None:
    assert not judged({"status": "answered"}, [Seen(said, (cited,))], question="")["wrong_figures"]
