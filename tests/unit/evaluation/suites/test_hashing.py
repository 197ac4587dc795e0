"""The hash of a data set changes where, and only where, what is measured changes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from rag.evaluation.suites import AnswerCase, Suite, read_suite
from rag.evaluation.suites.hashing import case_hash, dataset_hash, suite_hash
from rag.service import SourceFile

CASE = {"id": "a", "type": "figure", "question": "多少？", "status": "answered", "cluster": "r.txt/一"}
OTHER = {**CASE, "id": "b"}


def _suite(folder: Path, *lines: str) -> Suite:
    file = folder / "own.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    return read_suite(file)


def _line(case: Mapping[str, Any], **form: Any) -> str:
    return json.dumps(case, **form)


def _report(text: str, name: str = "r.txt") -> SourceFile:
    return SourceFile(name, partial(bytes, text, "utf-8"))


def test_the_form_of_a_line_does_not_count(tmp_path: Path) -> None:
    turned = dict(reversed([*CASE.items(), ("tags", [])]))
    one = suite_hash(_suite(tmp_path, _line(CASE, ensure_ascii=False), _line(OTHER)))
    assert one == suite_hash(_suite(tmp_path, _line(OTHER), "", _line(turned, ensure_ascii=True, indent=None)))


def test_a_demand_that_changes_changes_the_case() -> None:
    one, other = AnswerCase(**CASE), AnswerCase(**{**CASE, "forbidden": ["3"]})  # type: ignore[arg-type]
    assert case_hash(one) != case_hash(other)


def test_what_says_nothing_does_not_count() -> None:
    one, other = AnswerCase(**CASE), AnswerCase(**{**CASE, "contains": [], "note": "3?"})  # type: ignore[arg-type]
    assert case_hash(one) == case_hash(other)


def test_a_byte_of_a_report_changes_the_data_set(tmp_path: Path) -> None:
    suite = _suite(tmp_path, _line(CASE))
    assert dataset_hash(suite, [_report("一、")]) != dataset_hash(suite, [_report("一． ")])


def test_the_name_of_a_report_counts_and_the_order_of_reports_does_not(tmp_path: Path) -> None:
    suite = _suite(tmp_path, _line(CASE))
    both = [_report("甲"), _report("乙", "s.txt")]
    assert dataset_hash(suite, both) == dataset_hash(suite, both[::-1])
    assert dataset_hash(suite, both) != dataset_hash(suite, [_report("乙"), _report("甲", "s.txt")])


def test_a_case_more_changes_the_data_set(tmp_path: Path) -> None:
    one = dataset_hash(_suite(tmp_path, _line(CASE)), [])
    assert one != dataset_hash(_suite(tmp_path, _line(CASE), _line(OTHER)), [])
