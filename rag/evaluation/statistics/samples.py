"""The values of both runs' cases, summed up by cluster.

Cases of one cluster rest on the same section of a report and are not independent of each other, so clusters are what is
drawn, swapped and counted (Miller 2024, "Adding Error Bars to Evals", section 2.2: clustered standard errors were up
to three times as large as naive ones). Runs over the same cases are paired, which takes out what makes a case hard for
both (section 4.2 there).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SUM_A, COUNT_A, SUM_B, COUNT_B = range(4)


@dataclass(frozen=True, slots=True)
class PairedValue:
    """Of one case in both runs: the mean over its repeats, None where the case says nothing about the metric.

    Repeats make the value of a case less noisy; they are no further cases (Miller 2024, section 3.1), so they enter
    as one value.
    """

    cluster: str
    a: float | None
    b: float | None


@dataclass(frozen=True)
class PairedClusters:
    """`rows`: one a cluster, with the columns sum in A, cases in A, sum in B, cases in B. The order of clusters is that
    of their names, so that nothing depends on the order of cases."""

    rows: Array
    values: tuple[PairedValue, ...]

    @classmethod
    def of(cls, values: Iterable[PairedValue]) -> PairedClusters:
        """Of those that say something in one of the runs at least."""
        kept = tuple(one for one in values if one.a is not None or one.b is not None)
        index = {name: at for at, name in enumerate(sorted({one.cluster for one in kept}))}
        rows = np.zeros((len(index), 4))
        for one in kept:
            row = rows[index[one.cluster]]
            if one.a is not None:
                row[SUM_A] += one.a
                row[COUNT_A] += 1
            if one.b is not None:
                row[SUM_B] += one.b
                row[COUNT_B] += 1
        return cls(rows, kept)

    @property
    def n_clusters(self) -> int:
        return len(self.rows)

    @cached_property
    def means(self) -> tuple[float | None, float | None]:
        """Over the cases that say something: of A, of B."""
        totals = self.rows.sum(axis=0)
        a = float(totals[SUM_A] / totals[COUNT_A]) if totals[COUNT_A] else None
        b = float(totals[SUM_B] / totals[COUNT_B]) if totals[COUNT_B] else None
        return a, b

    @cached_property
    def difference(self) -> float | None:
        """B less A; None where one of them has no value at all."""
        a, b = self.means
        return None if a is None or b is None else b - a

    @cached_property
    def differs(self) -> bool:
        """Whether a single cluster has not the same in both."""
        return bool(np.any(self.rows[:, :2] != self.rows[:, 2:]))


def differences(totals: Array) -> Array:
    """Of each row of totals (sum in A, cases in A, sum in B, cases in B): mean of B less mean of A, else nan."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Array = totals[:, SUM_B] / totals[:, COUNT_B] - totals[:, SUM_A] / totals[:, COUNT_A]
    return found
