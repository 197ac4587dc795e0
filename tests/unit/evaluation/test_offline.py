"""Without a network: what tries to use it is stopped and told, in this process and in those beside it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatResult

from rag.evaluation import offline
from rag.evaluation.library import open_library
from rag.evaluation.running import crews
from rag.evaluation.running.asking import Asking, Place
from rag.evaluation.stages import Stage
from rag.evaluation.suites import AnyCase
from rag.settings import Settings
from tests.unit.evaluation.running.made_up import CASES, files, suite

LOOPBACK = ("127.0.0.1", 9)


class Connecting(BaseChatModel):
    """A model that is reached over the network."""

    @property
    def _llm_type(self) -> str:
        return "connecting"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        socket.create_connection(LOOPBACK)
        raise AssertionError("it is reached")


def connecting(name: str, connect: Callable[[], BaseChatModel]) -> BaseChatModel:
    return Connecting()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    settings = Settings(home=tmp_path_factory.mktemp("home"), model="net:model")
    with open_library(settings, files()) as library:
        yield Place(library.settings, library.fixtures)


@pytest.fixture
def bridges(tmp_path: Path) -> AnyCase:
    return suite(tmp_path, CASES[0]).cases[0]


def asking(place: Place, repeat: int) -> Asking:
    return Asking(place, connecting)


@pytest.mark.parametrize(
    "use",
    [
        lambda: socket.create_connection(LOOPBACK),
        lambda: socket.create_connection(("::1", 9)),
        lambda: socket.getaddrinfo("example.org", 443),
        lambda: socket.gethostbyname("example.org"),
        lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"", LOOPBACK),
    ],
)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_nothing_goes_out_loopback_included(use: Callable[[], object]) -> None:
    before = len(offline.tried())
    with offline.blocked(), pytest.raises(OSError, match=r"127|::1|example"):
        use()
    assert len(offline.tried()) == before + 1


def test_sockets_within_the_machine_and_the_network_afterwards_are_as_ever() -> None:
    with offline.blocked():
        one, other = socket.socketpair()
        one.sendall(b"x")
        assert other.recv(1) == b"x"
        one.close()
        other.close()
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass


def test_a_case_whose_model_connects_is_an_error_that_says_so(place: Place, bridges: AnyCase) -> None:
    with offline.blocked():
        asked = asking(place, 0)
        attempt = asked.outcome(bridges, 0).attempt
        asked.close()
    assert (attempt.passed, attempt.stage) == (False, Stage.ERRORED)
    assert attempt.error.startswith("network_needed: ")
    assert "127.0.0.1:9" in attempt.error


def test_processes_beside_have_no_network_either(place: Place, bridges: AnyCase) -> None:
    opening = partial(asking, place)
    with crews.processes(1, is_offline=True) as crew:
        ((_, outcome),) = crew([(bridges, 0)], opening)
    assert outcome.attempt.error.startswith("network_needed: ")
