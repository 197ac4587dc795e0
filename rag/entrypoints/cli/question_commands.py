"""Commands that ask the reports something."""

from enum import StrEnum
from typing import Annotated

import typer
from typer.models import OptionInfo

from rag.entrypoints.cli.terminal import Terminal
from rag.entrypoints.cli.wording import Commands, json_option


class Style(StrEnum):
    EXECUTIVE = "executive"
    BRIEF = "brief"
    DETAILED = "detailed"


class Language(StrEnum):
    ZH = "zh"
    EN = "en"


class SummaryFormat(StrEnum):
    MD = "md"
    JSON = "json"
    DOCX = "docx"
    HTML = "html"
    PDF = "pdf"


class FigureFormat(StrEnum):
    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def add_to(commands: Commands) -> None:
    for one in (_search, _ask, _summarize, _figures):
        one(commands)


def _report_option(commands: Commands) -> OptionInfo:
    option: OptionInfo = typer.Option("--report", metavar="REPORT", help=commands.say("help_only_report"))
    return option


def _year_option(commands: Commands) -> OptionInfo:
    option: OptionInfo = typer.Option("--year", metavar="YEAR", min=1900, max=2999, help=commands.say("help_only_year"))
    return option


def _library_option(commands: Commands) -> OptionInfo:
    option: OptionInfo = typer.Option("--library", metavar="NAME", help=commands.say("help_only_library"))
    return option


def _search(commands: Commands) -> None:
    say = commands.say

    @commands.add
    def search(
        query: Annotated[str, typer.Argument(metavar="QUERY", help=say("help_query"), show_default=False)],
        k: Annotated[int, typer.Option("-k", min=1, max=1000, help=say("help_k"))] = 10,
        report: Annotated[list[str] | None, _report_option(commands)] = None,
        year: Annotated[int | None, _year_option(commands)] = None,
        library: Annotated[str | None, _library_option(commands)] = None,
        as_json: Annotated[bool, json_option(commands)] = False,
    ) -> int:
        from rag.entrypoints.cli import asking

        where = asking.Narrowing(reports=tuple(report or ()), year=year, library=library)
        return asking.search(Terminal(commands.language, as_json), query, k=k, where=where)


def _ask(commands: Commands) -> None:
    say = commands.say

    @commands.add
    def ask(
        question: Annotated[str, typer.Argument(metavar="QUESTION", help=say("help_question"), show_default=False)],
        report: Annotated[list[str] | None, _report_option(commands)] = None,
        year: Annotated[int | None, _year_option(commands)] = None,
        library: Annotated[str | None, _library_option(commands)] = None,
        conversation: Annotated[str | None, typer.Option(metavar="ID", help=say("help_conversation"))] = None,
        model: Annotated[str | None, typer.Option(metavar="MODEL", help=say("help_model"))] = None,
        no_stream: Annotated[bool, typer.Option("--no-stream", help=say("help_no_stream"))] = False,
        as_json: Annotated[bool, json_option(commands)] = False,
    ) -> int:
        from rag.entrypoints.cli import asking

        where = asking.Narrowing(reports=tuple(report or ()), year=year, library=library)
        wanted = asking.Asking(where=where, model=model, streamed=not no_stream, conversation=conversation)
        return asking.ask(Terminal(commands.language, as_json), question, wanted)


def _summarize(commands: Commands) -> None:
    say = commands.say

    @commands.add
    def summarize(
        reports: Annotated[list[str], typer.Argument(metavar="REPORT", help=say("help_report"), show_default=False)],
        style: Annotated[Style, typer.Option(help=say("help_style"))] = Style.EXECUTIVE,
        length: Annotated[int | None, typer.Option(metavar="N", min=60, max=20_000, help=say("help_length"))] = None,
        language: Annotated[Language | None, typer.Option(help=say("help_language"))] = None,
        template: Annotated[str | None, typer.Option(metavar="FILE", help=say("help_template"))] = None,
        model: Annotated[str | None, typer.Option(metavar="MODEL", help=say("help_model"))] = None,
        format: Annotated[SummaryFormat | None, typer.Option(help=say("help_summary_format"))] = None,
        output: Annotated[str | None, typer.Option(metavar="FILE", help=say("help_output"))] = None,
        as_json: Annotated[bool, json_option(commands)] = False,
    ) -> int:
        from rag.entrypoints.cli import delivering, summarizing
        from rag.entrypoints.exports import Format

        wanted = summarizing.Wanted(
            style=style.value,
            length=length,
            language=language.value if language else None,
            template=template,
            model=model,
        )
        terminal = Terminal(commands.language, as_json or format is SummaryFormat.JSON)
        delivery = delivering.Delivery(Format(format.value) if format else None, output)
        return summarizing.summarize(terminal, reports, wanted, delivery)


def _figures(commands: Commands) -> None:
    say = commands.say

    @commands.add
    def figures(
        reports: Annotated[
            list[str] | None, typer.Argument(metavar="REPORT", help=say("help_reports_or_all"), show_default=False)
        ] = None,
        search: Annotated[str, typer.Option(metavar="WORDS", help=say("help_figures_search"), show_default=False)] = "",
        year: Annotated[int | None, _year_option(commands)] = None,
        library: Annotated[str | None, _library_option(commands)] = None,
        masked: Annotated[bool, typer.Option("--masked", help=say("help_figures_masked"))] = False,
        format: Annotated[FigureFormat | None, typer.Option(help=say("help_figures_format"))] = None,
        output: Annotated[str | None, typer.Option(metavar="FILE", help=say("help_output"))] = None,
        as_json: Annotated[bool, json_option(commands)] = False,
    ) -> int:
        from rag.entrypoints.cli import asking, figures

        wanted = figures.Wanted(
            where=asking.Narrowing(reports=tuple(reports or ()), year=year, library=library),
            search=search,
            masked=masked,
            format=format.value if format else None,
            output=output,
        )
        return figures.figures(Terminal(commands.language, as_json), wanted)
