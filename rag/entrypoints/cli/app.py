"""The application: every command, in one language."""

from functools import partial
from typing import Annotated

import typer

from rag import __version__, messages
from rag.entrypoints.cli import (
    comparison_commands,
    conversation_commands,
    evaluation_commands,
    key_commands,
    question_commands,
    report_commands,
    system_commands,
)
from rag.entrypoints.cli.wording import Commands, classes


def build(language: str) -> typer.Typer:
    """`rag`, speaking `language` ("zh" or "en")."""
    say = partial(messages.text, language=language)
    group, command = classes(say)
    app = typer.Typer(
        cls=group,
        help=say("help_rag"),
        epilog=say("help_rag_examples"),
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    @app.callback()
    def root(
        version: Annotated[
            bool, typer.Option("--version", help=say("help_version"), callback=_show_version, is_eager=True)
        ] = False,
    ) -> None: ...

    commands = Commands(app=app, language=language, cls=command)
    for module in (report_commands, question_commands, comparison_commands, system_commands):
        module.add_to(commands)
    conversation_commands.add_to(commands.group("conversations", cls=group))
    key_commands.add_to(commands.group("keys", cls=group))
    evaluation_commands.add_to(commands.group("eval", cls=group))
    return app


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"rag {__version__}")
        raise typer.Exit
