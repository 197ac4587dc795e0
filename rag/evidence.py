"""Evidence for a question: sentences of the passages found, each under a handle made for this request."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag import outlines
from rag.domain import ParsedReport, Passage, Report, ReportFilter, Sentence, Span
from rag.intrusions import is_intruded, shown_name, shown_sentence
from rag.lexicon import UNNAMING_WORDS
from rag.matching import credit
from rag.ports import Ledger
from rag.questions import YEAR, Kind, Question
from rag.words import normalise, place_names

# No letters or digits that are read for one another (0/o, 1/l/i); digits between, so that no word is a handle.
_LETTERS = "abcdefghjkmnpqrstuvwxyz"
_DIGITS = "23456789"
# About 3,500 tokens of evidence: what a small local model still reads well (see docs/decisions/0004-answering.md).
_MAX_CHARACTERS = 6_000
_MIN_NAMED = 0.6
_MARKER_ALONE = re.compile(r"第?[（(]?[0-9０-９一二三四五六七八九十百①-⑳]{1,4}[）)]?[.．、，,条章节]?\s*")
_HEAD_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence that may be cited. `mentions`: places and years of the question that its report names somewhere."""

    handle: str
    report_id: str
    report_title: str
    year: int | None
    path: tuple[str, ...]
    span: Span
    text: str
    is_heading: bool
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceSet:
    """All sentences shown to the model for one question, in the order shown."""

    sentences: tuple[Evidence, ...]

    def get(self, handle: str) -> Evidence | None:
        return next((one for one in self.sentences if one.handle == handle), None)

    def render(self) -> str:
        """The text that goes into the prompt: a `## report › path` line a section, then `- sentence[handle]` lines.

        Handles stand behind, as in the answers asked for: small models then copy both together.
        """
        lines: list[str] = []
        previous: tuple[str, tuple[str, ...]] | None = None
        for one in self.sentences:
            if (here := (one.report_id, one.path)) != previous:
                lines.append("## " + " › ".join([_report_name(one), *map(shown_name, one.path)]))
                previous = here
            lines.append(f"- {shown_sentence(one.text)}[{one.handle}]")
        return "\n".join(lines)


def _report_name(one: Evidence) -> str:
    facts = [f"{one.year}年"] if one.year else []
    if one.mentions:
        facts.append("提及：" + "、".join(one.mentions))
    return f"《{shown_name(one.report_title)}》" + (f"（{'，'.join(facts)}）" if facts else "")


@dataclass(frozen=True, slots=True)
class _Wanted:
    report: Report
    parsed: ParsedReport
    indexes: list[int]
    mentions: tuple[str, ...]


def gather(question: Question, passages: Sequence[Passage], ledger: Ledger) -> EvidenceSet:
    """Sentences of `passages` (best first) with their neighbours and, for questions about problems, plans or results,
    the outline of the sections that answer them; whole sentences only, cut at the budget."""
    by_report: dict[str, list[Passage]] = {}
    for passage in passages:
        by_report.setdefault(passage.report_id, []).append(passage)
    reports = {report.id: report for report in ledger.reports(ReportFilter(report_ids=tuple(by_report)))}
    if question.whole:
        return _overview(question, list(reports.values()), ledger)
    wanted = []
    read = ledger.parsed_reports(tuple(by_report))
    for report_id, found in by_report.items():
        if report_id in reports and (parsed := read.get(report_id)):
            indexes = _ranked_sentences(question, parsed, [passage.chunk.span for passage in found])
            wanted.append(
                _Wanted(reports[report_id], parsed, indexes, _mentions(question, reports[report_id], parsed.text))
            )
    return EvidenceSet(tuple(_within_budget(question, wanted)))


def of_report(
    report: Report, parsed: ParsedReport, indexes: Iterable[int], *, seed: str, taken: set[str] | None = None
) -> EvidenceSet:
    """These sentences of a report, without bare markers and what speaks to a model.

    The same `seed` gives the same handles, none of those `taken`, which are added to.
    """
    wanted = _Wanted(report, parsed, [one for one in indexes if _is_evidence(parsed, one)], ())
    paths = {place.index: place.path for place in parsed.walk()}
    taken = set() if taken is None else taken
    return EvidenceSet(tuple(_evidence(seed, wanted, one, paths, taken) for one in wanted.indexes))


def _overview(question: Question, reports: Sequence[Report], ledger: Ledger) -> EvidenceSet:
    """The tree of the report that is meant: its opening, the headings of its parts and of the sections in them. Empty
    where several reports may be meant and none is named."""
    meant = meant_report(question, reports, ledger)
    if meant is None:
        return EvidenceSet(())
    parsed = ledger.parsed(meant.id)
    wanted = _Wanted(meant, parsed, outlines.tree(parsed), _mentions(question, meant, parsed.text))
    return EvidenceSet(tuple(_within_budget(question, [wanted])))


def meant_report(question: Question, reports: Sequence[Report], ledger: Ledger) -> Report | None:
    """The one report that a question about a whole report names, or the only one there is."""
    terms = [term for term in question.terms if term not in UNNAMING_WORDS]
    if len(reports) == 1:
        return reports[0]
    if not terms and not question.years:
        return None
    fitting = [one for one in reports if not question.years or str(one.year) in question.years]
    scored = [(_named_share(terms, one, ledger), one) for one in fitting]
    best = max((share for share, _ in scored), default=0.0)
    named = [one for share, one in scored if share == best >= _MIN_NAMED]
    return named[0] if len(named) == 1 else None


def _named_share(terms: Sequence[str], report: Report, ledger: Ledger) -> float:
    head = ledger.parsed(report.id).text[:_HEAD_CHARACTERS]
    name = normalise(f"{report.title} {report.organisation or ''}")
    credits = [max(credit(term, name), 0.9 * credit(term, normalise(head))) for term in terms]
    return sum(credits) / len(credits) if credits else 1.0


def _mentions(question: Question, report: Report, text: str) -> tuple[str, ...]:
    """Places and years of the question that stand anywhere in the report, so that the model knows what it is about."""
    years = [f"{one}年" for one in question.years if _is_named(one, report, text)]
    places = [place for place in question.places if _is_of(place, report, text)]
    return tuple(dict.fromkeys([*places, *years]))


def _is_named(year: str, report: Report, text: str) -> bool:
    """A report of no known year is of the year that it names most; every other is only spoken of."""
    if report.year is not None:
        return any(found[1] == year for found in YEAR.finditer(text)) if year in text else False
    named = Counter(YEAR.findall(text))
    return named[year] >= max(named.values(), default=0) > 0


def _is_of(place: str, report: Report, text: str) -> bool:
    """Whether the report is about a place. One that says whose it is only speaks of all others; of one that does not, a
    place named once is spoken of, and one that it is about comes again."""
    own = f"{report.title}{report.organisation or ''}"
    if place in own or place in text[:_HEAD_CHARACTERS]:
        return True
    return not place_names(own) and text.count(place) > 1


def _ranked_sentences(question: Question, parsed: ParsedReport, spans: Sequence[Span]) -> list[int]:
    """Indexes of sentences, most wanted first: the outline asked for, then passages in order of their rank."""
    indexes: dict[int, None] = {}
    if question.aspect:
        indexes.update(dict.fromkeys(outlines.of_aspect(question.aspect, parsed)))
    elif question.kind is Kind.LIST or question.counted:
        indexes.update(dict.fromkeys(outlines.of_named_section(question, parsed)))
    for span in spans:
        if inside := parsed.sentences_in(span):
            indexes.update(dict.fromkeys(_with_neighbours(parsed.sentences, inside)))
    return list(indexes)


def _with_neighbours(sentences: Sequence[Sentence], inside: Sequence[int]) -> Iterable[int]:
    """One sentence on either side within the section, and of items the sentence that they are items of."""
    first, last = inside[0], inside[-1]
    before = [first - 1] if first and sentences[first - 1].section == sentences[first].section else []
    after = [last + 1] if last + 1 < len(sentences) and sentences[last + 1].section == sentences[last].section else []
    return [*_lead_in(sentences, first), *before, *inside, *after]


def _lead_in(sentences: Sequence[Sentence], first: int) -> list[int]:
    """The last sentence of the section before its items, where `first` stands in one of them."""
    section = sentences[first].section
    place = first
    while place >= 0 and sentences[place].section == section:
        if sentences[place].item is None:
            return [place] if place < first else []
        place -= 1
    return []


def _within_budget(question: Question, wanted: Sequence[_Wanted]) -> list[Evidence]:
    chosen: list[Evidence] = []
    taken: set[str] = set()
    spent = 0
    for one in wanted:
        paths = {place.index: place.path for place in one.parsed.walk()}
        kept: list[int] = []
        for index in one.indexes:
            if not _is_evidence(one.parsed, index):
                continue
            size = len(one.parsed.sentences[index].span)
            if spent + size > _MAX_CHARACTERS and chosen + kept:
                continue
            spent += size
            kept.append(index)
        seed = f"{question.text}\0{one.report.id}"
        chosen.extend(_evidence(seed, one, index, paths, taken) for index in sorted(kept))
    return chosen


def _evidence(seed: str, one: _Wanted, index: int, paths: dict[int, tuple[str, ...]], taken: set[str]) -> Evidence:
    sentence = one.parsed.sentences[index]
    span = _with_marker(one.parsed, index)
    handle = _handle(f"{seed}\0{sentence.span.start}", taken)
    return Evidence(
        handle=handle,
        report_id=one.report.id,
        report_title=one.report.title,
        year=one.report.year,
        path=paths.get(sentence.section, ()),
        span=span,
        text=span.of(one.parsed.text),
        is_heading=sentence.is_heading,
        mentions=one.mentions,
    )


def _is_evidence(parsed: ParsedReport, index: int) -> bool:
    return not _is_marker(parsed, index) and not is_intruded(parsed.text, parsed.sentences[index].span)


def _is_marker(parsed: ParsedReport, index: int) -> bool:
    """Nothing but the `1.` or `第一条` before an entry."""
    return bool(_MARKER_ALONE.fullmatch(parsed.sentences[index].span.of(parsed.text)))


def _with_marker(parsed: ParsedReport, index: int) -> Span:
    """A sentence with the marker that stands alone before it: so it is seen to be an entry."""
    one, before = parsed.sentences[index], parsed.sentences[max(index - 1, 0)]
    if index and before.section == one.section and _is_marker(parsed, index - 1):
        return Span(before.span.start, one.span.end)
    return one.span


def _handle(seed: str, taken: set[str]) -> str:
    """Letter, digit, letter, digit, drawn from the seed: the same request gets the same handles, another others."""
    for attempt in range(1_000):
        number = int.from_bytes(hashlib.blake2b(f"{seed}\0{attempt}".encode(), digest_size=4).digest())
        handle = (
            _LETTERS[number % len(_LETTERS)]
            + _DIGITS[number // 23 % len(_DIGITS)]
            + _LETTERS[number // 184 % len(_LETTERS)]
            + _DIGITS[number // 4232 % len(_DIGITS)]
        )
        if handle not in taken:
            taken.add(handle)
            return handle
    raise AssertionError("more evidence than handles")
