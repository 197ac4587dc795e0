"""One report: the points of each part that a template names, within the room that it has. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rag.domain import SummaryPart
from rag.statements import Statement
from rag.summarizing import headline
from rag.summarizing.material import OWNED_UP, Material
from rag.summarizing.points import Point
from rag.summarizing.selecting import Said, Selection
from rag.summarizing.templates import PartTemplate
from rag.summarizing.weighing import Candidate
from rag.words import character_pairs, overlap

_MAX_HEADLINE = 3
_SENTENCE = 40  # characters, about: so far a length may be passed to be reached
_PROBLEMS_LONGER = 1.6
_ANY_PROBLEM = -0.8
_LEAST_NAMED, _NAMES_SHARE = 400, 0.16  # characters; of them so many are headings that lead sentences
_SAYS_LABEL = 0.6
# Where a summary is brief: the first problem of so many characters, and so many plans.
_FEW_OF = frozenset((SummaryPart.PROBLEMS, SummaryPart.PLANS))
_TELLS_ENOUGH, _PLANS_OF_BRIEF = 10, 2
# Of the best sentence of the headline another is worth so much, or there is none; beside the gross product, what stands
# with it.
_LEAST_BESIDE, _LEAST_BESIDE_GROSS = 0.6, 0.2
_BRIEF = 400  # characters: there only the most important problem is named
# Where paragraphs take the place of sections, those with something to say have their say.
_PARAGRAPH_SHARE, _LEAST_OF_PARAGRAPH = 42, 0.5
_LEAST_OF_PLANS = 0.0  # of a section of plans, so that slogans stay out
# A section with twice the text does not have twice as much to say. Read on the reports named in weighing.py.
_SIZE_EXPONENT = 0.75
_OWNED_WEIGHT = 6  # short clauses in one sentence, and all wanted


@dataclass(slots=True)
class _Part:
    """`headings`: in place of a headline where no sentence is one."""

    template: PartTemplate
    room: float
    selection: Selection
    headings: Sequence[Point] = ()

    @property
    def characters(self) -> int:
        return self.selection.characters + sum(one.characters for one in self.headings)

    def points(self, order: Sequence[str]) -> list[Point]:
        if self.headings:
            return list(self.headings)
        chosen = self.selection.in_order(order)
        if self.template.part is SummaryPart.HEADLINE:
            chosen = headline.in_order(chosen)
        return [one.point for one in chosen]


@dataclass(frozen=True, slots=True)
class _NamedSections:
    """The headings that lead the first point of their sections, in the part of that index; `characters` of them all."""

    part: int = -1
    labels: Mapping[tuple[str, ...], Statement] = field(default_factory=dict)
    characters: int = 0

    def leading(self, points: Sequence[Point]) -> list[Point]:
        led, done = [], set()
        for point in points:
            path = next((one for one in self.labels if point.parts[0].path[: len(one)] == one), None)
            if path is None or path in done:
                led.append(point)
                continue
            done.add(path)
            led.append(_under(self.labels[path], point))
        return led


def choose_parts(
    material: Material, parts: Sequence[PartTemplate], said: Said, *, least: float, target: float
) -> dict[int, list[Point]]:
    """The points of each of `parts` that the report has any for, by its index: up to `target` characters together, and
    no less than `least` where the report has that much to say."""
    offered = {index: material.offered(part) for index, part in enumerate(parts)}
    present = {index: _Part(parts[index], 0.0, _selection(found, said))
               for index, found in offered.items() if found}  # fmt: skip
    named = _named_sections(material, present, target)
    target, least = target - named.characters, least - named.characters
    _share_out(present, target)
    _make_room_for_problems(list(present.values()), target)
    spare = 0.0
    for index in sorted(present, key=lambda one: (_rank(parts[one].part), present[one].room)):
        part = present[index]
        room = min(part.room + spare, target - _characters(present.values()))
        if part.template.part is SummaryPart.HEADLINE:
            _lead(part, room, material)
        else:
            _take(part, room, is_brief=target < _BRIEF)
        spare += part.room - part.characters
    if any(part.headings for part in present.values()):  # none is said again
        target, least, named = target + named.characters, least + named.characters, _NamedSections()
    _complete(list(present.values()), least=least, target=target)
    chosen = {index: part.points([material.report_id]) for index, part in sorted(present.items())}
    return {
        index: named.leading(points) if index == named.part else points for index, points in chosen.items() if points
    }


def _named_sections(material: Material, present: Mapping[int, _Part], target: float) -> _NamedSections:
    """The headings of the sections of results, where they say something and together leave room for what they lead."""
    index = next((one for one, part in present.items() if part.template.part is SummaryPart.RESULTS), None)
    if index is None or target < _LEAST_NAMED:
        return _NamedSections()
    offered = present[index].selection.offered
    units = dict.fromkeys(one.point.parts[0].path[: len(one.unit)] for one in offered if one.unit != one.block)
    labels: dict[tuple[str, ...], Statement] = {}
    left = _NAMES_SHARE * target
    for unit in units:
        label = material.headings.label(unit)
        if label and len(label.words) + 1 <= left:
            labels[unit] = label
            left -= len(label.words) + 1
    return _NamedSections(index, labels, sum(len(one.words) + 1 for one in labels.values()))


def _under(label: Statement, point: Point) -> Point:
    """Led by the heading of its section, unless it says that itself."""
    first = point.parts[0]
    said = overlap(character_pairs(label.words), character_pairs(first.words))
    return point if first.label or said > _SAYS_LABEL else replace(point, parts=(label, *point.parts))


def _lead(part: _Part, room: float, material: Material) -> None:
    """The sentences of the whole; what the sections are called, where these tell more."""
    gross = any(headline.is_of_gross(one) for one in part.selection.offered)
    least = _LEAST_BESIDE_GROSS if gross else _LEAST_BESIDE
    part.selection.lead(room, _MAX_HEADLINE, least=least, together=gross)
    telling = [one for one in part.selection.taken if headline.says_much(one)]
    if telling:
        part.selection.keep(telling)
        return
    part.headings = headline.of_headings(material.headings, report_id=material.report_id, room=room)
    if part.headings:
        part.selection.keep([])


def _complete(present: Sequence[_Part], *, least: float, target: float) -> None:
    """What room is left goes to the parts that have more to say, the largest first."""
    growing = [one for one in present if one.template.part is not SummaryPart.HEADLINE or len(present) == 1]
    if target < _BRIEF:  # rather one more of the results than another problem
        opening = [one for one in present if one not in growing and not one.headings]
        for part in opening:
            part.selection.lead(
                part.characters + target - _characters(present), _MAX_HEADLINE, least=_LEAST_BESIDE_GROSS
            )
        growing = [one for one in growing if one.template.part not in _FEW_OF]
    growing.sort(key=lambda one: -one.room)
    for part in growing:
        part.selection.fill(part.selection.characters + target - _characters(present))
        part.selection.lengthen(part.selection.characters + target - _characters(present))
    for part in [one for one in present if one.template.part is not SummaryPart.HEADLINE or len(present) == 1]:
        if _characters(present) < least:
            wanted = min(target, least + _SENTENCE) - _characters(present)
            part.selection.reach(part.selection.characters + wanted)


def _weights(offered: Sequence[Candidate]) -> dict[object, float]:
    """The share of the whole that each unit has a right to."""
    sizes: Counter[object] = Counter()
    for sentence, unit in {(one.point.parts[-1].sentence, one.unit) for one in offered}:
        sizes[unit] += len(sentence) * (_OWNED_WEIGHT if unit[-1:] == (OWNED_UP,) else 1)
    powers = {unit: size**_SIZE_EXPONENT for unit, size in sizes.items()}
    whole = sum(powers.values()) or 1.0
    return {unit: power / whole for unit, power in powers.items()}


def _selection(offered: Sequence[Candidate], said: Said) -> Selection:
    return Selection(offered, said, weights=_weights(offered))


def _share_out(present: Mapping[int, _Part], target: float) -> None:
    """Each part its share of `target`; those that name none share what is left; all together the whole of it."""
    named = {index: _share(part.template, target) for index, part in present.items()}
    rest = max(0.0, 1.0 - sum(share for share in named.values() if share is not None))
    open_parts = sum(share is None for share in named.values())
    fair = max(rest / open_parts, 0.05) if open_parts else 0.0
    shares = {index: fair if share is None else share for index, share in named.items()}
    whole = sum(shares.values()) or 1.0
    for index, part in present.items():
        part.room = target * shares[index] / whole


def _share(part: PartTemplate, target: float) -> float | None:
    return part.characters / max(target, 1.0) if part.characters is not None else part.share


def _make_room_for_problems(present: Sequence[_Part], target: float) -> None:
    """A leader wants all the problems: these may take more than their share, which the largest part then has less."""
    largest = max(present, key=lambda one: one.room, default=None)
    for part in present:
        if part.template.part is SummaryPart.PROBLEMS and part is not largest and largest and target >= _BRIEF:
            more = min((_PROBLEMS_LONGER - 1) * part.room, max(0.0, part.selection.whole() - part.room))
            part.room, largest.room = part.room + more, largest.room - more


def _rank(part: SummaryPart) -> int:
    """The headline picks first; then topics, before the rest is taken by others."""
    return 0 if part is SummaryPart.HEADLINE else 1 if part is SummaryPart.TOPIC else 2


def _take(part: _Part, room: float, *, is_brief: bool) -> None:
    selection = part.selection
    if is_brief and part.template.part is SummaryPart.PROBLEMS:
        selection.first(room, characters=_TELLS_ENOUGH)
        return
    if is_brief and part.template.part is SummaryPart.PLANS:
        selection.lead(room, _PLANS_OF_BRIEF, least=0.0)
        return
    if part.template.part is SummaryPart.PLANS:
        selection.cover(room, least=_LEAST_OF_PLANS)
    elif selection.has_headings:
        selection.cover(room)
    else:
        selection.cover(room, share=_PARAGRAPH_SHARE, least=_LEAST_OF_PARAGRAPH)
    if part.template.part is SummaryPart.PROBLEMS:
        selection.fill(room, evenly=False, least=_ANY_PROBLEM)
    else:
        selection.fill(room)
    selection.lengthen(room)


def _characters(parts: Iterable[_Part]) -> int:
    return sum(part.characters for part in parts)
