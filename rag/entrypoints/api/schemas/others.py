"""Problems, health, feedback, sessions."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from rag.entrypoints.api.schemas.answers import Answer
from rag.entrypoints.api.schemas.shapes import Cursor, Moment, Shape


class FieldFault(Shape):
    field: Annotated[str, Field(description="`question`, `reports.0`, or `body` where all of it is meant")]
    message: str


class Problem(BaseModel):
    """What went wrong (RFC 9457), for a program (`code`) and for a person (`detail`, in the caller's language)."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    code: Annotated[str, Field(description="stable, the same in every language")]
    detail: str
    instance: Annotated[str, Field(description="the id of the request, as in `X-Request-ID`")]
    errors: Annotated[list[FieldFault] | None, Field(description="of a request that is not as it must be")] = None


class ChatCompletion(BaseModel):
    """As of OpenAI's protocol; `rag`: the whole answer, as `POST /api/v1/ask` gives it."""

    model_config = ConfigDict(extra="allow")

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[dict[str, Any]]
    usage: dict[str, Any]
    rag: Answer


class Health(Shape):
    status: Literal["ok"]
    version: str


class ReadyCheck(Shape):
    name: str
    ok: bool
    detail: Annotated[str, Field(description="for administrators")] = ""


class Readiness(Shape):
    status: Literal["ready", "not_ready"]
    reports: Annotated[int, Field(ge=0, description="that the caller may see; not there for one without a key")] = 0
    chunks: Annotated[int, Field(ge=0)] = 0
    checks: list[ReadyCheck]


class FeedbackId(Shape):
    id: str


class Feedback(Shape):
    id: str
    question: str
    answer: str
    helpful: bool
    comment: str
    conversation: str | None
    given: Moment


class FeedbackList(Shape):
    feedback: list[Feedback]
    next: Cursor


class Session(Shape):
    keys: Annotated[bool, Field(description="a key is needed here")]
    signed_in: bool
    scope: Literal["read", "write", "admin"] | None
    libraries: Annotated[list[str] | None, Field(description="null is all")]


class Evaluation(BaseModel):
    """As `rag eval run` gives it."""

    model_config = ConfigDict(extra="allow")

    n: int


class EvaluationComparison(BaseModel):
    """As `rag eval compare` gives it."""

    model_config = ConfigDict(extra="allow")

    suite: str
    n: int
    regressed: bool
    reasons: list[dict[str, Any]]
