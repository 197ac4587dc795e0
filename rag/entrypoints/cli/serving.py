"""`rag serve`."""

from __future__ import annotations

import uvicorn

from rag import settings
from rag.bootstrap import open_service
from rag.entrypoints import api
from rag.entrypoints.cli.terminal import Terminal


def serve(terminal: Terminal, *, host: str, port: int) -> int:
    """Until interrupted."""
    with open_service(settings.load()) as service:
        application = api.create(service, language=terminal.language)
        terminal.note("serving", address=f"http://{host}:{port}")
        uvicorn.run(application, host=host, port=port, log_level="warning")
    return 0
