"""Weights of the built-in model's judgement: `python -m training.train_reader [--suite …] [--questions …]`.

Questions with answers over short texts are made of the retrieval sets of the development data: of each question two
cases, one with a window of its text that holds the answer among four that do not, one with five that do not. A third
of the questions are cut down to key words, as people type them. The suite over the sample reports and, where given,
questions over other reports (JSONL: `question`, `report`, `quotes`) teach what reports are like. Each set counts as
much as any other. The refusal data is not trained on. Writes numbers, never text.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rag.adapters.embeddings import BUILTIN_FOLDER, TOKENIZER_FILE
from rag.adapters.extractive import read_evidence
from rag.adapters.ledger import SqlLedger
from rag.adapters.word_weights import WordWeights
from rag.bootstrap import LEDGER_FILE, open_service
from rag.evidence import gather
from rag.extraction.candidates import Group, Line
from rag.extraction.readings import Reader
from rag.extraction.weighing import COLUMNS, WEIGHTS_FILE, columns
from rag.ingestion import SourceFile
from rag.matching import Matcher
from rag.parsing.sentences import sentence_spans
from rag.questions import understand
from rag.settings import Settings
from rag.words import normalise

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
SETS = ("news_questions", "wiki_questions")
SUITE = ROOT / "eval" / "suites" / "answers.jsonl"
SAMPLES = ROOT / "rag" / "samples"
# Answered in ways of their own, not by one sentence.
OTHER_WAYS = {"whole_report", "greeting", "english", "several", "conflict", "problems", "plans"}
WINDOWS = (90, 140, 200)
SHOWN = 5
PASSES = 2
KEY_WORDS_SHARE = 0.3
INVERSE_REGULARISATION = 0.3
SEED = 1
_ASKING = re.compile(
    "是?(?:什么|谁|哪(?:里|些|个|位|一[个天年]|年|天|种|家|国|儿)|多少|何时|怎么样?|几)(?:时候|时间|人|地方)?|吗|呢|[?？]|请问|一共|总共"
)


@dataclass(frozen=True, slots=True)
class Case:
    """A question over evidence; `answers`: words of which an answering sentence holds one, () = none answers."""

    question: str
    groups: Sequence[Group]
    answers: tuple[str, ...]


# --- cases of questions over short texts ----------------------------------------------------------------------


def text_cases(folder: Path, rng: random.Random) -> Iterator[Case]:
    """Two for each question with an answer that stands in its text."""
    texts = {row["_id"]: row["text"] for row in _rows(folder / "corpus.jsonl")}
    judged = defaultdict(set)
    for line in (folder / "qrels" / "test.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, text, *_ = line.split("\t")
        judged[query].add(text)
    windows = [(key, window) for key, text in texts.items() for window in _windows(text, rng.choice(WINDOWS))]
    index = _PairIndex([_bare("".join(window)) for _, window in windows])
    for row in _rows(folder / "queries.jsonl"):
        facts = row["metadata"]
        answers = tuple(_bare(one) for one in facts.get("answers") or [facts.get("answer") or ""] if _bare(one))
        ranked = index.rank(row["text"])
        holding = [one for one in ranked if windows[one][0] in judged[row["_id"]] and index.holds(one, answers)]
        beside = [one for one in ranked if windows[one][0] in judged[row["_id"]] and not index.holds(one, answers)]
        others = [one for one in ranked if windows[one][0] not in judged[row["_id"]] and not index.holds(one, answers)]
        if not holding or len(others) < SHOWN:
            continue
        for answered in (True, False):
            chosen = holding[: rng.choice((1, 1, 2))] if answered else []
            chosen = [*chosen, *beside[: rng.randrange(SHOWN)], *others][:SHOWN]
            rng.shuffle(chosen)
            question = _key_words(row["text"]) if rng.random() < KEY_WORDS_SHARE else row["text"]
            yield Case(question, [_group(windows[one][1]) for one in chosen], answers if answered else ())


class _PairIndex:
    """Texts ranked by the pairs of characters that they share with a question."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, text in enumerate(texts):
            for pair in {text[at : at + 2] for at in range(len(text) - 1)}:
                self._places[pair].append(place)

    def rank(self, question: str) -> list[int]:
        scores: Counter[int] = Counter()
        plain = _bare(question)
        for pair in {plain[at : at + 2] for at in range(len(plain) - 1)}:
            places = self._places.get(pair, ())
            if 0 < len(places) < 0.2 * len(self._texts):
                scores.update(dict.fromkeys(places, math.log(len(self._texts) / len(places))))  # type: ignore[arg-type]
        return [place for place, _ in scores.most_common()]

    def holds(self, place: int, answers: Sequence[str]) -> bool:
        return any(one in self._texts[place] for one in answers)


def _windows(text: str, characters: int) -> Iterator[list[str]]:
    window: list[str] = []
    for sentence in (span.of(text) for span in sentence_spans(text)):
        if window and sum(map(len, window)) + len(sentence) > characters:
            yield window
            window = []
        window.append(sentence)
    if window:
        yield window


def _group(sentences: Sequence[str]) -> Group:
    """As a text without a title is shown: under the beginning of its first sentence."""
    title = sentences[0][:40].rstrip("。！？；")
    return Group(title, "", (), tuple(Line(f"a{place}", text) for place, text in enumerate(sentences)))


def _key_words(question: str) -> str:
    left = _ASKING.sub("", question).strip("，,的是了 ")
    return left if len(left) > 3 else question


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _bare(text: str) -> str:
    return "".join(normalise(text).split())


# --- cases of questions over reports ---------------------------------------------------------------------------


def report_cases(reports: Sequence[Path], rows: Sequence[dict[str, Any]]) -> list[Case]:
    """Each over the evidence that the service finds for it."""
    cases: list[Case] = []
    with tempfile.TemporaryDirectory() as home, open_service(Settings(home=Path(home))) as service:
        list(service.ingest(SourceFile(path.name, path.read_bytes) for path in reports))
        ledger = SqlLedger(Path(home) / LEDGER_FILE)
        for row in rows:
            where = service.narrow([row["report"]] if row.get("report") else [], year=row.get("year"))
            passages = service.search(row["question"], k=12, where=where)
            groups = read_evidence(gather(understand(row["question"]), passages, ledger).render())
            cases.append(Case(row["question"], groups, tuple(_bare(one) for one in row["quotes"])))
        ledger.close()
    return [case for case in cases if case.groups]


def suite_rows() -> list[dict[str, Any]]:
    rows = [row for row in _rows(SUITE) if row["kind"] not in OTHER_WAYS and not row.get("history")]
    return [{**row, "quotes": row["expect"].get("quotes", [])} for row in rows]


# --- fitting ----------------------------------------------------------------------------------------------------


def examples(cases: Sequence[Case], matcher: Matcher) -> tuple[Any, Any]:
    """Sentences × COLUMNS, and of each sentence whether it answers."""
    rows, labels = [], []
    for case in cases:
        reader = Reader(understand(case.question), matcher)
        rows.append(columns(reader.read(case.groups).rows, reader.thing))
        texts = [_bare(line.text) for group in case.groups for line in group.lines]
        labels.append([any(one in text or (text in one and len(text) > 6) for one in case.answers) for text in texts])
    return np.vstack(rows), np.concatenate(labels)


def fit(sets: Sequence[tuple[Any, Any]]) -> dict[str, Any]:
    from sklearn.linear_model import LogisticRegression

    rows = np.vstack([one for one, _ in sets])
    labels = np.concatenate([one for _, one in sets])
    weights = np.concatenate([np.full(len(one), len(rows) / len(sets) / len(one)) for _, one in sets])
    spread = rows.std(axis=0)
    scale = np.where(spread > 0, spread, 1.0)
    model = LogisticRegression(C=INVERSE_REGULARISATION, max_iter=4000).fit(rows / scale, labels, weights)
    found = model.coef_[0] / scale
    return {
        "intercept": round(float(model.intercept_[0]), 4),
        "weights": {name: round(float(weight), 4) for name, weight in zip(COLUMNS, found, strict=True)},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=Path, help="questions over the reports of ../shared/reports (JSONL)")
    parser.add_argument("--output", type=Path, default=WEIGHTS_FILE)
    arguments = parser.parse_args()
    matcher = Matcher(WordWeights(BUILTIN_FOLDER / TOKENIZER_FILE).weigh)
    rng = random.Random(SEED)
    sets = [
        [case for _ in range(PASSES) for case in text_cases(SHARED / "data" / "retrieval" / name, rng)] for name in SETS
    ]
    sets.append(report_cases([path for path in sorted(SAMPLES.iterdir()) if path.is_file()], suite_rows()))
    if arguments.questions:
        rows = [row for row in _rows(arguments.questions) if row["kind"] not in OTHER_WAYS]
        sets.append(report_cases(sorted((SHARED / "reports").glob("*.txt")), rows))
    print("cases:", *(len(cases) for cases in sets))
    weights = fit([examples(cases, matcher) for cases in sets])
    arguments.output.write_text(json.dumps(weights, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
