"""A summary and a comparison of reports that nobody wrote, with everything that a file may have to show."""

from __future__ import annotations

from decimal import Decimal

from rag.domain import (
    Citation,
    Claim,
    ComparedFigure,
    ComparedText,
    Comparison,
    ComparisonRow,
    Conflict,
    Dropped,
    DropReason,
    Fact,
    FailedReport,
    Figure,
    FigureChange,
    FollowedUp,
    KeyFigure,
    Measure,
    Origin,
    Place,
    Report,
    ReportFacts,
    ReportStatus,
    Span,
    Summary,
    SummaryPart,
    SummarySection,
    Undisclosed,
    Verdict,
)
from rag.errors import EmptyFile

HARBOUR = "岚浦市港航局2031年工作报告"
WATER = "岚浦市水务局2031年工作报告"

TEXTS = {
    "harbour": """岚浦市港航局2031年工作报告
一、主要成效
全年货物吞吐量达到3126.4万吨，增长5.8%。新开内河航线6条，总数达到41条。全年完成航道疏浚18.5公里，投入资金*亿元。

（一）口岸通关提速
进口货物平均通关时间压缩到21.5小时，比上年缩短3.2小时；“一站办结”事项增加到57项。
船舶进出港审批实现全程网办，网办率达到98.6%。港口企业满意度*%。
（二）绿色港口
岸电设施覆盖38个泊位。
1.泊位改造
改造老旧泊位12个。
二、存在问题
冬季枯水期通航能力不足，大型船舶候潮时间偏长。专业引航员仍缺30人左右，夜间引航保障不够。
三、下一步安排
新建2万吨级泊位3个，力争货物吞吐量达到3300万吨。开展引航员定向培养，全年招录不少于25人。
""",
    "water": """岚浦市水务局2031年工作报告
一、主要成效
全市供水普及率99.2%，城乡供水管网更新86公里。治理中小河流7条，新增蓄水能力*万立方米。
供水普及率为98.7%的表述见附表。<script>alert("水")</script> & "引号" <b>粗</b> javascript:void(0)
二、存在问题
部分老旧小区二次供水设施老化，漏损率仍有11.3%。
""",
}
TITLES = {"harbour": HARBOUR, "water": WATER}


def place(report_id: str, quote: str, *section: str) -> Place:
    start = TEXTS[report_id].index(quote)
    return Place(report_id, TITLES[report_id], section, Span(start, start + len(quote)))


def figure(indicator: str, text: str, value: str | None, unit: str, **more: object) -> Figure:
    fields: dict[str, object] = {
        "qualifier": "",
        "period": "2031年",
        "masked": value is None,
        "span": Span(0, 1),
    } | more
    number = None if value is None else Decimal(value)
    return Figure(indicator=indicator, text=text, value=number, unit=unit, **fields)  # type: ignore[arg-type]


_QUOTES = (
    ("harbour", "全年货物吞吐量达到3126.4万吨，增长5.8%。", "主要成效"),
    ("harbour", "新开内河航线6条，总数达到41条。", "主要成效"),
    ("harbour", "全年完成航道疏浚18.5公里，投入资金*亿元。", "主要成效"),
    ("harbour", "进口货物平均通关时间压缩到21.5小时，比上年缩短3.2小时", "主要成效", "口岸通关提速"),
    ("harbour", "船舶进出港审批实现全程网办，网办率达到98.6%。", "主要成效", "口岸通关提速"),
    ("harbour", "改造老旧泊位12个。", "主要成效", "绿色港口", "泊位改造"),
    ("harbour", "冬季枯水期通航能力不足，大型船舶候潮时间偏长。", "存在问题"),
    ("harbour", "专业引航员仍缺30人左右，夜间引航保障不够。", "存在问题"),
    ("harbour", "新建2万吨级泊位3个，力争货物吞吐量达到3300万吨。", "下一步安排"),
    ("harbour", "港口企业满意度*%。", "主要成效", "口岸通关提速"),
    ("water", "全市供水普及率99.2%，城乡供水管网更新86公里。", "主要成效"),
    ("water", '供水普及率为98.7%的表述见附表。<script>alert("水")</script> & "引号"', "主要成效"),
)
CITATIONS = tuple(
    Citation(number, place(report_id, quote, *section), quote, page=3 if number == 1 else None)
    for number, (report_id, quote, *section) in enumerate(_QUOTES, start=1)
)


def _claim(text: str, *citations: int, verdict: Verdict = Verdict.SUPPORTED) -> Claim:
    return Claim(text, citations, verdict)


SECTIONS = (
    SummarySection(
        "总体情况",
        (
            _claim("全年货物吞吐量达到3126.4万吨，增长5.8%。", 1),
            _claim("新开内河航线6条，总数达到41条。", 2),
            _claim("货物吞吐量距3300万吨的目标还差173.6万吨。", 1, 9, verdict=Verdict.COMPUTED),
        ),
        part=SummaryPart.HEADLINE,
    ),
    SummarySection("主要成效", ()),
    SummarySection(
        "口岸通关提速",
        (
            _claim("进口货物平均通关时间压缩到21.5小时，比上年缩短3.2小时。", 4),
            _claim("船舶进出港审批实现全程网办，网办率达到98.6%。", 5),
        ),
        level=2,
    ),
    SummarySection("绿色港口", (), level=2),
    SummarySection("泊位改造", (_claim("改造老旧泊位12个。", 6),), level=3),
    SummarySection("供水", (_claim("全年完成航道疏浚18.5公里，投入资金*亿元。", 3),), level=2, report_id="water"),
    SummarySection("没有内容的部分", (), part=SummaryPart.TOPIC),
    SummarySection(
        "存在问题",
        (
            _claim("冬季枯水期通航能力不足，大型船舶候潮时间偏长。", 7),
            _claim("专业引航员仍缺30人左右，夜间引航保障不够。", 8),
        ),
        part=SummaryPart.PROBLEMS,
    ),
)

FIGURES = (
    KeyFigure(
        place("harbour", "3126.4万吨", "主要成效"),
        figure("货物吞吐量", "3126.4万吨", "31264000", "吨"),
        figure("货物吞吐量", "5.8%", "5.8", "%", qualifier="增长"),
    ),
    KeyFigure(place("harbour", "*亿元", "主要成效"), figure("航道疏浚资金", "*亿元", None, "元", period="")),
    KeyFigure(
        place("water", "99.2%", "主要成效"),
        figure("供水普及率", "99.2%", "99.2", "%", qualifier="以上", period="2031年末"),
    ),
)

SUMMARY = Summary(
    title="2 份报告摘要",
    style="executive",
    sections=SECTIONS,
    citations=CITATIONS,
    figures=FIGURES,
    figures_title="关键数据",
    figures_at=7,
    gaps_title="需要注意",
    dropped=(Dropped("吞吐量翻了两番。", DropReason.UNSUPPORTED),),
    undisclosed=(Undisclosed("港口企业满意度*%", 10),),
    conflicts=(Conflict("供水普及率", "2031年", "%", (11, 12)),),
    failed=(FailedReport("broken", "岚浦市园林局2031年工作报告", EmptyFile()),),
    notices=("语言模型没有应答，由内置模型摘取原句。",),
    degraded=True,
)


# --- two years of one office


def report(report_id: str, title: str, year: int, organisation: str = "岚浦市港航局") -> Report:
    facts = ReportFacts(
        Fact(title, Origin.TEXT), year=Fact(str(year), Origin.TEXT), organisation=Fact(organisation, Origin.TEXT)
    )
    return Report(report_id, f"{report_id}.txt", "default", facts, 100, 3, 3, 5, ReportStatus.READY)


def compared(report_id: str, one: Figure, quote: str, title: str = HARBOUR) -> ComparedFigure:
    return ComparedFigure(Place(report_id, title, ("主要成效",), Span(10, 10 + len(quote))), one, quote)


def cited(text: str, *report_ids: str, at: int = 40) -> ComparedText:
    places = [Place(one, f"{one}的报告", ("下一步安排",), Span(at, at + len(text))) for one in report_ids]
    return ComparedText(text, tuple(Citation(number, one, text) for number, one in enumerate(places, start=1)))


THROUGHPUT = ComparisonRow(
    "货物吞吐量",
    Measure.LEVEL,
    "吨",
    (
        compared("old", figure("货物吞吐量", "2955万吨", "29550000", "吨"), "货物吞吐量2955万吨。"),
        compared("new", figure("货物吞吐量", "3126.4万吨", "31264000", "吨"), "货物吞吐量3126.4万吨，增长5.8%。"),
    ),
    (Decimal(29550000), Decimal(31264000)),
    (
        FigureChange(
            0,
            1,
            Decimal(1714000),
            Decimal("5.800338"),
            compared("new", figure("货物吞吐量", "5.8%", "5.8", "%", qualifier="增长"), "增长5.8%"),
            True,
        ),
    ),
)
ONLINE = ComparisonRow(
    "网办率",
    Measure.SHARE,
    "%",
    (
        compared("old", figure("网办率", "99.1%", "99.1", "%"), "网办率99.1%"),
        compared("new", figure("网办率", "98.6%", "98.6", "%"), "网办率98.6%"),
    ),
    (Decimal("99.1"), Decimal("98.6")),
    (FigureChange(0, 1, Decimal("-0.5"), None),),
)
MASKED = ComparisonRow(
    "疏浚资金",
    Measure.LEVEL,
    "元",
    (None, compared("new", figure("疏浚资金", "*亿元", None, "元"), "投入资金*亿元")),
    (None, None),
)

COMPARISON = Comparison(
    reports=(report("old", "岚浦市港航局2030年工作报告", 2030), report("new", HARBOUR, 2031)),
    rows=(THROUGHPUT, ONLINE, MASKED),
    new=(cited("岸电设施覆盖38个泊位。", "new"), cited("船舶审批全程网办。", "new", at=70)),
    gone=(cited("推进渔港搬迁。", "old"),),
    repeated=(cited("坚持生态优先、绿色发展。", "old", "new", at=90),),
    problems=(FollowedUp(cited("引航员缺40人。", "old", at=120), cited("引航员仍缺30人左右。", "new", at=130)),),
    plans=(
        FollowedUp(cited("新开航线5条。", "old", at=140), cited("新开内河航线6条。", "new", at=150), met=True),
        FollowedUp(cited("通关时间压到20小时。", "old", at=160), cited("压缩到21.5小时。", "new", at=170), met=False),
        FollowedUp(cited("启动内港搬迁。", "old", at=180), None),
    ),
    failed=(FailedReport("broken", "岚浦市园林局2031年工作报告", EmptyFile()),),
)
