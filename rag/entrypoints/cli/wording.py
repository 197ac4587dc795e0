"""Help in the language of the person: a command's own words, typer's (panel titles, `--help`), usage errors."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup
from typer.models import OptionInfo

from rag import messages

Say = Callable[..., str]
Function = TypeVar("Function", bound=Callable[..., Any])

_NO_SUCH_COMMAND = re.compile("No such command '([^']*)'")
_ADDED_BY_TYPER = ("help", "install_completion", "show_completion")


@dataclass(frozen=True, slots=True)
class Commands:
    """Takes commands in: the name is the function's, help and examples are `help_NAME` and `help_NAME_examples`,
    for a command of a group `help_GROUP_NAME` and `help_GROUP_NAME_examples`."""

    app: typer.Typer
    language: str
    cls: type[TyperCommand]
    group_name: str = ""

    def say(self, key: str) -> str:
        return messages.text(key, self.language)

    def add(self, function: Function) -> Function:
        name = function.__name__
        key = "_".join(part for part in ("help", self.group_name, name) if part)
        wrapped = self.app.command(name, cls=self.cls, help=self.say(key), epilog=self.say(f"{key}_examples"))
        return wrapped(function)

    def group(self, name: str, *, cls: type[TyperGroup]) -> Commands:
        """Takes in the commands of a group of that name."""
        app = typer.Typer(cls=cls, no_args_is_help=True)
        self.app.add_typer(app, name=name, help=self.say(f"help_{name}"), epilog=self.say(f"help_{name}_examples"))
        return Commands(app=app, language=self.language, cls=self.cls, group_name=name)


def json_option(commands: Commands) -> OptionInfo:
    """`--json`, the same for every command."""
    option: OptionInfo = typer.Option("--json", help=commands.say("help_json"))
    return option


def classes(say: Say) -> tuple[type[TyperGroup], type[TyperCommand]]:
    """Group and command whose help speaks through `say`."""

    class Group(TyperGroup):
        def get_params(self, ctx: Any) -> list[Any]:
            return _worded(super().get_params(ctx), say)

        def format_help(self, ctx: Any, formatter: Any) -> None:
            _word_panels(say)
            super().format_help(ctx, formatter)

    class Command(TyperCommand):
        def get_params(self, ctx: Any) -> list[Any]:
            return _worded(super().get_params(ctx), say)

        def format_help(self, ctx: Any, formatter: Any) -> None:
            _word_panels(say)
            super().format_help(ctx, formatter)

    return Group, Command


def _worded(parameters: list[Any], say: Say) -> list[Any]:
    """Options that typer adds get our words; a flag shows no type."""
    for one in parameters:
        if one.name in _ADDED_BY_TYPER:
            one.help = say(f"help_{one.name}")
        if getattr(one, "is_bool_flag", False) and one.metavar is None:
            one.metavar = ""
    return parameters


def _word_panels(say: Say) -> None:
    from typer import rich_utils

    rich_utils.ARGUMENTS_PANEL_TITLE = say("panel_arguments")
    rich_utils.OPTIONS_PANEL_TITLE = say("panel_options")
    rich_utils.COMMANDS_PANEL_TITLE = say("panel_commands")
    rich_utils.DEFAULT_STRING = say("help_default")
    rich_utils.REQUIRED_LONG_STRING = say("help_required")


def usage_error(error: typer.TyperException, say: Say) -> str:
    """What is wrong with the command line, and where its help is; "" where the help has just been shown."""
    reason = _reason(error, say)
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "rag"
    return say("usage_error", reason=reason, command=command) if reason else ""


def _reason(error: typer.TyperException, say: Say) -> str:
    parameter = getattr(error, "param", None)
    hint = parameter.get_error_hint().strip("'") if parameter else ""
    kind = type(error).__name__
    if kind == "NoSuchOption":
        return say("no_such_option", option=getattr(error, "option_name", ""))
    if kind == "MissingParameter" and hint:
        return say("missing_parameter", parameter=hint)
    if hint:
        choices = _choices(parameter)
        key = "no_such_choice" if choices else "bad_parameter"
        return say(key, parameter=hint, reason=error.message, choices=choices)
    if unknown := _NO_SUCH_COMMAND.match(error.message):
        return say("no_such_command", command=unknown[1])
    return error.format_message()


def _choices(parameter: Any) -> str:
    choices = parameter.type_descriptor.choices if parameter.type_descriptor.is_choice else ()
    return ", ".join(str(one.value) for one in choices or ())
