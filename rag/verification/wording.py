"""The words of a claim against those of the evidence: names, negation and direction, and how much of it stands there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.domain import DropReason
from rag.verification.numbers import arabic
from rag.verification.text import canonical, clauses, pairs_of, without_quotes
from rag.verification.text import one_form as _one_form
from rag.verification.words import LEXICAL, NEGATION, OPPOSITES

# Share of the claim's character pairs (of a clause's) that must stand in the evidence. benchmarks/verification.py prints the
# shares of rewritten true sentences and of sentences held against their neighbours, from which these were read.
_CLAIM_SUPPORT = 0.55
_CLAUSE_SUPPORT = 0.3
_SHORTEST_CLAUSE = 4

_TITLE = re.compile(r"《([^《》]+)》")
_QUOTED = re.compile(r"“([^“”]+)”")
_PLACE = re.compile(r"([\u4e00-\u9fff]{2})([省市县州盟旗镇乡])")
_GENERIC_PLACE = re.compile(
    r"[全各本我该跨多两几整中大小省市县区州旗乡镇村城上股超菜都门楼夜集闹街坊故他家每某在于与和为近进同新下外内推帮惠强]$|直辖|地级|县级|现代|首府"
)

def names_missing(claim: str, spans: Sequence[str]) -> DropReason | None:
    """UNSUPPORTED for a 《title》, a “name” or a place that the evidence does not name."""
    evidence = [arabic(without_quotes(span)) for span in spans]
    form = arabic(_one_form(claim))
    names = [without_quotes(name) for name in _TITLE.findall(form) + _QUOTED.findall(form)]
    names += [before for before, _ in _PLACE.findall(form) if not _GENERIC_PLACE.search(before)]
    return None if all(any(name in text for text in evidence) for name in names) else DropReason.UNSUPPORTED


def says_otherwise(claim: str, spans: Sequence[str]) -> DropReason | None:
    """UNSUPPORTED when a clause of the claim negates, or turns round, the clause of the evidence that it is about."""
    known = [clause for span in spans for clause in clauses(span)]
    for clause in clauses(claim):
        about = _closest(clause, known)
        if about and (_turned(clause, about) or _negated(clause, about)):
            return DropReason.UNSUPPORTED
    return None


def supported(claim: str, spans: Sequence[str]) -> DropReason | None:
    """UNSUPPORTED when too few of the claim's words are the evidence's."""
    known = frozenset[str]().union(*(canonical(span).pairs for span in spans))
    whole = pairs_of(claim)
    if whole and _share(whole, known) < _CLAIM_SUPPORT:
        return DropReason.UNSUPPORTED
    for clause in clauses(claim):
        pairs = pairs_of(clause)
        if len(pairs) >= _SHORTEST_CLAUSE and _share(pairs, known) < _CLAUSE_SUPPORT:
            return DropReason.UNSUPPORTED
    return None


def support(claim: str, spans: Sequence[str]) -> float:
    """Share of the claim's character pairs that stand in the evidence; 1.0 for a claim without any."""
    pairs = pairs_of(claim)
    return _share(pairs, frozenset[str]().union(*(canonical(span).pairs for span in spans))) if pairs else 1.0


def _share(pairs: Sequence[str], known: frozenset[str]) -> float:
    return sum(pair in known for pair in pairs) / len(pairs)


def _closest(clause: str, known: Iterable[str]) -> str | None:
    pairs = canonical(clause).pairs
    scored = [(len(pairs & canonical(other).pairs), other) for other in known]
    best = max((score for score, _ in scored), default=0)
    if best < 2:
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
    return any(head in _affirmed(clause, mine) for head in theirs if head not in mine and head not in _affirmed(about, theirs))


def _negated_heads(clause: str) -> set[str]:
    return {match["head"] for match in NEGATION.finditer(LEXICAL.sub("·", clause))}


def _affirmed(clause: str, negated: set[str]) -> str:
    """The clause without its negated heads: what it says to be so."""
    return NEGATION.sub("·", LEXICAL.sub("·", clause)) if negated else LEXICAL.sub("·", clause)
