"""Where the suites that ship with the product lie: `eval/suites/` in a checkout, inside the package once installed."""

from __future__ import annotations

from pathlib import Path

from rag.errors import NoSuchPath

_PACKAGED = Path(__file__).parent / "suite_files"
_IN_CHECKOUT = Path(__file__).parents[2] / "eval" / "suites"


def suite_names() -> list[str]:
    """Of those that ship with the product."""
    return sorted(one.stem for one in _folder().glob("*.jsonl"))


def suite_file(name: str) -> Path:
    """The file of a suite by its name, or by its path. Raises NoSuchPath."""
    for file in (_folder() / f"{name}.jsonl", Path(name)):
        if file.is_file():
            return file
    raise NoSuchPath(path=name)


def _folder() -> Path:
    return _PACKAGED if _PACKAGED.is_dir() else _IN_CHECKOUT
