"""Canonical text grows line by line, and each mark is placed as its line is written."""

from __future__ import annotations

from rag.domain import Mark, MarkKind, SourceText, Span

# What a page maker indents with: spaces, tabs, no-break and ideographic spaces, a stray byte order mark.
INDENTATION = " \t\r\n\f\v\u00a0\u3000\ufeff"


class TextBuilder:
    """Lines in, `SourceText` out. Lines are joined by a newline; an empty line is not written."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._marks: list[Mark] = []
        self._length = 0
        self._last = Span(0, 0)

    def line(self, text: str, kind: MarkKind | None = None, level: int = 0) -> Span:
        """Writes `text` (which may hold soft line breaks) as the next line, marked if `kind` is given."""
        text = text.replace("\r\n", "\n").replace("\r", "\n")  # `&#13;` can bring one in
        # A row's leading tab is an empty first cell.
        text = text if kind is MarkKind.TABLE_ROW else text.strip(INDENTATION)
        if not text:
            return Span(self._length, self._length)
        start = self._length + 1 if self._lines else 0
        self._lines.append(text)
        self._length = start + len(text)
        self._last = Span(start, self._length)
        if kind:
            self.mark(kind, self._last, level)
        return self._last

    def mark(self, kind: MarkKind, span: Span, level: int = 0) -> None:
        self._marks.append(Mark(kind, span, level))

    @property
    def last_line(self) -> tuple[str, Span] | None:
        """The line written last, with its place."""
        return (self._lines[-1], self._last) if self._lines else None

    def first_lines(self, count: int) -> list[tuple[str, Span]]:
        """The first lines written, each with its place."""
        found, start = [], 0
        for line in self._lines[:count]:
            found.append((line, Span(start, start + len(line))))
            start += len(line) + 1
        return found

    def source(self, format_name: str, encoding: str | None = None) -> SourceText:
        marks = tuple(sorted(dict.fromkeys(self._marks), key=lambda mark: (mark.span.start, -mark.span.end)))
        return SourceText("\n".join(self._lines), marks, format_name, encoding)
