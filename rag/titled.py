"""A report named by its title in a question: `《2023年工作总结》中，新增就业多少人？`. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.domain import Report

_TITLE = re.compile("《([^《》]{2,80})》")
# A title with the words that make it the place where something stands.
_STANDS_IN = re.compile(
    "(?:在|根据|按照?|据|从)?(?:《[^《》]{2,80}》[、和与及跟同]?)+(?:这[份个篇]报告)?(?:中|里|里面|内|当中|上)?(?:提到|显示|说|指出)?的?[，,：:、\\s]*"
)
# What is left of a question must ask something by itself: `《…》呢？` leans on what was asked before.
_ASKS = re.compile("[\u4e00-\u9fffA-Za-z0-9]")
_LEAST_LEFT = 4


def titles_in(question: str) -> list[str]:
    return _TITLE.findall(question)


def named_by(titles: Sequence[str], reports: Sequence[Report]) -> tuple[str, ...]:
    """The ids of the reports that one of these is the title of; else of those that have one in their titles."""
    exact = tuple(one.id for one in reports if one.title in titles)
    return exact or tuple(one.id for one in reports if any(title in one.title for title in titles))


def without_titles(question: str) -> str:
    """What is asked of the reports that are named; the question as it is where nothing would be left."""
    left = _STANDS_IN.sub("", question)
    return left if len(_ASKS.findall(left)) >= _LEAST_LEFT else question
