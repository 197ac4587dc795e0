"""Templates of summaries: what an office may write itself, and what it is told where that cannot be meant."""

from __future__ import annotations

import pytest

from rag.domain import SummaryPart
from rag.errors import TemplateInvalid
from rag.questions import Aspect
from rag.summarizing.templates import STYLES, load_template, parse_template

OWN = """---
name: weekly
version: "2"
language: zh
characters: 300-500
claim_characters: 70
---
# 本周概况
part: headline
characters: 80

一句话。

# 就业专题
part: topic
about: 就业 招聘
share: 40%

# 主要工作
part: results

先写就业，
再写社保。

# 困难
part: problems

只写困难。

# 数据
part: figures
rows: 6
"""


def test_a_template_is_read_part_by_part() -> None:
    template = parse_template(OWN, source="own.md")
    assert [one.part.value for one in template.parts] == ["headline", "topic", "results", "problems", "figures"]
    assert (template.least, template.most, template.claim_characters) == (300, 500, 70)
    headline, topic, *_, figures = template.parts
    assert (headline.title, headline.characters, headline.instruction) == ("本周概况", 80, "一句话。")
    assert (topic.about, topic.share) == (("就业", "招聘"), 0.4)
    assert figures.rows == 6


def test_a_section_is_written_by_the_instruction_of_its_part() -> None:
    template = parse_template(OWN, source="own.md")
    assert template.instruction_for(None) == "先写就业， 再写社保。"
    assert template.instruction_for(Aspect.RESULTS) == template.instruction_for(None)
    assert template.instruction_for(Aspect.PROBLEMS) == "只写困难。"
    assert template.instruction_for(Aspect.PLANS) == ""


def test_where_sections_are_parts_theirs_is_the_instruction_of_all() -> None:
    detailed = load_template("detailed", "zh")
    told = next(one.instruction for one in detailed.parts if one.part is SummaryPart.SECTIONS)
    assert {detailed.instruction_for(one) for one in (None, Aspect.PROBLEMS, Aspect.PLANS)} == {told}


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    plain = parse_template(OWN, source="own.md")
    assert parse_template("\ufeff" + OWN.replace("\n", "\r\n"), source="own.md").parts == plain.parts


def test_one_number_is_a_tenth_less_to_as_many() -> None:
    template = parse_template(OWN.replace("300-500", "500"), source="own.md")
    assert (template.least, template.most) == (450, 500)


def test_another_length_keeps_the_parts_and_is_another_template() -> None:
    template = parse_template(OWN, source="own.md")
    longer = template.of_length(1_000)
    assert (longer.least, longer.most) == (900, 1_100)
    assert longer.parts == template.parts
    assert longer.hash != template.hash


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ("---\nname: weekly", "name: weekly", "front matter"),
        ("claim_characters: 70", "claim_charakters: 70", "front matter"),
        ("characters: 300-500", "characters: 500-300", "300"),
        ("characters: 300-500", "characters: 三百", "三百"),
        ("characters: 300-500", "characters: 999999", "999999"),
        ("part: results", "part: achievements", "achievements"),
        ("part: results", "parts: results", "parts"),
        ("share: 40%", "share: 140%", "140"),
        ("about: 就业 招聘\n", "", "就业专题"),
        ("rows: 6", "rows: six", "six"),
        ("# 本周概况", "本周概况", "本周概况"),
        ("part: headline", "part: headline\npart: results", "part: results"),
    ],
)
def test_what_is_wrong_with_a_template_is_said(before: str, after: str, named: str) -> None:
    with pytest.raises(TemplateInvalid, match=named) as raised:
        parse_template(OWN.replace(before, after, 1), source="own.md")
    assert "own.md" in str(raised.value)


def test_shares_beyond_the_whole_are_refused() -> None:
    with pytest.raises(TemplateInvalid, match="100%"):
        parse_template(OWN.replace("part: problems", "part: problems\nshare: 70%"), source="own.md")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("style", STYLES)
def test_every_style_has_its_template(style: str, language: str) -> None:
    template = load_template(style, language)
    assert (template.name, template.language) == (style, language)


def test_the_styles_have_the_lengths_that_were_asked_for() -> None:
    assert load_template("brief", "zh").most == 200
    assert (load_template("executive", "zh").least, load_template("executive", "zh").most) == (600, 900)
    detailed = load_template("detailed", "zh")
    assert (detailed.most, detailed.share_of_report) == (3_000, 0.2)
