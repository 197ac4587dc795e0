"""A model's reply, line by line → claims with the handles they cite. Pure, forgiving of form: never of a handle.

Small models number and bullet, put handles in any bracket, in front, in the middle or on a line of their own, begin
with `根据证据，`, repeat the question and answer in JSON. What cites an unknown handle cites nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.json_replies import JsonReply
from rag.words import normalise

REFUSAL = "REFUSE"

_NAMED = r"(?:(?:证据|编号|来源|出处|依据|引用|参见|参考|见|handles?|sources?|evidence|refs?|see)\s*[:：]?\s*)?"
_ONE = r"[a-zA-Z]\d[a-zA-Z]\d"
_SEVERAL = rf"{_ONE}(?:\s*[,，、;；/和\s-]\s*{_NAMED}{_ONE})*"
# Something in square brackets that only looks like a handle is one that nobody knows.
_MADE_UP = r"[a-zA-Z](?=[a-zA-Z]*\d)[a-zA-Z0-9]{1,5}"
_GROUP = rf"(?:[\[［【〔]\s*{_NAMED}(?:{_SEVERAL}|{_MADE_UP})\s*[\]］】〕]|[（(]\s*{_NAMED}{_SEVERAL}\s*[）)])"
_HANDLES = re.compile(rf"`?(?:[（(]\s*{_NAMED}(?:{_GROUP}\s*[,，、;；和]?\s*)+[）)]|{_GROUP})`?", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![a-z0-9])[a-z](?=[a-z]*\d)[a-z0-9]{1,5}(?![a-z0-9])")
_BARE_LAST = re.compile(r"(?<=[。.！!？?；;，,\s])\s*([a-z]\d[a-z]\d(?:[\s,，、]+[a-z]\d[a-z]\d)*)\s*[。.]?$")
_BARE_FIRST = re.compile(r"^([a-z]\d[a-z]\d)\s*[:：]\s*")

_BULLET = re.compile(
    r"^\s*(?:>\s*|#{1,6}\s+|[-*•·●▪]\s+|[–—](?=\s)|\d{1,2}[.)、．）]\s*(?!\d)|[（(]\d{1,2}[）)]\s*|[①-⑳]\s*)"
)
# Two stars may be a mask: not bold where a mark stands between them or a unit behind them (会**场次，达成**人次).
_BOLD = re.compile(r"(\*\*|__)(?=\S)([^*_，。；,;]+?)(?<=\S)\1(?![万亿千百人次场个元名户家件项条份所吨亩％%\d])")
_ALL_BOLD = re.compile(r"^(\*\*|__)([^*_]+)\1(?=[。.]?$)")
_NUMBER_MARKS = re.compile(r"\[\d{1,2}\]")
_EMPTY_BRACKETS = re.compile(r"[（(\[【]\s*[）)\]】]")
_PREFACE = re.compile(
    r"^(?:(?:好的|可以)[，,。]\s*)?(?:"
    r"(?:根据|依据|按照|基于|从)(?:以上|上述|所给|提供的|给出的|所提供的|用户给出的|已有|现有|的|这些)*"
    r"[“\"]?(?:证据|材料|报告|资料|信息)[”\"]?"
    r"(?:内容|信息)?(?:显示|可知|可以看出|可以得知|表明|来看|中|中可知)?[，,：:]"
    r"|(?:答案|回答|答复|答|回复|结论)(?:如下|是)?[：:]|(?:the )?answer(?: is)?:"
    r"|(?:according to|based on) (?:the )?(?:provided |given |above )?(?:evidence|reports?)(?: provided| given)?[,:]"
    r")\s*",
    re.IGNORECASE,
)
# `证据：[k3f7] 一是…`
_LABEL = re.compile(r"\s*(?:证据|编号|来源|出处|依据|引用|答案|回答|evidence|source|answer)\s*[:：]?\s*", re.IGNORECASE)
_QUESTION_LINE = re.compile(r"^(?:问题|提问|问|question|q)\s*[：:]", re.IGNORECASE)
_SPOKEN_REFUSAL = re.compile(
    r"(?:证据|材料|报告|资料|信息|问题|文中).{0,30}"
    r"(?:无法|不能|难以|没法)(?:直接|准确|据此|从中|给出|作出)*(?:回答|作答|答案|得出|确定|判断)"
    r"|^(?:很?抱歉[，,]?|对不起[，,]?)?(?:我)?(?:无法|不能|没法)(?:回答|作答|确定)"
    r"|(?:证据|材料|报告|资料|文)[中里内]?(?:并)?(?:没有|未能?|不包含|没)(?:直接|明确)?(?:找到|提及|提供|提到|包含|给出|涉及|说明)?.{0,20}"
    r"(?:答案|相关(?:信息|内容|数据|证据))"
    r"|(?:cannot|can't|unable to) (?:be )?(?:answer|determin)|evidence (?:does not|doesn't) (?:mention|contain|provide)"
    r"|no (?:relevant )?(?:information|evidence|answer)",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w")
# What is left of the marks around handles that were taken out.
_MARKS_AGAIN = re.compile(r"([。！？；，.;])\s*[。；，,.;]+$|\s+(?=[。.，,；]$)")
_LEFT_OVER = "。；;，,、：: "


@dataclass(frozen=True, slots=True)
class DraftClaim:
    """A sentence as the model wrote it, its markers taken out, and the handles it names, in order."""

    text: str
    handles: tuple[str, ...]


class ClaimReader:
    """Takes a reply line by line and gives each claim as soon as it is known to be whole.

    A line with handles is, when it ends. One without may still get them from a line of handles below it, and is given
    with the next line or the end. `refused`: the reply said that there is no answer; what follows that is not read.
    """

    def __init__(self, question: str = "") -> None:
        self._question = _bare(question)
        self._json: JsonReply | None = None
        self._waiting: DraftClaim | None = None
        self.refused = False

    def read(self, line: str) -> list[DraftClaim]:
        """The claims that `line` completes."""
        if line.strip().startswith("```") or self.refused:
            return []
        if self._json is None and JsonReply.begins(line):
            self._json = JsonReply()
        if self._json is None:
            return list(self._claims(line))
        texts = self._json.read(line)
        if self._json.is_over:
            self._json = None
        return [claim for one in texts for claim in self._from_json(one.text, one.handles)]

    def finish(self) -> list[DraftClaim]:
        """The claims that were waiting for more."""
        texts = self._json.salvage() if self._json else ()
        claims = [claim for one in texts for claim in self._from_json(one.text, one.handles)]
        return [*claims, *self._release()]

    def _from_json(self, text: str, handles: Sequence[str]) -> Iterator[DraftClaim]:
        cited = "".join(f"[{one}]" for one in handles)
        lines = [line for line in text.splitlines() if line.strip()]
        for line in lines:
            yield from self._claims(line + cited if len(lines) == 1 or not _HANDLES.search(line) else line)

    def _claims(self, line: str) -> Iterator[DraftClaim]:
        row = _bracketed(_BULLET.sub("", _BULLET.sub("", line.strip())).strip())
        cites = bool(_HANDLES.search(row))
        if not row or self.refused:
            return
        if _is_refusal(row, cites=cites):
            self.refused = True
            yield from self._release()
            return
        if not cites and (line.lstrip().startswith("#") or self._is_no_claim(row)):
            yield from self._release()
            return
        if not _WORD.search(_HANDLES.sub("", row)):
            yield from self._attach(handles_in(row))
            return
        yield from self._release()
        *whole, last = claims_of(_without_reason(row))
        yield from whole
        if last.handles:
            yield last
        else:
            self._waiting = last

    def _attach(self, handles: tuple[str, ...]) -> Iterator[DraftClaim]:
        """Handles on a line of their own belong to the line before, where it has none."""
        if self._waiting:
            self._waiting = replace(self._waiting, handles=handles)
        yield from self._release()

    def _release(self) -> list[DraftClaim]:
        waiting, self._waiting = self._waiting, None
        return [waiting] if waiting else []

    def _is_no_claim(self, row: str) -> bool:
        """The question again, a heading over what follows, or `根据证据：` and nothing else."""
        rest = _PREFACE.sub("", row)
        return (
            not _WORD.search(rest)
            or bool(_QUESTION_LINE.match(row))
            or _bare(rest) == self._question != ""
            or rest.rstrip("*_ ").endswith(("：", ":"))
        )


def parse_claims(reply: str, question: str = "") -> list[DraftClaim]:
    """All claims of a whole reply."""
    reader = ClaimReader(question)
    claims = [claim for line in reply.splitlines() for claim in reader.read(line)]
    return [*claims, *reader.finish()]


def claims_of(row: str) -> list[DraftClaim]:
    """The claims of one line that has words: each ends in its handles, or begins so where the line does."""
    pieces = _pieces(row)
    if _LABEL.fullmatch(pieces[0].text):
        pieces[0] = replace(pieces[0], text="")
    if not _WORD.search(pieces[0].text) and _WORD.search(pieces[-1].text):
        behind = [one.handles for one in pieces]
        pieces = [DraftClaim(one.text, handles) for one, handles in zip(pieces[1:], behind, strict=False)]
    claims: list[DraftClaim] = []
    carried: tuple[str, ...] = ()
    for piece in pieces:
        if claims and _continues(piece.text):
            last = claims[-1]
            claims[-1] = DraftClaim(last.text + piece.text, _united(last.handles, piece.handles))
        elif _WORD.search(piece.text):
            claims.append(DraftClaim(piece.text, _united(carried, piece.handles)))
            carried = ()
        elif not claims:
            carried = piece.handles
        else:
            claims[-1] = replace(claims[-1], handles=_united(claims[-1].handles, piece.handles))
    cleaned = [replace(one, text=_cleaned(one.text)) for one in claims]
    return [one for one in cleaned if _WORD.search(one.text)] or [DraftClaim(row, ())]


def handles_in(text: str) -> tuple[str, ...]:
    """The handles of every group in `text`, in order, each once."""
    groups = (found[0].lower() for found in _HANDLES.finditer(text))
    return tuple(dict.fromkeys(handle for group in groups for handle in _HANDLE.findall(group)))


def _pieces(row: str) -> list[DraftClaim]:
    """Text and the handles right behind it, the last of them with none."""
    pieces: list[DraftClaim] = []
    position = 0
    for found in _HANDLES.finditer(row):
        pieces.append(DraftClaim(row[position : found.start()], handles_in(found[0])))
        position = found.end()
    return [*pieces, DraftClaim(row[position:], ())]


def _continues(text: str) -> bool:
    """`甲[…]，乙[…]。` is one sentence, `甲[…]。` the same with its full stop behind."""
    mark = text.strip()
    return mark[:1] in ("，", ",", "、") or (mark != "" and not _WORD.search(mark) and mark[0] in "。.！？!?；;")


def _united(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*one, *other]))


def _cleaned(text: str) -> str:
    text = _BULLET.sub("", text.lstrip(_LEFT_OVER)).strip()
    text = _BOLD.sub(r"\2", _ALL_BOLD.sub(r"\2", text))
    text = _EMPTY_BRACKETS.sub("", _NUMBER_MARKS.sub("", text))
    text = _PREFACE.sub("", text.strip().lstrip(_LEFT_OVER))
    return _MARKS_AGAIN.sub(r"\1", text.strip())


def _without_reason(row: str) -> str:
    """What was sent back with ` —— ` and the reason comes again with that, or with anything else, behind it."""
    text, dash, behind = row.partition(" —— ")
    return text + "".join(found[0] for found in _HANDLES.finditer(behind)) if dash and _WORD.search(text) else row


def _is_refusal(row: str, *, cites: bool) -> bool:
    """`REFUSE`, with words around it or not; or the same in the model's own words, where it cites nothing."""
    if REFUSAL in row:
        rest = _HANDLES.sub("", row).strip(" *`\"'“”。.！!")
        return not cites or rest.startswith(REFUSAL) or rest.endswith(REFUSAL)
    return not cites and bool(_SPOKEN_REFUSAL.search(row))


def _bracketed(row: str) -> str:
    """Handles without brackets at either end of the line get them."""
    return _BARE_LAST.sub(r"[\1]", _BARE_FIRST.sub(r"[\1]", row))


def _bare(text: str) -> str:
    return "".join(_WORD.findall(normalise(text)))
