"""One report: the points of each part that a template names, within the room that it has. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from rag.domain import SummaryPart
from rag.questions import Aspect
from rag.sections import aspect_of
from rag.statements import Statement
from rag.summarizing import headline
from rag.summarizing.headings import Headings
from rag.summarizing.points import Point
from rag.summarizing.selecting import Said, Selection
from rag.summarizing.sources import Source
from rag.summarizing.templates import PartTemplate
from rag.summarizing.weighing import WHOLE_PATH, Block, Candidate, Scored, candidates, overlap, pairs_of, score_all

ASPECTS = {SummaryPart.RESULTS: None, SummaryPart.PROBLEMS: Aspect.PROBLEMS, SummaryPart.PLANS: Aspect.PLANS}
_MAX_HEADLINE = 3
_HEADLINE_LONGER = 1.6  # its sentences may be longer than others: the overall sentence holds many figures
_MANY_UNITS = 3
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
_TOPIC_WEIGHT = 0.4
# Where paragraphs take the place of sections, those with something to say have their say.
_PARAGRAPH_SHARE, _LEAST_OF_PARAGRAPH = 42, 0.5
_LEAST_OF_PLANS = 0.0  # of a section of plans, so that slogans stay out
# A section with twice the text does not have twice as much to say. Read on the reports named in weighing.py.
_SIZE_EXPONENT = 0.75
OWNED_UP = SummaryPart.PROBLEMS  # the unit of problems that have no section of their own
_OWNED_WEIGHT = 6  # short clauses in one sentence, and all wanted
SECTION_LEVELS = 2  # of headings that a summary by section keeps
_LONG_PERIOD = re.compile("五年来|十[三四五]五|[三四]年来|过去五年|这五年")
_ONE_YEAR = re.compile(r"20\d\d年[是，,]|20\d\d年.{0,6}(?:收官|关键|开局)之年")  # `2025年是“十四五”收官之年`
_PARAGRAPH_REACH, _OPENING = 3_000, 60


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


def is_owned_up(point: Point) -> bool:
    """A problem that stands under no heading of problems: at the end of the results, where reports own up to them."""
    first = point.parts[0]
    return first.aspect is Aspect.PROBLEMS and aspect_of(first.path) is not Aspect.PROBLEMS


class Material:
    """What a report offers: its statements, scored; which of them suit a part."""

    def __init__(self, source: Source, *, claim_characters: int) -> None:
        self.report_id = source.report.id
        self.headings = Headings(source.parsed)
        self._longest = 2 * claim_characters
        self._headline = round(_HEADLINE_LONGER * claim_characters)
        self._text = text = source.parsed.text
        breaks = [index for index, character in enumerate(text) if character == "\n"]
        blocks = [_block(one, breaks) for one in source.statements]
        self.scored = score_all(source.statements, blocks, sums=_sums(text, source.statements, blocks))

    def offered(self, part: PartTemplate) -> list[Candidate]:
        if part.part is SummaryPart.HEADLINE:
            return headline.for_headline(
                self.scored, self._text, report_id=self.report_id, max_characters=self._headline
            )
        if part.part is SummaryPart.TOPIC:
            return self._on(part.about)
        if part.part is SummaryPart.SECTIONS:
            return self._by_section()
        if part.part in ASPECTS:
            of = self._within([one for one in self.scored if one.statement.aspect is ASPECTS[part.part]])
            found = self._candidates(of, depth=_depth([one.statement for one in of]))
            return _named(found) if part.part is SummaryPart.PROBLEMS else found
        return []

    def _by_section(self) -> list[Candidate]:
        """Under their own headings, which are not said again."""
        found = self._candidates(self._within(self.scored), depth=SECTION_LEVELS)
        owned = [replace(one, unit=(*one.unit, OWNED_UP)) if is_owned_up(one.point) else one for one in found]
        return [_problem_apart(one) for one in owned if not _says_heading(one)]

    def _candidates(self, scored: Sequence[Scored], *, depth: int) -> list[Candidate]:
        return candidates(scored, report_id=self.report_id, depth=depth, max_characters=self._longest)

    def _within(self, scored: Sequence[Scored]) -> list[Scored]:
        """Those below a heading, where there are any: before the first stand greetings and what the report is for."""
        return [one for one in scored if one.statement.path] or list(scored)

    def _on(self, about: Sequence[str]) -> list[Candidate]:
        found = []
        for one in self.scored:
            hits = sum(word in one.statement.words for word in about)
            if hits or any(word in heading for word in about for heading in one.statement.path):
                found.append(Scored(one.statement, one.score + _TOPIC_WEIGHT * hits, one.place, one.block))
        return self._candidates(found, depth=_depth([one.statement for one in found]))


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
    said = overlap(pairs_of(label.words), pairs_of(first.words))
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


def _problem_apart(candidate: Candidate) -> Candidate:
    """Problems of one sentence are several: none makes another less welcome."""
    first = candidate.point.parts[0]
    return replace(candidate, block=(*candidate.block, first.span)) if first.aspect is Aspect.PROBLEMS else candidate


def _named(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Of problems that a label names, none without its name."""
    led = {one.point.parts[1] for one in candidates if len(one.point.parts) > 1}
    return [one for one in candidates if one.point.parts[0] not in led]


def _says_heading(candidate: Candidate) -> bool:
    first = candidate.point.parts[0]
    return first.label and bool(first.path) and first.words == first.path[:SECTION_LEVELS][-1]


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


def _depth(statements: Sequence[Statement]) -> int:
    """Of the headings that part the matter: the outermost level with several of them, else items and paragraphs."""
    for depth in (1, 2, 3):
        if len({one.path[:depth] for one in statements if len(one.path) >= depth}) >= _MANY_UNITS:
            return depth
    return WHOLE_PATH


def _sums(text: str, statements: Sequence[Statement], blocks: Sequence[Block]) -> Set[Block]:
    """The paragraphs that open with a period of several years, unless most of the report is of such."""
    found: dict[Block, bool] = {}
    for one, block in zip(statements, blocks, strict=True):
        start = text.rfind("\n", max(0, one.span.start - _PARAGRAPH_REACH), one.span.start) + 1
        found.setdefault(block, _opens_with_several_years(text[start : start + _OPENING]))
    flagged = {block for block, sums in found.items() if sums}
    return flagged if 2 * len(flagged) < len(found) else frozenset()


def _opens_with_several_years(opening: str) -> bool:
    found = _LONG_PERIOD.search(opening)
    return found is not None and not _ONE_YEAR.search(opening)


def _block(statement: Statement, breaks: Sequence[int]) -> Block:
    if statement.item is not None:
        return (statement.section, "item", statement.item)
    return (statement.section, "paragraph", bisect_right(breaks, statement.span.start))
