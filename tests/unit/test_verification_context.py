"""What stands around a cited sentence lends a claim names and years, and never a figure. All text is fictional."""

from __future__ import annotations

import pytest

from rag.domain import DropReason, Verdict
from rag.verification import Context, verify

SENTENCE = "全年新增床位860张，培训护理员1240人次，比上年增加200人次。"
AROUND = Context(2031, "云川市民政局2031年工作总结", ("主要成效", "养老服务扩面提质"))


def finding(claim, *around, sentence=SENTENCE):
    return verify(claim, [sentence], around or [AROUND])


def test_the_year_of_a_report_dates_its_sentences():
    assert finding("2031年新增床位860张。").verdict == Verdict.SUPPORTED
    assert finding("云川市2031年新增床位860张。").verdict == Verdict.SUPPORTED


@pytest.mark.parametrize("claim", ["2030年新增床位860张。", "2032年，培训护理员1240人次。"])
def test_a_year_that_contradicts_the_report_fails(claim):
    assert finding(claim).reason == DropReason.FIGURE_NOT_IN_SPAN


def test_the_nearest_heading_that_names_a_year_decides():
    around = Context(2031, "2031年总结和2032年计划", ("2032年工作安排", "养老服务"))
    assert finding("2032年新增床位860张。", around).verdict == Verdict.SUPPORTED
    assert finding("2031年新增床位860张。", around).verdict is None


def test_plans_without_a_year_may_be_of_the_next_one():
    around = Context(2031, "2031年工作总结", ("下一步打算",))
    assert finding("2032年新增床位860张。", around).verdict == Verdict.SUPPORTED


def test_a_government_report_looks_back_on_the_year_before_its_own():
    around = Context(2032, "2032年青禾市政府工作报告", ("过去一年工作回顾",))
    assert finding("2031年新增床位860张。", around).verdict == Verdict.SUPPORTED
    assert finding("2032年新增床位860张。", around).verdict is None


def test_a_year_in_the_sentence_counts_before_that_of_the_report():
    sentence = "2030年新增床位640张，2031年新增床位860张。"
    assert finding("2030年新增床位640张。", sentence=sentence).verdict == Verdict.SUPPORTED
    assert finding("2031年新增床位640张。", sentence=sentence).verdict is None


def test_a_report_of_no_known_year_dates_nothing():
    assert finding("2031年新增床位860张。", Context()).verdict is None


def test_headings_lend_names_and_words():
    sentence = "新增床位860张。"
    assert finding("养老服务方面，新增床位860张。", sentence=sentence).verdict == Verdict.SUPPORTED
    assert finding("云川市民政局新增床位860张。", sentence=sentence).verdict == Verdict.SUPPORTED
    assert finding("青禾市新增床位860张。", sentence=sentence).reason == DropReason.UNSUPPORTED


def test_headings_and_titles_lend_no_figures():
    around = Context(2031, "新增床位900张的做法", ("培训护理员3000人次",))
    assert finding("新增床位900张。", around).verdict is None
    assert finding("培训护理员3000人次。", around).verdict is None


def test_headings_alone_support_no_claim():
    assert finding("养老服务扩面提质。", sentence="新增公交线路3条。").reason == DropReason.UNSUPPORTED


@pytest.mark.parametrize(
    ("claim", "passes"),
    [
        ("860 beds were added in 2031.", True),
        ("860 beds were added in 2030.", False),
        ("860 yuan were spent in 2031.", False),
        ("1,240 people were trained, 200 more than the year before.", True),
        ("1,260 people were trained.", False),
    ],
)
def test_a_claim_in_english_keeps_years_and_units_too(claim, passes):
    assert (finding(claim).verdict is not None) == passes


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("局长李青山带队走访企业。", "局长王远带队走访企业。"),
        ("石桥县建成示范点3个。", "柳河县建成示范点3个。"),
        ("满意率95%。", "抽检合格率95%。"),
        ("已新增床位300张。", "力争新增床位300张。"),
        ("全部敬老院设施陈旧。", "多数敬老院设施陈旧。"),
        ("近期改造敬老院3所，新开通公交线路5条。", "近期改造敬老院3所。"),
        ("新增床位860张，详见https://example.org/a。", "新增床位860张。"),
    ],
)
def test_another_name_thing_or_stage_is_not_what_was_said(claim, sentence):
    assert finding(claim, sentence=sentence).verdict is None


def test_characters_that_nobody_sees_neither_help_nor_harm():
    assert finding("新增床位8\u200b60张。", sentence="新增床位860张。").verdict == Verdict.SUPPORTED
    assert finding("新增床位0张。", sentence="新增床位86\u200b0张。").verdict is None
    assert finding("新增床位860张。", sentence="新增床位86\u200b0张。").verdict == Verdict.SUPPORTED


STORY = (
    "9月承办技能大赛，286名选手参加12个赛项的角逐，柳河县技工学校教师获得电工赛项第一名，"
    "平均等候时间由42分钟压减到15分钟。"
)
TASKS = "向公安机关移送案件5件，公布违法行为2起；公共实训基地6月底前投入使用，由市发改委牵头、市住建局配合。"


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("平均等候时间由15分钟压减到42分钟。", STORY),
        ("平均等候时间压减15分钟。", STORY),
        ("柳河县技工学校教师获得电工赛项第二名。", STORY),
        ("柳河县技工学校教师获得钳工赛项第一名。", STORY),
        ("8月承办技能大赛。", STORY),
        ("向检察机关移送案件5件。", TASKS),
        ("公布违法行为5起。", TASKS),
        ("公共实训基地6月底已投入使用。", TASKS),
        ("由市住建局牵头、市发改委配合。", TASKS),
        ("98项服务事项中112项可网上办理。", "梳理服务事项112项，其中98项实现网上可办。"),
        ("东区新建站点最多。", "东区新建站点12个，西区新建站点9个。"),
        ("上年受理争议案件1615件。", "受理争议案件1615件，比上年增加143件。"),
    ],
)
def test_the_parts_of_a_sentence_do_not_change_places(claim, sentence):
    assert finding(claim, sentence=sentence).verdict is None


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("平均等候时间从42分钟降到15分钟。", STORY),
        ("286名选手参加了12个赛项的比赛。", STORY),
        ("公共实训基地6月底前投入使用。", TASKS),
        ("受理争议案件1615件，同比增加143件。", "受理争议案件1615件，比上年增加143件。"),
        ("举办约120场招聘会。", "举办招聘会约120场。"),
    ],
)
def test_the_same_told_otherwise_passes(claim, sentence):
    assert finding(claim, sentence=sentence).verdict == Verdict.SUPPORTED
