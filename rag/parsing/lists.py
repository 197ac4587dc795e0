"""Numbered lists are items, not sections: the conditions of an article, the entries after a colon.

A group of siblings is judged as a whole, so that its members stay together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from rag.parsing.headings import has_lead, split_heading
from rag.parsing.lines import Line
from rag.parsing.markers import CHINESE_STYLES, DIVISIONS
from rag.parsing.outline import ANNEX, UNNUMBERED, Heading

_SENTENCE_END = re.compile(r"[。！？!?](?=.)")


def drop_lists(text: str, lines: Sequence[Line], headings: Sequence[Heading]) -> None:
    """Sets `is_item` on the members of lists and on all below them."""
    follow = _paragraphs_of_their_own(lines, headings)
    for group in _groups_bottom_up(headings):
        judged = _Group(text, lines, group, follow)
        if judged.is_list():
            for heading in group:
                heading.is_item = True
    for heading in headings:
        if heading.parent and heading.parent.is_item:
            heading.is_item = True


def _paragraphs_of_their_own(lines: Sequence[Line], headings: Sequence[Heading]) -> dict[Heading, int]:
    """How many lines without a marker follow each heading before the next one."""
    following: dict[Heading, int] = {}
    end = len(lines)
    for heading in reversed(headings):
        following[heading] = end - heading.last_line - 1
        end = heading.line
    return following


def _groups_bottom_up(headings: Sequence[Heading]) -> Iterator[list[Heading]]:
    """Siblings of one style in one run of numbers; the groups of children come before those of their parents."""
    parents: dict[Heading | None, list[Heading]] = {}
    for heading in headings:
        parents.setdefault(heading.parent, []).append(heading)
    for heading in reversed(headings):
        if heading in parents:
            yield from _runs(parents[heading])
    yield from _runs(parents.get(None, []))


def _runs(siblings: Sequence[Heading]) -> Iterator[list[Heading]]:
    run: list[Heading] = []
    for heading in siblings:
        if run and (heading.style != run[-1].style or heading.number <= run[-1].number):
            yield run
            run = []
        run.append(heading)
    if run:
        yield run


class _Group:
    def __init__(
        self, text: str, lines: Sequence[Line], members: Sequence[Heading], follow: dict[Heading, int]
    ) -> None:
        self._text, self._lines, self._members, self._follow = text, lines, members, follow
        self._inner = members[:-1] or members
        """Without the last one: what follows it may belong to the text around the list."""

    def is_list(self) -> bool:
        first = self._members[0]
        if first.style in (*DIVISIONS, ANNEX, UNNUMBERED) or any(member.marked_line for member in self._members):
            return False
        if first.parent and first.parent.style == "条":
            return True
        return not self._most(self._has_own_text, self._inner) and self._reads_as_list()

    def _reads_as_list(self) -> bool:
        if self._most(self._ends_open, self._inner):
            return True
        if self._most(self._has_lead, self._members):
            return False
        if self._members[0].style in CHINESE_STYLES:
            return self._announced() and self._most(self._is_one_sentence, self._members)
        if self._most(self._has_frame, self._members):
            return False
        return self._announced() or not self._most(self._is_bare, self._members)

    def _most(self, test: Callable[[Heading], bool], members: Sequence[Heading]) -> bool:
        return 2 * sum(map(test, members)) >= len(members)

    def _has_own_text(self, heading: Heading) -> bool:
        has_sections = any(not child.is_item for child in heading.children)
        return has_sections or (len(self._members) > 1 and self._follow[heading] > 0)

    def _ends_open(self, heading: Heading) -> bool:
        return len(self._members) > 1 and self._text[heading.end - 1] in "；;，,、"

    def _has_lead(self, heading: Heading) -> bool:
        return has_lead(self._text, heading.text_start, heading.end)

    def _has_frame(self, heading: Heading) -> bool:
        found = split_heading(self._text, heading.text_start, heading.end)
        return not found.is_empty and self._text[found.body - 1] in "，,"

    def _is_one_sentence(self, heading: Heading) -> bool:
        return not _SENTENCE_END.search(self._text, heading.text_start, heading.end)

    def _is_bare(self, heading: Heading) -> bool:
        return (
            not heading.listed
            and self._text[heading.end - 1] not in "。；;！？，,"
            and not split_heading(self._text, heading.text_start, heading.end).is_empty
        )

    def _announced(self) -> bool:
        """The line above ends with a colon: 应当具备下列条件："""
        above = self._members[0].line - 1
        return above >= 0 and self._text[self._lines[above].end - 1] in "：:"
