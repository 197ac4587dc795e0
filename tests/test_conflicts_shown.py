"""One thing with two values: asking for it shows both, each with its place. All text is invented."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.bootstrap import open_services_in_memory
from rag.domain import Answer, AnswerStatus, ReportFilter
from rag.service import Service, SourceFile
from rag.settings import Settings

HEAD = "{place}{year}年{field}工作总结\n一、主要成效\n"

Case = tuple[tuple[str, ...], str, tuple[str, ...]]


def report(*sentences: str, place: str = "柳河市", year: int = 2031, field: str = "民政") -> str:
    body = "\n".join(f"（{number}）{one}" for number, one in zip("一二三四五六", sentences, strict=False))
    return HEAD.format(place=place, year=year, field=field) + body + "\n"


CONFLICTS: dict[str, Case] = {
    "two sections": (
        (report("养老服务提质。全年新增养老床位860张。", "民生实事办结。新增养老床位806张，任务全部完成。"),),
        "新增养老床位多少张？",
        ("860张", "806张"),
    ),
    "two reports of one year": (
        (
            report("就业稳定。城镇新增就业3.26万人。", field="就业"),
            report("经济运行平稳。城镇新增就业3.21万人，居民收入增长。", field="经济运行"),
        ),
        "2031年城镇新增就业多少人？",
        ("3.26万人", "3.21万人"),
    ),
    "money": (
        (
            report(
                "资金保障有力。全年发放困难群众救助资金2.12亿元。",
                "救助更加精准。发放困难群众救助资金2.21亿元，做到应救尽救。",
            ),
        ),
        "发放困难群众救助资金多少？",
        ("2.12亿元", "2.21亿元"),
    ),
    "rate": (
        (
            report(
                "服务提速。政务服务网办率达到92.5%。",
                "改革深化。全市政务服务网办率95.2%，群众办事更便捷。",
                field="政务服务",
            ),
        ),
        "政务服务网办率是多少？",
        ("92.5%", "95.2%"),
    ),
    "people insured": (
        (
            report(
                "参保扩面。基本养老保险参保人数98.1万人。",
                "待遇提高。截至年底，全市基本养老保险参保人数达到99.1万人。",
                field="社保",
            ),
        ),
        "基本养老保险参保人数是多少？",
        ("98.1万人", "99.1万人"),
    ),
    "decimal point": (
        (report("绿化提升。全年完成造林面积2.3万亩。", "生态修复。完成造林面积23万亩，治理水土流失。", field="林业"),),
        "完成造林面积多少亩？",
        ("2.3万亩", "23万亩"),
    ),
    "written otherwise": (
        (
            report(
                "培训提质。开展补贴性职业技能培训1.12万人次。",
                "技能提升。全年开展补贴性职业技能培训12100人次。",
                field="人社",
            ),
        ),
        "开展补贴性职业技能培训多少人次？",
        ("1.12万人次", "12100人次"),
    ),
    "ratio in words": (
        (
            report(
                "满意度提升。窗口服务满意率达到百分之九十六。", "作风转变。窗口服务满意率98%，投诉减少。", field="政务"
            ),
        ),
        "窗口服务满意率是多少？",
        ("百分之九十六", "98%"),
    ),
    "production": (
        (
            report("粮食丰收。全年粮食总产量45.6万吨。", field="农业"),
            report("农业稳产。粮食总产量46.5万吨，增产增收。", field="国民经济"),
        ),
        "2031年粮食总产量多少？",
        ("45.6万吨", "46.5万吨"),
    ),
    "balance": (
        (report("基金安全。医保基金累计结余18.7亿元。", "监管有力。到年底，医保基金累计结余17.8亿元。", field="医保"),),
        "医保基金累计结余多少？",
        ("18.7亿元", "17.8亿元"),
    ),
}
AGREEING: dict[str, Case] = {
    "the same in other units": (
        (
            report(
                "培训提质。开展补贴性职业技能培训1.12万人次。",
                "技能提升。开展补贴性职业技能培训11200人次。",
                field="人社",
            ),
        ),
        "开展补贴性职业技能培训多少人次？",
        ("1.12万人次",),
    ),
    "two years": (
        (
            report("就业稳定。城镇新增就业3.26万人。", field="就业"),
            report("就业稳定。城镇新增就业3.21万人。", field="就业", year=2030),
        ),
        "2031年城镇新增就业多少人？",
        ("3.26万人",),
    ),
    "target and result": (
        (report("目标明确。城镇新增就业目标3.1万人。", "超额完成。全年城镇新增就业3.26万人。", field="就业"),),
        "全年城镇新增就业多少人？",
        ("3.26万人",),
    ),
    "two districts": (
        (report("东区发力。东岭区新增养老床位420张。", "西区跟进。西岭区新增养老床位440张。"),),
        "东岭区新增养老床位多少张？",
        ("420张",),
    ),
    "half a year": (
        (report("上半年稳定。上半年城镇新增就业1.7万人。", "下半年加力。下半年城镇新增就业1.56万人。", field="就业"),),
        "上半年城镇新增就业多少人？",
        ("1.7万人",),
    ),
    "masked": (
        (report("救助有力。救助困难群众*万人。", "服务到位。全年救助困难群众3.4万人。"),),
        "全年救助困难群众多少人？",
        ("3.4万人",),
    ),
}


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with open_services_in_memory(Settings()) as new_service:
        made = new_service()
        for name, (texts, _, _) in {**CONFLICTS, **AGREEING}.items():
            files = [SourceFile(f"{number}.txt", lambda text=text: text.encode()) for number, text in enumerate(texts)]
            list(made.ingest(files, library=name))
        yield made


def ask(service: Service, name: str, question: str) -> Answer:
    return service.ask(question, where=ReportFilter(library=name))


@pytest.mark.parametrize("name", CONFLICTS)
def test_both_values_are_shown_and_both_places_cited(name: str, service: Service) -> None:
    _, question, values = CONFLICTS[name]
    answer = ask(service, name, question)
    assert answer.status is AnswerStatus.ANSWERED
    assert [value for value in values if value not in answer.text] == []
    (conflict,) = answer.conflicts
    cited = [citation.quote for citation in answer.citations if citation.id in conflict.citations]
    assert all(any(value in quote for quote in cited) for value in values)


@pytest.mark.parametrize("name", AGREEING)
def test_what_only_looks_like_a_conflict_is_not_shown_as_one(name: str, service: Service) -> None:
    _, question, values = AGREEING[name]
    answer = ask(service, name, question)
    assert answer.status is AnswerStatus.ANSWERED
    assert [value for value in values if value not in answer.text] == []
    assert answer.conflicts == ()
