"""Two reports of a town that is nowhere, and answers about them put together by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rag.domain import (
    Answer,
    AnswerStatus,
    Citation,
    Claim,
    Dropped,
    DropReason,
    Located,
    Place,
    Span,
    Trace,
    Verdict,
)
from rag.evaluation.fixtures import Fixture, Fixtures
from rag.evaluation.runs import Attempt
from rag.evaluation.scoring.answers import score_answer
from rag.evaluation.scoring.seen import AnswerSeen
from rag.evaluation.suites import AnswerCase

OLD, NEW = "qingshi-2021.txt", "qingshi-2022.txt"
_TEXTS = {
    OLD: (
        "青石镇2021年工作报告\n一、交通\n全镇修缮桥梁7座，投入资金320万元。新开公交线路两条。\n"
        "二、教育\n新建幼儿园3所，入园率91%。招聘教师45名。\n"
    ),
    NEW: (
        "青石镇2022年工作报告\n一、交通\n全镇修缮桥梁9座，投入资金410万元。\n"
        "二、教育\n新建幼儿园1所，入园率93%。招聘教师*名。\n三、2023年打算\n修缮桥梁5座。\n"
    ),
}
FIXTURES = Fixtures(
    {
        "old": Fixture("old", OLD, "青石镇2021年工作报告", 2021, _TEXTS[OLD], ("交通", "教育")),
        "new": Fixture("new", NEW, "青石镇2022年工作报告", 2022, _TEXTS[NEW], ("交通", "教育", "2023年打算")),
    }
)
OLD_BRIDGES = "全镇修缮桥梁7座，投入资金320万元。"
NEW_BRIDGES = "全镇修缮桥梁9座，投入资金410万元。"
OLD_SCHOOLS = "新建幼儿园3所，入园率91%。"
NEW_SCHOOLS = "新建幼儿园1所，入园率93%。"
NEW_TEACHERS = "招聘教师*名。"
PLANNED = "修缮桥梁5座。"


def located(quote: str, file: str) -> Located:
    fixture = FIXTURES.named(file)
    start = fixture.text.index(quote)
    return Located(fixture.id, Span(start, start + len(quote)))


def cited(quote: str, file: str = OLD, section: str = "交通", *, shift: int = 0) -> Citation:
    """`shift`: by how much the place lies beside the words."""
    fixture, at = FIXTURES.named(file), located(quote, file)
    span = Span(at.span.start + shift, at.span.end + shift)
    return Citation(0, Place(fixture.id, fixture.title, (section,) if section else (), span), quote)


@dataclass(frozen=True)
class Said:
    """A claim and what it cites."""

    text: str
    cites: Sequence[Citation] = ()
    verdict: Verdict = Verdict.SUPPORTED


@dataclass(frozen=True)
class Sight:
    """How far words came: `found`, `retrieved`, `shown` by quote and file."""

    retrieved: Sequence[tuple[str, str]] = ()
    shown: Sequence[tuple[str, str]] = ()
    found: Sequence[tuple[str, str]] = field(default_factory=tuple)


def everything() -> Sight:
    places = (
        (OLD_BRIDGES, OLD),
        (NEW_BRIDGES, NEW),
        (OLD_SCHOOLS, OLD),
        (NEW_SCHOOLS, NEW),
        (NEW_TEACHERS, NEW),
        (PLANNED, NEW),
    )
    return Sight(places, places, places)


def answered(*said: Said, **more: Any) -> Answer:
    citations: list[Citation] = []
    claims: list[Claim] = []
    lines: list[str] = []
    for one in said:
        numbers = []
        for citation in one.cites:
            citations.append(replace(citation, id=len(citations) + 1))
            numbers.append(len(citations))
        claims.append(Claim(one.text, tuple(numbers), one.verdict))
        lines.append(one.text + "".join(f"[{number}]" for number in numbers))
    text = more.pop("text", "\n".join(lines))
    return Answer(AnswerStatus.ANSWERED, text, "zh", tuple(claims), tuple(citations), **more)


def refused(*dropped: str, **more: Any) -> Answer:
    sentences = tuple(Dropped(one, DropReason.UNSUPPORTED) for one in dropped)
    return Answer(AnswerStatus.REFUSED, "报告里没有找到。", "zh", dropped=sentences, **more)


def dropped(*sentences: str) -> tuple[Dropped, ...]:
    return tuple(Dropped(one, DropReason.FIGURE_NOT_IN_SPAN) for one in sentences)


def case(**more: Any) -> AnswerCase:
    """About the bridges of 2021, if nothing else is said."""
    values: dict[str, Any] = {
        "id": "bridges",
        "type": "figure",
        "cluster": f"{OLD}/交通",
        "question": "2021年修缮桥梁多少座？",
        "status": "answered",
        "contains": [["7座"]],
        "numbers": [{"value": "7", "unit": "座", "period": "2021年"}],
        "must_cite": [{"report": OLD, "quote": "修缮桥梁7座"}],
    }
    return AnswerCase.model_validate({**values, **more})


def score(case: AnswerCase, answer: Answer, sight: Sight | None = None) -> Attempt:
    sight = sight or everything()
    trace = Trace([located(*one) for one in sight.retrieved], [located(*one) for one in sight.shown])
    return score_answer(case, AnswerSeen(answer, trace, [located(*one) for one in sight.found], FIXTURES))
