"""`rag eval sweep`: a suite under many settings."""

from enum import StrEnum
from typing import Annotated

import typer

from rag.entrypoints.cli.terminal import Terminal
from rag.entrypoints.cli.wording import Commands, json_option


class SweepMode(StrEnum):
    STUB = "stub"
    LIVE = "live"


def add_to(commands: Commands) -> None:
    """`commands`: those of the group `rag eval`."""
    say = commands.say

    @commands.add
    def sweep(
        file: Annotated[str, typer.Argument(metavar="FILE", help=say("help_sweep_file"), show_default=False)],
        mode: Annotated[SweepMode, typer.Option(help=say("help_sweep_mode"))] = SweepMode.STUB,
        jobs: Annotated[int | None, typer.Option("--jobs", "-j", min=1, help=say("help_eval_jobs"))] = None,
        repeat: Annotated[int | None, typer.Option(min=1, help=say("help_eval_repeat"))] = None,
        only: Annotated[list[str] | None, typer.Option(metavar="ID", help=say("help_eval_only"))] = None,
        type_: Annotated[list[str] | None, typer.Option("--type", metavar="TYPE", help=say("help_eval_type"))] = None,
        tag: Annotated[list[str] | None, typer.Option(metavar="TAG", help=say("help_eval_tag"))] = None,
        reports: Annotated[list[str] | None, typer.Option(metavar="PATH", help=say("help_eval_reports"))] = None,
        plot: Annotated[str | None, typer.Option(metavar="FILE", help=say("help_sweep_plot"))] = None,
        as_json: Annotated[bool, json_option(commands)] = False,
    ) -> int:
        from rag.entrypoints.cli import sweep_running
        from rag.entrypoints.cli.suite_running import Wanted

        wanted = Wanted(
            mode=mode.value,
            jobs=jobs,
            repeat=repeat,
            only=tuple(only or ()),
            types=tuple(type_ or ()),
            tags=tuple(tag or ()),
            reports=tuple(reports or ()),
        )
        return sweep_running.sweep(Terminal(commands.language, as_json), file, wanted, plot_file=plot)
