"""News, transcripts, articles without headings: all that is no work report → the points to show. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag import messages as texts
from rag.domain import ParsedReport, Sentence, Span, SummaryPart
from rag.sections import aspect_of
from rag.statements import Statement
from rag.summarizing.points import Arranged, Point
from rag.summarizing.salience import SPOKEN, WRITTEN, Run, Salience, Signs, pick
from rag.summarizing.sources import Source
from rag.summarizing.spoken import is_transcript, spoken_runs, without_speaker
from rag.summarizing.templates import PartTemplate
from rag.summarizing.written import said_in, written_runs

# What an article says first is said, with as many of its clauses as leave room for something else: ahead of leaving it
# to the scores by 0.3 points of ROUGE-L on 35 news articles (benchmarks/summaries), and it is the matter.
_MOST_OF_LEAD = 0.75

# 31 work reports have ten headings and more, a notice of a department four; of 35 news articles none has one.
_FEW_HEADINGS = 3


@dataclass(frozen=True, slots=True)
class Offer:
    """What a text has to show. `lead`: the place of what is said first; `spread`: see `pick`."""

    runs: Sequence[Run]
    salience: Salience
    statements: Mapping[Run, Statement]
    lead: int | None = None
    spread: int = 0


def is_plain(parsed: ParsedReport) -> bool:
    """Whether the text has no sections to speak of, or is a transcript, whatever looks like a heading in it."""
    if is_transcript(parsed.text):
        return True
    paths = [placed.path for placed in parsed.walk() if placed.section.heading]
    return len(paths) < _FEW_HEADINGS and not any(aspect_of(path) for path in paths)


def arrange_plain(
    source: Source,
    parts: Sequence[PartTemplate],
    *,
    aim: float,
    shown: Collection[Span] = (),
    language: str = texts.DEFAULT,
) -> Iterator[Arranged]:
    """A part for each topic that the template names, and one with what else the text is about, in its order.

    `shown`: sentences that the summary has already.
    """
    offer, topics = (
        offer_of(source.parsed, source.report.title, source.statements),
        [one for one in parts if one.part is SummaryPart.TOPIC],
    )
    room, said = aim, {run.sentence for run, one in offer.statements.items() if one.sentence in shown}
    for topic in topics:
        share = topic.characters or aim * (topic.share or 1 / len(parts))
        chosen = choose(offer, aim=min(share, room), about=topic.about, said=said)
        said.update(run.sentence for run in chosen)
        room -= sum(len(run.words) + 1 for run in chosen)
        if chosen:
            yield Arranged(topic.title, topic.part, _points(source, offer, chosen))
    others = [one for one in parts if one.part is not SummaryPart.TOPIC]
    if others and (chosen := choose(offer, aim=room, said=said)):
        title = others[0].title if len(others) == 1 else texts.text("summary_content", language)
        yield Arranged(title, SummaryPart.RESULTS, _points(source, offer, chosen))


def choose_plain(source: Source, *, aim: float) -> tuple[Point, ...]:
    """At most `aim` characters of what the text is about, as claims in its order."""
    offer = offer_of(source.parsed, source.report.title, source.statements)
    return _points(source, offer, choose(offer, aim=aim))


def choose(
    offer: Offer, *, aim: float, said: Collection[int] = (), about: Sequence[str] = (), weights: Signs | None = None
) -> list[Run]:
    """`said`: sentences that are not shown again. `about`: words of which a run holds one. `weights`: not the usual."""
    runs = [
        run
        for run in offer.runs
        if run.sentence not in said and (not about or any(word in run.words for word in about))
    ]
    leads = [run for run in runs if run.place == offer.lead and len(run.words) < _MOST_OF_LEAD * aim]
    given = [max(leads, key=lambda run: len(run.words))] if leads and not about else []
    scores = [offer.salience.score(run, weights) for run in runs]
    return pick(runs, scores, aim=aim, given=given, spread=offer.spread)


def _points(source: Source, offer: Offer, runs: Sequence[Run]) -> tuple[Point, ...]:
    return tuple(Point((offer.statements[run],), source.report.id) for run in runs)


def offer_of(parsed: ParsedReport, title: str, statements: Sequence[Statement] = ()) -> Offer:
    """`statements`: what a model made of the text, shown as it wrote it; the text's own words are cut anew."""
    text = parsed.text
    sentences = [one for one in parsed.sentences if one.section >= 0 and not one.is_heading]
    spans = [one.span for one in sentences]
    if is_transcript(text):
        runs, lead, spread = list(spoken_runs(text, spans)), None, 0
        salience = Salience((without_speaker(text, one).of(text) for one in spans), title="", weights=SPOKEN)
    else:
        matters = said_in(text, spans)
        runs = list(written_runs(text, matters))
        lead, spread = min((run.place for run in runs), default=None), len(spans)
        salience = Salience((one.of(text) for one in matters if one), title=title, weights=WRITTEN)
    if any(one.words != one.span.of(text) for one in statements):
        written = _of_model(statements, spans)
        return Offer(list(written), salience, written, lead, spread)
    paths = {placed.index: placed.path for placed in parsed.walk()}
    own = {run: _statement(run, sentences[run.sentence], paths) for run in runs}
    return Offer(runs, salience, own, lead, spread)


def _statement(run: Run, sentence: Sentence, paths: Mapping[int, tuple[str, ...]]) -> Statement:
    path = paths.get(sentence.section, ())
    return Statement(run.words, run.span, sentence.span, sentence.section, path, None, label=False, vagueness=0.0)


def _of_model(statements: Sequence[Statement], sentences: Sequence[Span]) -> dict[Run, Statement]:
    """What a model wrote is shown as it wrote it."""
    starts = [one.start for one in sentences]
    return {
        Run(one.words, one.span, max(bisect_right(starts, one.sentence.start) - 1, 0), place): one
        for place, one in enumerate(statements)
    }
