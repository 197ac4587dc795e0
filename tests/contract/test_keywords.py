"""What every keyword index does: the one in memory, the one in tantivy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.adapters.keywords import TantivyFamily
from rag.domain import Chunk, Span
from rag.ports import IndexFamily, KeywordDocument, KeywordField, KeywordIndex, StoredChunk
from rag.terms import keyword_document, terms
from rag.testing import MemoryFamily, MemoryKeywords


@pytest.fixture(params=["memory", "tantivy"])
def family(request: pytest.FixtureRequest, tmp_path) -> Iterator[IndexFamily[KeywordIndex]]:
    if request.param == "memory":
        yield MemoryFamily(MemoryKeywords)
        return
    opened = TantivyFamily(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def index(family) -> KeywordIndex:
    return family.open(1)


def document(
    report: str, text: str, *, ordinal: int = 0, title: str = "", path: tuple[str, ...] = ()
) -> KeywordDocument:
    chunk = Chunk(f"{report}-{ordinal:05d}", ordinal, 0, path, Span(0, len(text)), text, 1)
    return keyword_document(StoredChunk(report, title, chunk))


def found(index: KeywordIndex, query: str, by: KeywordField = KeywordField.WORDS, **options) -> list[str]:
    return [one for one, _ in index.search(terms(query, by), 10, by=by, **options)]


@pytest.mark.parametrize("by", KeywordField)
def test_what_shares_more_with_the_query_comes_first(index, by) -> None:
    index.add(
        [
            document("a", "港口吞吐量稳步增长"),
            document("b", "港口引航员缺口较大，引航员不足"),
            document("c", "植树造林"),
        ]
    )
    index.commit()
    assert found(index, "引航员缺口", by)[0] == "b-00000"
    assert set(found(index, "港口", by)) == {"a-00000", "b-00000"}


@pytest.mark.parametrize("by", KeywordField)
def test_title_and_heading_path_are_found_too(index, by) -> None:
    index.add([document("a", "一切正常。", title="港务局总结", path=("泊位建设",)), document("b", "一切正常。")])
    index.commit()
    assert found(index, "泊位", by) == ["a-00000"]
    assert found(index, "港务局", by) == ["a-00000"]


@pytest.mark.parametrize("by", KeywordField)
def test_full_width_forms_and_capitals_do_not_matter(index, by) -> None:
    index.add([document("a", "完成１２３项，接入ＧＰＳ终端")])
    index.commit()
    assert found(index, "123项", by) == ["a-00000"]
    assert found(index, "gps", by) == ["a-00000"]


def test_only_the_reports_asked_for_are_searched(index) -> None:
    index.add([document("a", "港口"), document("b", "港口")])
    index.commit()
    assert found(index, "港口", report_ids=["b"]) == ["b-00000"]
    assert found(index, "港口", report_ids=[]) == []


def test_the_filter_does_not_change_the_scores(index) -> None:
    index.add([document("a", "港口建设"), document("b", "港口")])
    index.commit()
    everything = dict(index.search(["港口"], 10, by=KeywordField.WORDS))
    assert index.search(["港口"], 10, by=KeywordField.WORDS, report_ids=["a"]) == [
        ("a-00000", pytest.approx(everything["a-00000"]))
    ]


@pytest.mark.parametrize("by", KeywordField)
def test_the_scores_of_given_chunks_are_those_of_the_search(index, by) -> None:
    texts = ["港口吞吐量稳步增长", "港口引航员缺口较大，引航员不足", "植树造林", "港口港口港口", "引航员"]
    index.add([document(name, text) for name, text in zip("abcde", texts, strict=True)])
    index.commit()
    query = terms("港口的引航员，港口", by)
    searched = dict(index.search(query, 10, by=by))
    asked = ["e-00000", "c-00000", "a-00000", "never-there-00000", "b-00000", "d-00000"]
    given = index.scores(query, asked, by=by)
    assert given == [pytest.approx(searched.get(one, 0)) for one in asked]
    assert given[1] == given[3] == 0 and len(searched) == 4
    assert index.scores(query, ["b-00000"], by=by) == [pytest.approx(searched["b-00000"])]


def test_nothing_asked_or_nothing_there_scores_nothing(index) -> None:
    assert index.scores(["港口"], ["a-00000"], by=KeywordField.WORDS) == [0]
    index.add([document("a", "港口")])
    index.commit()
    assert index.scores(["港口"], [], by=KeywordField.WORDS) == []
    assert index.scores([], ["a-00000"], by=KeywordField.WORDS) == [0]


def test_nothing_is_seen_before_the_commit(index) -> None:
    index.add([document("a", "港口")])
    assert found(index, "港口") == [] and index.count() == 0
    index.commit()
    assert found(index, "港口") == ["a-00000"]


def test_a_report_is_removed_whole(index) -> None:
    index.add([document("a", "港口"), document("a", "港口码头", ordinal=1), document("b", "港口")])
    index.commit()
    assert index.count(["a"]) == 2 and index.count() == 3
    index.remove(["a", "never-there"])
    index.commit()
    assert found(index, "港口") == ["b-00000"]
    assert index.count(["a"]) == 0 and index.count() == 1


def test_equal_scores_come_in_the_order_of_the_ids(index) -> None:
    index.add([document(report, "港口") for report in "cab"])
    index.commit()
    assert found(index, "港口") == ["a-00000", "b-00000", "c-00000"]


@pytest.mark.parametrize("query", ["", "？！", 'AND OR NOT "(', "body:*", "\0", "[a TO b]"])
def test_a_query_is_only_ever_words(index, query) -> None:
    index.add([document("a", "港口")])
    index.commit()
    assert found(index, query) == []


def test_an_index_that_was_never_written_is_empty(index) -> None:
    assert found(index, "港口") == []
    assert index.count() == 0 and index.count(["a"]) == 0


def test_generations_are_apart_and_can_be_discarded(family) -> None:
    for generation in (1, 2):
        family.open(generation).add([document("a", "港口")])
        family.open(generation).commit()
    family.discard(1)
    family.discard(7)
    assert family.open(2).count() == 1
    assert family.open(1).count() == 0


def test_no_text_scores_more_than_the_ceilings_of_its_terms_and_rare_terms_have_the_highest(index) -> None:
    texts = ["港口港口港口港口", "港口引航员缺口较大", "港口码头", "引航员引航员港口"]
    index.add([document(name, text) for name, text in zip("abcd", texts, strict=True)])
    index.commit()
    common, rare, unknown = index.ceilings(["港口", "引航员", "无人机"], by=KeywordField.WORDS)
    assert 0 < common < rare <= unknown
    hits = index.search(["港口", "引航员"], 10, by=KeywordField.WORDS)
    assert all(score <= common + rare for _, score in hits)
    assert index.ceilings([], by=KeywordField.WORDS) == []
