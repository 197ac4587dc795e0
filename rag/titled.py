"""A report named by its title in a question: `《2023年工作总结》中，新增就业多少人？`. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.domain import Report
from rag.words import normalise

_TITLE = re.compile("《([^《》]{2,80})》")
# A title with the words that make it the place where something stands.
_STANDS_IN = re.compile(
    "(?:在|根据|按照?|据|从)?(?:《[^《》]{2,80}》[、和与及跟同]?)+(?:这[份个篇]报告)?(?:中|里|里面|内|当中|上)?(?:提到|显示|说|指出)?的?[，,：:、\\s]*"
)
# What is left of a question must ask something by itself: `《…》呢？` leans on what was asked before.
_ASKS = re.compile("[\u4e00-\u9fffA-Za-z0-9]")
_LEAST_LEFT = 4
# `《某某条例》` in a headline is not what the headline's report is called.
_MOST_OF_A_TITLE = 0.6
_SHORTEST = 4
_PLAIN = re.compile(r"[^\u3400-\u9fffa-z0-9]+")


def titles_in(question: str) -> list[str]:
    """What stands between title marks."""
    return _TITLE.findall(question)


def plain_title(text: str) -> str:
    """As titles are told apart: normalised, without marks."""
    return _PLAIN.sub(" ", normalise(text)).strip()


def called(name: str, titles: Sequence[str]) -> list[int]:
    """Which of the titles a name is, or is most of. All of them as `plain_title` gives them."""
    exact = [number for number, title in enumerate(titles) if title == name]
    if exact or len(name) < _SHORTEST:
        return exact
    return [
        number for number, title in enumerate(titles) if name in title and len(name) >= _MOST_OF_A_TITLE * len(title)
    ]


def all_called(names: Sequence[str], reports: Sequence[Report]) -> tuple[str, ...]:
    """The ids of the reports that are called so; none where one of the names is no report's: a law, a document."""
    titles = [plain_title(one.title) for one in reports]
    found = [called(plain_title(name), titles) for name in names]
    meant = {number for numbers in found for number in numbers}
    return tuple(reports[number].id for number in sorted(meant)) if all(found) else ()


def named_by(titles: Sequence[str], reports: Sequence[Report]) -> tuple[str, ...]:
    """The ids of the reports that one of these is the title of; else of those that have one in their titles."""
    exact = tuple(one.id for one in reports if one.title in titles)
    return exact or tuple(one.id for one in reports if any(title in one.title for title in titles))


def without_titles(question: str) -> str:
    """What is asked of the reports that are named; the question as it is where nothing would be left."""
    left = _STANDS_IN.sub("", question)
    return left if len(_ASKS.findall(left)) >= _LEAST_LEFT else question
