"""Several questions in one text → each as it is written. What cannot be cut without loss stays together. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.turns.asking import ASK, asks, take_apart
from rag.turns.chat import chat_of

_SENTENCE = re.compile(r"[^?？;；。!！\n]*(?:[?？;；。!！\n]+|$)")
# `1.`, `（2）`, `第三，`: how questions of a list are counted.
_NUMBER = re.compile(
    r"^\s*(?:[（(]?(?:\d{1,2}|[一二三四五六七八九十])[)）.．、]|第[一二三四五六七八九十][，,、：:]|"
    r"问题[一二三四五六七八九十\d][：:]|[-•·*]\s)\s*(?!\d)"
)
_JOINT = re.compile(
    "[，,、]?(?:以及|还有(?![哪什多几谁没])|并且|而且|另外|同时|此外|再就是|另|顺便)[，,]?|[，,]\\s*(?:and\\s+)?"
)
# Asking words that ask nothing: `无论多少`, `不管谁`, `几年来`, `十几个`.
_ASKS_NOTHING = re.compile(
    "(?:无论|不管|不论)[^，,？?]*|(?:没有?什么|多少有些|或多或少|十几|好几|几[年天月]来|几乎|几何|任何|"
    "如何推[进动].{0,8}的$)"
)
_ENCLOSED = re.compile('《[^《》]*》|“[^“”]*”|"[^"]*"|（[^（）]*）|\\([^()]*\\)|「[^「」]*」')
_TAG = re.compile("^(?:是吗|对吗|是不是|对不对|是这样吗|好吗|可以吗|行吗|真的吗|有没有错|没错吧)[?？。]*$")
_ENGLISH_QUESTION = re.compile(r"(?:and |also )?(?:what|which|who|when|where|why|how)\b", re.IGNORECASE)


def split_questions(text: str) -> list[list[str]]:
    """The questions of `text` in order, those of one sentence together: where one of these can't stand alone, the
    sentence is to be taken whole (`"".join`). A sentence that asks nothing stays with the question that it leads to."""
    found: list[list[str]] = []
    led_in = ""
    for sentence in _sentences(text):
        if chat_of(sentence) is not None:
            continue
        if _asks(sentence) or not _leads(sentence):
            parts = _parts(sentence)
            found.append([led_in + parts[0], *parts[1:]])
            led_in = ""
        else:
            led_in += sentence
    if led_in and found:
        found[-1][-1] += led_in
    elif led_in:
        found.append([led_in])
    return [[one.strip() for one in parts] for parts in found]


def _sentences(text: str) -> Iterator[str]:
    covered = _covered(text)
    for found in _SENTENCE.finditer(covered):
        sentence = text[found.start() : found.end()]
        if sentence.strip():
            yield _NUMBER.sub("", sentence)


def _parts(sentence: str) -> list[str]:
    """A sentence cut where another question begins, only if each piece asks for itself."""
    covered = _covered(sentence)
    parts: list[str] = []
    start = 0
    for joint in _JOINT.finditer(covered):
        if _may_part(covered[start : joint.start()], covered[joint.end() :], joint[0]):
            parts.append(sentence[start : joint.start()])
            start = joint.end()
    parts.append(sentence[start:])
    return parts


def _may_part(left: str, right: str, joint: str) -> bool:
    following = re.split("[，,]", right)[0]
    if not _asks(left) or not _asks(following) or _TAG.match(following):
        return False
    if following.isascii() and not _ENGLISH_QUESTION.match(following):
        return False
    if joint[0] in "，,":
        return True
    return bool(take_apart(following).subject)


def _asks(text: str) -> bool:
    plain = _ASKS_NOTHING.sub("", _covered(text))
    return bool(ASK.search(plain)) or asks(plain)


def _leads(part: str) -> bool:
    """Whether a piece that asks nothing is the beginning of something, not a question in brief (`失业率？`)."""
    return not part.rstrip().endswith(("?", "？"))


def _covered(text: str) -> str:
    """What is quoted or bracketed made unreadable, in the same length."""
    return _ENCLOSED.sub(lambda found: "□" * len(found[0]), text)
