"""The HTML file: whole by itself, harmless whatever a report holds, every citation a way to its passage and back."""

import base64
import hashlib
import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from lxml import html as reader

from rag.domain import Citation, Claim, Place, Span, Summary, SummarySection, Verdict
from rag.entrypoints import exports
from rag.entrypoints.exports import Format
from rag.entrypoints.exports.html import of_paper
from rag.entrypoints.exports.of_summaries import paper
from tests.entrypoints import exported


def page_of(summary: Summary = exported.SUMMARY, texts: dict[str, str] = exported.TEXTS) -> str:
    return exports.of_summary(summary, Format.HTML, text_of=lambda one: texts.get(one, "")).decode()


def cited(text: str, *spans: tuple[int, int]) -> Summary:
    """A summary whose sentences cite those spans of one report."""
    citations = tuple(
        Citation(number, Place("a", "甲", ("节",), Span(*span)), text[slice(*span)])
        for number, span in enumerate(spans, start=1)
    )
    claims = tuple(Claim(f"第{one.id}句。", (one.id,), Verdict.SUPPORTED) for one in citations)
    return Summary("摘要", "brief", (SummarySection("成效", claims),), citations)


def marked(tree: reader.HtmlElement, key: str) -> str:
    return "".join(one.text_content() for one in tree.xpath(f"//mark[contains(concat(' ', @class, ' '), ' {key} ')]"))


def test_every_link_leads_somewhere_in_the_file() -> None:
    tree = reader.fromstring(page_of())
    targets = tree.xpath("//a/@href")
    assert targets
    assert all(one.startswith("#") for one in targets)
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {one[1:] for one in targets} <= set(ids)


def test_a_citation_leads_to_the_quoted_words_in_their_paragraph() -> None:
    tree = reader.fromstring(page_of())
    for citation in exported.CITATIONS:
        assert tree.xpath(f"//main//a[@href='#p{citation.id}']")
        assert marked(tree, f"p{citation.id}") == citation.quote
    paragraph = tree.xpath("//aside//p[.//*[@id='p4']]")[0].text_content()
    assert "“一站办结”事项增加到57项" in paragraph  # the rest of the paragraph is there to be read


def test_the_way_back_leads_to_the_sentence() -> None:
    tree = reader.fromstring(page_of())
    assert tree.xpath("//aside//a[@class='back' and @href='#c4']")
    assert "21.5小时" in tree.xpath("//*[@id='c4']/..")[0].text_content()


def test_the_source_of_a_key_figure_leads_to_the_figure() -> None:
    tree = reader.fromstring(page_of())
    [target] = tree.xpath("//table//tr[th='货物吞吐量']//a/@href")
    assert marked(tree, target[1:]) == "3126.4万吨"


def test_places_that_overlap_and_run_over_paragraphs_are_marked_whole() -> None:
    text = "甲乙丙丁戊己庚辛。\n\n子丑寅卯。"
    spans = ((0, 4), (2, 8), (2, 4), (6, 13))
    page = page_of(cited(text, *spans), {"a": text})
    tree = reader.fromstring(page)
    for number, (start, end) in enumerate(spans, start=1):
        assert marked(tree, f"p{number}") == text[start:end].replace("\n", "")
        assert tree.xpath(f"//aside//*[@id='p{number}']")
    assert ":root:has(#p2:target) .p2" in page  # in pieces, and lights up as one


@given(st.data())
def test_wherever_a_place_is_its_words_are_marked(data: st.DataObject) -> None:
    text = data.draw(st.text(alphabet="甲乙 \n\t<&", min_size=1, max_size=40))
    bounds = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(lambda one: (min(one), max(one)))
    spans = data.draw(st.lists(bounds, min_size=1, max_size=4))
    tree = reader.fromstring(page_of(cited(text, *spans), {"a": text}))
    for number, (start, end) in enumerate(spans, start=1):
        words = re.sub(r"\s", "", text[start:end])
        assert re.sub(r"\s", "", marked(tree, f"p{number}")) == words
        assert len(tree.xpath(f"//*[@id='p{number}']")) == bool(words)
        assert len(tree.xpath(f"//*[@id='n{number}']")) == 1


def test_a_place_that_is_not_in_the_text_leads_to_the_list_of_sources() -> None:
    tree = reader.fromstring(page_of(cited("甲乙丙丁", (90, 95)), {"a": "甲乙丙丁"}))
    assert tree.xpath("//main//a[@href='#n1']")
    assert not tree.xpath("//aside")


def test_without_the_texts_the_list_of_sources_is_what_citations_lead_to() -> None:
    tree = reader.fromstring(of_paper(paper(exported.SUMMARY), {}))
    assert tree.xpath("//main//a[@href='#n4']")
    assert exported.CITATIONS[3].quote in tree.xpath("//*[@id='n4']")[0].text_content()


def test_what_a_report_holds_is_text_and_nothing_else() -> None:
    tree = reader.fromstring(page_of())
    assert not tree.xpath("//script | //b[not(ancestor::*[@class='quote'])] | //main//*[@onclick]")
    assert '<script>alert("水")</script> & "引号"' in marked(tree, "p12")


def test_hostile_titles_sections_and_quotes_stay_text() -> None:
    evil = "\"><img src=x onerror=alert(1)>'</style></title>\x00\x1b\u0085&amp;\ud800"
    place = Place(evil, evil, (evil,), Span(0, len(evil)))
    claims = (Claim(evil, (1,), Verdict.SUPPORTED),)
    summary = Summary(evil, evil, (SummarySection(evil, claims),), (Citation(1, place, evil),), notices=(evil,))
    page = page_of(summary, {evil: evil})
    tree = reader.fromstring(page)
    assert not tree.xpath("//img | //@onerror")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", page)
    assert "&amp;amp;" in page  # what reads as an entity is not one


def test_nothing_is_fetched_or_run() -> None:
    page = page_of()
    assert not re.search(r"https?:|//\w|url\(|@import|<script|<link|<img|<iframe|<form| style=", page)
    policy = reader.fromstring(page).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    style = re.search("<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy.startswith("default-src 'none'; ")
    assert f"style-src 'sha256-{digest}'" in policy


def test_the_page_says_its_language_and_has_landmarks_and_a_way_past_them() -> None:
    tree = reader.fromstring(page_of())
    assert tree.xpath("/html/@lang") == ["zh-CN"]
    assert len(tree.xpath("//main")) == len(tree.xpath("//h1")) == 1
    assert tree.xpath("//aside/@aria-label")
    assert tree.xpath("//body/a[1]/@href") == ["#text"]
    assert len(tree.xpath("//thead//th[@scope='col']")) == 5
    assert tree.xpath("//tbody//th[@scope='row']")
    english = reader.fromstring(page_of(replace(exported.SUMMARY, language="en")))
    assert english.xpath("/html/@lang") == ["en"]


def test_pointing_at_a_number_shows_the_quote() -> None:
    shown = reader.fromstring(page_of()).xpath("//main//a[@href='#p5']/following-sibling::span[@class='quote']")
    assert exported.CITATIONS[4].quote in shown[0].text_content()


def test_levels_are_counted_and_nested() -> None:
    tree = reader.fromstring(page_of())
    assert [one.text_content() for one in tree.xpath("//main//h3")] == [
        "（一）口岸通关提速",
        "（二）绿色港口",
        "（三）供水",
    ]
    assert [one.text_content() for one in tree.xpath("//main//h4")] == ["1. 泊位改造"]


def test_a_row_group_of_a_comparison_is_one_heading() -> None:
    third = exported.report("third", "岚浦市交通局2031年工作报告", 2031, "岚浦市交通局")
    row = replace(exported.THROUGHPUT, cells=(*exported.THROUGHPUT.cells, None))
    comparison = replace(exported.COMPARISON, reports=(*exported.COMPARISON.reports, third), rows=(row,))
    page = exports.of_comparison(comparison, Format.HTML, language="zh", text_of=lambda _: "").decode()
    [head] = reader.fromstring(page).xpath("//tbody/tr/th[@rowspan]")
    assert (head.get("rowspan"), head.get("scope")) == ("2", "rowgroup")
