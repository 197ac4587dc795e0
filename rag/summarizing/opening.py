"""The first paragraph of a summary in a language model's words, out of points that hold, verified against what these
rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rag.cancelling import Cancellation
from rag.domain import Dropped, Place, SummaryPart, Usage
from rag.encoding import decode, encode
from rag.errors import GenerationFailed, SummaryCancelled
from rag.evidence import Evidence, EvidenceSet, of_report
from rag.ports import SummaryStore
from rag.prompts import load_prompt
from rag.summarizing.authoring import Author, Order
from rag.summarizing.keys import key_of
from rag.summarizing.points import Arranged, Point
from rag.summarizing.sources import Source
from rag.summarizing.templates import Template
from rag.summarizing.written_statements import statement_of

PROMPT = "summarize_headline"
# As many points as a model reads in one section.
_POINTS_CHARACTERS = 2_400
_LEAST_CHARACTERS = 60
_MOST_SENTENCES = 4
_RULES = 1


@dataclass(frozen=True, slots=True)
class WrittenOpening:
    """Sentences, each with the places of one report that it rests on."""

    claims: tuple[tuple[str, tuple[Place, ...]], ...] = ()
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """`points` take the place of the arranged ones; none where the model could not write any (now: `failure`)."""

    points: tuple[Point, ...]
    dropped: tuple[Dropped, ...] = ()
    usage: Usage = Usage()
    failure: GenerationFailed | None = None


class OpeningWriting:
    """What was written once of the same points is kept in `store`."""

    def __init__(self, author: Author, store: SummaryStore) -> None:
        self._author = author
        self._store = store

    def write(
        self,
        headline: Arranged,
        points: Sequence[Point],
        sources: Mapping[str, Source],
        template: Template,
        *,
        language: str,
        cancellation: Cancellation,
    ) -> Opening:
        """Raises SummaryCancelled."""
        order = _order(headline, _within(points), sources, template, language)
        key = key_of(_RULES, self._author.identity, *(one.text for one in order.messages), order.evidence.render())
        kept = _kept(self._store.find([key]).get(key), sources)
        if kept is not None:
            return Opening(_points(kept, sources), kept.dropped)
        try:
            authored = self._author.write(order, cancellation)
        except GenerationFailed as failure:
            raise SummaryCancelled() from failure
        places = {one.id: one.place for one in authored.draft.citations}
        claims = ((one.text, tuple(places[number] for number in one.citations)) for one in authored.draft.claims)
        # What speaks of two reports at once stands in neither.
        whole = tuple(one for one in claims if len({place.report_id for place in one[1]}) == 1)
        written = WrittenOpening(whole, tuple(authored.draft.dropped))
        if authored.failure is None:
            self._store.keep(key, encode(written), report_ids={one.report_id for one in points})
        return Opening(_points(written, sources), written.dropped, authored.draft.usage, authored.failure)


def points_for(headline: Arranged, arranged: Sequence[Arranged]) -> list[Point]:
    """Those of all parts that are of the same report, or of all reports where the headline is."""
    found = [
        point
        for one in sorted(arranged, key=lambda one: one.part is SummaryPart.HEADLINE)
        for point in one.points
        if headline.report_id in (None, point.report_id)
    ]
    return list(dict.fromkeys(found))


def _within(points: Sequence[Point]) -> list[Point]:
    kept: list[Point] = []
    left = _POINTS_CHARACTERS
    for point in points:
        if point.characters <= left:
            kept.append(point)
            left -= point.characters
    return kept


def _order(
    headline: Arranged, points: Sequence[Point], sources: Mapping[str, Source], template: Template, language: str
) -> Order:
    taken: set[str] = set()
    lines: list[Evidence] = []
    behind: list[Evidence] = []
    rests_on: dict[str, tuple[str, ...]] = {}
    for point in points:
        found = _behind(point, sources[point.report_id], taken)
        if not found:  # what speaks to a model
            continue
        first = found[0]
        lines.append(replace(first, text=point.words, is_heading=False))
        behind.extend(found)
        rests_on[first.handle] = tuple(one.handle for one in found)
    limit = max(_LEAST_CHARACTERS, sum(point.characters for point in headline.points))
    messages = load_prompt(PROMPT, language).render(
        points=EvidenceSet(tuple(lines)).render(),
        instruction=" ".join(_instruction(template, headline).split()),
        characters=str(limit),
    )
    return Order(messages, EvidenceSet(tuple(behind)), limit, _MOST_SENTENCES, language, rests_on)


def _instruction(template: Template, headline: Arranged) -> str:
    own = [one for one in template.parts if one.part is SummaryPart.HEADLINE]
    named = [one for one in own if one.title == headline.title] or own
    return named[0].instruction if named else ""


def _behind(point: Point, source: Source, taken: set[str]) -> list[Evidence]:
    """The sentences that a point rests on, under handles that no other point has."""
    spans = dict.fromkeys(span for part in point.parts for span in (part.sentence, *part.also))
    found: list[Evidence] = []
    for span in spans:
        indexes = source.parsed.sentences_in(span)
        seed = f"{source.report.id}\0{point.words}"
        found.extend(of_report(source.report, source.parsed, indexes, seed=seed, taken=taken).sentences)
    return found


def _points(written: WrittenOpening, sources: Mapping[str, Source]) -> tuple[Point, ...]:
    return tuple(_point(words, places, sources[places[0].report_id]) for words, places in written.claims)


def _point(words: str, places: Sequence[Place], source: Source) -> Point:
    spans = tuple(one.span for one in places)
    return Point((statement_of(words, spans, source.parsed, {}),), source.report.id)


def _kept(content: str | None, sources: Mapping[str, Source]) -> WrittenOpening | None:
    """What was kept, unless it is damaged."""
    if content is None:
        return None
    try:
        written = decode(WrittenOpening, content)
    except ValueError:
        return None
    fits = all(places and all(_fits(one, sources) for one in places) for _, places in written.claims)
    return written if fits else None


def _fits(place: Place, sources: Mapping[str, Source]) -> bool:
    source = sources.get(place.report_id)
    return source is not None and 0 <= place.span.start < place.span.end <= len(source.parsed.text)
