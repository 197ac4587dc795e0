"""What every vector index does: the one in memory, the one in Chroma."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from rag.adapters.vectors import ChromaFamily
from rag.ports import IndexFamily, VectorIndex, Vectors
from rag.testing import MemoryFamily, MemoryVectors


@pytest.fixture(params=["memory", "chroma"])
def family(request: pytest.FixtureRequest, tmp_path) -> Iterator[IndexFamily[VectorIndex]]:
    if request.param == "memory":
        yield MemoryFamily(MemoryVectors)
        return
    opened = ChromaFamily(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def index(family) -> VectorIndex:
    return family.open(1)


def unit(*rows: tuple[float, ...]) -> Vectors:
    matrix = np.array(rows, dtype=np.float32)
    return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)


def test_the_nearest_come_first_with_their_cosine(index) -> None:
    index.add(["a-0", "b-0", "c-0"], unit((1, 0, 0), (1, 1, 0), (0, 0, 1)))
    [found] = index.nearest(unit((1, 0, 0)), 2)
    assert [one for one, _ in found] == ["a-0", "b-0"]
    assert [score for _, score in found] == pytest.approx([1, 2**-0.5], abs=1e-5)


def test_equal_vectors_come_in_the_order_of_their_ids(index) -> None:
    index.add(["c-0", "a-0", "b-0"], unit((1, 0), (1, 0), (1, 0)))
    assert [one for one, _ in index.nearest(unit((1, 0)), 3)[0]] == ["a-0", "b-0", "c-0"]


def test_each_asked_vector_has_its_own_answer(index) -> None:
    index.add(["a-0", "b-0"], unit((1, 0), (0, 1)))
    assert [found[0][0] for found in index.nearest(unit((0, 1), (1, 0)), 1)] == ["b-0", "a-0"]


def test_what_is_removed_is_not_found(index) -> None:
    index.add(["a-0", "b-0"], unit((1, 0), (0, 1)))
    index.remove(["a-0", "never-there"])
    assert index.missing(["a-0", "b-0"]) == ["a-0"]
    assert index.count() == 1
    assert [one for one, _ in index.nearest(unit((1, 0)), 5)[0]] == ["b-0"]


def test_the_same_id_again_takes_the_new_vector(index) -> None:
    index.add(["a-0"], unit((1, 0)))
    index.add(["a-0"], unit((0, 1)))
    assert index.count() == 1
    assert index.nearest(unit((0, 1)), 1)[0][0][1] == pytest.approx(1, abs=1e-5)


def test_an_index_that_was_never_written_is_empty(index) -> None:
    assert index.count() == 0
    assert index.missing(["a-0"]) == ["a-0"]
    assert index.nearest(unit((1, 0)), 3) == [[]]
    index.remove(["a-0"])


def test_a_zero_vector_can_be_kept(index) -> None:
    index.add(["a-0", "b-0"], np.array([[0, 0], [1, 0]], dtype=np.float32))
    assert index.count() == 2
    assert index.nearest(unit((1, 0)), 1)[0][0][0] == "b-0"


def test_generations_are_apart_and_can_be_discarded(family) -> None:
    family.open(1).add(["a-0"], unit((1, 0)))
    family.open(2).add(["b-0"], unit((1, 0, 0)))
    family.discard(1)
    family.discard(7)
    assert family.open(2).count() == 1
    assert family.open(1).count() == 0


def test_among_many_that_are_nearly_the_same_each_finds_itself(index) -> None:
    """Stock phrases come back in every report, with another figure in them."""
    draw = np.random.default_rng(5)
    phrases = np.repeat(draw.normal(size=(4, 64)), 60, axis=0)
    vectors = unit(*(phrases + draw.normal(scale=0.03, size=phrases.shape)))
    ids = [f"a-{number:05d}" for number in range(len(vectors))]
    for start in range(0, len(ids), 16):
        index.add(ids[start : start + 16], vectors[start : start + 16])
    found = [hits[0][0] for hits in index.nearest(vectors, 1)]
    assert sum(one == other for one, other in zip(found, ids, strict=True)) >= 0.99 * len(ids)
