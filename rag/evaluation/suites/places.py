"""Where the data of evaluations lies that ships with the product: `eval/` in a checkout, inside the package once
installed."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from rag.errors import NoSuchPath

_PACKAGED = Path(__file__).parents[1] / "files"
_IN_CHECKOUT = Path(__file__).parents[3] / "eval"


def is_installed() -> bool:
    """Whether the data came with the package, and nothing of it is to be written."""
    return _PACKAGED.is_dir()


def data_folder(name: str) -> Path:
    """`suites`, `fixtures`, `baselines` or `retrieval`; it need not be there."""
    return (_PACKAGED if is_installed() else _IN_CHECKOUT) / name


def suite_names() -> list[str]:
    """Of those that ship with the product."""
    return sorted(one.stem for one in data_folder("suites").glob("*.jsonl"))


def suite_file(name: str) -> Path:
    """The file of a suite by its name, or by its path. Raises NoSuchPath."""
    for file in (data_folder("suites") / f"{name}.jsonl", Path(name)):
        if file.is_file():
            return file
    raise NoSuchPath(path=name)


def fixture_files() -> list[Path]:
    """The reports that the suites are about, by name: the product's samples, and more of the same invented city."""
    samples = Path(str(resources.files("rag").joinpath("samples")))
    fixtures = data_folder("fixtures")
    found = [one for folder in (samples, fixtures) if folder.is_dir() for one in folder.iterdir()]
    return sorted((one for one in found if one.is_file() and not one.name.startswith(".")), key=lambda one: one.name)
