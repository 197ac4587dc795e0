"""Are the headings found, and is nothing else taken for one? On real regulations, government reports and HTML reports.

    python benchmarks/headings.py [--data FOLDER] [--output FILE]

A match is the same line and the same order of levels: against the gold heading before it the level rises, stays or
falls as the gold says. Recall is over the gold headings, precision over the recognised headings that the gold speaks
about:

* laws: everything but 第…条, whose recall is counted apart (every line that begins with one, under its chapter);
* government reports with at least five bold leads: the styles 第…章, 一、, （一） and 1.;
* HTML: lines with a heading mark and lines that begin with a marker of a marked style. Finer headings, which these
  pages leave unmarked, are listed as `unmarked`, and `precision_of_all` counts them as false.

Every missed, misplaced and false heading is listed with its line. Levels of the government reports are those of their
styles, in order of first appearance.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rag.adapters.readers import read
from rag.domain import MarkKind, ParsedReport, SourceText
from rag.parsing import parse

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
OUTPUT = ROOT / "benchmarks" / "results" / "headings.json"
FEWEST_BOLD_LEADS = 5
ARTICLE = re.compile(r"[\s\u3000]*第[〇零一二三四五六七八九十百千\d]+条")
STYLES = (
    ("第", re.compile(r"第[〇零一二三四五六七八九十百\d]+(?:[编章节]|部分)")),
    ("一、", re.compile(r"[一二三四五六七八九十]+\s*[、．.]")),
    ("（一）", re.compile(r"[（(][一二三四五六七八九十]+[）)]")),
    ("1.", re.compile(r"[0-9０-９]+\s*[.．、]")),
)


@dataclass
class Found:
    """A heading of the gold or of the tree: its line, its level there, the words."""

    line: int
    level: int
    text: str


@dataclass
class Score:
    document: str
    gold: int = 0
    recognised: int = 0
    matched: int = 0
    articles: int = 0
    articles_matched: int = 0
    missed: list[str] = field(default_factory=list)
    misplaced: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    unmarked: list[str] = field(default_factory=list)

    def shares(self) -> dict[str, float]:
        right = self.recognised - len(self.false)
        everything = self.recognised + len(self.unmarked)
        return {
            "recall": _share(self.matched, self.gold),
            "precision": _share(right, self.recognised),
            "precision_of_all": _share(right, everything),
            "article_recall": _share(self.articles_matched, self.articles),
        }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0


def main() -> int:
    arguments = _arguments()
    result: dict[str, object] = {}
    for name, scores in (
        ("laws", list(_laws(arguments.data))),
        ("government_reports", list(_government_reports(arguments.data))),
        ("html", list(_html(arguments.data))),
    ):
        result[name] = _report(name, scores)
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    arguments.output.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"→ {arguments.output}")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=DATA, help="folder with the three *.jsonl.gz files")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    arguments = parser.parse_args()
    if not arguments.data.is_dir():
        sys.exit(f"no data in {arguments.data}: nothing to measure")
    return arguments


def _report(name: str, scores: list[Score]) -> dict[str, object]:
    pooled = Score(name)
    for score in scores:
        for key in ("gold", "recognised", "matched", "articles", "articles_matched"):
            setattr(pooled, key, getattr(pooled, key) + getattr(score, key))
        for key in ("missed", "misplaced", "false", "unmarked"):
            getattr(pooled, key).extend(getattr(score, key))
        _print(score)
    print(f"== {name}: ", end="")
    _print(pooled, listing=False)
    return {
        "pooled": pooled.shares(),
        "documents": [asdict(score) | {"shares": score.shares()} for score in scores],
    }


def _print(score: Score, *, listing: bool = True) -> None:
    shares = "  ".join(f"{key} {value:.4f}" for key, value in score.shares().items())
    print(f"{score.document}: gold {score.gold}, recognised {score.recognised}  {shares}")
    for key in ("missed", "misplaced", "false", "unmarked") if listing else ():
        for one in getattr(score, key):
            print(f"    {key}: {one}")


def _rows(path: Path) -> Iterator[dict[str, object]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _tree(source: SourceText) -> tuple[ParsedReport, list[Found]]:
    """All sections but the text before the first heading, by line."""
    parsed = parse(source)
    starts = [0, *(found.end() for found in re.finditer("\n", parsed.text))]
    found: list[Found] = []
    line = 0
    for placed in parsed.walk():
        section = placed.section
        while line + 1 < len(starts) and starts[line + 1] <= section.span.start:
            line += 1
        if section.marker or section.heading:
            found.append(Found(line, section.level, section.marker + section.heading))
    return parsed, found


def _compare(document: str, gold: list[Found], tree: list[Found]) -> Score:
    score = Score(document, gold=len(gold), recognised=len(tree))
    by_line = {one.line: one for one in tree}
    before: tuple[Found, Found] | None = None
    for heading in gold:
        ours = by_line.get(heading.line)
        if ours is None:
            score.missed.append(_place(document, heading))
            continue
        if before and _sign(heading.level - before[0].level) != _sign(ours.level - before[1].level):
            score.misplaced.append(f"{_place(document, heading)} level {ours.level} after {before[1].level}")
        else:
            score.matched += 1
        before = heading, ours
    lines = {heading.line for heading in gold}
    score.false = [_place(document, one) for one in tree if one.line not in lines]
    return score


def _place(document: str, heading: Found) -> str:
    return f"{document} line {heading.line}: {heading.text[:40]}"


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def _laws(data: Path) -> Iterator[Score]:
    for row in _rows(data / "sections_laws_dev.jsonl.gz"):
        title, text = str(row["title"]), str(row["text"])
        sections = [Found(one["line"], one["level"], one["text"]) for one in row["sections"]]  # type: ignore[attr-defined]
        gold = [one for one in sections if one.text != title and one.level > 1]
        tree = _tree(SourceText(text))[1]
        score = _compare(str(row["id"]), gold, [one for one in tree if not ARTICLE.match(one.text)])
        _count_articles(score, text, gold, tree)
        yield score


def _count_articles(score: Score, text: str, gold: list[Found], tree: list[Found]) -> None:
    """Each line that begins with 第…条 is a section, and deeper than the chapter or section above it."""
    by_line = {one.line: one for one in tree}
    above: Found | None = None
    chapters = {one.line for one in gold}
    for number, line in enumerate(text.split("\n")):
        if number in chapters:
            above = by_line.get(number, above)
        if not ARTICLE.match(line):
            continue
        score.articles += 1
        article = by_line.get(number)
        if article and (above is None or article.level > above.level):
            score.articles_matched += 1
        else:
            score.missed.append(_place(score.document, Found(number, 0, line)))


def _style(text: str) -> str | None:
    stripped = text.lstrip(" \t\u3000\u00a0")
    return next((style for style, pattern in STYLES if pattern.match(stripped)), None)


def _government_reports(data: Path) -> Iterator[Score]:
    for row in _rows(data / "gov_reports_dev.jsonl.gz"):
        leads: list[dict[str, object]] = row["bold_leads"]  # type: ignore[assignment]
        if len(leads) < FEWEST_BOLD_LEADS:
            continue
        gold = [Found(int(str(one["line"])), 0, str(one["text"])) for one in leads if _style(str(one["text"]))]
        order = list(dict.fromkeys(_style(one.text) for one in gold))
        for one in gold:
            one.level = order.index(_style(one.text))
        tree = [one for one in _tree(SourceText(str(row["text"])))[1] if _style(one.text)]
        yield _compare(str(row["id"]), gold, tree)


def _html(data: Path) -> Iterator[Score]:
    for row in _rows(data / "sections_html_dev.jsonl.gz"):
        source = read(str(row["html"]).encode(), name="report.html")
        gold = list(_marked(source))
        styles = {_style(one.text) for one in gold} - {None}
        lines = {one.line for one in gold}
        tree = _tree(source)[1]
        spoken = [one for one in tree if one.line in lines or _style(one.text) in styles]
        score = _compare(str(row["id"]), gold, spoken)
        score.unmarked = [_place(score.document, one) for one in tree if one not in spoken]
        yield score


def _marked(source: SourceText) -> Iterable[Found]:
    for mark in source.marks:
        if mark.kind is MarkKind.HEADING:
            line = source.text.count("\n", 0, mark.span.start)
            yield Found(line, mark.level, mark.span.of(source.text).strip())


if __name__ == "__main__":
    sys.exit(main())
