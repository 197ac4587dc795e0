"""The command that puts reports side by side."""

from enum import StrEnum
from typing import Annotated

import typer

from rag.entrypoints.cli.question_commands import Language
from rag.entrypoints.cli.terminal import Terminal
from rag.entrypoints.cli.wording import Commands, json_option


class ComparisonFormat(StrEnum):
    MD = "md"
    JSON = "json"
    DOCX = "docx"
    HTML = "html"
    PDF = "pdf"


def add_to(commands: Commands) -> None:
    say = commands.say

    @commands.add
    def compare(
        reports: Annotated[
            list[str], typer.Argument(metavar="REPORT", help=say("help_compared_reports"), show_default=False)
        ],
        language: Annotated[Language, typer.Option(help=say("help_comparison_language"))] = Language.ZH,
        format: Annotated[ComparisonFormat | None, typer.Option(help=say("help_comparison_format"))] = None,
        output: Annotated[str | None, typer.Option(metavar="FILE", help=say("help_output"))] = None,
        as_json: Annotated[bool, json_option(commands)] = False,
    ) -> int:
        from rag.entrypoints.cli import comparing, delivering
        from rag.entrypoints.exports import Format

        terminal = Terminal(commands.language, as_json or format is ComparisonFormat.JSON)
        delivery = delivering.Delivery(Format(format.value) if format else None, output)
        return comparing.compare(terminal, reports, delivery, language=language.value)
