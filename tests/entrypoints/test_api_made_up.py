"""Requests made up from the description of the API, good ones and bad ones: each is answered as it is described."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import mcp.server  # noqa: F401  Python 3.11 cannot compile on two threads at once, and the application imports it on one
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import ignored_auth, negative_data_rejection, positive_data_acceptance

from rag.bootstrap import open_service, open_services_in_memory
from rag.domain import Scope
from rag.entrypoints import api
from rag.entrypoints.api import refusing
from rag.service import Service
from rag.settings import Settings

# The whole takes less than a minute on one core.
EXAMPLES = 4


class _StandIn:
    """Is there when tests are collected, and another service when they run."""

    def __init__(self, service: Service) -> None:
        self.stands_for = service

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stands_for, name)


_STACK = ExitStack()
_SERVICE = _StandIn(_STACK.enter_context(open_services_in_memory(Settings()))())
schema = schemathesis.openapi.from_asgi("/openapi.json", api.create(_SERVICE, keys="on"))


@pytest.fixture(scope="module")
def headers(_filled_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Of an administrator, with the samples in."""
    home = tmp_path_factory.mktemp("made-up") / "home"
    shutil.copytree(_filled_home, home)
    settings = Settings(home=home, key_requests_a_minute=0)
    patch = pytest.MonkeyPatch.context()
    with _STACK, patch as hurried, open_service(settings) as _SERVICE.stands_for:
        hurried.setattr(refusing, "_SECONDS", 0.01)  # for senders who are still sending, which nobody is here
        key = _SERVICE.keys.create("tests", Scope.ADMIN).text
        yield {"Authorization": f"Bearer {key}"}


# A client of OpenAI's protocol is not refused for what a language takes as the same (`"true"`).
_LENIENT = ("/v1/chat/completions",)


@schema.parametrize()
@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
def test_every_request_is_answered_as_described(case: schemathesis.Case, headers: dict[str, str]) -> None:
    response = case.call(headers=headers)
    lenient = [negative_data_rejection] if case.path in _LENIENT else []
    # Who may ask has tests of its own; of so many wrong keys in a minute most are not even looked at.
    excluded = [positive_data_acceptance, ignored_auth, *lenient]
    case.validate_response(response, headers=headers, excluded_checks=excluded)
    if response.status_code == 422 and case.meta.generation.mode is GenerationMode.POSITIVE:
        # As it must be, and yet impossible (a report that is not there, an empty question): never a fault of form.
        assert response.json()["code"] != "invalid_request"
