"""Suites: where they lie, their cases, how they are read and checked against the reports that they are about."""

from rag.evaluation.suites.cases import AnswerCase, AnyCase, Case, ComparisonCase, SummaryCase
from rag.evaluation.suites.places import suite_file, suite_names
from rag.evaluation.suites.reading import Suite, SuiteKind, read_suite

__all__ = [
    "AnswerCase",
    "AnyCase",
    "Case",
    "ComparisonCase",
    "Suite",
    "SuiteKind",
    "SummaryCase",
    "read_suite",
    "suite_file",
    "suite_names",
]
