"""How far a judge can be believed: pairs of answers that people have judged, and the same judge on them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rag.evaluation.exchanges import attempt
from rag.evaluation.jsonl import Row, read_rows
from rag.evaluation.judges.judging import Judge, Judgement, Vote
from rag.evaluation.runs import rounded

_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Label:
    """A pair that a person has judged. `kind`: of what is wrong, or right though it looks wrong."""

    id: str
    kind: str
    question: str
    reference: str
    answer: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class JudgeAgreement:
    """`accuracy`: of all, where what is unclear is wrong; `kappa`: Cohen's, over what is clear, None where chance alone
    would explain all; `consistency`: the share in which the order of the two answers made no difference.

    Cohen, J. (1960). A coefficient of agreement for nominal scales.
    """

    n: int
    unclear: int
    accuracy: float
    kappa: float | None
    consistency: float
    accepts_wrong: int
    rejects_right: int
    labels: str = ""

    def document(self) -> dict[str, Any]:
        return asdict(self)


def read_labels(file: Path) -> list[Label]:
    """Raises NoSuchPath, DataError."""
    return [_label(row) for row in read_rows(file)]


def measured(judge: Judge, labels: Sequence[Label], *, repeat: int = 0) -> JudgeAgreement:
    """Raises ExchangeMissing in a replay."""

    def judged(one: Label) -> Judgement:
        with attempt(f"judge/{one.id}", repeat):
            return judge.judge(one.question, one.reference, one.answer)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return agreement([one.agrees for one in labels], list(pool.map(judged, labels)), labels=hash_of(labels))


def agreement(truths: Sequence[bool], judgements: Sequence[Judgement], *, labels: str = "") -> JudgeAgreement:
    pairs = [(truth, one.agrees) for truth, one in zip(truths, judgements, strict=True)]
    clear = [(truth, said) for truth, said in pairs if said is not None]
    n = len(pairs)
    return JudgeAgreement(
        n=n,
        unclear=n - len(clear),
        accuracy=rounded(sum(truth == said for truth, said in pairs) / n) if n else 0.0,
        kappa=cohens_kappa(clear),
        consistency=rounded(sum(one.is_consistent for one in judgements) / n) if n else 0.0,
        accepts_wrong=pairs.count((False, True)),
        rejects_right=pairs.count((True, False)),
        labels=labels,
    )


def cohens_kappa(pairs: Sequence[tuple[bool, Vote]]) -> float | None:
    """(p_o - p_e) / (1 - p_e)."""
    n = len(pairs)
    if not n:
        return None
    observed = sum(one == other for one, other in pairs) / n
    shares = [(sum(one is value for one, _ in pairs), sum(two is value for _, two in pairs)) for value in (True, False)]
    expected = sum(one * other for one, other in shares) / n**2
    return None if expected == 1 else rounded((observed - expected) / (1 - expected))


def hash_of(labels: Sequence[Label]) -> str:
    return hashlib.sha256(repr(sorted(map(repr, labels))).encode()).hexdigest()[:12]


def _label(row: Row) -> Label:
    agrees = row.values.get("agrees")
    if not isinstance(agrees, bool):
        raise row.wrong("agrees")
    texts = {name: row.text(name) for name in ("kind", "question", "reference", "answer")}
    return Label(id=row.identifier("id"), agrees=agrees, **texts)
