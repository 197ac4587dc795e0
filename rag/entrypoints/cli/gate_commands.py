"""`rag eval compare` and `rag eval bless`: runs held against each other, and the one that others are held against."""

from typing import Annotated

import typer

from rag.entrypoints.cli.terminal import Terminal
from rag.entrypoints.cli.wording import Commands, json_option


def add_to(commands: Commands) -> None:
    """`commands`: those of the group `rag eval`."""
    for one in (_compare, _bless):
        one(commands)


def _compare(commands: Commands) -> None:
    say = commands.say

    @commands.add
    def compare(
        a: Annotated[str, typer.Argument(metavar="A", help=say("help_eval_a"), show_default=False)],
        b: Annotated[str, typer.Argument(metavar="B", help=say("help_eval_b"), show_default=False)],
        common: Annotated[bool, typer.Option("--common", help=say("help_eval_common"))] = False,
        mixed: Annotated[bool, typer.Option("--mixed", help=say("help_eval_mixed"))] = False,
        judge: Annotated[str | None, typer.Option(metavar="MODEL", help=say("help_eval_preferring"))] = None,
        html: Annotated[str | None, typer.Option(metavar="FILE", help=say("help_eval_html"))] = None,
        markdown: Annotated[str | None, typer.Option(metavar="FILE", help=say("help_eval_markdown"))] = None,
        junit: Annotated[str | None, typer.Option(metavar="FILE", help=say("help_eval_junit"))] = None,
        annotations: Annotated[bool, typer.Option("--annotations", help=say("help_eval_annotations"))] = False,
        as_json: Annotated[bool, json_option(commands)] = False,
    ) -> int:
        from rag.entrypoints.cli import gating
        from rag.entrypoints.cli.evaluation_reports import Reports

        reports, terminal = Reports(html, markdown, junit, annotations), Terminal(commands.language, as_json)
        return gating.compare(terminal, a, b, common_only=common, mixed=mixed, judge=judge, reports=reports)


def _bless(commands: Commands) -> None:
    say = commands.say

    @commands.add
    def bless(
        run: Annotated[str, typer.Argument(metavar="RUN", help=say("help_eval_blessed"), show_default=False)],
        reason: Annotated[str, typer.Option(metavar="TEXT", help=say("help_eval_reason"), show_default=False)],
        by: Annotated[str | None, typer.Option(metavar="NAME", help=say("help_eval_by"))] = None,
        force: Annotated[bool, typer.Option("--force", help=say("help_eval_force"))] = False,
        as_json: Annotated[bool, json_option(commands)] = False,
    ) -> int:
        from rag.entrypoints.cli import gating

        return gating.bless(Terminal(commands.language, as_json), run, reason=reason, by=by, forced=force)
