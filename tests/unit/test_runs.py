"""The runs of clauses of a sentence that may become claims: each says something, each stands alone."""

from __future__ import annotations

import pytest

from rag.boilerplate import Repetition
from rag.clauses import is_subject_alone, split_clauses
from rag.domain import Span
from rag.questions import Aspect
from rag.runs import find_runs


def runs(sentence: str, *, aspect: Aspect | None = None, length: int = 90, apart: bool = True) -> list[str]:
    clauses = split_clauses(sentence, Span(0, len(sentence)))
    found = find_runs(sentence, clauses, aspect, Repetition([]), length, apart=apart)
    return [run.of(sentence) for run in found]


def test_a_long_sentence_offers_longer_and_shorter_runs_from_its_beginning() -> None:
    sentence = "建成码头3座，新增泊位12个，开通航线7条，货物吞吐量达到1200万吨，港口利润增长8%。"
    found = runs(sentence, length=60)
    assert len(found) > 1
    assert all(sentence.startswith(run) for run in found)
    assert [len(run) for run in found] == sorted((len(run) for run in found), reverse=True)


def test_why_and_by_what_lights_it_was_done_is_left_out_and_a_masked_month_too() -> None:
    assert runs("为加快港口建设，成立港务公司2家。") == ["成立港务公司2家"]
    assert runs("结合港口实际，新开航线7条。") == ["新开航线7条"]
    assert runs("**月，印发《港口管理办法》。") == ["印发《港口管理办法》"]


def test_whose_doing_it_was_is_never_left_out() -> None:
    sentence = "省委书记亲切看望码头工人，为港口题写港名3处。"
    assert all("省委书记" in run for run in runs(sentence))


def test_a_part_after_a_semicolon_and_a_period_of_its_own_stand_alone() -> None:
    assert "清退船只9艘" in runs("建成码头3座，新增泊位12个；清退船只9艘。")
    assert "截至12月底，全市渔船达到400艘" in runs("压实责任，强化监管，截至12月底，全市渔船达到400艘。")


def test_each_problem_of_a_sentence_is_a_run_of_its_own() -> None:
    sentence = "泊位利用率偏低，部分航线亏损，受油价上涨影响，运输成本压力加大，仍有缺口，码头工人不足。"
    assert runs(sentence, aspect=Aspect.PROBLEMS) == [
        "泊位利用率偏低",
        "部分航线亏损",
        "受油价上涨影响，运输成本压力加大，仍有缺口",
        "码头工人不足",
    ]


def test_problems_under_a_label_stay_together() -> None:
    sentence = "泊位利用率偏低，部分航线亏损。"
    assert runs(sentence, aspect=Aspect.PROBLEMS, apart=False)[0] == "泊位利用率偏低，部分航线亏损"


def test_no_run_ends_before_what_it_says_of_its_subject() -> None:
    sentence = "调整以后，一些经济长期发展缓慢的边远地区，生活改善不大，群众收入偏低。"
    assert all(not run.endswith("边远地区") for run in runs(sentence, length=30))


def test_what_adds_nothing_is_not_offered() -> None:
    assert runs("等等。") == []
    assert runs("在市委坚强领导下，深入贯彻落实上级决策部署。") == []


@pytest.mark.parametrize("clause", ["一些经济长期发展缓慢的边远地区", "技能日活动的举办", "生产发展所增加的社会财富"])
def test_a_clause_that_only_names_its_subject_is_told(clause: str) -> None:
    assert is_subject_alone(clause)


@pytest.mark.parametrize(
    "clause", ["完善体制机制", "部分企业经营困难", "开展群众满意的评选活动", "城镇新增就业8.9万人"]
)
def test_a_clause_that_says_something_is_none(clause: str) -> None:
    assert not is_subject_alone(clause)
