"""Reports and a template → the parts of their summary with the points chosen for each. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag import messages as texts
from rag.domain import SummaryPart
from rag.questions import Aspect
from rag.reporting_periods import reporting_period
from rag.summarizing.material import SECTION_LEVELS, Material, is_owned_up
from rag.summarizing.parts import choose_parts
from rag.summarizing.plain import arrange_plain, choose_plain, is_plain
from rag.summarizing.points import Arranged, Point
from rag.summarizing.selecting import Said
from rag.summarizing.sources import Source
from rag.summarizing.spoken import is_transcript
from rag.summarizing.templates import PartTemplate, Template

# Of the room between the least and the most characters so much is aimed at: sentences do not end where one likes.
_AIM = 0.75
_NARROW = 1.25  # of a length that is asked for, the middle
_FULLER = 1.07  # texts without sections leave some of their room: what fits in last is seldom as long as what is left
# Of several reports each says at least so much: a line; with own parts, one result, one problem, one plan.
_LINE, _OWN_PARTS = 60, 110
_HEADLINE_SHARE = 0.25  # of several reports' summary, a line for each of them
_LEAST_BY_SECTION = 400  # characters: with less a summary by section would be headings alone
# Characters: of 35 news articles none is longer than 1,500; in a long article what matters no longer stands first.
_LONG_ARTICLE = 3_000
_OF_WORK = re.compile("成效|工作|回顾|总结|情况|举措")
_REPORTED = re.compile("记者|通讯员|本报讯|新华社|中新网")
_LEAST_OF_AIM = 0.8  # each has so much of its share at least, where it has that much to say
_NO_CLAIMS = frozenset((SummaryPart.FIGURES, SummaryPart.GAPS))


def arrange(sources: Sequence[Source], template: Template, *, language: str = texts.DEFAULT) -> list[Arranged]:
    """The parts that the template names and the reports have something for, in its order.

    One report: its parts. Several: a line for each under the headline, then each report's own parts where there is room
    for them. A part without points is the heading of the deeper ones after it.
    """
    parts = [one for one in template.parts if one.part not in _NO_CLAIMS]
    least, most = _bounds(sources, template)
    target = least + (_AIM if most > _NARROW * least else 0.5) * (most - least)
    if len(sources) == 1:
        material = Material(sources[0], claim_characters=template.claim_characters)
        return list(_of_report(material, sources[0], parts, Said(), least=least, target=target, language=language))
    return list(_of_several(sources, template, parts, target=target, language=language))


def _is_plain(source: Source) -> bool:
    """A text without headings that owns up to problems and makes plans is a report all the same, and what an office
    writes at length of its work is read as one; news is not."""
    text = source.parsed.text
    if not is_plain(source.parsed) or is_transcript(text):
        return is_plain(source.parsed)
    if any(_OF_WORK.search(placed.section.heading) for placed in source.parsed.walk()):
        return False
    if len(text) >= _LONG_ARTICLE or _REPORTED.search(text):
        return len(text) < _LONG_ARTICLE
    return not {Aspect.PROBLEMS, Aspect.PLANS} <= {one.aspect for one in source.statements}


def _bounds(sources: Sequence[Source], template: Template) -> tuple[float, float]:
    """Least and most characters: within the share of the reports that the template allows, and of many reports enough
    for a line each, unless a length was asked for or the summary is to be brief."""
    least, most = float(template.least), float(template.most)
    if template.share_of_report is not None:
        most = min(most, template.share_of_report * sum(len(one.parsed.text) for one in sources))
        least = min(least, most * template.least / template.most)
    lines = _LINE * len(sources)
    if most >= _LEAST_BY_SECTION and len(sources) > 1 and ":" not in template.hash and most < lines:
        least, most = float(lines), lines * 1.1
    return least, most


def _of_report(
    material: Material,
    source: Source,
    parts: Sequence[PartTemplate],
    said: Said,
    *,
    least: float,
    target: float,
    language: str,
) -> Iterator[Arranged]:
    if _is_plain(source):
        yield from arrange_plain(source, parts, aim=_FULLER * target, shown=set(said.sentences), language=language)
        return
    chosen = choose_parts(material, parts, said, least=least, target=target)
    for index, points in chosen.items():
        title = parts[index].title.replace("{{report}}", _plain(source.report.title))
        if parts[index].part is SummaryPart.SECTIONS and target >= _LEAST_BY_SECTION:
            yield from _by_section(points, title, language)
        else:
            yield Arranged(title, parts[index].part, tuple(points))


def _by_section(points: Sequence[Point], untitled: str, language: str) -> Iterator[Arranged]:
    """A part for each section of the first two levels, with those above it as headings where they have no points;
    `untitled`: where the report has no headings."""
    groups: dict[tuple[str, ...], list[Point]] = {}
    for point in points:
        path = point.parts[0].path[:SECTION_LEVELS]
        if is_owned_up(point):
            path = (*path[:1], texts.text("summary_problems", language))
        for depth in range(1, len(path) + 1):
            groups.setdefault(path[:depth], [])
        groups.setdefault(path, []).append(point)
    for path, of in groups.items():
        yield Arranged(path[-1] if path else untitled, SummaryPart.SECTIONS, tuple(of), level=max(len(path), 1))


@dataclass(frozen=True, slots=True)
class _Report:
    """One of several: what it offers, what is said of it so far, and the name that leads its line."""

    source: Source
    material: Material
    said: Said
    lead: str


def _of_several(
    sources: Sequence[Source], template: Template, parts: Sequence[PartTemplate], *, target: float, language: str
) -> Iterator[Arranged]:
    colon = "：" if language == texts.DEFAULT else ": "
    reports = [
        _Report(one, Material(one, claim_characters=template.claim_characters), Said(), name + colon)
        for one, name in zip(sources, _names(sources), strict=True)
    ]
    own = target * (1 - _HEADLINE_SHARE) / len(reports)
    headline = next((one for one in parts if one.part is SummaryPart.HEADLINE), None)
    others = [one for one in parts if one.part is not SummaryPart.HEADLINE]
    apart = bool(others) and own >= _OWN_PARTS
    if headline:
        room = target * _HEADLINE_SHARE if apart else target
        yield Arranged(headline.title, SummaryPart.HEADLINE, tuple(_lines(reports, headline, room=room)))
    if apart or not headline:
        for report in reports:
            yield from _own_parts(report, others, target=own, language=language)


def _own_parts(report: _Report, parts: Sequence[PartTemplate], *, target: float, language: str) -> Iterator[Arranged]:
    """The report's title, and its parts one level below."""
    source = report.source
    least = _LEAST_OF_AIM * target
    found = list(_of_report(report.material, source, parts, report.said, least=least, target=target, language=language))
    if found:
        title, report_id = _plain(source.report.title), source.report.id
        yield Arranged(title, found[0].part, (), report_id=report_id)
        yield from (replace(one, level=one.level + 1, report_id=report_id) for one in found)


def _lines(reports: Sequence[_Report], headline: PartTemplate, *, room: float) -> Iterator[Point]:
    """A line or two for each report, led by its name, as long as there is room."""
    left = room
    for number, one in enumerate(reports):
        fair = left / (len(reports) - number) - len(one.lead)
        if _is_plain(one.source):
            chosen: Sequence[Point] = choose_plain(one.source, aim=fair)
            one.said.sentences += [part.sentence for point in chosen for part in point.parts]
        else:
            chosen = choose_parts(one.material, [headline], one.said, least=0.0, target=fair).get(0, [])
        for point in chosen:
            led = replace(point, lead=one.lead)
            left -= led.characters
            yield led


def _names(sources: Sequence[Source]) -> list[str]:
    """What tells the reports apart, as short as may be: their offices, the times whose results they tell, both, or
    their titles. A report given to an assembly early in a year tells the year before."""
    reports = [one.report for one in sources]
    offices = [(one.organisation or "").strip("*＊ ") for one in reports]
    periods = [reporting_period(one.report, one.parsed) for one in sources]
    years = [f"{one.year}年{one.part}" if one.year else "" for one in periods]
    both = [office + year for office, year in zip(offices, years, strict=True)]
    titles = [_plain(one.title) for one in reports]
    named = [name if office else title for name, office, title in zip(both, offices, titles, strict=True)]
    for names in (offices, years, named):
        if all(names) and len(set(names)) == len(names):
            return names
    dated = [title + ("" if one.facts.year is None or one.facts.year.value in title else f"（{one.year}年）")
             for title, one in zip(titles, reports, strict=True)]  # fmt: skip
    return dated if len(set(named)) < len(set(dated)) else named


def _plain(title: str) -> str:
    return " ".join(title.split())
