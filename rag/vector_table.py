"""The vectors of many reports in memory, as one matrix."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from rag.chunking import report_of_chunk
from rag.domain import ReportFilter
from rag.ports import ChunkVectors, Embedding, Ledger, Vectors

Rows = NDArray[np.intp]

# Filters whose rows are remembered: 8 bytes a chunk of each.
_REMEMBERED_FILTERS = 16

# Databases limit the parameters of a statement.
_REPORTS_A_READING = 500


@dataclass(frozen=True, slots=True)
class VectorTable:
    """Row i of `matrix` is the vector of `chunk_ids[i]`; the rows of a report stand together."""

    chunk_ids: tuple[str, ...]
    matrix: Vectors
    row_of: Mapping[str, int]
    rows_of_report: Mapping[str, range]
    _rows: OrderedDict[ReportFilter, Rows] = field(default_factory=OrderedDict)

    @classmethod
    def of(cls, parts: Iterable[ChunkVectors], *, dimensions: int) -> VectorTable:
        """`parts`: one a report. Their bytes are strung together as they come, never twice in memory."""
        ids: list[str] = []
        rows_of_report: dict[str, range] = {}
        data = bytearray()
        for part in parts:
            if part.chunk_ids:
                rows_of_report[report_of_chunk(part.chunk_ids[0])] = range(len(ids), len(ids) + len(part.chunk_ids))
                ids += part.chunk_ids
                data += np.ascontiguousarray(part.matrix, dtype=np.float32).data
        matrix = np.frombuffer(data, dtype=np.float32).reshape(-1, dimensions)
        return cls(tuple(ids), matrix, {one: row for row, one in enumerate(ids)}, rows_of_report)

    def rows_under(self, where: ReportFilter, report_ids: Iterable[str]) -> Rows:
        """Of the reports that the filter leaves; remembered for the filter."""
        rows = self._rows.get(where)
        if rows is None:
            ranges = (self.rows_of_report[one] for one in report_ids if one in self.rows_of_report)
            rows = np.fromiter(chain.from_iterable(ranges), dtype=np.intp)
            self._rows[where] = rows
            while len(self._rows) > _REMEMBERED_FILTERS:
                self._rows.popitem(last=False)
        return rows

    def cosines(self, vector: Vectors) -> Vectors:
        """Of all rows with a unit vector."""
        return cosines(self.matrix, vector)

    def picked(self, cosines: Vectors, chunk_ids: Iterable[str]) -> list[float]:
        """Those of these chunks, 0 where there is no such chunk. `cosines`: of all rows."""
        rows = (self.row_of.get(one) for one in chunk_ids)
        return [0.0 if row is None else float(cosines[row]) for row in rows]

    def parts(self, report_ids: set[str]) -> Iterator[ChunkVectors]:
        for one, rows in self.rows_of_report.items():
            if one in report_ids:
                yield ChunkVectors(self.chunk_ids[rows.start : rows.stop], self.matrix[rows.start : rows.stop])


def updated(table: VectorTable | None, report_ids: Sequence[str], ledger: Ledger, embedding: Embedding) -> VectorTable:
    """The table of these reports. What `table` has of them is taken from there: vectors of a report never change."""
    known = table.rows_of_report.keys() if table else frozenset()
    kept = table.parts(set(report_ids)) if table else iter(())
    new = iter([one for one in report_ids if one not in known])
    read = (
        part
        for some in iter(lambda: tuple(islice(new, _REPORTS_A_READING)), ())
        for part in ledger.chunk_vectors(ReportFilter(report_ids=some), embedding=embedding)
    )
    return VectorTable.of(chain(kept, read), dimensions=embedding.dimensions)


def cosines(matrix: Vectors, vector: Vectors) -> Vectors:
    """Row by row, so that a row has the same cosine to the last bit, whatever stands beside it.

    As fast as the product of BLAS on one core (106,000 × 256: 3.4 ms, the memory is what limits), and unlike that it
    takes no second one: with two cores busy, BLAS waited for its second thread and took 24 ms instead of 11.
    """
    found: Vectors = np.einsum("ij,j->i", matrix, vector)
    return found


def best(
    chunk_ids: Sequence[str], cosines: Vectors, depth: int, *, rows: Rows | None = None
) -> list[tuple[str, float]]:
    """The nearest among `rows` (None: all), best first, ties by id. `cosines`: of all rows."""
    candidates = cosines if rows is None else cosines[rows]
    if len(candidates) > depth:
        border = np.partition(candidates, -depth)[-depth]
        places = np.flatnonzero(candidates >= border)  # all that tie at the border, for the ids to decide
    else:
        places = np.arange(len(candidates))
    found = places if rows is None else rows[places]
    return first(((chunk_ids[row], float(cosines[row])) for row in found.tolist()), depth)


def first(hits: Iterable[tuple[str, float]], depth: int) -> list[tuple[str, float]]:
    return sorted(hits, key=lambda hit: (-hit[1], hit[0]))[:depth]
