"""`rag keys`: made, shown once, listed without its secret, revoked; in both languages, as JSON."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.served import served

KEY = re.compile(r"rag_[0-9a-f]{16}_[0-9a-f]{48}")


def test_a_key_is_shown_once_alone_on_stdout(rag) -> None:
    made = rag(
        "keys", "create", "统计科", "--scope", "write", "--library", "年报", "--library", "季报", "--expires", "90"
    )
    assert made.code == 0
    assert KEY.fullmatch(made.out.strip())
    assert not KEY.search(made.err)
    listed = rag("keys", "list")
    assert listed.code == 0
    assert "统计科" in listed.out and "write" in listed.out and "季报、年报" in listed.out
    assert not KEY.search(listed.out + listed.err)
    assert made.out.strip().rsplit("_", 1)[1] not in listed.out + rag("keys", "list", "--json").out


def test_the_first_key_says_that_keys_are_on_from_now(rag, monkeypatch) -> None:
    assert "RAG_KEYS=off" in rag("keys", "create", "a").err
    assert "RAG_KEYS=off" not in rag("keys", "create", "b").err


def test_the_documents_of_keys(rag) -> None:
    made = rag(
        "keys",
        "create",
        "a",
        "--library",
        "年报",
        "--expires",
        "1",
        "--requests-a-minute",
        "5",
        "--tokens-a-day",
        "0",
        "--json",
    ).document
    key = made.pop("key")
    assert KEY.fullmatch(key) and made["id"] in key
    assert rag("keys", "list", "--json").document == {"keys": [made]}
    assert made["scope"] == "read"
    assert made["libraries"] == ["年报"]
    assert made["limits"] == {"requests_a_minute": 5, "tokens_a_day": 0, "megabytes_a_day": None}
    assert made["state"] == "valid"
    assert (made["used"], made["revoked"]) == (None, None)
    assert made["expires"] > made["created"]
    revoked = rag("keys", "revoke", made["id"].upper(), "--json").document["revoked"]
    assert revoked["state"] == "revoked" and revoked["revoked"]
    assert rag("keys", "list", "--json").document == {"keys": [revoked]}


def test_no_keys_says_how_to_make_one(rag) -> None:
    assert rag("keys", "list", "--json").document == {"keys": []}
    assert "rag keys create" in rag("keys", "list").err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("create", " "), "characters"),
        (("create", "x", "--scope", "root"), "--scope"),
        (("create", "x", "--expires", "0"), "days"),
        (("create", "x", "--scope", "admin", "--library", "年报"), "all libraries"),
        (("create", "x", "--tokens-a-day", "-1"), "--tokens-a-day"),
        (("create",), "NAME"),
        (("revoke", "nobody"), "rag keys list"),
    ],
)
def test_what_cannot_be_meant_is_said_and_nothing_is_made(rag, arguments, said: str) -> None:
    refused = rag("keys", *arguments)
    assert refused.code == 2
    assert said in refused.err
    assert refused.out == ""
    assert rag("keys", "list", "--json").document == {"keys": []}


def test_keys_speak_chinese(rag, monkeypatch) -> None:
    monkeypatch.setenv("RAG_LANGUAGE", "zh")
    made = rag("keys", "create", "统计科", "--json").document
    assert "立即保存" in rag("keys", "create", "网页").err
    assert "有效" in rag("keys", "list").out
    assert f"已吊销密钥 {made['id']}（统计科）" in rag("keys", "revoke", made["id"]).err
    assert "密钥" in rag("keys", "--help").out


def test_serving_others_takes_a_key_that_holds(rag, monkeypatch) -> None:
    serve = ("serve", "--host", "0.0.0.0", "--port", "0")
    refused = rag(*serve)
    assert refused.code == 3
    assert "rag keys create" in refused.err
    made = rag("keys", "create", "a", "--json").document
    rag("keys", "revoke", made["id"])
    assert rag(*serve, "--json").document["error"]["code"] == "no_keys"
    monkeypatch.setenv("RAG_KEYS", "off")
    rag("keys", "create", "b")
    assert rag(*serve).code == 2


def test_an_unknown_setting_of_keys_is_refused(rag, monkeypatch) -> None:
    monkeypatch.setenv("RAG_KEYS", "maybe")
    refused = rag("keys", "list")
    assert refused.code == 2
    assert "auto | on | off" in refused.err


def test_what_others_reach_never_serves_without_a_key_not_even_when_the_last_is_revoked(rag, tmp_path: Path) -> None:
    made = rag("keys", "create", "a", "--json").document
    with served(tmp_path / "home", "--host", "0.0.0.0", RAG_LANGUAGE="en") as server:
        port = server.address.rsplit(":", 1)[1]

        def status(key: str | None) -> int:
            headers = {"x-api-key": key} if key else {}
            request = urllib.request.Request(f"http://127.0.0.1:{port}/api/v1/reports", headers=headers)
            try:
                with urllib.request.urlopen(request, timeout=10) as answer:
                    return int(answer.status)
            except urllib.error.HTTPError as error:
                return error.code

        assert (status(None), status(made["key"])) == (401, 200)
        rag("keys", "revoke", made["id"])
        assert (status(None), status(made["key"])) == (401, 401)
