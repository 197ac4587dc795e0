"""News and articles: what they say, without datelines, credits and who reported it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.parsing import sentence_spans
from rag.summarizing.written import said_in, written_runs


def runs_of(text: str) -> list[str]:
    return [run.words for run in written_runs(text, said_in(text, sentence_spans(text)))]


def longest_of(text: str) -> str:
    return max(runs_of(text), key=len, default="")


MATTER = "青川市三座冷链仓库在产地建成投用，今年将再建两座"


@pytest.mark.parametrize(
    "before",
    [
        "青川日报讯（记者 李某 通讯员 王某）",
        "某某社青川7月21日电(李某)",
        "某某社青川7月21日电 ",
        "2024-7-21 16:47，正文：",
        "【文/某某网 李某】",
        "据青川市农业农村局消息，",
        "记者从青川市农业农村局获悉，",
        "不过，",
        "本报讯 ",
        "李某供图",
    ],
)
def test_what_stands_before_the_matter_is_not_said(before: str) -> None:
    assert longest_of(f"{before}{MATTER}。") == MATTER


@pytest.mark.parametrize(
    "line",
    [
        "图为仓库内景，工人正在装卸蔬菜。",
        "资料图：工人正在装卸蔬菜的情景。",
        "本文未经授权，不得转载。",
        "来源：青川日报客户端",
        "李某供图",
        "仓库内的蔬菜",
    ],
)
def test_lines_about_the_text_are_not_said(line: str) -> None:
    assert runs_of(line) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "他表示，仓库将在年内全部投用并向农户开放。",
        "该仓库由三家企业共同出资建设运营。",
        "仓库为什么要建在离产地这么近的地方？",
        "青川市供销合作社理事长李某说。",
    ],
)
def test_what_does_not_stand_alone_is_not_said(sentence: str) -> None:
    assert runs_of(sentence) == []


def test_a_long_sentence_may_end_before_its_end_and_a_short_one_not() -> None:
    long = (
        "青川市今年建成三座冷链仓库，总容量达到两万吨，比去年增加了一倍多，"
        "覆盖全市八个蔬菜主产乡镇，惠及农户一万二千多户，带动就业三千多人。"
    )
    assert len(runs_of(long)) > 1
    assert runs_of("青川市建成三座冷链仓库，容量两万吨。") == ["青川市建成三座冷链仓库，容量两万吨"]


def test_no_run_ends_before_what_it_announces() -> None:
    text = (
        "由于路上的损耗一直降不下来而且运费逐年上涨，农户卖菜的收入受到了影响，"
        "青川市决定在八个蔬菜主产乡镇的旁边各建一座冷链仓库。"
    )
    assert not any(one.endswith(("上涨", "影响")) for one in runs_of(text))


def test_credits_do_not_push_the_matter_back() -> None:
    text = f"李某供图\n图为仓库。\n{MATTER}。"
    first = next(written_runs(text, said_in(text, sentence_spans(text))))
    assert first.place == 0


@given(
    st.lists(
        st.sampled_from([*MATTER, "。", "，", "（记者", "）", "电 ", "\n", "据", "消息，", "“", "”"]), max_size=80
    ).map("".join)
)
def test_runs_are_the_words_at_their_place(text: str) -> None:
    sentences = sentence_spans(text)
    for run in written_runs(text, said_in(text, sentences)):
        assert run.span.of(text) == run.words
        assert sentences[run.sentence].contains(run.span)
