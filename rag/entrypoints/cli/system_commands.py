"""Commands about the installation itself."""

from pathlib import Path
from typing import Annotated

import typer

from rag.entrypoints.cli.terminal import Terminal
from rag.entrypoints.cli.wording import Commands, json_option


def add_to(commands: Commands) -> None:
    for one in (_demo, _rebuild, _backup, _doctor, _serve, _worker, _mcp):
        one(commands)


def _demo(commands: Commands) -> None:
    @commands.add
    def demo(as_json: Annotated[bool, json_option(commands)] = False) -> int:
        from rag.entrypoints.cli import demonstration

        return demonstration.demo(Terminal(commands.language, as_json))


def _rebuild(commands: Commands) -> None:
    say = commands.say

    @commands.add
    def rebuild(
        embed: Annotated[bool, typer.Option("--embed", help=say("help_embed"))] = False,
        as_json: Annotated[bool, json_option(commands)] = False,
    ) -> int:
        from rag.entrypoints.cli import care

        return care.rebuild(Terminal(commands.language, as_json), embed=embed)


def _backup(commands: Commands) -> None:
    say = commands.say

    @commands.add
    def backup(
        file: Annotated[Path, typer.Argument(help=say("help_backup_file"), dir_okay=False)],
        as_json: Annotated[bool, json_option(commands)] = False,
    ) -> int:
        from rag.entrypoints.cli import care

        return care.backup(Terminal(commands.language, as_json), file)


def _doctor(commands: Commands) -> None:
    @commands.add
    def doctor(as_json: Annotated[bool, json_option(commands)] = False) -> int:
        from rag.entrypoints.cli import care

        return care.doctor(Terminal(commands.language, as_json))


def _serve(commands: Commands) -> None:
    say = commands.say

    @commands.add
    def serve(
        host: Annotated[str, typer.Option(help=say("help_host"))] = "127.0.0.1",
        port: Annotated[int, typer.Option(min=0, max=65535, help=say("help_port"))] = 8000,
        as_json: Annotated[bool, json_option(commands)] = False,
    ) -> int:
        from rag.entrypoints.cli import serving

        return serving.serve(Terminal(commands.language, as_json), host=host, port=port)


def _worker(commands: Commands) -> None:
    @commands.add
    def worker() -> int:
        from rag.entrypoints.cli import employing

        return employing.work(Terminal(commands.language))


def _mcp(commands: Commands) -> None:
    @commands.add
    def mcp() -> int:
        from rag.entrypoints.cli import serving_mcp

        return serving_mcp.serve(commands.language)
