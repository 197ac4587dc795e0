"""Titles that a query names: between title marks, or by most of their rare words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import rjieba
from numpy.typing import NDArray

from rag.titled import called, plain_title, titles_in

# Words that only say what kind of text it is: nearly every report could be called so.
_KINDS_OF_TEXT = frozenset(
    "报告 工作 工作报告 总结 工作总结 情况 工作情况 汇报 通报 公报 简报 计划 工作计划 要点 思路 述职 述职报告 自查 "
    "自查报告 评估 年度 半年 上半年 下半年 季度 全年 关于 有关 开展 完成 落实 推进 摘要 全文 的 和 及 与 暨 我 本 全 "
    "市 省 县 区 局 厅".split()
)


class Titles:
    """Distinct titles of a library; `topics` are titles without time, place and organisation, which count elsewhere.

    A word counts the more the fewer titles have it, and nothing if all have it.
    """

    def __init__(self, titles: Sequence[str], topics: Sequence[str]) -> None:
        self._plain = [plain_title(one) for one in titles]
        postings: dict[str, list[int]] = {}
        for number, topic in enumerate(topics):
            for word in _words(plain_title(topic)):
                postings.setdefault(word, []).append(number)
        self._postings = {word: np.array(ones, dtype=np.int32) for word, ones in postings.items()}
        self._weights = {word: float(np.log(len(titles) / len(ones))) for word, ones in postings.items()}
        self._total = np.zeros(len(titles))
        for word, ones in self._postings.items():
            self._total[ones] += self._weights[word]

    def coverage(self, query: str) -> NDArray[np.float64]:
        """For each title how much of it stands in the query, 0 to 1, rare words weighing most."""
        found = np.zeros(len(self._total))
        for word in _words(plain_title(query)):
            if word in self._postings and self._weights[word]:
                found[self._postings[word]] += self._weights[word]
        return np.divide(found, self._total, out=np.zeros_like(found), where=self._total > 0)

    def marked(self, query: str) -> list[tuple[str, list[int]]]:
        """What stands between title marks, with the titles that it is, or is most of."""
        return [(name, called(plain_title(name), self._plain)) for name in titles_in(query)]


def _words(text: str) -> set[str]:
    return {word for word in rjieba.cut_for_search(text) if word.strip() and word not in _KINDS_OF_TEXT}
