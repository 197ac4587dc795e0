"""A suite of a few cases about two reports of a town that is nowhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rag.evaluation.running import RunOptions
from rag.evaluation.suites import Suite, read_suite
from rag.service import SourceFile

REPORTS = {
    "qingshi-2021.txt": (
        "青石镇2021年工作报告\n一、交通\n2021年，全镇修缮桥梁7座，投入资金320万元。新开公交线路2条。\n"
        "二、教育\n2021年，全镇新建幼儿园3所，招聘教师45名。\n"
    ),
    "qingshi-2022.txt": (
        "青石镇2022年工作报告\n一、交通\n2022年，全镇修缮桥梁9座，投入资金410万元。\n"
        "二、教育\n2022年，全镇新建幼儿园1所，招聘教师*名。\n"
    ),
}
TRAFFIC, SCHOOLS = "qingshi-2021.txt/交通", "qingshi-2022.txt/教育"


def case(id: str, question: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "type": "figure", "cluster": TRAFFIC, "question": question, "status": "answered", **more}


CASES = (
    case("bridges", "2021年修缮桥梁多少座？", contains=[["7座"]], tags=["roads"], must_pass=True),
    case("money", "2022年修缮桥梁投入资金多少？", contains=[["410万元"]], tags=["roads"]),
    case("schools", "2021年新建幼儿园多少所？", contains=[["3所"]], cluster="qingshi-2021.txt/教育"),
    case("wrong", "2021年新开公交线路多少条？", contains=[["12条"]], type="count"),
    case("masked", "2022年招聘教师多少名？", undisclosed=True, type="masked", cluster=SCHOOLS),
    case("airport", "2021年机场旅客吞吐量是多少？", status="refused", type="none", cluster="none/交通"),
    case("later", "那2022年呢？", history=["2021年修缮桥梁多少座？"], contains=[["9座"]], type="follow_up"),
    case(
        "told",
        "2021年招聘教师多少名？",
        contains=[["45名"]],
        script=["2021年全镇招聘教师45名。<招聘教师45名>"],
        type="scripted",
        cluster="qingshi-2021.txt/教育",
    ),
)


def files() -> list[SourceFile]:
    return [SourceFile(name, text.encode) for name, text in REPORTS.items()]


def options(**more: Any) -> RunOptions:
    return RunOptions(**{"files": files(), "jobs": 1, **more})


def write_suite(folder: Path, *cases: Mapping[str, Any], name: str = "town") -> Path:
    file = folder / f"{name}.jsonl"
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(one, ensure_ascii=False) + "\n" for one in cases or CASES)
    file.write_text("".join(lines), encoding="utf-8")
    return file


def suite(folder: Path, *cases: Mapping[str, Any]) -> Suite:
    return read_suite(write_suite(folder, *cases))


def write_reports(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in REPORTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
