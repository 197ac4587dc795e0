"""Problems that come back, and plans against results."""

from __future__ import annotations

import pytest

from rag.comparing.texts import follow
from rag.domain import FollowedUp
from tests.unit.comparing.two_years import EARLIER, LATER, OTHER_OFFICE, is_exact, source, two_years


def pairs(found: tuple[FollowedUp, ...]) -> dict[str, str | None]:
    return {one.earlier.text: one.later.text if one.later else None for one in found}


def plan_of(plan: str, result: str) -> FollowedUp | None:
    earlier = f"2031年工作总结\n一、2031年工作情况\n办结信访件30件。\n二、2032年工作安排\n{plan}\n"
    later = f"2032年工作总结\n一、2032年工作情况\n{result}\n二、2033年工作安排\n做好考核。\n"
    plans = follow(two_years(earlier, later))[1]
    return plans[0] if plans else None


def test_a_problem_that_is_stated_again_is_carried_over() -> None:
    problems, _ = follow(two_years())
    assert pairs(problems) == {
        "养老护理人员短缺": "养老护理人员仍然短缺",
        "城乡养老服务发展不平衡": "城乡养老服务发展不平衡问题突出",
    }


def test_a_problem_in_the_running_text_is_found_too() -> None:
    owns = "我们也清醒看到，工作中还存在不少困难和问题，主要是：{}；干部作风有待改进。对此，我们将认真加以解决。"
    earlier = "一、2031年工作回顾\n完成绿化造林3万亩。\n" + owns.format("部分企业生产经营困难") + "\n"
    later = "一、2032年工作回顾\n完成绿化造林5万亩。\n" + owns.format("一些中小企业生产经营困难，停车难问题突出") + "\n"
    problems, _ = follow(two_years(earlier, later))
    assert pairs(problems) == {
        "部分企业生产经营困难": "一些中小企业生产经营困难",
        "干部作风有待改进": "干部作风有待改进",
    }


@pytest.mark.parametrize(
    "later", ["医疗资源分布不均衡。", "部分干部能力不足。", "工作中还存在一些问题。", "营商环境有待优化。"]
)
def test_problems_that_share_only_the_words_of_any_problem_are_not_the_same(later: str) -> None:
    earlier = "一、情况\n办结提案20件。\n二、存在问题\n部分产业竞争力不足，发展不平衡问题仍然突出。\n"
    other = f"一、情况\n办结提案25件。\n二、存在问题\n{later}\n"
    assert follow(two_years(earlier, other))[0] == ()


def test_a_plan_is_set_against_the_result_of_the_same_indicator() -> None:
    _, plans = follow(two_years())
    found = {one.earlier.text: (one.later.text if one.later else None, one.met) for one in plans}
    assert found["新建社区食堂15个"] == ("全年新建社区食堂17个", True)
    assert found["养老床位达到9000张以上"] == ("养老床位达到8900张", False)
    assert found["临时救助不少于5000人次"] == ("临时救助5230人次", True)


def test_what_was_to_be_built_is_found_by_its_name() -> None:
    _, plans = follow(two_years())
    assert pairs(plans)["建成北湖颐养中心"] == "北湖颐养中心建成投用"


def test_a_plan_that_the_later_report_nowhere_mentions_is_said_to_be_so() -> None:
    _, plans = follow(two_years())
    found = pairs(plans)
    assert "启动南岭康复医院建设" in found
    assert found["启动南岭康复医院建设"] is None


@pytest.mark.parametrize(
    ("plan", "result", "met"),
    [
        ("城镇新增就业2.1万人以上。", "城镇新增就业2.2万人。", True),
        ("城镇新增就业2.1万人以上。", "城镇新增就业2.0万人。", False),
        ("城镇登记失业率控制在4%以内。", "城镇登记失业率3.2%。", True),
        ("城镇登记失业率控制在4%以内。", "城镇登记失业率4.3%。", False),
        ("地区生产总值增长6%左右。", "地区生产总值增长6.1%。", True),
        ("地区生产总值增长6%左右。", "地区生产总值增长5.8%。", None),
        ("地区生产总值增长6%左右。", "地区生产总值增长4.1%。", False),
        ("单位地区生产总值能耗下降3%。", "单位地区生产总值能耗下降3.4%。", True),
        ("单位地区生产总值能耗下降3%。", "单位地区生产总值能耗下降2.1%。", False),
        ("城镇新增就业2.1万人。", "城镇新增就业近2.1万人。", None),
    ],
)
def test_whether_a_plan_is_met_is_said_only_where_the_words_allow_it(plan: str, result: str, met: bool | None) -> None:
    found = plan_of(plan, result)
    assert found is not None
    assert found.later is not None
    assert found.met is met


@pytest.mark.parametrize(
    ("plan", "result"),
    [
        ("城镇新增就业2.1万人以上。", "农村劳动力转移就业2.2万人。"),
        ("城镇新增就业2.1万人以上。", "五年来累计城镇新增就业11万人。"),
        ("新增养老床位300张。", "养老床位达到9000张。"),
    ],
)
def test_a_plan_is_not_set_against_another_indicator(plan: str, result: str) -> None:
    found = plan_of(plan, result)
    assert found is None or found.later is None


def test_reports_of_different_offices_have_no_plans_and_problems_in_common() -> None:
    sources = [source(EARLIER, year=2031), source(OTHER_OFFICE, year=2032, office="泽川市民政局")]
    assert follow(sources) == ((), ())


def test_reports_that_are_two_years_apart_are_not_plan_and_result() -> None:
    sources = [source(EARLIER, year=2031), source(LATER.replace("2032", "2034").replace("2033", "2035"), year=2034)]
    assert follow(sources)[1] == ()


def test_of_three_years_each_is_followed_into_the_next() -> None:
    last = LATER.replace("2033", "2034").replace("2032", "2033").replace("新建社区食堂17个", "新建社区食堂11个")
    _, plans = follow([*two_years(), source(last, year=2033)])
    found = [(one.earlier.text, one.later.text) for one in plans if one.later and "食堂" in one.earlier.text]
    assert found == [("新建社区食堂15个", "全年新建社区食堂17个"), ("新建社区食堂10个", "全年新建社区食堂11个")]


def test_every_place_quotes_its_report_letter_for_letter() -> None:
    sources = two_years()
    problems, plans = follow(sources)
    for one in (*problems, *plans):
        for text in (one.earlier, one.later):
            assert text is None or all(is_exact(citation, sources) for citation in text.citations)
            assert text is None or text.text in text.citations[0].quote


def problems_of(earlier: str, later: str) -> dict[str, str | None]:
    told = "一、情况\n办结提案20件。\n二、存在问题\n{}\n"
    return pairs(follow(two_years(told.format(earlier), told.format(later)))[0])


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("内需不足。", "居民消费需求不旺。"),
        ("有效需求不够强，供强需弱。", "有效需求仍然不足。"),
        ("民生领域还有不少欠账。", "民生保障仍存在短板弱项。"),
        ("湖区生态脆弱。", "湖区生态环境依然脆弱。"),
        ("一些领域风险隐患较多。", "重点行业风险隐患不容忽视。"),
        ("干部队伍专业本领、工作作风有差距。", "干部专业能力和作风还跟不上。"),
        ("教育、医疗、托育等公共服务有短板。", "教育、卫生、托幼服务与群众期盼还有差距。"),
        ("经济企稳基础还不牢固。", "经济回升向好的基础仍需巩固。"),
    ],
)
def test_a_problem_in_other_words_is_the_same_problem(earlier: str, later: str) -> None:
    assert problems_of(earlier, later)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("农产品缺乏核心竞争力。", "国有企业核心竞争力不强。"),
        ("经营主体困难较大。", "营商环境与经营主体期盼还有差距。"),
        ("外部环境严峻复杂。", "资源环境约束突出。"),
        ("传统产业转型任务艰巨。", "产业发展基础还很薄弱。"),
        ("一些政府工作人员执行力不强。", "一些政府工作人员形式主义仍然存在。"),
        ("防灾减灾能力存在短板。", "山区交通出行存在短板。"),
    ],
)
def test_problems_that_share_only_whose_they_are_or_how_bad_are_not_the_same(earlier: str, later: str) -> None:
    assert problems_of(earlier, later) == {}
