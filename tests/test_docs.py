"""What the documents name exists, and what exists is named in the documents."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
import typer

from rag.bootstrap import open_services_in_memory
from rag.entrypoints.cli.app import build
from rag.settings import Settings
from tests import readme_session

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")
CONFIG_FILE = "RAG_CONFIG"
EVERYWHERE = {"--help", "-h", "--json", "--install-completion", "--show-completion", "--version"}


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _commands() -> dict[str, set[str]]:
    """Every command and its options."""
    group = typer.main.get_command(build("en"))
    return {name: _options(command) for name, command in group.commands.items()}


def _options(command: typer.core.TyperCommand) -> set[str]:
    """Its own, and of a group those of its commands."""
    own = {option for one in command.params for option in one.opts if option.startswith("-")}
    return own.union(*(_options(one) for one in getattr(command, "commands", {}).values()))


def test_the_readme_names_every_command_of_a_group() -> None:
    group = typer.main.get_command(build("en"))
    inner = {
        f"rag {name} {one}" for name, command in group.commands.items() for one in getattr(command, "commands", ())
    }
    for readme in READMES:
        assert [one for one in inner if f"`{one}" not in _commands_table(readme)] == []


def _documented(readme: str) -> dict[str, set[str]]:
    """Commands and options as the table of commands has them."""
    found: dict[str, set[str]] = {}
    for shown in re.findall(r"`(rag [a-z]+[^`]*)`", _commands_table(readme)):
        name = shown.split()[1]
        found.setdefault(name, set()).update(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", shown))
    return found


def _commands_table(readme: str) -> str:
    tables = re.findall(r"(?:^\|.*\n)+", _read(readme), re.MULTILINE)
    return next(one for one in tables if "`rag demo`" in one)


@pytest.mark.parametrize("readme", READMES)
def test_the_readme_names_every_command_and_no_other(readme: str) -> None:
    assert _documented(readme).keys() == _commands().keys()


@pytest.mark.parametrize("readme", READMES)
def test_the_readme_names_every_option_and_no_other(readme: str) -> None:
    commands = _commands()
    for name, options in _documented(readme).items():
        assert options - EVERYWHERE == commands[name] - EVERYWHERE, name


@pytest.mark.parametrize("readme", READMES)
def test_every_option_that_the_readme_mentions_exists(readme: str) -> None:
    known = set().union(*_commands().values()) | EVERYWHERE
    lines = [line for line in _read(readme).splitlines() if "rag " in line and not line.startswith("$ docker")]
    mentioned = {option for line in lines for option in re.findall(r"(?<=[\s`\[])--[a-z][a-z-]*", line)}
    assert mentioned <= known


@pytest.mark.parametrize("readme", READMES)
def test_the_readme_names_every_setting_and_no_other(readme: str) -> None:
    known = {f"RAG_{one.name.upper()}" for one in fields(Settings)}
    assert set(re.findall(r"^\| `(RAG_\w+)`", _read(readme), re.MULTILINE)) == known
    assert set(re.findall(r"\bRAG_[A-Z_]+\b", _read(readme))) == known | {CONFIG_FILE}


@pytest.mark.parametrize("readme", READMES)
@pytest.mark.parametrize("setting", [one.name for one in fields(Settings)])
def test_the_readme_gives_the_default_that_the_setting_has(readme: str, setting: str) -> None:
    row = re.search(rf"^\| `RAG_{setting.upper()}` \| (.*?) ?\|", _read(readme), re.MULTILINE)
    default = getattr(Settings(), setting)
    if setting in ("home", "language"):
        return
    assert row is not None
    assert row[1] == (f"`{default:g}`" if isinstance(default, int | float) else f"`{default}`" if default else "")


@pytest.mark.parametrize("readme", [*READMES, "docs/contracts.md"])
def test_every_route_is_named_and_no_other(readme: str, routes: set[str]) -> None:
    named = set(
        re.findall(
            r"`(?:GET |POST )?(/(?:api/v1/[\w/{}]+|v1/[\w/{}]+|healthz|readyz|metrics|openapi\.json))(?:\?[^`]*)?`",
            _read(readme),
        )
    )
    assert named == routes


@pytest.fixture
def routes() -> set[str]:
    from rag.entrypoints import api

    with open_services_in_memory(Settings()) as make:
        return {*api.create(make()).openapi()["paths"], "/openapi.json"}


@pytest.mark.parametrize("readme", READMES)
def test_links_to_files_lead_somewhere(readme: str) -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)", _read(readme))
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_both_readmes_have_the_same_sections() -> None:
    assert [len(re.findall(r"^## ", _read(one), re.MULTILINE)) for one in READMES] == [6, 6]


def test_every_make_target_that_the_documents_name_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", _read("Makefile"), re.MULTILINE))
    for name in (*READMES, "CONTRIBUTING.md"):
        assert set(re.findall(r"\bmake ([a-z]+)", _read(name))) - {"the"} <= targets


def test_the_layers_of_the_readme_are_files_that_exist() -> None:
    for path in re.findall(r"`(rag/[\w/]+\.py)`", _read("CONTRIBUTING.md")):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("language", sorted(readme_session.READMES))
def test_the_session_of_the_readme_is_what_is_printed(language: str) -> None:
    assert readme_session.shown(language) == readme_session.played(language)
