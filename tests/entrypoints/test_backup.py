"""`rag backup` copies the ledger while it is in use; from the copy alone all comes back."""

import shutil
import sqlite3
from pathlib import Path

from rag.bootstrap import open_service
from rag.settings import Settings

QUESTION = "2023年城镇新增就业多少万人？"


def test_what_was_backed_up_is_restored_and_answers_as_before(filled, tmp_path: Path) -> None:
    home, copy = tmp_path / "home", tmp_path / "copy.sqlite"
    before = filled("ask", QUESTION, "--json").document["claims"]
    with open_service(Settings(home=home)) as service:  # in use
        service.ask(QUESTION, conversation="new")
        told = filled("backup", str(copy), "--json")
    assert (told.code, told.document["file"]) == (0, str(copy))
    assert not list(tmp_path.glob("copy.sqlite?*"))
    filled("remove", "renshe-2023")
    shutil.rmtree(home)
    home.mkdir()
    shutil.copyfile(copy, home / "ledger.sqlite")
    assert filled("rebuild").code == 0
    assert len(filled("reports", "--json").document["reports"]) == 4
    assert len(filled("conversations", "list", "--json").document["conversations"]) == 1
    assert filled("ask", QUESTION, "--json").document["claims"] == before
    assert filled("doctor").code == 0


def test_a_backup_is_replaced_only_by_a_whole_one(filled, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    copy.write_bytes(b"the one of yesterday")
    (tmp_path / "home" / "ledger.sqlite").write_bytes(b"damaged" * 1000)
    refused = filled("backup", str(copy))
    assert refused.code != 0
    assert str(copy) in refused.err
    assert copy.read_bytes() == b"the one of yesterday"


def test_a_folder_that_is_not_there_is_said(filled, tmp_path: Path) -> None:
    refused = filled("backup", str(tmp_path / "nowhere" / "copy.sqlite"))
    assert refused.code == 2
    assert "nowhere" in refused.err


def test_a_copy_is_a_database_of_its_own(filled, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    filled("backup", str(copy))
    with sqlite3.connect(copy) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    connection.close()
