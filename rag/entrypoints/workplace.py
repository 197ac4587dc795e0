"""Where jobs are done: beside the pages in `rag serve`, or in `rag worker`, a process of its own."""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack, nullcontext
from functools import partial

from rag.bootstrap import open_service
from rag.domain import Job
from rag.entrypoints import working
from rag.service import Service
from rag.settings import Settings
from rag.workers import Workers


class AtHome:
    """In the process that holds the data folder, or will: what it takes it keeps, for searches need it as well."""

    def __init__(self, service: Service) -> None:
        self.reading = self.writing = service

    def take(self) -> bool:
        return self.writing.take_folder()

    def leave(self) -> None:
        pass


class Visiting:
    """In a process beside others: it has the data folder while there is something to write, and not longer, so that
    others can search. Indexes that were opened are closed with it: a folder has one opener."""

    def __init__(self, service: Service, settings: Settings) -> None:
        self.reading = service
        self._settings = settings
        self._stack = ExitStack()
        self._writing: Service | None = None

    @property
    def writing(self) -> Service:
        assert self._writing is not None, "taken before"
        return self._writing

    def take(self) -> bool:
        if self._writing is None:
            service = self._stack.enter_context(open_service(self._settings))
            if not service.take_folder():
                self._stack.close()
                return False
            self._writing = service
        return True

    def leave(self) -> None:
        self._writing = None
        self._stack.close()


def beside_pages(service: Service, settings: Settings) -> AbstractContextManager[object]:
    """As many workers as are set, while the block lasts."""
    return workers(AtHome(service), settings) if settings.workers else nullcontext()


def alone(service: Service, settings: Settings) -> AbstractContextManager[object]:
    """At least one worker."""
    return workers(Visiting(service, settings), settings)


def workers(place: AtHome | Visiting, settings: Settings) -> Workers:
    jobs = place.reading.all_jobs
    place.reading.spool.sweep(jobs.paths)  # of uploads that a crash left without a job
    works = working.works(place, settings)
    on_over = partial(_forget_files, place.reading)
    return Workers(jobs, works, folder=place, count=max(1, settings.workers), on_over=on_over)


def _forget_files(service: Service, job: Job) -> None:
    """What was sent in, once its job is over."""
    paths = [one.path for one in job.request.files if one.path]
    if paths:
        service.spool.remove(paths)
        service.spool.sweep(service.all_jobs.paths)  # of jobs that were cancelled before they began
