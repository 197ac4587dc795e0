"""Other ways to order the sentences of a text, and the text cut to a length in that order."""

from __future__ import annotations

from collections.abc import Sequence


def in_order(sentences: Sequence[str], ranking: Sequence[int], *, length: int) -> str:
    """The best sentences up to exactly `length` characters, the last one cut there, in the order of the text.

    Nothing of the length is lost to a sentence that does not fit: what is measured is the order.
    """
    taken: dict[int, str] = {}
    left = length
    for place in ranking:
        if left <= 0:
            break
        taken[place] = sentences[place][:left]
        left -= len(taken[place])
    return "".join(taken[place] for place in sorted(taken))
