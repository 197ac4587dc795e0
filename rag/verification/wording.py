"""The words of a claim against those of the evidence: negation, direction, and how much of it stands there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.domain import DropReason
from rag.figures import find_figures
from rag.verification.context import Context
from rag.verification.text import canonical, clauses, pairs_of
from rag.verification.words import LEXICAL, NEGATION, OPPOSITES

# Share of the claim's (of one clause's) character pairs that must stand in the evidence. Read from 56 texts with
# written summaries: a summary's sentence has half of its pairs or more in its three nearest source sentences in 80 of
# 100 cases (median 0.81), in the next nearest three in 2 of 100 (median 0.19).
_CLAIM_SUPPORT = 0.5
_CLAUSE_SUPPORT = 0.4
_SHORTEST_CLAUSE = 4
# What a claim without figures takes from headings alone says nothing of the sentence that it cites.
_TOLD_SUPPORT = 0.3
_EACH = re.compile(r"(?:各|均|都)[\u4e00-\u9fff]{0,4}?(?P<figure>\d[\d.]*)")
_EACH_SAID = re.compile("各|均|都|每")
_SUPERLATIVE = re.compile(r"最[多少高低大小快慢好差长短早晚]|首位|居首|唯一|前列|榜首|倒数")


def says_otherwise(claim: str, spans: Sequence[str]) -> DropReason | None:
    """UNSUPPORTED when a clause of the claim negates, or turns round, the clause of the evidence that it is about."""
    known = [clause for span in spans for clause in clauses(span)]
    for clause in clauses(claim):
        about = _closest(clause, known)
        if about and (_turned(clause, about) or _negated(clause, about)):
            return DropReason.UNSUPPORTED
    return None


def superlatives_missing(claim: str, spans: Sequence[str]) -> DropReason | None:
    """UNSUPPORTED for a 最多, 首位 or 唯一 that the evidence does not say."""
    said = "".join(spans)
    return None if all(word in said for word in _SUPERLATIVE.findall(claim)) else DropReason.UNSUPPORTED


def given_to_several(claim: str, spans: Sequence[str]) -> DropReason | None:
    """UNSUPPORTED for `两届各412名` where the evidence gives that figure once, to one."""
    if _EACH_SAID.search("".join(spans)):
        return None
    for found in _EACH.finditer(claim):
        if sum(found["figure"] in span for span in spans) < 2:
            return DropReason.UNSUPPORTED
    return None


def supported(claim: str, spans: Sequence[str], context: Sequence[Context] = ()) -> DropReason | None:
    """UNSUPPORTED when too few of the claim's words are the evidence's, or too many only those of the headings."""
    told = frozenset[str]().union(*(canonical(span).pairs for span in spans))
    known = told.union(*(canonical(one.words).pairs for one in context))
    whole = pairs_of(claim)
    if whole and _share(whole, known) < _least_support(claim, whole):
        return DropReason.UNSUPPORTED
    if whole and _share(whole, told) < _TOLD_SUPPORT and not find_figures(claim):
        return DropReason.UNSUPPORTED
    for clause in clauses(claim):
        pairs = pairs_of(clause)
        if len(pairs) >= _SHORTEST_CLAUSE and _share(pairs, known) < _CLAUSE_SUPPORT:
            return DropReason.UNSUPPORTED
    return None


def _least_support(claim: str, pairs: Sequence[str]) -> float:
    """下载量超过3万次: beside a figure, which has been found, one pair of two or three is enough."""
    return 0.3 if len(pairs) < _SHORTEST_CLAUSE and find_figures(claim) else _CLAIM_SUPPORT


def _share(pairs: Sequence[str], known: frozenset[str]) -> float:
    return sum(pair in known for pair in pairs) / len(pairs)


def _closest(clause: str, known: Iterable[str]) -> str | None:
    pairs = canonical(clause).pairs
    scored = [(len(pairs & canonical(other).pairs), other) for other in known]
    best = max((score for score, _ in scored), default=0)
    if best < (1 if len(pairs) <= _SHORTEST_CLAUSE - 1 else 2):
        return None
    return "；".join(other for score, other in scored if score == best)


def _turned(clause: str, about: str) -> bool:
    for one, other in OPPOSITES:
        for mine, theirs in ((one, other), (other, one)):
            if _has(clause, mine) and not _has(about, mine) and _has(about, theirs) and not _has(clause, theirs):
                return True
    return False


def _has(text: str, words: frozenset[str]) -> bool:
    return any(word in text for word in words)


def _negated(clause: str, about: str) -> bool:
    mine, theirs = _negated_heads(clause), _negated_heads(about)
    if any(head in _affirmed(about, theirs) for head in mine if head not in theirs):
        return True
    return any(
        head in _affirmed(clause, mine) for head in theirs if head not in mine and head not in _affirmed(about, theirs)
    )


def _negated_heads(clause: str) -> set[str]:
    return {match["head"] for match in NEGATION.finditer(LEXICAL.sub("·", clause))}


def _affirmed(clause: str, negated: set[str]) -> str:
    """The clause without its negated heads: what it says to be so."""
    return NEGATION.sub("·", LEXICAL.sub("·", clause)) if negated else LEXICAL.sub("·", clause)
