"""What a language model wrote of sections → statements, beside the report's own words where it wrote nothing. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rag.boilerplate import is_stock, vagueness
from rag.clauses import is_balanced, leans_back, without_marker
from rag.domain import ParsedReport, Span
from rag.questions import Aspect
from rag.sections import aspect_of
from rag.statements import Statement
from rag.summarizing.section_writing import Outcome, spans_in_report

_STOPS = "。；;，, "
_CLAUSE_MARKS = re.compile("[，；。：]")
_LETTERS = re.compile(r"\w")
# Where a model wrote less of what was asked for, the report's own words stand beside its own.
_ENOUGH = 0.5
_WHOLE_SHARE = 0.85  # a sentence without its marker and its full stop is still the whole
_HAN = re.compile("[\u3400-\u9fff]")


def statements_written(
    parsed: ParsedReport, verbatim: Sequence[Statement], outcomes: Sequence[Outcome]
) -> list[Statement]:
    """In reading order. `verbatim`: all that the report says in its own words, which also tells what is a problem or a
    plan where no heading does; where nothing was written, it stands for itself."""
    aspects = {one.sentence: one.aspect for one in verbatim}
    found: list[Statement] = []
    for outcome in outcomes:
        held = outcome.task.unit.span(parsed)
        written = [
            statement_of(point.text, spans_in_report(point, outcome.task), parsed, aspects)
            for point in outcome.written.points
        ]
        inside = [one for one in verbatim if held.contains(one.sentence)]
        told = [statement for one in written for statement in _best(one, inside, parsed)]
        found.extend(told)
        if len(told) <= outcome.task.points * _ENOUGH:
            shown = {one.sentence for one in told}
            found.extend(one for one in inside if not any(one.sentence.overlaps(span) for span in shown))
    return sorted(dict.fromkeys(found), key=lambda one: one.span)


def _best(written: Statement, verbatim: Sequence[Statement], parsed: ParsedReport) -> list[Statement]:
    """Of a sentence that was copied whole, what can be made of the report's own words: shorter, and nothing where it
    says nothing. What was really written stays, unless it is no sentence by itself or says what all reports say."""
    whole = parsed.sentences[parsed.sentences_in(written.sentence)[0]].span
    bare, bare_whole = _bare(written.words), _bare(whole.of(parsed.text))
    if bare in bare_whole and len(bare) > _WHOLE_SHARE * len(bare_whole):
        return [one for one in verbatim if one.sentence.contains(written.sentence)]
    clauses = [one for one in _CLAUSE_MARKS.split(written.words) if one]
    says_something = not all(is_stock(one) for one in clauses)
    return [written] if says_something and is_balanced(written.words) and not leans_back(written.words) else []


def _bare(words: str) -> str:
    return "".join(_LETTERS.findall(words))


def statement_of(
    words: str, spans: Sequence[Span], parsed: ParsedReport, aspects: Mapping[Span, Aspect | None]
) -> Statement:
    """`spans`: whole sentences or clauses of them, at least one; the first in the text is where it stands."""
    first, *also = sorted(spans)
    placed = parsed.section_at(first.start)
    inside = parsed.sentences_in(first)
    sentence = parsed.sentences[inside[0]] if inside else None
    path = placed.path if placed else ()
    aspect = aspects[sentence.span] if sentence and sentence.span in aspects else aspect_of(path)
    return Statement(
        words=_shown(words),
        span=first,
        sentence=first,
        section=placed.index if placed else -1,
        path=path,
        aspect=aspect,
        label=False,
        vagueness=vagueness(words),
        item=sentence.item if sentence else None,
        also=tuple(also),
    )


def _shown(words: str) -> str:
    """A claim of Chinese words gets its full stop with the others; another keeps its own."""
    bare = words.strip().rstrip(_STOPS)
    bare = without_marker(bare, Span(0, len(bare))).of(bare)
    return bare if _HAN.search(bare) else bare.rstrip(".") + "."
