"""The weights of `rag/summarizing/salience.py`: from what is seen of a run, how much of it is in a summary.

Least squares on the share of a run's character pairs, a character, that stand in the reference; of a transcript also,
at half the weight, in what people wrote of its part, and on whether they marked the sentence.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np

from benchmarks.summaries.data import Text
from benchmarks.summaries.measures import Values, characters
from rag.domain import SourceText
from rag.parsing import parse
from rag.summarizing.plain import Offer, choose, offer_of
from rag.summarizing.salience import Run, Signs
from rag.summarizing.spoken import is_transcript

_RIDGE = 10.0
_PART_WEIGHT, _MARKED_WEIGHT = 0.5, 0.2
# What counts of an article, and of a transcript; the constant is fitted with them.
_WRITTEN = ("central", "dense", "length", "title", "lead", "whole", "vague")
_SPOKEN = (*("central", "dense", "single", "length", "figures", "fillers", "persons", "talk", "stress", "foreign"),)
_NAMES = [sign.name for sign in fields(Signs)]
# As the product aims where a length is asked for.
_AIM = 1.07


@dataclass(frozen=True, slots=True)
class _Case:
    text: Text
    offer: Offer
    spoken: bool
    seen: Values
    wanted: Values


def left_out(texts: Sequence[Text]) -> list[str]:
    """Each text summarised by weights that were fitted on the others of its kind."""
    cases = [_case(text) for text in texts]
    return [
        _said(one, _fitted([other for other in cases if other.spoken == one.spoken and other is not one]))
        for one in cases
    ]


def show(texts: Sequence[Text]) -> None:
    cases = [_case(text) for text in texts]
    for name, spoken in (("WRITTEN", False), ("SPOKEN", True)):
        weights = _fitted([one for one in cases if one.spoken is spoken])
        shown = (f"{sign}={getattr(weights, sign):.2f}" for sign in _NAMES if getattr(weights, sign))
        print(f"{name} = Signs({', '.join(shown)})")


def _said(case: _Case, weights: Signs) -> str:
    chosen = choose(case.offer, aim=_AIM * len(case.text.reference), weights=weights)
    return "".join(run.words + "。" for run in chosen)


def _case(text: Text) -> _Case:
    offer = offer_of(parse(SourceText(text.text)), text.title)
    seen = np.array([offer.salience.signs(run).values for run in offer.runs])
    spoken = is_transcript(text.text)
    return _Case(text, offer, spoken, seen, _wanted(text, offer.runs))


def _wanted(text: Text, runs: Sequence[Run]) -> Values:
    reference, marked = _pairs(text.reference), [characters(one) for one in text.key_sentences]
    near = [_pairs(part) for part in _parts(text, runs)]
    share = np.array(
        [_share(run, reference) + _PART_WEIGHT * _share(run, part) for run, part in zip(runs, near, strict=True)]
    )
    share /= share.mean()
    if not marked:
        return share
    is_marked = np.array([any(characters(run.words) in one for one in marked) for run in runs], float)
    total: Values = share + _MARKED_WEIGHT * is_marked / max(is_marked.mean(), 0.02)
    return total


def _share(run: Run, pairs: frozenset[str]) -> float:
    return len(_pairs(run.words) & pairs) / (len(run.words) + 1)


def _parts(text: Text, runs: Sequence[Run]) -> Iterator[str]:
    """What people wrote of the part of the text that each run stands in; "" where they did not."""
    starts = [start for start, _ in text.parts]
    for run in runs:
        place = bisect_right(starts, run.span.start) - 1
        yield text.parts[place][1] if place >= 0 else ""


def _pairs(words: str) -> frozenset[str]:
    plain = characters(words)
    return frozenset(plain[place : place + 2] for place in range(len(plain) - 1))


def _fitted(cases: Sequence[_Case]) -> Signs:
    names = _SPOKEN if cases[0].spoken else _WRITTEN
    columns = [_NAMES.index(name) for name in names]
    seen = np.vstack([one.seen[:, columns] for one in cases])
    wanted = np.concatenate([one.wanted for one in cases])
    mean, spread = seen.mean(axis=0), seen.std(axis=0) + 1e-9
    table = np.c_[(seen - mean) / spread, np.ones(len(seen))]
    found = np.linalg.solve(table.T @ table + _RIDGE * np.eye(table.shape[1]), table.T @ (wanted / wanted.mean()))
    weights = found[:-1] / spread
    return Signs(constant=float(found[-1] - weights @ mean), **dict(zip(names, map(float, weights), strict=True)))
