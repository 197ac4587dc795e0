"""Cases as the page lists them: what was asked, and what came of it on one side or two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rag.evaluation.pairs import Pair
from rag.evaluation.reports import amounts
from rag.evaluation.reports.changes import Piece, changes, unchanged
from rag.evaluation.reports.layout import Line, lines
from rag.evaluation.reports.surroundings import Surrounded, surrounded
from rag.evaluation.reports.words import Say, named
from rag.evaluation.runs import Attempt, CaseResult

Texts = Mapping[str, str]

# What is worst stands first.
_ORDER = ("broken", "mended", "moved", "failed", "changed", "passed")


@dataclass(frozen=True, slots=True)
class Side:
    """What came of a case in one run. `case`: None where it does not have it. `key`: its own in the page. `unmet`:
    what was demanded and is not there, as words."""

    key: str
    label: str
    case: CaseResult | None
    lines: tuple[Line, ...] = ()
    cited: tuple[Surrounded, ...] = ()
    problems: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()
    dropped: tuple[tuple[str, str], ...] = ()
    scores: tuple[tuple[str, str], ...] = ()

    @property
    def passed(self) -> bool:
        return self.case is not None and self.case.passed

    @property
    def attempt(self) -> Attempt | None:
        return self.case.telling if self.case else None

    @property
    def stage(self) -> str:
        return self.case.stage.value if self.case and self.case.stage else ""


@dataclass(frozen=True, slots=True)
class Entry:
    """`outcome`: passed or failed; of two runs also broken, mended, moved (fails at another stage) and changed."""

    key: str
    case: CaseResult
    outcome: str
    sides: tuple[Side, ...]

    @property
    def stages(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.stage for one in self.sides if one.stage))

    @property
    def must_pass(self) -> bool:
        return any(one.case.must_pass for one in self.sides if one.case)

    @property
    def is_opened(self) -> bool:
        return self.must_pass and self.outcome in {"broken", "failed"}


def of_cases(cases: Iterable[CaseResult], texts: Texts, say: Say) -> list[Entry]:
    made = []
    for number, case in enumerate(cases, start=1):
        side = _side(f"c{number}", "", case, unchanged(_text(case)), texts=texts, say=say)
        made.append(Entry(f"c{number}", case, "passed" if case.passed else "failed", (side,)))
    return _worst_first(made)


def of_pairs(pairs: Iterable[Pair], texts: Texts, say: Say) -> list[Entry]:
    return _worst_first(_of_pair(number, one, texts, say) for number, one in enumerate(pairs, start=1))


def _of_pair(number: int, pair: Pair, texts: Texts, say: Say) -> Entry:
    key = f"c{number}"
    before, now = changes(_text(pair.a), _text(pair.b)) if pair.a and pair.b else map(_all, (pair.a, pair.b))
    sides = (
        _side(f"{key}a", say("before"), pair.a, before, texts=texts, say=say),
        _side(f"{key}b", say("now"), pair.b, now, texts=texts, say=say),
    )
    return Entry(key, pair.case, _outcome(pair), sides)


def _outcome(pair: Pair) -> str:
    for name in ("broken", "mended", "moved"):
        if getattr(pair, name):
            return name
    if pair.b is None or not pair.b.passed:
        return "failed"
    return "changed" if pair.a and _text(pair.a) != _text(pair.b) else "passed"


def _worst_first(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda one: (_ORDER.index(one.outcome), not one.must_pass))


def _side(key: str, label: str, case: CaseResult | None, pieces: list[Piece], *, texts: Texts, say: Say) -> Side:
    if case is None:
        return Side(key, label, None)
    told = case.telling
    return Side(
        key=key,
        label=label,
        case=case,
        lines=tuple(lines(pieces)),
        cited=tuple(surrounded(one, texts) for one in told.cited),
        problems=tuple(named("problem", one, say) for one in told.problems),
        unmet=tuple(_unmet(told.details, say)),
        dropped=tuple(_dropped(told.details, say)),
        scores=tuple(_scores(case, say)),
    )


def _unmet(details: Mapping[str, object], say: Say) -> Iterator[str]:
    """Answers name theirs by the code of the problem, summaries and comparisons one by one."""
    unmet = details.get("unmet")
    if isinstance(unmet, Mapping):
        for code, about in unmet.items():
            words = say("expected", value=named("status", _words(about), say)) if code == "status" else _words(about)
            yield f"{named('problem', str(code), say)}{say('colon')}{words}"
    for one in _mappings(details.get("findings")):
        yield ": ".join(
            part for part in (named("problem", str(one.get("code")), say), _words(one.get("about"))) if part
        )


def _dropped(details: Mapping[str, object], say: Say) -> Iterator[tuple[str, str]]:
    for one in _mappings(details.get("dropped")):
        yield str(one.get("text", "")), named("dropped", str(one.get("reason", "")), say)


def _mappings(value: object) -> Iterator[Mapping[str, object]]:
    for one in value if isinstance(value, list | tuple) else ():
        if isinstance(one, Mapping):
            yield one


def _words(value: object) -> str:
    if isinstance(value, Mapping):
        return " ".join(_words(one) for one in value.values() if one)
    if isinstance(value, list | tuple):
        return " / ".join(_words(one) for one in value)
    return "" if value is None else str(value)


def _scores(case: CaseResult, say: Say) -> Iterator[tuple[str, str]]:
    for name, value in case.scores.items():
        if value is not None:
            yield named("metric", name, say), amounts.amount(name, value)


def _text(case: CaseResult) -> str:
    return case.telling.text


def _all(case: CaseResult | None) -> list[Piece]:
    return unchanged(_text(case)) if case else []
