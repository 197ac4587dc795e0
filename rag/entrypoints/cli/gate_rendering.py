"""What differs between two runs, as a terminal shows it: cases, metrics, and at the end, where one looks, the verdict.
Text of cases never goes through markup."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from rag.entrypoints.cli.rendering import shortened
from rag.entrypoints.cli.terminal import Terminal
from rag.evaluation.gate import RunComparison
from rag.evaluation.gate_metrics import MetricDifference
from rag.evaluation.judges.preferring import Preferences
from rag.evaluation.pairs import Pair
from rag.evaluation.reports import amounts, reasons
from rag.evaluation.reports.words import Say, named, speaking
from rag.evaluation.runs import CaseResult

# A screen or two; the rest is in the other formats.
_CASES_SHOWN, _MOVED_SHOWN = 30, 15
_ASKED_CHARACTERS, _ANSWER_CHARACTERS = 90, 100
_INDENT = (0, 0, 0, 4)


def comparison(terminal: Terminal, found: RunComparison) -> Iterator[RenderableType]:
    say = speaking(terminal.language)
    yield from _flips(say("broken"), found.broken, say, style="red")
    yield from _flips(say("mended"), found.mended, say, style="green")
    yield from _moves(found.moved, say)
    yield _heading(say("metrics"))
    shown = [*found.primary, *(one for one in found.metrics if not one.primary and one.differs)]
    yield _metrics(shown, say, live=found.live)
    yield from verdict(terminal, found)


def verdict(terminal: Terminal, found: RunComparison) -> Iterator[RenderableType]:
    """Why, what else is to be known, and one line that says all."""
    say = speaking(terminal.language)
    yield Text("")
    for line in reasons.remarks(found, terminal.language):
        yield Text(f"· {line}", style="dim")
    for line in reasons.regressions(found, terminal.language):
        yield Text(f"✗ {line}", style="red")
    yield _verdict_line(found, say)


def preferred(terminal: Terminal, found: Preferences) -> Text:
    """What a judge thinks of it, which decides nothing."""
    counts = {"a": len(found.a), "b": len(found.b), "neither": len(found.neither)}
    p = "–" if found.p is None else f"{found.p:.3f}"
    return Text(terminal.say("eval_preferred", model=found.model, n=found.n, p=p, **counts), style="dim")


def _verdict_line(found: RunComparison, say: Say) -> Text:
    mark, word, style = ("✗", "red", "bold red") if found.regressed else ("✓", "green", "bold green")
    flips = [say("count_broken", count=len(found.broken)), say("count_mended", count=len(found.mended))]
    passed = sum(bool(one.b and one.b.passed) for one in found.pairs)
    told = [say("count_cases", passed=passed, n=len(found.pairs)), *flips]
    told += [say("clusters", count=found.n_clusters)] if found.live else []
    suite = named("suite", found.suite, say)
    return Text(f"{mark} {suite}{say('colon')}{say(word)}", style=style).append(
        f" · {' · '.join(told)}", style="not bold"
    )


def _heading(text: str) -> Text:
    return Text(f"\n{text}", style="bold cyan")


# --- cases


def _flips(title: str, pairs: Sequence[Pair], say: Say, *, style: str) -> Iterator[RenderableType]:
    if not pairs:
        return
    yield _heading(f"{title} ({len(pairs)})")
    for one in pairs[:_CASES_SHOWN]:
        yield _flip(one, say, style=style)
    yield from _left_out(len(pairs) - _CASES_SHOWN, say)


def _flip(pair: Pair, say: Say, *, style: str) -> Group:
    """What was asked, what came back in both, and where the one that failed was lost."""
    line = Text(pair.id, style=f"bold {style}")
    if pair.must_pass:
        line.append(f" [{say('must_pass')}]", style="bold red")
    stage = pair.stages[1] if pair.broken else pair.stages[0]
    if stage is not None:
        line.append(f" · {named('stage', stage.value, say)}")
    asked = Text(shortened(pair.case.asked, _ASKED_CHARACTERS), style="dim")
    sides = [_side(say("before"), pair.a, say), _side(say("now"), pair.b, say)]
    return Group(line, *(Padding(one, _INDENT) for one in (asked, *sides)))


def _side(label: str, case: CaseResult | None, say: Say) -> Text:
    line = Text(f"{label} ", style="dim")
    if case is None or not case.attempts:
        return line.append(say("missing"))
    told = case.telling
    line.append("✓ " if case.passed else "✗ ", style="green" if case.passed else "red")
    if len(case.attempts) > 1:
        passed = sum(one.passed for one in case.attempts)
        line.append(f"{say('attempts_passed', passed=passed, count=len(case.attempts))} · ", style="dim")
    line.append(shortened(told.error or told.text, _ANSWER_CHARACTERS) or say("no_answer"), style="")
    if told.problems:
        line.append(f" ({', '.join(named('problem', one, say) for one in told.problems)})", style="yellow")
    return line


def _moves(pairs: Sequence[Pair], say: Say) -> Iterator[RenderableType]:
    if not pairs:
        return
    yield _heading(f"{say('moved')} ({len(pairs)})")
    for one in pairs[:_MOVED_SHOWN]:
        before, now = (named("stage", stage.value, say) if stage else "" for stage in one.stages)
        yield Text(f"{one.id}  {before} → {now}")
    yield from _left_out(len(pairs) - _MOVED_SHOWN, say)


def _left_out(count: int, say: Say) -> Iterator[Text]:
    if count > 0:
        yield Text(f"… {say('more', count=count)}", style="dim")


# --- metrics


def _metrics(metrics: Sequence[MetricDifference], say: Say, *, live: bool) -> Table:
    table = Table(box=None, header_style="bold")
    table.add_column(say("metric"))
    columns = ["before", "now", "change", *(["interval"] if live else [])]
    for name in columns:
        table.add_column(say(name), justify="right", no_wrap=True)
    if live:
        table.add_column("p (Holm)", justify="right", no_wrap=True)
        table.add_column(say("smallest"), justify="right", no_wrap=True)
    for one in metrics:
        table.add_row(*_row(one, say, live=live), style="" if one.primary else "dim")
    return table


def _row(metric: MetricDifference, say: Say, *, live: bool) -> list[str]:
    name = metric.name
    row = [_called(name, say), amounts.amount(name, metric.a), amounts.amount(name, metric.b)]
    row.append(amounts.change(name, metric.difference, say))
    return [*row, *_chance(metric)] if live else row


def _called(metric: str, say: Say) -> str:
    """Of a share or a count within a part: what it is of, and the part."""
    whole, _, part = metric.partition("/")
    name = named("metric", metric, say)
    if name != metric or not part:
        return name
    if whole == "stage":
        return f"{say('stage')}{say('colon')}{named('stage', part, say)}"
    return f"{named('metric', whole, say)} · {named('type', part, say)}"


def _chance(metric: MetricDifference) -> list[str]:
    """The p of a primary metric is the adjusted one; another's stands in brackets, as it decides nothing."""
    interval = amounts.interval(metric.interval.low, metric.interval.high) if metric.interval else amounts.NOTHING
    smallest = amounts.NOTHING if metric.smallest_effect is None else amounts.size(metric.smallest_effect)
    if metric.p is None:
        return [interval, amounts.NOTHING, smallest]
    p = f"({metric.p:.3f})" if metric.p_adjusted is None else f"{metric.p_adjusted:.3f}"
    return [interval, p, smallest]
