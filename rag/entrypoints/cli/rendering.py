"""Domain values as a terminal shows them. Text of reports never goes through rich's markup."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from rag.domain import (
    Answer,
    AnswerStatus,
    Citation,
    Claim,
    Conflict,
    Conversation,
    Dropped,
    Fact,
    Passage,
    Report,
    Section,
    Summary,
    Verdict,
)
from rag.entrypoints.cli.terminal import Terminal
from rag.entrypoints.documents import as_written, plain_number
from rag.entrypoints.places import path_line, place_line
from rag.service import Check, IngestResult, PlacedFigure, ReportView

# A quote of two terminal lines; longer ones lose their middle, the ends being what one looks for in the report.
_QUOTE_CHARACTERS = 120
_PASSAGE_CHARACTERS = 160
_HEADING_CHARACTERS = 60
_STATUS_STYLES = {"added": "green", "replaced": "cyan", "unchanged": "dim", "failed": "bold red"}


def shortened(text: str, limit: int) -> str:
    """One line, without its middle where it is longer than `limit`."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    head = (limit - 1) * 2 // 3
    return line[:head] + "…" + line[-(limit - 1 - head) :]


# --- tables


def ingest_table(terminal: Terminal, results: Sequence[IngestResult]) -> Table:
    table = _table(terminal, "column_file", "column_status", "column_id", "column_title")
    for one in results:
        note = one.error.in_language(terminal.language) if one.error else one.title or ""
        status = str(one.status)
        table.add_row(
            Text(one.file),
            Text(terminal.say(f"status_{status}"), style=_STATUS_STYLES.get(status, "")),
            Text(one.id or ""),
            Text(note, style="red" if one.error else ""),
        )
    return table


def reports_table(terminal: Terminal, reports: Sequence[Report]) -> Table:
    table = _table(terminal, "column_id", "column_title", "column_year", "column_organisation", "column_file")
    for heading in ("column_sections", "column_figures", "column_characters"):
        table.add_column(terminal.say(heading), justify="right")
    for one in reports:
        table.add_row(
            Text(one.id),
            Text(one.title),
            str(one.year or ""),
            Text(one.organisation or ""),
            Text(one.file),
            str(one.sections),
            str(one.figures),
            str(one.characters),
        )
    return table


def conversations_table(terminal: Terminal, conversations: Sequence[Conversation]) -> Table:
    table = _table(terminal, "column_id", "column_first_question", "column_library", "column_changed")
    table.add_column(terminal.say("column_questions"), justify="right")
    for one in conversations:
        changed = one.changed.astimezone().strftime("%Y-%m-%d %H:%M")
        library = one.where.library or ""
        table.add_row(Text(one.id), Text(one.title), Text(library), Text(changed), str(one.turns))
    return table


def question(text: str) -> Text:
    return Text(f"\n> {text}", style="bold")


def figures_table(terminal: Terminal, figures: Sequence[PlacedFigure]) -> Table:
    table = _table(terminal, "column_indicator", "column_text", "column_value", "column_period", "column_place")
    for one in figures:
        figure = one.figure
        value = terminal.say("undisclosed") if figure.masked else _value(one)
        planned = (f" {terminal.say('planned_mark')}", "dim") if one.planned else ("", "")
        table.add_row(
            Text(figure.indicator),
            Text.assemble(as_written(figure), planned),
            Text(value, style="yellow" if figure.masked else ""),
            Text(figure.period),
            Text(place_line(one.place), style="dim"),
        )
    return table


def _value(one: PlacedFigure) -> str:
    lower, upper = plain_number(one.figure.value), plain_number(one.figure.upper)
    span = f"{lower}–{upper}" if upper else lower or ""
    return f"{span} {one.figure.unit}".strip()


def checks_table(terminal: Terminal, checks: Sequence[Check]) -> Table:
    table = _table(terminal, "column_check", "column_status", "column_detail")
    for one in checks:
        status = "check_ok" if one.ok else "check_failed"
        table.add_row(
            Text(terminal.say(f"check_{one.name}")),
            Text(terminal.say(status), style="green" if one.ok else "bold red"),
            Text(one.in_language(terminal.language)),
        )
    return table


def _table(terminal: Terminal, *headings: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", collapse_padding=True)
    for heading in headings:
        table.add_column(terminal.say(heading), overflow="fold")
    return table


# --- one report


def report_header(terminal: Terminal, view: ReportView) -> Group:
    facts = view.report.facts
    lines = [Text(view.report.title, style="bold")]
    named: tuple[tuple[str, Fact | None], ...] = (
        ("column_title", facts.title),
        ("column_year", facts.year),
        ("column_period", facts.period),
        ("column_organisation", facts.organisation),
    )
    for key, fact in named:
        if fact:
            origin = terminal.say(f"origin_{fact.origin.value}")
            lines.append(Text(f"{terminal.say(key)}  {fact.value}  ({origin})", style="dim"))
    lines.append(Text(f"{view.report.id}  {view.report.file}  {view.report.library}", style="dim"))
    return Group(*lines, Text())


def outline(view: ReportView) -> Group:
    return Group(*(_branch(one, view.text) for one in view.sections))


def _branch(section: Section, text: str) -> Tree:
    tree = Tree(_heading(section, text), guide_style="dim")
    for item in section.items:
        tree.add(Text(shortened(item.span.of(text), _HEADING_CHARACTERS), style="dim"))
    for child in section.children:
        tree.add(_branch(child, text))
    return tree


def _heading(section: Section, text: str) -> Text:
    if section.heading:
        return Text(f"{section.marker}{section.heading}")
    return Text(section.marker + shortened(section.body.of(text), _HEADING_CHARACTERS), style="dim italic")


# --- search and answers


def passages(terminal: Terminal, found: Sequence[Passage]) -> Iterator[RenderableType]:
    for number, one in enumerate(found, start=1):
        head = Text(f"{number}. ", style="bold")
        head.append(path_line([one.report_title, *one.chunk.path]), style="cyan")
        head.append(f"  {one.score:.3f}", style="dim")
        yield head
        yield Padding(Text(shortened(one.chunk.text, _PASSAGE_CHARACTERS)), (0, 0, 0, 3))
        if one.twins:
            titles = "、".join(dict.fromkeys(twin.report_title for twin in one.twins))
            yield Padding(Text(terminal.say("same_words_in", reports=titles), style="dim"), (0, 0, 0, 3))


def claim(claim: Claim) -> Text:
    return Text(claim.text + "".join(f"[{number}]" for number in claim.citations), style="bold")


def answer(terminal: Terminal, answer: Answer, *, streamed: bool = False) -> Iterator[RenderableType]:
    """`streamed`: its claims have been printed already."""
    if answer.status is AnswerStatus.REFUSED:
        yield Text(answer.text, style="yellow")
        yield from _refusal(terminal, answer)
    elif not streamed or not answer.claims:
        yield Text(answer.text, style="bold")
    if answer.citations:
        yield Text()
        yield from (_citation(terminal, one) for one in answer.citations)
    notes = list(_notes(terminal, answer))
    if notes:
        yield Text()
        yield from notes


def summary(terminal: Terminal, summary: Summary) -> Iterator[RenderableType]:
    yield Text(summary.title, style="bold")
    for section in summary.sections:
        yield Text(f"\n{section.title}", style="bold cyan")
        for claim in section.claims:
            marks = "".join(f"[{number}]" for number in claim.citations)
            yield _hanging(Text("·"), Text(claim.text + marks))
    if summary.figures:
        yield Text(f"\n{terminal.say('summary_figures')}", style="bold cyan")
        yield figures_table(terminal, [PlacedFigure(one.place, one.figure) for one in summary.figures])
    yield Text()
    yield from (_citation(terminal, one) for one in summary.citations)
    notes = [*_conflicts(terminal, summary.conflicts), *_dropped(terminal, summary.dropped)]
    if notes:
        yield Text()
        yield from notes


def _hanging(mark: Text, body: RenderableType) -> Table:
    """`body` beside `mark`, its further lines below its first."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column()
    grid.add_column(overflow="fold")
    grid.add_row(mark, body)
    return grid


def _citation(terminal: Terminal, citation: Citation) -> Table:
    page = terminal.say("page", page=citation.page) if citation.page else ""
    body = Group(
        Text(place_line(citation.place), style="cyan"),
        Text(f"“{shortened(citation.quote, _QUOTE_CHARACTERS)}”{page}"),
    )
    return _hanging(Text(f"[{citation.id}]", style="bold"), body)


def _refusal(terminal: Terminal, answer: Answer) -> Iterator[RenderableType]:
    if answer.nearest:
        yield Text(terminal.say("nearest_sections"))
        yield from (Padding(Text(place_line(one), style="cyan"), (0, 0, 0, 2)) for one in answer.nearest)


def _notes(terminal: Terminal, answer: Answer) -> Iterator[Text]:
    if answer.rewritten:
        yield _note(terminal, "note_rewritten", questions=" / ".join(answer.rewritten.splitlines()))
    yield from (Text(one, style="yellow") for one in answer.notices)
    yield from _conflicts(terminal, answer.conflicts)
    if any(claim.verdict is Verdict.COMPUTED for claim in answer.claims):
        yield _note(terminal, "note_computed")
    yield from _dropped(terminal, answer.dropped)
    yield from _doubts(terminal, answer)


def _doubts(terminal: Terminal, answer: Answer) -> Iterator[Text]:
    """The sentences that a second model does not find borne out."""
    doubted = [one.claim for one in answer.judged.claims if one.entailed is False] if answer.judged else []
    if answer.judged and doubted:
        claims = " / ".join(answer.claims[number - 1].text for number in doubted)
        yield _note(terminal, "note_judged", model=answer.judged.model, claims=claims)


def _conflicts(terminal: Terminal, conflicts: Sequence[Conflict]) -> Iterator[Text]:
    for one in conflicts:
        marks = "".join(f"[{number}]" for number in one.citations)
        yield _note(terminal, "note_conflict", indicator=one.indicator, period=one.period, citations=marks)


def _dropped(terminal: Terminal, dropped: Sequence[Dropped]) -> Iterator[Text]:
    """How many and why, not their words: nobody is to read what has failed its check."""
    if dropped:
        reasons = dict.fromkeys(terminal.say(f"reason_{one.reason.value}") for one in dropped)
        yield _note(terminal, "note_dropped", count=len(dropped), reasons=" / ".join(reasons))


def _note(terminal: Terminal, key: str, **values: object) -> Text:
    return Text(" ".join(terminal.say(key, **values).split()), style="dim")  # a part of it may be empty
