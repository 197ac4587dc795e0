"""Reports of unknown origin are read in processes that may do little, and that others take the place of."""

from __future__ import annotations

import io
import os
import pickle
import signal
import socket
import struct
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from rag.adapters import readers
from rag.adapters.confined import ConfinedPreparers, Confinement, answers
from rag.adapters.embeddings import make_embedder
from rag.adapters.tokens import count_tokens
from rag.domain import SourceText
from rag.errors import EmptyFile, ReaderDied, TakesTooMuchMemory, TakesTooMuchTime
from rag.ports import EmbeddingRecipe
from rag.preparing import Arrived, Preparation, PreparedReport
from rag.testing import CharacterEmbedder

linux = pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux")
SAMPLES = Path(__file__).parents[3] / "rag" / "samples"
CONFINEMENT = Confinement(memory_megabytes=120, seconds=1)


@dataclass(frozen=True)
class Obedient:
    """A reader that does what a file tells it to, as one would that a hostile file has taken over."""

    asked: dict[str, Any] = field(default_factory=dict)

    def __call__(self, content: bytes, *, name: str) -> SourceText:
        del name
        if content.startswith(b"do "):
            exec(content.removeprefix(b"do "))
        return SourceText(content.decode(errors="replace"), (), "txt", "UTF-8")


def obedient() -> Preparation:
    return Preparation(read=Obedient(), count_tokens=len, embedder=CharacterEmbedder())


@pytest.fixture(scope="module")
def hostile():
    preparers = ConfinedPreparers(obedient(), CONFINEMENT, embeds_there=True, processes=1)
    yield preparers
    preparers.close()


def outcome(preparers: ConfinedPreparers, content: bytes) -> Any:
    with preparers.open(1) as preparer:
        return preparer.submit(Arrived(content, "a.txt", "default"))()


TEXT = "一、主要工作\n全年完成渔港改造8处。\n".encode()


@linux
@pytest.mark.parametrize(
    ("deed", "error"),
    [
        (b"do x = bytearray(500_000_000)", TakesTooMuchMemory),
        (b"do\n while True: pass".replace(b"do\n ", b"do "), TakesTooMuchTime),
        (b"do import os; os.abort()", TakesTooMuchMemory),
        (b"do import os; os._exit(3)", ReaderDied),
        (b"do import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", ReaderDied),
        (b"do open('/etc/passwd')", ReaderDied),
        (b"do import socket; socket.socket()", ReaderDied),
        (b"do import os; os.write(4, b'x' * 100); os._exit(0)", ReaderDied),
    ],
)
def test_what_is_not_allowed_ends_the_process_and_fails_the_file_alone(hostile, deed: bytes, error: type) -> None:
    failed = outcome(hostile, deed)
    assert type(failed) is error, failed
    assert failed.in_language("en")
    assert isinstance(outcome(hostile, TEXT), PreparedReport)


@linux
def test_a_process_knows_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_MODEL_API_KEY", "sk-secret")
    preparers = ConfinedPreparers(obedient(), CONFINEMENT, embeds_there=True, processes=1)
    try:
        failed = outcome(preparers, b"do import os; os._exit(len([one for one in os.environ if 'KEY' in one]) + 5)")
    finally:
        preparers.close()
    assert failed.values == {"reason": "5"}


def test_the_files_of_others_go_on(hostile) -> None:
    with hostile.open(3) as preparer:
        deeds = [TEXT, b"do import os; os._exit(3)", TEXT]
        outcomes = [one() for one in [preparer.submit(Arrived(deed, "a.txt", "default")) for deed in deeds]]
    assert [isinstance(one, PreparedReport) for one in outcomes] == [True, False, True]


def test_what_is_prepared_is_the_same_as_here() -> None:
    embedder = make_embedder(EmbeddingRecipe(model="builtin"), batch_size=16)
    preparation = Preparation(read=readers.read, count_tokens=count_tokens, embedder=embedder)
    names = ["jiaoyu-2023.docx", "renshe-2024.md", "shichang-2022.pdf", "dangfeng-2024.txt"]
    files = [Arrived((SAMPLES / name).read_bytes(), name, "default") for name in names]
    files += [
        Arrived("<p>一、工作</p><p>完成8处。</p>".encode("gb18030"), "a.html", "default"),
        Arrived(b" ", "b", "c"),
    ]
    for embeds_there in (True, False):
        preparers = ConfinedPreparers(
            preparation, Confinement(memory_megabytes=500, seconds=30), embeds_there=embeds_there, processes=1
        )
        try:
            with preparers.open(len(files)) as preparer:
                found = [one() for one in [preparer.submit(file) for file in files]]
        finally:
            preparers.close()
        expected = preparation.prepare(files)
        assert isinstance(found.pop(), EmptyFile)
        for one, other in zip(found, expected, strict=False):
            assert isinstance(one, PreparedReport)
            assert isinstance(other, PreparedReport)
            assert one.documents == other.documents
            assert one.staged.parsed == other.staged.parsed
            assert (one.staged.vectors == other.staged.vectors).all()


class Calling:
    """What a hostile process would send: a call."""

    def __init__(self, call: Any, *arguments: Any) -> None:
        self._call = (call, arguments)

    def __reduce__(self) -> Any:
        return self._call


@pytest.mark.parametrize(
    "answer",
    [
        Calling(os.system, "true"),
        Calling(eval, "1"),
        Calling(subprocess.run, ["true"]),
        Calling(socket.socket),
        Calling(time.sleep, 0),
        Calling(signal.raise_signal, 0),
        {"a": [Calling(os.getpid)]},
    ],
)
def test_no_answer_calls_anything(answer: object) -> None:
    content = pickle.dumps(answer)
    with pytest.raises(answers.NotBelieved):
        answers.read(io.BytesIO(struct.pack(">Q", len(content)) + content), most_bytes=10_000)


def test_names_of_modules_lead_nowhere() -> None:
    for reference in (
        b"crag.ports\nnp.load\n.",
        b"crag.errors\nmessages\n.",
        b"crag.preparing\nhashlib\n.",
        b"cos\nsystem\n.",
    ):
        with pytest.raises(answers.NotBelieved):
            answers.read(io.BytesIO(struct.pack(">Q", len(reference)) + reference), most_bytes=100)


def test_an_answer_too_long_is_not_read() -> None:
    with pytest.raises(answers.NotBelieved):
        answers.read(io.BytesIO(struct.pack(">Q", 1 << 60)), most_bytes=100)


def test_silence_is_the_end() -> None:
    with pytest.raises(EOFError):
        answers.read(io.BytesIO(b"\0\0"), most_bytes=100)


@linux
def test_an_end_does_not_wait_for_what_is_being_read() -> None:
    preparers = ConfinedPreparers(obedient(), Confinement(memory_megabytes=120, seconds=100), embeds_there=True)
    with preparers.open(1) as preparer:
        waiting = preparer.submit(Arrived(b"do while True: pass", "a.txt", "default"))
        while not preparers._busy or not next(iter(preparers._busy)).is_fit:
            time.sleep(0.01)
        preparers.close()
        assert isinstance(waiting(), TakesTooMuchMemory)  # killed, as by a system that is short of it
