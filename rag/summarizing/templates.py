"""How a summary is built: a Markdown file, one heading a part. Those of the styles stand in `prompts/summaries/`.

---
name: executive
version: "1"
language: zh
characters: 600-900          of all sentences together
claim_characters: 90         of one sentence, about
---
# 主要成效                    the part's title; {{report}} in it is the report's title
part: results                what it is: headline, results, figures, problems, plans, sections, topic or gaps
share: 55%                   of the characters; or  characters: 100
about: 就业 创业              of a topic: words that name it
rows: 12                     of figures

What a language model is told for this part, in one or more lines.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.domain import PromptIdentity, SummaryPart
from rag.errors import TemplateInvalid
from rag.prompts import templates_folder
from rag.questions import Aspect

STYLES = ("brief", "executive", "detailed")

_FILE = re.compile(r"\A\ufeff?---\n(?P<matter>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
_FIELDS = frozenset(("name", "version", "language", "characters", "claim_characters"))
_MORE_FIELDS = frozenset(("share_of_report",))
_PART_FIELDS = frozenset(("part", "share", "characters", "about", "rows"))
_MOST_CHARACTERS, _MOST_PARTS, _MOST_ROWS = 20_000, 30, 500
_MIN_CHARACTERS = 40
# `--length 500` means 450 to 550.
_TOLERANCE = 0.1


@dataclass(frozen=True, slots=True)
class PartTemplate:
    """`share` of the characters (0 to 1) or so many `characters`; both None: its fair share. `rows`: of figures."""

    title: str
    part: SummaryPart
    share: float | None = None
    characters: int | None = None
    about: tuple[str, ...] = ()
    rows: int | None = None
    instruction: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """`least` to `most` characters of all claims together, where the reports have that much to say.

    `share_of_report`: never more than this part of what the reports have (0 to 1), None: no such bound.
    """

    name: str
    version: str
    language: str
    least: int
    most: int
    claim_characters: int
    parts: tuple[PartTemplate, ...]
    hash: str
    share_of_report: float | None = None

    @property
    def identity(self) -> PromptIdentity:
        return PromptIdentity(self.name, self.version, self.hash)

    def instruction_for(self, aspect: Aspect | None) -> str:
        """What a language model is told of a section that speaks of problems, of plans or (None) of all else."""
        parts = {
            Aspect.PROBLEMS: {SummaryPart.PROBLEMS, SummaryPart.SECTIONS},
            Aspect.PLANS: {SummaryPart.PLANS, SummaryPart.SECTIONS},
        }
        wanted = parts.get(aspect or Aspect.RESULTS, {SummaryPart.RESULTS, SummaryPart.TOPIC, SummaryPart.SECTIONS})
        told = (" ".join(one.instruction.split()) for one in self.parts if one.part in wanted)
        return " ".join(dict.fromkeys(one for one in told if one))

    def of_length(self, characters: int) -> Template:
        """The same parts in about so many characters: within a tenth, no matter how long the reports are."""
        around = round(characters * _TOLERANCE)
        longest = min(self.claim_characters, max(characters // 4, 30))
        return replace(
            self,
            least=characters - around,
            most=characters + around,
            claim_characters=longest,
            share_of_report=None,
            hash=f"{self.hash}:{characters}",
        )


@lru_cache(maxsize=16)
def load_template(style: str, language: str) -> Template:
    """That of a style. Raises TemplateInvalid where it is missing or malformed."""
    path = templates_folder() / "summaries" / f"{style}.{language}.md"
    try:
        content = path.read_text(encoding="utf-8")
    except OSError as error:
        raise TemplateInvalid(template=path.name, reason=str(error)) from error
    return parse_template(content, source=path.name)


def parse_template(content: str, *, source: str) -> Template:
    """Raises TemplateInvalid, naming `source` and what is wrong."""
    found = _FILE.match(content.replace("\r\n", "\n"))
    if not found:
        raise TemplateInvalid(template=source, reason="expected front matter between two lines of ---")
    matter = _fields(found["matter"].splitlines(), source=source)
    if not matter.keys() >= _FIELDS or matter.keys() - _FIELDS - _MORE_FIELDS:
        raise TemplateInvalid(template=source, reason=f"front matter needs {', '.join(sorted(_FIELDS))}")
    least, most = _range(matter["characters"], source=source)
    parts = tuple(_parts(found["body"], source=source))
    return Template(
        name=matter["name"],
        version=matter["version"],
        language=matter["language"],
        least=least,
        most=most,
        claim_characters=_number(matter["claim_characters"], 10, 1_000, source=source),
        parts=parts,
        hash=hashlib.sha256(content.encode()).hexdigest()[:12],
        share_of_report=_share(matter["share_of_report"], source=source) if "share_of_report" in matter else None,
    )


def _parts(body: str, *, source: str) -> list[PartTemplate]:
    blocks = re.split(r"^# +", body, flags=re.MULTILINE)
    if blocks[0].strip():
        raise TemplateInvalid(template=source, reason=f"“{blocks[0].strip()[:20]}” stands before the first heading")
    parts = [_part(block, source=source) for block in blocks[1:]]
    if not parts or len(parts) > _MOST_PARTS:
        raise TemplateInvalid(template=source, reason=f"expected 1 to {_MOST_PARTS} parts, each with a heading “# …”")
    if sum(one.share or 0 for one in parts) > 1.001:
        raise TemplateInvalid(template=source, reason="the shares are more than 100% together")
    return parts


def _part(block: str, *, source: str) -> PartTemplate:
    title, _, rest = block.partition("\n")
    head, _, instruction = rest.partition("\n\n")
    fields = _fields([line for line in head.splitlines() if line.strip()], source=source)
    unknown = fields.keys() - _PART_FIELDS
    if unknown or "part" not in fields:
        raise TemplateInvalid(
            template=source, reason=f"part “{title.strip()}”: {', '.join(sorted(unknown)) or 'part?'}"
        )
    try:
        part = SummaryPart(fields["part"])
    except ValueError as error:
        expected = " | ".join(SummaryPart)
        raise TemplateInvalid(template=source, reason=f"part: {fields['part']} ({expected})") from error
    about = tuple(fields.get("about", "").split())
    if (part is SummaryPart.TOPIC) != bool(about):
        raise TemplateInvalid(
            template=source, reason=f"part “{title.strip()}”: a topic, and nothing else, needs about:"
        )
    return PartTemplate(
        title=title.strip(),
        part=part,
        share=_share(fields["share"], source=source) if "share" in fields else None,
        characters=_number(fields["characters"], 20, _MOST_CHARACTERS, source=source)
        if "characters" in fields
        else None,
        about=about,
        rows=_number(fields["rows"], 0, _MOST_ROWS, source=source) if "rows" in fields else None,
        instruction=instruction.strip(),
    )


def _fields(lines: list[str], *, source: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or name.strip() in fields:
            raise TemplateInvalid(template=source, reason=f"line “{line.strip()}”: expected “name: value”, once each")
        fields[name.strip()] = value.strip().strip('"')
    return fields


def _range(value: str, *, source: str) -> tuple[int, int]:
    low, dash, high = value.partition("-")
    most = _number(high if dash else low, _MIN_CHARACTERS, _MOST_CHARACTERS, source=source)
    least = _number(low, 0, most, source=source) if dash else round(most * (1 - _TOLERANCE))
    return least, most


def _number(value: str, least: int, most: int, *, source: str) -> int:
    if not value.strip().isascii() or not value.strip().isdigit() or not least <= int(value) <= most:
        raise TemplateInvalid(template=source, reason=f"“{value}”: expected a number from {least} to {most}")
    return int(value)


def _share(value: str, *, source: str) -> float:
    return _number(value.removesuffix("%"), 1, 100, source=source) / 100
