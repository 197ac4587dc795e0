"""Tasks side by side."""

from __future__ import annotations

from threading import Barrier

import pytest

from rag.together import Together


def test_results_come_in_the_order_of_the_tasks() -> None:
    assert Together().run(*(lambda number=number: number for number in range(5))) == [0, 1, 2, 3, 4]


def test_tasks_run_at_the_same_time() -> None:
    barrier = Barrier(2)
    assert sorted(Together().run(lambda: barrier.wait(20), lambda: barrier.wait(20))) == [0, 1]


def test_an_error_of_any_task_reaches_the_caller() -> None:
    def broken() -> int:
        raise LookupError("gone")

    for tasks in ((broken, lambda: 1), (lambda: 1, broken)):
        with pytest.raises(LookupError, match="gone"):
            Together().run(*tasks)
