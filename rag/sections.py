"""What part of a report a section is, by the words of its headings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.questions import Aspect

# Headings that announce problems or plans, in the stock words of work reports. Checked on the headings of the 29
# government reports and the 5 department reports of the development data.
_PROBLEMS = re.compile("问题|不足|困难|短板|差距|薄弱|制约|挑战|难点|隐患")
_PLANS = re.compile(
    "下一?步|下一?阶段|今后|打算|计划|工作安排|工作思路|重点任务|重点工作|工作重点|主要任务|工作要点|努力方向|"
    "[明来]年|下半年|展望|工作目标|目标任务|预期目标|总体要求|工作建议"
)
_NOT_PROBLEMS = re.compile("解决|整治|整改|破解|化解|问题导向|攻坚|治理|排查|应对|反映|不足[^、，的之]")


def aspect_of(path: Sequence[str]) -> Aspect | None:
    """The aspect of the innermost heading that announces one; None for results and all else."""
    for heading in reversed(path):
        if _PLANS.search(heading):
            return Aspect.PLANS
        if _PROBLEMS.search(heading) and not _NOT_PROBLEMS.search(heading):
            return Aspect.PROBLEMS
    return None
