"""What of a question goes to the indexes."""

from __future__ import annotations

import pytest

from rag.ports import KeywordField
from rag.queries import read_query
from rag.questions import Aim
from rag.scope import Scope


@pytest.mark.parametrize(
    ("text", "aim"),
    [
        ("全市参保人数是多少？", Aim.FACT),
        ("谁牵头这项工作", Aim.FACT),
        ("港口在哪里", Aim.FACT),
        ("任务完成了吗", Aim.FACT),
        ("为什么没有完成", Aim.FACT),
        ("是否开展了培训", Aim.FACT),
        ("那2022年呢", Aim.FACT),
        ("有几个乡镇受灾", Aim.FACT),
        ("how many people were trained", Aim.FACT),
        ("打算怎么推进", Aim.ACCOUNT),
        ("还存在哪些问题？", Aim.ACCOUNT),
        ("在海洋强市建设方面做了哪些工作？", Aim.ACCOUNT),
        ("如何防范风险？", Aim.ACCOUNT),
        ("加快建设海洋强市", Aim.SUBJECT),
        ("参保人数", Aim.SUBJECT),
        ("养老保险 待遇发放", Aim.SUBJECT),
        ("2023年工作总结", Aim.SUBJECT),
        ("哈密瓜种植", Aim.SUBJECT),
    ],
)
def test_what_would_answer_a_query(text: str, aim: Aim) -> None:
    assert read_query(text, Scope()).aim is aim


def test_words_of_asking_are_not_looked_for() -> None:
    query = read_query("全市有多少人参加了养老保险？", Scope())
    assert {"养老", "保险"} <= set(query.terms[KeywordField.WORDS])
    assert not {"多少", "多", "少", "多少人"} & set(query.terms[KeywordField.WORDS])
    assert "多少" not in query.terms[KeywordField.PAIRS]


def test_a_question_of_nothing_but_words_of_asking_is_looked_for_as_it_is() -> None:
    assert read_query("为什么？", Scope()).terms[KeywordField.PAIRS]


def test_what_names_the_report_is_not_looked_for_in_it() -> None:
    scope = Scope(rest="养老保险参保人数", fits={"a": 1.0})
    query = read_query("2023年临海市：养老保险参保人数", scope)
    assert query.meaning == "养老保险参保人数"
    assert "临海" not in "".join(query.terms[KeywordField.PAIRS])


def test_where_no_report_fits_every_word_counts() -> None:
    query = read_query("2023年临海市：参保人数", Scope(rest="参保人数"))
    assert query.meaning == "2023年临海市：参保人数"


@pytest.mark.parametrize("text", ["", " ", "？", "\0", "的", "x" * 5000, "港" * 3000])
def test_anything_can_be_read(text: str) -> None:
    query = read_query(text, Scope())
    assert all(len(terms) <= 1024 for terms in query.terms.values())
