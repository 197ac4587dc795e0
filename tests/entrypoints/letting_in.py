"""An application that asks for keys, over a data folder with two libraries, and a client for each kind of caller."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from rag.access import Keys
from rag.bootstrap import open_service
from rag.domain import Scope
from rag.entrypoints import api
from rag.service import Service
from rag.settings import Settings

LABOUR, SCHOOLS = "人社", "教育"
# The same of every request, so that answers can be compared to the byte.
_ID = {"X-Request-ID": "00000000-test", "Accept-Language": "zh"}


@dataclass(frozen=True)
class House:
    """`keys`: texts by what they are for; `hidden`: the id of a report that the key `schools` may not see."""

    app: FastAPI
    service: Service
    keys: dict[str, str]
    hidden: str

    def client(self, key: str | None = None, **values: Any) -> TestClient:
        """`key`: one of `keys`, or a text."""
        authorization = {"Authorization": f"Bearer {self.keys.get(key, key)}"} if key is not None else {}
        client = TestClient(self.app, follow_redirects=False, raise_server_exceptions=False, **values)
        client.headers.update(_ID | authorization)
        return client


@contextmanager
def house(home: Path, *, mode: str = "auto", public: bool = False, **settings: Any) -> Iterator[House]:
    """With keys that hold, one that has expired and one that was revoked."""
    with open_service(Settings(home=home, **settings)) as service:
        keys = service.keys
        revoked = keys.create("revoked", Scope.ADMIN)
        keys.revoke(revoked.key.id)
        made = {
            "revoked": revoked.text,
            "expired": _expired(service),
            "read": keys.create("read", Scope.READ).text,
            "write": keys.create("write", Scope.WRITE).text,
            "admin": keys.create("admin", Scope.ADMIN).text,
            "schools": keys.create("schools", Scope.WRITE, libraries=[SCHOOLS]).text,
            "labour": keys.create("labour", Scope.WRITE, libraries=[LABOUR]).text,
            "wrong": "rag_" + "1" * 16 + "_" + "2" * 48,
        }
        hidden = next(one.id for one in service.reports() if one.library == LABOUR)
        yield House(api.create(service, keys=mode, public=public), service, made, hidden)


def _expired(service: Service) -> str:
    """Made two days ago, for one."""
    past = Keys(service.keys._store, session_hours=1, clock=lambda: datetime.now(UTC) - timedelta(days=2))
    return past.create("expired", Scope.ADMIN, days=1).text
