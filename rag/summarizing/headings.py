"""The headings of a report's results that say something by themselves, as words of a summary. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.boilerplate import is_stock, vagueness
from rag.clauses import split_clauses, waits
from rag.domain import ParsedReport, PlacedSection, Span
from rag.positions import section_aspects
from rag.statements import Statement

# Read on the headings of five department reports and of 24 government reports.
_LEAST, _LONGEST, _LONGEST_LABEL = 6, 40, 22
_MOST_DEPTH = 3
_NAMES_ONLY = re.compile(
    r"(?:方面|情况|目标|任务|问题|思路|安排|计划|打算|重点|要求|原则|措施|回顾|考虑|说明|成效|成绩|总结|概况|概述|背景|事项|实事|体会|经验|做法|上|中)$|^[在对关从]|20\d\d年|第[一二三四五六七八九十]+"
)
_DOES = re.compile(
    r"推进|推动|落实|加强|深化|提升|提高|健全|狠抓|坚持|促进|建设|强化|完善|优化|保障|开展|践行|治理|打造|构建|培育|扩大|改善|巩固|稳|抓|实施|推行|激发|服务|规范|整治|防范|化解|守|保|办好|壮大|做|扛|筑牢|压实|增强|弘扬|统筹|支持|引领|加快|创新|改革"
)
# Leads nothing: every office says it of all it does.
_SLOGAN = re.compile("党的领导|大局|政治(?!协商|思想工作)|新时代|初心|使命|从严治党|主义思想")
_SAYS_HOW_IT_IS = re.compile(r"(?:更加|持续|稳步|进一步|明显|显著|不断|全面|总体|有效|有所).{2,8}$")


class Headings:
    """Of the sections of one report, by their path."""

    def __init__(self, parsed: ParsedReport) -> None:
        aspects = section_aspects(parsed)
        self._by_path: dict[tuple[str, ...], Statement] = {}
        for placed in parsed.walk():
            if placed.path and aspects.get(placed.index) is None and (found := _statement(parsed, placed)):
                self._by_path.setdefault(placed.path, found)

    def of_results(self) -> list[Statement]:
        """Those of the outermost level where two and more say something."""
        for depth in range(1, _MOST_DEPTH + 1):
            found = [one for path, one in self._by_path.items() if len(path) == depth]
            if len(found) > 1:
                return found
        return []

    def label(self, path: Sequence[str]) -> Statement | None:
        """The heading of a section, or a clause of it, short enough to lead a sentence."""
        whole = self._by_path.get(tuple(path))
        if whole is None:
            return None
        return next((one for one in _clauses(whole) if _LEAST <= len(one.words) <= _LONGEST_LABEL and _says(one)), None)


def _says(one: Statement) -> bool:
    return (
        not is_stock(one.words)
        and not _SLOGAN.search(one.words)
        and not waits(one.words)
        and not _NAMES_ONLY.search(one.words)
    )


def _clauses(whole: Statement) -> Iterator[Statement]:
    yield whole
    for clause in split_clauses(whole.words, Span(0, len(whole.words))):
        start = whole.span.start + clause.start
        yield Statement(
            clause.of(whole.words), Span(start, start + len(clause)), whole.sentence, whole.section, whole.path,
            whole.aspect, label=True, vagueness=whole.vagueness,
        )  # fmt: skip


def _statement(parsed: ParsedReport, placed: PlacedSection) -> Statement | None:
    section = placed.section
    words = section.heading
    at = parsed.text.find(words, section.heading_span.start, section.heading_span.end) if words else -1
    if at < 0 or not _LEAST <= len(words) <= _LONGEST or _NAMES_ONLY.search(words):
        return None
    if not _DOES.search(words) and not _SAYS_HOW_IT_IS.search(words):
        return None
    span = Span(at, at + len(words))
    return Statement(
        words, span, section.heading_span, placed.index, placed.path, None, label=True, vagueness=vagueness(words)
    )
