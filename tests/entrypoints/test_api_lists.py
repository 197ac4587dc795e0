"""Lists come page by page; pages hold when entries come and go; a cursor of another list is refused."""

from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from rag.bootstrap import open_service
from rag.domain import Fact, Origin, Report, ReportFacts, ReportStatus
from rag.entrypoints import api
from rag.entrypoints.api.listings import Order, Wanted
from rag.entrypoints.api.paging import page_of
from rag.errors import CursorInvalid
from rag.settings import Settings


@pytest.fixture
def client(filled, tmp_path: Path):
    with open_service(Settings(home=tmp_path / "home")) as service:
        yield TestClient(api.create(service, language="en"))


def _report(
    number: int, *, year: int | None = 2024, title: str = "工作总结", organisation: str | None = None
) -> Report:
    facts = ReportFacts(
        title=Fact(title, Origin.TEXT),
        year=Fact(str(year), Origin.TEXT) if year else None,
        organisation=Fact(organisation, Origin.TEXT) if organisation else None,
    )
    return Report(f"{number:016x}", f"{number:03}.txt", "default", facts, 10, 1, 1, 0, ReportStatus.READY)


def _walk(reports, *, order: Order, limit: int) -> list[str]:
    seen, cursor = [], None
    while True:
        page = page_of(reports, key=order.key, descending=order.is_falling, limit=limit, cursor=cursor, about=order)
        seen += [one.id for one in page.entries]
        assert page.total == len(reports)
        if page.next is None:
            return seen
        cursor = page.next


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("limit", [1, 2, 3, 7, 50])
def test_all_pages_together_are_the_whole_list_in_order(order: Order, limit: int) -> None:
    reports = [_report(n, year=[2022, None, 2024][n % 3], title="甲乙丙"[n % 3] * 3) for n in range(7)]
    whole = sorted(reports, key=order.key, reverse=order.is_falling)
    assert _walk(reports, order=order, limit=limit) == [one.id for one in whole]


@pytest.mark.parametrize("order", [Order.YEAR, Order.YEAR_FALLING])
def test_reports_of_no_known_year_come_last_either_way(order: Order) -> None:
    reports = [_report(1, year=None), _report(2, year=2022), _report(3, year=2024)]
    assert _walk(reports, order=order, limit=2)[-1] == reports[0].id


@pytest.mark.parametrize("order", [Order.FILE, Order.FILE_FALLING])
def test_nothing_is_shown_twice_or_left_out_when_reports_come_and_go_between_pages(order: Order) -> None:
    reports = [_report(n) for n in range(10, 20)]
    first = page_of(reports, key=order.key, descending=order.is_falling, limit=4, cursor=None, about="")
    gone = first.entries[-1]
    changed = [one for one in reports if one is not gone] + [_report(9), _report(15_000), _report(21)]
    second = page_of(changed, key=order.key, descending=order.is_falling, limit=100, cursor=first.next, about="")
    shown = {one.id for one in first.entries}
    assert not shown & {one.id for one in second.entries}
    assert {one.id for one in reports} <= shown | {one.id for one in second.entries}


@pytest.mark.parametrize("cursor", ["x", "!!", "报告", "W10", "bnVsbA", "WyJhIl0", "A" * 3000])
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(CursorInvalid):
        page_of([_report(1)], key=Order.FILE.key, limit=1, cursor=cursor, about="")


def test_a_cursor_goes_with_the_filter_and_the_order_it_was_given_for() -> None:
    reports = [_report(n) for n in range(3)]
    cursor = page_of(reports, key=Order.FILE.key, limit=1, cursor=None, about="a").next
    with pytest.raises(CursorInvalid):
        page_of(reports, key=Order.FILE.key, limit=1, cursor=cursor, about="b")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted("总结"), {1, 2}),
        (Wanted("２０２４ 总结"), {1, 2}),
        (Wanted("总结 人社"), {2}),
        (Wanted("001.TXT"), {1}),
        (Wanted("", "人社局"), {2}),
        (Wanted("没有"), set()),
        (Wanted(" "), {1, 2, 3}),
    ],
)
def test_words_are_looked_for_in_title_file_office_and_year(wanted: Wanted, found: set[int]) -> None:
    reports = [
        _report(1, title="工作总结"),
        _report(2, title="工作总结", organisation="临江市人社局"),
        replace(_report(3, title="汇报"), file="three.docx"),
    ]
    assert {int(one.id, 16) for one in wanted.of(reports)} == found


def test_the_api_gives_reports_in_pages(client) -> None:
    first = client.get("/api/v1/reports", params={"limit": 3, "sort": "-year"}).json()
    assert (len(first["reports"]), first["total"]) == (3, 4)
    second = client.get("/api/v1/reports", params={"limit": 3, "sort": "-year", "cursor": first["next"]}).json()
    assert (len(second["reports"]), second["next"]) == (1, None)
    years = [one["year"] for one in [*first["reports"], *second["reports"]]]
    assert years == sorted(years, reverse=True)
    other = client.get("/api/v1/reports", params={"limit": 3, "sort": "year", "cursor": first["next"]})
    assert (other.status_code, other.json()["code"]) == (422, "cursor_invalid")


def test_the_api_tells_the_libraries_and_pages_conversations(client) -> None:
    assert client.get("/api/v1/libraries").json() == {"libraries": [{"name": "default", "reports": 4}]}
    ids = [
        client.post("/api/v1/ask", json={"question": "你好", "conversation": "new"}).json()["conversation"]
        for _ in range(3)
    ]
    first = client.get("/api/v1/conversations", params={"limit": 2}).json()
    rest = client.get("/api/v1/conversations", params={"limit": 2, "cursor": first["next"]}).json()
    assert {one["id"] for one in first["conversations"] + rest["conversations"]} == set(ids)
    assert rest["next"] is None
