"""The cases of suites: what is asked, and what is demanded of what comes back. `eval/README.md` describes each field.

What is left out asks for nothing. Values are frozen; a field that is not known is an error, as a demand misspelt would
be one that nobody makes.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(min_length=1)]
Alternatives = Annotated[tuple[Text, ...], Field(min_length=1)]
"""Any one of them will do."""


class Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Number(Value):
    """A figure that must be there: its value in the unit as written (`3.05` `万人`), and the period it holds for
    (`2022年`); "" where any will do."""

    value: Decimal
    unit: str = ""
    period: str = ""


class MustCite(Value):
    """Words of a fixture report, exactly as they stand there; `report`: its file name. `section`: the top-level
    heading that they stand under; "" where the case's cluster says it."""

    report: Text
    quote: Text
    section: str = ""


class Case(Value):
    """What all cases have. `cluster`: the top-level section that it rests on, as `report/section`; the cases of one are
    not independent of each other. `must_pass`: no change may break it. `reviewed`: whether a person has seen to it that
    it is right. `note`: for whoever reviews it; nothing hangs on it."""

    id: Text
    type: Text
    cluster: Text
    tags: tuple[Text, ...] = ()
    must_pass: bool = False
    must_cite: tuple[MustCite, ...] = ()
    numbers: tuple[Number, ...] = ()
    forbidden: tuple[Text, ...] = ()
    reviewed: bool = True
    note: str = ""


class AnswerCase(Case):
    """A question. `answer`, `aliases`: what a person would answer, for scores of likeness; nothing passes or fails by
    them. `cite`: whether any of `must_cite` is enough. `computed`: as `contains`, for what no report says.

    `script`: replies of a model that is made to say them, one a call, the last again and again, `<words>` standing for
    the handle of the first line of evidence that holds these words.
    """

    question: Text
    history: tuple[Text, ...] = ()
    report: str | None = None
    year: int | None = None
    status: Literal["answered", "refused"]
    answer: str = ""
    aliases: tuple[Text, ...] = ()
    contains: tuple[Alternatives, ...] = ()
    computed: tuple[Alternatives, ...] = ()
    ordered: bool = False
    cite: Literal["any", "all"] = "any"
    undisclosed: bool = False
    conflict: bool = False
    uncited: bool = False
    needs_model: bool = False
    script: tuple[str, ...] = ()


class Point(Value):
    """What a summary has to say: one alternative of every group, in one of its sentences."""

    contains: Annotated[tuple[Alternatives, ...], Field(min_length=1)]
    must_cite: MustCite | None = None


class SummaryCase(Case):
    """A summary of one report or several. `least_covered`: the share of `points` that must be there. `undisclosed`:
    words of what must be said to be masked. `conflict_about`: words that a conflict must be about, each; `agrees`:
    nothing contradicts itself, and no conflict may be told."""

    reports: Annotated[tuple[Text, ...], Field(min_length=1)]
    style: Literal["executive", "brief", "detailed"] = "executive"
    length: int | None = None
    points: tuple[Point, ...] = ()
    least_covered: Annotated[float, Field(ge=0, le=1)] = 1.0
    undisclosed: tuple[Text, ...] = ()
    conflict: bool = False
    conflict_about: tuple[Text, ...] = ()
    agrees: bool = False


class ExpectedRow(Value):
    """A row of a comparison: what its indicator may be called, and its values in the order of `reports`, None where a
    report does not say, `*` where it is masked. `difference`, `growth` (%): as numbers, None where not asked for.
    `measure`: what its values say of it, None where any will do; `planned`: whether they are targets; `comparable`:
    whether a change may be worked out (not of a county's value and its city's)."""

    indicator: Alternatives
    values: tuple[str | None, ...]
    unit: str = ""
    difference: Decimal | None = None
    growth: Decimal | None = None
    agrees: bool | None = None
    measure: Literal["level", "change", "share"] | None = None
    planned: bool = False
    comparable: bool = True


class ExpectedPlan(Value):
    """Words of a plan that the later report is to be held against, and whether it was met; None where any will do."""

    words: Text
    met: bool | None = None


class ComparisonCase(Case):
    """Reports against each other. `new`, `gone`, `repeated`, `problems` (carried over): words of what must be among
    these; `not_new`, `not_gone`: words that must not be. `apart`: pairs of places whose figures must not stand in one
    row; `absent`: indicators that must not be a row."""

    reports: Annotated[tuple[Text, ...], Field(min_length=2)]
    rows: tuple[ExpectedRow, ...] = ()
    new: tuple[Text, ...] = ()
    gone: tuple[Text, ...] = ()
    repeated: tuple[Text, ...] = ()
    not_new: tuple[Text, ...] = ()
    not_gone: tuple[Text, ...] = ()
    problems: tuple[Text, ...] = ()
    plans: tuple[ExpectedPlan, ...] = ()
    apart: tuple[tuple[MustCite, MustCite], ...] = ()
    absent: tuple[Text, ...] = ()


AnyCase = AnswerCase | SummaryCase | ComparisonCase
