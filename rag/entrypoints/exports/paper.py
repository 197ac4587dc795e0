"""What a file of any format shows, in its order: headings, cited sentences, tables, and the places they point at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rag.domain import Place

_MASKS = ("*", "＊")
_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Note:
    """A place that words of the file point at: `quote` stands there, on `page` where the source has pages."""

    number: int
    place: Place
    quote: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence, a point or a cell. `notes`: numbers of what holds it up; `place`: what it names, to go there."""

    text: str
    notes: tuple[int, ...] = ()
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """`marker`: `一、`, `（一）`, `1.`; "" for one that is not counted."""

    text: str
    level: int
    marker: str = ""


@dataclass(frozen=True, slots=True)
class Running:
    """One paragraph. `separator`: what stands between its sentences: nothing in Chinese, a blank in English."""

    sentences: tuple[Words, ...]
    separator: str = ""


@dataclass(frozen=True, slots=True)
class Points:
    """Things that stand on their own, one after the other. `markers`: one a point, as of headings one level down."""

    points: tuple[Words, ...]
    markers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """`weight`: its share of the width, set against the others'. `numeric`: aligned at the right."""

    title: str
    weight: int = 1
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`grouped`: equal cells of the first column, one below the other, are one. `notes_apart`: so many that they are
    listed after the text and not at the foot of the page."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Words, ...], ...]
    grouped: bool = False
    notes_apart: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """A line beside the matter: how it came to be, how it is to be read."""

    words: Words


Block = Heading | Running | Points | Table | Remark


@dataclass(frozen=True, slots=True)
class Paper:
    """`notes` in order of their numbers. `wide`: its tables need the long side of the page."""

    title: str
    language: str
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...]
    wide: bool = False


def words_of(block: Block) -> tuple[Words, ...]:
    """All words of a block that may point at notes."""
    match block:
        case Running():
            return block.sentences
        case Points():
            return block.points
        case Table():
            return tuple(cell for row in block.rows for cell in row)
        case Remark():
            return (block.words,)
        case Heading():
            return ()


def has_masks(blocks: Iterable[Block]) -> bool:
    """Whether numbers that a report does not disclose (`*万人`) are shown, as their reader has to know."""
    return any(mask in words.text for block in blocks for words in words_of(block) for mask in _MASKS)


def places(paper: Paper) -> Iterator[Place]:
    """All that the paper points at: those of its notes, then those that its words name."""
    yield from (one.place for one in paper.notes)
    yield from (words.place for block in paper.blocks for words in words_of(block) if words.place)


def groups(table: Table) -> Iterator[tuple[int, tuple[Words, ...]]]:
    """Each row with how many rows its first cell covers, 0 where one above covers it."""
    first = [row[0].text for row in table.rows]
    for index, row in enumerate(table.rows):
        if not table.grouped:
            yield 1, row
        elif index and first[index - 1] == first[index]:
            yield 0, row
        else:
            end = next((at for at in range(index, len(first)) if first[at] != first[index]), len(first))
            yield end - index, row


# --- markers


class Numbering:
    """Markers of the headings of a paper, counted level by level."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._counts: list[int] = []

    def next(self, level: int) -> str:
        counts = [*self._counts[:level], *[0] * (level - len(self._counts))]
        counts[level - 1] += 1
        self._counts = counts
        return marker(counts, self._language)

    def points(self, level: int, count: int) -> tuple[str, ...]:
        """Of `count` points below a heading of `level`. One alone is not counted, nor is anything below `（1）`."""
        # `1.` may follow `一、` at once where there are two levels only, and has to be told from `1.` of a heading.
        style = _point if level <= 2 else _bracketed
        return tuple(style(number) for number in range(1, count + 1)) if count > 1 else ("",) * count


def marker(counts: Sequence[int], language: str) -> str:
    """Of a heading, by how many of each level there are up to it: `一、`, `（一）`, `1.`, `（1）`; `1.1` in English."""
    number = counts[-1]
    if language != "zh":
        return ".".join(str(max(one, 1)) for one in counts) + "\u2002"
    styles = (lambda n: f"{chinese_number(n)}、", lambda n: f"（{chinese_number(n)}）", _point)
    return styles[len(counts) - 1](number) if len(counts) <= len(styles) else _bracketed(number)


def _point(number: int) -> str:
    return f"{number}."


def _bracketed(number: int) -> str:
    return f"（{number}）"


def marked(marker: str, text: str) -> str:
    """`text` after its marker: `5. 5个项目`, which without a blank reads like a decimal."""
    return f"{marker} {text}" if marker.endswith(".") else marker + text


def chinese_number(number: int) -> str:
    """1 → 一, 10 → 十, 21 → 二十一; from 100 on in digits, as headings never go so far."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    leading = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return leading + (_DIGITS[ones] if ones else "")


# --- characters


def printable(text: str) -> str:
    """`text` on one line, without what no document may hold: control characters and halves of characters."""
    return allowed(" ".join(text.split()))


def allowed(text: str) -> str:
    """`text` with its blanks, without what no document may hold."""
    return "".join(one for one in text if is_allowed(one))


def is_allowed(character: str) -> bool:
    """Whether XML 1.0 and HTML can hold it."""
    code = ord(character)
    if code < 0xA0:
        return 0x20 <= code < 0x7F or character in "\t\n"
    return not 0xD800 <= code <= 0xDFFF and (code & 0xFFFE) != 0xFFFE and not 0xFDD0 <= code <= 0xFDEF
