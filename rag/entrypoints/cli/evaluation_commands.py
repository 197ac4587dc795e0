"""Commands that measure how good the product is: the group `rag eval`."""

from typing import Annotated

import typer

from rag.entrypoints.cli import candidate_commands, gate_commands, suite_commands, sweep_commands
from rag.entrypoints.cli.terminal import Terminal
from rag.entrypoints.cli.wording import Commands, json_option


def add_to(commands: Commands) -> None:
    """`commands`: those of the group."""
    suite_commands.add_to(commands)
    gate_commands.add_to(commands)
    sweep_commands.add_to(commands)
    candidate_commands.add_to(commands)
    for one in (_retrieval, _answers):
        one(commands)


def _retrieval(commands: Commands) -> None:
    say = commands.say

    @commands.add
    def retrieval(
        folder: Annotated[str, typer.Argument(metavar="BEIR_DIR", help=say("help_beir_folder"), show_default=False)],
        run: Annotated[str | None, typer.Option("--run", metavar="FILE", help=say("help_run_file"))] = None,
        as_json: Annotated[bool, json_option(commands)] = False,
    ) -> int:
        from rag.entrypoints.cli import evaluating

        return evaluating.retrieval(Terminal(commands.language, as_json), folder, run_file=run)


def _answers(commands: Commands) -> None:
    say = commands.say

    @commands.add
    def answers(
        cases: Annotated[str, typer.Argument(metavar="CASES_JSONL", help=say("help_cases_file"), show_default=False)],
        model: Annotated[str | None, typer.Option(metavar="MODEL", help=say("help_model"))] = None,
        as_json: Annotated[bool, json_option(commands)] = False,
    ) -> int:
        from rag.entrypoints.cli import evaluating

        return evaluating.answers(Terminal(commands.language, as_json), cases, model=model)
