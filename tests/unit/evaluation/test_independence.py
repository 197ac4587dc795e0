"""The judge uses none of the code that it judges, also none that is written later."""

import ast
from pathlib import Path

import rag.evaluation

ALLOWED = {"bootstrap", "domain", "errors", "evaluation", "messages", "service", "settings"}


def _imported(file: Path) -> set[str]:
    """What a module imports of the product: the names below `rag`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module] if node.module != "rag" else [f"rag.{one.name}" for one in node.names]
        elif isinstance(node, ast.Import):
            names = [one.name for one in node.names]
        else:
            continue
        found |= {name.split(".")[1] for name in names if name.startswith("rag.")}
    return found


def test_evaluation_imports_the_service_its_values_and_nothing_behind_it() -> None:
    modules = sorted(Path(rag.evaluation.__file__).parent.rglob("*.py"))
    assert len(modules) > 5
    assert {file.name: _imported(file) - ALLOWED for file in modules} == {file.name: set() for file in modules}
