"""`rag eval run`, `rag eval runs` and `rag eval merge`: suites run, and the runs there are."""

from enum import StrEnum
from typing import Annotated

import typer

from rag.entrypoints.cli.terminal import Terminal
from rag.entrypoints.cli.wording import Commands, json_option


class ModeWord(StrEnum):
    STUB = "stub"
    REPLAY = "replay"
    LIVE = "live"


def add_to(commands: Commands) -> None:
    """`commands`: those of the group `rag eval`."""
    for one in (_run, _runs, _merge):
        one(commands)


def _run(commands: Commands) -> None:
    say = commands.say

    @commands.add
    def run(
        suite: Annotated[str, typer.Argument(metavar="SUITE", help=say("help_suite"), show_default=False)],
        mode: Annotated[ModeWord | None, typer.Option(help=say("help_eval_mode"), show_default=False)] = None,
        model: Annotated[str | None, typer.Option(metavar="MODEL", help=say("help_model"))] = None,
        record: Annotated[str | None, typer.Option(metavar="FILE", help=say("help_eval_record"))] = None,
        exchanges: Annotated[str | None, typer.Option(metavar="FILE", help=say("help_eval_exchanges"))] = None,
        judge: Annotated[str | None, typer.Option(metavar="MODEL", help=say("help_eval_judge"))] = None,
        jobs: Annotated[int | None, typer.Option("--jobs", "-j", min=1, help=say("help_eval_jobs"))] = None,
        repeat: Annotated[int | None, typer.Option(min=1, help=say("help_eval_repeat"))] = None,
        shard: Annotated[str | None, typer.Option(metavar="N/M", help=say("help_eval_shard"))] = None,
        resume: Annotated[bool, typer.Option("--resume", help=say("help_eval_resume"))] = False,
        only: Annotated[list[str] | None, typer.Option(metavar="ID", help=say("help_eval_only"))] = None,
        type_: Annotated[list[str] | None, typer.Option("--type", metavar="TYPE", help=say("help_eval_type"))] = None,
        tag: Annotated[list[str] | None, typer.Option(metavar="TAG", help=say("help_eval_tag"))] = None,
        filter_failing: Annotated[str | None, typer.Option(metavar="RUN", help=say("help_eval_failing"))] = None,
        library: Annotated[str | None, typer.Option(metavar="NAME", help=say("help_eval_library"))] = None,
        reports: Annotated[list[str] | None, typer.Option(metavar="PATH", help=say("help_eval_reports"))] = None,
        against: Annotated[str | None, typer.Option(metavar="RUN", help=say("help_eval_against"))] = None,
        html: Annotated[str | None, typer.Option(metavar="FILE", help=say("help_eval_html"))] = None,
        markdown: Annotated[str | None, typer.Option(metavar="FILE", help=say("help_eval_markdown"))] = None,
        junit: Annotated[str | None, typer.Option(metavar="FILE", help=say("help_eval_junit"))] = None,
        annotations: Annotated[bool, typer.Option("--annotations", help=say("help_eval_annotations"))] = False,
        as_json: Annotated[bool, json_option(commands)] = False,
    ) -> int:
        from rag.entrypoints.cli import suite_running
        from rag.entrypoints.cli.evaluation_reports import Reports

        wanted = suite_running.Wanted(
            mode=mode.value if mode else None,
            model=model,
            record=record,
            exchanges=exchanges,
            judge=judge,
            jobs=jobs,
            repeat=repeat,
            shard=shard,
            resume=resume,
            only=tuple(only or ()),
            types=tuple(type_ or ()),
            tags=tuple(tag or ()),
            failing_in=filter_failing,
            library=library,
            reports=tuple(reports or ()),
            against=against,
            reports_to=Reports(html, markdown, junit, annotations),
        )
        return suite_running.run(Terminal(commands.language, as_json), suite, wanted)


def _runs(commands: Commands) -> None:
    @commands.add
    def runs(as_json: Annotated[bool, json_option(commands)] = False) -> int:
        from rag.entrypoints.cli import suite_running

        return suite_running.runs(Terminal(commands.language, as_json))


def _merge(commands: Commands) -> None:
    say = commands.say

    @commands.add
    def merge(
        parts: Annotated[list[str], typer.Argument(metavar="RUN…", help=say("help_eval_parts"), show_default=False)],
        as_json: Annotated[bool, json_option(commands)] = False,
    ) -> int:
        from rag.entrypoints.cli import suite_running

        return suite_running.merge(Terminal(commands.language, as_json), parts)
