"""A filtered search is the unfiltered one, cut to the filter: same passages, same order, same scores."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.bootstrap import open_service
from rag.domain import Passage, Report, ReportFilter
from rag.ports import EVERYTHING
from rag.service import Service
from rag.settings import Settings
from tests.stored import Folder, file

_SUBJECTS = ("港口吞吐量", "引航员缺口", "植树造林", "防火通道", "渔船归港", "泊位建设", "技能培训", "农田水利")
_PREDICATES = ("稳步增长", "仍然较大", "全面完成", "进展缓慢", "达到12万", "有待加强")
_LIBRARIES = ("甲", "乙")
_YEARS = (2021, 2022, 2023)

_sentences = st.lists(
    st.builds("{}{}。".format, st.sampled_from(_SUBJECTS), st.sampled_from(_PREDICATES)), min_size=1, max_size=3
).map("".join)


@st.composite
def _reports(draw: st.DrawFn) -> tuple[str, str]:
    """Library and text of a report with up to three sections; equal passages in several are wanted."""
    year = draw(st.sampled_from(_YEARS))
    town = draw(st.sampled_from(("临海市", "云岭县")))
    sections = draw(st.lists(_sentences, min_size=1, max_size=3))
    lines = [
        f"{town}{year}年工作总结",
        *(f"{number}、{text}" for number, text in zip("一二三", sections, strict=False)),
    ]
    return draw(st.sampled_from(_LIBRARIES)), "\n".join(lines) + "\n"


_libraries = st.lists(_reports(), min_size=1, max_size=6, unique=True)
_queries = st.one_of(
    st.sampled_from(_SUBJECTS),
    st.builds("{}{}吗？".format, st.sampled_from(_SUBJECTS), st.sampled_from(_PREDICATES)),
    st.builds("{}年{}".format, st.sampled_from(_YEARS), st.sampled_from(_SUBJECTS)),
    st.builds("云岭县{}怎么样？".format, st.sampled_from(_SUBJECTS)),
)


def _filters(report_ids: Sequence[str]) -> st.SearchStrategy[ReportFilter]:
    return st.builds(
        ReportFilter,
        report_ids=st.lists(st.sampled_from(report_ids), max_size=3, unique=True).map(tuple),
        year=st.none() | st.sampled_from(_YEARS),
        library=st.none() | st.sampled_from(_LIBRARIES),
    )


_Search = Callable[[str, int, ReportFilter], list[Passage]]


def _placed(passages: Sequence[Passage]) -> list[tuple[str, float]]:
    return [(one.chunk.id, one.score) for one in passages]


def _check(search: _Search, reports: Sequence[Report], data: st.DataObject) -> None:
    query, k = data.draw(_queries), data.draw(st.integers(1, 6))
    where = data.draw(_filters(sorted(one.id for one in reports)))
    allowed = {one.id for one in reports if _is_left(one, where)}
    everything = search(query, sum(one.chunks for one in reports), EVERYTHING)
    cut = [one for one in everything if one.report_id in allowed][:k]
    assert _placed(search(query, k, where)) == _placed(cut)


def _is_left(report: Report, where: ReportFilter) -> bool:
    return (
        (not where.report_ids or report.id in where.report_ids)
        and where.year in (None, report.year)
        and where.library in (None, report.library)
    )


@given(reports=_libraries, data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_filter_cuts_the_ranking_and_changes_nothing_else(reports, data) -> None:
    folder = Folder.empty()
    for number, (library, text) in enumerate(reports):
        folder.ingest(file(f"{number}.txt", text), library=library)
    retriever = folder.retriever
    _check(lambda query, k, where: retriever.search(query, k=k, where=where), folder.ledger.reports(), data)


# --- over the real stores, one library for all examples


def _report(number: int) -> tuple[str, str]:
    town, year = ("临海市", "云岭县")[number % 3 % 2], _YEARS[number % 3]
    lines = [
        f"{marker}、{_SUBJECTS[(number + 3 * place) % 8]}{_PREDICATES[number * place % 6]}。"
        f"{_SUBJECTS[(5 * number + place) % 8]}{_PREDICATES[number % 6]}。"
        for place, marker in enumerate("一二三")
    ]
    return _LIBRARIES[number % 2], "\n".join([f"{town}{year}年工作总结", *lines]) + "\n"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with open_service(Settings(home=tmp_path_factory.mktemp("home"))) as opened:
        for number, (library, text) in enumerate(map(_report, range(12))):
            [result] = opened.ingest([file(f"{number}.txt", text)], library=library)
            assert result.error is None
        yield opened


@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_filter_cuts_the_ranking_of_the_real_stores_too(service, data) -> None:
    retriever = service._parts.retriever  # the service folds what says the same into one, which is a matter of showing
    _check(lambda query, k, where: retriever.search(query, k=k, where=where), service.reports(), data)
