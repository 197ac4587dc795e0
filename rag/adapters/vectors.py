"""Vectors of chunks in Chroma, one collection a generation: embedded in the data folder, or on a server.

Chroma holds ids and vectors and nothing else. Documents would double the time of its writes (20,000 chunks: 12.5 s
with, 6.3 s without), and every result is joined with the ledger, which has the text.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from rag.errors import DiskFull, FolderNotWritable, IndexDamaged, RagError, VectorServerUnavailable, is_disk_full
from rag.ports import Vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

# Reports repeat their stock phrases, and HNSW loses vectors among many that are nearly the same: with Chroma's default
# of 16 neighbours up to 14% of them could not be found at all, with 64 less than one in a thousand, in the same time.
# And what is not yet synced to disk when a query comes makes every later write slow: 33,000 vectors took 6.9 s with a
# threshold below the size of a batch, 19 s with one above. docs/decisions/0005-storage.md.
HNSW = {"space": "cosine", "max_neighbors": 64, "ef_construction": 100, "ef_search": 100, "sync_threshold": 1000}

# Where Chroma fails with less than this left on the disk, that is why: it writes its graph anew at every sync.
_SCARCE_BYTES = 32_000_000

# Ids of one call: Chroma allows 5,461, and a batch of ingestion is smaller.
_IDS_A_CALL = 5000

# Chroma keeps a register of what the process has open, and hands out what another thread has only begun to open: a job
# that was taken up at a start failed where `/readyz` was asked in the same moment.
_OPENING = Lock()


class ChromaVectors:
    """`rag.ports.VectorIndex` in one collection, made when something is first added."""

    def __init__(self, client: Callable[[], ClientAPI], name: str, *, place: str) -> None:
        self._client = client
        self._name = name
        self._place = place
        self._collection: Collection | None = None

    def add(self, chunk_ids: Sequence[str], vectors: Vectors) -> None:
        with self._own_words():
            collection = self._opened(create=True)
            assert collection is not None
            for start in range(0, len(chunk_ids), _IDS_A_CALL):
                end = start + _IDS_A_CALL
                collection.upsert(ids=list(chunk_ids[start:end]), embeddings=vectors[start:end])

    def remove(self, chunk_ids: Sequence[str]) -> None:
        with self._own_words():
            collection = self._opened()
            if collection is None:
                return
            for start in range(0, len(chunk_ids), _IDS_A_CALL):
                collection.delete(ids=list(chunk_ids[start : start + _IDS_A_CALL]))

    def missing(self, chunk_ids: Sequence[str]) -> list[str]:
        with self._own_words():
            collection = self._opened()
            if collection is None:
                return list(chunk_ids)
            there: set[str] = set()
            for start in range(0, len(chunk_ids), _IDS_A_CALL):
                there.update(collection.get(ids=list(chunk_ids[start : start + _IDS_A_CALL]), include=[])["ids"])
            return [one for one in chunk_ids if one not in there]

    def count(self) -> int:
        with self._own_words():
            collection = self._opened()
            return collection.count() if collection is not None else 0

    def nearest(self, vectors: Vectors, k: int) -> list[list[tuple[str, float]]]:
        with self._own_words():
            collection = self._opened()
            if collection is None or not collection.count():
                return [[] for _ in vectors]
            found = collection.query(query_embeddings=np.ascontiguousarray(vectors), n_results=k, include=["distances"])
        distances = found["distances"] or []
        return [
            sorted(((one, 1 - distance) for one, distance in zip(*row, strict=True)), key=lambda hit: (-hit[1], hit[0]))
            for row in zip(found["ids"], distances, strict=True)
        ]

    def _opened(self, *, create: bool = False) -> Collection | None:
        if self._collection is None:
            from chromadb.errors import NotFoundError

            client = self._client()
            try:
                self._collection = client.get_collection(self._name, embedding_function=None)
            except NotFoundError:
                if create:
                    configuration: Any = {"hnsw": HNSW}
                    self._collection = client.create_collection(
                        self._name, configuration=configuration, embedding_function=None
                    )
        return self._collection

    @contextmanager
    def _own_words(self) -> Iterator[None]:
        with _own_words(self._place):
            yield


class ChromaFamily:
    """The vector indexes of a data folder (`Path`: a Chroma folder a generation, so that a damaged one never stands in
    the way of the next) or of a Chroma server (a URL: a collection a generation).

    Chroma is imported and opened when it is needed; `before_opening` is called then: an embedded folder that two
    processes open is lost without a word, so that is where the lock is taken.
    """

    def __init__(self, place: Path | str, *, before_opening: Callable[[], None] = lambda: None) -> None:
        self._place = place
        self._before_opening = before_opening
        self._clients: dict[str, ClientAPI] = {}
        self._damaged: set[str] = set()

    def open(self, generation: int) -> ChromaVectors:
        if isinstance(self._place, Path):
            folder = self._folder(generation)
            return ChromaVectors(lambda: self._client(folder), "chunks", place=str(self._place))
        url = self._place
        return ChromaVectors(lambda: self._client(url), f"chunks-{generation}", place=url)

    def discard(self, generation: int) -> None:
        if isinstance(self._place, Path):
            self._close(str(self._folder(generation)))
            shutil.rmtree(self._folder(generation), ignore_errors=True)
            return
        from chromadb.errors import NotFoundError

        with _own_words(self._place), suppress(NotFoundError):
            self._client(self._place).delete_collection(f"chunks-{generation}")

    def close(self) -> None:
        for key in list(self._clients):
            self._close(key)

    def _folder(self, generation: int) -> Path:
        return Path(self._place) / f"vectors-{generation}"

    def _client(self, place: Path | str) -> ClientAPI:
        client = self._clients.get(str(place))
        if client is None:
            self._before_opening()
            with _OPENING:
                client = self._clients.get(str(place)) or self._opened(place)
        return client

    def _opened(self, place: Path | str) -> ClientAPI:
        if str(place) in self._damaged:  # a second attempt would fail inside Chroma, which remembers the first
            raise IndexDamaged(index="Chroma")
        try:
            with _own_words(str(self._place)):
                client = self._clients[str(place)] = _client(place)
        except IndexDamaged:
            self._damaged.add(str(place))
            raise
        return client

    def _close(self, key: str) -> None:
        with _OPENING:
            client = self._clients.pop(key, None)
            if client is not None:
                client.close()  # type: ignore[attr-defined]  # not in the interface, yet in every client


def _client(place: Path | str) -> ClientAPI:
    import chromadb
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    if isinstance(place, Path):
        place.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(place, settings=settings)
    url = urlsplit(place)
    port = url.port or (443 if url.scheme == "https" else 8000)
    try:
        return chromadb.HttpClient(host=url.hostname or "", port=port, ssl=url.scheme == "https", settings=settings)
    except ValueError as error:  # what Chroma raises where nobody listens
        raise VectorServerUnavailable(url=place, reason=str(error).splitlines()[0]) from error


@contextmanager
def _own_words(place: str) -> Iterator[None]:
    from chromadb.errors import ChromaError

    try:
        yield
    except (ChromaError, OSError) as error:
        raise _mapped(error, place) from error


def _mapped(error: Exception, place: str) -> RagError:
    words = str(error).lower()
    if is_disk_full(error) or _is_scarce(place):
        return DiskFull(folder=place)
    if isinstance(error, PermissionError) or any(one in words for one in ("readonly", "permission denied")):
        return FolderNotWritable(folder=place)
    return IndexDamaged(index="Chroma")


def _is_scarce(place: str) -> bool:
    """Chroma may say no more than `Error purging logs` where the disk is full. Its rollback frees some of it again."""
    try:
        return shutil.disk_usage(place).free < _SCARCE_BYTES
    except OSError:
        return False
