"""What verification keeps from readers, with any language model: `python -m benchmarks.model_answers [--model …]`.

Asks a suite through the whole service and keeps the model's raw replies. Counts what a reader of those replies would
have seen, and what a reader of the answer does see. The judge is not rag.verification: it reads figures with
benchmarks.quantities, the prompt's own lines of evidence, and what the case expects.

    python -m benchmarks.model_answers --model openai:NAME --base-url http://127.0.0.1:8099/v1 --record KEPT.jsonl
    python -m benchmarks.model_answers --replay KEPT.jsonl        # verification again, without the model

`--suite FILE --reports FOLDER --label NAME`: others, over other
reports; `--only N`: the first N. A record that holds a case already is not asked for it again. Writes numbers, never
text, to benchmarks/results/model_answers.json.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.model_judging import Seen, answers_in, judged, seen_in_answer, seen_in_reply
from benchmarks.model_recording import Call, Live, ModelBetween, Recorded
from benchmarks.suite import ROOT, SAMPLES, ask_case, is_right, sample_cases
from rag.bootstrap import open_service
from rag.domain import Answer
from rag.ingestion import SourceFile
from rag.service import Service
from rag.settings import Settings

RESULTS = ROOT / "benchmarks" / "results" / "model_answers.json"
_MODEL_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Asked:
    """A case, what the model wrote for it, and the answer that was shown."""

    case: dict[str, Any]
    calls: Sequence[Call]
    answer: Answer
    is_exact: bool
    years: dict[str, str]

    @property
    def retried(self) -> bool:
        return any(_is_retry(call) for call in self.calls)


def _is_retry(call: Call) -> bool:
    return any(one["role"] == "assistant" for one in call.messages)


# --- asking --------------------------------------------------------------------------------------------------


def ask_all(cases: Sequence[dict[str, Any]], reports: Path, arguments: argparse.Namespace) -> Iterator[Asked]:
    """Every case through the service; replies that are on record are given again, others asked for and kept."""
    file = arguments.replay or arguments.record
    known = set(Recorded(file).calls)
    source = Recorded(file)
    live = None if arguments.replay else Live(arguments.base_url, file, timeout_seconds=_MODEL_SECONDS)
    with tempfile.TemporaryDirectory() as home, ModelBetween(source).serving() as between:
        settings = Settings(
            home=Path(home),
            model=arguments.model,
            model_base_url=between.url,
            model_api_key="none",
            model_timeout_seconds=_MODEL_SECONDS,
            model_first_token_seconds=_MODEL_SECONDS,
            model_stall_seconds=_MODEL_SECONDS,
            model_context_tokens=arguments.context_tokens,
        )
        with open_service(settings) as service:
            _take_in(service, reports)
            texts = {one.id: service.show(one.id).text for one in service.reports()}
            years = {one.id: f"{one.year}年" for one in service.reports() if one.year}
            for case in cases:
                between.case = str(case["id"])
                between.source = source if arguments.replay or between.case in known else live or source
                answer = ask_case(service, case)
                calls = Recorded(file).calls[between.case]
                yield Asked(case, calls, answer, _is_exact(answer, texts), years)


def _take_in(service: Service, reports: Path) -> None:
    files = [SourceFile(path.name, path.read_bytes) for path in sorted(reports.iterdir()) if path.is_file()]
    failed = [one.file for one in service.ingest(files) if one.error is not None]
    if failed:
        raise SystemExit(f"not taken in: {', '.join(failed)}")


def _is_exact(answer: Answer, texts: dict[str, str]) -> bool:
    places = ((one.place, one.quote) for one in answer.citations)
    return all(quote and place.span.of(texts[place.report_id]) == quote for place, quote in places)


# --- counting ------------------------------------------------------------------------------------------------


def measure(asked: Sequence[Asked]) -> dict[str, Any]:
    first = [call for one in asked for call in one.calls if not _is_retry(call) and answers_in(call)]
    return {
        "questions": len(asked),
        "without_verification": _totals([(one.case, _written(one)) for one in asked], _right_as_written(asked)),
        "with_verification": _totals(
            [(one.case, seen_in_answer(one.answer, one.years)) for one in asked], _right(asked)
        ),
        "status": dict(Counter(one.answer.status.value for one in asked)),
        "degraded": sum(one.answer.degraded for one in asked),
        "citations_exact": all(one.is_exact for one in asked),
        "dropped": dict(Counter(drop.reason.value for one in asked for drop in one.answer.dropped)),
        "retried": sum(one.retried for one in asked),
        "saved_by_the_retry": sum(_saved(one) for one in asked),
        "model_calls": sum(len(one.calls) for one in asked),
        "replies": len(first),
        "seconds_a_question": _seconds(asked),
    }


def _written(one: Asked) -> list[Seen]:
    """What the model wrote in its first replies, as a reader would get it."""
    return [seen for call in one.calls if not _is_retry(call) for seen in seen_in_reply(call)]


def _totals(seen: Sequence[tuple[dict[str, Any], Sequence[Seen]]], right: int) -> dict[str, int]:
    total: Counter[str] = Counter()
    for case, claims in seen:
        found = judged(case["expect"], claims, question=" ".join([case["question"], *case.get("history", ())]))
        total.update(found)
        total["questions_with_a_wrong_figure"] += bool(found["wrong_figures"])
    return {"right": right, **{name: total[name] for name in (*_NAMES, "questions_with_a_wrong_figure")}}


_NAMES = (
    "claims",
    "claims_without_a_usable_citation",
    "citations_that_do_not_hold",
    "figures",
    "figures_not_in_the_cited_sentence",
    "figures_for_masked_ones",
    "figures_of_something_else",
    "wrong_figures",
)


def _right(asked: Sequence[Asked]) -> int:
    return sum(is_right(one.case["expect"], one.answer) for one in asked)


def _right_as_written(asked: Sequence[Asked]) -> int:
    """Right in words alone: all that was expected is there and no figure is wrong."""
    return sum(_is_right_as_written(one) for one in asked)


def _is_right_as_written(one: Asked) -> bool:
    claims = _written(one)
    expect = one.case["expect"]
    if expect["status"] == "refused" or expect.get("uncited"):
        return not claims
    found = judged(expect, claims, question=one.case["question"])
    said = "".join("".join(claim.text for claim in claims).split())
    groups = [*expect["contains"], *expect.get("computed", ())]
    there = all(any("".join(word.split()) in said for word in group) for group in groups)
    return bool(claims) and there and not found["wrong_figures"]


def _saved(one: Asked) -> int:
    """Claims shown that stand in a second reply and not in a first."""
    first = "".join(call.reply for call in one.calls if not _is_retry(call))
    again = "".join(call.reply for call in one.calls if _is_retry(call))
    return sum(claim.text in again and claim.text not in first for claim in one.answer.claims)


def _seconds(asked: Sequence[Asked]) -> dict[str, float]:
    spent = [sum(call.seconds for call in one.calls) for one in asked if one.calls]
    return {"median": round(statistics.median(spent), 1), "worst": round(max(spent), 1)} if spent else {}


# --- in and out ----------------------------------------------------------------------------------------------


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="openai:model")
    parser.add_argument("--base-url", default="http://127.0.0.1:8099/v1")
    parser.add_argument("--name", default="", help="what the model is, for the results")
    parser.add_argument("--context-tokens", type=int, default=0, help="what the model is given to read and write")
    parser.add_argument("--record", type=Path, default=Path("model_replies.jsonl"))
    parser.add_argument("--replay", type=Path)
    parser.add_argument("--suite", type=Path)
    parser.add_argument("--reports", type=Path, default=SAMPLES)
    parser.add_argument("--only", type=int, default=10**6)
    parser.add_argument("--label", default="sample reports")
    parser.add_argument("--show", action="store_true", help="print what was written and what is shown")
    arguments = parser.parse_args()
    cases = _cases_of(arguments.suite) if arguments.suite else sample_cases()
    asked: list[Asked] = []
    for one in ask_all(cases[: arguments.only], arguments.reports, arguments):
        asked.append(one)
        if arguments.show:
            _show(one)
    found = {
        "model": arguments.name or arguments.model,
        "context_tokens": arguments.context_tokens,
        "prompt": _prompt(asked),
        **measure(asked),
    }
    _write(arguments.label, found)
    print(json.dumps(found, ensure_ascii=False, indent=1))


def _cases_of(file: Path) -> list[dict[str, Any]]:
    """Of other reports, in the form of `benchmarks.suite.sample_cases`."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def _prompt(asked: Sequence[Asked]) -> str:
    used = {f"{one.answer.prompt.version} {one.answer.prompt.hash}" for one in asked if one.answer.prompt}
    return ", ".join(sorted(used))


def _show(one: Asked) -> None:
    print(
        f"{one.case['id']} {one.case['question']} ({'right' if is_right(one.case['expect'], one.answer) else 'WRONG'})"
    )
    for call in one.calls:
        print("   wrote:", call.reply.replace("\n", "\n          "), f"({call.finish}, {call.seconds} s)")
    print("   shown:", one.answer.text.replace("\n", "\n          "))
    for drop in one.answer.dropped:
        print("   dropped:", drop.reason.value, drop.text[:80])
    expect, question = one.case["expect"], one.case["question"]
    for name, seen in (("wrote", _written(one)), ("shown", seen_in_answer(one.answer, one.years))):
        print(f"   {name}:", dict(judged(expect, seen, question=question)))


def _write(label: str, found: dict[str, Any]) -> None:
    known = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    RESULTS.write_text(json.dumps({**known, label: found}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
