"""A summary or a comparison as a file of one of five formats."""

from __future__ import annotations

import json
from collections.abc import Callable
from enum import StrEnum
from pathlib import PurePath

from rag.domain import Comparison, Summary
from rag.entrypoints import comparison_documents, documents
from rag.entrypoints.exports import of_comparisons, of_summaries
from rag.entrypoints.exports.paper import Paper

# The canonical text of the report of an id. HTML shows the cited passages in it.
TextOf = Callable[[str], str]


class Format(StrEnum):
    MARKDOWN = "md"
    JSON = "json"
    WORD = "docx"
    HTML = "html"
    PDF = "pdf"

    @property
    def is_binary(self) -> bool:
        """A terminal cannot show it."""
        return self in (Format.WORD, Format.PDF)


_ENDINGS = {".md": Format.MARKDOWN, ".markdown": Format.MARKDOWN, ".htm": Format.HTML}
_ENDINGS.update({f".{one.value}": one for one in Format})


def format_of(path: str) -> Format | None:
    """What the ending of a file's name says, None where it says nothing."""
    return _ENDINGS.get(PurePath(path).suffix.lower())


def check(format: Format) -> None:
    """Whether a file of this format can be made here, before the work is done. Raises PdfUnavailable."""
    if format is Format.PDF:
        from rag.entrypoints.exports import pdf

        pdf.check()


def of_summary(summary: Summary, format: Format, *, text_of: TextOf) -> bytes:
    """Raises PdfUnavailable or PdfFailed."""
    if format is Format.JSON:
        return _json(documents.of_summary(summary))
    return _of_paper(of_summaries.paper(summary), format, text_of)


def of_comparison(comparison: Comparison, format: Format, *, language: str, text_of: TextOf) -> bytes:
    """`language`: of headings and remarks. Raises PdfUnavailable or PdfFailed."""
    if format is Format.JSON:
        return _json(comparison_documents.of_comparison(comparison, language=language))
    return _of_paper(of_comparisons.paper(comparison, language=language), format, text_of)


def _json(document: documents.Document) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _of_paper(paper: Paper, format: Format, text_of: TextOf) -> bytes:
    """Each writer is read in when it is needed: lxml alone is a tenth of a second."""
    if format is Format.WORD:
        from rag.entrypoints.exports import word

        return word.of_paper(paper)
    if format is Format.PDF:
        from rag.entrypoints.exports import pdf

        return pdf.of_paper(paper)
    if format is Format.HTML:
        from rag.entrypoints.exports import html

        return html.of_paper(paper, _texts(paper, text_of)).encode("utf-8", "replace")
    from rag.entrypoints.exports import markdown

    return markdown.of_paper(paper).encode("utf-8", "replace")


def _texts(paper: Paper, text_of: TextOf) -> dict[str, str]:
    from rag.entrypoints.exports.paper import places

    return {one: text_of(one) for one in dict.fromkeys(place.report_id for place in places(paper))}
