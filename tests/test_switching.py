"""Models are switched while searches run: each answer is wholly of the old model or wholly of the new one."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, nullcontext
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from rag import testing, vector_search
from rag.adapters.keywords import TantivyFamily
from rag.adapters.ledger import SqlLedger
from rag.adapters.lock import FolderLock
from rag.adapters.vectors import ChromaFamily
from rag.indexes import Indexes
from rag.ingestion import Ingestion
from rag.maintenance import Maintenance
from rag.ports import Embedder, Embedding, EmbeddingRecipe, Vectors
from rag.preparing import PrepareHere
from rag.retrieval import Retriever
from rag.scope import Divisions
from rag.testing import CharacterEmbedder
from tests.stored import FOREST, HARBOUR, Folder, file, preparation

ROOT = Path(__file__).parent.parent
TOPICS = ("渔港建设", "防汛准备", "校舍改造", "道路养护", "植树造林", "安全生产")
QUERIES = ("渔港建设完成几项", "第7镇的防汛", "校舍改造增长多少", "植树", "第3镇2023年安全生产情况", "道路")


class ShiftedEmbedder(CharacterEmbedder):
    """Another model: of other dimensions, and with its own idea of what is near what."""

    dimensions = 48

    def __init__(self, number: int) -> None:
        super().__init__(f"shifted {number}")
        self.recipe = EmbeddingRecipe(str(number))
        self._mixing = np.random.default_rng(number).standard_normal((64, 48)).astype(np.float32)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        mixed: Vectors = np.tanh(CharacterEmbedder.embed_passages(_CHARACTERS, texts) @ self._mixing)
        lengths = np.linalg.norm(mixed, axis=1, keepdims=True)
        return (mixed / np.where(lengths > 0, lengths, 1)).astype(np.float32)


_CHARACTERS = CharacterEmbedder()


def make_shifted(recipe: EmbeddingRecipe) -> Embedder:
    return ShiftedEmbedder(int(recipe.model))


class Home:
    """A data folder on disk, as one process has it."""

    def __init__(self, place: Path, embedder: Embedder) -> None:
        self.ledger = SqlLedger(place / "ledger.sqlite")
        self.lock = FolderLock(place)
        self.vectors = ChromaFamily(place, before_opening=self.lock.acquire)
        self.keywords = TantivyFamily(place)
        self.indexes = Indexes(self.ledger, vectors=self.vectors, keywords=self.keywords)
        self.embedder = embedder

    def maintenance(self, embedder: Embedder) -> Maintenance:
        return Maintenance(ledger=self.ledger, indexes=self.indexes, embedder=embedder, lock=self.lock)

    def ingest(self, texts: dict[str, str]) -> None:
        ingestion = Ingestion(
            ledger=self.ledger,
            indexes=self.indexes,
            embedding=Embedding.of(self.embedder),
            open_preparer=lambda _: nullcontext(PrepareHere(preparation(embedder=self.embedder))),
            maintenance=self.maintenance(self.embedder),
        )
        list(ingestion.ingest([file(name, text) for name, text in texts.items()]))

    def retriever(self) -> Retriever:
        return Retriever(
            ledger=self.ledger,
            indexes=self.indexes,
            embedder=self.embedder,
            make_embedder=make_shifted,
            divisions=Divisions({}),
            weigh=lambda word: 1.0 if len(word) > 1 else 0.5,
            today=lambda: date(2026, 6, 1),
        )

    def close(self) -> None:
        self.vectors.close()
        self.keywords.close()
        self.lock.release()
        self.ledger.close()


Found = list[tuple[str, float]]


def found(retriever: Retriever, query: str) -> Found:
    return [(one.chunk.id, one.score) for one in retriever.search(query, k=8)]


def report(number: int) -> str:
    sections = "\n".join(
        f"{marker}、{topic}\n第{number}镇{topic}完成{number * 10 + place}项，增长{number}.{place}%。"
        for place, (marker, topic) in enumerate(zip("一二三四五六", TOPICS, strict=True))
    )
    return f"第{number}镇2023年工作情况\n\n{sections}\n"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with closing(Home(tmp_path, ShiftedEmbedder(1))) as opened:
        opened.ingest({f"{number}.txt": report(number) for number in range(12)})
        yield opened


class Searching:
    """Threads that ask the same questions over and over, and keep every answer in order."""

    def __init__(self, search: Callable[[str], Found], threads: int) -> None:
        self.answers: list[list[tuple[str, Found]]] = [[] for _ in range(threads)]
        self.errors: list[BaseException] = []
        self._search = search
        self._over = threading.Event()
        self._rounds = threading.Semaphore(0)
        self._threads = [threading.Thread(target=self._run, args=(kept,)) for kept in self.answers]

    def __enter__(self) -> Searching:
        for one in self._threads:
            one.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for one in self._threads:
            one.join()

    def wait_for_rounds(self, count: int) -> None:
        """Until all questions were asked so many times more, by whichever thread."""
        for _ in range(count):
            assert self._rounds.acquire(timeout=60)

    def _run(self, kept: list[tuple[str, Found]]) -> None:
        try:
            while not self._over.is_set():
                kept.extend((query, self._search(query)) for query in QUERIES)
                self._rounds.release()
        except BaseException as error:
            self.errors.append(error)
            raise


@pytest.mark.parametrize("vectors_in_memory", [True, False])
def test_under_load_every_answer_is_that_of_one_model(
    home: Home, vectors_in_memory: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not vectors_in_memory:
        read_vectors_from_the_index(monkeypatch)
    retriever = home.retriever()
    expected = [{query: found(retriever, query) for query in QUERIES}]
    with Searching(partial(found, retriever), threads=4) as searching:
        for number in (2, 3, 1):
            searching.wait_for_rounds(4)
            home.maintenance(ShiftedEmbedder(number)).rebuild(embed=True)
            searching.wait_for_rounds(4)
            expected.append({query: found(retriever, query) for query in QUERIES})
    assert searching.errors == []
    assert all(one[query] != other[query] for one, other in pairwise(expected) for query in QUERIES)
    for kept in searching.answers:
        assert kept
        now = 0
        for query, answer in kept:
            while answer != expected[now][query]:
                now += 1  # never back to a model that has gone out of use
                assert now < len(expected), f"an answer of no model: {query}"
    assert {query for kept in searching.answers for query, _ in kept} == set(QUERIES)


@pytest.mark.parametrize(
    "step", ["MemoryLedger.count_chunks", "CharacterEmbedder.embed_query", "MemoryKeywords.search"]
)
@pytest.mark.parametrize("gone", [True, False])
@pytest.mark.parametrize("vectors_in_memory", [True, False])
def test_a_search_that_a_switch_overtakes_is_made_again(
    step: str, gone: bool, vectors_in_memory: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`gone`: the old generation is deleted by the time that the search gets to it."""
    if not vectors_in_memory:
        read_vectors_from_the_index(monkeypatch)
    folder = Folder.empty()
    folder.ingest(file("a.txt", HARBOUR), file("b.txt", FOREST))
    other = ShiftedEmbedder(2)
    kind, method = step.split(".")
    owner = getattr(testing, kind)
    original = getattr(owner, method)

    first = threading.Lock()

    def overtaken(*arguments: object, **options: object) -> object:
        if not first.acquire(blocking=False):
            return original(*arguments, **options)
        maintenance = Maintenance(ledger=folder.ledger, indexes=folder.indexes, embedder=other, lock=folder.lock)
        maintenance.rebuild(embed=True)
        if gone:
            maintenance.open_for_writing()
        return original(*arguments, **options)

    def asked(embedder: Embedder) -> Found:
        parts = {"ledger": folder.ledger, "indexes": folder.indexes, "embedder": embedder}
        return found(Retriever(**parts, make_embedder=make_shifted, divisions=Divisions({}), weigh=len), "引航员缺口")

    before = asked(CharacterEmbedder())
    monkeypatch.setattr(owner, method, overtaken)
    answer = asked(CharacterEmbedder())
    assert folder.ledger.state().embedding == Embedding.of(other)
    assert answer == asked(other) != before


def read_vectors_from_the_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_search, "IN_MEMORY_BYTES", 0)
    monkeypatch.setattr(vector_search, "EXACT_UP_TO_CHUNKS", 0)


# Asks until it has had the answer of the new model for a while; one line a round.
READER = """
import json, sys
from pathlib import Path
from tests.test_switching import QUERIES, Home, ShiftedEmbedder, found
retriever = Home(Path(sys.argv[1]), ShiftedEmbedder(1)).retriever()
for line in sys.stdin:
    print(json.dumps([found(retriever, query) for query in QUERIES]), flush=True)
"""


def test_another_process_that_reads_follows_the_switch(home: Home, tmp_path: Path) -> None:
    retriever = home.retriever()
    before = [found(retriever, query) for query in QUERIES]
    command = [sys.executable, "-c", READER, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdin is not None and reader.stdout is not None

        def ask() -> list[Found]:
            reader.stdin.write("\n")
            reader.stdin.flush()
            return [[(one, score) for one, score in answer] for answer in json.loads(reader.stdout.readline())]

        answers = [ask()]
        rebuilding = threading.Thread(target=home.maintenance(ShiftedEmbedder(2)).rebuild, kwargs={"embed": True})
        rebuilding.start()
        while rebuilding.is_alive():
            answers.append(ask())
        rebuilding.join()
        answers += [ask(), ask()]
        home.maintenance(ShiftedEmbedder(2)).open_for_writing()
        answers.append(ask())
        reader.stdin.close()
    after = [found(retriever, query) for query in QUERIES]
    assert answers[0] == before != after and answers[-3:] == [after] * 3
    for number, query in enumerate(QUERIES):
        seen = [answer[number] for answer in answers]
        assert all(one in (before[number], after[number]) for one in seen), query
        assert seen == sorted(seen, key=lambda one: one == after[number])


# Kills itself where it is told to; one line a text that it embeds.
REEMBED = """
import os, signal, sys
from pathlib import Path
import rag.reembedding
from tests.test_switching import Home, ShiftedEmbedder

rag.reembedding._LEAST = rag.reembedding._MOST = 10
place, step, log = sys.argv[1:]

class Logged(ShiftedEmbedder):
    def embed_passages(self, texts):
        with open(log, "a", encoding="utf-8") as opened:
            opened.writelines(text.replace("\\n", " ") + "\\n" for text in texts)
        return super().embed_passages(texts)

def dying(*arguments, **options):
    os.kill(os.getpid(), signal.SIGKILL)

if step:
    module, kind, method, call = step.split(":")
    owner = getattr(__import__(module, fromlist=[kind]), kind)
    original, calls = getattr(owner, method), []
    def counted(*arguments, **options):
        calls.append(1)
        return (dying if len(calls) == int(call) else original)(*arguments, **options)
    setattr(owner, method, counted)
Home(Path(place), ShiftedEmbedder(1)).maintenance(Logged(2)).rebuild(embed=True)
"""


@pytest.mark.parametrize(
    ("step", "embedded"),
    [
        ("rag.adapters.ledger:SqlLedger:restage_vectors:4", 36),
        ("rag.adapters.ledger:SqlLedger:switch:1", 72),
    ],
)
def test_killed_while_embedding_it_goes_on_where_it_was(home: Home, tmp_path: Path, step: str, embedded: int) -> None:
    before = [found(home.retriever(), query) for query in QUERIES]
    home.close()
    logs = [tmp_path / "first.log", tmp_path / "second.log"]

    def run(step: str, log: Path) -> int:
        command = [sys.executable, "-c", REEMBED, str(tmp_path), step, str(log)]
        return subprocess.run(command, cwd=ROOT, check=False).returncode

    assert run(step, logs[0]) == -9
    with closing(Home(tmp_path, ShiftedEmbedder(1))) as again:
        assert [found(again.retriever(), query) for query in QUERIES] == before
        kept = sum(again.ledger.embedded(Embedding.of(ShiftedEmbedder(2))).values())
        assert kept == embedded
        again.ingest({"a.txt": HARBOUR})
    assert run("", logs[1]) == 0
    first, second = (log.read_text(encoding="utf-8").splitlines() if log.exists() else [] for log in logs)
    assert not set(first[:embedded]) & set(second)
    with closing(Home(tmp_path, ShiftedEmbedder(2))) as after:
        assert len(second) == after.ledger.count_chunks() - embedded
        assert all(one.ok for one in after.maintenance(after.embedder).doctor())
        assert found(after.retriever(), "引航员缺口")
