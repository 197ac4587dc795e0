"""Whose a sentence is, and of how much: of the body asked about, and a figure of the scope asked about. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from rag.domain import Figure
from rag.extraction.candidates import Candidate, Group
from rag.extraction.signs import SCOPES, clause_around
from rag.named import bodies_named, may_tell_of
from rag.questions import Question
from rag.words import normalise

# A figure of all is not that of one of these.
_PARTS_OF_PEOPLE = ("城镇", "农村")


def of_body(question: Question, groups: Sequence[Group]) -> list[Group]:
    """Without the reports that cannot be of the body that the question names: what another did is no answer."""
    bodies = bodies_named(question.text)
    if not bodies:
        return list(groups)
    texts: dict[str, str] = defaultdict(str)
    for group in groups:
        texts[group.title] += normalise("\n".join((*group.path, group.mentions, *(line.text for line in group.lines))))
    return [one for one in groups if any(may_tell_of(body, normalise(one.title), texts[one.title]) for body in bodies)]


def is_of_scope(question: Question, one: Candidate, figure: Figure) -> bool:
    """A figure of 城镇 puts none of 农村 right, nor one of the office itself that of the whole region."""
    before, after = clause_around(one.line.text, figure.span)
    clause = before + after
    for row in SCOPES:
        asked = {word for word in row if word in question.text}
        told = {word for word in row if word in clause}
        if asked and told and not asked & told:
            return False
    around = "".join((clause, one.group.title, *one.group.path))
    return not any(word in question.text and word not in around for word in _PARTS_OF_PEOPLE)
