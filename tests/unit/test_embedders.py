"""Which model reads a question."""

from __future__ import annotations

import pytest

from rag.embedders import Embedders
from rag.errors import EmbeddingChanged, EmbeddingUnavailable
from rag.ports import Embedder, Embedding, EmbeddingRecipe
from rag.testing import CharacterEmbedder

RECIPE = EmbeddingRecipe("/models/other")
SET, OTHER = CharacterEmbedder("set"), CharacterEmbedder("other")


class Maker:
    """Makes `OTHER`, and counts."""

    def __init__(self, made: Embedder = OTHER) -> None:
        self.calls: list[EmbeddingRecipe] = []
        self._made = made

    def __call__(self, recipe: EmbeddingRecipe) -> Embedder:
        self.calls.append(recipe)
        return self._made


def stored(identity: str, recipe: EmbeddingRecipe | None = RECIPE) -> Embedding:
    return Embedding(identity, CharacterEmbedder.dimensions, recipe)


def test_vectors_of_the_embedder_that_is_set_need_no_other() -> None:
    maker = Maker()
    assert Embedders(SET, make=maker).of(stored("set")) is SET
    assert Embedders(SET, make=maker).of(None) is SET
    assert maker.calls == []


def test_other_vectors_are_read_with_the_model_that_made_them_which_is_loaded_once() -> None:
    maker = Maker()
    embedders = Embedders(SET, make=maker)
    assert [embedders.of(stored("other")) for _ in range(3)] == [OTHER] * 3
    assert embedders.of(stored("set")) is SET
    assert maker.calls == [RECIPE]


def unavailable(recipe: EmbeddingRecipe) -> Embedder:
    raise EmbeddingUnavailable(model=recipe.model, reason="gone")


@pytest.mark.parametrize(
    ("make", "embedding"),
    [
        (None, stored("other")),
        (Maker(), stored("other", recipe=None)),
        (Maker(CharacterEmbedder("retrained")), stored("other")),
        (unavailable, stored("other")),
    ],
)
def test_a_model_that_cannot_be_had_any_more_is_told_by_name(make, embedding: Embedding) -> None:
    embedders = Embedders(SET, make=make)
    for _ in range(2):
        with pytest.raises(EmbeddingChanged, match="other"):
            embedders.of(embedding)


def test_a_model_that_cannot_be_had_is_not_tried_again_at_every_search() -> None:
    maker = Maker(CharacterEmbedder("retrained"))
    embedders = Embedders(SET, make=maker)
    for _ in range(3):
        with pytest.raises(EmbeddingChanged):
            embedders.of(stored("other"))
    assert len(maker.calls) == 1
