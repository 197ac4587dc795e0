"""Commands about reports: in, out, and what is there."""

from typing import Annotated

import typer

from rag.entrypoints.cli.terminal import Terminal
from rag.entrypoints.cli.wording import Commands, json_option


def add_to(commands: Commands) -> None:
    for one in (_ingest, _reports, _show, _remove):
        one(commands)


def _ingest(commands: Commands) -> None:
    say = commands.say

    @commands.add
    def ingest(
        paths: Annotated[list[str], typer.Argument(metavar="PATH", help=say("help_paths"), show_default=False)],
        library: Annotated[str, typer.Option(metavar="NAME", help=say("help_library_in"))] = "default",
        as_json: Annotated[bool, json_option(commands)] = False,
    ) -> int:
        from rag.entrypoints.cli import ingesting

        return ingesting.ingest(Terminal(commands.language, as_json), paths, library=library)


def _reports(commands: Commands) -> None:
    @commands.add
    def reports(as_json: Annotated[bool, json_option(commands)] = False) -> int:
        from rag.entrypoints.cli import reporting

        return reporting.reports(Terminal(commands.language, as_json))


def _show(commands: Commands) -> None:
    say = commands.say

    @commands.add
    def show(
        report: Annotated[str, typer.Argument(metavar="REPORT", help=say("help_report"), show_default=False)],
        text: Annotated[bool, typer.Option("--text", help=say("help_text"))] = False,
        as_json: Annotated[bool, json_option(commands)] = False,
    ) -> int:
        from rag.entrypoints.cli import reporting

        return reporting.show(Terminal(commands.language, as_json), report, with_text=text)


def _remove(commands: Commands) -> None:
    say = commands.say

    @commands.add
    def remove(
        report: Annotated[str, typer.Argument(metavar="REPORT", help=say("help_report"), show_default=False)],
        as_json: Annotated[bool, json_option(commands)] = False,
    ) -> int:
        from rag.entrypoints.cli import reporting

        return reporting.remove(Terminal(commands.language, as_json), report)
