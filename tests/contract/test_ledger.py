"""What every ledger does: the one in memory, the one in SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from rag.adapters.ledger import SqlLedger
from rag.adapters.ledger.engine import Database
from rag.adapters.ledger.summaries import SqlSummaries
from rag.domain import (
    Answer,
    AnswerStatus,
    Citation,
    Claim,
    Conflict,
    Conversation,
    ConversationTurn,
    Dropped,
    DropReason,
    Mark,
    MarkKind,
    Place,
    PromptIdentity,
    ReportFilter,
    ReportStatus,
    Span,
    Undisclosed,
    Usage,
    Verdict,
)
from rag.errors import UnknownConversation, UnknownReport
from rag.ports import Embedding, EmbeddingRecipe, Ledger, StagedReport, SummaryStore
from rag.testing import MemoryLedger, MemorySummaries
from tests.stored import EMBEDDING, FOREST, HARBOUR, named, staged


@pytest.fixture(params=["memory", "sqlite"])
def ledger(request: pytest.FixtureRequest, tmp_path) -> Iterator[Ledger]:
    with nullcontext(MemoryLedger()) if request.param == "memory" else closing(SqlLedger(tmp_path / "ledger")) as one:
        yield one


def put_in(ledger: Ledger, *reports: StagedReport) -> list[str]:
    ledger.stage(reports, embedding=EMBEDDING)
    return ledger.publish([named(one) for one in reports])


def test_a_staged_report_is_not_visible_in_any_way(ledger) -> None:
    report = staged(HARBOUR)
    ledger.stage([report], embedding=EMBEDDING)
    report_id = report.report.id
    assert ledger.reports() == [] and ledger.report_ids() == [] and ledger.count_chunks() == 0
    assert ledger.chunks([one.id for one in report.chunks]) == []
    assert list(ledger.chunk_vectors()) == []
    assert ledger.known("default", named(report).content_hash) is None
    for read in (ledger.text, ledger.parsed, ledger.figures, ledger.pages, ledger.chunks_of):
        with pytest.raises(UnknownReport):
            read(report_id)
    assert ledger.unfinished() == {report_id: [one.id for one in report.chunks]}


def test_a_published_report_reads_back_as_it_went_in(ledger) -> None:
    page = Mark(MarkKind.PAGE, Span(0, 10), 1)
    report = replace(staged(HARBOUR), pages=(page,))
    put_in(ledger, report)
    report_id = report.report.id
    assert ledger.reports() == [replace(report.report, status=ReportStatus.READY)]
    assert ledger.text(report_id) == HARBOUR
    assert ledger.parsed(report_id) == report.parsed
    assert ledger.figures(report_id) == list(report.figures)
    assert any(one.masked and one.value is None for one in ledger.figures(report_id))
    assert ledger.pages(report_id) == [page]
    assert [one.chunk for one in ledger.chunks_of(report_id)] == list(report.chunks)
    [vectors] = ledger.chunk_vectors()
    assert vectors.chunk_ids == tuple(one.id for one in report.chunks)
    assert np.array_equal(vectors.matrix, report.vectors)
    assert ledger.unfinished() == {}


def test_chunks_come_in_the_order_asked_and_unknown_ids_are_left_out(ledger) -> None:
    report = staged(HARBOUR)
    put_in(ledger, report)
    first, second = report.chunks[:2]
    assert [one.chunk for one in ledger.chunks([second.id, "nothing-00000", first.id])] == [second, first]


def test_several_reports_are_read_at_once_as_each_alone_and_those_not_ready_are_left_out(ledger: Ledger) -> None:
    ready, waiting = staged(HARBOUR), staged(FOREST)
    put_in(ledger, ready)
    ledger.stage([waiting], embedding=EMBEDDING)
    for _ in range(2):  # read, and remembered
        found = ledger.parsed_reports([waiting.report.id, ready.report.id, "nobody's"])
        assert found == {ready.report.id: ready.parsed}


def test_sentences_read_back_are_found_by_the_spans_that_they_overlap(ledger: Ledger) -> None:
    report = staged(HARBOUR)
    put_in(ledger, report)
    parsed = ledger.parsed(report.report.id)
    assert list(parsed.sentences) == list(report.parsed.sentences)
    assert parsed.sentences[-1] == list(parsed.sentences)[-1]
    for start in range(len(parsed.text)):
        for length in (1, 7, 40):
            span = Span(start, min(start + length, len(parsed.text)))
            overlapping = [index for index, one in enumerate(parsed.sentences) if one.span.overlaps(span)]
            assert list(parsed.sentences_in(span)) == overlapping


def test_filters_narrow_by_report_year_and_library(ledger) -> None:
    harbour, forest, other = staged(HARBOUR), staged(FOREST, name="b.txt"), staged(FOREST, library="林业")
    put_in(ledger, harbour, forest, other)
    assert ledger.report_ids(ReportFilter(report_ids=(forest.report.id,))) == [forest.report.id]
    assert ledger.report_ids(ReportFilter(library="林业")) == [other.report.id]
    assert set(ledger.report_ids(ReportFilter(year=2022))) == {forest.report.id, other.report.id}
    assert ledger.report_ids(ReportFilter(year=2022, library="无")) == []
    assert ledger.count_chunks(ReportFilter(year=2023)) == len(harbour.chunks)


def test_a_filter_by_several_libraries_leaves_those_of_each_and_none_where_there_is_none(ledger) -> None:
    harbour, forest, other = staged(HARBOUR), staged(FOREST, library="林业"), staged(FOREST, library="港口")
    put_in(ledger, harbour, forest, other)
    of_two = ReportFilter(libraries=frozenset({"林业", "港口"}))
    assert (
        set(ledger.report_ids(of_two))
        == {one.id for one in ledger.reports(of_two)}
        == {forest.report.id, other.report.id}
    )
    assert ledger.count_chunks(of_two) == len(forest.chunks) + len(other.chunks)
    assert len(list(ledger.chunk_vectors(of_two))) == 2
    assert ledger.report_ids(replace(of_two, library="林业")) == [forest.report.id]
    assert ledger.report_ids(replace(of_two, library="default")) == []
    assert ledger.report_ids(replace(of_two, report_ids=(harbour.report.id,))) == []
    for none in (frozenset(), frozenset({"无"})):
        assert ledger.report_ids(ReportFilter(libraries=none)) == []


def test_new_content_under_a_name_retires_what_the_name_led_to(ledger) -> None:
    old, new = staged(HARBOUR), staged(FOREST)
    put_in(ledger, old)
    assert put_in(ledger, new) == [old.report.id]
    assert ledger.report_ids() == [new.report.id]
    assert list(ledger.unfinished()) == [old.report.id]
    ledger.purge([old.report.id])
    assert ledger.unfinished() == {}


def test_the_old_version_stays_until_the_new_one_is_published(ledger) -> None:
    old, new = staged(HARBOUR), staged(FOREST)
    put_in(ledger, old)
    ledger.stage([new], embedding=EMBEDDING)
    assert ledger.report_ids() == [old.report.id]
    assert ledger.named("default", "a.txt") == named(old)


def test_a_report_with_two_names_lives_until_both_lead_elsewhere(ledger) -> None:
    report, other, third = staged(HARBOUR), staged(FOREST), staged("云岭县简报\n一、概况\n一切正常。\n", name="b.txt")
    put_in(ledger, report)
    assert ledger.publish([named(report, name="b.txt")]) == []
    assert put_in(ledger, other) == []
    assert [one.file for one in ledger.reports(ReportFilter(report_ids=(report.report.id,)))] == ["b.txt"]
    assert put_in(ledger, third) == [report.report.id]


def test_the_same_name_in_another_library_is_another_file(ledger) -> None:
    here, there = staged(HARBOUR, library="甲"), staged(FOREST, library="乙")
    put_in(ledger, here)
    assert put_in(ledger, there) == []
    assert ledger.known("甲", named(here).content_hash) == here.report.id
    assert ledger.known("乙", named(here).content_hash) is None


def test_a_retired_report_is_gone_at_once_and_can_come_back_after_purging(ledger) -> None:
    report = staged(HARBOUR)
    put_in(ledger, report)
    ledger.retire(report.report.id)
    assert ledger.report_ids() == []
    with pytest.raises(UnknownReport):
        ledger.retire(report.report.id)
    ledger.purge(list(ledger.unfinished()))
    put_in(ledger, report)
    assert ledger.text(report.report.id) == HARBOUR


def test_purging_never_touches_what_is_ready(ledger) -> None:
    report = staged(HARBOUR)
    put_in(ledger, report)
    ledger.purge([report.report.id, "nothing"])
    assert ledger.text(report.report.id) == HARBOUR


def test_the_revision_grows_with_every_visible_change(ledger) -> None:
    report = staged(HARBOUR)
    seen = [ledger.state().revision]
    put_in(ledger, report)
    seen.append(ledger.state().revision)
    ledger.retire(report.report.id)
    seen.append(ledger.state().revision)
    assert seen == sorted(set(seen))


def test_vectors_of_another_embedding_wait_until_the_switch(ledger) -> None:
    report = staged(HARBOUR)
    put_in(ledger, report)
    other = Embedding("other", 8)
    vectors = np.ones((len(report.chunks), 8), dtype=np.float32)
    ledger.restage_vectors({report.report.id: vectors}, embedding=other)
    assert ledger.embedded(other) == {report.report.id: len(report.chunks)}
    assert next(ledger.chunk_vectors()).matrix.shape[1] == EMBEDDING.dimensions
    assert next(ledger.chunk_vectors(embedding=other)).matrix.shape[1] == 8
    ledger.switch(indexes=2, embedding=other)
    assert ledger.embedded(EMBEDDING) == {}
    assert next(ledger.chunk_vectors()).matrix.shape[1] == 8
    state = ledger.state()
    assert (state.embedding, state.indexes, state.stray) == (other, 2, 1)
    ledger.mark_stray(None)
    assert ledger.state().stray is None


def test_half_made_vectors_outlive_strays_until_they_are_forgotten_or_their_report_goes(ledger) -> None:
    report, gone = staged(HARBOUR), staged(FOREST, name="b.txt")
    put_in(ledger, report)
    put_in(ledger, gone)
    other, third = Embedding("other", 8), Embedding("third", 8)
    for one in (report, gone):
        vectors = np.ones((len(one.chunks), 8), dtype=np.float32)
        ledger.restage_vectors({one.report.id: vectors}, embedding=other)
        ledger.restage_vectors({one.report.id: vectors}, embedding=third)
    ledger.mark_stray(2)
    ledger.mark_stray(None)
    ledger.retire(gone.report.id)
    ledger.forget_vectors(but=[EMBEDDING, other])
    assert ledger.embedded(other) == {report.report.id: len(report.chunks)}
    assert ledger.embedded(third) == {}
    assert len(list(ledger.chunk_vectors())) == 1


def test_vectors_staged_again_take_the_place_of_the_first(ledger) -> None:
    report = staged(HARBOUR)
    put_in(ledger, report)
    other = Embedding("other", 8)
    for value in (1.0, 2.0):
        vectors = np.full((len(report.chunks), 8), value, dtype=np.float32)
        ledger.restage_vectors({report.report.id: vectors}, embedding=other)
    [found] = ledger.chunk_vectors(embedding=other)
    assert (found.matrix == 2.0).all()


@pytest.mark.parametrize("recipe", [None, EmbeddingRecipe("/models/x", query_prefix="查询：", dtype="float16")])
def test_what_the_vectors_were_made_with_is_kept(ledger, recipe) -> None:
    put_in(ledger, staged(HARBOUR))
    ledger.switch(indexes=2, embedding=Embedding("other", 8, recipe))
    stored = ledger.state().embedding
    assert stored is not None
    assert (stored.identity, stored.recipe) == ("other", recipe)


def test_an_empty_ledger_is_well(ledger) -> None:
    assert ledger.verify() == []
    assert ledger.publish([]) == []
    assert ledger.state().embedding is None


# --- conversations

NOON = datetime(2031, 3, 1, 12, 0, tzinfo=UTC)
ANSWER = Answer(
    AnswerStatus.ANSWERED,
    "新建泊位3个[1]",
    "zh",
    claims=(Claim("新建泊位3个", (1,), Verdict.SUPPORTED),),
    citations=(Citation(1, Place("r1", "总结", ("主要工作", "泊位"), Span(3, 9)), "新建泊位3个", page=2),),
    dropped=(Dropped("新建泊位4个", DropReason.FIGURE_NOT_IN_SPAN),),
    undisclosed=(Undisclosed("排查隐患*处", 1),),
    conflicts=(Conflict("泊位", "2023年", "个", (1, 2)),),
    nearest=(Place("r1", "总结", (), Span(0, 1)),),
    missing=("2022年",),
    degraded=True,
    model="m",
    prompt=PromptIdentity("answer", "1", "abc"),
    usage=Usage(3, 4),
    timings_ms={"retrieve": 1.5},
    notices=("一行说明",),
    rewritten="2023年新建泊位几个？",
    understood="2023年新建泊位几个？",
    conversation="a",
)


def conversation(name: str, *, minutes: int = 0, turns: int = 0) -> Conversation:
    where = ReportFilter(report_ids=("r1", "r2"), year=2023, library="港口")
    return Conversation(name, where, f"{name}的第一问", NOON, NOON + timedelta(minutes=minutes), turns)


def turn(question: str, *, minutes: int = 0) -> ConversationTurn:
    return ConversationTurn(question, f"{question}？", ANSWER, NOON + timedelta(minutes=minutes))


def test_a_conversation_reads_back_as_it_went_in(ledger) -> None:
    store = ledger.conversations
    store.add(conversation("a"), turn("新建泊位几个", minutes=1))
    assert store.find("a") == replace(conversation("a"), turns=1)
    assert store.turns("a") == [turn("新建泊位几个", minutes=1)]
    assert store.find("b") is None
    assert store.turns("b") == []


def test_a_further_turn_changes_where_and_when_and_nothing_else(ledger) -> None:
    store = ledger.conversations
    store.add(conversation("a"), turn("一"))
    later = replace(conversation("a", minutes=5, turns=1), where=ReportFilter(year=2022), title="别的")
    store.add(later, turn("二"))
    assert store.find("a") == replace(later, title="a的第一问", turns=2)
    assert [one.question for one in store.turns("a")] == ["一", "二"]


def test_turns_come_in_order_the_newest_where_only_so_many_are_wanted(ledger) -> None:
    store = ledger.conversations
    for number in range(5):
        store.add(conversation("a", turns=number), turn(str(number)))
        store.add(conversation("b", turns=number), turn(f"b{number}"))
    assert [one.question for one in store.turns("a")] == ["0", "1", "2", "3", "4"]
    assert [one.question for one in store.turns("a", last=2)] == ["3", "4"]
    assert store.turns("a", last=0) == []


def test_conversations_are_listed_the_latest_first(ledger) -> None:
    store = ledger.conversations
    for name, minutes in (("b", 1), ("a", 1), ("c", 9), ("old", 0)):
        store.add(conversation(name, minutes=minutes), turn("一"))
    assert [one.id for one in store.all(since=NOON + timedelta(minutes=1))] == ["c", "a", "b"]


def test_a_conversation_keeps_its_owner_and_is_listed_for_them(ledger) -> None:
    store = ledger.conversations
    for name, owner in (("a", "k1"), ("b", "k2"), ("c", None)):
        store.add(replace(conversation(name), owner=owner), turn("一"))
        store.add(replace(conversation(name, turns=1), owner="k9"), turn("二"))
    assert [(one.id, one.owner) for one in store.all(since=NOON)] == [("a", "k1"), ("b", "k2"), ("c", None)]
    assert [one.id for one in store.all(since=NOON, owner="k1")] == ["a"]
    assert store.all(since=NOON, owner="k9") == []
    assert store.find("b").owner == "k2"


def test_a_removed_conversation_is_gone_and_cannot_go_on(ledger) -> None:
    store = ledger.conversations
    store.add(conversation("a"), turn("一"))
    store.add(conversation("b"), turn("二"))
    store.remove("a")
    assert store.find("a") is None
    assert store.turns("a") == []
    assert [one.question for one in store.turns("b")] == ["二"]
    with pytest.raises(UnknownConversation):
        store.remove("a")
    with pytest.raises(UnknownConversation):
        store.add(conversation("a", turns=1), turn("三"))
    assert store.turns("a") == []


def test_old_conversations_are_forgotten_with_their_turns(ledger) -> None:
    store = ledger.conversations
    store.add(conversation("old"), turn("一"))
    store.add(conversation("new", minutes=2), turn("二"))
    assert store.forget(before=NOON + timedelta(minutes=1)) == 1
    assert store.find("old") is None and store.turns("old") == []
    assert store.find("new") is not None
    assert store.forget(before=NOON + timedelta(minutes=1)) == 0


def test_what_was_answered_stays_when_its_report_goes(ledger) -> None:
    report = staged(HARBOUR)
    put_in(ledger, report)
    ledger.conversations.add(conversation("a"), turn("一"))
    ledger.retire(report.report.id)
    ledger.purge([report.report.id])
    assert ledger.conversations.turns("a") == [turn("一")]


# --- what was written about reports


def test_what_was_written_of_a_report_reads_back_until_it_goes(ledger: Ledger) -> None:
    report_id, other = put_ids(ledger, staged(HARBOUR), staged(FOREST, name="b.txt"))
    ledger.summaries.keep("k1", "港口的摘要", report_ids=[report_id])
    ledger.summaries.keep("k2", "两份的摘要", report_ids=[report_id, other])
    ledger.summaries.keep("k3", "林场的摘要", report_ids=[other])
    assert ledger.summaries.find(["k1", "k2", "nothing"]) == {"k1": "港口的摘要", "k2": "两份的摘要"}
    ledger.retire(report_id)
    ledger.purge([report_id])
    assert ledger.summaries.find(["k1", "k2", "k3"]) == {"k3": "林场的摘要"}


def test_what_is_written_again_takes_the_place_of_the_first(ledger: Ledger) -> None:
    [report_id] = put_ids(ledger, staged(HARBOUR))
    ledger.summaries.keep("k", "一", report_ids=[report_id])
    ledger.summaries.keep("k", "二", report_ids=[report_id])
    assert ledger.summaries.find(["k"]) == {"k": "二"}


def test_nothing_is_kept_of_a_report_that_is_not_there(ledger: Ledger) -> None:
    [report_id] = put_ids(ledger, staged(HARBOUR))
    ledger.summaries.keep("k1", "无主", report_ids=[])
    ledger.summaries.keep("k2", "一份没有", report_ids=[report_id, "0" * 12])
    ledger.retire(report_id)
    ledger.summaries.keep("k3", "正在删除", report_ids=[report_id])
    assert ledger.summaries.find(["k1", "k2", "k3"]) == {}


def test_a_section_that_two_reports_have_stays_with_the_other(ledger: Ledger) -> None:
    report_id, other = put_ids(ledger, staged(HARBOUR), staged(FOREST, name="b.txt"))
    for one in (report_id, other):
        ledger.summaries.keep("k", "同一节", report_ids=[one], of_section=True)
    ledger.retire(report_id)
    ledger.purge([report_id])
    assert ledger.summaries.find(["k"]) == {"k": "同一节"}
    ledger.retire(other)
    ledger.purge([other])
    assert ledger.summaries.find(["k"]) == {}


def test_sections_go_over_to_the_next_version_of_a_report_and_summaries_do_not(ledger: Ledger) -> None:
    old = staged(HARBOUR)
    [report_id] = put_ids(ledger, old)
    ledger.summaries.keep("section", "一节", report_ids=[report_id], of_section=True)
    ledger.summaries.keep("whole", "全文", report_ids=[report_id])
    new = staged(HARBOUR + "另建泊位两个。\n")
    ledger.stage([new], embedding=EMBEDDING)
    [retired] = ledger.publish([replace(named(new), file=named(old).file)])
    ledger.purge([retired])
    assert ledger.summaries.find(["section", "whole"]) == {"section": "一节"}
    ledger.retire(new.report.id)
    ledger.purge([new.report.id])
    assert ledger.summaries.find(["section"]) == {}


def put_ids(ledger: Ledger, *reports: StagedReport) -> list[str]:
    put_in(ledger, *reports)
    return [one.report.id for one in reports]


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_what_was_not_used_for_longest_makes_room(kind: str, tmp_path: Path) -> None:
    with store_of_thirty(kind, tmp_path) as store:
        for key in ("k1", "k2", "k3"):
            store.keep(key, key * 5, report_ids=[HARBOUR_ID])
        store.find(["k1"])
        store.keep("k4", "k4" * 5, report_ids=[HARBOUR_ID])
        assert set(store.find(["k1", "k2", "k3", "k4"])) == {"k1", "k3", "k4"}
        store.keep("k5", "长" * 31, report_ids=[HARBOUR_ID])
        assert set(store.find(["k1", "k3", "k4", "k5"])) == {"k1", "k3", "k4"}


@contextmanager
def store_of_thirty(kind: str, tmp_path: Path) -> Iterator[SummaryStore]:
    if kind == "memory":
        yield MemorySummaries(lambda _: True, limit_characters=30)
        return
    with closing(SqlLedger(tmp_path / "ledger")) as ledger:
        put_in(ledger, staged(HARBOUR))
    database = Database(tmp_path / "ledger")
    yield SqlSummaries(database, limit_characters=30)
    database.close()


HARBOUR_ID = staged(HARBOUR).report.id
