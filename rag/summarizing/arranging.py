"""Reports and a template → the parts of their summary with the points chosen for each. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag import messages as texts
from rag.domain import Report, SummaryPart
from rag.summarizing.parts import SECTION_LEVELS, Material, choose_parts, is_owned_up
from rag.summarizing.points import Arranged, Point
from rag.summarizing.selecting import Said
from rag.summarizing.sources import Source
from rag.summarizing.templates import PartTemplate, Template

# Of the room between the least and the most characters so much is aimed at: sentences do not end where one likes.
_AIM = 0.75
# Of several reports each says at least so much: a line; with own parts, one result, one problem, one plan.
_LINE, _OWN_PARTS = 60, 130
_HEADLINE_SHARE = 0.25  # of several reports' summary, a line for each of them
_LEAST_BY_SECTION = 400  # characters: with less a summary by section would be headings alone
_NO_CLAIMS = frozenset((SummaryPart.FIGURES, SummaryPart.GAPS))


def arrange(sources: Sequence[Source], template: Template, *, language: str = texts.DEFAULT) -> list[Arranged]:
    """The parts that the template names and the reports have something for, in its order.

    One report: its parts. Several: a line for each under the headline, then each report's own parts where there is room
    for them. A part without points is the heading of the deeper ones after it.
    """
    parts = [one for one in template.parts if one.part not in _NO_CLAIMS]
    least, most = _bounds(sources, template)
    target = least + _AIM * (most - least)
    if len(sources) == 1:
        material = Material(sources[0], claim_characters=template.claim_characters)
        return list(_of_report(material, sources[0], parts, Said(), least=least, target=target, language=language))
    return list(_of_several(sources, template, parts, target=target, language=language))


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
    chosen = choose_parts(material, parts, said, least=least, target=target)
    for index, points in chosen.items():
        title = parts[index].title.replace("{{report}}", _plain(source.report.title))
        if parts[index].part is SummaryPart.SECTIONS and target >= _LEAST_BY_SECTION:
            yield from _by_section(points, language)
        else:
            yield Arranged(title, parts[index].part, tuple(points))


def _by_section(points: Sequence[Point], language: str) -> Iterator[Arranged]:
    """A part for each section of the first two levels, with those above it as headings where they have no points."""
    groups: dict[tuple[str, ...], list[Point]] = {}
    for point in points:
        path = point.parts[0].path[:SECTION_LEVELS]
        if is_owned_up(point):
            path = (*path[:1], texts.text("summary_problems", language))
        for depth in range(1, len(path) + 1):
            groups.setdefault(path[:depth], [])
        groups.setdefault(path, []).append(point)
    for path, of in groups.items():
        yield Arranged(path[-1] if path else "", SummaryPart.SECTIONS, tuple(of), level=max(len(path), 1))


def _of_several(
    sources: Sequence[Source], template: Template, parts: Sequence[PartTemplate], *, target: float, language: str
) -> Iterator[Arranged]:
    said = [Said() for _ in sources]
    materials = [Material(one, claim_characters=template.claim_characters) for one in sources]
    colon = "：" if language == texts.DEFAULT else ": "
    names = [name + colon for name in _names([one.report for one in sources])]
    own = target * (1 - _HEADLINE_SHARE) / len(sources)
    headline = next((one for one in parts if one.part is SummaryPart.HEADLINE), None)
    others = [one for one in parts if one.part is not SummaryPart.HEADLINE]
    apart = bool(others) and own >= _OWN_PARTS
    if headline:
        room = target * _HEADLINE_SHARE if apart else target
        yield Arranged(headline.title, SummaryPart.HEADLINE, tuple(_lines(materials, said, headline, room, names)))
    if not apart and headline:
        return
    for source, material, of in zip(sources, materials, said, strict=True):
        found = list(_of_report(material, source, others, of, least=0.8 * own, target=own, language=language))
        if found:
            title, report_id = _plain(source.report.title), source.report.id
            yield Arranged(title, found[0].part, (), report_id=report_id)
            yield from (replace(one, level=one.level + 1, report_id=report_id) for one in found)


def _lines(
    materials: Sequence[Material], said: Sequence[Said], headline: PartTemplate, room: float, names: Sequence[str]
) -> Iterator[Point]:
    """A line or two for each report, led by its name, as long as there is room."""
    left = room
    for number, (material, of, name) in enumerate(zip(materials, said, names, strict=True)):
        fair = left / (len(materials) - number) - len(name)
        chosen = choose_parts(material, [headline], of, least=0.0, target=fair).get(0, [])
        for point in chosen:
            led = replace(point, lead=name)
            left -= led.characters
            yield led


def _names(reports: Sequence[Report]) -> list[str]:
    """What tells the reports apart, as short as may be: their offices, their years, both, or their titles."""
    offices = [(one.organisation or "").strip("*＊ ") for one in reports]
    years = [f"{one.year}年" if one.year else "" for one in reports]
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
