"""Commands about who may use the service: the group `rag keys`."""

from enum import StrEnum
from typing import Annotated

import typer

from rag.entrypoints.cli.terminal import Terminal
from rag.entrypoints.cli.wording import Commands, json_option


class ScopeWord(StrEnum):
    """What `--scope` takes."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"


def add_to(commands: Commands) -> None:
    """`commands`: those of the group."""
    for one in (_create, _list, _revoke):
        one(commands)


def _create(commands: Commands) -> None:
    say = commands.say

    @commands.add
    def create(
        name: Annotated[str, typer.Argument(metavar="NAME", help=say("help_key_name"), show_default=False)],
        scope: Annotated[ScopeWord, typer.Option(help=say("help_key_scope"))] = ScopeWord.READ,
        library: Annotated[list[str] | None, typer.Option(help=say("help_key_library"))] = None,
        expires: Annotated[
            int | None, typer.Option(metavar="DAYS", help=say("help_key_expires"), show_default=False)
        ] = None,
        requests_a_minute: Annotated[int | None, typer.Option(min=0, help=say("help_key_requests"))] = None,
        tokens_a_day: Annotated[int | None, typer.Option(min=0, help=say("help_key_tokens"))] = None,
        megabytes_a_day: Annotated[int | None, typer.Option(min=0, help=say("help_key_megabytes"))] = None,
        as_json: Annotated[bool, json_option(commands)] = False,
    ) -> int:
        from rag.domain import Quota
        from rag.entrypoints.cli import keying

        quota = Quota(requests_a_minute, tokens_a_day, megabytes_a_day)
        wanted = keying.Wanted(name, scope.value, tuple(library or ()), expires, quota)
        return keying.create(Terminal(commands.language, as_json), wanted)


def _list(commands: Commands) -> None:
    @commands.add
    def list(as_json: Annotated[bool, json_option(commands)] = False) -> int:
        from rag.entrypoints.cli import keying

        return keying.show_all(Terminal(commands.language, as_json))


def _revoke(commands: Commands) -> None:
    say = commands.say

    @commands.add
    def revoke(
        id: Annotated[str, typer.Argument(metavar="ID", help=say("help_key_id"), show_default=False)],
        as_json: Annotated[bool, json_option(commands)] = False,
    ) -> int:
        from rag.entrypoints.cli import keying

        return keying.revoke(Terminal(commands.language, as_json), id)
