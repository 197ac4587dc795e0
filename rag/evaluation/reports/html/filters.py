"""What the list of cases can be narrowed to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rag.evaluation.reports.html.entries import Entry
from rag.evaluation.reports.words import Say, named
from rag.evaluation.stages import Stage

_OF_ONE = ("failed", "passed")
_OF_TWO = ("flipped", "broken", "mended", "moved", "changed", "failing", "passing")


@dataclass(frozen=True, slots=True)
class Option:
    """`name`: what the page's script knows it by."""

    name: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Choice:
    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """`first`: which result is shown first."""

    choices: tuple[Choice, ...]
    first: str


def choices(entries: Sequence[Entry], say: Say, *, of_two: bool) -> Choices:
    results = _results(entries, say, of_two=of_two)
    types = _counted(entries, lambda one: [one.case.type], "type", say)
    stages = _counted(entries, lambda one: one.stages, "stage", say)
    stages.sort(key=lambda one: list(Stage).index(Stage(one.name)))
    tags = _counted(entries, lambda one: one.case.tags, "tag", say)
    found = (("result", results), ("type", types), ("stage", stages), ("tag", tags))
    wanted = "flipped" if of_two else "failed"
    return Choices(
        tuple(Choice(name, say(f"filter_{name}"), tuple(options)) for name, options in found if options),
        wanted if any(one.name == wanted and one.count for one in results) else "",
    )


def groups_of(entry: Entry) -> set[str]:
    """The results that an entry counts as."""
    last = entry.sides[-1]
    found = {entry.outcome, "passing" if last.passed else "failing"}
    if entry.outcome in {"broken", "mended"}:
        found.add("flipped")
    return found | ({"must_pass"} if entry.must_pass else set())


def _results(entries: Sequence[Entry], say: Say, *, of_two: bool) -> list[Option]:
    counted = Counter(name for one in entries for name in groups_of(one))
    names = (*(_OF_TWO if of_two else _OF_ONE), "must_pass")
    return [Option(name, say(f"result_{name}"), counted[name]) for name in names]


def _counted(entries: Iterable[Entry], of: Callable[[Entry], Iterable[str]], kind: str, say: Say) -> list[Option]:
    counted = Counter(name for one in entries for name in of(one))
    return [Option(name, named(kind, name, say), count) for name, count in counted.items()]
