"""The pages as they are sent: words in both languages, files that browsers may keep, nothing the policy refuses."""

from __future__ import annotations

import gzip
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from rag.bootstrap import open_service
from rag.entrypoints import api, web
from rag.entrypoints.web import assets, words
from rag.messages import LANGUAGES
from rag.settings import Settings

FOLDER = Path(web.__file__).parent
TEMPLATES = sorted((FOLDER / "templates").glob("*.html"))
MODULES = sorted((FOLDER / "static" / "js").glob("*.js"))
KEYS = {
    language: {key for texts in catalogue.values() for key in texts} for language, catalogue in words.CATALOGUES.items()
}
# A key that is written out, and one that is put together, of which a part is.
_SAID = re.compile(r"""\bsay\(\s*["']([a-z_0-9]+)["']\s*[,)]""")
_SAID_IN_PARTS = re.compile(r"""\bsay\(\s*(?:`([a-z_0-9]+_)\$\{|["']([a-z_0-9]+_)["']\s*~)""")
_IMPORTED = re.compile(r"""from "\./([a-z-]+\.js)"|import "\./([a-z-]+\.js)\"""")
_COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)
_INLINE = re.compile(
    r"<script(?![^>]*(?:\bsrc=|type=\"application/json\"))|<style|(?<![-\w])style=|\son[a-z]+=|javascript:"
)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with open_service(Settings(home=tmp_path)) as service, TestClient(api.create(service)) as opened:
        yield opened


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


# --- words


def test_both_languages_have_the_same_words_with_the_same_blanks() -> None:
    zh, en = words.CATALOGUES["zh"], words.CATALOGUES["en"]
    assert {name: set(texts) for name, texts in zh.items()} == {name: set(texts) for name, texts in en.items()}
    for name, texts in zh.items():
        for key, text in texts.items():
            assert blanks(text) == blanks(en[name][key]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_module_of_words_is_left_out(language: str) -> None:
    modules = {one.stem for one in (FOLDER / "words" / language).glob("[!_]*.py")}
    assert set(words.CATALOGUES[language]) == modules


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_key_begins_with_its_module_and_no_text_is_empty(language: str) -> None:
    for name, texts in words.CATALOGUES[language].items():
        assert all(key.startswith(f"{name}_") for key in texts)
        assert all(text.strip() for text in texts.values())


@pytest.mark.parametrize("file", [*TEMPLATES, *MODULES], ids=lambda one: one.name)
def test_only_words_that_are_there_are_said(file: Path) -> None:
    content = file.read_text("utf-8")
    assert set(_SAID.findall(content)) <= KEYS["zh"]
    beginnings = {one or other for one, other in _SAID_IN_PARTS.findall(content)}
    assert all(any(key.startswith(one) for key in KEYS["zh"]) for one in beginnings)


@pytest.mark.parametrize("file", MODULES, ids=lambda one: one.name)
def test_no_module_has_words_of_its_own(file: Path) -> None:
    code = _COMMENT.sub("", file.read_text("utf-8"))
    assert not re.search("[\u4e00-\u9fff]", re.sub(r"/[^/\n]+/[a-z]*", "", code))


# --- what the policy refuses


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda one: one.name)
def test_no_template_has_scripts_or_styles_of_its_own(file: Path) -> None:
    assert not _INLINE.search(file.read_text("utf-8"))


@pytest.mark.parametrize("file", MODULES, ids=lambda one: one.name)
def test_no_module_makes_markup_of_text(file: Path) -> None:
    code = file.read_text("utf-8")
    assert not re.search(r"innerHTML\s*=|outerHTML\s*=|insertAdjacentHTML|document\.write|eval\(|new Function", code)
    assert not re.search(r"https?://", _COMMENT.sub("", code).replace("http://www.w3.org/2000/svg", ""))


@pytest.mark.parametrize("file", MODULES, ids=lambda one: one.name)
def test_a_module_imports_modules_that_are_there(file: Path) -> None:
    imported = {one or other for one, other in _IMPORTED.findall(file.read_text("utf-8"))}
    assert {f"js/{one}" for one in imported} <= set(assets.assets().by_path)


def test_the_stylesheet_asks_for_nothing_from_elsewhere() -> None:
    style = assets.assets().by_path["style.css"].content.decode()
    assert "@import" not in style
    assert not re.search(r"url\((?!['\"]?data:)", style)


# --- files


def test_files_are_kept_by_browsers_until_one_of_them_changes(client: TestClient) -> None:
    for path in assets.assets().by_path:
        response = client.get(assets.address(path))
        assert response.status_code == 200
        assert "immutable" in response.headers["cache-control"]
        assert response.headers["etag"]
    old = client.get("/static/0123456789ab/style.css")
    assert (old.status_code, old.headers["cache-control"]) == (200, "no-cache")
    again = client.get("/static/style.css", headers={"if-none-match": old.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_files_are_sent_compressed_to_whoever_takes_them_so(client: TestClient) -> None:
    address = assets.address("style.css")
    with client.stream("GET", address, headers={"accept-encoding": "gzip"}) as response:
        assert response.headers["content-encoding"] == "gzip"
        sent = b"".join(response.iter_raw())
    plain = client.get(address, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(sent) == plain.content


@pytest.mark.parametrize("path", ["", "nothing.js", "../pages.py", "%2e%2e/pages.py", "js/", "css/base.css", "%00"])
def test_nothing_but_the_files_is_given(client: TestClient, path: str) -> None:
    assert client.get(f"/static/{path}").status_code == 404


# --- pages


def test_pages_are_chinese_until_the_reader_switches(client: TestClient) -> None:
    assert '<html lang="zh-CN">' in client.get("/", headers={"accept-language": "en"}).text
    client.cookies.set("language", "en")
    assert '<html lang="en">' in client.get("/").text
    client.cookies.set("language", "<script>")
    assert '<html lang="zh-CN">' in client.get("/").text


def test_a_page_is_in_the_theme_that_was_chosen_before_anything_is_drawn(client: TestClient) -> None:
    assert "data-theme" not in client.get("/").text
    client.cookies.set("theme", "dark")
    assert 'data-theme="dark"' in client.get("/").text


def test_what_comes_from_outside_is_text_in_a_page(client: TestClient) -> None:
    page = client.get("/conversations/<img onerror=alert(1)>").text
    assert "<img" not in page
    assert "onerror=alert(1)" in page


def test_who_follows_a_link_to_nowhere_is_shown_a_page_and_a_program_a_document(client: TestClient) -> None:
    shown = client.get("/nowhere", headers={"accept": "text/html"})
    assert (shown.status_code, "没有这一页" in shown.text) == (404, True)
    told = client.get("/api/v1/nowhere", headers={"accept": "text/html"})
    assert told.headers["content-type"] == "application/problem+json"


def test_pages_are_no_part_of_the_description_of_the_api(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert not [one for one in paths if one == "/" or one.startswith(("/static", "/sign-in"))]
