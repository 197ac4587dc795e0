"""A library of fictional cities and departments, and the gazetteer that knows some of them."""

from __future__ import annotations

from datetime import date

from rag.domain import Fact, Origin, Report, ReportFacts, ReportStatus
from rag.scope import Divisions

TODAY = date(2025, 6, 1)

DIVISIONS = Divisions(
    {
        "990000": "云岭省",
        "990100": "江城市",
        "990102": "平安区",
        "990200": "青石市",
        "990221": "资源县",
        "980000": "北原回族自治区",
        "980100": "合作市",
    }
)


def report(
    name: str,
    title: str,
    *,
    year: int | None = None,
    organisation: str | None = None,
    period: str | None = None,
    origin: Origin = Origin.TEXT,
) -> Report:
    return Report(
        id=name,
        file=f"{name}.txt",
        library="default",
        facts=ReportFacts(
            title=Fact(title, origin),
            year=Fact(str(year), Origin.TEXT) if year else None,
            period=Fact(period or f"{year}年", Origin.TEXT) if period or year else None,
            organisation=Fact(organisation, Origin.TEXT) if organisation else None,
        ),
        characters=1000,
        sections=5,
        chunks=5,
        figures=5,
        status=ReportStatus.READY,
    )


def summary_of(name: str, organisation: str, year: int, part: str = "") -> Report:
    period = f"{year}年{part}"
    title = f"{organisation}{period}工作总结"
    return report(name, title, year=year, organisation=organisation, period=period)


REPORTS = [
    summary_of("labour-2023", "江城市人力资源和社会保障局", 2023),
    summary_of("labour-2024", "江城市人力资源和社会保障局", 2024),
    summary_of("labour-2024-half", "江城市人力资源和社会保障局", 2024, "上半年"),
    summary_of("other-labour-2024", "青石市人力资源和社会保障局", 2024),
    summary_of("health-2024", "江城市卫生健康委员会", 2024),
    summary_of("reform-2024", "云岭省发展和改革委员会", 2024),
    summary_of("water-2024", "云岭省水利厅", 2024),
    summary_of("audit-2024", "临湖市审计局", 2024),
    report("city-2024", "2024年江城市政府工作报告", year=2024, organisation="江城市政府"),
    report("city-2025", "2025年江城市政府工作报告", year=2025, organisation="江城市政府"),
    report("plan", "青石市“十四五”就业促进规划中期评估报告", organisation="青石市", period="“十四五”"),
]
