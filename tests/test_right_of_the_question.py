"""What a language model writes is true of the report and yet no answer to the question. All text is invented."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.domain import Answer, AnswerStatus
from rag.service import Service, SourceFile
from tests.obedient_model import ObedientModel, handles, obeyed_by

REPORT = """芦溪市民政局2031年工作总结

一、养老服务
家庭养老床位签约率76.4%，签约老人满意度百分之八十九。
*局长讲授了主题党课，全体党员参加学习。
柳梢村第一书记戚长生带领村民种植药材，局机关干部结对帮扶。

二、社会救助
到年底，全市低保对象3.21万人，服务窗口120个。
"""


@pytest.fixture(scope="module")
def model() -> ObedientModel:
    return ObedientModel()


@pytest.fixture(scope="module")
def service(model: ObedientModel) -> Iterator[Service]:
    with obeyed_by(model) as new_service:
        made = new_service()
        list(made.ingest([SourceFile("a.txt", REPORT.encode)]))
        yield made


def answered(service: Service, model: ObedientModel, question: str, claim: str, cites: str) -> Answer:
    """The model answers with `claim` and cites the line that holds the words `cites`."""

    def write(prompt: str) -> str:
        handle = next((handle for line, handle in handles(prompt).items() if cites in line), "z9z9")
        return f"{claim}[{handle}]"

    model.write = write
    return service.ask(question)


def test_a_bare_figure_of_another_indicator_is_not_shown(service: Service, model: ObedientModel) -> None:
    answer = answered(service, model, "签约老人里有多大比例感到满意？", "76.4%。", "签约率")
    assert all(claim.text != "76.4%。" for claim in answer.claims)
    assert answer.dropped


def test_stars_are_no_answer_to_who(service: Service, model: ObedientModel) -> None:
    answer = answered(service, model, "谁讲授了主题党课？", "*局长讲授了主题党课。", "主题党课")
    assert answer.status is AnswerStatus.REFUSED or answer.undisclosed
    assert all("*局长讲授" not in claim.text or claim.verdict == "undisclosed" for claim in answer.claims)


def test_another_person_is_not_shown_for_the_holder_of_an_office(service: Service, model: ObedientModel) -> None:
    said = "柳梢村第一书记戚长生带领村民种植药材。"
    answer = answered(service, model, "民政局的局长叫什么名字？", said, "戚长生")
    assert "戚长生" not in answer.text


def test_the_name_of_the_one_who_did_it_is_shown(service: Service, model: ObedientModel) -> None:
    said = "柳梢村第一书记戚长生带领村民种植药材。"
    answer = answered(service, model, "谁带领村民种植药材？", said, "戚长生")
    assert answer.status is AnswerStatus.ANSWERED
    assert "戚长生" in answer.text
