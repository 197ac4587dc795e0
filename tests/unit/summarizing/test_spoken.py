"""Transcripts: told by their speakers, and read without what only speech puts in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.domain import Span
from rag.parsing import sentence_spans
from rag.summarizing.spoken import is_transcript, spoken_runs, without_speaker

MEETING = "\n".join(
    [
        "主持人：大家好，欢迎各位来到今天的讨论。",
        "发言人1：对，然后我们的冷链仓库必须建在产地旁边，因为路上的损耗太大了。",
        "发言人2：那么冷链仓库的电费是最大的成本。",
        "主持人：请问怎么解决电费的问题？",
        "发言人1：其实就是说屋顶光伏能够解决三分之一的电费。",
        "发言人2：好的，谢谢。",
    ]
)


def runs_of(text: str) -> list[str]:
    return [run.words for run in spoken_runs(text, sentence_spans(text))]


def test_lines_that_begin_with_speakers_who_come_back_are_a_transcript() -> None:
    assert is_transcript(MEETING)


@pytest.mark.parametrize("speaker", ["张三", "Speaker 1", "说话人 2", "主持人"])
def test_speakers_may_have_any_name(speaker: str) -> None:
    assert is_transcript("\n".join(f"{who}：仓库的事情要抓紧办好。" for who in (speaker, "另一位") * 4))


def test_a_line_with_the_time_at_which_somebody_began_is_a_speaker() -> None:
    assert is_transcript("\n".join("发言人1 00:12\n仓库要建在产地旁边。" for _ in range(6)))


def test_the_labels_of_a_form_are_no_speakers() -> None:
    labels = ("时间", "地点", "主题", "参加人", "记录人", "内容")
    assert not is_transcript("\n".join(f"{label}：某市某某中心。" for label in labels))


def test_an_article_is_no_transcript() -> None:
    assert not is_transcript("某市建成三座冷链仓库。\n市长说：“明年再建两座。”\n仓库由企业运营。\n记者：某某")


def test_what_opens_a_sentence_and_says_nothing_is_cut() -> None:
    assert any(one.startswith("我们的冷链仓库必须建在产地旁边") for one in runs_of(MEETING))
    assert "屋顶光伏能够解决三分之一的电费" in runs_of(MEETING)


def test_the_speaker_is_no_part_of_what_is_said() -> None:
    assert not any("发言人" in one for one in runs_of(MEETING))


def test_questions_are_not_shown() -> None:
    assert not any("怎么解决" in one for one in runs_of(MEETING))


@pytest.mark.parametrize(
    "sentence",
    [
        "它是一个非常重要的冷链仓库的项目。",
        "这就是我们冷链仓库的整个建设的过程。",
        "都已经在产地旁边建成了冷链仓库。",
        "我们我们的冷链仓库必须建在产地旁边。",
        "冷链仓库建设的主要的一个发展的节点。",
    ],
)
def test_what_needs_the_sentence_before_or_stumbles_or_says_nothing_is_not_shown(sentence: str) -> None:
    assert runs_of(f"发言人1：{sentence}") == []


def test_a_run_ends_where_nothing_is_left_hanging() -> None:
    text = (
        "发言人1：冷链仓库必须建在产地旁边才能够减少路上的损耗，"
        "所以从整个的运营的成本的角度，我们每年省下了三百万元的运费。"
    )
    assert runs_of(text)
    assert not any(one.endswith("角度") for one in runs_of(text))


def test_a_line_without_a_speaker_stays_whole() -> None:
    text = "冷链仓库必须建在产地旁边。"
    assert without_speaker(text, Span(0, len(text))).of(text) == "冷链仓库必须建在产地旁边"


@given(st.lists(st.sampled_from([*MEETING, "\n", "，", "。", "因为", "发言人1："]), max_size=80).map("".join))
def test_runs_are_the_words_at_their_place(text: str) -> None:
    sentences = sentence_spans(text)
    for run in spoken_runs(text, sentences):
        assert run.span.of(text) == run.words
        assert sentences[run.sentence].contains(run.span)
