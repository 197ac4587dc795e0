"""How much a run of words tells of the text it stands in, seen from its words, its form and its place alone. Pure."""

from __future__ import annotations

import math
import re
from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from operator import mul

from rag.boilerplate import is_stock, vagueness
from rag.domain import Span
from rag.words import character_pairs, content_words, overlap, tagged

# A word said twice as often weighs less than twice as much. Words said once say nothing of what a text is about.
_FREQUENCY_POWER = 0.8
_LEAD_SENTENCES = 2.0  # after so many sentences the weight of the lead has fallen to 1/e
_PER_CHARACTERS = 10  # shares are of ten characters

# Hedges and fillers of speech, wherever they stand.
_FILLERS = re.compile(
    "其实|然后|就是|这个|那个|这种|这样|的话|对吧|可能|一些|一个|什么|怎么|比如|包括|非常|觉得|的时候|等等|[呢吧啊呀嘛吗]"
)
_PERSONS = re.compile("[我你您咱]")
# Talk about the talk: greetings, thanks, who speaks next, what was asked, what is told as a story.
_TALK = re.compile(
    "大家好|谢|感谢|主持|掌声|欢迎|请问|有请|各位|嘉宾|老师|校长|教授|博士|自我介绍|来自|我叫|下面|接下来|论坛|圆桌|环节|听[得到众]|分享|时间[关有到]|提问|回答|刚才|提到|讲到|说到|聊|汇报"
    "|问题(?:[是来]|就是)|第?[一二三四两几]个?问题|话题|谈一谈|谈谈|[说讲介]一下|介绍一下|观点|举个?例|案例|故事|咱们|讨论|发言|报名|[张王李赵刘陈杨周吴黄]总|大会|会场|现场"
)
# What is said to matter, why, and what is to be done.
_STRESS = re.compile(
    "需要|应该|必须|要|重要|关键|核心|主要|根本|本质|问题|因为|所以|第[一二三四五]|首先|总结|就是说|认为|发展|未来|趋势|挑战|希望|建议|意味着"
)
_MOST_STRESS = 3


@dataclass(frozen=True, slots=True)
class Run:
    """Words that could be shown as they stand: `span` in the text, of sentence number `sentence`.

    `whole`: the sentence to its end. `place`: sentences before it that say
    anything (credits and captions do not).
    """

    words: str
    span: Span
    sentence: int
    place: int
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Signs:
    """What is seen of a run, and in `WRITTEN` and `SPOKEN` what each of it counts for."""

    constant: float = 1.0
    central: float = 0.0
    dense: float = 0.0
    single: float = 0.0
    length: float = 0.0
    figures: float = 0.0
    title: float = 0.0
    lead: float = 0.0
    whole: float = 0.0
    vague: float = 0.0
    fillers: float = 0.0
    persons: float = 0.0
    talk: float = 0.0
    stress: float = 0.0
    foreign: float = 0.0

    @property
    def values(self) -> list[float]:
        return [float(getattr(self, sign.name)) for sign in fields(self)]


class Salience:
    """Of the runs of one text. `sentences`: all that it says, `title`: what it is called, "" if nothing."""

    def __init__(self, sentences: Iterable[str], *, title: str, weights: Signs) -> None:
        counts = Counter(word for sentence in sentences for word in content_words(sentence))
        self._counts: Mapping[str, int] = counts
        self._top = max(counts.values(), default=1) ** _FREQUENCY_POWER
        self._title = frozenset(content_words(title))
        self._weights = weights

    def score(self, run: Run, weights: Signs | None = None) -> float:
        """How much of what it says, a character, would be said in a summary: 1 is usual."""
        return sum(map(mul, (weights or self._weights).values, self.signs(run).values), 0.0)

    def signs(self, run: Run) -> Signs:
        words, characters = content_words(run.words), len(run.words) + 1
        weights = [self._weight(word) for word in words]
        return Signs(
            central=sum(weights) / max(len(weights), 1),
            dense=sum(weights) / characters * _PER_CHARACTERS,
            single=sum(self._counts.get(word, 0) < 2 for word in words) / max(len(words), 1),
            length=math.log(characters),
            figures=float(bool(re.search(r"\d", run.words))),
            title=sum(word in self._title for word in words) / max(len(self._title), 1),
            lead=math.exp(-run.place / _LEAD_SENTENCES),
            whole=float(run.whole),
            vague=max(vagueness(run.words), float(is_stock(run.words))),
            fillers=len(_FILLERS.findall(run.words)) / characters * _PER_CHARACTERS,
            persons=len(_PERSONS.findall(run.words)) / characters * _PER_CHARACTERS,
            talk=float(bool(_TALK.search(run.words))),
            stress=float(min(len(_STRESS.findall(run.words)), _MOST_STRESS)),
            foreign=float(bool(re.search("[A-Za-z]", run.words))),
        )

    def _weight(self, word: str) -> float:
        """Of a word of two characters or more that is said at least twice: 1 for the one said most."""
        count = self._counts.get(word, 0)
        return count**_FREQUENCY_POWER / self._top if count > 1 and len(word) > 1 else 0.0


# Words that say something of what stands before them, however the dictionary tags them.
_PREDICATES = frozenset(
    [
        "是",
        "有",
        "要",
        "会",
        "能",
        "让",
        "使",
        "把",
        "被",
        "不",
        "没",
        "没有",
        "为",
        "达",
        "达到",
        "可以",
        "应该",
        "应",
        "需要",
        "需",
        "可能",
        "将",
        "已",
        "已经",
        "超",
        "超过",
        "占",
    ]
)


def says_something(words: str) -> bool:
    """Whether a clause has a verb that is not spent on a name: `新增的参保人员`, `协会会长张某` say nothing."""
    return any(_has_predicate(tagged(clause)) for clause in re.split("[，；,;]", words))


def _has_predicate(cut: Sequence[tuple[str, str]]) -> bool:
    """A verb with its subject before it, or without `的` after it; one right before `的` belongs to a name."""
    if any(word in _PREDICATES for word, _ in cut):
        return True
    last = max((place for place, (word, _) in enumerate(cut) if word == "的"), default=-1)
    for place, (_, tag) in enumerate(cut):
        if tag.startswith("v") and tag != "vn" and (place + 1 == len(cut) or cut[place + 1][0] != "的"):
            named = any(before[0] in "nr" for _, before in cut[:place])
            if named or place > last:
                return True
    return False


# Least squares on the runs of 35 news articles and of 21 transcripts of meetings, against the share of character pairs
# that stand in a summary that people or a model wrote of each (transcripts: of its part as well, and whether people had
# marked the sentence). benchmarks/summaries fits them again, and measures them with each text left out in turn.
WRITTEN = Signs(constant=0.96, central=-0.82, dense=0.73, length=-0.15, title=0.58, lead=0.40, whole=0.10, vague=-0.18)
SPOKEN = Signs(
    constant=1.46,
    central=0.41,
    dense=0.88,
    single=-0.78,
    length=-0.14,
    figures=-0.23,
    fillers=-0.23,
    persons=-0.20,
    talk=-0.41,
    stress=0.10,
    foreign=-0.19,
)

# The text is seen as so many stretches; each run taken from one makes its others less welcome, where that is wanted.
_STRETCHES, _SAME_STRETCH = 8, 0.8
_MOST_SHARED = 0.6  # of the character pairs of the shorter of two runs


def pick(
    runs: Sequence[Run], scores: Sequence[float], *, aim: float, given: Sequence[Run] = (), spread: int = 0
) -> list[Run]:
    """`given`, then best first, as long as their characters (and a full stop each) are at most `aim`; in the order of
    the text. One run of a sentence; none that says what another one said.

    `spread`: so many sentences are to have their say all over; 0: no matter where.
    """
    picked: list[Run] = []
    left, taken, sentences = aim, Counter[int](), set[int]()
    waiting = _by_stretch(runs, scores, spread)
    first = deque(given)
    while first or any(waiting.values()):
        run = first.popleft() if first else _best(waiting, taken)
        if len(run.words) + 1 > left or run.sentence in sentences:
            continue
        if any(_shared(run.words, other.words) > _MOST_SHARED for other in picked):
            continue
        picked.append(run)
        left -= len(run.words) + 1
        taken[_stretch(run, spread)] += 1
        sentences.add(run.sentence)
    return sorted(picked, key=lambda run: run.span)


def _by_stretch(runs: Sequence[Run], scores: Sequence[float], spread: int) -> dict[int, deque[tuple[float, Run]]]:
    """Of each stretch its runs, best first."""
    found: dict[int, deque[tuple[float, Run]]] = {}
    scored = zip(scores, runs, strict=True)
    for score, run in sorted(scored, key=lambda one: (-one[0], one[1].span.start, -len(one[1].words))):
        found.setdefault(_stretch(run, spread), deque()).append((score, run))
    return found


def _best(waiting: Mapping[int, deque[tuple[float, Run]]], taken: Mapping[int, int]) -> Run:
    """Taken off its stretch: the best when what was taken beside it counts."""
    worth = {
        stretch: (runs[0][0] * _SAME_STRETCH ** taken.get(stretch, 0), -runs[0][1].span.start)
        for stretch, runs in waiting.items()
        if runs
    }
    return waiting[max(worth, key=worth.__getitem__)].popleft()[1]


def _stretch(run: Run, sentences: int) -> int:
    return run.sentence * _STRETCHES // sentences if sentences else 0


def _shared(words: str, others: str) -> float:
    return overlap(character_pairs(words), character_pairs(others))
