"""The reports that a suite is about, as they are in: by file name, as cases name them, and by id, as answers do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rag.errors import UnknownReport
from rag.service import Service


@dataclass(frozen=True, slots=True)
class Fixture:
    """`text`: canonical. `year`: of the report, None where it tells none. `top`: its top-level headings, in order."""

    id: str
    file: str
    title: str
    year: int | None
    text: str
    top: tuple[str, ...]


class Fixtures:
    """All of a library."""

    def __init__(self, reports: Mapping[str, Fixture]) -> None:
        """`reports`: by id."""
        self.by_id = dict(reports)
        self._by_file = {one.file: one for one in reports.values()}

    @classmethod
    def of(cls, service: Service) -> Fixtures:
        """Those of everything that `service` has."""
        return cls({one.id: _fixture(service, one.id) for one in service.reports()})

    def named(self, file: str) -> Fixture:
        """Raises UnknownReport."""
        if file not in self._by_file:
            raise UnknownReport(report=file)
        return self._by_file[file]

    def __contains__(self, file: object) -> bool:
        return file in self._by_file


def _fixture(service: Service, id: str) -> Fixture:
    view = service.show(id)
    report = view.report
    return Fixture(id, report.file, report.title, report.year, view.text, tuple(one.heading for one in view.sections))
