"""A text handed over with its title comes through as it is."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.adapters.readers import read
from rag.errors import EmptyFile

# Every code point, halves of surrogate pairs too.
ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))


def _file(title: str, text: str) -> bytes:
    return json.dumps({"title": title, "text": text}).encode()


def test_title_and_text_are_what_was_given() -> None:
    source = read(_file("某镇简报", "一、情况\n新建厕所12座。"), name="甲.json")
    assert (source.title, source.text, source.marks, source.format) == (
        "某镇简报",
        "一、情况\n新建厕所12座。",
        (),
        "json",
    )


@pytest.mark.parametrize(
    "text", ["<p>甲&amp;乙</p>", "# 甲\n\n**乙**", "<?xml version='1.0'?><a>甲</a>", "%PDF-1.7 甲", "{}"]
)
def test_nothing_in_the_text_is_markup(text: str) -> None:
    assert read(_file("<b>题</b>", text), name="甲.txt").text == text
    assert read(_file("<b>题</b>", text), name="甲.txt").title == "<b>题</b>"


@given(title=ANY_TEXT, text=ANY_TEXT)
def test_only_line_ends_and_what_is_no_character_change(title: str, text: str) -> None:
    try:
        source = read(_file(title, "实" + text), name="甲")
    except EmptyFile:
        pytest.fail("there is text")
    given_lines = ("实" + text).replace("\r\n", "\n").replace("\r", "\n")
    assert len(source.text) == len(given_lines)
    assert all(one in (other, "\ufffd") for one, other in zip(source.text, given_lines, strict=True))
    source.text.encode("utf-8")
    source.title.encode("utf-8")


def test_a_title_is_one_line() -> None:
    assert read(_file(" 某镇\n 简报\t", "甲"), name="甲").title == "某镇 简报"


def test_a_file_may_be_laid_out_over_several_lines_and_in_another_order() -> None:
    content = json.dumps({"text": "甲", "title": "乙"}, indent=2, ensure_ascii=False).encode()
    assert read(content, name="丙").title == "乙"


@pytest.mark.parametrize(
    "content",
    [
        '{"title": "甲", "text": "乙", "year": 2023}',
        '{"title": "甲"}',
        '{"title": 1, "text": "乙"}',
        '{"title": "甲", "text": "乙"',
        '{"title": ' + "[" * 100_000,
    ],
)
def test_any_other_file_is_the_text_that_it_is(content: str) -> None:
    source = read(content.encode(), name="甲.json")
    assert (source.text, source.title, source.format) == (content, "", "txt")


def test_a_title_without_a_text_is_an_empty_file() -> None:
    with pytest.raises(EmptyFile):
        read(_file("某镇简报", " \n\u200b"), name="甲")
