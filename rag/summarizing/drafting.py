"""A summary while it is put together: its citations, what was dropped, what is not disclosed."""

from __future__ import annotations

from dataclasses import dataclass, field

from rag.domain import Citation, Claim, Dropped, DropReason, ParsedReport, Place, Report, Span, Undisclosed, Verdict
from rag.figures import find_figures
from rag.statements import Statement
from rag.summarizing.points import SIDE_BY_SIDE, Point
from rag.verification import Context, Finding, verify

_STOPS = "，；。："


@dataclass(slots=True)
class Draft:
    citations: list[Citation] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    undisclosed: list[Undisclosed] = field(default_factory=list)

    def admit(self, point: Point, report: Report, parsed: ParsedReport) -> Claim | None:
        """The point as a claim with its citations; None, and an entry in `dropped`, if it fails verification."""
        words, text = point.words, parsed.text
        spans = [span for part in point.parts for span in (part.sentence, *part.also)]
        paths = [part.path for part in point.parts for _ in (part.sentence, *part.also)]
        around = [Context(report.year, report.title, path, shown_there=True) for path in paths]
        if point.joint == SIDE_BY_SIDE:
            finding = _all_hold(point, text)
        else:
            finding = verify(point.said, [span.of(text) for span in spans], around)
        if finding.verdict is None:
            self.dropped.append(Dropped(words, finding.reason or DropReason.UNSUPPORTED))
            return None
        numbers: list[int] = []
        for part in point.parts:
            first = self.cite(report, text, part.sentence, part.path)
            placed = [(span, parsed.section_at(span.start)) for span in part.also]
            more = [self.cite(report, text, span, section.path if section else ()) for span, section in placed]
            self._note_masks(part, first)
            numbers += [first, *more]
        return Claim(words, tuple(dict.fromkeys(numbers)), finding.verdict)

    def cite(self, report: Report, text: str, span: Span, path: tuple[str, ...]) -> int:
        """The number of the citation of `span`, added where it is new."""
        for citation in self.citations:
            if citation.place.report_id == report.id and citation.place.span == span:
                return citation.id
        place = Place(report.id, report.title, path, span)
        self.citations.append(Citation(len(self.citations) + 1, place, span.of(text)))
        return len(self.citations)

    def spans_of(self, report_id: str) -> list[Span]:
        return [citation.place.span for citation in self.citations if citation.place.report_id == report_id]

    def _note_masks(self, part: Statement, citation: int) -> None:
        """The clauses of a shown statement whose figure is masked, once each."""
        masked = (figure.span for figure in find_figures(part.words) if figure.masked)
        for clause in dict.fromkeys(_clause_around(part.words, span) for span in masked):
            self.undisclosed.append(Undisclosed(clause, citation))


def _all_hold(point: Point, text: str) -> Finding:
    """Of words side by side each holds by what it cites itself."""
    findings = [
        verify(part.words, [part.sentence.of(text)], [Context(path=part.path, shown_there=True)])
        for part in point.parts
    ]
    return next((one for one in findings if one.verdict is not Verdict.SUPPORTED), findings[0])


def _clause_around(words: str, span: Span) -> str:
    start = max(words.rfind(stop, 0, span.start) for stop in _STOPS) + 1
    ends = [end for stop in _STOPS if (end := words.find(stop, span.end)) >= 0]
    return words[start : min(ends, default=len(words))].strip()
