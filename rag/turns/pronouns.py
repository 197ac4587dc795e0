"""`它`, `该局`, `那里`, `这些问题`: put in the place of each what the question before was about. Pure."""

from __future__ import annotations

import re

from rag.turns.asking import is_person
from rag.turns.naming import deed_of, thing_of
from rag.turns.said import Said, Unclear, without_particles
from rag.turns.shape import Slot, of_slot
from rag.words import content_words

_REPORT_THINGS = "报告|总结|汇报|材料|文件|文档|文章|系统|报告库"
_PRONOUN = re.compile(
    "(?P<place>那里|那儿|当地|那边|这里(?!面)|该地|该[省市县区镇乡局厅委院校](?![级\u4e00-\u9fff]{0}长))|"
    "(?P<time>那一?年|这一年|当年|同年|同一年|那时候?)|"
    "(?P<named>(?:这[项些几种类次]|那[项些几种类次]|该|这个|那个|这|那|上述|以上|前述|此[项类次]?)"
    f"(?:[一二两三四五六七八九十\\d]+)?[个项种类条次]?(?!{_REPORT_THINGS})(?P<noun>[\u4e00-\u9fff]{{2,6}}))|"
    "(?P<thing>它们?的?|(?<![\u4e00-\u9fff])(?:这些?|那些|这个|那个|此|其|该)(?=是|有|数|怎|为|由|在|占|具体|都|分|如何|什么|哪|共)|"
    "(?<![\u4e00-\u9fff])其(?![他它余中次实])(?=[\u4e00-\u9fff]{2,4}(?:是|有|多少)))|"
    "(?P<person>(?<![其吉])(?:他|她)们?)"
)
_INSIDE_MARKS = re.compile("[“《「][^”》」]*$")
_LEADS_NOWHERE = re.compile("^[\\s，,、]*(?:那么?|请问|关于|对于|对|在|从|为|和|与)*$")


def pronouns(said: Said) -> str | None:
    found = _PRONOUN.search(said.text)
    if not found or _INSIDE_MARKS.search(said.text[: found.start()]) or _is_told(said.text[: found.start()], found):
        return None
    meant = _meant(found, said)
    if meant is None:
        return None
    if not meant:
        raise Unclear
    kept = "的" if found[0].endswith("的") else ""
    end = found.start("noun") + _noun_length(found["noun"], meant) if found["named"] else found.end()
    joined = said.text[: found.start()] + meant + kept + said.text[end:]
    return without_particles(joined) if said.is_brief else joined.rstrip("？?。 ")


def _is_told(before: str, found: re.Match[str]) -> bool:
    """Whether the text itself says what is meant: `养老保险和它的基金`."""
    if found["time"] or found["named"] or _LEADS_NOWHERE.match(before):
        return False
    return bool(content_words(before))


def _meant(found: re.Match[str], said: Said) -> str | None:
    """What a pronoun stands for; "" where that can't be told, None where it is none after all."""
    if found["time"]:
        return _time(said)
    if found["place"]:
        return _place(found[0], said)
    if found["named"]:
        return _named(found["noun"], said)
    asked = said.asked_before
    if found["person"] and not is_person(asked.subject or asked.rest.strip("？?是 ")):
        return ""
    return thing_of(asked, keeps_year=_keeps_year(said))


def _keeps_year(said: Said) -> bool:
    own = [one for one in of_slot(said.text, Slot.YEAR) if not re.search("[比较与同和跟]$", said.text[: one.start])]
    return not own


def _time(said: Said) -> str | None:
    """`当年` where one year was named; otherwise it stands as it is."""
    years = of_slot(said.before, Slot.YEAR)
    return years[0].text if len(years) == 1 else None


def _place(word: str, said: Said) -> str | None:
    if word.startswith("该") and word[1] in "局厅委院校":
        offices = of_slot(said.before, Slot.OFFICE)
        return offices[-1].text if offices else None
    places = of_slot(said.before, Slot.PLACE) or of_slot(said.before, Slot.OFFICE)
    if not places:
        return None if word.startswith(("该", "当地", "这里")) else ""
    return places[-1].text


def _named(noun: str, said: Said) -> str | None:
    """`这些问题`, `该项目`: what was asked about must hold the noun, or it is no pronoun of ours."""
    if not said.before:
        return None
    asked = said.asked_before
    if _noun_length(noun, asked.object) and (asked.lists or asked.counts) and (asked.subject or asked.link):
        deed = deed_of(asked)
        between = f"{deed}的" if deed or asked.subject else ""
        return f"{asked.scope}{asked.subject}{between}{asked.object}"
    if _noun_length(noun, asked.subject):
        return thing_of(asked, keeps_year=_keeps_year(said))
    return None


def _noun_length(words: str, name: str) -> int:
    """How much of `words`, from their beginning, stands in `name`; 0 for less than two characters."""
    return next((length for length in range(len(words), 1, -1) if words[:length] in name), 0)
