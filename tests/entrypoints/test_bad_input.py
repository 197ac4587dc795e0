"""What people do wrong and what goes wrong around them: a clear message, the right exit code, nothing half in."""

import io
import os
import signal
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import pytest

from rag.entrypoints.cli import beside

SAMPLES = Path(__file__).parents[2] / "rag" / "samples"
GOOD = "某某局2023年工作总结\n一、工作情况\n全年新建公厕12座，改造道路3公里。\n二、存在问题\n资金不足。\n"


def _report(folder: Path, name: str = "年报.txt", content: str = GOOD) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(content, encoding="utf-8")
    return folder / name


def _docx_bomb() -> bytes:
    """A few kilobytes that unpack to 300 MB."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        )
        archive.writestr("word/document.xml", b" " * (300 * 1024 * 1024))
    return packed.getvalue()


def _truncated_docx() -> bytes:
    whole = (SAMPLES / "jiaoyu-2023.docx").read_bytes()
    return whole[: len(whole) // 2]


BAD_FILES = {
    "empty.txt": b"",
    "blank.txt": "\ufeff \n\u3000\n".encode(),
    "binary.txt": bytes(range(256)) * 64,
    "picture.docx": b"\x89PNG\r\n\x1a\n" + b"\x00" * 500,
    "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "damaged.pdf": b"%PDF-1.7\n" + b"nothing more",
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_is_no_report_fails_alone_with_what_to_do(rag, tmp_path: Path, name: str) -> None:
    _report(tmp_path / "in")
    (tmp_path / "in" / name).write_bytes(BAD_FILES[name])
    done = rag("ingest", str(tmp_path / "in"), "--json")
    rows = {one["file"]: one for one in done.document["reports"]}
    assert done.code == 1
    assert (rows["年报.txt"]["status"], rows[name]["status"]) == ("added", "failed")
    assert (rows[name]["id"], rows[name]["title"]) == (None, None)
    assert "again" in rows[name]["error"]
    assert [one["file"] for one in rag("reports", "--json").document["reports"]] == ["年报.txt"]


@pytest.mark.parametrize("content", [_truncated_docx, _docx_bomb])
def test_a_docx_that_is_cut_off_or_a_bomb_is_refused(rag, tmp_path: Path, content) -> None:
    (tmp_path / "年报.docx").write_bytes(content())
    done = rag("ingest", str(tmp_path / "年报.docx"), "--json")
    assert done.code == 1
    assert done.document["reports"][0]["code"] in ("damaged_file", "unpacks_too_large", "file_too_large")


def test_a_wrong_extension_does_not_matter(rag, tmp_path: Path) -> None:
    (tmp_path / "年报.pdf").write_bytes((SAMPLES / "jiaoyu-2023.docx").read_bytes())
    assert rag("ingest", str(tmp_path / "年报.pdf")).code == 0
    assert rag("reports", "--json").document["reports"][0]["format"] == "docx"


def test_a_file_over_the_limit_is_refused_and_one_below_it_is_taken(rag, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("RAG_MAX_FILE_MEGABYTES", "1")
    _report(tmp_path / "in", "large.txt", "全年新建公厕12座。\n" * 60_000)
    _report(tmp_path / "in", "small.txt")
    done = rag("ingest", str(tmp_path / "in"), "--json")
    assert [(one["status"], one["code"]) for one in done.document["reports"]] == [
        ("failed", "file_too_large"),
        ("added", None),
    ]


def test_one_very_long_line_goes_in_whole(rag, tmp_path: Path) -> None:
    line = "".join(f"第{number}天新建公厕{number}座，" for number in range(1, 12_001))
    _report(tmp_path, content=line)
    assert rag("ingest", str(tmp_path / "年报.txt")).code == 0
    (report,) = rag("reports", "--json").document["reports"]
    assert report["characters"] == len(line)
    assert report["chunks"] > 10


@pytest.mark.parametrize("content", ["没有标题的一段话，只说了建公厕12座。", "一、情况\n二、问题\n三、打算\n"])
def test_a_report_without_headings_or_with_nothing_else_is_taken(rag, tmp_path: Path, content: str) -> None:
    _report(tmp_path, content=content)
    assert rag("ingest", str(tmp_path / "年报.txt")).code == 0
    view = rag("show", "年报", "--text", "--json").document
    assert view["text"] == content.rstrip("\n") or view["text"] == content
    assert view["sections"]


def test_encodings_may_be_mixed_in_a_folder(rag, tmp_path: Path) -> None:
    for number, encoding in enumerate(("utf-8", "utf-8-sig", "gb18030", "utf-16")):
        (tmp_path / f"{number}.txt").write_bytes(f"{number}号报告。{GOOD}".encode(encoding))
    assert rag("ingest", str(tmp_path)).code == 0
    texts = [rag("show", f"{number}.txt", "--text").out for number in range(4)]
    assert texts == [f"{number}号报告。{GOOD}" for number in range(4)]


def test_two_files_of_one_name_do_not_overwrite_each_other(rag, tmp_path: Path) -> None:
    first = _report(tmp_path / "in" / "a")
    second = _report(tmp_path / "in" / "b", content=GOOD.replace("12座", "15座"))
    done = rag("ingest", str(first), str(second), "--json")
    assert [(one["status"], one["code"]) for one in done.document["reports"]] == [
        ("added", None),
        ("failed", "duplicate_name"),
    ]
    assert rag("ingest", str(tmp_path / "in"), "--json").code == 0
    assert "b/年报.txt" in [one["file"] for one in rag("reports", "--json").document["reports"]]


def test_a_path_that_is_not_there_is_a_usage_error_and_nothing_goes_in(rag, tmp_path: Path) -> None:
    refused = rag("ingest", str(_report(tmp_path)), str(tmp_path / "nothing"))
    assert refused.code == 2
    assert "nothing" in refused.err
    assert rag("reports", "--json").document == {"reports": []}


def test_a_file_that_may_not_be_read_fails_alone(rag, tmp_path: Path, monkeypatch) -> None:
    def forbidden(path: Path) -> bytes:
        if path.name == "locked.txt":
            raise PermissionError(13, "Permission denied")
        return reading(path)

    reading = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", forbidden)
    for name in ("locked.txt", "年报.txt"):
        _report(tmp_path / "in", name)
    done = rag("ingest", str(tmp_path / "in"), "--json")
    assert done.code == 1
    assert [(one["file"], one["code"]) for one in done.document["reports"]] == [
        ("locked.txt", "file_not_readable"),
        ("年报.txt", None),
    ]


def test_an_empty_folder_is_no_failure(rag, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    done = rag("ingest", str(tmp_path / "in"), "--json")
    assert (done.code, done.document) == (0, {"reports": []})


# --- questions


@pytest.mark.parametrize("question", ["", "   ", "\u3000\n"])
def test_an_empty_question_is_refused(filled, question: str) -> None:
    refused = filled("ask", question, "--json")
    assert (refused.code, refused.document["error"]["code"]) == (2, "empty_question")


def test_a_question_of_100_000_characters_is_refused(filled) -> None:
    refused = filled("ask", "问" * 100_000, "--json")
    assert (refused.code, refused.document["error"]["code"]) == (2, "question_too_long")
    assert "2000" in refused.document["error"]["message"]


@pytest.mark.parametrize("question", ["？？？", "[bold]", "a\x00b", "🙂", "\udcff坏", "%s {x} \\ --json"])
def test_a_strange_question_gets_an_answer_or_a_refusal(filled, question: str) -> None:
    assert filled("ask", question).code == 0
    assert filled("search", question).code in (0, 2)


def test_nothing_to_search_is_said_with_what_to_do(rag) -> None:
    for arguments in (["ask", "问什么？"], ["search", "词"]):
        refused = rag(*arguments)
        assert refused.code == 2
        assert "rag ingest" in refused.err


@pytest.mark.parametrize("command", ["show", "remove", "summarize", "figures"])
def test_an_unknown_report_is_named_with_where_to_look(filled, command: str) -> None:
    refused = filled(command, "no such report")
    assert refused.code == 2
    assert "no such report" in refused.err
    assert "rag reports" in refused.err


def test_a_summary_that_cannot_be_saved_says_where(filled, tmp_path: Path) -> None:
    refused = filled("summarize", "renshe-2023", "--output", str(tmp_path / "none" / "summary.md"))
    assert refused.code == 2
    assert "summary.md" in refused.err


# --- what goes wrong around


def test_a_data_folder_that_cannot_be_made_is_said(rag, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("RAG_HOME", str(tmp_path / "file" / "home"))
    refused = rag("ingest", str(_report(tmp_path)), "--json")
    assert refused.code == 3
    assert "RAG_HOME" in refused.document["error"]["message"]


def test_ctrl_c_leaves_what_is_in_and_says_so(rag, tmp_path: Path, monkeypatch) -> None:
    def interrupted(path: Path) -> bytes:
        if path.name == "3.txt":
            raise KeyboardInterrupt
        return reading(path)

    reading = Path.read_bytes
    first = _report(tmp_path / "in", "1.txt")
    assert rag("ingest", str(first)).code == 0
    for number in (2, 3):
        _report(tmp_path / "in", f"{number}.txt", GOOD.replace("12座", f"2{number}座"))
    monkeypatch.setattr(Path, "read_bytes", interrupted)
    stopped = rag("ingest", str(tmp_path / "in"))
    assert stopped.code == 130
    assert "again" in stopped.err
    monkeypatch.undo()
    monkeypatch.setenv("RAG_HOME", str(tmp_path / "home"))
    visible = [one["file"] for one in rag("reports", "--json").document["reports"]]
    assert set(visible) <= {"1.txt", "2.txt"}
    assert "1.txt" in visible
    assert rag("ingest", str(tmp_path / "in"), "--json").code == 0
    assert len(rag("reports", "--json").document["reports"]) == 3
    assert rag("doctor").code == 0


def _start(home: Path, code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), *arguments],
        env={**os.environ, "RAG_HOME": str(home), "RAG_LANGUAGE": "en"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


HOLD = """
    from rag.adapters.lock import FolderLock
    from rag import settings
    lock = FolderLock(settings.load().home)
    lock.acquire()
    print("held", flush=True)
    input()
"""


def test_a_second_process_that_writes_is_told_who_holds_the_folder(filled, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(beside, "BEGUN_WITHIN_SECONDS", 0.5)
    holder = _start(tmp_path / "home", HOLD)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    try:
        refused = filled("ingest", str(_report(tmp_path)))
        assert refused.code == 3
        assert str(holder.pid) in refused.err
        assert filled("ask", "2023年城镇新增就业多少万人？").code == 0
        assert filled("reports").code == 0
    finally:
        holder.communicate("\n")


def _long_report(number: int) -> str:
    villages = range(1, 60)
    sections = (f"{one}．第{number}镇第{one}村。新建公厕{number * one}座，改造道路{one}公里。" for one in villages)
    return GOOD + "\n".join(sections)


LITTLE_DISK = """
    import resource, signal, sys
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limit = int(sys.argv.pop(1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    from rag.entrypoints.cli import main
    main()
"""


@pytest.mark.parametrize("kilobytes", [40, 600])
def test_a_disk_that_fills_up_loses_nothing_that_is_in(filled, tmp_path: Path, kilobytes: int) -> None:
    for number in range(12):
        _report(tmp_path / "in", f"{number}.txt", _long_report(number))
    before = filled("reports", "--json").document
    limited = _start(tmp_path / "home", LITTLE_DISK, str(kilobytes * 1024), "ingest", str(tmp_path / "in"))
    _, said = limited.communicate(timeout=60)
    assert limited.returncode == 3, said
    assert "disk is full" in said
    after = filled("reports", "--json").document["reports"]
    assert [one for one in after if one["file"].startswith(("renshe", "shichang"))] == before["reports"]
    assert filled("ingest", str(tmp_path / "in")).code == 0
    assert filled("doctor").code == 0
    assert len(filled("reports", "--json").document["reports"]) == 16


KILLED = """
    import os, signal, sys
    from rag.service import Service
    from rag.indexes import IndexPair
    def killed(self, *arguments):
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(IndexPair, sys.argv.pop(1), killed)
    from rag.entrypoints.cli import main
    main()
"""


@pytest.mark.parametrize("moment", ["add", "verify"])
def test_a_process_that_is_killed_while_it_writes_leaves_nothing_half_in(filled, tmp_path: Path, moment: str) -> None:
    before = filled("reports", "--json").document
    report = _report(tmp_path)
    killed = _start(tmp_path / "home", KILLED, moment, "ingest", str(report))
    killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert filled("reports", "--json").document == before
    assert "公厕" not in filled("search", "公厕", "--json").out.replace('"query": "公厕"', "")
    assert filled("ingest", str(report), "--json").document["reports"][0]["status"] == "added"
    assert filled("doctor").code == 0
