"""Counting tokens as cl100k_base does, offline."""

from __future__ import annotations

import hashlib
import time
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.adapters.tokens import EXACT_UP_TO_CHARACTERS, PATTERN, VOCABULARY_FILE, count_tokens, counter_for


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", 0), ("hello world", 2), ("tiktoken is great!", 6), ("antidisestablishmentarianism", 6), ("2 + 2 = 4", 7)],
)
def test_counts_are_those_published_for_cl100k_base(text: str, expected: int) -> None:
    assert count_tokens(text) == expected


def test_the_vocabulary_file_is_the_published_one() -> None:
    content = files("tiktoken_ext").joinpath(VOCABULARY_FILE).read_bytes()
    assert hashlib.sha256(content).hexdigest() == "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7"


def test_the_pattern_is_the_one_that_tiktoken_uses(monkeypatch: pytest.MonkeyPatch) -> None:
    from tiktoken_ext import openai_public

    monkeypatch.setattr(openai_public, "load_tiktoken_bpe", lambda *_, **__: {})
    assert openai_public.cl100k_base()["pat_str"] == PATTERN


def test_a_special_token_in_a_report_is_ordinary_text() -> None:
    assert count_tokens("<|endoftext|>") > 1


def test_half_a_surrogate_pair_is_counted_and_does_not_raise() -> None:
    assert count_tokens("稳岗\ud800返还") > 0


@pytest.mark.parametrize("character", ["岗", "*", " ", "a", "1", "。"])
def test_a_line_of_five_megabytes_without_a_break_takes_seconds_at_most(character: str) -> None:
    started = time.perf_counter()
    assert count_tokens(character * 1_700_000) > 0
    assert time.perf_counter() - started < 10


def test_cutting_a_long_text_hardly_moves_the_count() -> None:
    sentence = "全年为小微企业发放稳岗补贴，帮助离校未就业毕业生找到岗位。"
    times = 5 * EXACT_UP_TO_CHARACTERS // len(sentence)
    whole = count_tokens(sentence) * times
    assert abs(count_tokens(sentence * times) - whole) <= 0.01 * whole


@given(st.text(max_size=200))
def test_no_text_has_more_tokens_than_bytes(text: str) -> None:
    assert count_tokens(text) <= len(text.encode())


@pytest.mark.parametrize(
    ("model", "factor"),
    [
        ("openai:qwen2.5-7b-instruct", 0.7),
        ("ollama:QwQ", 0.7),
        ("openai:deepseek-chat", 0.65),
        ("ollama:deepseek-r1-distill-llama-8b", 1.25),
        ("ollama:deepseek-r1-distill-qwen-7b", 0.7),
        ("openai:gpt-4o-mini", 1.0),
        ("openai:o3", 1.0),
        ("anthropic:claude-sonnet", 1.25),
        ("mistralai:mistral-small", 1.75),
        ("openai:some-model-nobody-knows", 1.25),
    ],
)
def test_tokens_of_a_model_are_counted_by_its_family(model: str, factor: float) -> None:
    text = "全市城镇新增就业完成年度目标任务，就业形势总体稳定。" * 40
    assert counter_for(model)(text) == pytest.approx(count_tokens(text) * factor, abs=1)


def test_a_single_token_is_never_counted_as_none() -> None:
    assert counter_for("openai:qwen-plus")("好") >= 1
    assert counter_for("openai:qwen-plus")("") == 0
