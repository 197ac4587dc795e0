"""Every sentence of the evidence weighed against the question: how likely it answers.

A logistic model of its readings, trained by `python -m training.train_reader` (rag/models/reader/README.md).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rag.extraction.candidates import Candidate, Group
from rag.extraction.readings import READINGS, Reader
from rag.extraction.sought import Thing
from rag.matching import Matcher
from rag.questions import Question

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEIGHTS_FILE = Path(__file__).parents[1] / "models" / "reader" / "weights.json"
# What these say hangs on the kind of thing sought: a date beside the words is worth more to `何时` than to `为何`.
_BY_THING = ("beside", "fit", "things", "held", "length")
COLUMNS = (
    *READINGS,
    *(thing.value for thing in Thing),
    *(f"{thing.value} {name}" for thing in Thing for name in _BY_THING),
)
"""What has a weight: each reading, each kind of thing, and some readings for each kind of thing."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Of COLUMNS, in log odds."""

    intercept: float
    columns: NDArray[np.float64]


def weigh_all(question: Question, groups: Sequence[Group], matcher: Matcher) -> list[Candidate]:
    """Best first; ties by order of the evidence."""
    reader = Reader(question, matcher)
    found = reader.read(groups)
    weights = load_weights()
    scores = 1 / (1 + np.exp(-weights.intercept - columns(found.rows, reader.thing) @ weights.columns))
    places = [(group, index) for group in groups for index in range(len(group.lines))]
    candidates = [
        Candidate(group, index, **_named(row), score=float(score), figure=figure, thing=thing)
        for (group, index), row, score, figure, thing in zip(
            places, found.rows, scores, found.figures, found.things, strict=True
        )
    ]
    return sorted(candidates, key=lambda one: -one.score)


def columns(rows: NDArray[np.float64], thing: Thing) -> NDArray[np.float64]:
    """Sentences × COLUMNS from sentences × READINGS."""
    kinds = np.tile([float(thing is one) for one in Thing], (len(rows), 1))
    chosen = rows[:, [READINGS.index(name) for name in _BY_THING]]
    by_thing = (kinds[:, :, None] * chosen[:, None, :]).reshape(len(rows), len(Thing) * len(_BY_THING))
    return np.hstack([rows, kinds, by_thing])


@lru_cache(maxsize=1)
def load_weights() -> Weights:
    """Those that come with the product."""
    stored = json.loads(WEIGHTS_FILE.read_text(encoding="utf-8"))
    return Weights(stored["intercept"], np.array([stored["weights"][name] for name in COLUMNS]))


def _named(row: NDArray[np.float64]) -> dict[str, float]:
    return {name: float(row[READINGS.index(name)]) for name in ("cover", "own", "fit")}
