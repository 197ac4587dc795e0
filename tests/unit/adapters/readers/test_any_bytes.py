"""Whatever the bytes, a reader answers with text and marks that fit it, or with a ReadingError."""

from __future__ import annotations

from functools import cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.adapters.readers import read
from rag.errors import ReadingError
from tests.unit.adapters.readers.making import docx, paragraph, pdf, table

NAMES = st.sampled_from(["x.txt", "x.md", "x.html", "x.docx", "x.pdf", "", "x"])


def check(content: bytes, name: str) -> None:
    try:
        source = read(content, name=name)
    except ReadingError as error:
        assert error.in_language("zh")
        assert error.in_language("en")
        return
    assert source.text.strip()
    assert "\r" not in source.text
    source.text.encode("utf-8")
    for mark in source.marks:
        assert 0 <= mark.span.start <= mark.span.end <= len(source.text)


@cache
def _originals() -> list[bytes]:
    markup = "<h1>总结</h1><table><tr><td>甲</td><td>乙</td></tr></table><ul><li>*次</ul>&nbsp;<p hidden>密</p>"
    markdown = "# 总结\n\n**加粗。**新增*人\n\n- 甲\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    return [
        docx(paragraph("总结" * 30) + table(("甲", "1"), ("乙", "2"))),
        pdf(["总结。" * 60, "二、问题"], footer="{page}"),
        markup.encode(),
        markup.encode("gb18030"),
        markdown.encode(),
        markdown.encode("utf-16"),
    ]


@given(st.binary(max_size=400), NAMES)
@settings(max_examples=300, deadline=None)
def test_arbitrary_bytes(content: bytes, name: str) -> None:
    check(content, name)


@given(
    st.sampled_from(
        [b"PK\x03\x04", b"%PDF-1.4\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html>", b"\xff\xfe", b"\x00"]
    ),
    st.binary(max_size=200),
    NAMES,
)
@settings(max_examples=200, deadline=None)
def test_arbitrary_bytes_behind_a_signature(signature: bytes, content: bytes, name: str) -> None:
    check(signature + content, name)


@given(st.text(max_size=300), st.sampled_from(["utf-8", "gb18030", "utf-16"]), NAMES)
@settings(max_examples=200, deadline=None)
def test_arbitrary_text(text: str, codec: str, name: str) -> None:
    check(text.encode(codec, "ignore"), name)


@given(
    st.text(alphabet="<>/!-=\"' \n&;#*_[]()`|hpdivtablr1甲。\u3000", max_size=200),
    NAMES,
)
@settings(max_examples=300, deadline=None)
def test_arbitrary_markup(text: str, name: str) -> None:
    check(text.encode(), name)


@given(st.integers(0, 5), st.data(), NAMES)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_valid_files_with_bytes_changed_lost_or_added(which: int, data: st.DataObject, name: str) -> None:
    original = _originals()[which]
    start = data.draw(st.integers(0, len(original)))
    end = data.draw(st.integers(start, min(len(original), start + 40)))
    check(original[:start] + data.draw(st.binary(max_size=20)) + original[end:], name)
    check(original[:start], name)
