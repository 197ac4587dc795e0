"""Who may use the service: `rag keys create`, `list`, `revoke`."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from rich.table import Table
from rich.text import Text

from rag import settings
from rag.bootstrap import open_service
from rag.domain import Key, KeyState, Quota, Scope
from rag.entrypoints.cli.arguments import readable
from rag.entrypoints.cli.terminal import Terminal
from rag.entrypoints.documents import Document
from rag.service import Service

_COLUMNS = ("id", "name", "scope", "libraries", "created", "expires", "used", "state")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A key as it is to be. `days`: until it expires, None for never."""

    name: str
    scope: str
    libraries: tuple[str, ...]
    days: int | None
    quota: Quota


def create(terminal: Terminal, wanted: Wanted) -> int:
    """The key goes to stdout, and nowhere else."""
    chosen = settings.load()
    with open_service(chosen) as service:
        is_first = not service.keys.exist()
        made = service.keys.create(
            readable(wanted.name),
            Scope[wanted.scope.upper()],
            libraries=[readable(one) for one in wanted.libraries],
            days=wanted.days,
            quota=wanted.quota,
        )
        shown = _document(service, made.key)
    if terminal.as_json:
        terminal.emit({**shown, "key": made.text})
        return 0
    terminal.note("key_created")
    terminal.write(made.text)
    if is_first and chosen.keys == "auto":
        terminal.note("key_created_on")
    return 0


def show_all(terminal: Terminal) -> int:
    with open_service(settings.load()) as service:
        keys = service.keys.all()
        shown = [_document(service, one) for one in keys]
    if terminal.as_json:
        terminal.emit({"keys": shown})
    elif keys:
        terminal.print(_table(terminal, shown))
    else:
        terminal.note("no_keys_yet")
    return 0


def revoke(terminal: Terminal, key_id: str) -> int:
    with open_service(settings.load()) as service:
        revoked = service.keys.revoke(readable(key_id).strip().lower())
        shown = _document(service, revoked)
    if terminal.as_json:
        terminal.emit({"revoked": shown})
    else:
        terminal.note("key_revoked", id=revoked.id, name=revoked.name)
    return 0


def _document(service: Service, key: Key) -> Document:
    return {
        "id": key.id,
        "name": key.name,
        "scope": key.scope.word,
        "libraries": None if key.libraries is None else sorted(key.libraries),
        "created": key.created.isoformat(timespec="seconds"),
        "expires": key.expires and key.expires.isoformat(timespec="seconds"),
        "used": key.used and key.used.isoformat(),
        "revoked": key.revoked and key.revoked.isoformat(timespec="seconds"),
        "state": str(service.keys.state_of(key)),
        "limits": asdict(key.quota),
    }


def _table(terminal: Terminal, keys: list[Document]) -> Table:
    table = Table(*(terminal.say(f"column_{one}") for one in _COLUMNS), box=None, pad_edge=False, header_style="bold")
    for one in keys:
        libraries = terminal.say("all_libraries") if one["libraries"] is None else "、".join(one["libraries"])
        state = Text(terminal.say(f"key_state_{one['state']}"), style="" if one["state"] == KeyState.VALID else "dim")
        days = [(one[name] or "")[:10] for name in ("created", "expires", "used")]
        table.add_row(one["id"], Text(one["name"]), one["scope"], Text(libraries), *days, state)
    return table
