"""How far a judge can be believed is measured on answers that people have judged."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from rag.errors import DataFieldWrong
from rag.evaluation.judges import Judge, Judgement, measured, read_labels
from rag.evaluation.judges.agreement import agreement, cohens_kappa
from rag.evaluation.suites.places import data_folder
from tests.obedient_model import ObedientModel

YES, NO, UNCLEAR = Judgement((True, True)), Judgement((False, False)), Judgement((True, False, None))


def test_kappa_is_that_of_a_table_worked_by_hand() -> None:
    """Cohen's textbook table: 20 and 15 of 50 agree, chance alone explains 0.5: kappa 0.4."""
    pairs = [(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10 + [(False, False)] * 15
    assert cohens_kappa(pairs) == 0.4
    assert cohens_kappa([(True, True), (False, False)]) == 1.0
    assert cohens_kappa([(True, False), (False, True)]) == -1.0
    assert cohens_kappa([(True, True)]) is None
    assert cohens_kappa([]) is None


def test_what_is_unclear_counts_as_wrong_in_the_accuracy_and_not_in_kappa() -> None:
    found = agreement([True, True, False, False], [YES, UNCLEAR, NO, YES])
    assert (found.n, found.unclear, found.accuracy, found.consistency) == (4, 1, 0.5, 0.75)
    assert (found.accepts_wrong, found.rejects_right) == (1, 0)
    assert found.kappa == pytest.approx(0.4)


def test_a_judge_that_says_yes_to_everything_has_no_kappa_to_speak_of() -> None:
    labels = read_labels(data_folder("judge_labels.jsonl"))
    found = measured(Judge(ObedientModel(write=lambda _: "一致")), labels)
    assert found.kappa == 0.0
    assert found.accepts_wrong == sum(not one.agrees for one in labels)
    assert found.consistency == 1.0


def test_the_labelled_answers_are_many_of_many_kinds_and_of_both_sorts() -> None:
    labels = read_labels(data_folder("judge_labels.jsonl"))
    assert len(labels) >= 60
    assert len({one.id for one in labels}) == len({(one.question, one.answer) for one in labels}) == len(labels)
    assert len(Counter(one.kind for one in labels)) >= 20
    assert 0.3 <= sum(one.agrees for one in labels) / len(labels) <= 0.7


def test_a_label_without_a_verdict_is_named(tmp_path: Path) -> None:
    file = tmp_path / "labels.jsonl"
    file.write_text(json.dumps({"id": "a", "kind": "x", "question": "?", "reference": "a", "answer": "b"}) + "\n")
    with pytest.raises(DataFieldWrong):
        read_labels(file)
