"""The application, and its description made whole when it is first asked for."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from rag.entrypoints.api.scopes import Scopes


class Described(FastAPI):
    """Its `/openapi.json` is complete."""

    def openapi(self) -> dict[str, Any]:
        before = self.openapi_schema
        description = super().openapi()
        if description is not before:
            from rag.entrypoints.api.schemas.describing import complete  # noqa: PLC0415  models nobody else needs

            complete(description)
            Scopes(self.routes).describe(description)
        return description
