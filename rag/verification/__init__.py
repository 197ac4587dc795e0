"""Claims against the spans they cite. Pure, strict on what can be checked, tolerant of other words for the same.

A claim is held up when each figure in it (value, unit, direction, bound, year) stands in the evidence and measures
the same there, each year, date, number, 《title》 and “name” stands there, nothing is negated or turned round, and
enough of its words are the evidence's words. The verdicts:

- `undisclosed`: the claim says that a value is not disclosed and the evidence masks it; or all figures that it repeats
  are masked (`*万人`), in the evidence too;
- `computed`: a sum, difference, ratio or growth that stands nowhere and that code computes from cited figures which the
  claim names (the wordings: rag/verification/computed.py); a count of the entries that the claim lists (counted.py);
- `supported`: everything else that passes, also a sentence that quotes masked figures among disclosed ones.

What stands around a cited sentence (`Context`: the report's year and title, the headings above) may lend a claim names,
words and years, never a figure; a year that contradicts it fails.

A whole sentence or clause copied from the evidence always passes. A claim in another language is checked by its numbers
alone: there are no words to compare.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.domain import DropReason, Verdict
from rag.figures import find_figures
from rag.intrusions import visible
from rag.verification.amounts import figures_missing, parts_exceed_wholes, unfounded_figures
from rag.verification.cells import stands_in_table
from rag.verification.computed import recomputed, take_apart
from rag.verification.context import Context
from rag.verification.counted import names_what, read_count
from rag.verification.edits import wrongly_edited
from rag.verification.foreign import is_foreign, verify_foreign
from rag.verification.names import addresses_missing, names_missing
from rag.verification.numbers import numbers_missing
from rag.verification.offices import offices_missing
from rag.verification.placing import PlacedFigure, place_figures
from rag.verification.set_against import denies_unfounded, is_true, read_opposition
from rag.verification.text import canonical, stands_whole
from rag.verification.wording import given_to_several, says_otherwise, superlatives_missing, supported

__all__ = ["Context", "Finding", "verify"]

_MARKERS = re.compile(r"\[\d{1,2}\]")
_UNDISCLOSED = re.compile(
    r"(?:未|没有|没|并未|尚未|不曾|不)(?:予以|予|被|对外|作|做)?(?:具体|明确|详细)?(?:披露|公开|透露|公布|说明|给出|列出|注明|显示|载明|列明|提供)(?:具体)?"
    r"(?:的)?(?:数字|数据|数值|数量|数额|金额|比例|人数|年份|日期|时间|次数|情况)?"
    r"|(?:数字|数据|数值|数量|金额|比例|人数|年份|日期|具体\w{0,4})(?:已|被|均)*(?:脱敏|隐去|隐藏|遮盖|略去|屏蔽)|脱敏处理|以[“\"]?\*+[”\"]?(?:代替|表示)|未披露|不详"
)
_CLAUSE_END = re.compile(r"[，。；！？\n]")
_NAMES_SOMETHING = 2
_QUOTED_MASK = re.compile("“([^”]*[*＊×□][^”]*)”")
_SAYS_NOTHING = re.compile(r"(?:报告|原文|具体|内容|数字|数据|数值|数额|数量|中|里|[\s，,：:（）()。])*")
# A claim is a sentence; what is longer and no copy is babble, and would take seconds to compare.
_LONGEST_CHARACTERS = 1_000


@dataclass(frozen=True, slots=True)
class Finding:
    """`verdict` if the claim may be shown, else the `reason` why not: one of the two."""

    verdict: Verdict | None
    reason: DropReason | None


def verify(claim: str, evidence: Sequence[str], context: Sequence[Context] = ()) -> Finding:
    """Whether `evidence` (the text of each cited span) holds up `claim`. Citation markers `[1]` in it are ignored.

    `context`: what stands around each span, in the same order; none where nothing is known of it.
    """
    told = [
        (visible(span), context[index] if index < len(context) else Context())
        for index, span in enumerate(evidence)
        if span.strip()
    ]
    spans, context = [span for span, _ in told], [one for _, one in told]
    claim = _MARKERS.sub("", visible(claim)).strip()
    if not spans:
        return Finding(None, DropReason.NO_CITATION)
    if not re.search(r"\w", claim):
        return Finding(None, DropReason.UNSUPPORTED)
    if any(stands_whole(claim, span) for span in spans):
        return _passed(claim)
    if len(claim) > _LONGEST_CHARACTERS or addresses_missing(claim, spans):
        return Finding(None, DropReason.UNSUPPORTED)
    if is_foreign(claim):
        return _finding(verify_foreign(claim, spans, context))
    return _put_together(claim, spans, context) or _verify_words(claim, spans, context)


def _put_together(claim: str, spans: Sequence[str], context: Sequence[Context]) -> Finding | None:
    """A count of entries that the claim names, or a value set against another: None where it is neither.

    What is wrongly counted or set against another may still stand in the evidence as it is; what is denied may not.
    """
    count = read_count(claim)
    if count and count.is_right and names_what(count, [*spans, *(one.words for one in context)]):
        told = [verify(entry, spans, context) for entry in count.entries]
        if all(one.verdict is not None for one in told):
            return Finding(Verdict.COMPUTED, None)
    if stands_in_table(claim, spans):
        return Finding(Verdict.SUPPORTED, None)
    opposed = read_opposition(claim)
    if opposed and is_true(opposed, spans):
        finding = verify(opposed.head, spans, context)
        if finding.verdict in (Verdict.SUPPORTED, Verdict.COMPUTED):
            return Finding(Verdict.COMPUTED if opposed.computes else finding.verdict, None)
    return Finding(None, DropReason.UNSUPPORTED) if denies_unfounded(claim, spans) else None


def _verify_words(claim: str, spans: Sequence[str], context: Sequence[Context]) -> Finding:
    said = _UNDISCLOSED.search(claim)
    if said and not any(_UNDISCLOSED.search(span) for span in spans):
        return _verify_undisclosed(claim, said, spans, context)
    reason = _wrong(claim, spans, context)
    if reason in (DropReason.FIGURE_NOT_IN_SPAN, DropReason.MASKED_FIGURE) and _computed(claim, spans, context):
        return Finding(Verdict.COMPUTED, None)
    return Finding(None, reason) if reason else _passed(claim)


def _wrong(claim: str, spans: Sequence[str], context: Sequence[Context]) -> DropReason | None:
    return (
        figures_missing(claim, spans, context)
        or parts_exceed_wholes(claim)
        or numbers_missing(claim, spans, context)
        or names_missing(claim, spans, context)
        or offices_missing(claim, spans, context)
        or superlatives_missing(claim, spans)
        or given_to_several(claim, spans)
        or wrongly_edited(claim, spans)
        or says_otherwise(claim, spans)
        or supported(claim, spans, context)
    )


def _computed(claim: str, spans: Sequence[str], context: Sequence[Context]) -> bool:
    """What the claim states holds, and what else it says follows from that by computing."""
    taken = take_apart(claim, unfounded_figures(claim, spans, context))
    return taken is not None and _wrong(taken.statement, spans, context) is None and recomputed(taken, spans, context)


def _verify_undisclosed(claim: str, said: re.Match[str], spans: Sequence[str], context: Sequence[Context]) -> Finding:
    """The value that the clause is about must be a masked one; the rest of the claim must stand as any other."""
    about, rest = _clause_about(claim, said)
    placed = place_figures(spans, context)
    if not any(figure.figure.masked for figure in placed):
        return _verify_masked_name(about, spans)
    reason = (
        figures_missing(about, spans, context)
        or numbers_missing(about, spans, context)
        or names_missing(about, spans, context)
    )
    if reason:
        return Finding(None, reason)
    rest_finding = _verify_words(rest, spans, context) if rest else None
    if rest_finding and rest_finding.verdict is None:
        return rest_finding
    # What it says itself is told by its own words, not by those that it quotes.
    is_masked = _only_quotes(about, spans) or _about_masked(_QUOTED_MASK.sub("", about), placed)
    return Finding(Verdict.UNDISCLOSED, None) if is_masked else Finding(None, DropReason.UNSUPPORTED)


def _only_quotes(about: str, spans: Sequence[str]) -> bool:
    """Beside words with a mask, quoted as they stand, it says nothing of what is masked."""
    own = _QUOTED_MASK.sub("", about)
    return own != about and _SAYS_NOTHING.fullmatch(own) is not None and _holds_quotes(about, spans)


def _verify_masked_name(about: str, spans: Sequence[str]) -> Finding:
    """What is masked is no figure but a name (`股长*`): the claim quotes the words with the mask as they stand."""
    held = _holds_quotes(about, spans)
    return Finding(Verdict.UNDISCLOSED, None) if held else Finding(None, DropReason.UNSUPPORTED)


def _holds_quotes(about: str, spans: Sequence[str]) -> bool:
    # The cells of a row stand apart by tabs there, by spaces here.
    quoted = ["".join(found[1].split()) for found in _QUOTED_MASK.finditer(about)]
    return any(quote in "".join(span.split()) for quote in quoted for span in spans)


def _clause_about(claim: str, said: re.Match[str]) -> tuple[str, str]:
    """What is said to be undisclosed, and the claim without it: 新增就业人数，报告未披露 takes in the clause before."""
    ends = [0, *(match.end() for match in _CLAUSE_END.finditer(claim, 0, said.start()))]
    after = _CLAUSE_END.search(claim, said.end())
    end = after.end() if after else len(claim)
    start = ends.pop()
    while ends and len(canonical(claim[start : said.start()]).pairs) < _NAMES_SOMETHING:
        start = ends.pop()
    rest = claim[:start] + claim[end:]
    about = claim[start : said.start()] + "，" + claim[said.end() : end]
    return about, rest if re.search(r"\w", rest) else ""


def _about_masked(about: str, placed: Sequence[PlacedFigure]) -> bool:
    """Of the evidence's figures, one that is masked shares most with the claim's words."""
    pairs = canonical(about).pairs
    scored = [(len(pairs & figure.near), len(pairs & figure.wide), figure.figure.masked) for figure in placed]
    best = max((near, wide) for near, wide, _ in scored)
    return best > (0, 0) and any(masked and (near, wide) == best for near, wide, masked in scored)


def _passed(claim: str) -> Finding:
    figures = find_figures(claim)
    undisclosed = bool(figures) and all(figure.masked for figure in figures)
    return Finding(
        Verdict.UNDISCLOSED if undisclosed or (_UNDISCLOSED.search(claim) and not figures) else Verdict.SUPPORTED, None
    )


def _finding(outcome: Verdict | DropReason) -> Finding:
    return Finding(outcome, None) if isinstance(outcome, Verdict) else Finding(None, outcome)
