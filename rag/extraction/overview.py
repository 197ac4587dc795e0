"""Questions about a whole report: its parts in order, and what stands in each. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rag.extraction.candidates import Group, Line, Pick
from rag.extraction.signs import CLAUSE, bare, is_heading, tidy, without_chapter
from rag.questions import Question, Whole

_MAX_CHARACTERS = 560
_MAX_ENTRY_CHARACTERS = 40
_MIN_ENTRY_CHARACTERS = 4
# Of a sentence that is all that is said of a paragraph.
_MAX_SENTENCE_CHARACTERS = 90


@dataclass(slots=True)
class _Part:
    """One of the outermost sections: its heading, and the sentences that say what is in it."""

    head: Line
    inside: list[Line] = field(default_factory=list)


def overview_picks(question: Question, groups: Sequence[Group]) -> list[Pick]:
    """One claim a part, in reading order; [] where the evidence is not the tree of one report."""
    if len({one.title for one in groups}) != 1:
        return []
    parts = _parts(groups)
    if not parts:
        return _of_paragraphs([line for one in groups for line in one.lines])
    if question.whole is Whole.PARTS:
        return [_counted(parts)]
    return _told(parts)


def _of_paragraphs(lines: Sequence[Line]) -> list[Pick]:
    """Whole sentences, as many as there is room for, spread over the report."""
    picks = [Pick(line.handle, _entry(line.text, room=_MAX_SENTENCE_CHARACTERS)) for line in lines]
    while len(picks) > 1 and sum(len(pick.text) + 1 for pick in picks) > _MAX_CHARACTERS:
        picks.remove(max(picks[1:], key=lambda pick: len(pick.text)))
    return picks


def _parts(groups: Sequence[Group]) -> list[_Part]:
    depths = [len(one.path) for one in groups if any(is_heading(one, line.text) for line in one.lines)]
    outermost = min(depths, default=0)
    parts: list[_Part] = []
    for group in groups:
        if len(group.path) < outermost or not group.path:
            continue
        for line in group.lines:
            headed = is_heading(group, line.text)
            if headed and len(group.path) == outermost:
                parts.append(_Part(line))
            elif parts and (headed or len(group.path) == outermost):
                parts[-1].inside.append(line)
    return parts


def _counted(parts: Sequence[_Part]) -> Pick:
    heads = [part.head for part in parts]
    named = "；".join(bare(head.text) for head in heads)
    return Pick(heads[0].handle, f"共{len(heads)}个部分：{named}", also=tuple(head.handle for head in heads[1:]))


def _told(parts: Sequence[_Part]) -> list[Pick]:
    """Every part is named; what is in it as well where the answer has room, the parts that say it shortest first."""
    spent = sum(len(bare(part.head.text)) + 1 for part in parts)
    full: set[int] = set()
    for index in sorted(range(len(parts)), key=lambda index: len(_inside(parts[index]))):
        cost = len(_inside(parts[index])) + 1
        if spent + cost <= _MAX_CHARACTERS:
            spent += cost
            full.add(index)
    return [_pick(part, whole=index in full) for index, part in enumerate(parts)]


def _pick(part: _Part, *, whole: bool) -> Pick:
    head = bare(part.head.text)
    if not whole or not _inside(part):
        return Pick(part.head.handle, head)
    also = tuple(line.handle for line in part.inside)
    return Pick(part.head.handle, f"{head}：{_inside(part)}", also=also)


def _inside(part: _Part) -> str:
    return "；".join(entry for line in part.inside if (entry := _entry(line.text)))


def _entry(text: str, *, room: int = _MAX_ENTRY_CHARACTERS) -> str:
    """A heading or the beginning of a sentence, whole clauses of it."""
    plain = without_chapter(tidy(text)).rstrip("。：:；;，, ")
    if len(plain) <= room:
        return plain
    ends = [found.start() for found in CLAUSE.finditer(plain)]
    fitting = [end for end in ends if _MIN_ENTRY_CHARACTERS <= end <= room]
    return plain[: fitting[-1]] if fitting else plain[: min(ends, default=len(plain))]
