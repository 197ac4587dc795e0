"""A second look at answers by a language model: a score beside the others (`judged`), never what a case passes by.

It reads nothing but the question, the reference answer of the case and the answer; how far it can be believed is
measured in the same run, on answers that people have judged.
"""

from rag.evaluation.judges.agreement import JudgeAgreement, measured, read_labels
from rag.evaluation.judges.choice import JUDGING, JudgeChoice, as_ever
from rag.evaluation.judges.judging import Judge, Judgement
from rag.evaluation.judges.scoring import with_judgement

__all__ = [
    "JUDGING",
    "Judge",
    "JudgeAgreement",
    "JudgeChoice",
    "Judgement",
    "as_ever",
    "measured",
    "read_labels",
    "with_judgement",
]
