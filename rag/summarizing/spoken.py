"""Transcripts: who speaks, and the runs of words that read as sentences without their fillers. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.clauses import continues, contrasts, is_balanced, split_clauses, trim, waits
from rag.domain import Span
from rag.summarizing.salience import Run, says_something

# `发言人1：…`, `主持人：…`, `Speaker 2: …`, or a line of its own with the time at which somebody began.
_SPEAKER = re.compile(
    r"[ \t\u3000]*(?P<who>[^\s，。、；：:“”\"《》（）()]{1,12}(?: ?\d{1,3})?)"
    r"(?:[：:]|[ \t]+\d{1,2}:\d{2}(?::\d{2})?[ \t]*$)",
    re.MULTILINE,
)
_LEAST_TURNS, _LEAST_SHARE = 5, 0.5
_TURNS_A_SPEAKER = 2  # names and roles come back; the labels of a form (`时间：`, `地点：`) do not

# What a speaker begins with before anything is said; all of it can go with its comma.
_OPENERS = re.compile(
    r"(?:(?:(?:对对?|好|嗯|呃|啊|哎|诶|额|哦|噢|是|对吧|是吧|是的|对的|好的|没错)(?=[\s，,、])|好像|那么|那(?=我|现在|实际|其实|如果|整)|然后(?:呢|的话)?|其实|所以说?|也?就是说|就是|但是?"
    r"|而且|因此|并且|可是|不过|那个|当然了?|确实|实际上|事实上|同时|此外|另外|我们?(?:个人)?(?:觉得|认为|想|感觉|相信)(?=[^的，])|我们(?:知道|会发现|会看到|可以看到|看到)"
    r"|大家(?:都?知道|会发现|可以看到|会看到)|你会发现|可以说|应该说|相当于|换句话说|总之|总的来说|第[一二三四五六七八九十](?:个|点|条|块|方面)?(?:就是|是|呢|，)|第[一二三四五六七八九十]一?[个点条块](?![问议话主阶层环名关方重难])|诶|[Oo][Kk](?![A-Za-z])|首先|其次|最后|一个是|说实话|说白了|比如说?"
    r"|anyway|因为|刚才讲了|我刚才说了|从?我(?:个人)?的?(?:理解|角度|来看)[^，]{0,4}(?=，)|在?我看来)\s*[，,、]?\s*)+"
)
# What begins so has its subject, or what it speaks of, before it.
_NO_START = re.compile(
    r"[了的得地着过也都就还才又再却来把被跟和与从由让使给向往像比并且或更很个些种这那它他她你您其该此谁哪吗呢吧啊嘛等之所叫说讲做如而则]|是(?!否)|只(?!要)|能(?![源量力耗级])|会(?![议员计])|去(?!年)|到(?!20)|在(?![线校职])"
    r"|以(?!色)|对(?![外于象])|为|用(?![户人电地水])|除|最(?!后)|不(?![同良])|没|当|有(?![机色效]|关部门)|我(?![国们省市县])|可以|可能|如果|要是|虽然|不管|无论|随着|非常|什么|怎|一是|二是|三是|但|刚|后来|之前|今天|下面|接下来|包括"
    r"|尤其|特别是|比如|例如|时候|上面|里面"
)
# What ends so goes on.
_NO_END = re.compile(
    r"(?:[的地得是说讲有和跟与及在到把对为从给会能要去呢啊嘛吧]|来说|来讲|来看|角度|方面|时候|的话|[之以][前后]|过程中|[里上]面|当中|了解|包括|比如|如果|因为|所以|但是|然后|就是|这个|那个|一个|这样|那样|或者|还是|不管|东西|一下|例子)$"
)
# A clause that begins so stands by itself, and so does what came before it.
_SUBJECT = re.compile("我|你|您|他|她|它|大家|咱|这|那")
# Words said twice over, and what only speech puts in: such a sentence does not read.
_STUMBLES = re.compile(r"([一-鿿]{2,4})[，、\s]*\1|([是的就我要很也那这还在有])\2|的话|这个[，、]?那个|那什么")
_ASKS = re.compile("[？?]|吗$")
_LEAST, _MOST = 15, 90  # characters of a run
# A sentence up to this long is shown to its end: what speech leaves hanging is hard to see from a comma.
_CUT_FROM = 40


def is_transcript(text: str) -> bool:
    """Whether most lines begin with who speaks, and the same speakers come back."""
    lines = sum(bool(line.strip()) for line in text.splitlines())
    turns = [found["who"] for found in map(_SPEAKER.match, text.splitlines()) if found]
    return len(turns) >= max(_LEAST_TURNS, _LEAST_SHARE * lines, _TURNS_A_SPEAKER * len(set(turns)))


def without_speaker(text: str, span: Span) -> Span:
    found = _SPEAKER.match(span.of(text))
    return trim(text, Span(span.start + found.end(), span.end)) if found else trim(text, span)


def spoken_runs(text: str, sentences: Sequence[Span]) -> Iterator[Run]:
    """Of each sentence, without its speaker, the runs that can be shown."""
    for number, sentence in enumerate(sentences):
        if _ASKS.search(sentence.of(text)):
            continue
        clauses = split_clauses(text, without_speaker(text, sentence))
        for first in range(len(clauses)):
            begun = _begun(text, clauses, first)
            if begun is not None:
                yield from _runs_from(text, clauses, first, begun, number)


def _begun(text: str, clauses: Sequence[Span], first: int) -> Span | None:
    """The clause without what opens it, where a run can begin there."""
    clause = _without_opener(text, clauses[first])
    words = clause.of(text)
    if len(words) < 4 or _NO_START.match(words):
        return None
    if first and clause == clauses[first]:
        return clause if all(not _without_opener(text, one) or len(one) < 4 for one in clauses[:first]) else None
    return None if first and continues(words) else clause


def _without_opener(text: str, clause: Span) -> Span:
    found = _OPENERS.match(clause.of(text))
    return trim(text, Span(clause.start + found.end(), clause.end)) if found else clause


def _runs_from(text: str, clauses: Sequence[Span], first: int, begun: Span, number: int) -> Iterator[Run]:
    short = sum(map(len, clauses[first:])) < _CUT_FROM
    for last in range(first, len(clauses)):
        ends = last + 1 == len(clauses)
        span = Span(begun.start, clauses[last].end)
        words = span.of(text)
        if len(words) > _MOST:
            return
        if (
            len(words) < _LEAST
            or (short and not ends)
            or not is_balanced(words)
            or "\n" in words
            or _STUMBLES.search(words)
        ):
            continue
        tail = _without_opener(text, clauses[last]).of(text) if last > first else begun.of(text)
        if _NO_END.search(words) or waits(tail) or (not ends and contrasts(clauses[last + 1].of(text))):
            continue
        if says_something(words) and (ends or _may_cut(text, clauses[last + 1])):
            yield Run(words, span, number, number, whole=ends)


def _may_cut(text: str, following: Span) -> bool:
    words = following.of(text)
    return bool(_OPENERS.match(words) or _SUBJECT.match(words))
