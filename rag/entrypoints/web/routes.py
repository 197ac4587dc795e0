"""All pages, and the files they are made of."""

from __future__ import annotations

from fastapi import APIRouter

from rag.entrypoints.web import assets, chat, evaluations, library, reading, signing_in, summaries

_ROUTERS = (
    signing_in.router,
    assets.router,
    chat.router,
    library.router,
    reading.router,
    evaluations.router,
    summaries.router,
)

router = APIRouter(include_in_schema=False)
for _one in _ROUTERS:
    router.include_router(_one)
