"""Vectors of another model beside those in use."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from rag import reembedding
from rag.ports import Embedding, Vectors
from rag.reembedding import Reembedding
from rag.testing import CharacterEmbedder
from tests.stored import EMBEDDING, FOREST, HARBOUR, Folder, file


class CountingEmbedder(CharacterEmbedder):
    """Keeps what it was given; stops for good after so many blocks."""

    def __init__(self, identity: str = "other", *, stops_after: int = 1_000_000) -> None:
        super().__init__(identity)
        self.blocks: list[list[str]] = []
        self._stops_after = stops_after

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if len(self.blocks) == self._stops_after:
            raise KeyboardInterrupt
        self.blocks.append(list(texts))
        return super().embed_passages(texts)

    @property
    def texts(self) -> list[str]:
        return [text for block in self.blocks for text in block]


def village(number: int) -> str:
    return f"第{number}镇2023年工作情况\n\n一、渔港\n渔港完成{number}项。\n\n二、防汛\n防汛完成{number}项。\n"


@pytest.fixture
def folder() -> Folder:
    one = Folder.empty()
    one.ingest(*(file(f"{number}.txt", village(number)) for number in range(30)))
    return one


@pytest.fixture(autouse=True)
def blocks_of_eight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reembedding, "_LEAST", 8)
    monkeypatch.setattr(reembedding, "_MOST", 8)


def whole(folder: Folder, embedder: CharacterEmbedder) -> bool:
    """Whether every ready report has the vectors that this embedder makes, and no third embedding has any."""
    made = {
        one: part for part in folder.ledger.chunk_vectors(embedding=Embedding.of(embedder)) for one in part.chunk_ids
    }
    for report_id in folder.ledger.report_ids():
        stored = folder.ledger.chunks_of(report_id)
        texts = [f"{' › '.join((one.report_title, *one.chunk.path))}\n{one.chunk.text}" for one in stored]
        part = made[stored[0].chunk.id]
        if not np.array_equal(part.matrix, CharacterEmbedder.embed_passages(embedder, texts)):
            return False
    return len(made) == folder.ledger.count_chunks()


def run(folder: Folder, embedder: CharacterEmbedder, **options) -> list[tuple[int, int]]:
    told: list[tuple[int, int]] = []
    Reembedding(ledger=folder.ledger, embedder=embedder, **options).run(on_progress=lambda *one: told.append(one))
    return told


def test_every_report_gets_vectors_beside_those_in_use(folder: Folder) -> None:
    other = CountingEmbedder()
    run(folder, other)
    assert whole(folder, other)
    assert len(list(folder.ledger.chunk_vectors())) == 30


def test_small_reports_share_a_block(folder: Folder) -> None:
    other = CountingEmbedder()
    run(folder, other)
    assert {len(block) for block in other.blocks[:-1]} == {8}


def test_a_long_report_takes_several_blocks(folder: Folder) -> None:
    folder.ingest(
        file("long.txt", "年度汇报\n\n" + "".join(f"{n}、渔港建设第{n}项\n完成{n}处。\n\n" for n in range(1, 40)))
    )
    other = CountingEmbedder()
    run(folder, other)
    assert max(len(block) for block in other.blocks) < 12 and whole(folder, other)


def test_progress_is_told_from_the_first_to_the_last_chunk(folder: Folder) -> None:
    told = run(folder, CountingEmbedder())
    chunks = folder.ledger.count_chunks()
    assert told[0] == (0, chunks) and told[-1] == (chunks, chunks)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_what_an_interrupted_run_got_done_is_not_embedded_again(folder: Folder) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(folder, first := CountingEmbedder(stops_after=3))
    told = run(folder, second := CountingEmbedder())
    assert not set(first.texts) & set(second.texts)
    assert len(first.texts) + len(second.texts) == folder.ledger.count_chunks()
    assert told[0][0] == len(first.texts)
    assert whole(folder, second)


def test_reports_may_come_and_go_between_two_runs(folder: Folder) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(folder, CountingEmbedder(stops_after=3))
    folder.ingest(file("a.txt", HARBOUR), file("b.txt", FOREST))
    for one in (folder.ledger.report_ids()[0], folder.ledger.report_ids()[-3]):
        folder.ingestion.remove(one)
    run(folder, second := CountingEmbedder())
    assert whole(folder, second)
    assert any("引航员" in text for text in second.texts)


def test_another_model_than_the_one_begun_with_leaves_nothing_of_that_one(folder: Folder) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(folder, given_up := CountingEmbedder("given up", stops_after=3))
    run(folder, other := CountingEmbedder())
    assert folder.ledger.embedded(Embedding.of(given_up)) == {}
    assert whole(folder, other) and folder.ledger.embedded(EMBEDDING)


def test_the_model_in_use_makes_all_its_vectors_anew(folder: Folder) -> None:
    run(folder, same := CountingEmbedder(EMBEDDING.identity))
    assert len(same.texts) == folder.ledger.count_chunks()
    assert whole(folder, same)


def test_an_empty_ledger_has_nothing_to_embed() -> None:
    other = CountingEmbedder()
    assert run(Folder.empty(), other) == [(0, 0)]
    assert other.blocks == []


@pytest.mark.parametrize(("seconds", "sizes"), [(0.1, [4, 8, 16, 16]), (60.0, [4, 4, 4, 4]), (3.0, [4, 4, 4, 4])])
def test_blocks_grow_while_the_model_is_quick(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, seconds: float, sizes: list[int]
) -> None:
    monkeypatch.setattr(reembedding, "_LEAST", 4)
    monkeypatch.setattr(reembedding, "_MOST", 16)
    ticks = iter(range(1000))
    other = CountingEmbedder()
    run(folder, other, clock=lambda: next(ticks) * seconds)
    assert [len(block) for block in other.blocks[:4]] == sizes
