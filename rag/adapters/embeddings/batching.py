"""Which texts go through a model together: those of about the same length, and never more than fit into memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

# A batch is padded to its longest text. A full batch of texts this long is the most that a batch may come to; longer
# texts come in smaller batches. 512 tokens are 1,536 bytes of Chinese, where a character is a token.
_FULL_BATCH_BYTES = 1536

# The fewest bytes of UTF-8 that a token takes in long texts, English and Chinese alike (a word piece, a character), so
# that a limit in tokens is one in bytes. What is cut off by it is still beyond the model's own limit.
_MOST_BYTES_A_TOKEN = 16


def cut(text: str, *, max_tokens: int) -> str:
    """What of a text a model with this limit can see at most: tokenizers read a line of 5 MB to its end first."""
    return text[: max_tokens * _MOST_BYTES_A_TOKEN]


def batches_by_length(texts: Sequence[str], *, batch_size: int) -> Iterator[list[int]]:
    """Places of the texts, longest first, so that a memory that is too small shows at once and not at the end.

    Length is counted in bytes of UTF-8: characters would put English words of six letters on a level with six Chinese
    characters, which are six tokens.
    """
    lengths = [len(text.encode()) for text in texts]
    batch: list[int] = []
    for place in sorted(range(len(texts)), key=lambda one: -lengths[one]):
        longest = lengths[batch[0]] if batch else 0
        if len(batch) == batch_size or (len(batch) + 1) * longest > batch_size * _FULL_BATCH_BYTES:
            if batch:
                yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch
