"""Each case over its own documents: what comes back, where it is cited, and how it is counted."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.bootstrap import open_service, open_services_in_memory
from rag.domain import Answer, AnswerStatus
from rag.errors import DataDuplicateId, DataFieldWrong, DataFileEmpty, DataLineNotJson, NoSuchPath, RagError
from rag.evaluation.answers import AnswersResult, CaseResult, Scores, contains, evaluate_answers, states, summarize
from rag.evaluation.cases import Case, Expected, read_cases
from rag.evaluation.offsets import Offsets
from rag.evaluation.scratch import as_file
from rag.service import Service
from rag.settings import Settings

BRIDGES = {
    "title": "2021年青石镇交通简报",
    "text": "一、桥梁\n全年修缮桥梁7座，投入资金320万元。\n二、公交\n新开通公交线路3条。\n",
}
SCHOOLS = {"title": "2021年青石镇教育简报", "text": "一、扩建\n两所小学完成扩建，新增学位420个。\n"}
ASKED = "2021年修缮桥梁多少座？"


def _file(folder: Path, *cases: Mapping[str, Any]) -> Path:
    file = folder / "cases.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in cases), encoding="utf-8")
    return file


def _case(identifier: str = "1", **changed: Any) -> dict[str, Any]:
    return {"id": identifier, "question": ASKED, "documents": [BRIDGES, SCHOOLS], **changed}


def _evaluate(folder: Path, *cases: Mapping[str, Any]) -> AnswersResult:
    return evaluate_answers(_file(folder, *cases), Settings())


# --- through the product


def test_a_case_is_answered_from_its_documents_and_cited_in_them(tmp_path: Path) -> None:
    expected = {"status": "answered", "contains": [["七座", "7座"]], "numbers": ["7座"], "quotes": ["修缮桥梁7座"]}
    result = _evaluate(tmp_path, _case(documents=[SCHOOLS, BRIDGES], expect=expected))
    (one,) = result.results
    assert one.answer.status is AnswerStatus.ANSWERED
    assert one.scores == Scores(status=True, contains=True, numbers=True, quotes=True, exact=True)
    assert {place.document for place in one.places} == {1}
    for place in one.places:
        assert BRIDGES["text"][place.start : place.end] == place.quote
    assert set(result.metrics.values()) == {1.0, None}


def test_other_cases_have_no_part_in_an_answer(tmp_path: Path) -> None:
    alone = _case("alone", documents=[SCHOOLS], expect={"status": "refused"})
    first, second, again = _evaluate(tmp_path, alone, _case("with"), {**alone, "id": "again"}).results
    assert (first.answer.status, second.answer.status) == (AnswerStatus.REFUSED, AnswerStatus.ANSWERED)
    assert (first.answer.text, first.answer.nearest) == (again.answer.text, again.answer.nearest)
    assert first.scores == Scores(status=True, contains=None, numbers=None, quotes=None, exact=None)


def test_a_library_in_memory_finds_and_answers_as_one_on_disk(tmp_path: Path) -> None:
    def played(service: Service) -> list[Any]:
        results = list(service.ingest(as_file(number, **one) for number, one in enumerate((BRIDGES, SCHOOLS))))
        questions = (ASKED, "新增学位多少个？", "地铁")
        answers = [replace(service.ask(one), timings_ms={}) for one in questions]
        return [results, [service.search(one) for one in questions], answers]

    settings = Settings(home=tmp_path)
    with open_service(settings) as on_disk, open_services_in_memory(settings) as new_service:
        assert played(new_service()) == played(on_disk) == played(new_service())


def test_the_title_says_which_year_a_document_is_about(tmp_path: Path) -> None:
    other = {"title": "2022年青石镇交通简报", "text": BRIDGES["text"].replace("7座", "9座")}
    seven, nine = _evaluate(
        tmp_path,
        _case("seven", documents=[other, BRIDGES], expect={"contains": [["7座"]]}),
        _case("nine", question=ASKED.replace("2021", "2022"), documents=[other, BRIDGES], expect={"contains": ["9座"]}),
    ).results
    assert (seven.scores.contains, nine.scores.contains) == (True, True)
    assert (seven.places[0].document, nine.places[0].document) == (1, 0)


@pytest.mark.parametrize(
    "text",
    [
        BRIDGES["text"].replace("\n", "\r\n"),
        BRIDGES["text"].replace("\n", "\r"),
        "\r\n\r\n" + BRIDGES["text"],
        "\ufeff\ud83d\0" + BRIDGES["text"],
        "<h1>&amp;&nbsp;</h1>\r\n  \u3000" + BRIDGES["text"],
        "e\u0301té ﬁ 𠮷\n" + BRIDGES["text"],
    ],
)
def test_a_citation_is_placed_in_the_text_as_it_was_given(tmp_path: Path, text: str) -> None:
    (one,) = _evaluate(tmp_path, _case(documents=[{"title": BRIDGES["title"], "text": text}])).results
    assert one.places
    assert one.scores.exact
    for place in one.places:
        assert text[place.start : place.end] == place.quote
    assert any("修缮桥梁7座" in place.quote for place in one.places)


def test_of_equal_documents_the_first_is_cited_and_one_without_text_is_left_out(tmp_path: Path) -> None:
    empty = {"title": ASKED, "text": " \n"}
    (one,) = _evaluate(tmp_path, _case(documents=[empty, BRIDGES, BRIDGES])).results
    assert {place.document for place in one.places} == {1}


@pytest.mark.parametrize("documents", [[], [{"title": "题", "text": ""}]])
def test_where_there_is_nothing_to_read_the_answer_is_a_refusal(tmp_path: Path, documents: list[Any]) -> None:
    (one,) = _evaluate(tmp_path, _case(documents=documents, expect={"status": "refused"})).results
    assert (one.answer.status, one.scores.status) == (AnswerStatus.REFUSED, True)


def test_a_title_may_be_missing_and_expectations_too(tmp_path: Path) -> None:
    (one,) = _evaluate(tmp_path, _case(documents=[{"text": BRIDGES["text"]}], question=ASKED[5:])).results
    assert one.answer.status is AnswerStatus.ANSWERED
    assert one.scores == Scores(status=None, contains=None, numbers=None, quotes=None, exact=True)


# --- counting


def _result(expected: Expected, scores: Scores) -> CaseResult:
    status = AnswerStatus.ANSWERED if scores.exact is not None else AnswerStatus.REFUSED
    return CaseResult(Case("1", ASKED, (), expected), Answer(status, "", "zh"), (), scores)


def test_shares_are_of_the_cases_that_count_for_them() -> None:
    answer = Expected("answered", contains=(("甲",),))
    refuse = Expected("refused")
    metrics = summarize(
        [
            _result(answer, Scores(True, True, None, None, True)),
            _result(answer, Scores(True, False, None, None, True)),
            _result(Expected("answered"), Scores(True, None, None, None, False)),  # nothing is to be contained
            _result(answer, Scores(False, None, None, None, None)),
            _result(refuse, Scores(True, None, None, None, None)),
            _result(refuse, Scores(False, True, None, None, True)),  # what it holds does not count: it should not be
            _result(Expected(contains=(("甲",),)), Scores(None, True, None, None, True)),
        ]
    )
    assert metrics == pytest.approx(
        {
            "answered_when_should": 3 / 4,
            "refused_when_should": 1 / 2,
            "contains_rate": 1 / 2,
            "numbers_rate": None,
            "quotes_rate": None,
            "citations_exact": 4 / 5,
        },
        abs=1e-6,
    )


def test_a_share_of_no_case_is_none() -> None:
    assert set(summarize([]).values()) == {None}


@pytest.mark.parametrize(
    ("said", "groups", "there"),
    [
        ("新增３．０５万人", [["3.05万", "30500"]], True),
        ("新增 30 500 人", [["3.05万", "30500"]], True),
        ("甲在乙之后", [["甲"], ["乙", "丙"]], True),
        ("甲在乙之后", [["甲"], ["丙"]], False),
        ("ABC公司", [["abc公司"]], False),
        ("甲", [], True),
    ],
)
def test_one_alternative_of_every_group_is_contained(said: str, groups: list[list[str]], there: bool) -> None:
    assert contains(said, groups) is there


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("3.05万人", "30,500人", True),
        ("３．０５万 人", "30500人", True),
        ("1.2亿元", "12000万元", True),
        ("12％", "12%", True),
        ("2%", "3%", False),
        ("3.05万元", "3.05万人", False),
        ("320人次", "320人", False),
        ("3.05万", "3.05万人", True),
        ("1,234,567.5元", "1234567.50元", True),
        ("1200家", "一千二百家", True),
        ("58", "共58个", True),
        ("2022年", "2022年全市", True),
        ("12枚金章", "12枚铜章", False),
    ],
)
def test_quantities_are_the_same_by_value_and_unit(one: str, other: str, same: bool) -> None:
    assert states(other, one) is same


@given(st.text(st.sampled_from("甲\r\n 。")), st.data())
def test_every_place_of_the_text_that_was_read_leads_back(given_text: str, data: st.DataObject) -> None:
    read = given_text.replace("\r\n", "\n").replace("\r", "\n")
    start = data.draw(st.integers(0, len(read)))
    end = data.draw(st.integers(start, len(read)))
    offsets = Offsets(given_text)
    found = given_text[offsets.given(start) : offsets.given(end)]
    assert found.replace("\r\n", "\n").replace("\r", "\n") == read[start:end]


# --- cases


@pytest.mark.parametrize(
    ("content", "error", "field"),
    [
        ("", DataFileEmpty, None),
        ("{", DataLineNotJson, None),
        (json.dumps(_case() | {"id": None}), DataFieldWrong, "id"),
        (json.dumps(_case(question=" ")), DataFieldWrong, "question"),
        (json.dumps(_case(documents={"title": "", "text": ""})), DataFieldWrong, "documents"),
        (json.dumps(_case(documents=[{"title": "题"}])), DataFieldWrong, "documents"),
        (json.dumps(_case(documents=["甲"])), DataFieldWrong, "documents"),
        (json.dumps(_case(documents=[{"title": 1, "text": "甲"}])), DataFieldWrong, "documents"),
        (json.dumps(_case(expect=["甲"])), DataFieldWrong, "expect"),
        (json.dumps(_case(expect={"status": "maybe"})), DataFieldWrong, "expect.status"),
        (json.dumps(_case(expect={"contains": "甲"})), DataFieldWrong, "expect.contains"),
        (json.dumps(_case(expect={"contains": [[["甲"]]]})), DataFieldWrong, "expect.contains"),
        (json.dumps(_case(expect={"quotes": "甲"})), DataFieldWrong, "expect.quotes"),
        (json.dumps(_case()) + "\n" + json.dumps(_case()), DataDuplicateId, None),
    ],
)
def test_a_file_that_is_not_as_it_must_be_is_refused(
    tmp_path: Path, content: str, error: type[RagError], field: str | None
) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(error) as raised:
        read_cases(file)
    assert raised.value.values.get("field") == field
    assert raised.value.exit_code == 2


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPath):
        read_cases(tmp_path / "none.jsonl")


def test_a_group_may_be_plain_text_and_a_number_a_number(tmp_path: Path) -> None:
    expected = {"contains": ["甲", ["乙", 3]], "numbers": [7, "8座"]}
    (case,) = read_cases(_file(tmp_path, _case(expect=expected)))
    assert case.expected == Expected(None, (("甲",), ("乙", "3")), ("7", "8座"), ())
