"""A sweep file (TOML): which suite, and which settings are varied.

    suite = "answers"

    [grid]                      # every combination
    chunk_tokens = [200, 400]
    passages = [6, 12]

    [[variants]]                # and these by themselves
    name = "other prompts"
    prompts = "my-prompts"

Any setting may be varied that decides what is answered; `rag.settings` has their names and kinds. The settings as they
are always come first: the others are held against them.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

from rag.errors import DataError, InvalidSetting, NoSuchPath
from rag.settings import PREFIX, Settings, load

AS_SET = "as set"
VARIED = (
    "chunk_tokens",
    "passages",
    "vector_weight",
    "embedding",
    "embedding_query_prefix",
    "embedding_passage_prefix",
    "embedding_dtype",
    "reranker",
    "prompts",
    "model",
    "model_base_url",
    "model_context_tokens",
)
# Mean nothing where no model is asked.
OF_MODELS = ("model", "model_base_url", "model_context_tokens")
# Decide what is in the data folder; of the others it does not hang.
TAKEN_IN = ("chunk_tokens", "embedding", "embedding_passage_prefix", "embedding_dtype")
_MOST_VARIANTS = 200


@dataclass(frozen=True, slots=True)
class Variant:
    """`values`: the settings that are not as set."""

    name: str
    values: Mapping[str, Any]
    settings: Settings

    @property
    def taken_in(self) -> tuple[Any, ...]:
        """Variants that have this in common share their reports."""
        return tuple(getattr(self.settings, one) for one in TAKEN_IN)


@dataclass(frozen=True, slots=True)
class Plan:
    """`variants`: the settings as they are, then what is varied, in the order of the file."""

    suite: str
    variants: tuple[Variant, ...]


def read_plan(file: Path, settings: Settings) -> Plan:
    """Paths in it are relative to the file. Raises NoSuchPath, DataError, InvalidSetting."""
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NoSuchPath(path=file) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(path=file, reason=error) from error
    unknown = content.keys() - {"suite", "grid", "variants"}
    if unknown:
        raise DataError(path=file, reason=f"{', '.join(sorted(unknown))}: suite | grid | variants")
    suite = content.get("suite", "answers")
    if not isinstance(suite, str):
        raise DataError(path=file, reason='suite = "…"')
    variants = [Variant(AS_SET, {}, settings)]
    for name, values in [*_grid(file, content.get("grid", {})), *_single(file, content.get("variants", []))]:
        variants.append(Variant(name or _name(values), values, _with(settings, values, file.parent)))
    variants = list(_once(variants))
    twice = [name for name, count in Counter(one.name for one in variants).items() if count > 1]
    if twice:
        raise DataError(path=file, reason=f'name = "{twice[0]}" × 2')
    if len(variants) < 2:
        raise DataError(path=file, reason="[grid] | [[variants]]")
    if len(variants) > _MOST_VARIANTS:
        raise DataError(path=file, reason=f"{len(variants)} > {_MOST_VARIANTS}")
    return Plan(suite, tuple(variants))


def _once(variants: Sequence[Variant]) -> Iterator[Variant]:
    """What is the same as one before it is left out: a grid often has the settings as they are in it."""
    seen: set[Settings] = set()
    for one in variants:
        if one.settings not in seen:
            seen.add(one.settings)
            yield one


def _grid(file: Path, grid: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if not isinstance(grid, dict) or not all(isinstance(one, list) and one for one in grid.values()):
        raise DataError(path=file, reason="[grid] NAME = [VALUE, …]")
    if grid:
        for values in product(*grid.values()):
            yield "", dict(zip(grid, values, strict=True))


def _single(file: Path, variants: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if not isinstance(variants, list) or not all(isinstance(one, dict) for one in variants):
        raise DataError(path=file, reason="[[variants]] NAME = VALUE")
    for one in variants:
        yield str(one.get("name", "")), {name: value for name, value in one.items() if name != "name"}


def _name(values: Mapping[str, Any]) -> str:
    return " ".join(f"{name}={value}" for name, value in values.items())


def _with(settings: Settings, values: Mapping[str, Any], folder: Path) -> Settings:
    """Checked as settings are that come from the environment, before any of them is run."""
    for name in values:
        if name not in VARIED:
            raise InvalidSetting(name=name, value=values[name], expected=" | ".join(VARIED))
    read = load({PREFIX + name.upper(): str(value) for name, value in values.items() if value != ""})
    given: dict[str, Any] = {name: "" if value == "" else getattr(read, name) for name, value in values.items()}
    for name in _paths(given):
        beside = folder / str(given[name])
        given[name] = str(beside if beside.exists() else given[name])
    if given.get("prompts") and not Path(given["prompts"]).expanduser().is_dir():
        raise NoSuchPath(path=given["prompts"])
    return replace(settings, **given)


def _paths(given: Mapping[str, Any]) -> Sequence[str]:
    return [name for name in ("prompts", "embedding") if given.get(name)]
