"""`rag eval candidates`: what people found unhelpful, as cases to be reviewed."""

from typing import Annotated

import typer

from rag.entrypoints.cli.terminal import Terminal
from rag.entrypoints.cli.wording import Commands, json_option


def add_to(commands: Commands) -> None:
    """`commands`: those of the group `rag eval`."""
    say = commands.say

    @commands.add
    def candidates(
        output: Annotated[str | None, typer.Option(metavar="FILE", help=say("help_candidates_output"))] = None,
        library: Annotated[str | None, typer.Option(metavar="NAME", help=say("help_candidates_library"))] = None,
        since: Annotated[str | None, typer.Option(metavar="DATE", help=say("help_candidates_since"))] = None,
        everything: Annotated[bool, typer.Option("--all", help=say("help_candidates_all"))] = False,
        as_json: Annotated[bool, json_option(commands)] = False,
    ) -> int:
        from rag.entrypoints.cli import candidate_running

        wanted = candidate_running.Wanted(output, library, since, everything)
        return candidate_running.export(Terminal(commands.language, as_json), wanted)
