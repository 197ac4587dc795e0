"""What is new, what is gone, what is repeated: a matter that stands in the other report is never called missing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.comparing.texts import compare_texts
from tests.unit.comparing.two_years import EARLIER, LATER, OTHER_OFFICE, is_exact, source, texts, two_years

SENTENCE = "坚持应保尽保、应退尽退，对低保家庭每半年核查一次"


def sayings(results: str, *, year: int, plans: str = "做好年度考核。") -> str:
    return f"{year}年工作总结\n一、工作情况\n{results}\n二、下一步安排\n{plans}\n"


def compared(earlier: str, later: str):
    return compare_texts(two_years(sayings(earlier, year=2031), sayings(later, year=2032)))


def test_a_matter_that_only_the_later_report_has_is_new() -> None:
    found = texts(compare_texts(two_years()).new)
    assert any("时光存折" in one for one in found)
    assert any("流动儿童" in one for one in found)


def test_a_matter_that_only_the_earlier_report_has_is_gone() -> None:
    found = texts(compare_texts(two_years()).gone)
    assert any("银龄安居" in one for one in found)
    assert any("海葬、树葬" in one or "公墓" in one for one in found)


def test_what_both_reports_tell_with_other_figures_is_neither_new_nor_gone() -> None:
    found = compare_texts(two_years())
    for one in (*texts(found.new), *texts(found.gone)):
        assert "社区食堂" not in one
        assert "低保金" not in one


def test_named_things_come_first() -> None:
    assert "时光存折" in texts(compare_texts(two_years()).new)[0]
    assert "银龄安居" in texts(compare_texts(two_years()).gone)[0]


def test_a_sentence_that_stands_in_both_reports_is_repeated_and_cited_from_both() -> None:
    sources = two_years()
    (one,) = [found for found in compare_texts(sources).repeated if "应保尽保" in found.text]
    assert one.text == SENTENCE
    assert [citation.place.report_id for citation in one.citations] == [each.report.id for each in sources]
    assert all(citation.quote == SENTENCE for citation in one.citations)


def test_ceremony_is_no_finding() -> None:
    found = compare_texts(two_years())
    for one in (*texts(found.new), *texts(found.gone), *texts(found.repeated)):
        assert "代表" not in one
        assert "感谢" not in one


def test_a_sentence_with_another_figure_is_not_repeated() -> None:
    found = compared("全年检查养老机构四十余家，发现消防隐患32处。", "全年检查养老机构四十余家，发现消防隐患35处。")
    assert found.repeated == ()


def test_spaces_and_full_width_digits_do_not_make_another_sentence() -> None:
    found = compared("全年检查养老机构４８家，发现消防隐患３２处。", "全年检查养老机构48家， 发现消防隐患32处。")
    assert len(found.repeated) == 1


def test_a_long_run_of_clauses_in_a_sentence_that_differs_is_repeated() -> None:
    same = "对排查出的自建房安全隐患逐一登记造册、逐户上门告知、逐项跟踪整改"
    found = compared(f"全年排查房屋1200栋，{same}，整改率达到91%。", f"全年排查房屋1900栋，{same}，整改率达到95%。")
    assert texts(found.repeated) == [same]


def test_the_share_of_repeated_characters_is_of_the_last_report() -> None:
    found = compare_texts(two_years())
    assert found.repeated_share == pytest.approx(len(SENTENCE) / len("".join(LATER.split())), rel=0.5)
    assert compare_texts(two_years(LATER, EARLIER)).repeated_share > 0


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("实施“清风护苗”行动，走访学校32所。", "清风护苗行动走访学校40所。"),
        ("开展城市内涝隐患治理三年行动。", "内涝隐患治理三年行动完成投资3亿元。"),
        ("筹备云溪大学生运动会。", "推进云溪大运会筹备。"),
        ("推进藏云直流输电工程建设。", "加快云藏直流输电项目核准。"),
        ("深入推进“三道防线［12］”建设。", "深入推进“三道防线［7］”建设。"),
    ],
)
def test_a_matter_under_other_words_is_not_called_new(earlier: str, later: str) -> None:
    assert compared(earlier, later).new == ()


def test_a_section_about_something_else_is_new() -> None:
    extra = "（九）海绵城市试点\n改造透水铺装路面21公里，建设雨水花园36处。\n"
    earlier = "一、工作情况\n（一）道路建设\n新修沥青道路48公里。\n"
    later = "一、工作情况\n（一）道路建设\n新修沥青道路52公里。\n" + extra
    found = texts(compare_texts(two_years(earlier, later)).new)
    assert "海绵城市试点" in "".join(found)


def test_words_that_a_glossary_explains_count_as_mentioned_and_are_no_finding() -> None:
    glossary = "三、名词解释\n“双百提升”行动：提升一百个小区和一百条街巷。\n"
    earlier = sayings("整治背街小巷80条。", year=2031) + glossary
    later = sayings("实施“双百提升”行动，整治背街小巷100条。", year=2032)
    assert not any("双百提升" in one for one in texts(compare_texts(two_years(earlier, later)).new))
    assert not any("双百提升" in one for one in texts(compare_texts(two_years(earlier, earlier)).gone))


def test_reports_of_different_offices_are_only_searched_for_the_same_words() -> None:
    sources = [source(LATER, year=2032), source(OTHER_OFFICE, year=2032, office="泽川市民政局")]
    found = compare_texts(sources)
    assert (found.new, found.gone) == ((), ())
    assert SENTENCE in texts(found.repeated)


def test_of_three_years_the_last_two_are_set_against_each_other() -> None:
    first = EARLIER.replace("银龄安居", "暖冬送炭").replace("2031", "2030")
    sources = [source(first, year=2030), *two_years()]
    found = compare_texts(sources)
    assert not any("暖冬送炭" in one for one in texts(found.gone))
    assert any("银龄安居" in one for one in texts(found.gone))
    assert len(next(one for one in found.repeated if one.text == SENTENCE).citations) == 3


def test_every_place_quotes_its_report_letter_for_letter() -> None:
    sources = two_years()
    found = compare_texts(sources)
    for one in (*found.new, *found.gone, *found.repeated):
        assert one.citations
        assert all(is_exact(citation, sources) for citation in one.citations)
        assert one.text in one.citations[0].quote


def test_empty_reports_have_nothing_to_say() -> None:
    found = compare_texts(two_years("", ""))
    assert (found.new, found.gone, found.repeated) == ((), (), ())


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(LATER.replace("。", "。\n").splitlines()), min_size=1, max_size=12), st.integers(0, 5))
def test_a_report_set_against_itself_has_nothing_new_and_nothing_gone(lines: list[str], cut: int) -> None:
    text = "\n".join(lines)[cut:]
    found = compare_texts(two_years(text, text))
    assert (found.new, found.gone) == ((), ())
