"""What part of a report a section is, by the words of its headings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.questions import Aspect
from rag.words import normalise

# Headings that announce problems or plans, in the stock words of work reports. Checked on the headings of the 29
# government reports and the 5 department reports of the development data.
_PROBLEMS = re.compile(
    "问题|不足|困难(?!群众|群体|人员|家庭|企业|学生|职工|党员|老|残|户|地区|儿童|对象)|短板|差距|薄弱|制约|挑战|难点|隐患"
)
_NOT_PROBLEMS = re.compile(
    "解决|整治|整改|破解|化解|问题导向|攻坚|治理|排查|应对|反映|不足[^、，的之]|补[齐足强上]|缓解|克服|消除|帮扶|兜[牢底]|守牢|防范"
)
# A sentence with which a report owns up to problems where no heading announces them.
OWNS_UP = re.compile(
    "(?:清醒|也要看到|也应看到|必须看到|认识到|(?:也|还|仍然?)(?:存在|面临|有)|不容忽视)[^。！？]{0,60}(?:问题|困难|不足|短板|差距|挑战|矛盾|薄弱)"
)
_PLANS = re.compile("下一?步|下一?阶段|今后|打算|努力方向|[明来]年|下半年|展望|对策|(?:工作|措施|意见|有关|政策)建议")
# These announce plans at the end of a heading only: 扎实推进三项重点工作，有所突破 speaks of results.
_PLANS_AT_END = re.compile(
    "(?:计划|工作安排|(?<=年)安排|工作思路|重点任务|重点工作|工作重点|主要任务|工作要点|工作目标|目标任务|预期目标|总体要求|目标要求)(?:$|[和及与、（(])"
)
_CARRIED_OUT = re.compile(
    "成效|成绩|回顾|进展|(?:开展|完成|推进|落实|执行|进行|工作)情况|^(?:深入|扎实|全面|大力|持续|加快|稳步|有序)?(?:实施|推进|落实|开展|完成|编制|制定|执行|启动)"
)


def aspect_of(path: Sequence[str]) -> Aspect | None:
    """The aspect of the innermost heading that announces one; None for results and all else."""
    for heading in reversed(path):
        if _PLANS.search(heading):
            return Aspect.PLANS
        if _PROBLEMS.search(heading) and not _NOT_PROBLEMS.search(heading):
            return Aspect.PROBLEMS
        if _PLANS_AT_END.search(heading) and not _CARRIED_OUT.search(heading):
            return Aspect.PLANS
    return None


def part_of(path: Sequence[str]) -> Aspect | None:
    """As `aspect_of`, and what stands under a heading that announces neither problems nor plans is RESULTS."""
    return aspect_of(path) or (Aspect.RESULTS if path else None)


# Words shared by a question and a heading that are long enough to name the heading (主要工作, 重点任务).
_NAMING_CHARACTERS = 4
_YEAR_OF_HEADING = re.compile("(?:19|20)[0-9]{2}")


def heading_words(question: str) -> frozenset[str]:
    """The runs of characters by which a question may name a heading."""
    plain = normalise(question)
    return frozenset(plain[index : index + _NAMING_CHARACTERS] for index in range(len(plain) - _NAMING_CHARACTERS + 1))


def names_heading(words: frozenset[str], heading: str, *, years: Sequence[str] = ()) -> int:
    """How many runs of a question's `heading_words` stand in a heading; 0 also where the heading is of another year."""
    plain = normalise(heading)
    named = _YEAR_OF_HEADING.findall(plain)
    if years and named and not set(years) & set(named):
        return 0
    plain = _YEAR_OF_HEADING.sub("", plain)
    return sum(
        plain[index : index + _NAMING_CHARACTERS] in words for index in range(len(plain) - _NAMING_CHARACTERS + 1)
    )
