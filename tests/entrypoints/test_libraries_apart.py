"""A caller whose key is for some libraries: what is in the others does not exist for them, whatever they ask."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.bootstrap import open_service
from rag.domain import Access, AnswerStatus, ReportFilter, Scope, Spent
from rag.entrypoints import comparison_documents, documents
from rag.errors import (
    AmbiguousReport,
    EmptyLibrary,
    LibraryForbidden,
    TokensSpent,
    UnknownConversation,
    UnknownReport,
)
from rag.service import Service
from rag.settings import Settings

OF_SCHOOLS = Access(Scope.WRITE, frozenset({"教育"}), "schools")
OF_LABOUR = Access(Scope.WRITE, frozenset({"人社"}), "labour")
OF_BOTH = Access(Scope.READ, frozenset({"人社", "教育"}), "both")
OF_NOTHING = Access(Scope.READ, frozenset({"没有"}), "nothing")
FIGURE = "2024年城镇新增就业多少人？"
QUESTIONS = (
    FIGURE,
    "2024年全市人力资源和社会保障工作总结讲了什么？",
    "培训了多少人次？",
    "《2024年全市人力资源和社会保障工作总结》里有哪些问题？",
    "2023年和2024年城镇新增就业各是多少？",
    "农民工工资追回了多少？",
    "你好",
)


@pytest.fixture
def whole(two_libraries: Path) -> Iterator[Service]:
    with open_service(Settings(home=two_libraries, key_tokens_a_day=1000)) as service:
        yield service


@pytest.fixture
def schools(whole: Service) -> Service:
    return whole.limited_to(OF_SCHOOLS)


def hidden_words(whole: Service, limited: Service) -> list[str]:
    """Ids, titles and files of what the caller may not see, and that nothing they may see has, too."""
    seen = limited.reports()
    known = json.dumps(documents.of_reports(seen), ensure_ascii=False)
    hidden = [one for one in whole.reports() if one.id not in {other.id for other in seen}]
    words = [word for one in hidden for word in (one.id, one.title, one.file, one.library)]
    return [word for word in words if word not in known]


def test_only_reports_of_the_callers_libraries_are_there(whole: Service, schools: Service) -> None:
    assert {one.library for one in schools.reports()} == {"教育"}
    assert len(schools.reports()) == schools.counts().reports == 2
    assert schools.counts().chunks < whole.counts().chunks
    assert schools.reports(ReportFilter(library="人社")) == []
    assert len(whole.limited_to(OF_BOTH).reports()) == len(whole.reports()) == 4
    assert whole.limited_to(OF_NOTHING).reports() == []


@pytest.mark.parametrize(
    "name_of", [lambda one: one.id, lambda one: one.id[:8], lambda one: one.title, lambda one: one.file]
)
def test_a_hidden_report_is_as_unknown_as_one_that_never_was(whole: Service, schools: Service, name_of) -> None:
    [hidden] = [one for one in whole.reports() if one.year == 2024]
    for ask in (
        schools.find,
        schools.show,
        schools.remove,
        lambda name: schools.narrow([name]),
        lambda name: schools.figures([name]),
        lambda name: schools.summarize([name]),
        lambda name: schools.compare([name, schools.reports()[0].id]),
    ):
        with pytest.raises(UnknownReport) as refused:
            ask(name_of(hidden))
        assert refused.value.values == {"report": name_of(hidden)}
    assert hidden.id in {one.id for one in whole.reports()}


def test_a_name_is_ambiguous_only_among_what_the_caller_sees(whole: Service, schools: Service) -> None:
    with pytest.raises(AmbiguousReport):
        whole.find("renshe-2023.txt")
    assert schools.find("renshe-2023.txt").library == "教育"
    with pytest.raises(AmbiguousReport) as refused:
        schools.find("-2023")
    assert not [word for word in hidden_words(whole, schools) if word in str(refused.value.values)]


def test_a_search_finds_nothing_of_other_libraries_however_deep(whole: Service, schools: Service) -> None:
    seen = {one.id for one in schools.reports()}
    for query in QUESTIONS[:-1]:
        found = schools.search(query, k=1000)
        assert found and {one.report_id for one in found} <= seen
        assert {twin.report_id for one in found for twin in one.twins} <= seen


def test_another_library_is_as_empty_as_one_that_never_was(schools: Service) -> None:
    for library in ("人社", "从未有过"):
        for ask in (schools.search, schools.ask):
            with pytest.raises(EmptyLibrary) as refused:
                ask("培训", where=ReportFilter(library=library))
            assert refused.value.values == {}


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_answer_cites_counts_or_mentions_what_is_hidden(whole: Service, schools: Service, question: str) -> None:
    answer = documents.of_answer(schools.ask(question))
    said = json.dumps({**answer, "rewritten": None}, ensure_ascii=False)
    asked = [word for word in hidden_words(whole, schools) if word not in question]
    assert not [word for word in asked if word in said]


def test_what_was_answered_to_one_who_sees_more_is_not_told_to_one_who_sees_less(
    whole: Service, schools: Service
) -> None:
    assert whole.ask(FIGURE).status is AnswerStatus.ANSWERED
    assert whole.limited_to(OF_LABOUR).ask(FIGURE).status is AnswerStatus.ANSWERED
    seen = {one.id for one in schools.reports()}
    for _ in range(2):
        answer = schools.ask(FIGURE)
        assert {one.place.report_id for one in answer.citations} | {one.report_id for one in answer.nearest} <= seen
        assert "3.26万人" not in answer.text
        assert not {one.place.report_id for one in whole.ask(FIGURE).citations} <= seen


def test_who_may_see_all_libraries_one_by_one_is_answered_as_who_may_see_all(whole: Service) -> None:
    both = whole.limited_to(OF_BOTH)
    for question in QUESTIONS:
        told, limited = documents.of_answer(whole.ask(question)), documents.of_answer(both.ask(question))
        assert {**told, "timings_ms": {}} == {**limited, "timings_ms": {}}


def test_figures_summaries_comparisons_and_suggestions_are_of_the_callers_reports(
    whole: Service, schools: Service
) -> None:
    hidden = hidden_words(whole, schools)
    ids = [one.id for one in schools.reports()]
    made = (
        documents.of_figures(schools.figures()),
        documents.of_summary(schools.summarize(ids, style="brief")),
        comparison_documents.of_comparison(schools.compare(ids)),
        list(schools.suggest()),
        list(schools.suggest(ReportFilter(library="人社"))),
    )
    for one in made:
        assert not [word for word in hidden if word in json.dumps(one, ensure_ascii=False, default=str)]


def test_nothing_is_written_into_another_library_whether_it_is_there_or_not(schools: Service) -> None:
    for library in ("人社", "从未有过", "default"):
        with pytest.raises(LibraryForbidden) as refused:
            schools.ingest([], library=library)
        assert refused.value.values == {"library": library}
    assert list(schools.ingest([], library="教育")) == []


def test_conversations_are_their_owners_alone(whole: Service, schools: Service) -> None:
    labour = whole.limited_to(OF_LABOUR)
    mine = labour.ask(FIGURE, conversation="new").conversation
    assert mine is not None
    assert [one.id for one in labour.conversations()] == [mine]
    assert labour.conversation(mine).turns
    assert schools.conversations() == []
    for ask in (
        schools.conversation,
        schools.remove_conversation,
        lambda one: schools.ask("那2023年呢？", conversation=one),
    ):
        for name in (mine, "0" * len(mine)):
            with pytest.raises(UnknownConversation) as refused:
                ask(name)
            assert refused.value.values == {"conversation": name}
    assert labour.ask("那2023年呢？", conversation=mine).status is AnswerStatus.ANSWERED
    assert [one.turns for one in labour.conversations()] == [2]
    assert [one.id for one in whole.conversations()] == [mine]  # whoever is at the machine sees them


def test_what_keys_were_not_needed_for_is_nobodys_once_they_are(whole: Service, schools: Service) -> None:
    before = whole.ask(FIGURE, conversation="new").conversation
    assert before is not None
    with pytest.raises(UnknownConversation):
        schools.conversation(before)


def test_a_follow_up_stays_within_what_the_caller_sees(whole: Service, schools: Service) -> None:
    mine = schools.ask("2023年培训了多少人次？", conversation="new").conversation
    assert mine is not None
    answer = schools.ask("《2024年全市人力资源和社会保障工作总结》呢？", conversation=mine)
    assert {one.place.report_id for one in answer.citations} <= {one.id for one in schools.reports()}


def test_tokens_that_an_answer_took_count_for_the_key(whole: Service) -> None:
    access = whole.keys.create("人社", Scope.READ).key.access
    labour = whole.limited_to(access)
    labour.ask(FIGURE)
    whole.metering.spend(access, Spent(tokens=1000))
    for ask in (lambda: labour.ask(FIGURE), lambda: labour.summarize([labour.reports()[0].id])):
        with pytest.raises(TokensSpent):
            ask()
    assert whole.limited_to(OF_SCHOOLS).ask("培训了多少人次？")
    assert whole.ask(FIGURE)
