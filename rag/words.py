"""Chinese words: cut by rjieba, without those that carry no content."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from types import ModuleType

from rag.lexicon import STOP_WORDS, TRADE_WORDS

_TRADE = re.compile("(" + "|".join(sorted(TRADE_WORDS, key=len, reverse=True)) + ")")
_POINTING = re.compile("[全我本各该某市省县区]")
KINDS_OF_PLACES = frozenset(
    [
        *("城市", "县城", "城区", "市区", "乡镇", "村镇", "镇街", "省市", "省份", "地区"),
        *("国家", "城乡", "县区", "市县", "街道", "社区"),
    ]
)
_GLUED = re.compile("(.)了|由([厅局部委])")
# What the dictionary takes for a place and reports for a thing: 城镇新增就业, 满意度, 新建.
_NO_PLACE = re.compile("城镇|新建|.{2,}[度率额量]")
_PLACE_END = re.compile("[省市县区州盟旗镇乡村]$")
_MARKS = re.compile(r"\W")
_CONTENT = re.compile(r"[\u3400-\u9fffA-Za-z0-9]")


@cache
def dictionary() -> ModuleType:
    """rjieba, read when the first word is cut: 0.1 s."""
    import rjieba

    return rjieba


def normalise(text: str) -> str:
    """NFKC and lower case: full-width digits, letters and signs become their plain forms. Length may change."""
    return unicodedata.normalize("NFKC", text).lower()


def character_pairs(text: str) -> frozenset[str]:
    """Neighbouring characters, without the marks and spaces between them: what two wordings of one matter share."""
    plain = _MARKS.sub("", text)
    return frozenset(plain[index : index + 2] for index in range(len(plain) - 1))


def overlap(left: frozenset[str], right: frozenset[str]) -> float:
    """Of two sets of pairs: the share of the smaller one that stands in the other too, 0 to 1."""
    return len(left & right) / max(min(len(left), len(right)), 1)


def dice(left: frozenset[str], right: frozenset[str]) -> float:
    """Dice coefficient: twice what both have, of all that they have, 0 to 1."""
    return 2 * len(left & right) / max(len(left) + len(right), 1)


def cut(text: str) -> list[str]:
    """All words of `text` in order, as written; words of the trade that the dictionary lacks are kept whole."""
    words: list[str] = []
    for index, part in enumerate(_TRADE.split(text)):
        words.extend([part] if index % 2 else dictionary().cut(part))
    return words


def content_words(text: str) -> list[str]:
    """The distinct words of `text` that carry content, normalised, in order."""
    words = (_without_particle(word.strip()) for word in cut(normalise(text)))
    return list(dict.fromkeys(word for word in words if _CONTENT.search(word) and word not in STOP_WORDS))


def _without_particle(word: str) -> str:
    """`发了` → `发`, `由厅` → `厅`: the dictionary glues a particle to a character it does not know by itself."""
    found = _GLUED.fullmatch(word)
    return (found[1] or found[2]) if found else word


def tagged(text: str) -> list[tuple[str, str]]:
    """All words of `text` in order with their part of speech, as jieba tags it (`nr` person, `ns` place, `nt` body)."""
    return list(dictionary().tag(text))


def place_names(text: str) -> tuple[str, ...]:
    """Names of places by the dictionary (`内蒙古`, `浙江省`), without words that only point (`全省`, `我市`)."""
    named = (word for word, tag in tagged(text) if tag == "ns" and len(word) > 1)
    return tuple(
        word
        for word in named
        if not _POINTING.match(word)
        and word not in KINDS_OF_PLACES
        and not _NO_PLACE.fullmatch(word)
        and (_PLACE_END.search(word) or in_dictionary(word))
    )


def in_dictionary(word: str) -> bool:
    """Whether the dictionary has the word: others are guessed from their characters (`河来` of `某河来了多少人`)."""
    return list(dictionary().cut(word, False)) == [word]
