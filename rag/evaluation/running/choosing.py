"""Which cases of a suite are run."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from rag.errors import NoCaseChosen, UnknownCase
from rag.evaluation.running.options import RunOptions, Shard
from rag.evaluation.suites import AnyCase, Suite


def chosen(suite: Suite, options: RunOptions) -> tuple[AnyCase, ...]:
    """In the order of the suite. Raises UnknownCase, NoCaseChosen."""
    known = {one.id for one in suite.cases}
    for id in options.only or ():
        if id not in known:
            raise UnknownCase(id=id, suite=suite.name)
    cases = tuple(one for one in suite.cases if _is_meant(one, options))
    if not cases:
        raise NoCaseChosen(suite=suite.name, n=len(suite.cases))
    return cases


def _is_meant(case: AnyCase, options: RunOptions) -> bool:
    return (
        (options.only is None or case.id in options.only)
        and _among([case.type], options.types)
        and _among(case.tags, options.tags)
        and (options.shard is None or _is_in(case.id, options.shard))
    )


def _among(had: Sequence[str], wanted: Sequence[str]) -> bool:
    return not wanted or any(one in wanted for one in had)


def _is_in(id: str, shard: Shard) -> bool:
    """By its id alone: a case that is added moves no other to another shard."""
    return int.from_bytes(hashlib.sha256(id.encode()).digest()[:8]) % shard.of == shard.number - 1
