"""Replies in pieces: the same whole lines however they are cut, nothing of what models wrap around them, no circles."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import Failure
from rag.reply_text import ReplyText, different_share

LIMIT = 4_000
CLAIMS = "全市新增就业3.2万人。[k3f7]\n登记失业率2.9%。[a2b3]\n"


def read(reply: str, *, cuts: int = 1, limit: int | None = LIMIT) -> tuple[list[str], Failure | None]:
    """The lines of `reply` in pieces of `cuts` characters, until something is wrong with it."""
    text = ReplyText(limit_characters=limit)
    lines = []
    for at in range(0, len(reply), cuts):
        lines += text.feed(reply[at : at + cuts])
        if text.problem:
            return lines, text.problem
    return lines + text.finish(), text.problem


@given(reply=st.text(alphabet="甲乙。[k3f7]\n\r`<>/think ", max_size=120), cuts=st.integers(1, 20))
def test_how_a_reply_is_cut_changes_nothing(reply: str, cuts: int) -> None:
    assert read(reply, cuts=cuts)[0] == read(reply, cuts=len(reply) + 1)[0]


def test_a_line_is_given_when_its_end_comes_and_not_before() -> None:
    text = ReplyText(limit_characters=LIMIT)
    assert text.feed("全市新增就业3.2万人。[k3f7]") == []
    assert text.feed("\n登记") == ["全市新增就业3.2万人。[k3f7]"]
    assert text.feed("失业率2.9%。[a2b3]") == []
    assert text.finish() == ["登记失业率2.9%。[a2b3]"]


@pytest.mark.parametrize(
    "wrapped",
    [
        f"```\n{CLAIMS}```",
        f"```markdown\n{CLAIMS}```\n",
        f"~~~\n{CLAIMS}~~~",
        f"<think>\n先看第一句，3.2万人[x9x9]。\n再看第二句。\n</think>\n\n{CLAIMS}",
        f"<think>想一想</think>{CLAIMS}",
        f"<Thinking>\n想\n</Thinking>\n{CLAIMS}",
        CLAIMS.replace("\n", "\r\n"),
        CLAIMS.replace("\n", "\n\n"),
    ],
)
def test_what_models_wrap_around_a_reply_is_taken_off(wrapped: str) -> None:
    assert read(wrapped) == (CLAIMS.split("\n")[:-1], None)


def test_a_thought_whose_opening_stood_in_the_prompt_ends_at_its_closing_tag() -> None:
    assert read("失业率是多少。</think>登记失业率2.9%。[a2b3]")[0] == ["登记失业率2.9%。[a2b3]"]


def test_a_thought_that_never_ends_shows_nothing() -> None:
    assert read("<think>登记失业率2.9%。[a2b3]\n那么")[0] == []


def test_a_comparison_sign_is_no_tag() -> None:
    assert read("失业率<3%，就业率>90%。[a2b3]")[0] == ["失业率<3%，就业率>90%。[a2b3]"]


def test_the_same_line_a_third_time_is_babbling_and_the_first_two_stand() -> None:
    line = "就业形势保持总体稳定。[k3f7]\n"
    assert read(line * 5) == ([line.strip()] * 2, Failure.BABBLING)


def test_short_lines_may_be_the_same() -> None:
    assert read("无。\n" * 5) == (["无。"] * 5, None)


@pytest.mark.parametrize(
    "unit",
    ["好", "就业形势总体稳定，", "全市城镇新增就业完成年度目标任务，各项政策平稳落实到位，重点群体就业得到保障，" * 2],
)
def test_the_same_words_without_end_are_babbling(unit: str) -> None:
    assert read(unit * (3_000 // len(unit)))[1] is Failure.BABBLING


def test_the_same_words_under_a_number_that_counts_up_are_babbling() -> None:
    endless = "\n".join(f"{number}. 加强就业服务体系建设，提升就业服务水平。" for number in range(1, 200))
    lines, problem = read(endless)
    assert problem is Failure.BABBLING
    assert len(lines) < 40


def test_thoughts_that_go_in_circles_are_babbling_too() -> None:
    assert read("<think>" + "等等，让我再看一遍证据。" * 200)[1] is Failure.BABBLING


def varied(characters: int) -> str:
    draw = random.Random(7)
    return "".join(chr(draw.randrange(0x4E00, 0x9FA5)) for _ in range(characters))


def test_a_reply_beyond_the_limit_is_cut_with_or_without_ends_of_lines() -> None:
    assert read(varied(LIMIT + 100), cuts=20)[1] is Failure.TOO_LONG
    lines, problem = read("\n".join(varied(5_000)[at : at + 50] for at in range(0, 5_000, 50)), cuts=20)
    assert problem is Failure.TOO_LONG
    assert sum(map(len, lines)) <= LIMIT


def test_thoughts_may_be_longer_than_a_reply_but_not_endless() -> None:
    assert read(f"<think>{varied(LIMIT * 2)}</think>\n{CLAIMS}", cuts=50)[1] is None
    assert read(f"<think>{varied(LIMIT * 11)}", cuts=50)[1] is Failure.TOO_LONG


def test_a_long_list_of_lines_that_differ_by_a_name_is_no_babbling() -> None:
    names = varied(120)
    listed = "\n".join(f"{names[at : at + 2]}镇新建水厂一座，受益群众{at}户。[k3f7]" for at in range(0, 120, 2))
    assert read(listed)[1] is None
    assert 0.2 < different_share(listed[:600]) < 0.4


def test_without_a_limit_nothing_is_doubted() -> None:
    line = "就业形势保持总体稳定。[k3f7]"
    assert read(f"{line}\n" * 500, limit=None) == ([line] * 500, None)
