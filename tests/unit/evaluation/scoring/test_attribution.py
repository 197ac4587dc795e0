"""Each stage at which an answer can be lost, reached by a case made for it."""

from dataclasses import replace
from typing import Any

from rag.domain import Answer, Undisclosed, Verdict
from rag.evaluation.stages import Stage
from tests.unit.evaluation.scoring.answers_made_up import (
    NEW,
    NEW_BRIDGES,
    NEW_TEACHERS,
    OLD,
    OLD_BRIDGES,
    OLD_SCHOOLS,
    Said,
    Sight,
    answered,
    case,
    cited,
    dropped,
    everything,
    refused,
    score,
)

OTHER = answered(Said("新建幼儿园3所", [cited(OLD_SCHOOLS, section="教育")]))
ONLY_OTHERS = [(OLD_SCHOOLS, OLD), (NEW_BRIDGES, NEW)]


def _stage(answer: Answer, sight: Sight | None = None, **demands: Any) -> Stage | None:
    attempt = score(case(**demands), answer, sight)
    assert not attempt.passed
    return attempt.stage


def test_what_is_not_among_the_passages_was_not_retrieved_whatever_is_answered() -> None:
    sight = Sight(retrieved=ONLY_OTHERS, shown=ONLY_OTHERS)
    assert _stage(OTHER, sight) is Stage.NOT_RETRIEVED
    assert _stage(refused(), sight) is Stage.NOT_RETRIEVED
    assert _stage(refused(), Sight()) is Stage.NOT_RETRIEVED


def test_what_was_found_and_not_shown_was_not_in_the_context() -> None:
    sight = Sight(retrieved=everything().retrieved, shown=ONLY_OTHERS)
    assert _stage(OTHER, sight) is Stage.NOT_IN_CONTEXT
    assert _stage(refused(), sight) is Stage.NOT_IN_CONTEXT


def test_what_was_shown_and_left_aside_was_not_used() -> None:
    assert _stage(OTHER) is Stage.NOT_USED


def test_words_that_are_shown_beside_the_passages_were_there_for_the_model() -> None:
    sight = Sight(retrieved=ONLY_OTHERS, shown=everything().shown)
    assert _stage(OTHER, sight) is Stage.NOT_USED


def test_a_refusal_though_it_was_shown_is_wrong() -> None:
    assert _stage(refused()) is Stage.REFUSED_WRONGLY
    assert _stage(refused("新建幼儿园3所")) is Stage.REFUSED_WRONGLY


def test_a_refusal_where_nothing_has_to_be_cited_is_wrong() -> None:
    assert _stage(refused(), must_cite=[], cluster="none/x") is Stage.REFUSED_WRONGLY


def test_a_sentence_that_was_not_let_through_was_dropped() -> None:
    assert _stage(refused("2021年修缮桥梁7座")) is Stage.DROPPED
    assert _stage(replace(OTHER, dropped=dropped("修缮桥梁七座，投入资金320万元"))) is Stage.DROPPED


def test_a_wrong_sentence_that_was_dropped_is_not_the_one_that_lacks() -> None:
    assert _stage(refused("2021年修缮桥梁8座，投入资金300万元")) is Stage.REFUSED_WRONGLY


def test_another_number_made_of_the_right_place_was_used_wrongly() -> None:
    assert _stage(answered(Said("2021年修缮桥梁17座", [cited(OLD_BRIDGES)]))) is Stage.USED_WRONGLY
    assert _stage(answered(Said("投入资金320万元", [cited(OLD_BRIDGES)]))) is Stage.USED_WRONGLY


def test_a_number_made_up_beside_the_right_one_was_used_wrongly() -> None:
    assert _stage(answered(Said("修缮桥梁7座，通车里程80公里", [cited(OLD_BRIDGES)]))) is Stage.USED_WRONGLY


def test_the_wrong_year_on_the_right_figure_was_used_wrongly() -> None:
    assert _stage(answered(Said("2022年修缮桥梁7座", [cited(OLD_BRIDGES)]))) is Stage.USED_WRONGLY


def test_a_quote_beside_its_place_is_cited_wrongly() -> None:
    assert _stage(answered(Said("修缮桥梁7座", [cited(OLD_BRIDGES, shift=3)]))) is Stage.CITED_WRONGLY


def test_the_right_words_with_another_place_are_cited_wrongly() -> None:
    next_to_it = cited("新开公交线路两条。")
    assert _stage(answered(Said("2021年，全镇修缮桥梁7座，投入资金320万元", [next_to_it]))) is Stage.CITED_WRONGLY


def test_one_right_figure_with_the_citation_of_another_is_cited_wrongly() -> None:
    both = answered(Said("修缮桥梁7座", [cited(OLD_BRIDGES)]), Said("投入资金320万元", [cited("新开公交线路两条。")]))
    assert _stage(both, must_cite=[{"report": OLD, "quote": OLD_BRIDGES}]) is Stage.CITED_WRONGLY


def test_the_citations_of_two_sentences_changed_for_one_another_are_cited_wrongly() -> None:
    schools = cited(OLD_SCHOOLS, section="教育")
    swapped = answered(Said(OLD_BRIDGES, [schools]), Said(OLD_SCHOOLS, [cited(OLD_BRIDGES)]))
    assert _stage(swapped) is Stage.CITED_WRONGLY


def test_a_right_sentence_without_its_citation_is_cited_wrongly_whatever_was_dropped_besides() -> None:
    answer = answered(Said(OLD_BRIDGES), dropped=dropped("修缮桥梁7座，投入资金300万元"))
    assert _stage(answer) is Stage.CITED_WRONGLY


def test_a_quote_cut_within_a_phrase_is_cited_wrongly() -> None:
    assert _stage(answered(Said("修缮桥梁7座", [cited(OLD_BRIDGES[2:])]))) is Stage.CITED_WRONGLY


def test_a_place_under_another_heading_was_misread() -> None:
    answer = answered(Said("修缮桥梁7座", [cited(OLD_BRIDGES, section="教育")]))
    assert _stage(answer) is Stage.MISREAD


def test_words_that_the_report_lacks_as_it_is_in_were_misread() -> None:
    garbled = [{"report": OLD, "quote": "修缮桥梁七座"}]
    assert _stage(refused(), must_cite=garbled) is Stage.MISREAD
    assert _stage(refused(), must_cite=[{"report": "gone.txt", "quote": "修缮桥梁"}]) is Stage.MISREAD


def test_what_should_have_been_refused_and_was_not_is_answered_wrongly() -> None:
    demands: dict[str, Any] = {
        "status": "refused", "contains": [], "numbers": [], "must_cite": [], "cluster": "none/x"
    }  # fmt: skip
    assert _stage(OTHER, **demands) is Stage.ANSWERED_WRONGLY


def test_of_alternatives_the_one_that_came_furthest_counts() -> None:
    either = [{"report": OLD, "quote": OLD_BRIDGES}, {"report": OLD, "quote": OLD_SCHOOLS}]
    sight = Sight(retrieved=[(OLD_SCHOOLS, OLD)])
    assert _stage(refused(), sight, must_cite=either) is Stage.NOT_IN_CONTEXT
    assert _stage(refused(), sight, must_cite=either, cite="all") is Stage.NOT_RETRIEVED


def test_one_of_several_places_that_is_cited_is_not_the_lost_one() -> None:
    both = [{"report": OLD, "quote": OLD_BRIDGES}, {"report": NEW, "quote": NEW_BRIDGES}]
    answer = answered(Said("2021年修缮桥梁7座", [cited(OLD_BRIDGES)]))
    sight = Sight(retrieved=[(OLD_BRIDGES, OLD)], shown=[(OLD_BRIDGES, OLD)])
    assert _stage(answer, sight, must_cite=both, cite="all", contains=[["7座"], ["9座"]]) is Stage.NOT_RETRIEVED


def test_a_missing_figure_is_looked_for_where_it_stands_though_another_place_would_do() -> None:
    either = [{"report": OLD, "quote": OLD_BRIDGES}, {"report": NEW, "quote": NEW_BRIDGES}]
    sight = Sight(retrieved=[(NEW_BRIDGES, NEW)], shown=[(NEW_BRIDGES, NEW)])
    answer = answered(Said("2022年修缮桥梁9座", [cited(NEW_BRIDGES, NEW)]))
    assert _stage(answer, sight, must_cite=either) is Stage.NOT_RETRIEVED


def test_a_mask_that_was_given_a_number_was_used_wrongly() -> None:
    teachers = cited(NEW_TEACHERS, NEW, "教育")
    answer = answered(
        Said("招聘教师45名", [teachers], Verdict.UNDISCLOSED), undisclosed=(Undisclosed("招聘教师*名", 1),)
    )
    demands: dict[str, Any] = {
        "cluster": f"{NEW}/教育", "contains": [], "numbers": [], "undisclosed": True,
        "must_cite": [{"report": NEW, "quote": NEW_TEACHERS}],
    }  # fmt: skip
    assert _stage(answer, **demands) is Stage.USED_WRONGLY
