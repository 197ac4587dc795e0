"""Fictional reports of one office in two years, and how a test gets at them."""

from __future__ import annotations

from rag.comparing.reading import ReadReport, compared_report
from rag.domain import Citation, ComparedText, Fact, Origin, Report, ReportFacts, ReportStatus, SourceText
from rag.parsing import parse

EARLIER = """云溪市民政局2031年工作总结
各位代表：现在，我代表市民政局向大会报告工作，请予审议。
一、2031年工作完成情况
（一）养老服务稳步发展。全年新建社区食堂12个，养老床位达到8600张。开展“银龄安居”行动，改造困难老年人家庭320户。
（二）社会救助更加精准。城乡低保对象2.31万人，发放低保金1.02亿元。坚持应保尽保、应退尽退，对低保家庭每半年核查一次。
（三）殡葬改革持续深化。推广海葬、树葬等节地生态安葬方式，建成城东公益性公墓。
二、存在的问题
一是养老护理人员短缺。护理岗位年流失率超过三成。二是城乡养老服务发展不平衡。农村敬老院设施陈旧。三是社会组织监管手段单一。
三、2032年工作安排
（一）提升养老服务。新建社区食堂15个，养老床位达到9000张以上，建成北湖颐养中心，启动南岭康复医院建设。
（二）兜牢救助底线。临时救助不少于5000人次，城乡低保对象动态核查率保持100%。
在此，向关心支持民政工作的全市人民，向各位代表，表示衷心感谢！
"""

LATER = """云溪市民政局2032年工作总结
各位代表：现在，我代表市民政局向大会报告工作，请予审议。
一、2032年工作完成情况
（一）养老服务稳步发展。全年新建社区食堂17个，养老床位达到8900张。北湖颐养中心建成投用。推出“时光存折”互助养老项目，注册志愿者4100人。
（二）社会救助更加精准。城乡低保对象2.25万人，发放低保金1.05亿元。坚持应保尽保、应退尽退，对低保家庭每半年核查一次。临时救助5230人次。
（三）流动儿童关爱服务起步。组建儿童督导员队伍，为流动儿童建立健康档案1900份。
二、存在的问题
一是养老护理人员仍然短缺。二是城乡养老服务发展不平衡问题突出。三是流动儿童底数不够清楚。
三、2033年工作安排
（一）提升养老服务。新建社区食堂10个。
在此，向关心支持民政工作的全市人民，向各位代表，表示衷心感谢！
"""

OTHER_OFFICE = """泽川市民政局2032年工作总结
一、2032年工作完成情况
全市养老床位达到5100张。坚持应保尽保、应退尽退，对低保家庭每半年核查一次。
二、存在的问题
一是养老护理人员仍然短缺。
"""


def source(text: str, *, year: int = 2031, office: str = "云溪市民政局") -> ReadReport:
    parsed = parse(SourceText(text))
    facts = ReportFacts(
        title=Fact(f"{office}{year}年工作总结", Origin.TEXT),
        year=Fact(str(year), Origin.TEXT),
        organisation=Fact(office, Origin.TEXT),
    )
    name = f"{office}-{year}"
    report = Report(name, f"{name}.txt", "default", facts, len(text), 0, 0, 0, ReportStatus.READY)
    return compared_report(report, parsed)


def two_years(earlier: str = EARLIER, later: str = LATER) -> list[ReadReport]:
    return [source(earlier, year=2031), source(later, year=2032)]


def texts(found: tuple[ComparedText, ...] | list[ComparedText]) -> list[str]:
    return [one.text for one in found]


def is_exact(citation: Citation, sources: list[ReadReport]) -> bool:
    """Whether a citation quotes the words at its place, letter for letter."""
    text = next(one.parsed.text for one in sources if one.report.id == citation.place.report_id)
    return citation.place.span.of(text) == citation.quote
