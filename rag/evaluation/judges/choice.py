"""Which judge, and how it is reached: as RAG_JUDGE_BASE_URL and RAG_JUDGE_API_KEY say, or as the model is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from langchain_core.language_models import BaseChatModel

from rag.bootstrap import Connecting, connect_judge
from rag.evaluation.judges.agreement import JudgeAgreement, measured, read_labels
from rag.evaluation.judges.judging import Judge, prompt_hashes
from rag.evaluation.suites.places import data_folder
from rag.settings import Settings

JUDGING = "judging"
"""What its exchanges are recorded for."""

LABELS = "judge_labels.jsonl"


def as_ever(name: str, connect: Callable[[], BaseChatModel]) -> BaseChatModel:  # noqa: ARG001
    return connect()


@dataclass(frozen=True, slots=True)
class JudgeChoice:
    """`name`: `provider:name`. Goes to other processes as it is."""

    name: str
    settings: Settings = field(repr=False)
    connecting: Connecting | None = None

    def open(self) -> Judge:
        """Raises InvalidSetting, ProviderMissing, ModelUnavailable."""
        return Judge(connect_judge(self.name, self.settings, connecting=self.connecting or as_ever))

    def facts(self) -> dict[str, object]:
        """For the manifest: who judges, and how often as people did. Raises ExchangeMissing in a replay."""
        return {"model": self.name, "prompts": prompt_hashes(), "agreement": self.agreement().document()}

    def agreement(self) -> JudgeAgreement:
        return measured(self.open(), read_labels(data_folder(LABELS)))
