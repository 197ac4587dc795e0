"""What a suite is, as a hash: of its cases as they mean, and of the reports that they are about."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from rag.evaluation.suites.cases import AnyCase
from rag.evaluation.suites.reading import Suite
from rag.service import SourceFile


def case_hash(case: AnyCase) -> str:
    """Of every field that it sets: a field that the schema gets later, and that it does not use, changes nothing."""
    return _of(canonical(case).encode())


def suite_hash(suite: Suite) -> str:
    """Of its cases, in whatever order they stand, and in whatever form: JSON with other spaces is the same."""
    return _of("\n".join(sorted(canonical(one) for one in suite.cases)).encode())


def dataset_hash(suite: Suite, files: Iterable[SourceFile]) -> str:
    """Of the cases and of the bytes and names of the reports, in whatever order. Reading may raise OSError."""
    reports = sorted(f"{one.name}\t{_of(one.read())}" for one in files)
    return _of("\n".join([suite_hash(suite), *reports]).encode())


def file_hash(file: SourceFile) -> str:
    """Of its bytes. Reading may raise OSError."""
    return _of(file.read())


def canonical(case: AnyCase) -> str:
    """The case in one form, whatever form its line has: keys in order, without what says nothing to the product."""
    told = case.model_dump(mode="json", exclude_defaults=True, exclude={"note"})
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def _of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
