"""What a comparison of two years' government reports finds: `python benchmarks/comparisons.py`.

For each province's pair of reports: which of the indicators that everybody asks for stand in one row, and how many rows
there are in all; all provinces of one year side by side; how long it takes. `--rows FILE` writes every row with its
sentences, to be read by a person; `--write` keeps the numbers in `benchmarks/results/comparisons.json`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rag.adapters.readers import read
from rag.comparing.reading import ReadReport, compared_report
from rag.comparing.rows import compare_figures
from rag.domain import ComparisonRow, Measure, Report, ReportStatus
from rag.metadata import facts_of
from rag.parsing import parse

REPORTS = Path(__file__).parents[2] / "shared/data/gov_reports_dev.jsonl.gz"
RESULTS = Path(__file__).parent / "results" / "comparisons.json"

_OFTEN = 3
LEVEL, CHANGE, SHARE = Measure.LEVEL, Measure.CHANGE, Measure.SHARE
ASKED = (
    ("地区生产总值", LEVEL),
    ("地区生产总值", CHANGE),
    ("规模以上工业增加值", CHANGE),
    ("固定资产投资", CHANGE),
    ("社会消费品零售总额", CHANGE),
    ("进出口总额", LEVEL),
    ("进出口总额", CHANGE),
    ("一般公共预算收入", LEVEL),
    ("一般公共预算收入", CHANGE),
    ("居民人均可支配收入", LEVEL),
    ("居民人均可支配收入", CHANGE),
    ("城镇居民人均可支配收入", CHANGE),
    ("农村居民人均可支配收入", CHANGE),
    ("城镇新增就业", LEVEL),
    ("城镇调查失业率", SHARE),
    ("居民消费价格", CHANGE),
    ("粮食产量", LEVEL),
    ("常住人口城镇化率", SHARE),
    ("研发投入强度", SHARE),
    ("高技术制造业增加值", CHANGE),
    ("技术合同成交额", LEVEL),
    ("高新技术企业", LEVEL),
    ("空气质量优良天数比率", SHARE),
    ("PM2.5平均浓度", LEVEL),
    ("国考断面水质优良比例", SHARE),
    ("接待游客", LEVEL),
    ("民间投资", CHANGE),
    ("经营主体", LEVEL),
)


def main() -> int:
    options = _options()
    if not REPORTS.exists():
        print(f"skipped: no {REPORTS.name}")
        return 0
    provinces = _provinces()
    pairs, rows, targets, seconds = {}, {}, {}, []
    for region, sources in provinces.items():
        begun = time.perf_counter()
        found = compare_figures(sources)
        seconds.append(time.perf_counter() - begun)
        rows[region] = [row for row in found if not row.planned]
        targets[region] = [row for row in found if row.planned]
        pairs[region] = len(rows[region])
    result = {
        "provinces": len(provinces),
        "rows_of_a_pair": pairs,
        "rows": sum(pairs.values()),
        "targets_of_a_pair": {region: len(ones) for region, ones in targets.items()},
        "targets": sum(map(len, targets.values())),
        "targets_in_both_by_indicator": _targets(targets),
        "rows_filled_in_both_by_indicator": _coverage(rows),
        "stated_by_one_report_alone": _stated_once(provinces),
        "growth_checked": _checked(rows),
        "rows_of_all_provinces_in_one_year": {
            str(year): sum(
                not row.planned
                for row in compare_figures([one for ones in provinces.values() for one in ones if _is_of(one, year)])
            )
            for year in sorted({source.report.year or 0 for ones in provinces.values() for source in ones})
        },
        "seconds_of_a_pair": round(max(seconds), 3),
        "seconds_of_the_rows_of_all_reports_once_read": _all_at_once(provinces),
    }
    print(json.dumps(result, ensure_ascii=False, indent=1))
    if options.write:
        RESULTS.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if options.rows:
        written = (*_written(rows), "\n# Targets\n", *_written(targets))
        Path(options.rows).write_text("".join(written), encoding="utf-8")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--rows")
    return parser.parse_args()


def _provinces() -> dict[str, list[ReadReport]]:
    found: dict[str, list[ReadReport]] = defaultdict(list)
    with gzip.open(REPORTS, "rt", encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            if entry["level"] == "province":
                found[entry["region"][:2]].append(_source(entry))
    return {region: sorted(ones, key=lambda one: one.report.year or 0) for region, ones in sorted(found.items())}


def _source(entry: dict[str, Any]) -> ReadReport:
    source = read(entry["text"].encode(), name="report.txt")
    facts = facts_of(source, name="report.txt")
    name = f"{entry['region']}{entry['year']}"
    report = Report(name, "report.txt", "default", facts, len(source.text), 0, 0, 0, ReportStatus.READY)
    return compared_report(report, parse(source))


def _is_of(source: ReadReport, year: int) -> bool:
    return source.report.year == year


def _coverage(rows: dict[str, list[ComparisonRow]]) -> dict[str, list[str]]:
    """The provinces whose pair has the row, for each indicator that is asked for."""
    return {
        f"{name} {measure.value}": [
            region
            for region, ones in rows.items()
            if any((one.indicator, one.measure) == (name, measure) for one in ones)
        ]
        for name, measure in ASKED
    }


def _targets(targets: dict[str, list[ComparisonRow]]) -> dict[str, int]:
    """How many pairs have a target for an indicator on both sides, for those that at least three have."""
    counts = Counter(f"{row.indicator} {row.measure.value}" for ones in targets.values() for row in ones)
    return {name: pairs for name, pairs in counts.most_common() if pairs >= _OFTEN}


def _stated_once(provinces: dict[str, list[ReadReport]]) -> dict[str, int]:
    """How many of the asked indicators one report of the pair states and the other does not."""
    return {
        region: sum(
            sum((name, measure) in stated for stated in both) == 1
            for both in [[_stated(source) for source in sources]]
            for name, measure in ASKED
        )
        for region, sources in provinces.items()
    }


def _stated(source: ReadReport) -> frozenset[tuple[str, Measure]]:
    return frozenset((key[0], key[1]) for key in source.results)


def _checked(rows: dict[str, list[ComparisonRow]]) -> dict[str, int]:
    changes = [change for ones in rows.values() for row in ones for change in row.changes]
    return {
        "computed": sum(change.growth is not None for change in changes),
        "stated_too": sum(change.stated is not None for change in changes),
        "agree": sum(change.agrees is True for change in changes),
        "disagree": sum(change.agrees is False for change in changes),
    }


def _all_at_once(provinces: dict[str, list[ReadReport]]) -> float:
    sources = [one for ones in provinces.values() for one in ones]
    begun = time.perf_counter()
    compare_figures(sorted(sources, key=lambda one: one.report.year or 0))
    return round(time.perf_counter() - begun, 2)


def _written(rows: dict[str, list[ComparisonRow]]) -> Iterator[str]:
    for region, ones in rows.items():
        for row in ones:
            yield f"\n[{region}] {row.indicator} | {row.measure.value} | {row.unit} | {row.values}\n"
            for change in row.changes:
                stated = change.stated.figure.text if change.stated else None
                yield f"    {change.difference} | {change.growth} | {stated} | {change.agrees}\n"
            for cell in row.cells:
                if cell:
                    yield f"    【{cell.figure.text}】{cell.quote}\n"


if __name__ == "__main__":
    sys.exit(main())
