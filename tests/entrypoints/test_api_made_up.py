"""Requests made up from the description of the API, good ones and bad ones: each is answered as it is described."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import mcp.server  # noqa: F401  Python 3.11 cannot compile on two threads at once, and the application imports it on one
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from rag.bootstrap import open_service
from rag.entrypoints import api
from rag.settings import Settings

# The whole takes less than a minute on one core.
EXAMPLES = 6

_HOME = Path(tempfile.gettempdir()) / f"rag-made-up-{os.getpid()}"
_OPENED = ExitStack()
# Nothing of it is opened before it is first used, by a test.
_SERVICE = _OPENED.enter_context(open_service(Settings(home=_HOME)))
schema = schemathesis.openapi.from_asgi("/openapi.json", api.create(_SERVICE))


@pytest.fixture(scope="module", autouse=True)
def _samples_in(_filled_home: Path) -> Iterator[None]:
    shutil.copytree(_filled_home, _HOME)
    yield
    _OPENED.close()
    shutil.rmtree(_HOME)


# A client of OpenAI's protocol is not refused for what a language takes as the same (`"true"`).
_LENIENT = ("/v1/chat/completions",)


@schema.parametrize()
@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
def test_every_request_is_answered_as_described(case: schemathesis.Case) -> None:
    response = case.call()
    lenient = [negative_data_rejection] if case.path in _LENIENT else []
    case.validate_response(response, excluded_checks=[positive_data_acceptance, *lenient])
    if response.status_code == 422 and case.meta.generation.mode is GenerationMode.POSITIVE:
        # As it must be, and yet impossible (a report that is not there, an empty question): never a fault of form.
        assert response.json()["code"] != "invalid_request"
