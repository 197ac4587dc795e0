"""A small fictional folder in BEIR layout."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ENTRIES = (
    {"_id": "bridge", "title": "2021年青石镇交通简报", "text": "全年修缮桥梁七座，新开通公交线路三条。"},
    {"_id": "school", "title": "2021年青石镇教育简报", "text": "两所小学完成扩建，新增学位四百二十个。"},
    {"_id": "library", "title": "2022年芦湾乡文化简报", "text": "图书馆延长夜间开放时间，读者人次翻了一番。"},
    {"_id": "orchard", "title": "2022年芦湾乡农业简报", "text": "梨园采用滴灌，亩均用水下降三成。"},
)
QUERIES = (
    {"_id": "q1", "text": "修缮了几座桥梁？"},
    {"_id": "q2", "text": "图书馆夜间开放时间有什么变化？"},
    {"_id": "q3", "text": "梨园怎样节水？"},
)
QRELS = {"q1": {"bridge": 1}, "q2": {"library": 1}, "q3": {"orchard": 1}}

Rows = Sequence[Mapping[str, Any]]


def write_folder(
    folder: Path,
    *,
    entries: Rows = ENTRIES,
    queries: Rows = QUERIES,
    qrels: Mapping[str, Mapping[str, int]] | None = None,
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    write_rows(folder / "corpus.jsonl", entries)
    write_rows(folder / "queries.jsonl", queries)
    if qrels is not None:
        (folder / "qrels").mkdir()
        lines = [f"{query}\t{entry}\t{score}" for query, found in qrels.items() for entry, score in found.items()]
        content = "\n".join(["query-id\tcorpus-id\tscore", *lines]) + "\n"
        (folder / "qrels" / "test.tsv").write_text(content, encoding="utf-8")
    return folder


def write_rows(file: Path, rows: Rows) -> Path:
    file.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in rows), encoding="utf-8")
    return file
