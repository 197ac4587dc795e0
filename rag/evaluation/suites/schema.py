"""The JSON Schema of a suite's lines, for editors and for whoever writes cases elsewhere.

`python -m rag.evaluation.suites.schema answers` prints it.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from pydantic import BaseModel

from rag.evaluation.suites.cases import AnswerCase, ComparisonCase, SummaryCase
from rag.evaluation.suites.reading import SuiteKind

_CASES: dict[SuiteKind, type[BaseModel]] = {
    SuiteKind.ANSWERS: AnswerCase,
    SuiteKind.SUMMARIES: SummaryCase,
    SuiteKind.COMPARISONS: ComparisonCase,
}


def schema_of(kind: SuiteKind) -> dict[str, Any]:
    """Of one line of a suite of this kind, JSON Schema 2020-12."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_CASES[kind].model_json_schema(mode="validation"),
    }


if __name__ == "__main__":
    for name in sys.argv[1:] or [one.value for one in SuiteKind]:
        sys.stdout.write(json.dumps(schema_of(SuiteKind(name)), ensure_ascii=False, indent=2) + "\n")
