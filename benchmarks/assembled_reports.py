"""Reports of realistic size, assembled from the passages of the training data when a benchmark runs."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path

PASSAGES = Path(__file__).parents[2] / "shared" / "data" / "train_pairs.jsonl.gz"

_CHINESE = "一二三四五六七八九十"
_TOPICS = ("就业创业", "社会保险", "人才队伍", "劳动关系", "行风建设", "公共服务", "基金监管", "乡村振兴", "安全生产")
_DONE = ["稳步推进", "取得实效", "不断加强", "全面深化", "持续优化", "明显改善"]


def assembled_reports(
    count: int, *, seed: int = 1, years: range = range(2019, 2025), characters: int = 9000, parts: int = 3
) -> Iterator[tuple[str, bytes]]:
    """(file name, UTF-8 text) of two thirds to all of `characters` in parts with subsections, year after year."""
    draw = random.Random(seed)
    passages = _passages()
    for number in range(count):
        title = f"第{number}号单位{years[number % len(years)]}年工作情况报告"
        length = draw.randint(characters * 2 // 3, characters)
        yield f"report-{number:04d}.txt", _report(title, length, parts, draw, passages).encode()


def _report(title: str, length: int, parts: int, draw: random.Random, passages: Iterator[str]) -> str:
    lines = [title, next(passages)]
    for part in range(parts):
        lines.append(f"{_CHINESE[part]}、{draw.choice(_TOPICS)}工作{draw.choice(_DONE)}")
        written = 0
        section = 0
        while written < length / parts:
            text = next(passages)
            heading = f"（{_CHINESE[section % 10]}）{draw.choice(_TOPICS)}{draw.choice(_DONE)}。"
            lines.append(heading + text)
            written += len(text)
            section += 1
    return "\n".join(lines) + "\n"


def _passages() -> Iterator[str]:
    while True:
        with gzip.open(PASSAGES, "rt", encoding="utf-8") as lines:
            seen = ""
            for line in lines:
                passage = json.loads(line)["passage"].replace("\n", "")[:900]
                if len(passage) > 150 and passage != seen:
                    seen = passage
                    yield passage
