"""What a reader sees of a reply or an answer, and how much of it is wrong. Shares nothing with rag.verification."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations
from typing import Any

from benchmarks.model_recording import Call
from benchmarks.quantities import Quantity, quantities
from rag.domain import Answer, Verdict

_HEADER = re.compile(r"^## (?P<header>.*)$")
_EVIDENCE = re.compile(r"^- (?P<text>.*)\[(?P<handle>[a-z]\d[a-z]\d)\]$")
_HANDLE = re.compile(r"(?<![A-Za-z0-9])[a-z]\d[a-z]\d(?![A-Za-z0-9])")
_GROUPS = re.compile(r"((?:[\[［【（(]\s*[a-z]\d[a-z]\d(?:[^\w\]］】）)]+[a-z]\d[a-z]\d)*\s*[\]］】）)]\s*)+)")
_BULLET = re.compile(r"^\s*(?:[-*•]\s+|\d{1,2}[.、)]\s*(?!\d)|（\d{1,2}）|#{1,6}\s+|>\s*)")
_MASKS = re.compile(r"[*×□＊]|XX|未披露|不披露|没有披露|未公布|not disclose", re.IGNORECASE)
_REFUSED = re.compile(r"REFUSE|无法回答|不能回答|没有(?:找到)?相关|没有提及|未提及|没有答案")
_NOT_SAID = re.compile(r"“[^”]*[*×□][^”]*”|(?:，|,)?(?:而|并)?(?:不是|未达到|未超过|没有达到|没有超过)[^，。；,;]*")
_YEARS = (Decimal(1990), Decimal(2100))
_CHINESE = re.compile(r"(?P<percent>百分之)?(?P<number>[零〇一二两三四五六七八九十百千点]+)(?P<tenths>成)?")
_DIGITS = {"零": 0, "〇": 0, "两": 2, **{digit: value for value, digit in enumerate("一二三四五六七八九", 1)}}
_TENS = {"十": 10, "百": 100, "千": 1000}
# A sentence of which the cited one has less than this of the pairs of characters is about something else: claims that
# quote have 1.0, rewritten ones 0.5 and more, the sentence next to the right one 0.2 on average (sample reports).
_LEAST_SHARED = 0.35


@dataclass(frozen=True, slots=True)
class Seen:
    """A sentence as a reader sees it: what it cites, and what stands above that (report, year, headings)."""

    text: str
    cited: tuple[str, ...]
    above: tuple[str, ...] = ()
    is_computed: bool = False


def answers_in(call: Call) -> bool:
    """Whether the prompt asked for an answer from evidence (and not for a question rewritten)."""
    return any(_EVIDENCE.match(line) for line in call.messages[-1]["content"].splitlines())


def seen_in_reply(call: Call) -> list[Seen]:
    """The reply as it would be shown unverified: every sentence, linked to whatever line of evidence it names."""
    if not answers_in(call) or _is_refusal(call.reply):
        return []
    evidence = dict(_evidence(call.messages[-1]["content"]))
    seen = []
    for text, handles in _sentences(call.reply):
        known = [evidence[one] for one in handles if one in evidence]
        seen.append(Seen(text, tuple(line for line, _ in known), tuple(above for _, above in known)))
    return seen


def seen_in_answer(answer: Answer, years: dict[str, str]) -> list[Seen]:
    citations = {one.id: one for one in answer.citations}
    seen = []
    for claim in answer.claims:
        cited = [citations[number] for number in claim.citations if number in citations]
        above = tuple(
            " ".join([one.place.report_title, years.get(one.place.report_id, ""), *one.place.section]) for one in cited
        )
        quotes = tuple(one.quote for one in cited)
        seen.append(Seen(claim.text, quotes, above, is_computed=claim.verdict is Verdict.COMPUTED))
    return seen


def _is_refusal(reply: str) -> bool:
    return not reply.strip() or (bool(_REFUSED.search(reply)) and not _HANDLE.search(reply))


def _evidence(prompt: str) -> Iterator[tuple[str, tuple[str, str]]]:
    above = ""
    for line in prompt.splitlines():
        if found := _HEADER.match(line):
            above = found["header"]
        elif found := _EVIDENCE.match(line):
            yield found["handle"], (found["text"], above)


def _sentences(reply: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Text with the handles behind it, or before it where the line begins with them."""
    for line in reply.splitlines():
        pieces = _GROUPS.split(_BULLET.sub("", line))
        texts, groups = pieces[0::2], [tuple(_HANDLE.findall(one)) for one in pieces[1::2]]
        if groups and not re.search(r"\w", texts[0]):
            texts = texts[1:]
        for number, text in enumerate(texts):
            if re.search(r"\w", text) and not _REFUSED.search(text):
                yield text.strip(), groups[number] if number < len(groups) else ()


# --- judging -------------------------------------------------------------------------------------------------


def judged(expect: dict[str, Any], claims: Sequence[Seen], *, question: str) -> Counter[str]:
    """How many claims, citations and figures there are, and how many of them are wrong, by kind."""
    found: Counter[str] = Counter(claims=len(claims))
    for claim in claims:
        figures = _figures(claim.text)
        unsupported = [] if claim.is_computed else [one for one in figures if not _stands(one, claim, question)]
        invented = [one for one in figures if claim.is_computed and not _is_computed(one, claim)]
        found["figures"] += len(figures)
        found["claims_without_a_usable_citation"] += not claim.cited
        found["citations_that_do_not_hold"] += bool(claim.cited) and (bool(unsupported) or not _shares(claim))
        found["figures_not_in_the_cited_sentence"] += len(unsupported) + len(invented)
        found["figures_for_masked_ones"] += bool(expect.get("undisclosed") and unsupported)
    found["figures_of_something_else"] = _something_else(expect, claims, found)
    found["wrong_figures"] = found["figures_not_in_the_cited_sentence"] + found["figures_of_something_else"]
    return found


def _figures(text: str) -> set[Quantity]:
    """Each figure once, with its unit where it has one; neither of quoted words with a mask nor after `不是`."""
    found = quantities(_NOT_SAID.sub("", text))
    return {one for one in found if one[1] or not any(other[0] == one[0] and other[1] for other in found)}


def _quantities(text: str) -> set[Quantity]:
    """Those of a source, whose numbers may be written in Chinese (百分之八十九, 七成, 四个)."""
    cells = [text, *text.split("\t")]  # of a row of a table, which squeezed together would be one number
    return set().union(*(quantities(one) | quantities(_CHINESE.sub(_in_digits, one)) for one in cells))


def _in_digits(found: re.Match[str]) -> str:
    whole, _, part = found["number"].partition("点")
    total = current = 0
    for sign in whole:
        current = _DIGITS.get(sign, current)
        if sign in _TENS:
            total, current = total + (current or 1) * _TENS[sign], 0
    value = f"{total + current}" + (f".{''.join(str(_DIGITS.get(sign, 0)) for sign in part)}" if part else "")
    if found["tenths"]:
        return f"{Decimal(value) * 10}%"
    return f"{value}%" if found["percent"] else value


def _stands(figure: Quantity, claim: Seen, question: str) -> bool:
    value, unit = figure
    there = set().union(*(_quantities(one) for one in claim.cited)) if claim.cited else set()
    if figure in there:
        return True
    if unit in ("年", "") and _YEARS[0] <= value <= _YEARS[1]:  # the year may be the report's own
        return any((value, "") in quantities(one) for one in (*claim.above, question))
    return False


def _is_computed(figure: Quantity, claim: Seen) -> bool:
    """It follows from two cited figures, counts what is cited, or stands there."""
    value = abs(figure[0])
    there = {abs(one[0]) for quote in (*claim.cited, *claim.above) for one in _quantities(quote)}
    results = there | {Decimal(len(claim.cited))}
    for one, other in permutations(there, 2):
        results |= {one - other, one + other}
        if other:
            results |= {one / other, one / other * 100, (one - other) / other * 100}
    places = max(0, -int(value.as_tuple().exponent))
    return any(round(abs(one), places) == round(value, places) for one in results)


def _shares(claim: Seen) -> bool:
    if claim.is_computed or _MASKS.search(claim.text) or not re.search("[\u4e00-\u9fff]", claim.text):
        return True
    pairs = _pairs(claim.text)
    there = set().union(*(_pairs(one) for one in claim.cited))
    return not pairs or len(pairs & there) / len(pairs) >= _LEAST_SHARED


def _pairs(text: str) -> set[str]:
    bare = "".join(re.findall(r"\w", unicodedata.normalize("NFKC", text)))
    return {bare[place : place + 2] for place in range(len(bare) - 1)}


def _something_else(expect: dict[str, Any], claims: Sequence[Seen], found: Counter[str]) -> int:
    """A figure that its sentence does have, given for one that was asked for: another year's, another place's."""
    if found["figures_not_in_the_cited_sentence"] or not any(_figures(one.text) for one in claims):
        return 0
    if expect["status"] == "refused":
        return 1
    if expect.get("undisclosed"):
        return 0 if any(_MASKS.search(one.text) for one in claims) else 1
    wanted = [quantities(one) for one in expect.get("numbers", ())]
    given = set().union(*(quantities(one.text) for one in claims))
    return int(bool(wanted) and not any(one & given for one in wanted))
