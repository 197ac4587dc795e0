"""Which answers pass, and what is said of those that do not."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.domain import Answer, AnswerStatus, Citation, Claim, Conflict, Place, Span, Undisclosed, Verdict
from rag.evaluation.runs import Attempt
from tests.unit.evaluation.scoring.answers_made_up import (
    NEW,
    NEW_BRIDGES,
    NEW_SCHOOLS,
    NEW_TEACHERS,
    OLD,
    OLD_BRIDGES,
    OLD_SCHOOLS,
    PLANNED,
    Said,
    answered,
    case,
    cited,
    refused,
    score,
)

RIGHT = answered(Said("2021年，全镇修缮桥梁7座，投入资金320万元", [cited(OLD_BRIDGES)]))


def _problems(answer: Answer, **demands: Any) -> tuple[str, ...]:
    return score(case(**demands), answer).problems


def test_a_right_answer_passes_with_every_score_at_its_best() -> None:
    attempt = score(case(answer="7座"), RIGHT)
    assert (attempt.passed, attempt.problems, attempt.stage) == (True, (), None)
    best = ["status", "contains", "figure_precision", "figure_recall", "citation_precision", "citation_recall"]
    best += ["citation_f1", "quotes_verbatim", "section_right", "context_recall", "recall@5", "mrr@10", "ndcg@10"]
    assert {name: attempt.scores[name] for name in best} == dict.fromkeys(best, 1.0)
    assert attempt.cited[0].report == OLD
    assert attempt.text == RIGHT.text


def test_a_year_left_unsaid_is_that_of_the_report_that_is_cited() -> None:
    assert _problems(answered(Said("修缮桥梁7座", [cited(OLD_BRIDGES)]))) == ()


def test_the_right_figure_with_the_wrong_year_is_wrong() -> None:
    attempt = score(case(), answered(Said("2022年修缮桥梁7座", [cited(OLD_BRIDGES)])))
    assert attempt.problems == ("number", "figure_not_in_quote")
    assert (attempt.scores["figure_recall"], attempt.scores["figure_precision"]) == (0.0, 0.0)


def test_the_figure_of_another_year_is_wrong_whatever_year_it_claims() -> None:
    answer = answered(Said("2021年修缮桥梁9座", [cited(NEW_BRIDGES, NEW)]))
    assert set(_problems(answer)) == {"contains", "number", "not_cited", "figure_not_in_quote"}


def test_a_plan_for_a_year_in_a_heading_is_of_that_year() -> None:
    demands: dict[str, Any] = {
        "question": "2023年打算修缮桥梁多少座？",
        "cluster": f"{NEW}/2023年打算",
        "contains": [["5座"]],
        "numbers": [{"value": "5", "unit": "座", "period": "2023年"}],
        "must_cite": [{"report": NEW, "quote": PLANNED}],
    }
    planned = cited(PLANNED, NEW, "2023年打算")
    assert _problems(answered(Said("2023年修缮桥梁5座", [planned])), **demands) == ()
    assert _problems(answered(Said("修缮桥梁5座", [planned])), **demands) == ()


@pytest.mark.parametrize("said", ["修缮桥梁七座", "修缮桥梁７座"])
def test_a_number_is_there_however_it_is_written(said: str) -> None:
    assert _problems(answered(Said(said, [cited(OLD_BRIDGES)])), contains=[]) == ()


@pytest.mark.parametrize("said", ["修缮桥梁7家", "投入资金320万元", "修缮桥梁17座"])
def test_a_number_with_another_unit_or_value_is_not_there(said: str) -> None:
    assert "number" in _problems(answered(Said(said, [cited(OLD_BRIDGES)])), contains=[])


def test_words_are_looked_for_without_width_spaces_and_case_and_any_alternative_will_do() -> None:
    answer = answered(Said("修缮桥梁７ 座", [cited(OLD_BRIDGES)]))
    assert _problems(answer, contains=[["七座", "7座"]]) == ()
    assert _problems(answer, contains=[["七座", "17座"], ["桥梁"]]) == ("contains",)


def test_order_counts_where_it_is_demanded() -> None:
    answer = answered(Said("投入资金320万元，修缮桥梁7座", [cited(OLD_BRIDGES)]))
    groups = [["7座"], ["320万元"]]
    assert _problems(answer, contains=groups) == ()
    assert _problems(answer, contains=groups, ordered=True) == ("order",)
    assert _problems(RIGHT, contains=groups, ordered=True) == ()


def test_forbidden_words_fail_an_answer_and_a_refusal() -> None:
    assert _problems(RIGHT, forbidden=["320万元"]) == ("forbidden",)
    assert _problems(RIGHT, forbidden=["20万元"]) == ()
    said = score(case(status="refused", contains=[], forbidden=["没有找到"]), refused())
    assert said.problems == ("forbidden",)


# --- citations -----------------------------------------------------------------------------------------------


def test_what_must_be_cited_and_is_not_is_missing() -> None:
    answer = answered(Said("修缮桥梁7座", [cited(OLD_BRIDGES)]))
    both = [{"report": OLD, "quote": OLD_BRIDGES}, {"report": OLD, "quote": OLD_SCHOOLS}]
    assert _problems(answer, must_cite=both) == ()
    attempt = score(case(must_cite=both, cite="all"), answer)
    assert attempt.problems == ("not_cited",)
    assert attempt.scores["citation_recall"] == 0.5
    assert attempt.scores["citation_f1"] == pytest.approx(0.666667)


def test_the_same_words_in_another_report_are_another_place() -> None:
    assert "not_cited" in _problems(RIGHT, must_cite=[{"report": NEW, "quote": "修缮桥梁"}], cluster="none/x")


def test_a_quote_that_does_not_stand_at_its_place_fails() -> None:
    attempt = score(case(), answered(Said("修缮桥梁7座", [cited(OLD_BRIDGES, shift=1)])))
    assert attempt.problems == ("quote_not_verbatim",)
    assert attempt.scores["quotes_verbatim"] == attempt.scores["citation_precision"] == 0.0


@pytest.mark.parametrize("cut", [OLD_BRIDGES[1:], OLD_BRIDGES[:-2], "修缮桥梁7座"])
def test_a_quote_that_begins_or_ends_within_a_phrase_fails(cut: str) -> None:
    assert _problems(answered(Said("修缮桥梁7座", [cited(cut)]))) == ("quote_cut",)
    assert (
        _problems(answered(Said("投入320万元", [cited("投入资金320万元。")])), contains=[], numbers=[], must_cite=[])
        == ()
    )


def test_a_place_said_to_lie_in_another_section_fails() -> None:
    answer = answered(Said("修缮桥梁7座", [cited(OLD_BRIDGES, section="教育")]))
    assert _problems(answer) == ("section",)
    assert _problems(answered(Said("修缮桥梁7座", [cited(OLD_BRIDGES, section="")]))) == ("section",)


def test_the_section_is_asked_only_of_the_report_that_the_cluster_names() -> None:
    answer = answered(Said("修缮桥梁7座", [cited(OLD_BRIDGES, section="教育")]))
    assert _problems(answer, cluster=f"{NEW}/交通") == ()
    assert _problems(answer, cluster=f"{OLD}/*") == ()
    named = [{"report": OLD, "quote": OLD_BRIDGES, "section": "交通"}]
    assert _problems(answer, cluster=f"{NEW}/交通", must_cite=named) == ("section",)


def test_a_figure_that_no_cited_quote_states_fails() -> None:
    answer = answered(Said("修缮桥梁7座，入园率91%", [cited(OLD_BRIDGES)]))
    attempt = score(case(), answer)
    assert attempt.problems == ("figure_not_in_quote",)
    assert attempt.details["unmet"] == {"figure_not_in_quote": ["91%"]}
    assert attempt.scores["figure_precision"] == 0.5
    more = answered(Said("修缮桥梁7座，入园率91%", [cited(OLD_BRIDGES), cited(OLD_SCHOOLS, section="教育")]))
    assert _problems(more) == ()


def test_a_figure_of_the_question_may_be_denied() -> None:
    denied = answered(Said("修缮桥梁7座，不是8座", [cited(OLD_BRIDGES)]))
    assert _problems(denied, question="2021年修缮桥梁是8座吗？") == ()
    assert _problems(denied) == ("figure_not_in_quote",)


def test_a_computed_figure_is_computed_again() -> None:
    def compared(difference: str) -> Answer:
        text = f"2022年修缮桥梁9座，比2021年的7座多{difference}"
        return answered(Said(text, [cited(NEW_BRIDGES, NEW), cited(OLD_BRIDGES)], Verdict.COMPUTED))

    assert _problems(compared("2座")) == ()
    assert _problems(compared("3座")) == ("figure_not_in_quote",)


def test_a_claim_that_cites_nothing_fails() -> None:
    answer = answered(Said("修缮桥梁7座", [cited(OLD_BRIDGES)]), Said("成效显著"))
    assert _problems(answer) == ("not_cited",)


# --- refusals, masks, conflicts ------------------------------------------------------------------------------


def test_a_refusal_of_what_should_be_answered_is_told_as_that_alone() -> None:
    attempt = score(case(), refused())
    assert attempt.problems == ("status",)
    assert attempt.scores["status"] == attempt.scores["figure_recall"] == attempt.scores["citation_f1"] == 0.0
    assert attempt.scores["figure_precision"] is None


def test_a_refusal_where_one_is_due_passes_and_says_nothing_of_figures() -> None:
    attempt = score(case(status="refused", contains=[], numbers=[], must_cite=[], cluster="none/交通"), refused())
    assert attempt.passed
    assert attempt.scores["status"] == 1.0
    assert attempt.scores["figure_recall"] is attempt.scores["citation_f1"] is attempt.scores["recall@5"] is None


def test_what_needs_a_language_model_may_be_refused_by_the_built_in_one() -> None:
    attempt = score(case(needs_model=True), refused(model="extractive"))
    assert attempt.passed
    assert attempt.scores["status"] is attempt.scores["figure_recall"] is None
    assert attempt.scores["recall@5"] == 1.0
    assert not score(case(needs_model=True), refused(model="openai:large")).passed
    assert not score(case(needs_model=True), answered(Said("修缮桥梁9座", [cited(NEW_BRIDGES, NEW)]))).passed


def _about_teachers(answer: Answer) -> Attempt:
    masked = case(
        cluster=f"{NEW}/教育",
        contains=[],
        numbers=[],
        undisclosed=True,
        must_cite=[{"report": NEW, "quote": NEW_TEACHERS}],
    )
    return score(masked, answer)


def test_a_masked_figure_is_told_and_given_no_number() -> None:
    teachers = cited(NEW_TEACHERS, NEW, "教育")
    told = (Undisclosed("招聘教师*名", 1),)
    assert _about_teachers(
        answered(Said("报告未披露招聘教师的人数", [teachers], Verdict.UNDISCLOSED), undisclosed=told)
    ).passed
    assert _about_teachers(answered(Said("招聘教师*名", [teachers]))).problems == ("undisclosed",)
    with_number = answered(Said("招聘教师45名", [teachers], Verdict.UNDISCLOSED), undisclosed=told)
    assert _about_teachers(with_number).problems == ("figure_not_in_quote",)


def test_a_mask_elsewhere_is_not_the_one_that_was_asked_for() -> None:
    answer = answered(
        Said("新建幼儿园1所", [cited(NEW_SCHOOLS, NEW, "教育")]),
        Said("招聘教师*名", [cited(NEW_TEACHERS, NEW, "教育")]),
        undisclosed=(Undisclosed("幼儿园", 1),),
    )
    assert _about_teachers(answer).problems == ("undisclosed",)


def test_a_conflict_is_told_of_what_is_asked() -> None:
    both = [{"report": OLD, "quote": OLD_BRIDGES}, {"report": NEW, "quote": NEW_BRIDGES}]
    said = [Said("修缮桥梁7座", [cited(OLD_BRIDGES)]), Said("修缮桥梁9座", [cited(NEW_BRIDGES, NEW)])]
    told = (Conflict("修缮桥梁", "2021年", "座", (1, 2)),)
    assert _problems(answered(*said, conflicts=told), conflict=True, must_cite=both, cite="all") == ()
    assert _problems(answered(*said), conflict=True, must_cite=both, cite="all") == ("conflict",)


def test_a_greeting_is_answered_with_words_alone() -> None:
    demands: dict[str, Any] = {
        "uncited": True, "contains": [], "numbers": [], "must_cite": [], "cluster": "none/x"
    }  # fmt: skip
    assert _problems(answered(text="您好！"), **demands) == ()
    assert _problems(answered(Said("您好", [cited(OLD_BRIDGES)])), **demands) == ("uncited",)
    assert _problems(answered(text=" "), **demands) == ("uncited",)


# --- scores and details --------------------------------------------------------------------------------------


def test_likeness_is_that_to_the_best_of_answer_and_aliases_without_marks() -> None:
    attempt = score(case(answer="七座", aliases=["修缮桥梁7座"]), answered(Said("修缮桥梁7座", [cited(OLD_BRIDGES)])))
    assert attempt.scores["exact_match"] == attempt.scores["rouge_l"] == 1.0
    assert score(case(), RIGHT).scores["char_f1"] is None


def test_a_citation_that_is_no_reason_for_its_claim_costs_precision() -> None:
    answer = answered(Said("修缮桥梁7座", [cited(OLD_BRIDGES), cited(OLD_SCHOOLS, section="教育")]))
    assert score(case(), answer).scores["citation_precision"] == 0.5


def test_details_are_small_json_that_says_how_far_the_wanted_words_came() -> None:
    details = score(case(), RIGHT).details
    assert json.loads(json.dumps(details, ensure_ascii=False)) == details
    assert details["wanted"] == [{"report": OLD, "quote": "修缮桥梁7座", "retrieved": 1, "shown": True, "cited": [1]}]
    assert details["claims"][0]["verdict"] == "supported"
    assert "dropped" not in details


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_comes_back_can_be_scored(data: st.DataObject) -> None:
    words = st.text(alphabet="修缮桥梁7座，2021年*万元%[1]\t。", max_size=12)
    place = st.builds(
        Place,
        st.sampled_from(["old", "new", "nowhere"]),
        words,
        st.lists(words, max_size=2).map(tuple),
        st.builds(Span, st.integers(-3, 200), st.integers(-3, 200)),
    )
    numbers = st.integers(0, 4)
    claim = st.builds(Claim, words, st.lists(numbers, max_size=3).map(tuple), st.sampled_from(Verdict))
    answer = Answer(
        data.draw(st.sampled_from(AnswerStatus)),
        data.draw(words),
        "zh",
        tuple(data.draw(st.lists(claim, max_size=3))),
        tuple(data.draw(st.lists(st.builds(Citation, numbers, place, words), max_size=4))),
        conflicts=(Conflict("桥梁", "", "座", (data.draw(numbers),)),),
    )
    attempt = score(case(undisclosed=data.draw(st.booleans()), conflict=data.draw(st.booleans())), answer)
    assert attempt.passed is (attempt.stage is None) is (not attempt.problems)
    shares = [value for name, value in attempt.scores.items() if value is not None and name != "length"]
    assert all(0.0 <= one <= 1.0 for one in shares)
    json.dumps(dict(attempt.details))


def test_scoring_twice_is_the_same() -> None:
    assert score(case(), RIGHT) == score(case(), RIGHT)
