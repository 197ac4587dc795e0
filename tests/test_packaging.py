"""The installed wheel works outside the checkout: prompts, samples and the built-in model are inside it."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.unit.evaluation.beir_folder import QRELS, write_folder

CHECKOUT = Path(__file__).parent.parent


def _run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [str(one) for one in command],
        cwd=cwd,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    built = _run(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", folder, CHECKOUT, cwd=folder)
    assert built.returncode == 0, built.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Path:
    """A folder that holds the installed wheel alone; what it depends on comes from the environment of the tests."""
    folder = wheel.parent / "site"
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-compile")
    done = _run(*pip, "--target", folder, wheel, cwd=wheel.parent)
    assert done.returncode == 0, done.stderr
    return folder


def _rag(installed: Path, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The installed command."""
    return _run(installed / "bin" / "rag", *arguments, cwd=home, PYTHONPATH=str(installed), RAG_HOME=str(home))


def test_the_wheel_puts_nothing_but_the_package_at_the_top(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {one for one in tops if not one.endswith(".dist-info")} == {"rag"}


def test_the_wheel_holds_what_the_product_needs_to_run(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    suites = {f"rag/evaluation/files/suites/{one.name}" for one in (CHECKOUT / "eval" / "suites").iterdir()}
    prompts = {f"rag/templates/{one.name}" for one in (CHECKOUT / "prompts").iterdir() if one.suffix == ".md"}
    exports = {"html/paper.css", "word/parts/styles.xml", "word/parts/fontTable.xml", "word/parts/footer-odd.xml"}
    assert {f"rag/entrypoints/exports/{one}" for one in exports} <= names
    web = CHECKOUT / "rag" / "entrypoints" / "web"
    pages = {
        one.relative_to(CHECKOUT).as_posix() for kind in ("html", "css", "js", "svg") for one in web.rglob(f"*.{kind}")
    }
    assert pages
    assert pages <= names
    assert prompts
    assert suites
    assert (
        prompts | suites | {"rag/py.typed", "rag/models/builtin/model.safetensors", "rag/samples/renshe-2023.txt"}
        <= names
    )
    assert not any("__pycache__" in name for name in names)


def test_it_is_the_installed_package_that_is_tested(installed: Path, tmp_path: Path) -> None:
    found = _run(sys.executable, "-P", "-c", "import rag; print(rag.__file__)", cwd=tmp_path, PYTHONPATH=str(installed))
    assert Path(found.stdout.strip()).is_relative_to(installed)


def test_the_demo_runs_from_the_installed_wheel(installed: Path, tmp_path: Path) -> None:
    shown = _rag(installed, tmp_path, "demo", "--json")
    assert shown.returncode == 0, shown.stderr
    statuses = [one["status"] for one in json.loads(shown.stdout)["answers"]]
    assert statuses == ["answered", "answered", "refused"]


def test_a_question_is_answered_from_the_installed_wheel(installed: Path, tmp_path: Path) -> None:
    sample = installed / "rag" / "samples" / "renshe-2023.txt"
    assert _rag(installed, tmp_path, "ingest", str(sample)).returncode == 0
    asked = _rag(installed, tmp_path, "ask", "2023年城镇新增就业多少万人？", "--json")
    assert asked.returncode == 0, asked.stderr
    answer = json.loads(asked.stdout)
    assert (answer["status"], "3.12万人" in answer["answer"]) == ("answered", True)


def test_retrieval_is_evaluated_from_the_installed_wheel(installed: Path, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "set", qrels=QRELS)
    done = _rag(installed, tmp_path, "eval", "retrieval", str(folder), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["metrics"]["mrr@10"] == 1


def test_a_suite_is_run_from_the_installed_wheel(installed: Path, tmp_path: Path) -> None:
    done = _rag(installed, tmp_path, "eval", "run", "answers", "--only", "figure-01", "--json")
    assert done.returncode == 0, done.stderr
    run = json.loads(done.stdout)
    assert (run["n"], run["passed"], run["manifest"]["commit"]) == (1, 1, None)


def test_the_suites_are_found_in_the_installed_wheel(installed: Path, tmp_path: Path) -> None:
    code = "from rag.evaluation.suites import suite_file; print(suite_file('answers'))"
    found = _run(sys.executable, "-P", "-c", code, cwd=tmp_path, PYTHONPATH=str(installed))
    assert Path(found.stdout.strip()) == installed / "rag" / "evaluation" / "files" / "suites" / "answers.jsonl"
