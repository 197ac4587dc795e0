"""TextRank and LexRank of sumy over sentences given with their words: JSON on stdin, rankings as JSON on stdout.

Runs in the environment of the peers. In: `[{"words": [[…], …]}, …]`; out: `{"TextRank": [[…], …], "LexRank": …}`,
for each text the places of its sentences, best first.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer


class _Sentence:
    """What sumy asks of one; equal only to itself, as sumy's own are not where a sentence is said twice."""

    def __init__(self, place: int, words: Sequence[str]) -> None:
        self.place, self.words = place, tuple(words)


class _Document:
    def __init__(self, sentences: Sequence[Sequence[str]]) -> None:
        self.sentences = tuple(_Sentence(place, words) for place, words in enumerate(sentences))


def ranked(summarizer: type, sentences: Sequence[Sequence[str]]) -> list[int]:
    """All places, best first, ties in the order of the text."""
    document, found = _Document(sentences), []

    def take(infos):  # type: ignore[no-untyped-def]
        found.extend(info.sentence.place for info in infos)
        return infos

    summarizer()(document, take)
    return found


def main() -> None:
    texts = json.load(sys.stdin)
    rankings = {
        name: [ranked(summarizer, text["words"]) for text in texts]
        for name, summarizer in (("TextRank", TextRankSummarizer), ("LexRank", LexRankSummarizer))
    }
    json.dump(rankings, sys.stdout)


if __name__ == "__main__":
    main()
