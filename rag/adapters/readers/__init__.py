"""A file's bytes → canonical text and marks.

The content decides what a file is; its name only tells Markdown from plain text.
"""

from __future__ import annotations

from rag.adapters.readers.decoding import decode
from rag.adapters.readers.sniffing import Kind, refuse_markup_of_other_kinds, sniff
from rag.adapters.readers.titled import read_titled
from rag.domain import SourceText
from rag.errors import EmptyFile, FileTooLarge

_MEGABYTE = 1024 * 1024
_MARKDOWN_SUFFIXES = (".md", ".markdown")
# Characters that show nothing: a file of these alone is empty.
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060\u00ad\x1a"


def read(content: bytes, *, name: str, limit_megabytes: int = 100) -> SourceText:
    """The canonical text of a file and the marks of its markup.

    Raises a ReadingError, and nothing else, for whatever cannot be read whole.
    """
    if len(content) > limit_megabytes * _MEGABYTE:
        raise FileTooLarge(megabytes=f"{len(content) / _MEGABYTE:.1f}", limit=limit_megabytes)
    if not content.strip():
        raise EmptyFile
    source = _read(content, name, limit_megabytes)
    if not source.text.strip().strip(_INVISIBLE).strip():
        raise EmptyFile
    return source


def _read(content: bytes, name: str, limit_megabytes: int) -> SourceText:
    titled = read_titled(content)  # before anything else: its text may speak of any format
    if titled is not None:
        return titled
    kind = sniff(content)
    if kind is Kind.DOCX:
        from rag.adapters.readers.docx import read_docx

        return read_docx(content, limit_megabytes=limit_megabytes)
    if kind is Kind.PDF:
        from rag.adapters.readers.pdf import read_pdf

        return read_pdf(content)
    return _read_text(content, name)


def _read_text(content: bytes, name: str) -> SourceText:
    text, encoding = decode(content)
    refuse_markup_of_other_kinds(text)
    if name.lower().endswith(_MARKDOWN_SUFFIXES):
        from rag.adapters.readers.markdown import read_markdown

        return read_markdown(text, encoding=encoding)
    if "<" in text or "&" in text:
        from rag.adapters.readers.html_detection import looks_like_html

        if looks_like_html(text):
            from rag.adapters.readers.html import read_html

            return read_html(text, encoding=encoding)
    return SourceText(text, (), "txt", encoding)
