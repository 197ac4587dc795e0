"""Sentences that keep nearly all words of a report and say something else: of another rate, place, office, time."""

from __future__ import annotations

import pytest

from rag.verification import Context, verify


def holds(claim: str, *evidence: str, context: Context | None = None) -> bool:
    return verify(claim, evidence, [context or Context()] * len(evidence)).verdict is not None


CARE = "残疾人护理补贴标准提高到每人每月96元，惠及1.2万人。"
BEDS = "每千人口拥有床位6.2张，五年来年均增长6.1%。"


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("2023年残疾人护理补贴标准为每人每年96元。", CARE),
        ("残疾人护理补贴标准提高到每户每月96元", CARE),
        ("每万人口拥有床位6.2张", BEDS),
        ("床位五年来增长6.1%", BEDS),  # a yearly average is not the whole
        ("全市轨道客流达到3.2万人次", "全市轨道日均客流达到3.2万人次。"),
        ("农户户均增收1200元", "农户人均增收1200元。"),
    ],
)
def test_an_amount_is_not_given_for_another_time_or_thing(claim: str, evidence: str) -> None:
    assert not holds(claim, evidence)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("残疾人护理补贴标准提高到每人每月96元", CARE),
        ("残疾人护理补贴标准提高到96元", CARE),
        ("残疾人护理补贴标准每月96元", CARE),
        ("每千人口床位6.2张", BEDS),
        ("床位年均增长6.1%", BEDS),
        ("残疾人护理补贴每个月96元", CARE),
    ],
)
def test_an_amount_keeps_its_rate_in_other_words(claim: str, evidence: str) -> None:
    assert holds(claim, evidence)


HALF = "2025年上半年，全县实现生产总值91亿元，同比增长4.6%。"
TITLED = Context(2025, "石桥县发展和改革局2025年上半年工作总结", ("上半年工作",))


@pytest.mark.parametrize(
    ("claim", "evidence", "context"),
    [
        ("2025年全年全县实现生产总值91亿元", HALF, None),
        ("2025年全县实现生产总值91亿元", HALF, None),
        ("全年新增就业2100人", "新增就业2100人。", TITLED),
        ("下半年新增就业2100人", "新增就业2100人。", TITLED),
        ("工业上半年增长4.8%", "工业上半年增长4.2%，前三季度增长4.8%。", None),
    ],
)
def test_what_is_told_of_a_part_of_the_year_is_not_told_of_another_or_of_all(
    claim: str, evidence: str, context: Context | None
) -> None:
    assert not holds(claim, evidence, context=context)


@pytest.mark.parametrize(
    ("claim", "evidence", "context"),
    [
        ("2025年上半年全县实现生产总值91亿元", HALF, None),
        ("2025年1—6月全县实现生产总值91亿元", HALF, None),
        ("2025年上半年新增就业2100人", "新增就业2100人。", TITLED),
        ("2025年新增就业2100人", "新增就业2100人。", TITLED),
        ("全年新增就业4000人以上", "全年新增就业4000人以上。", TITLED),
        ("前三季度工业增长4.8%", "工业上半年增长4.2%，前三季度增长4.8%。", None),
    ],
)
def test_a_part_of_the_year_may_be_said_in_other_words_or_by_the_title(
    claim: str, evidence: str, context: Context | None
) -> None:
    assert holds(claim, evidence, context=context)


FOREST = "市级林长、市长沈怀远签发第2号林长令，市委常委、副市长林若溪作了部署。"


@pytest.mark.parametrize(
    "claim",
    [
        "副市长沈怀远签发第2号林长令。",
        "县长沈怀远签发第2号林长令。",
        "原市长沈怀远签发第2号林长令。",
        "第2号林长令由市委书记沈怀远签发。",
        "市长林若溪作了部署。",
        "常务副市长林若溪作了部署。",
    ],
)
def test_nobody_is_given_another_office(claim: str) -> None:
    assert not holds(claim, FOREST)


@pytest.mark.parametrize(
    "claim",
    [
        "市长沈怀远签发第2号林长令。",
        "沈怀远市长签发第2号林长令。",
        "第2号林长令由市长沈怀远签发。",
        "市级林长沈怀远签发第2号林长令。",
        "副市长林若溪作了部署。",
    ],
)
def test_any_office_of_a_person_may_be_named(claim: str) -> None:
    assert holds(claim, FOREST)


ORCHARD = "申报“石桥柑橘”地理标志，力争加工率达到70%。"


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("“石桥柑橘”地理标志已经获批。", ORCHARD),
        ("“石桥柑橘”地理标志已获批准", ORCHARD),
        ("滨河大桥已建成通车", "谋划建设滨河大桥。"),
        ("滨河大桥已经竣工", "滨河大桥开工建设，完成投资2亿元。"),
    ],
)
def test_what_is_applied_for_or_begun_is_not_told_as_done(claim: str, evidence: str) -> None:
    assert not holds(claim, evidence)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("申报“石桥柑橘”地理标志", ORCHARD),
        ("“石桥柑橘”地理标志获批", "“石桥柑橘”地理标志申报获批，加工率达到70%。"),
        ("滨河大桥建成通车", "滨河大桥当年开工、当年建成通车，完成投资2亿元。"),
    ],
)
def test_what_is_applied_for_or_done_is_told_as_such(claim: str, evidence: str) -> None:
    assert holds(claim, evidence)


WATER = "新建水厂84处，自来水普及率达到93.5%，其中青禾县95.2%、石桥县88.7%。"
JOBS = "1—6月，全县新增就业2160人，完成年度任务的56.8%。"


@pytest.mark.parametrize(
    ("claim", "evidence", "context"),
    [
        ("石桥县自来水普及率为95.2%", WATER, None),
        ("石桥县自来水普及率达到93.5%", WATER, None),  # that is of all
        ("全市自来水普及率为88.7%", WATER, None),
        ("青禾县、石桥县普及率分别为88.7%和95.2%", WATER, None),
        ("全市1—6月新增就业2160人", JOBS, TITLED),
    ],
)
def test_a_figure_is_not_given_to_another_place(claim: str, evidence: str, context: Context | None) -> None:
    assert not holds(claim, evidence, context=context)


@pytest.mark.parametrize(
    ("claim", "evidence", "context"),
    [
        ("石桥县自来水普及率为88.7%", WATER, None),
        ("全市自来水普及率达到93.5%", WATER, None),
        ("青禾县、石桥县普及率分别为95.2%和88.7%", WATER, None),
        ("2025年1—6月石桥县新增就业2160人", JOBS, TITLED),
        ("石桥县建成智慧水厂3家", "石桥县建成全市首批智慧水厂3家。", None),
        ("全市引进企业12家", "从青禾县引进企业12家。", Context(2024, "云州市商务局工作总结")),
    ],
)
def test_a_figure_stays_with_its_place(claim: str, evidence: str, context: Context | None) -> None:
    assert holds(claim, evidence, context=context)


FARES = "力争全年接待游客300万人次以上，旅游收入达到12亿元；已建成驿站6处。"


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("2024年全县旅游收入达到12亿元", FARES),
        ("2024年接待游客300万人次以上", FARES),
        ("新开公交线路5条", "2024年，计划新开公交线路5条，更新车辆40台。"),
    ],
)
def test_what_is_aimed_at_is_not_told_as_reached(claim: str, evidence: str) -> None:
    assert not holds(claim, evidence, context=Context(2023, "石桥县旅游局工作总结", ("2024年工作安排",)))


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("2024年力争旅游收入达到12亿元", FARES),
        ("2024年旅游收入的目标是达到12亿元", FARES),
        ("2024年将接待游客300万人次以上", FARES),
        ("石桥县已建成驿站6处", FARES),
        ("2024年计划新开公交线路5条", "2024年，计划新开公交线路5条，更新车辆40台。"),
        ("全年新增就业实际完成3200人", "年初确定的新增就业目标为3000人，全年新增就业实际完成3200人。"),
        ("全年组织320名干部参加学习", "实施干部学习计划，全年组织320名干部参加学习。"),
    ],
)
def test_what_is_aimed_at_is_told_as_such(claim: str, evidence: str) -> None:
    assert holds(claim, evidence, context=Context(2023, "石桥县旅游局工作总结", ("2024年工作安排",)))


def test_a_summary_need_not_call_a_plan_one_among_plans() -> None:
    among = [
        Context(2023, "石桥县旅游局工作总结", (heading,), shown_there=True)
        for heading in ("2024年工作安排", "工作回顾")
    ]
    assert holds("全年接待游客300万人次以上，旅游收入达到12亿元", FARES, context=among[0])
    assert not holds("全年接待游客300万人次以上，旅游收入达到12亿元", FARES, context=among[1])
