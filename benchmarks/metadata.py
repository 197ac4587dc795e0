"""How often title, year and organisation of the development reports are found: `python benchmarks/metadata.py`."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

from rag.adapters.readers import read
from rag.metadata import facts_of

REPORTS = Path(__file__).parents[2] / "shared/data/gov_reports_dev.jsonl.gz"


def main() -> int:
    if not REPORTS.exists():
        print(f"skipped: no {REPORTS.name}")
        return 0
    hits = {"title": 0, "title_as_in_text": 0, "year": 0, "organisation": 0, "organisation_missing": 0}
    with gzip.open(REPORTS, "rt", encoding="utf-8") as lines:
        reports = [json.loads(line) for line in lines]
    for report in reports:
        facts = facts_of(read(report["text"].encode(), name="report.txt"), name="report.txt")
        organisation = facts.organisation.value if facts.organisation else None
        in_text = report["title"] if report["title"] in report["text"] else "政府工作报告"
        hits["title"] += facts.title.value == report["title"]
        hits["title_as_in_text"] += facts.title.value == in_text
        hits["year"] += facts.year is not None and int(facts.year.value) == report["year"]
        # A region's name is in the name of its government: 云岫市 in 云岫市政府.
        hits["organisation"] += organisation is not None and report["region"][:2] in organisation
        hits["organisation_missing"] += organisation is None
    print(json.dumps({"reports": len(reports), **hits}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
