"""Whom a report is of: its places and its department, from its organisation or its title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rag.domain import Origin, Report
from rag.scope.departments import without_level
from rag.scope.places import Divisions, Mention, Place, PlaceFinder, unknown_places
from rag.scope.times import find_times

# Titles name no time relative to a day.
ANY_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Subject:
    """`places` from the widest to the closest; `mentioned`: places that only stand in the title; `department` without
    its place; `title` "" where the report has none of its own; `topic`: the title without time, place, organisation."""

    organisation: str
    places: tuple[Place, ...]
    mentioned: tuple[Place, ...]
    department: str
    title: str
    topic: str


def subjects_of(reports: Sequence[Report], divisions: Divisions) -> list[Subject]:
    """One for each report, in order; reports of one organisation and title share theirs."""
    finder = PlaceFinder(divisions.forms)
    subjects: dict[tuple[str, str], Subject] = {}
    leading: dict[str, tuple[tuple[Place, ...], str]] = {}
    found = []
    for report in reports:
        title = "" if report.facts.title.origin is Origin.FIRST_LINE else report.title
        key = (report.organisation or "", title)
        if key not in subjects:
            if key[0] not in leading:
                leading[key[0]] = _leading_places(key[0], finder)
            subjects[key] = _subject(*key, *leading[key[0]], finder)
        found.append(subjects[key])
    return found


def _subject(organisation: str, title: str, places: tuple[Place, ...], department: str, finder: PlaceFinder) -> Subject:
    mentions = finder.find(title)
    times = find_times(title, today=ANY_DAY)
    if not places:
        start = next((end for begin, end in times.spans if begin <= 2), 0)
        places, _ = _leading_places(title[start:].lstrip("年度 的"), finder)
    topic = title.replace(organisation, " ") if organisation else title
    for start, end in sorted([*times.spans, *((one.start, one.end) for one in mentions)], reverse=True):
        topic = topic.replace(title[start:end], " ")
    return Subject(
        organisation, places, tuple(one.places[0] for one in mentions), without_level(department), title, topic
    )


def _leading_places(name: str, finder: PlaceFinder) -> tuple[tuple[Place, ...], str]:
    """`某州市某江区民政局` → the places, and `民政局`."""
    places: list[Place] = []
    position = 0
    mentions = {one.start: one for one in finder.find(name)}
    while True:
        mention = mentions.get(position)
        unknown = None if mention else next(unknown_places(name[position:]), None)
        if mention:
            places.append(_closest(mention, places))
            position = mention.end
        elif unknown:
            places.append(unknown)
            position += len(unknown.name)
        else:
            return tuple(places), name[position:]


def _closest(mention: Mention, outer: Sequence[Place]) -> Place:
    """Of divisions of one name the one within the places named before it."""
    prefix = outer[-1].code.rstrip("0") if outer else ""
    return next((one for one in mention.places if one.code.startswith(prefix)), mention.places[0])
