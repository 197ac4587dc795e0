"""The reports that a suite is asked about: taken in once on a data folder of their own, or the user's own as they are.

Nothing is written to it afterwards but conversations and what summaries keep, so that other processes may ask beside.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from rag.bootstrap import open_reading_service, open_service
from rag.errors import FixtureNotTaken
from rag.evaluation.fixtures import Fixtures
from rag.evaluation.scratch import with_room_for
from rag.evaluation.suites.places import fixture_files
from rag.service import IngestStatus, Service, SourceFile
from rag.settings import Settings

_LONGEST_QUESTION = 20_000


@dataclass(frozen=True, slots=True)
class Library:
    """`settings`: with the data folder in which the reports are; a service that asks there is opened by
    `rag.bootstrap.open_reading_service`. `name`: of the library asked, None for all there is. `is_scratch`: whether
    the folder is gone at the end."""

    settings: Settings
    fixtures: Fixtures
    service: Service
    name: str | None = None
    is_scratch: bool = True

    def under(self, settings: Settings) -> Library:
        """The same reports asked with other settings: of another model, by other prompts."""
        there = self.settings
        own = replace(settings, home=there.home, chroma_url=there.chroma_url, database_url=there.database_url)
        return replace(self, settings=with_room_for(own, longest_question=there.max_question_characters))


@contextmanager
def open_library(settings: Settings, files: Sequence[SourceFile]) -> Iterator[Library]:
    """`files` on a data folder that is gone afterwards. Raises FixtureNotTaken."""
    with tempfile.TemporaryDirectory(prefix="rag-eval-", ignore_cleanup_errors=True) as home:
        own = replace(settings, home=Path(home) / "home", chroma_url="", database_url="")
        own = with_room_for(own, longest_question=_LONGEST_QUESTION)
        with open_service(own) as service:
            for result in service.ingest(files):
                if result.status is IngestStatus.FAILED:
                    raise FixtureNotTaken(file=result.file, reason=result.error or "?") from result.error
        with open_reading_service(own) as service:
            yield Library(own, Fixtures.of(service), service)


@contextmanager
def open_own_library(settings: Settings, name: str | None) -> Iterator[Library]:
    """What the user has in: one library, or all of it. Nothing comes in."""
    own = with_room_for(settings, longest_question=_LONGEST_QUESTION)
    with open_reading_service(own) as service:
        where = service.narrow([], library=name)
        ids = {one.id for one in service.reports(where)}
        everything = Fixtures.of(service).by_id
        fixtures = Fixtures({id: one for id, one in everything.items() if id in ids})
        yield Library(own, fixtures, service, name, is_scratch=False)


def copied(library: Library, to: Path) -> Library:
    """The same reports in a folder beside, in which nothing is kept of what was made in the other."""
    home = to / "home"
    shutil.copytree(library.settings.home, home)
    return replace(library, settings=replace(library.settings, home=home))


def shipped_files() -> list[SourceFile]:
    """The reports of the suites that ship with the product."""
    return [SourceFile(one.name, one.read_bytes) for one in fixture_files()]
