"""Tables of data, told from tables that only lay out a page."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
# A cell with three paragraphs or more holds running text: old government pages put the whole article in one cell.
_PARAGRAPHS_OF_RUNNING_TEXT = 3


@dataclass(slots=True)
class _Table:
    index: int
    is_layout: bool = False
    cells_in_row: int = 0
    most_cells: int = 0
    paragraphs_in_cell: int = 0


def layout_tables(root: etree._Element) -> list[bool]:
    """For each table in document order: whether it is layout, so that its cells are blocks and not columns.

    Layout = holds another table, a heading or running text, or is one column wide.
    """
    verdicts: list[bool] = []
    stack: list[_Table] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag.lower() if isinstance(element.tag, str) else ""
        if tag == "table" and event == "start":
            for outer in stack[-1:]:
                outer.is_layout = True
            stack.append(_Table(len(verdicts)))
            verdicts.append(False)
        elif tag == "table":
            table = stack.pop()
            verdicts[table.index] = table.is_layout or table.most_cells <= 1
        elif stack and event == "start":
            _count(stack[-1], tag)
    return verdicts


def _count(table: _Table, tag: str) -> None:
    if tag == "tr":
        table.cells_in_row = 0
    elif tag in ("td", "th"):
        table.cells_in_row += 1
        table.most_cells = max(table.most_cells, table.cells_in_row)
        table.paragraphs_in_cell = 0
    elif tag in ("p", "div", "li"):
        table.paragraphs_in_cell += 1
        table.is_layout |= table.paragraphs_in_cell >= _PARAGRAPHS_OF_RUNNING_TEXT
    elif tag in _HEADINGS:
        table.is_layout = True
