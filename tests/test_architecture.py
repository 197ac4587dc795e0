"""The layers hold, exhaustively: every module has its place, and imports from below only."""

from pathlib import Path

from importlinter.cli import lint_imports


def test_every_module_keeps_to_its_layer(monkeypatch) -> None:
    monkeypatch.chdir(Path(__file__).parent.parent)
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0
