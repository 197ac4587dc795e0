"""What a report offers to the parts of a summary: its statements, scored, and which of them suit which part. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence, Set
from dataclasses import replace

from rag.domain import SummaryPart
from rag.questions import Aspect
from rag.sections import aspect_of
from rag.statements import Statement
from rag.summarizing import headline
from rag.summarizing.headings import Headings
from rag.summarizing.points import Point
from rag.summarizing.several_years import ONE_YEAR, OPENING, paragraph_start
from rag.summarizing.sources import Source
from rag.summarizing.templates import PartTemplate
from rag.summarizing.weighing import WHOLE_PATH, Block, Candidate, Scored, candidates, score_all

ASPECTS = {SummaryPart.RESULTS: None, SummaryPart.PROBLEMS: Aspect.PROBLEMS, SummaryPart.PLANS: Aspect.PLANS}
OWNED_UP = SummaryPart.PROBLEMS  # the unit of problems that have no section of their own
SECTION_LEVELS = 2  # of headings that a summary by section keeps
_HEADLINE_LONGER = 1.6  # its sentences may be longer than others: the overall sentence holds many figures
_MANY_UNITS = 3
_TOPIC_WEIGHT = 0.4
_LONG_PERIOD = re.compile("五年来|十[三四五]五|[三四]年来|过去五年|这五年")


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
        start = paragraph_start(text, one.span.start)
        found.setdefault(block, _opens_with_several_years(text[start : start + OPENING]))
    flagged = {block for block, sums in found.items() if sums}
    return flagged if 2 * len(flagged) < len(found) else frozenset()


def _opens_with_several_years(opening: str) -> bool:
    found = _LONG_PERIOD.search(opening)
    return found is not None and not ONE_YEAR.search(opening)


def _block(statement: Statement, breaks: Sequence[int]) -> Block:
    if statement.item is not None:
        return (statement.section, "item", statement.item)
    return (statement.section, "paragraph", bisect_right(breaks, statement.span.start))


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
