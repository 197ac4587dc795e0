"""Which texts go through a model together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.adapters.embeddings.batching import batches_by_length, cut

texts = st.lists(st.text(alphabet="港a ", max_size=4000), max_size=60)


@given(texts=texts, batch_size=st.integers(1, 9))
def test_every_text_is_in_one_batch_and_no_batch_is_too_large(texts: list[str], batch_size: int) -> None:
    batches = list(batches_by_length(texts, batch_size=batch_size))
    assert sorted(place for batch in batches for place in batch) == list(range(len(texts)))
    for batch in batches:
        longest = max(len(texts[place].encode()) for place in batch)
        assert 1 <= len(batch) <= batch_size
        assert len(batch) == 1 or len(batch) * longest <= batch_size * 1536


@given(texts=texts, batch_size=st.integers(1, 9))
def test_longer_texts_come_first(texts: list[str], batch_size: int) -> None:
    lengths = [
        len(texts[place].encode()) for batch in batches_by_length(texts, batch_size=batch_size) for place in batch
    ]
    assert lengths == sorted(lengths, reverse=True)


def test_a_word_of_six_letters_is_shorter_than_six_characters() -> None:
    assert list(batches_by_length(["office", "港口泊位建设"], batch_size=1)) == [[1], [0]]


def test_a_text_within_the_limit_stays_whole() -> None:
    assert cut("港口" * 100, max_tokens=200) == "港口" * 100
    assert len(cut("港口" * 100_000, max_tokens=200)) < 10_000
