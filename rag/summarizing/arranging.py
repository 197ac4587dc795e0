"""Reports and a template → the parts of their summary with the points chosen for each. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag import messages as texts
from rag.domain import SummaryPart
from rag.questions import Aspect
from rag.summarizing.choosing import choose
from rag.summarizing.points import Arranged
from rag.summarizing.sources import Source
from rag.summarizing.templates import Template

_PARTS = {None: SummaryPart.RESULTS, Aspect.PROBLEMS: SummaryPart.PROBLEMS, Aspect.PLANS: SummaryPart.PLANS}
_TITLES = {None: "summary_results", Aspect.PROBLEMS: "summary_problems", Aspect.PLANS: "summary_plans"}
_MIN_CHARACTERS = 60


def arrange(sources: Sequence[Source], template: Template, *, language: str = texts.DEFAULT) -> list[Arranged]:
    """The parts that the template names and the reports have something for, in its order."""
    share = max(_MIN_CHARACTERS, template.most // max(len(sources), 1))
    arranged = []
    for source in sources:
        report = source.report
        of = " ".join(report.title.split()) if len(sources) > 1 else None
        chosen = choose(source.statements, characters=share, max_characters=2 * template.claim_characters)
        for aspect, points in chosen.items():
            title = texts.text(_TITLES[aspect], language)
            if of is not None:
                title = texts.text("summary_section_of", language, title=of, section=title)
            placed = tuple(replace(point, report_id=report.id) for point in points)
            arranged.append(Arranged(title, _PARTS[aspect], placed, report_id=report.id if of else None))
    return arranged
