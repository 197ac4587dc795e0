"""The schema that is exported says what reading demands."""

import pytest

from rag.evaluation.suites.reading import SuiteKind
from rag.evaluation.suites.schema import schema_of


@pytest.mark.parametrize("kind", list(SuiteKind))
def test_the_schema_of_a_line_takes_no_field_that_is_not_known(kind: SuiteKind) -> None:
    schema = schema_of(kind)
    assert schema["additionalProperties"] is False
    assert {"id", "type", "cluster"} <= set(schema["required"])


def test_an_answer_is_answered_or_refused() -> None:
    assert schema_of(SuiteKind.ANSWERS)["properties"]["status"]["enum"] == ["answered", "refused"]
