"""How well the built-in model answers and refuses: `python -m benchmarks.answers [--fit] [--show]`.

Two sets: the suite over the sample reports (`eval/suites/answers.jsonl`, through the whole service), and the refusal
data (`../shared/data/abstain_rgb_dev.jsonl.gz`, kinds answer and abstain, each case over its own documents; skipped
where it is not there). `--fit` fits the weights of `rag.extraction.deciding.belief` on both, each set counting as much
as the other. Writes numbers, never text, to benchmarks/results/answers.json.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rag.adapters import readers
from rag.adapters.embeddings import BUILTIN_FOLDER, BuiltinEmbedder
from rag.adapters.extractive import read_evidence
from rag.adapters.ledger import SqlLedger
from rag.adapters.tokens import count_tokens
from rag.adapters.word_weights import WordWeights
from rag.bootstrap import LEDGER_FILE, open_service
from rag.domain import Answer, AnswerStatus, Passage, ReportFilter
from rag.evidence import gather
from rag.extraction import choose
from rag.extraction.candidates import Candidate
from rag.extraction.deciding import MIN_BELIEF, belief, is_possible, readings, shadow_of
from rag.extraction.weighing import weigh_all
from rag.ingestion import SourceFile
from rag.matching import Matcher
from rag.ports import Embedding, NamedSource
from rag.preparing import Arrived, Preparation, PreparedReport
from rag.questions import Question, understand
from rag.service import Service
from rag.settings import Settings
from rag.testing import MemoryLedger
from rag.words import normalise

ROOT = Path(__file__).parent.parent
SUITE = ROOT / "eval" / "suites" / "answers.jsonl"
SAMPLES = ROOT / "rag" / "samples"
REFUSALS = ROOT.parent / "shared" / "data" / "abstain_rgb_dev.jsonl.gz"
RESULTS = ROOT / "benchmarks" / "results" / "answers.json"
EMBEDDING = Embedding("builtin", 512)
MATCHER = Matcher(WordWeights(BUILTIN_FOLDER / "tokenizer.json").weigh)


@dataclass(frozen=True, slots=True)
class Judged:
    """One case: the best candidate that may answer (None: none may), its shadow, and whether it should be answered."""

    question: Question
    best: Candidate | None
    shadow: float
    should_answer: bool

    @property
    def belief(self) -> float:
        return belief(self.question, self.best, self.shadow) if self.best else 0.0


# --- the suite, through the service -------------------------------------------------------------------------


def run_suite(*, show: bool) -> tuple[dict[str, Any], list[Judged]]:
    cases = [json.loads(line) for line in SUITE.read_text(encoding="utf-8").splitlines()]
    scores: dict[str, list[bool]] = defaultdict(list)
    first: list[bool] = []
    judged: list[Judged] = []
    with tempfile.TemporaryDirectory() as home, open_service(Settings(home=Path(home))) as service:
        files = [SourceFile(path.name, path.read_bytes) for path in sorted(SAMPLES.iterdir()) if path.is_file()]
        list(service.ingest(files))
        ledger = SqlLedger(Path(home) / LEDGER_FILE)
        for case in cases:
            where = _where(service, case)
            answer = ask_case(service, case)
            good = is_right(case["expect"], answer)
            scores[case["kind"]].append(good)
            if case["expect"]["status"] == "answered":
                quotes = case["expect"]["quotes"]
                first.append(bool(answer.citations) and any(_overlap(answer.citations[0].quote, one) for one in quotes))
            if show and not good:
                print(case["id"], case["question"], "→", answer.text[:100].replace("\n", " / "))
            if case.get("set") == "all_kinds":  # greetings and follow-ups say nothing about belief
                continue
            passages = service.search(case["question"], k=12, where=where)
            asked = understand(case["question"])
            if not asked.aspect and len(asked.years) < 2:
                judged.append(judge(asked, passages, ledger, case["expect"]["status"] == "answered"))
        ledger.close()
    summary = {kind: f"{sum(found)}/{len(found)}" for kind, found in sorted(scores.items())}
    total = [one for found in scores.values() for one in found]
    return {"right": f"{sum(total)}/{len(total)}", "cited_first": f"{sum(first)}/{len(first)}", **summary}, judged


def ask_case(service: Service, case: dict[str, Any]) -> Answer:
    """The answer to a case's question, after the questions of its history in the same conversation."""
    return service.ask(case["question"], where=_where(service, case))


def _where(service: Service, case: dict[str, Any]) -> ReportFilter:
    return service.narrow([case["report"]] if case["report"] else [], year=case["year"])


def is_right(expect: dict[str, Any], answer: Answer) -> bool:
    """Every demand of the case is met (eval/README.md); of several quotes one is enough but for lists and conflicts."""
    if expect.get("needs_model") and answer.model == "extractive" and answer.status is AnswerStatus.REFUSED:
        return True
    if answer.status.value != expect["status"]:
        return False
    if answer.status is AnswerStatus.REFUSED:
        return True
    if expect.get("uncited"):
        return bool(answer.text) and not answer.claims and not answer.citations
    said = _bare(answer.text)
    quoted = [any(_overlap(citation.quote, one) for citation in answer.citations) for one in expect["quotes"]]
    groups = [*expect["contains"], *expect.get("computed", ())]
    return (
        all(any(_bare(one) in said for one in group) for group in groups)
        and not any(_bare(one) in said for one in expect.get("forbidden", ()))
        and (_in_order(expect["contains"], said) or not expect.get("order"))
        and (any(quoted) or not quoted)
        and (bool(answer.undisclosed) or not expect["undisclosed"])
        and (bool(answer.conflicts) or not expect["conflict"])
    )


def _in_order(groups: Sequence[Sequence[str]], said: str) -> bool:
    position = 0
    for group in groups:
        places = [place for one in group if (place := said.find(_bare(one), position)) >= 0]
        if not places:
            return False
        position = min(places)
    return True


def _overlap(quote: str, wanted: str) -> bool:
    return wanted in quote or quote in wanted


def _bare(text: str) -> str:
    return "".join(normalise(text).split())


# --- the refusal data, each case over its own documents -------------------------------------------------------


def run_refusals() -> tuple[dict[str, Any], list[Judged]]:
    preparation = Preparation(readers.read, count_tokens, BuiltinEmbedder())
    judged: list[Judged] = []
    contains: list[bool] = []
    for case in _refusal_cases():
        asked = understand(case["text"])
        ledger, passages = _library(preparation, case["docs"])
        one = judge(asked, passages, ledger, case["should_answer"])
        judged.append(one)
        if one.should_answer and one.belief >= MIN_BELIEF:
            picks = choose(asked, read_evidence(gather(asked, passages, ledger).render()), MATCHER)
            said = _bare(" ".join(pick.text for pick in picks))
            groups = [group if isinstance(group, list) else [group] for group in case["answers"]]
            contains.append(all(any(_bare(one) in said for one in group) for group in groups))
    curve = {f"{threshold:.2f}": _at(judged, threshold) for threshold in np.arange(0.3, 0.85, 0.05)}
    return {"at": _at(judged, MIN_BELIEF), "contains": round(float(np.mean(contains)), 3), "curve": curve}, judged


def _refusal_cases() -> Iterator[dict[str, Any]]:
    with gzip.open(REFUSALS, "rt", encoding="utf-8") as lines:
        for line in lines:
            case = json.loads(line)
            if case["kind"] in ("answer", "abstain"):
                yield case


def _library(preparation: Preparation, documents: Sequence[str]) -> tuple[MemoryLedger, list[Passage]]:
    """All chunks of the documents as passages, in order: nothing is lost to retrieval."""
    arrived = [Arrived(text.encode(), f"{index}.txt", "default") for index, text in enumerate(dict.fromkeys(documents))]
    prepared = [one for one in preparation.prepare(arrived) if isinstance(one, PreparedReport)]
    staged = list({one.staged.report.id: one.staged for one in prepared}.values())
    ledger = MemoryLedger()
    ledger.stage(staged, embedding=EMBEDDING)
    ledger.publish([NamedSource("default", one.report.file, one.report.id, one.report.id) for one in staged])
    return ledger, [Passage(one.report.id, one.report.title, chunk, 1.0) for one in staged for chunk in one.chunks]


# --- judging and fitting --------------------------------------------------------------------------------------


def judge(asked: Question, passages: Sequence[Passage], ledger: Any, should_answer: bool) -> Judged:
    groups = read_evidence(gather(asked, passages, ledger).render())
    candidates = weigh_all(asked, groups, MATCHER)
    best = next((one for one in candidates if is_possible(asked, one)), None)
    return Judged(asked, best, shadow_of(best, candidates) if best else 0.0, should_answer)


def _at(judged: Sequence[Judged], threshold: float) -> dict[str, float]:
    answered = [one.belief >= threshold for one in judged if one.should_answer]
    refused = [one.belief < threshold for one in judged if not one.should_answer]
    return {"answered": round(float(np.mean(answered)), 3), "refused": round(float(np.mean(refused)), 3)}


def fit(sets: Sequence[Sequence[Judged]]) -> dict[str, Any]:
    """Weights and intercept of a logistic regression over the readings; every set has the same weight."""
    from sklearn.linear_model import LogisticRegression

    rows, labels, weights = [], [], []
    for judged in sets:
        usable = [one for one in judged if one.best]
        for one in usable:
            assert one.best
            rows.append(readings(one.question, one.best, one.shadow))
            labels.append(one.should_answer)
            weights.append(1 / len(usable))
    scale = len(rows) / sum(weights)
    model = LogisticRegression(C=3, max_iter=1000).fit(rows, labels, [weight * scale for weight in weights])
    return {"weights": model.coef_[0].round(2).tolist(), "intercept": round(float(model.intercept_[0]), 2)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fit", action="store_true", help="fit the weights of belief and print them")
    parser.add_argument("--show", action="store_true", help="print the cases of the suite that are not right")
    arguments = parser.parse_args()
    suite, judged = run_suite(show=arguments.show)
    report: dict[str, Any] = {"suite": suite, "suite_belief": _at(judged, MIN_BELIEF)}
    sets = [judged]
    if REFUSALS.exists():
        report["refusals"], refusals = run_refusals()
        sets.append(refusals)
    else:
        print(f"skipped: no {REFUSALS.name} beside the repository")
    if arguments.fit:
        report["fit"] = fit(sets)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    print(json.dumps(report, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
