"""Feedback that an answer did not help becomes cases that a person has to review."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rag.bootstrap import open_services_in_memory
from rag.errors import CaseClusterWrong, CaseUnreviewed
from rag.evaluation import candidates
from rag.evaluation.candidates import Known, candidate_of, choose, line_of
from rag.evaluation.complaints import Complaint, complaints, key_of
from rag.evaluation.fixtures import Fixtures
from rag.evaluation.library import Library
from rag.evaluation.suites import AnswerCase, read_suite
from rag.evaluation.suites.checking import check_suite, problems_of
from rag.service import Service
from rag.settings import Settings
from tests.unit.evaluation.running.made_up import files

BRIDGES = "2021年修缮桥梁多少座？"
SCHOOLS = "2022年新建幼儿园多少所？"


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    with open_services_in_memory(Settings(home=tmp_path_factory.mktemp("home"))) as make:
        yield make


@pytest.fixture
def service(services: object) -> Service:
    made: Service = services()  # type: ignore[operator]
    list(made.ingest(files()))
    return made


@pytest.fixture
def library(service: Service, tmp_path: Path) -> Library:
    return Library(Settings(home=tmp_path / "home"), Fixtures.of(service), service)


def down(service: Service, question: str, answer: str = "答非所问", **more: str | None) -> None:
    service.give_feedback(question, answer, helpful=False, **more)  # type: ignore[arg-type]


def only(found: list[Complaint]) -> Complaint:
    (one,) = found
    return one


def cases(library: Library, language: str = "en") -> list[AnswerCase]:
    return [candidate_of(one, library, language=language) for one in complaints(library.service)]


def written(folder: Path, *lines: str) -> Path:
    file = folder / "own.jsonl"
    file.write_text("".join(f"{one}\n" for one in lines), encoding="utf-8")
    return file


# --- what people said


def test_answers_that_helped_are_no_complaints(service: Service) -> None:
    service.give_feedback(BRIDGES, "7座", helpful=True)
    assert complaints(service) == []


def test_the_same_question_in_another_dress_is_one_with_all_that_was_said_of_it(service: Service) -> None:
    down(service, BRIDGES, comment="不对")
    down(service, SCHOOLS)
    down(service, " ２０２１年修缮桥梁多少座", comment="太长")
    often, once = complaints(service)
    assert (often.times, once.times) == (2, 1)
    assert set(often.comments) == {"不对", "太长"}
    assert once.question == SCHOOLS


def test_questions_about_other_figures_are_others() -> None:
    assert key_of("2021年3.05万人？") != key_of("2021年305万人？")
    assert key_of(BRIDGES) != key_of(BRIDGES, ["2021年有什么？"]) != key_of(BRIDGES, year=2021)


def test_a_thumb_and_then_a_comment_on_one_answer_are_one_complaint(service: Service) -> None:
    answer = service.ask(BRIDGES, conversation="new")
    down(service, BRIDGES, answer.text, conversation=answer.conversation)
    down(service, BRIDGES, answer.text, conversation=answer.conversation, comment="没有说钱")
    one = only(complaints(service))
    assert (one.times, one.comments) == (1, ("没有说钱",))


def test_a_thumb_that_is_taken_back_is_no_complaint(service: Service) -> None:
    answer = service.ask(BRIDGES, conversation="new")
    down(service, BRIDGES, answer.text, conversation=answer.conversation)
    service.give_feedback(BRIDGES, answer.text, helpful=True, conversation=answer.conversation)
    assert complaints(service) == []


def test_all_feedback_is_read_however_much_there_is(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.evaluation.complaints._A_PAGE", 2)
    for number in range(5):
        down(service, f"问题{number}？")
    assert len(complaints(service)) == 5


def test_since_leaves_out_what_was_said_before(service: Service) -> None:
    down(service, BRIDGES)
    now = datetime.now(UTC)
    assert complaints(service, since=now + timedelta(minutes=1)) == []
    assert complaints(service, since=now - timedelta(minutes=1))


def test_a_follow_up_has_the_questions_before_it_and_no_other(service: Service) -> None:
    begun = service.ask(BRIDGES, conversation="new")
    later = service.ask("那2022年呢？", conversation=begun.conversation)
    service.ask(SCHOOLS, conversation=begun.conversation)
    down(service, "那2022年呢？", later.text, conversation=begun.conversation)
    one = only(complaints(service))
    assert (one.history, one.leans) == ((BRIDGES,), True)


def test_a_question_that_stands_by_itself_is_the_same_wherever_it_was_asked(service: Service) -> None:
    for before in (BRIDGES, "2021年招聘教师多少名？"):
        begun = service.ask(before, conversation="new")
        answer = service.ask(SCHOOLS, conversation=begun.conversation)
        down(service, SCHOOLS, answer.text, conversation=begun.conversation)
    down(service, SCHOOLS)
    one = only(complaints(service))
    assert (one.times, one.history) == (3, ())


def test_a_conversation_about_another_library_is_left_out(service: Service) -> None:
    where = service.narrow([], library="default")
    answer = service.ask(BRIDGES, where=where, conversation="new")
    down(service, BRIDGES, answer.text, conversation=answer.conversation)
    assert complaints(service, library="other") == []
    assert only(complaints(service, library="default")).library == "default"


def test_of_a_conversation_that_is_gone_the_question_is_left(service: Service, library: Library) -> None:
    answer = service.ask(BRIDGES, conversation="new")
    down(service, BRIDGES, answer.text, conversation=answer.conversation)
    service.remove_conversation(answer.conversation)
    assert only(complaints(service)).is_torn
    assert "conversation is gone" in cases(library)[0].note


# --- as cases


def test_a_candidate_says_what_the_system_says_now_and_that_nobody_has_reviewed_it(library: Library) -> None:
    down(library.service, BRIDGES, "9座[1]", comment="不对")
    (case,) = cases(library)
    assert (case.type, case.tags, case.reviewed) == ("feedback", ("feedback",), False)
    assert (case.status, case.cluster) == ("answered", "qingshi-2021.txt/交通")
    assert "7座" in case.answer
    assert "[1]" not in case.answer
    assert [(one.report, one.section) for one in case.must_cite] == [("qingshi-2021.txt", "")]
    assert case.note.splitlines()[0] == "不对"
    assert "9座" in case.note


def test_where_the_answer_is_still_the_one_that_was_shown_the_note_is_the_comment_alone(library: Library) -> None:
    down(library.service, BRIDGES, library.service.ask(BRIDGES).text, comment="太长")
    assert cases(library)[0].note == "太长"


def test_its_id_is_of_the_question_and_stays(library: Library) -> None:
    down(library.service, BRIDGES, comment="不对")
    before = cases(library)[0].id
    down(library.service, BRIDGES + "?", comment="再说一遍")
    assert [one.id for one in cases(library)] == [before]
    assert before.startswith("feedback-")


def test_what_is_refused_now_is_a_refusal_near_the_section_that_is_named(library: Library) -> None:
    down(library.service, "2021年机场旅客吞吐量是多少？")
    (case,) = cases(library)
    assert (case.status, case.must_cite) == ("refused", ())
    assert case.cluster.startswith("none/qingshi-2021.txt/")


def test_a_masked_figure_is_one_that_has_to_be_said_to_be_undisclosed(library: Library) -> None:
    down(library.service, "2022年招聘教师多少名？")
    assert cases(library)[0].undisclosed


def test_chat_cites_nothing(library: Library) -> None:
    down(library.service, "你好")
    assert cases(library)[0].uncited


def test_asking_anew_keeps_nothing(library: Library) -> None:
    begun = library.service.ask(BRIDGES, conversation="new")
    later = library.service.ask("那2022年呢？", conversation=begun.conversation)
    down(library.service, "那2022年呢？", later.text, conversation=begun.conversation)
    (case,) = cases(library)
    assert "9座" in case.answer
    assert [one.turns for one in library.service.conversations()] == [2]


def test_the_report_that_a_conversation_was_narrowed_to_is_asked_again(library: Library) -> None:
    where = library.service.narrow(["qingshi-2022"])
    answer = library.service.ask("修缮桥梁多少座？", where=where, conversation="new")
    down(library.service, "修缮桥梁多少座？", answer.text, conversation=answer.conversation)
    (case,) = cases(library)
    assert case.report == "qingshi-2022.txt"
    assert "9座" in case.answer


def test_of_a_report_that_is_gone_the_candidate_says_so(library: Library, service: Service, tmp_path: Path) -> None:
    answer = service.ask("修缮桥梁多少座？", where=service.narrow(["qingshi-2022"]), conversation="new")
    down(service, "修缮桥梁多少座？", answer.text, conversation=answer.conversation)
    service.remove("qingshi-2022")
    (case,) = cases(Library(library.settings, Fixtures.of(service), service))
    assert case.report is None
    assert "removed" in case.note


def test_what_cannot_be_asked_now_has_the_answer_that_was_shown_and_names_no_section(
    services: object, tmp_path: Path
) -> None:
    empty: Service = services()  # type: ignore[operator]
    down(empty, BRIDGES, "9座[1]", comment="不对")
    library = Library(Settings(home=tmp_path), Fixtures.of(empty), empty)
    (case,) = cases(library)
    assert (case.answer, case.cluster) == ("9座", "none/feedback")
    assert "Could not be asked now" in case.note
    reviewed = json.dumps({**json.loads(line_of(case)), "reviewed": True}, ensure_ascii=False)
    with pytest.raises(CaseClusterWrong):  # it has to be named by whoever reviews
        check_suite(read_suite(written(tmp_path, reviewed)), library.fixtures)


def test_every_candidate_is_a_line_that_is_sound_but_for_the_review(library: Library, tmp_path: Path) -> None:
    for question in (BRIDGES, SCHOOLS, "2022年招聘教师多少名？", "2021年机场旅客吞吐量是多少？", "你好", "？？"):
        down(library.service, question, comment="不对\n请看")
    begun = library.service.ask(BRIDGES, conversation="new")
    later = library.service.ask("那2022年呢？", conversation=begun.conversation)
    down(library.service, "那2022年呢？", later.text, conversation=begun.conversation)
    made = cases(library, "zh")
    suite = read_suite(written(tmp_path, *map(line_of, made)))
    assert suite.cases == tuple(made)
    problems = list(problems_of(suite, library.fixtures))
    assert len(problems) == len(made) == 7
    assert {type(one) for one in problems} == {CaseUnreviewed}
    assert [one.values["line"] for one in problems] == [1, 2, 3, 4, 5, 6, 7]


def test_nothing_of_people_but_their_words_is_in_a_candidate(library: Library) -> None:
    begun = library.service.ask(BRIDGES, conversation="new")
    down(library.service, BRIDGES, begun.text, conversation=begun.conversation, comment="不对")
    (given,) = library.service.feedback(limit=1)
    line = line_of(cases(library)[0])
    for known in (begun.conversation, given.feedback.id, given.feedback.given.date().isoformat()):
        assert known not in line


def test_a_line_begins_with_what_a_reviewer_reads_first(library: Library) -> None:
    down(library.service, BRIDGES, comment="不对")
    assert list(json.loads(line_of(cases(library)[0])))[:3] == ["id", "reviewed", "note"]


# --- what there is already


def test_what_was_exported_or_is_in_a_suite_is_left_out(library: Library, tmp_path: Path) -> None:
    for question in (BRIDGES, SCHOOLS, "2021年招聘教师多少名？"):
        down(library.service, question)
    file = written(tmp_path, json.dumps({"question": "2021年修缮桥梁 多少座", "expect": {}}, ensure_ascii=False))
    (exported,) = [one.id for one in cases(library) if one.question == SCHOOLS]
    known = Known(set(candidates.questions_in(file)), {exported})
    chosen = choose(complaints(library.service), known, library.fixtures)
    assert [one.question for one in chosen.complaints] == ["2021年招聘教师多少名？"]
    assert (chosen.in_suites, chosen.exported) == (1, 1)


def test_a_case_of_a_suite_about_one_report_is_another_than_one_about_all(library: Library, tmp_path: Path) -> None:
    down(library.service, BRIDGES)
    line = json.dumps({"question": BRIDGES, "report": "qingshi-2021.txt"}, ensure_ascii=False)
    known = Known(set(candidates.questions_in(written(tmp_path, line))))
    assert choose(complaints(library.service), known, library.fixtures).in_suites == 0


def test_what_was_exported_is_noted_beside_the_runs(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert candidates.exported(settings) == set()
    candidates.note_exported(["feedback-b"], settings)
    candidates.note_exported(["feedback-a", "feedback-b"], settings)
    assert candidates.exported(settings) == {"feedback-a", "feedback-b"}
