"""Commands about what was asked before: the group `rag conversations`."""

from typing import Annotated

import typer
from typer.models import ArgumentInfo

from rag.entrypoints.cli.terminal import Terminal
from rag.entrypoints.cli.wording import Commands, json_option


def add_to(commands: Commands) -> None:
    """`commands`: those of the group."""
    for one in (_list, _show, _remove):
        one(commands)


def _id(commands: Commands) -> ArgumentInfo:
    argument: ArgumentInfo = typer.Argument(metavar="ID", help=commands.say("help_conversation_id"), show_default=False)
    return argument


def _list(commands: Commands) -> None:
    @commands.add
    def list(as_json: Annotated[bool, json_option(commands)] = False) -> int:
        from rag.entrypoints.cli import conversing

        return conversing.show_all(Terminal(commands.language, as_json))


def _show(commands: Commands) -> None:
    @commands.add
    def show(
        id: Annotated[str, _id(commands)],
        as_json: Annotated[bool, json_option(commands)] = False,
    ) -> int:
        from rag.entrypoints.cli import conversing

        return conversing.show(Terminal(commands.language, as_json), id)


def _remove(commands: Commands) -> None:
    @commands.add
    def remove(
        id: Annotated[str, _id(commands)],
        as_json: Annotated[bool, json_option(commands)] = False,
    ) -> int:
        from rag.entrypoints.cli import conversing

        return conversing.remove(Terminal(commands.language, as_json), id)
