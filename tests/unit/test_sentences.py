"""Where sentences end."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.domain import Span
from rag.parsing import sentence_spans
from rag.parsing.lines import BLANKS
from rag.parsing.sentences import LONGEST_SENTENCE

PUNCTUATED = st.text(alphabet="市局新增就业3.5万人。！？；：，、“”‘’《》（）()…!?; \n\u3000*", max_size=200)


def sentences(text: str) -> list[str]:
    return [span.of(text) for span in sentence_spans(text)]


def test_a_sentence_ends_with_its_punctuation() -> None:
    assert sentences("就业稳定。社保扩面！成效如何？继续努力。") == [
        "就业稳定。",
        "社保扩面！",
        "成效如何？",
        "继续努力。",
    ]


def test_half_width_punctuation_ends_a_sentence_too() -> None:
    assert sentences("完成了吗?完成了!很好。") == ["完成了吗?", "完成了!", "很好。"]


def test_a_line_is_a_sentence_at_most() -> None:
    assert sentences("云州市工作总结\n　　今年工作有序推进\n") == ["云州市工作总结", "今年工作有序推进"]


@pytest.mark.parametrize(
    "whole",
    [
        "增长1.5个百分点，投入2.5亿元，12·4宣传日发放资料12.4万份。",
        "打造“五心”人社、“云岫先锋”品牌，落实《关于促进就业的意见》。",
        "会议要求：“要抓好落实。要见到实效。”",
        "开展“人才怎么留？”大讨论，征集意见40条。",
        "印发《企业怎么办？政策问答》手册，覆盖全市。",
        "对重点群体（含高校毕业生。下同）发放补贴。",
        "参见http://example.gov.cn/a?b=1办理。",
        "U.S. 企业到访两次。",
        "网站发布“就业地图……”专栏3期。",
        "这项工作做得怎么样呢？！",
    ],
)
def test_signs_inside_a_sentence_do_not_end_it(whole: str) -> None:
    assert sentences(whole + "下一句。") == [whole, "下一句。"]


def test_speech_ends_with_its_closing_quote() -> None:
    text = "“群众的事就是大事。”局长说到做到。“马上办！”窗口人员回答。"
    assert sentences(text) == ["“群众的事就是大事。”", "局长说到做到。", "“马上办！”", "窗口人员回答。"]


def test_speech_that_goes_on_after_its_quote_stays_whole() -> None:
    assert sentences("落实“应保尽保。”的要求，取得实效。") == ["落实“应保尽保。”的要求，取得实效。"]


def test_nested_quotes_are_one_sentence() -> None:
    text = "“要以‘学用结合。知行合一。’为目标，抓好培训。”各单位照此执行。"
    assert sentences(text) == ["“要以‘学用结合。知行合一。’为目标，抓好培训。”", "各单位照此执行。"]


def test_a_forgotten_closing_quote_swallows_nothing() -> None:
    assert sentences("打造“云岫先锋品牌。就业稳定。\n社保扩面。") == ["打造“云岫先锋品牌。", "就业稳定。", "社保扩面。"]


def test_a_quote_that_closes_too_late_swallows_nothing() -> None:
    assert len(sentences("开展“专项行动。" + "就业稳定。" * 100 + "落实“责任”。")) > 100


def test_two_opening_quotes_do_not_join_sentences() -> None:
    assert sentences("在“五一“节前慰问。开展“送温暖”活动。") == ["在“五一“节前慰问。", "开展“送温暖”活动。"]


def test_a_short_sentence_keeps_its_semicolon() -> None:
    assert sentences("发放补贴3万元；惠及20户。") == ["发放补贴3万元；惠及20户。"]


def test_a_long_sentence_is_split_at_its_semicolons() -> None:
    first = "围绕重点群体开展专项帮扶，全年组织招聘会二十场，提供岗位三千个；"
    second = "围绕企业用工开展上门服务，走访企业一百家，解决用工缺口五百人；"
    third = "围绕技能提升开展培训，举办培训班十二期。"
    assert sentences(first + second + third) == [first, second, third]


def test_a_semicolon_in_brackets_splits_nothing() -> None:
    text = (
        "全年受理各类申请（其中线上受理一千二百件；线下受理八百件；代办三百件），"
        "按期办结率达到百分之九十九，群众满意率保持较高水平。"
    )
    assert sentences(text) == [text]


def test_masked_figures_stay_inside_their_sentence() -> None:
    assert sentences("*年*月，新增就业*万人，同比增长*％。发放补贴**万元。") == [
        "*年*月，新增就业*万人，同比增长*％。",
        "发放补贴**万元。",
    ]


def test_english_sentences_end_with_a_full_stop() -> None:
    assert sentences("The plan was approved. Work began in May.") == ["The plan was approved.", "Work began in May."]


def test_a_line_without_punctuation_is_cut() -> None:
    assert all(len(one) <= LONGEST_SENTENCE for one in sentences("工作" * 5000))


def test_only_the_asked_part_is_split() -> None:
    text = "第一句。第二句。第三句。"
    assert [one.of(text) for one in sentence_spans(text, Span(4, 8))] == ["第二句。"]


@given(st.one_of(st.text(max_size=300), PUNCTUATED))
@example("\x85\u2028")
@example("“）‘（。”")
def test_sentences_and_white_space_tile_any_text(text: str) -> None:
    position = 0
    for span in sentence_spans(text):
        assert position <= span.start < span.end
        assert not text[position : span.start].strip(BLANKS).strip()
        assert span.of(text) == span.of(text).strip()
        position = span.end
    assert not text[position:].strip(BLANKS).strip()
