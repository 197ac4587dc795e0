"""What is read off a sentence, and how likely it answers."""

from __future__ import annotations

import numpy as np
import pytest

from rag.adapters.embeddings import BUILTIN_FOLDER, TOKENIZER_FILE
from rag.adapters.word_weights import WordWeights
from rag.extraction import choose
from rag.extraction.candidates import Candidate, Group, Line
from rag.extraction.deciding import also, belief, log_odds
from rag.extraction.readings import READINGS, Reader
from rag.extraction.sought import Thing, seek, things_in
from rag.extraction.weighing import COLUMNS, columns, load_weights, weigh_all
from rag.matching import Matcher
from rag.questions import understand

MATCHER = Matcher(WordWeights(BUILTIN_FOLDER / TOKENIZER_FILE).weigh)


def group(*lines: str, title: str = "澄湖市文化馆年报", path: tuple[str, ...] = ()) -> Group:
    return Group(title, "", path, tuple(Line(f"a{place}", text) for place, text in enumerate(lines)))


def reading(question: str, *groups: Group) -> list[dict[str, float]]:
    rows = Reader(understand(question), MATCHER).read(groups).rows
    return [dict(zip(READINGS, row, strict=True)) for row in rows]


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("澄湖杯书法赛的冠军是谁？", Thing.PERSON),
        ("澄湖杯书法赛冠军", Thing.PERSON),
        ("澄湖大剧院开放时间？", Thing.TIME),
        ("澄湖大剧院什么时候开放？", Thing.TIME),
        ("读者满意度比例", Thing.NUMBER),
        ("全年接待多少读者？", Thing.NUMBER),
        ("展览举办地点", Thing.PLACE),
        ("展览在哪里举办？", Thing.PLACE),
        ("闭馆原因", Thing.REASON),
        ("为什么闭馆？", Thing.REASON),
        ("开馆后推出了什么展览？", Thing.NAME),
    ],
)
def test_what_would_answer_is_told_by_the_asking_word_or_the_last_noun(question: str, thing: Thing) -> None:
    assert seek(understand(question), MATCHER).thing is thing


def test_a_thing_that_the_question_names_itself_is_no_answer() -> None:
    found = things_in("《水乡来信》由陈舫执导，改编自《芦荡》。", Thing.NAME, "《水乡来信》改编自哪部小说?")
    assert "《芦荡》" in [words for _, words in found]
    assert "《水乡来信》" not in [words for _, words in found]


def test_names_and_numbers_are_sought_but_not_years() -> None:
    named = seek(understand("2023年“春风送书”A3展区接待12批吗？"), MATCHER).named
    assert {"春风送书", "12"} <= set(named)
    assert "2023" not in named


def test_of_two_sentences_with_the_same_words_the_one_with_a_date_answers_when() -> None:
    evidence = group("澄湖大剧院由市文化馆管理，剧院开放受到欢迎。", "澄湖大剧院于5月18日开放。")
    assert weigh_all(understand("澄湖大剧院什么时候开放？"), [evidence], MATCHER)[0].index == 1


def test_a_sentence_that_asks_the_question_again_is_worth_less_than_one_that_answers_it() -> None:
    evidence = group("澄湖大剧院什么时候开放？", "据了解，澄湖大剧院开放的日期是5月18日。")
    assert weigh_all(understand("澄湖大剧院什么时候开放？"), [evidence], MATCHER)[0].index == 1


def test_readings_that_compare_are_zero_for_the_best() -> None:
    rows = reading("全年接待多少读者？", group("全年接待读者3.2万人次。", "馆舍面积4000平方米。"))
    assert rows[0]["cover_gap"] == rows[0]["pairs_gap"] == 0
    assert rows[1]["cover_gap"] > 0


def test_shares_lie_between_nothing_and_all() -> None:
    shares = ("cover", "own", "group", "pairs", "run", "beside", "named", "named_group", "named_all", "length")
    for row in reading("“春风送书”全年接待多少读者？", group("春风送书进村。", "……", "接待读者3.2万人次？")):
        assert all(0 <= row[name] <= 1 for name in shares), row


def test_no_evidence_leaves_nothing_to_weigh() -> None:
    assert weigh_all(understand("全年接待多少读者？"), [], MATCHER) == []


def test_a_question_of_stop_words_alone_weighs_without_failing() -> None:
    assert len(weigh_all(understand("是什么的？"), [group("全年接待读者3.2万人次。")], MATCHER)) == 1


def test_every_column_has_a_weight_that_is_a_number() -> None:
    weights = load_weights()
    assert weights.columns.shape == (len(COLUMNS),)
    assert np.isfinite(weights.columns).all()
    assert columns(np.zeros((2, len(READINGS))), Thing.TIME).shape == (2, len(COLUMNS))


def candidate(text: str, score: float, place: int = 0) -> Candidate:
    return Candidate(group(*[""] * place, text), place, cover=1.0, own=1.0, fit=0.0, score=score, figure=None)


def test_a_second_sentence_goes_beside_the_best_only_where_it_is_about_as_likely_and_says_something_else() -> None:
    best = candidate("冠军是周晓岚。", 0.6)
    same = candidate("冠军是周晓岚！", 0.58)
    other = candidate("周晓岚与陈舫并列第一，分获两个组别的冠军奖杯。", 0.5)
    assert also([best, same, other]) is other
    assert also([best, same]) is None
    assert also([best, candidate("评委会由九人组成。", 0.2)]) is None


def test_the_odds_that_one_of_many_answers_are_better_than_those_of_one_sentence_alone() -> None:
    best = candidate("冠军是周晓岚。", 0.3)
    assert belief(best, 72) > belief(best, 18) == pytest.approx(log_odds(best))


def answers(question: str, *groups: Group) -> list[str]:
    return [pick.text for pick in choose(understand(question), groups, MATCHER)]


def test_of_the_whole_country_a_report_of_a_place_speaks_only_where_it_says_so() -> None:
    title = "2031年青岚省政府工作报告"
    local = group("粮食总产量达到1200万吨、居全国第3位。", title=title)
    assert answers("全国粮食总产量是多少？", local) == []
    assert answers("青岚省粮食总产量是多少？", local) != []
    assert answers("全国粮食总产量是多少？", group("全国粮食总产量达到7亿吨，我省占1.7%。", title=title)) != []
    assert answers("全国粮食总产量是多少？", group("粮食总产量达到7亿吨。", title="2031年政府工作报告")) != []


def test_a_sentence_that_has_only_the_common_words_of_a_question_is_no_answer() -> None:
    lines = [f"{place}产业基地建设进展顺利。" for place in "东西南北"] + ["全年完成投资12亿元。"] * 60
    assert answers("火星基地建设进展如何？", group(*lines)) == []


def test_a_figure_beside_one_word_of_the_question_is_not_the_figure_asked_for() -> None:
    lines = ["新建公办幼儿园8所，普惠率由86.7%提高到89.4%。", "垃圾分类覆盖面达到92%。"]
    rest = ["全年举办展览36场，接待观众21万人次。"] * 50
    assert answers("2031年房价涨了多少？", group(*lines, *rest)) == []


def test_a_mask_of_something_else_is_not_said_to_be_undisclosed() -> None:
    lines = ["督办案件*件，问责*人。", "减免三项费用*亿元，惠及*万余户企业。"]
    rest = ["全年举办展览36场，接待观众21万人次。"] * 50
    assert answers("劳动监察立案多少件？", group(*lines, *rest)) == []
    assert answers("工伤认定了多少件？", group(*lines, *rest)) == []
