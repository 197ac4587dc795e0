"""What only Chroma can get wrong: how it says that it cannot, and who may open it."""

from __future__ import annotations

import shutil
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier

import numpy as np
import pytest
from chromadb.errors import InternalError

from rag.adapters.vectors import ChromaFamily
from rag.errors import DiskFull, FolderLocked, FolderNotWritable, IndexDamaged, VectorServerUnavailable

VECTORS = np.eye(2, dtype=np.float32)
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def family(tmp_path):
    one = ChromaFamily(tmp_path)
    yield one
    one.close()


@pytest.mark.parametrize(
    ("said", "free", "meant"),
    [
        ("database or disk is full", 10**9, DiskFull),
        ("Error in compaction: Error purging logs", 10**5, DiskFull),
        ("Error in compaction: Error purging logs", 10**9, IndexDamaged),
        ("attempt to write a readonly database", 10**9, FolderNotWritable),
    ],
)
def test_what_chroma_says_is_put_in_words_that_help(family, monkeypatch, said, free, meant) -> None:
    def failing(*_: object, **__: object) -> None:
        raise InternalError(said)

    index = family.open(1)
    index.add(["a-0"], VECTORS[:1])
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**10, 10**10 - free, free))
    monkeypatch.setattr("chromadb.api.models.Collection.Collection.upsert", failing)
    with pytest.raises(meant):
        index.add(["b-0"], VECTORS[1:])


def test_a_folder_that_is_no_chroma_is_damaged_and_stands_in_nobodys_way(tmp_path, family) -> None:
    (tmp_path / "vectors-1").mkdir()
    (tmp_path / "vectors-1" / "chroma.sqlite3").write_bytes(b"nothing of the kind" * 100)
    for _ in range(2):
        with pytest.raises(IndexDamaged):
            family.open(1).count()
    family.open(2).add(["a-0"], VECTORS[:1])
    family.discard(1)
    assert family.open(2).count() == 1
    assert not (tmp_path / "vectors-1").exists()


def test_several_threads_may_open_it_at_once(tmp_path) -> None:
    written = ChromaFamily(tmp_path)
    for generation in range(4):
        written.open(generation).add(["a-0", "b-0"], VECTORS)
    written.close()
    family, together = ChromaFamily(tmp_path), Barrier(4)

    def counts() -> list[int]:
        together.wait()
        return [family.open(generation).count() for generation in range(4)]

    with ThreadPoolExecutor(4) as threads, closing(family):
        found = [threads.submit(counts) for _ in range(4)]
        assert [one.result() for one in found] == [[2] * 4] * 4


def test_nothing_is_opened_before_the_lock_is_held(tmp_path) -> None:
    def locked() -> None:
        raise FolderLocked(folder=tmp_path, holder="4711")

    index = ChromaFamily(tmp_path, before_opening=locked).open(1)
    with pytest.raises(FolderLocked):
        index.nearest(VECTORS, 1)
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_does_not_answer_is_named() -> None:
    with pytest.raises(VectorServerUnavailable, match=r"127\.0\.0\.1:9"):
        ChromaFamily("http://127.0.0.1:9").open(1).count()


def test_what_was_written_is_there_for_the_next_process(tmp_path) -> None:
    first = ChromaFamily(tmp_path)
    first.open(1).add(["a-0", "b-0"], VECTORS)
    first.close()
    second = ChromaFamily(tmp_path)
    assert second.open(1).nearest(VECTORS[:1], 1)[0][0][0] == "a-0"
    second.close()
