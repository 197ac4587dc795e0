"""The tokenizer: a Unigram model whose pieces are Chinese words with their log frequencies, plus single characters."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

import rjieba
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

UNKNOWN = "[UNK]"
# Text is cut at everything that is neither letter, digit nor percent sign: pieces stay short even in a line of 5 MB.
SEPARATORS = r"[^\p{L}\p{N}%]+"
_WORD = re.compile(r"[\w%]+")
MIN_CHARACTER_COUNT = 5
MIN_WORD_COUNT = 10
MAX_WORD_CHARACTERS = 8
MAX_TOKENS = 8192


def count_words(texts: Iterable[str]) -> Counter[str]:
    """Words as rjieba cuts them, in the tokenizer's normal form (NFKC, lower case)."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(rjieba.cut(unicodedata.normalize("NFKC", text).lower()))
    return Counter({word: count for word, count in counts.items() if _WORD.fullmatch(word) and "_" not in word})


def pieces(counts: Counter[str], size: int) -> list[tuple[str, float]]:
    """`size` pieces with log frequencies: the unknown one, every usual character, then the most frequent words."""
    characters: Counter[str] = Counter()
    for word, count in counts.items():
        for character in word:
            characters[character] += count
    total = sum(counts.values())
    kept = {one: max(counts[one], 0.5) for one, count in characters.items() if count >= MIN_CHARACTER_COUNT}
    words = ((word, count) for word, count in counts.items() if 1 < len(word) <= MAX_WORD_CHARACTERS)
    for word, count in sorted(words, key=lambda item: (-item[1], item[0])):
        if len(kept) >= size - 1 or count < MIN_WORD_COUNT:
            break
        kept[word] = count
    scored = [(piece, round(math.log(count / total), 3)) for piece, count in kept.items()]
    return [(UNKNOWN, 0.0), *sorted(scored, key=lambda item: (-item[1], item[0]))]


def build_tokenizer(vocabulary: list[tuple[str, float]]) -> Tokenizer:
    """The unknown piece is number 0; its vector is zero, so that it counts for nothing in any library."""
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(SEPARATORS), behavior="removed")
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer
