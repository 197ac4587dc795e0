"""How like an answer is to what a person would say: the same text, characters in common, the same in order.

What is compared are units: a Chinese character is one, so is a run of letters (`GDP`) and so is a number with
its decimals (`3.05`, as `3.06` is no more like it than `7` is). Punctuation and spaces are none. With several right
answers the best one counts, as in SQuAD.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

# Signs that NFKC keeps apart and writers do not. What NFKC unifies itself (，：（％) is not listed.
_UNIFIED = str.maketrans(
    {"。": ".", "、": ",", "“": '"', "”": '"', "‘": "'", "’": "'", "「": '"', "」": '"', "『": '"', "』": '"'}
    | dict.fromkeys("‐‑‒–—―−─", "-")
)
_DROPPED = {"Cf", "Cc", "Zs", "Zl", "Zp"}
_UNIT = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_\u2e80-\U0003ffff]+|[^\W_]")
_CITATION_MARK = re.compile(r"\[\d+\]")
_CHINESE_DIGITS = "〇零一二两三四五六七八九十百千万亿"

Measure = Callable[[str, str], float]


def normalise(text: str) -> str:
    """NFKC, without case, spaces and invisible characters, and with one form of each mark of punctuation."""
    kept = "".join(one for one in _folded(text) if unicodedata.category(one) not in _DROPPED)
    return unicodedata.normalize("NFKC", kept).translate(_UNIFIED)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def without_marks(answer: str) -> str:
    """An answer as it is read, without the marks of its citations: `[1]`."""
    return _CITATION_MARK.sub("", answer)


def units_of(text: str) -> list[str]:
    """Characters, words in letters and numbers, in order; empty for punctuation alone."""
    return [one[0].replace(",", "") for one in _UNIT.finditer(_folded(text))]


def best(measure: Measure, said: str, wanted: Iterable[str]) -> float | None:
    """Against the right answer that is most like it; None where there is none to compare with."""
    return max((measure(said, one) for one in wanted if one), default=None)


def exact_match(said: str, wanted: str) -> float:
    """1 where both are the same units in the same order."""
    return float(units_of(said) == units_of(wanted))


def char_f1(said: str, wanted: str) -> float:
    """Harmonic mean of the shares of units that the two have in common, however ordered (SQuAD's F1, by characters);
    1 for the same, 0 for nothing in common."""
    first, second = Counter(units_of(said)), Counter(units_of(wanted))
    return _f1((first & second).total(), first.total(), second.total())


def rouge_l(said: str, wanted: str) -> float:
    """F1 by the longest common subsequence of units (Lin 2004, with beta 1)."""
    first, second = units_of(said), units_of(wanted)
    return _f1(_common_subsequence(first, second), len(first), len(second))


def _f1(common: int, first: int, second: int) -> float:
    """Of two texts that say nothing: they are the same."""
    return 2 * common / (first + second) if first + second else 1.0


def _common_subsequence(first: Sequence[str], second: Sequence[str]) -> int:
    lengths = [0] * (len(second) + 1)
    for one in first:
        diagonal = 0
        for index, other in enumerate(second, 1):
            above = lengths[index]
            lengths[index] = diagonal + 1 if one == other else max(above, lengths[index - 1])
            diagonal = above
    return lengths[-1]


# --- words in a text -----------------------------------------------------------------------------------------


def holds(text: str, words: str) -> bool:
    """Whether words stand in a text, however written; `2%` does not stand in `12%`, nor `四个` in `十四个`."""
    return next(places_in(normalise(text), words), None) is not None


def places_in(normalised: str, words: str) -> Iterator[int]:
    """Where words end in a text that is normalised already, in order."""
    wanted = normalise(words)
    start = normalised.find(wanted) if wanted else -1
    while start >= 0:
        end = start + len(wanted)
        if not _cuts_a_number(normalised, start, end):
            yield end
        start = normalised.find(wanted, start + 1)


def are_in_order(text: str, groups: Iterable[Sequence[str]]) -> bool:
    """Whether one alternative of every group stands behind one of the group before it."""
    normalised, reached = normalise(text), 0
    for group in groups:
        ends = [end for one in group for end in places_in(normalised, one) if end - len(normalise(one)) >= reached]
        if not ends:
            return False
        reached = min(ends)
    return True


def _cuts_a_number(text: str, start: int, end: int) -> bool:
    before, after = text[max(start - 2, 0) : start], text[end : end + 2]
    first, last = text[start], text[end - 1]
    if first.isdigit() and re.search(r"\d[.,]?$", before):
        return True
    if last.isdigit() and re.match(r"[.,]?\d", after):
        return True
    return first in _CHINESE_DIGITS and before[-1:] in tuple("十百千万亿")
