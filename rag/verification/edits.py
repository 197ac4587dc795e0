"""A clause nearly copied from the evidence, and what was changed in it: another number, a lost 不, 增长 for 下降."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from rag.domain import DropReason, Figure
from rag.figures import find_figures
from rag.figures.units import THINGS, base_unit
from rag.verification.arabic import arabic
from rag.verification.numbers import TIME_WORDS
from rag.verification.text import clauses, one_form
from rag.verification.words import NOT_NEGATION, OPPOSITE_WORDS, are_opposites

# Clauses this alike (2 × shared tokens / all) are taken for one clause edited; less alike ones say different things.
# Read from benchmarks/verification.py: below 0.6, clauses are compared that share little more than a verb (发放…).
_ALIKE = 0.6
_SHORTEST = 3
_SAME_WORDS = 0.9
_CONTAINED = 0.8

_TOKEN = re.compile(
    rf"\x00\d+\x00|(?P<number>第?\d+(?:\.\d+)?[年月日号]?)|(?P<time>{TIME_WORDS})|(?P<word>{NOT_NEGATION})"
    rf"|(?P<side>{OPPOSITE_WORDS})|(?P<negation>尚未|从未|并未|暂未|没有|没|未|不|无)|."
)


# What stands before these names somebody or something: another word there is another office, person, insurance…
_NAMED_LONG = re.compile(
    r"[厅局部处科院校市县省]长|街道|公司|集团|银行|中心|协会|支队|大队|保险|基金|补贴|补助|津贴|人员|市场|产业|行业|项目|工程|机关|赛项|组织|法院|学院|大学|医院|专业|品种|机构|部门|小区|同志|书记|主任"
)
# A name stands behind these.
_TITLED = re.compile(
    r"(?:[局厅部处科院校市县省区镇乡村司所站]长|主任|书记|主席|经理|教师|老师|工人|师傅|职工|代表|队长|组长|委员|党员|医生|民警)$"
)
_NAMED = re.compile(rf"[省市县区州盟旗镇乡村局厅部委办院校科处站所奖]|{_NAMED_LONG.pattern}")


_BODY = re.compile(r"..[局委厅部院办县区镇乡]")

# Last characters of the verbs with which reports begin a clause (召开 → 举行): another verb is another way to say it.
_VERB_ENDS = frozenset("开办行展织立施成进推得取请导升设善由于对为是在")


@dataclass(frozen=True, slots=True)
class _Token:
    """`kind`: figure, mask, number, time, side (a word that has an opposite), negation or other."""

    kind: str
    form: str


def wrongly_edited(claim: str, spans: Sequence[str]) -> DropReason | None:
    """Why a clause of the claim changes what the clause it was copied from says; None if none does.

    Where only a number is another, a span that has the clause with that number is the one that it was copied from.
    """
    known = [_clause_tokens(span) for span in spans]
    everything = [tokens for clauses_of_span in known for tokens in clauses_of_span]
    for tokens in _clause_tokens(claim):
        if any(_bodies_swapped(tokens, other) for other in everything):
            return DropReason.UNSUPPORTED
        copy = _copied_from(tokens, everything)
        reason = _judge(tokens, copy) if copy else None
        if copy and reason and (reason is DropReason.UNSUPPORTED or not _stands_elsewhere(tokens, copy, known)):
            return reason
    return None


def _bodies_swapped(tokens: tuple[_Token, ...], other: tuple[_Token, ...]) -> bool:
    """甲局牵头、乙局配合 is not 乙局牵头、甲局配合: the same words, the bodies among them in another order."""
    if len(tokens) != len(other) or tokens == other or sorted(_forms(tokens)) != sorted(_forms(other)):
        return False
    mine, theirs = (_BODY.findall("".join(_forms(side))) for side in (tokens, other))
    return len(mine) > 1 and mine != theirs


def _stands_elsewhere(
    tokens: tuple[_Token, ...], copy: tuple[_Token, ...], known: Sequence[Sequence[tuple[_Token, ...]]]
) -> bool:
    """Another of several spans has a clause with these figures and nearly all of these words, and more besides."""
    figures = {token.form for token in tokens if token.kind in ("figure", "mask")}
    if len(known) < 2 or not figures:
        return False
    for other in (clause for clauses_of_span in known for clause in clauses_of_span):
        forms = {token.form for token in other}
        if (
            other != copy
            and figures <= forms
            and sum(token.form in forms for token in tokens) >= _CONTAINED * len(tokens)
        ):
            return True
    return False


def _copied_from(tokens: tuple[_Token, ...], known: Sequence[tuple[_Token, ...]]) -> tuple[_Token, ...] | None:
    if len(tokens) < _SHORTEST or tokens in known:
        return None
    shortened = [other for other in known if len(other) > len(tokens) and _is_part(tokens, other)]
    if shortened:
        return min(shortened, key=len)
    best, found = _ALIKE, None
    matcher = SequenceMatcher(b=_forms(tokens), autojunk=False)
    for other in known:
        matcher.set_seq1(_forms(other))
        if matcher.real_quick_ratio() < best or matcher.quick_ratio() < best:
            continue
        ratio = matcher.ratio()
        if ratio > best or (ratio == best and found is None):
            best, found = ratio, other
    return found


def _is_part(tokens: tuple[_Token, ...], other: tuple[_Token, ...]) -> bool:
    """All tokens stand in the other clause, in order: words were left out, none changed."""
    rest = iter(other)
    return all(token in rest for token in tokens)


def _forms(tokens: Sequence[_Token]) -> list[str]:
    return [token.form for token in tokens]


def _judge(claim: tuple[_Token, ...], evidence: tuple[_Token, ...]) -> DropReason | None:
    if _figures_moved(claim, evidence):
        return DropReason.FIGURE_NOT_IN_SPAN
    operations = SequenceMatcher(a=_forms(evidence), b=_forms(claim), autojunk=False).get_opcodes()
    for kind, start, end, claim_start, claim_end in operations:
        if kind == "equal":
            continue
        removed, added = evidence[start:end], claim[claim_start:claim_end]
        reason = _numbers_changed(removed, added)
        if reason:
            return reason
        if _sides_changed(removed, added):
            return DropReason.UNSUPPORTED
        if kind == "replace" and _renamed(removed, added, evidence[:start], evidence[end : end + 3]):
            return DropReason.UNSUPPORTED
        if _negates(removed) != _negates(added) and (end < len(evidence) or not removed or len(removed) == 1):
            return DropReason.UNSUPPORTED
    return None


def _figures_moved(claim: tuple[_Token, ...], evidence: tuple[_Token, ...]) -> bool:
    """The same figures in another order among the same words."""
    mine, theirs = ([token.form for token in tokens if token.kind == "figure"] for tokens in (claim, evidence))
    if mine == theirs or sorted(mine) != sorted(theirs):
        return False
    words = [[token.form for token in tokens if token.kind != "figure"] for tokens in (evidence, claim)]
    return SequenceMatcher(a=words[0], b=words[1], autojunk=False).ratio() >= _SAME_WORDS


def _numbers_changed(removed: Sequence[_Token], added: Sequence[_Token]) -> DropReason | None:
    """A number in the place of another, with at most a word beside it. One left out or put in is not judged here."""
    if max(len(removed), len(added)) > 2:
        return None
    for kinds in (("figure", "mask"), ("number",), ("time",)):
        old, new = (
            [token for token in removed if token.kind in kinds],
            [token for token in added if token.kind in kinds],
        )
        for before, after in zip(old, new, strict=False):
            if not _same_form(before.form, after.form) and len(old) == len(new):
                return (
                    DropReason.MASKED_FIGURE
                    if before.kind == "mask" and after.kind == "figure"
                    else DropReason.FIGURE_NOT_IN_SPAN
                )
    return None


def _same_form(one: str, other: str) -> bool:
    """85万 for 85万人: a unit may be left out."""
    return (
        one == other or (one.endswith("|") and other.startswith(one)) or (other.endswith("|") and one.startswith(other))
    )


def _sides_changed(removed: Sequence[_Token], added: Sequence[_Token]) -> bool:
    return any(
        are_opposites(before.form, after.form)
        for before in removed
        if before.kind == "side"
        for after in added
        if after.kind == "side"
    )


def _renamed(
    removed: Sequence[_Token], added: Sequence[_Token], before: Sequence[_Token], following: Sequence[_Token]
) -> bool:
    """工伤保险 → 医疗保险, 城东区 → 城西区, 局长某甲 → 局长某乙: one short word for another beside what it names."""
    words = [token for token in (*removed, *added) if token.kind == "other"]
    short = max(len(removed), len(added)) <= 4 and len(words) == len(removed) + len(added)
    verbs = any("".join(token.form for token in side)[-1:] in _VERB_ENDS for side in (removed, added))
    after = "".join(token.form for token in following if token.kind == "other")
    if short and _TITLED.search("".join(token.form for token in before[-3:])):
        return True
    # 失业保险 → 渔业保险: two words may share their last character.
    return short and not verbs and bool(_NAMED.match(after) or _NAMED_LONG.match(after[1:]))


def _negates(tokens: Sequence[_Token]) -> bool:
    """The change ends in a negation: what is negated stays."""
    return bool(tokens) and any(token.kind == "negation" for token in tokens[-3:]) and len(tokens) <= 4


@lru_cache(maxsize=1024)
def _clause_tokens(text: str) -> tuple[tuple[_Token, ...], ...]:
    text = text.replace("\x00", " ")  # the sign that holds a figure's place below
    figures = find_figures(text)
    parts, position = [], 0
    for index, figure in enumerate(figures):
        parts.extend([text[position : figure.span.start], f"\x00{index}\x00"])
        position = figure.span.end
    parts.append(text[position:])
    marked = arabic("".join(part if part.startswith("\x00") else one_form(part) for part in parts))
    return tuple(tokens for clause in clauses(marked) if (tokens := tuple(_tokens(clause, figures))))


def _tokens(clause: str, figures: Sequence[Figure]) -> list[_Token]:
    tokens = []
    for match in _TOKEN.finditer(clause):
        if match[0].startswith("\x00"):
            tokens.append(_figure_token(figures[int(match[0].strip("\x00"))]))
        elif match[0] not in '“”"‘’（）()、 的了\x00':
            tokens.append(_Token(match.lastgroup or "other", match[0]))
    return tokens


def _figure_token(figure: Figure) -> _Token:
    unit, factor = base_unit(figure.unit)
    if figure.value is None:
        return _Token("mask", re.sub(r"\*+", "*", one_form(figure.text)))
    high = figure.value if figure.upper is None else figure.upper
    kind = "个" if unit in THINGS else unit
    return _Token("figure", f"{(figure.value * factor).normalize()}~{(high * factor).normalize()}|{kind}")
