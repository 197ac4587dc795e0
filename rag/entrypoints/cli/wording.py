"""Help in the language of the person: a command's own words, typer's (panel titles, `--help`), usage errors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption
from typer.models import OptionInfo

from rag import messages

Say = Callable[..., str]
Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Commands:
    """Takes commands in: the name is the function's, help and examples are `help_NAME` and `help_NAME_examples`."""

    app: typer.Typer
    language: str
    cls: type[TyperCommand]

    def say(self, key: str) -> str:
        return messages.text(key, self.language)

    def add(self, function: Function) -> Function:
        name = function.__name__
        wrapped = self.app.command(
            name, cls=self.cls, help=self.say(f"help_{name}"), epilog=self.say(f"help_{name}_examples")
        )
        return wrapped(function)


def json_option(commands: Commands) -> OptionInfo:
    """`--json`, the same for every command."""
    option: OptionInfo = typer.Option("--json", help=commands.say("help_json"))
    return option


def classes(say: Say) -> tuple[type[TyperGroup], type[TyperCommand]]:
    """Group and command whose help speaks through `say`."""

    class Group(TyperGroup):
        def get_help_option(self, ctx: Any) -> TyperOption | None:
            return _worded(super().get_help_option(ctx), say)

        def format_help(self, ctx: Any, formatter: Any) -> None:
            _word_panels(say)
            super().format_help(ctx, formatter)

    class Command(TyperCommand):
        def get_help_option(self, ctx: Any) -> TyperOption | None:
            return _worded(super().get_help_option(ctx), say)

        def format_help(self, ctx: Any, formatter: Any) -> None:
            _word_panels(say)
            super().format_help(ctx, formatter)

    return Group, Command


def _worded(option: TyperOption | None, say: Say) -> TyperOption | None:
    if option is not None:
        option.help = say("help_help")
    return option


def _word_panels(say: Say) -> None:
    from typer import rich_utils

    rich_utils.ARGUMENTS_PANEL_TITLE = say("panel_arguments")
    rich_utils.OPTIONS_PANEL_TITLE = say("panel_options")
    rich_utils.COMMANDS_PANEL_TITLE = say("panel_commands")
    rich_utils.DEFAULT_STRING = say("help_default")
    rich_utils.REQUIRED_LONG_STRING = say("help_required")


def usage_error(error: typer.TyperException, say: Say) -> str:
    """What is wrong with the command line, and where its help is."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "rag"
    return say("usage_error", reason=_reason(error, say), command=command)


def _reason(error: typer.TyperException, say: Say) -> str:
    parameter = getattr(error, "param", None)
    hint = parameter.get_error_hint().strip("'") if parameter else ""
    kind = type(error).__name__
    if kind == "NoSuchOption":
        return say("no_such_option", option=getattr(error, "option_name", ""))
    if kind == "MissingParameter" and hint:
        return say("missing_parameter", parameter=hint)
    if hint:
        return say("bad_parameter", parameter=hint, reason=error.message)
    return error.format_message()
