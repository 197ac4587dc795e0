"""A ranking as a file that any other evaluator reads."""

from itertools import pairwise

from rag.evaluation.trec import as_run


def _fields(rankings, depth: int = 3) -> list[list[str]]:
    return [line.split(" ") for line in as_run(rankings, depth=depth)]


def test_a_line_has_six_fields_and_ends() -> None:
    assert list(as_run([("q1", ["a", "b"])], depth=3)) == ["q1 Q0 a 1 3 report-rag\n", "q1 Q0 b 2 2 report-rag\n"]


def test_scores_fall_strictly_and_no_more_entries_are_written_than_the_depth() -> None:
    scores = [float(fields[4]) for fields in _fields([("q", list("abcdef"))])]
    assert len(scores) == 3
    assert all(before > after for before, after in pairwise(scores))


def test_a_query_that_found_nothing_has_no_line() -> None:
    assert _fields([("q", [])]) == []


def test_an_id_with_blanks_is_one_field_and_any_other_is_as_it_is() -> None:
    (fields,) = _fields([("第 一\u3000题", ["a%b\tc/d"])])
    assert (fields[0], fields[2]) == ("第%20一%E3%80%80题", "a%25b%09c/d")
    (fields,) = _fields([("第/一题", ["100%"])])
    assert (fields[0], fields[2]) == ("第/一题", "100%")
