"""A text in the best sentences of a ranking, as many as a length allows, in the order of the text."""

from __future__ import annotations

from collections.abc import Sequence

_TOLERANCE = 0.1


def cut_to(sentences: Sequence[str], ranking: Sequence[int], *, length: int) -> str:
    """Exactly `length` characters: the last sentence taken is cut. What is measured is the order alone."""
    taken: dict[int, str] = {}
    left = length
    for place in ranking:
        if left <= 0:
            break
        taken[place] = sentences[place][:left]
        left -= len(taken[place])
    return _joined(taken)


def whole_up_to(sentences: Sequence[str], ranking: Sequence[int], *, length: int) -> str:
    """Whole sentences, those that do not fit passed over, up to a tenth more than `length`: the room that ours has."""
    taken: dict[int, str] = {}
    left = length * (1 + _TOLERANCE)
    for place in ranking:
        if len(sentences[place]) <= left:
            taken[place] = sentences[place]
            left -= len(sentences[place])
        if left < 2 * _TOLERANCE * length:  # as long as ours at the least
            break
    return _joined(taken)


def _joined(taken: dict[int, str]) -> str:
    return "".join(taken[place] for place in sorted(taken))
