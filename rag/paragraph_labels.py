"""What leads a paragraph and says which part of the report it is: a bracketed label in place of a heading
(`【存在短板】…`), or that it is a note (`附注：…`), of which the headings above announce nothing. Pure."""

from __future__ import annotations

import re

from rag.domain import ParsedReport, Span
from rag.questions import Aspect
from rag.sections import aspect_of

_LABEL = re.compile(r"[\s\u3000]*【([^】\n]{2,20})】[\s\u3000]*")
_NOTE = re.compile(r"[\s\u3000]*[（(]?(?:附注|备注|附|注|说明|注释)[：:]")


def without_label(text: str, span: Span) -> Span:
    """`span` behind the label that leads it; as it is where it has none, or nothing else."""
    found = _LABEL.match(text, span.start, span.end)
    return Span(found.end(), span.end) if found and found.end() < span.end else span


def label_of(text: str, span: Span) -> str:
    """The label that leads it, "" where it has none."""
    found = _LABEL.match(text, span.start, span.end)
    return found[1] if found else ""


def labelled_aspects(parsed: ParsedReport) -> dict[int, Aspect | None]:
    """What the label above announces, by the index of each sentence that stands below one: it holds up to the next
    label or heading. None for results and all else."""
    found: dict[int, Aspect | None] = {}
    section, aspect, holds = -1, None, False
    for index, sentence in enumerate(parsed.sentences):
        if sentence.is_heading or sentence.section != section:
            section, holds = sentence.section, False
        if label := label_of(parsed.text, sentence.span):
            aspect, holds = aspect_of((label,)), True
        if holds:
            found[index] = aspect
    return found


def notes_of(parsed: ParsedReport) -> frozenset[int]:
    """The sentences of paragraphs that begin as notes, by their index."""
    found: set[int] = set()
    goes_on = False
    for index, sentence in enumerate(parsed.sentences):
        before = parsed.sentences[index - 1].span.end if index else 0
        opens = not index or "\n" in parsed.text[before : sentence.span.start]
        goes_on = not sentence.is_heading and (
            _NOTE.match(parsed.text, sentence.span.start, sentence.span.end) is not None if opens else goes_on
        )
        if goes_on:
            found.add(index)
    return frozenset(found)
