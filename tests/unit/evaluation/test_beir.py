"""What is read of a folder in BEIR layout, and what is said of one that is not as it must be."""

from pathlib import Path

import pytest

from rag.errors import DataDuplicateId, DataError, DataFieldWrong, DataFileEmpty, DataLineNotJson, NoSuchPath, RagError
from rag.evaluation.beir import Entry, Query, read_corpus, read_qrels, read_queries
from tests.unit.evaluation.beir_folder import QRELS, write_folder


def test_entries_and_queries_are_read_by_id_title_and_text_and_nothing_else(tmp_path: Path) -> None:
    folder = write_folder(
        tmp_path / "set",
        entries=[{"_id": 7, "title": None, "text": "甲", "metadata": {"answer": "乙"}}, {"_id": "a b/c", "text": ""}],
        queries=[{"_id": "q", "text": "问", "metadata": {"relevant": "7"}}],
    )
    assert read_corpus(folder) == [Entry("7", "", "甲"), Entry("a b/c", "", "")]
    assert read_queries(folder) == [Query("q", "问")]


def test_a_byte_order_mark_and_empty_lines_are_no_rows(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "set")
    (folder / "queries.jsonl").write_bytes(b'\xef\xbb\xbf{"_id": "q", "text": "\xe9\x97\xae"}\r\n\r\n')
    assert read_queries(folder) == [Query("q", "问")]


@pytest.mark.parametrize(
    ("content", "error", "line"),
    [
        ("", DataFileEmpty, None),
        ("\n  \n", DataFileEmpty, None),
        ('{"_id": "a", "text": "甲"}\n{"_id": "b", "text": ', DataLineNotJson, 2),
        ('\n["a", "甲"]', DataLineNotJson, 2),
        ("[" * 100_000, DataLineNotJson, 1),
        ('{"text": "甲"}', DataFieldWrong, 1),
        ('{"_id": " ", "text": "甲"}', DataFieldWrong, 1),
        ('{"_id": true, "text": "甲"}', DataFieldWrong, 1),
        ('{"_id": "a", "text": ["甲"]}', DataFieldWrong, 1),
        ('{"_id": "a", "title": 3, "text": "甲"}', DataFieldWrong, 1),
        ('{"_id": "a", "text": "甲"}\n\n{"_id": "a", "text": "乙"}', DataDuplicateId, 3),
    ],
)
def test_a_corpus_that_is_not_as_it_must_be_is_named_with_its_line(
    tmp_path: Path, content: str, error: type[RagError], line: int | None
) -> None:
    folder = write_folder(tmp_path / "set")
    (folder / "corpus.jsonl").write_text(content, encoding="utf-8")
    with pytest.raises(error) as raised:
        read_corpus(folder)
    assert raised.value.values["path"] == folder / "corpus.jsonl"
    assert raised.value.values.get("line") == line
    assert raised.value.exit_code == 2


def test_bytes_that_are_no_text_are_a_line_that_is_not_json(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "set")
    (folder / "corpus.jsonl").write_bytes(b'{"_id": "a", "text": "\xff\xfe\xfa"}')
    with pytest.raises(DataLineNotJson):
        read_corpus(folder)


def test_a_query_needs_a_text(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "set", queries=[{"_id": "q"}])
    with pytest.raises(DataFieldWrong):
        read_queries(folder)


@pytest.mark.parametrize("missing", ["", "corpus.jsonl"])
def test_what_is_missing_is_named(tmp_path: Path, missing: str) -> None:
    folder = tmp_path / "set"
    if missing:
        write_folder(folder)
        (folder / missing).unlink()
    with pytest.raises(NoSuchPath) as raised:
        read_corpus(folder)
    assert raised.value.values["path"] == folder / missing


def test_a_folder_in_place_of_a_file_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").mkdir()
    with pytest.raises(DataError):
        read_corpus(tmp_path)


def test_judgements_are_read_with_and_without_a_header_and_as_trec_has_them(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "set", qrels=QRELS)
    with_header = read_qrels(folder)
    file = folder / "qrels" / "test.tsv"
    file.write_text("".join(file.read_text(encoding="utf-8").splitlines(keepends=True)[1:]), encoding="utf-8")
    assert with_header == read_qrels(folder) == QRELS
    file.write_text("q1\t0\tbridge\t2\nq1\t0\tschool\t0\n", encoding="utf-8")
    assert read_qrels(folder) == {"q1": {"bridge": 2, "school": 0}}


def test_without_judgements_there_are_none(tmp_path: Path) -> None:
    assert read_qrels(write_folder(tmp_path / "set")) is None


def test_the_only_file_of_judgements_counts_and_of_several_that_of_the_test_split(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "set", qrels=QRELS)
    judged = folder / "qrels" / "test.tsv"
    (folder / "qrels" / "dev.tsv").write_text("q9\tbridge\t1\n", encoding="utf-8")
    assert read_qrels(folder) == QRELS
    judged.unlink()
    assert read_qrels(folder) == {"q9": {"bridge": 1}}


@pytest.mark.parametrize("line", ["q1 bridge 1", "q1\tbridge", "q1\tbridge\tyes"])
def test_a_judgement_that_cannot_be_read_is_named_with_its_line(tmp_path: Path, line: str) -> None:
    folder = write_folder(tmp_path / "set", qrels=QRELS)
    (folder / "qrels" / "test.tsv").write_text(f"query-id\tcorpus-id\tscore\n{line}\n", encoding="utf-8")
    with pytest.raises(DataError) as raised:
        read_qrels(folder)
    assert raised.value.values["line"] == 2
