"""What the built-in model chooses. The reports are invented."""

from __future__ import annotations

import pytest

from rag.extraction import Group, Line, Pick, choose, shorten
from rag.matching import Matcher
from rag.questions import understand

RARE = {"人": 0.1, "工作": 0.1, "全市": 0.3, "开展": 0.1, "建设": 0.2}
MATCHER = Matcher(lambda word: RARE.get(word, 0.8))


def group(
    *sentences: str, path: tuple[str, ...] = ("主要成效",), title: str = "青禾市就业工作总结", year: str = "2023"
) -> Group:
    names = (f"{letter}{digit}a2" for letter in "bcdfghjk" for digit in "23456789")
    return Group(title=title, year=year, path=path, lines=tuple(map(Line, names, sentences)))


RESULTS = group(
    "全市城镇新增就业3.2万人，城镇登记失业率2.9%。",
    "举办线上线下招聘会**场次，达成就业意向*人次。",
    "6月12日，启动“暖心护航”专项行动，由市就业服务中心主任林小禾牵头。",
    "受外贸订单减少影响，部分企业用工需求回落。",
)
PROBLEMS = group(
    "一是基层平台人手不足。",
    "二是培训内容与岗位需求脱节。",
    "三是政策宣传覆盖面不够广。",
    path=("存在的问题",),
)


def answers(question: str, *groups: Group) -> list[str]:
    return [pick.text for pick in choose(understand(question), groups or (RESULTS, PROBLEMS), MATCHER)]


def test_a_figure_is_answered_with_the_sentence_that_gives_it() -> None:
    assert answers("城镇新增就业多少人？") == ["全市城镇新增就业3.2万人，城镇登记失业率2.9%。"]


def test_a_masked_figure_is_marked_and_keeps_its_mask() -> None:
    (pick,) = choose(understand("举办了多少场招聘会？"), [RESULTS], MATCHER)
    assert pick.masked
    assert "**场次" in pick.text
    assert not any(character.isdigit() for character in pick.text)


def test_a_date_and_a_person_and_a_reason_are_found() -> None:
    assert "6月12日" in answers("“暖心护航”专项行动什么时候启动的？")[0]
    assert "林小禾" in answers("谁牵头“暖心护航”专项行动？")[0]
    assert "外贸订单减少" in answers("企业用工需求为什么回落？")[0]


def test_all_problems_are_listed_in_order() -> None:
    assert answers("存在哪些问题？") == ["基层平台人手不足。", "培训内容与岗位需求脱节。", "政策宣传覆盖面不够广。"]


@pytest.mark.parametrize(
    "question",
    [
        "2021年城镇新增就业多少人？",
        "小学在校生有多少人？",
        "港口吞吐量是多少？",
        "谁负责港口建设？",
        "机场什么时候通航？",
        "培训内容什么时候更新？",
    ],
)
def test_what_the_reports_do_not_say_is_not_answered(question: str) -> None:
    assert answers(question) == []


def test_another_year_is_answered_from_its_own_report_only() -> None:
    later = group("全市城镇新增就业3.5万人。", title="青禾市就业工作总结（续）", year="2024")
    assert answers("2024年城镇新增就业多少人？", RESULTS, later) == ["全市城镇新增就业3.5万人。"]


def test_two_years_are_answered_one_by_one() -> None:
    later = group("全市城镇新增就业3.5万人。", title="青禾市就业工作总结（续）", year="2024")
    assert answers("2023年和2024年城镇新增就业分别是多少人？", RESULTS, later) == [
        "2023年，全市城镇新增就业3.2万人",
        "2024年，全市城镇新增就业3.5万人",
        "2024年城镇新增就业3.5万人，比2023年的3.2万人多0.3万人",
    ]


def test_of_two_years_the_one_that_has_an_answer_is_answered() -> None:
    assert answers("2023年和2025年城镇新增就业分别是多少人？") == ["2023年，全市城镇新增就业3.2万人"]


def test_a_place_that_the_report_is_not_about_is_refused() -> None:
    assert answers("上海市城镇新增就业多少人？") == []


def test_the_unit_decides_between_figures_of_one_sentence() -> None:
    (pick,) = choose(understand("城镇登记失业率是多少？"), [RESULTS], MATCHER)
    assert "2.9%" in pick.text


def test_a_list_that_is_announced_is_given_whole() -> None:
    announced = group("会议提出三字要求：一要抓早。", "二要抓细。", "三要抓实。", path=("工作部署",))
    assert len(answers("会议提出了哪三个字的要求？", announced)) == 3


def test_a_long_sentence_is_shortened_to_clauses_that_stand_in_it() -> None:
    text = (
        "，".join(["为进一步优化营商环境"] * 12)
        + "，全市新增市场主体8600户，"
        + "，".join(["持续推进改革"] * 12)
        + "。"
    )
    short = shorten(text, understand("新增市场主体多少户？"), None, MATCHER)
    assert short in text
    assert "8600户" in short
    assert len(short) <= 140


def test_the_choice_does_not_hang_on_the_order_of_equal_sections() -> None:
    question = understand("城镇新增就业多少人？")
    assert choose(question, [RESULTS, PROBLEMS], MATCHER) == choose(question, [PROBLEMS, RESULTS], MATCHER)


def test_no_evidence_is_no_answer() -> None:
    assert choose(understand("城镇新增就业多少人？"), [], MATCHER) == []


def test_picks_stand_in_the_sentence_they_cite() -> None:
    by_handle = {line.handle: line.text for line in RESULTS.lines}
    for question in ("城镇新增就业多少人？", "企业用工需求为什么回落？", "举办了多少场招聘会？"):
        for pick in choose(understand(question), [RESULTS], MATCHER):
            assert isinstance(pick, Pick)
            assert pick.text in by_handle[pick.handle]


def test_the_level_of_a_list_is_that_of_the_number_and_the_word_asked_for() -> None:
    framed = [
        group("二、存在的问题", path=("存在的问题",)),
        group("（一）在平台建设方面，", "一是场地不足。", "二是设备老化。", path=("存在的问题", "在平台建设方面")),
        group("（二）在队伍建设方面，", "一是人手不够。", "二是流动频繁。", path=("存在的问题", "在队伍建设方面")),
    ]
    below = ["场地不足。", "设备老化。", "人手不够。", "流动频繁。"]
    assert answers("存在哪四个问题？", *framed) == below
    assert answers("队伍建设上有哪两个毛病？", *framed) == below[2:]
    assert answers("存在的问题分几个方面？", *framed) == ["共2个方面：在平台建设方面；在队伍建设方面"]
    assert answers("存在几个问题？", *framed) == ["共4个问题：" + "；".join(one.rstrip("。") for one in below)]


def test_headings_that_only_frame_are_given_with_what_they_frame() -> None:
    framed = [
        group("二、存在的问题", path=("存在的问题",)),
        group("（一）在平台建设方面，", "一是场地不足。", "二是设备老化。", path=("存在的问题", "在平台建设方面")),
        group("（二）队伍建设方面。", "一线人员流动频繁。", path=("存在的问题", "队伍建设方面")),
        group("（三）群众知晓率不高。", "宣传渠道单一。", path=("存在的问题", "群众知晓率不高")),
    ]
    assert answers("存在哪些问题？", *framed) == [
        "在平台建设方面：场地不足；设备老化",
        "队伍建设方面：一线人员流动频繁",
        "群众知晓率不高。",
    ]


COVERED = group("职业培训覆盖率达到95%，培训满意率98%。", "招聘信息入户率达到九成。")


@pytest.mark.parametrize("question", ["森林覆盖率是多少？", "去年的绿化覆盖率达到多少？", "燃气入户率是多少？"])
def test_a_rate_of_something_else_does_not_answer(question: str) -> None:
    assert answers(question, COVERED) == []


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("职业培训的覆盖率是多少？", "覆盖率达到95%"),
        ("群众满意率是多少？", "满意率98%"),
        ("青禾市的职业培训满意率是多少？", "满意率98%"),
    ],
)
def test_a_rate_of_what_is_asked_does(question: str, told: str) -> None:
    assert told in answers(question, COVERED)[0]
