"""Where exported files go: whole or not at all, never binary on a terminal; PDF where it can be made."""

import io
import os
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from rag.entrypoints import exports
from rag.entrypoints.cli.delivering import Delivery, save
from rag.entrypoints.cli.terminal import Terminal
from rag.entrypoints.exports import Format, pdf
from rag.errors import OutputNotWritable, PdfFailed, PdfUnavailable
from tests.entrypoints import exported


@pytest.mark.parametrize(
    ("path", "format"),
    [
        ("摘要.docx", Format.WORD),
        ("摘要.DOCX", Format.WORD),
        ("a/摘要.html", Format.HTML),
        ("摘要.htm", Format.HTML),
        ("摘要.pdf", Format.PDF),
        ("摘要.json", Format.JSON),
        ("摘要.markdown", Format.MARKDOWN),
        ("摘要", None),
        ("摘要.xyz", None),
    ],
)
def test_the_ending_of_a_name_says_the_format(path: str, format: Format | None) -> None:
    assert exports.format_of(path) is format


def test_what_is_asked_for_comes_before_what_the_name_says() -> None:
    plain = Terminal("zh")
    assert Delivery(Format.HTML, "摘要.docx").format_for(plain) is Format.HTML
    assert Delivery(None, "摘要.docx").format_for(plain) is Format.WORD
    assert Delivery(None, "摘要.xyz").format_for(plain) is Format.MARKDOWN
    assert Delivery(None, "摘要.docx").format_for(Terminal("zh", as_json=True)) is Format.JSON


def test_a_summary_goes_to_a_word_file(filled, tmp_path: Path) -> None:
    saved = filled("summarize", "renshe-2023", "--output", str(tmp_path / "摘要.docx"))
    assert (saved.code, saved.out) == (0, "")
    assert docx.Document(str(tmp_path / "摘要.docx")).paragraphs[0].style.name == "Title"


def test_a_summary_goes_to_a_web_page_with_the_passages_of_the_report(filled, tmp_path: Path) -> None:
    assert filled("summarize", "renshe-2023", "--format", "html", "--output", str(tmp_path / "摘要")).code == 0
    page = (tmp_path / "摘要").read_text(encoding="utf-8")
    assert '<aside class="originals"' in page
    assert '<mark id="p1"' in page


def test_with_json_the_document_is_on_stdout_beside_the_file(filled, tmp_path: Path) -> None:
    target = tmp_path / "摘要.docx"
    shown = filled("summarize", "renshe-2023", "--format", "docx", "--output", str(target), "--json")
    assert shown.document["sections"]
    assert target.read_bytes().startswith(b"PK")


def test_a_binary_file_is_not_shown_on_a_terminal(filled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    refused = filled("summarize", "renshe-2023", "--format", "docx")
    assert (refused.code, refused.out) == (2, "")
    assert "--output" in refused.err


def test_a_binary_file_and_a_json_document_do_not_share_stdout(filled) -> None:
    refused = filled("summarize", "renshe-2023", "--format", "docx", "--json")
    assert refused.code == 2
    assert refused.document["error"]["code"] == "export_needs_file"


def test_a_binary_file_goes_into_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written))
    Delivery(Format.WORD).hand_over(Terminal("zh"), b"PK\x03\x04\xff")
    assert written.getvalue() == b"PK\x03\x04\xff"


def test_a_folder_that_is_not_there_is_told_before_the_work(filled, tmp_path: Path) -> None:
    refused = filled("summarize", "no-such-report", "--output", str(tmp_path / "none" / "摘要.docx"))
    assert refused.code == 2
    assert "none" in refused.err


# --- whole or not at all


def test_a_file_that_is_there_is_replaced_and_keeps_its_permissions(tmp_path: Path) -> None:
    target = tmp_path / "摘要.md"
    target.write_text("old")
    target.chmod(0o640)
    save(str(target), b"new")
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [target]


def test_a_link_stays_and_what_it_points_at_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "真.md").write_text("old")
    (tmp_path / "链.md").symlink_to("真.md")
    save(str(tmp_path / "链.md"), b"new")
    assert (tmp_path / "链.md").is_symlink()
    assert (tmp_path / "真.md").read_bytes() == b"new"


def test_what_cannot_be_written_leaves_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "摘要.md"
    target.write_text("old")

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OutputNotWritable):
        save(str(target), b"new")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(OutputNotWritable):
        save(str(tmp_path), b"new")


def test_a_device_is_written_to(tmp_path: Path) -> None:
    save(os.devnull, b"new")
    assert not Path(os.devnull).is_file()


# --- PDF


def browser(folder: Path, script: str, name: str = "chromium") -> None:
    """A program of that name that does what `script` says; `$target` is where the PDF is wanted."""
    program = folder / name
    search = 'for one in "$@"; do case "$one" in --print-to-pdf=*) target="${one#*=}";; esac; done\n'
    program.write_text(f"#!/bin/sh\n{search}{script}\n")
    program.chmod(0o755)


def make() -> bytes:
    return exports.of_summary(exported.SUMMARY, Format.PDF, text_of=exported.TEXTS.__getitem__)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that holds all programs there are."""
    for name in ("sh", "cat", "cp", "sleep"):
        (tmp_path / name).symlink_to(shutil.which(name) or name)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_a_browser_prints_the_page(programs: Path) -> None:
    browser(programs, 'for one in "$@"; do page="${one#file://}"; done; cp "$page" "$target"', name="google-chrome")
    page = make().decode()
    assert exported.SUMMARY.title in page
    assert "<aside" not in page  # passages are for reading on a screen


def test_the_browser_is_kept_from_the_network(programs: Path) -> None:
    browser(programs, 'echo "$@" > "$target"')
    options = make().decode()
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in options
    assert "--user-data-dir=" in options


def test_without_a_browser_it_is_said_what_to_install(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(PdfUnavailable) as refused:
        make()
    assert "WeasyPrint" in refused.value.in_language("zh")
    assert "docx" in refused.value.in_language("en")


@pytest.fixture
def weasyprint(programs: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file of a module of that name, to be written."""
    monkeypatch.syspath_prepend(str(programs))
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    yield programs / "weasyprint.py"
    sys.modules.pop("weasyprint", None)


def test_weasyprint_prints_where_there_is_no_browser(weasyprint: Path) -> None:
    begin = "class HTML:\n    def __init__(self, string): self.page = string\n"
    weasyprint.write_text(begin + "    def write_pdf(self): return b'%PDF-1.7'\n")
    assert make() == b"%PDF-1.7"


def test_weasyprint_without_its_libraries_is_named_with_its_reason(weasyprint: Path) -> None:
    weasyprint.write_text("raise OSError('cannot load library pango')")
    with pytest.raises(PdfFailed, match="pango"):
        make()


@pytest.mark.parametrize("script", ["echo broken >&2; exit 1", "exit 0"])
def test_a_browser_that_fails_is_named_with_its_reason(programs: Path, script: str) -> None:
    browser(programs, script)
    with pytest.raises(PdfFailed) as failed:
        make()
    assert "chromium" in str(failed.value)
    assert "broken" in str(failed.value) or "exit 0" in script


def test_the_next_program_is_tried_where_one_fails(programs: Path) -> None:
    browser(programs, "exit 1")
    browser(programs, 'echo "%PDF-1.7" > "$target"', name="google-chrome")
    assert make().startswith(b"%PDF-1.7")


def test_a_browser_that_hangs_is_ended(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    browser(programs, "exec sleep 30")
    monkeypatch.setattr(pdf, "_TIMEOUT_SECONDS", 0.2)
    with pytest.raises(PdfFailed):
        make()


def test_a_real_browser_makes_a_pdf() -> None:
    if not any(map(shutil.which, pdf._BROWSERS)):
        pytest.skip("no browser here")
    assert make().startswith(b"%PDF-")
