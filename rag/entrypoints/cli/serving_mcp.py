"""`rag mcp`: the Model Context Protocol on stdin and stdout, for an assistant that starts it as a program."""

from __future__ import annotations

from rag import settings
from rag.bootstrap import open_service
from rag.domain.access import UNLIMITED
from rag.entrypoints import mcp
from rag.entrypoints.api.callers import Caller


def serve(language: str) -> int:
    """Until stdin ends. Whoever starts it may do everything, as with every other command."""
    with open_service(settings.load()) as service:
        caller = Caller(service=service, access=UNLIMITED, language=language)
        mcp.create(lambda _: caller).run("stdio")
    return 0
