"""A model that lies in thirty ways about the sample reports, through the whole path: what gets shown, and what not."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from benchmarks.mutations import UNKNOWN, Attempt, Statement, falsified, reworded, statements_of_file
from rag.domain import Answer, Claim, ReportFilter
from rag.service import Service, SourceFile
from tests.conftest import SAMPLES
from tests.obedient_model import ObedientModel, handles, obeyed_by

MADE_UP = "z9z9"
SENTENCES_A_REPORT = 6


@dataclass
class Reader:
    """Asks about one statement at a time, and has the model answer with the attempts at it."""

    service: Service
    model: ObedientModel
    statements: list[Statement]
    reports: dict[int, str]
    out_of_reach: set[str] = field(default_factory=set)
    judged: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    shown: list[tuple[str, str]] = field(default_factory=list)

    def judge(self, attempts: Sequence[Attempt]) -> None:
        """Counts the attempts by kind, and those of which the wrong thing came. All at once where nothing did."""
        answer = self._answer(attempts)
        if len(attempts) > 1 and (self._is_wrong(attempts[0], answer) or (answer.notices and not answer.degraded)):
            for one in attempts:
                self.judge([one])
            return
        for one in attempts:
            if one.claim in self.out_of_reach:
                continue
            self.judged[one.kind] += 1
            if len(attempts) == 1 and self._is_wrong(one, answer):
                self.wrong[one.kind] += 1
                self.shown.append((one.kind, one.claim))

    def _is_wrong(self, attempt: Attempt, answer: Answer) -> bool:
        """A true claim dropped; a false one shown, unless it is the very words of what it is shown to cite: then the
        citation has been put right. Where all were dropped, the built-in model's claims are shown."""
        if attempt.is_true:
            return bool(answer.dropped)
        return not answer.degraded and not all(_is_quoted(claim, answer) for claim in answer.claims)

    def _answer(self, attempts: Sequence[Attempt]) -> Answer:
        asked = [self.statements[index] for index in attempts[0].cites if index != UNKNOWN] or self.statements[:1]
        self.model.write = lambda prompt: self._reply(attempts, prompt)
        words = "和".join(f"“{one.text[:60]}”" for one in asked)
        return self.service.ask(
            f"报告里{words}是怎么写的？", where=ReportFilter(report_ids=(self.reports[asked[0].report],))
        )

    def _reply(self, attempts: Sequence[Attempt], prompt: str) -> str:
        shown = handles(prompt)
        lines = []
        for one in attempts:
            cited = [MADE_UP if index == UNKNOWN else self._handle(index, shown) for index in one.cites]
            if all(cited):
                lines.append(" ".join(one.claim.split()) + "".join(f"[{handle}]" for handle in cited))
            else:
                self.out_of_reach.add(one.claim)
        return "\n".join(lines) or "REFUSE"

    def _handle(self, index: int, shown: dict[str, str]) -> str:
        text = "".join(self.statements[index].text.split())
        return next((handle for line, handle in shown.items() if text in line), "")

    @property
    def table(self) -> str:
        rows = [f"{kind:28}{self.wrong[kind]:5} wrong of {count}" for kind, count in sorted(self.judged.items())]
        return "\n".join([*rows, *(f"[{kind}] {claim}" for kind, claim in self.shown)])


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    model = ObedientModel()
    with obeyed_by(model) as new_service:
        service = new_service()
        statements: list[Statement] = []
        reports = {}
        for number, path in enumerate(sorted(one for one in SAMPLES.iterdir() if one.suffix in (".txt", ".md"))):
            (result,) = service.ingest([SourceFile(path.name, path.read_bytes)])
            assert result.id is not None
            reports[number] = result.id
            statements += statements_of_file(path.read_bytes(), name=path.name, report=number)
        yield Reader(service, model, statements, reports)


def _is_quoted(claim: Claim, answer: Answer) -> bool:
    words = "".join(claim.text.split()).rstrip("。；")
    quotes = [citation.quote for citation in answer.citations if citation.id in claim.citations]
    return any(words in "".join(quote.split()) for quote in quotes)


def _chosen(reader: Reader, rng: random.Random) -> list[int]:
    """Some sentences of every report, those with a figure first."""
    chosen = []
    for report in reader.reports:
        own = [index for index, one in enumerate(reader.statements) if one.report == report and len(one.text) < 200]
        rng.shuffle(own)
        chosen += sorted(own, key=lambda index: not any(map(str.isdigit, reader.statements[index].text)))[
            :SENTENCES_A_REPORT
        ]
    return chosen


def test_ninety_nine_of_a_hundred_false_claims_are_caught(reader: Reader) -> None:
    rng = random.Random(7)
    lies = Reader(reader.service, reader.model, reader.statements, reader.reports)
    for index in _chosen(reader, rng):
        told = [one for one in falsified(reader.statements, index, rng) if not _is_said(one, reader.statements)]
        _judge_together(lies, told, index)
    print(f"\n{lies.table}")
    total = lies.judged.total()
    assert total >= 300
    assert len(lies.out_of_reach) <= 0.05 * total
    assert lies.wrong.total() <= 0.01 * total, lies.table


def test_at_most_two_of_a_hundred_true_claims_are_dropped(reader: Reader) -> None:
    rng = random.Random(11)
    truths = Reader(reader.service, reader.model, reader.statements, reader.reports)
    for index in _chosen(reader, rng):
        _judge_together(truths, list(reworded(reader.statements, index, rng)), index)
    print(f"\n{truths.table}")
    assert truths.judged.total() >= 200
    assert truths.wrong.total() <= 0.02 * truths.judged.total(), truths.table


def _judge_together(reader: Reader, attempts: Sequence[Attempt], index: int) -> None:
    """Those that cite the statement at `index` alone in one answer, each of the others in one of its own."""
    reader.judge([one for one in attempts if one.cites == (index,)])
    for one in attempts:
        if one.cites != (index,):
            reader.judge([one])


def _is_said(attempt: Attempt, statements: Sequence[Statement]) -> bool:
    """By chance, what was made up is what another cited sentence says."""
    return any(attempt.claim.rstrip("。；") in statements[index].text for index in attempt.cites if index != UNKNOWN)
