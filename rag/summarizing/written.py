"""News and articles: what they say without datelines, credits and who reported it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.clauses import is_balanced, is_whole, leans_back, split_clauses, without_marker
from rag.domain import Span
from rag.summarizing.salience import Run, says_something

# What stands before the first sentence: `2023-7-21 16:47，正文：`, `某社某地7月21日电(某某)`, `某网讯（记者/某某）`,
# `【文/某某】`, `某报记者 某某`.
_DATELINE = re.compile(
    r"(?:[^。！？]{0,30}正文[：:]|题[：:]|[^，。！？]{0,30}?[电讯](?:[（(][^）)]{1,40}[）)]|(?=[\s【]))|本[报网台刊]讯|【[^】]{1,20}】|[（(](?:记者|通讯员|文|作者|完|编辑|来源)[^）)]{0,40}[）)]|[（(][^）)]{0,20}(?:记者|通讯员|实习生|摄)[^）)]{0,40}[）)]"
    r"|(?:本报|[一-鿿]{2,8}新闻)?(?:记者|作者|来源|编辑|文)[\s：:/|][^，。！？]{1,20}?(?=\d{1,2}月|今|近|日前)|.{2,16}?供图"
    r"|[^，。！？]{0,10}(?:记者|通讯员)[^，。！？]{1,8}(?:摄(?!影)|报道)|视觉中国[ \u3000]*图|[\s\u3000]+|——)+"
)
# Who said it or heard it, before what is said.
_REPORTED = re.compile(
    r"(?:据[^，]{2,30}(?:报道|报导|消息|介绍|了解|悉|统计)|[^，]{0,20}(?:记者|获悉|了解到|报道称?|消息称?|消息)|报道还?称|报道指出|当[天日]|值得(?:一提|注意|关注)的是|具体来[说讲]|对此)[，,]"
)
# Lines about the text and its pictures, not of it.
_CREDIT = re.compile(
    r"供图|摄$|图[/／|]|来源[：:]|责编|编辑[：:|]|未经授权|不得转载|版权|联系电话|^[（(]完[）)]|客户端|^图为|资料图|截图|扫码|关注我们|如遇作品|^(?:作者|记者)[：:]"
)
_LONGEST_CREDIT = 40
_CAPTION = re.compile(r"资料图|图为|图片|[^。]{0,12}截图")
# Ties to the sentence before that can go with their comma.
_TIE = re.compile(
    r"(?:不过|此外|同时|另外|随后|但是?|因此|因而|所以|而且|并且|最后|其中|于是|对此|总之|事实上|实际上|目前|根据安排|与此同时)[，,]"
)
# What begins so needs its second half, however many clauses that has.
_CONDITION = re.compile(r"由于|虽然?|尽管|如果|若|只要|只有|不仅|不但|一旦|因为?(?!地制宜)|为了|凡")
# A clause that begins so says it of what the clause before it names.
_PREDICATE = re.compile(r"[是均都也将已需应可被不没仍还正直才]|明显|分别|主要|成为|属于|位于")
_LEAST, _MOST = 12, 220  # characters of a run
_LEAST_OF_LINE = 24  # a shorter line without a stop is a headline, a caption or a name
_STOPPED = "。；;！!？?"
# A sentence up to this long is shown to its end.
_CUT_FROM = 60
# What ends so goes on.
_NO_END = re.compile(
    r"(?:[的地得是说称讲有和跟与及在到把对为从给会能要将]|表示|指出|认为|强调|介绍|显示|报道|时候?|之[前后]|以[前后来]|方面|过程中|包括|其中|如果|因为|内容|情况下|[说道]道|介绍道|(?:提醒|希望|要求|呼吁|建议|期待|号召|通知)[^，]{0,12}|为(?:纽带|契机|载体|抓手|目标|主题|基础))$"
)
_SAYING = re.compile(r"[^，]{2,24}(?:说|表示|介绍|称|指出)$")  # whose words stand in the sentence before
_QUOTE = re.compile(r"[“\"][^”\"]*[”\"].{0,2}|.*[。！？][”\"]")  # what somebody said, and nobody says who
# What begins so and has no second clause has not come to what is done.
_CIRCUMSTANCE = re.compile(
    r"(?:经(?!济)|与(?!会)|作为|在(?![线校职])|为|以(?!色)|通过|走[进入]|针对|对(?!外)|从|按|根据|随着|由|当|截至|自|因|具体|接近|到|本着)"
)


def said_in(text: str, sentences: Sequence[Span]) -> list[Span | None]:
    """Of each sentence what it says of the matter; None for one that says nothing of it."""
    return [_matter(text, sentence) for sentence in sentences]


def _matter(text: str, sentence: Span) -> Span | None:
    words = sentence.of(text)
    if "\t" in words or _CAPTION.match(words) or (words[-1] not in _STOPPED and len(words) < _LEAST_OF_LINE):
        return None
    start = sentence.start
    for pattern in (_DATELINE, _TIE, _REPORTED, _REPORTED):
        found = pattern.match(text, start, sentence.end)
        if found and found.end() < sentence.end:
            start = found.end()
    if sentence.end - start < _LONGEST_CREDIT and _CREDIT.search(text[start : sentence.end]):
        return None
    body = without_marker(text, Span(start, sentence.end))
    return body if len(body) >= _LEAST // 2 else None


def written_runs(text: str, matters: Sequence[Span | None]) -> Iterator[Run]:
    """From the beginning of each sentence to the end of it, or to where it can end before."""
    place = 0
    for number, body in enumerate(matters):
        if body is None:
            continue
        yield from _runs(text, body, number, place)
        place += 1


def _runs(text: str, body: Span, number: int, place: int) -> Iterator[Run]:
    asks = body.end < len(text) and text[body.end] in "？?！!…"
    if asks or leans_back(body.of(text)):
        return
    clauses = split_clauses(text, body)
    for last in range(len(clauses)):
        span, ends = Span(body.start, clauses[last].end), last + 1 == len(clauses)
        words = span.of(text)
        if len(words) > _MOST:
            return
        if len(words) < _LEAST or "\n" in words or not is_balanced(words):
            continue
        if _may_stand(words) if ends else len(body) >= _CUT_FROM and _may_end(text, clauses, last):
            yield Run(words, span, number, place, whole=ends)


def _may_stand(words: str) -> bool:
    """A whole sentence, unless it is a name, or says only who said what stands before."""
    return not (_SAYING.search(words) or _QUOTE.fullmatch(words)) and (
        len(words) >= _LEAST_OF_LINE or says_something(words)
    )


def _may_end(text: str, clauses: Sequence[Span], last: int) -> bool:
    words = clauses[last].of(text)
    following = clauses[last + 1].of(text)
    if _CONDITION.match(clauses[0].of(text)) or _PREDICATE.match(following):
        return False
    if not is_whole(text, clauses, 0, last) or _NO_END.search(words) or not says_something(words):
        return False
    return last > 0 or not _CIRCUMSTANCE.match(words)
