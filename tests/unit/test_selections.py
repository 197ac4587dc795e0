"""What a filter leaves, remembered until something changes."""

from __future__ import annotations

import pytest

from rag.domain import ReportFilter
from rag.ports import EVERYTHING
from rag.selections import Selections
from tests.stored import FOREST, HARBOUR, Folder, file


def test_it_is_asked_once_until_something_visible_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Folder.empty()
    folder.ingest(file("a.txt", HARBOUR), file("b.txt", FOREST))
    selections = Selections(folder.ledger)
    before = selections.of(ReportFilter(year=2022), state=folder.ledger.state())
    assert len(before.report_ids) == 1 and before.chunks == folder.ledger.count_chunks(ReportFilter(year=2022))
    assert selections.of(EVERYTHING, state=folder.ledger.state()).chunks == folder.ledger.count_chunks()
    with monkeypatch.context() as patched:
        patched.setattr(folder.ledger, "report_ids", None)
        assert selections.of(ReportFilter(year=2022), state=folder.ledger.state()) is before
    folder.ingest(file("c.txt", "渔港镇2022年简报\n一、概况\n渔船归港。\n"))
    assert len(selections.of(ReportFilter(year=2022), state=folder.ledger.state()).report_ids) == 2
