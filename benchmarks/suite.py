"""Where the suite over the sample reports lies, and how its cases are asked and judged."""

from __future__ import annotations

from pathlib import Path

from rag.evaluation.sample_suite import ask_case, bare, is_right, narrowed, overlap

__all__ = ["ROOT", "SAMPLES", "SUITE", "ask_case", "bare", "is_right", "narrowed", "overlap"]

ROOT = Path(__file__).parent.parent
SUITE = ROOT / "eval" / "suites" / "answers.jsonl"
SAMPLES = ROOT / "rag" / "samples"
