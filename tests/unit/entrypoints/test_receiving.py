"""A body gives the same files however it is cut up, and costs no more than its limits, whatever it is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.adapters.spool import FolderSpool
from rag.entrypoints.api.receiving import Received, Receiver, UploadLimits
from rag.errors import FileTooLarge, RagError, UploadEmpty, UploadMalformed, UploadRefused, UploadTooManyFiles
from tests.entrypoints.uploading import BOUNDARY, body, field, part

LIMITS = UploadLimits(files=3, megabytes=2, file_megabytes=1, seconds=1)
MEGABYTE = 1024 * 1024


def received(home: Path, pieces: Sequence[bytes], limits: UploadLimits = LIMITS) -> tuple[Received, list[bytes]]:
    spool = FolderSpool(home)
    with spool.begin() as batch:
        receiver = Receiver(BOUNDARY, batch, limits=limits, unnamed="未命名")
        for piece in pieces:
            receiver.feed(piece)
        found = receiver.finish()
        return found, [spool.read(one.path) for one in found.files if one.path]


CONTENTS = [b"a\r\n--" + BOUNDARY[:-1] + b"\r\nb", b"\r\n\r\n", "报告".encode() * 9]
WHOLE = body(*(part(b"%d.txt" % place, one) for place, one in enumerate(CONTENTS)), field(b"library", "甲库".encode()))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(cuts=st.lists(st.integers(0, len(WHOLE)), max_size=40))
def test_however_it_is_cut_up(tmp_path: Path, cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(WHOLE)]
    pieces = [WHOLE[start:end] for start, end in pairwise(places)]
    found, contents = received(tmp_path, pieces)
    assert contents == CONTENTS
    assert [one.name for one in found.files] == ["0.txt", "1.txt", "2.txt"]
    assert [one.size for one in found.files] == [len(one) for one in CONTENTS]
    assert found.fields == {"library": "甲库"}


def test_byte_by_byte(tmp_path: Path) -> None:
    assert received(tmp_path, [WHOLE[at : at + 1] for at in range(len(WHOLE))])[1] == CONTENTS


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    pieces=st.lists(
        st.one_of(st.binary(max_size=40), st.sampled_from([BOUNDARY, b"--", b"\r\n", b"\r\n\r\n", part(b"a", b"b")]))
    )
)
def test_any_bytes_are_taken_or_refused_in_words(tmp_path: Path, pieces: list[bytes]) -> None:
    try:
        received(tmp_path, [b"--" + BOUNDARY + b"\r\n", *pieces])
    except RagError as error:
        assert isinstance(error, UploadRefused) or error.key == "empty_file"


def test_the_content_is_told_apart_by_its_hash(tmp_path: Path) -> None:
    found, _ = received(tmp_path, [body(part(b"a", b"1"), part(b"b", b"1"), part(b"c", b"2"))])
    first, second, third = (one.content_hash for one in found.files)
    assert first == second != third


def test_a_form_in_which_no_file_was_chosen_has_none(tmp_path: Path) -> None:
    with pytest.raises(UploadEmpty):
        received(tmp_path, [body(part(b"", b""))])


def test_one_file_too_many_is_noticed_before_it_comes(tmp_path: Path) -> None:
    begun = b"".join(part(b"%d" % number, b"x") for number in range(3)) + part(b"3", b"x" * 99)
    with pytest.raises(UploadTooManyFiles):
        received(tmp_path, [begun, b""])


def test_a_file_beyond_the_limit_leaves_no_bytes(tmp_path: Path) -> None:
    large = part(b"large", b"x" * (MEGABYTE + 1))
    found, contents = received(tmp_path, [body(large, part(b"small", b"y"))])
    assert isinstance(found.files[0].error, FileTooLarge)
    assert (found.files[0].path, contents) == ("", [b"y"])


def test_a_boundary_that_is_none_is_refused(tmp_path: Path) -> None:
    with FolderSpool(tmp_path).begin() as batch, pytest.raises(UploadMalformed):
        Receiver(b"x" * 1000, batch, limits=LIMITS, unnamed="x")
