"""Nobody waits longer than agreed, threads do not pile up, and what keeps failing is left alone for a while."""

from __future__ import annotations

import threading
import time

import pytest

from rag.deadlines import Breaker, Calls, Overdue

AT_ONCE = 0.0
SOON = 0.01
LONG = 30.0


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def never():
    """An event that nobody sets while the test runs."""
    event = threading.Event()
    yield event
    event.set()


def test_what_ends_in_time_is_given() -> None:
    assert Calls(at_once=1).within(LONG, lambda: 7).result() == 7


def test_what_a_call_raises_is_its_outcome_and_no_lateness() -> None:
    def late_itself() -> None:
        raise TimeoutError("of its own")

    assert isinstance(Calls(at_once=1).within(LONG, late_itself).exception(), TimeoutError)


def test_what_does_not_end_is_not_waited_for(never) -> None:
    started = time.monotonic()
    with pytest.raises(Overdue):
        Calls(at_once=1).within(SOON, never.wait)
    assert time.monotonic() - started < LONG / 2


def test_while_a_call_hangs_further_ones_wait_for_nothing(never) -> None:
    calls = Calls(at_once=1)
    with pytest.raises(Overdue):
        calls.within(SOON, never.wait)
    before = threading.active_count()
    for _ in range(20):
        with pytest.raises(Overdue):
            calls.within(LONG, never.wait)
    assert threading.active_count() == before


def test_a_thread_that_comes_back_is_used_again(never) -> None:
    calls = Calls(at_once=1)
    done = threading.Event()
    with pytest.raises(Overdue):
        calls.within(SOON, lambda: never.wait() and done.set())
    never.set()
    assert done.wait(LONG)
    for _ in range(1000):  # the thread ends a moment after its work
        try:
            assert calls.within(LONG, lambda: 7).result() == 7
            return
        except Overdue:
            threading.Event().wait(0.001)
    pytest.fail("the thread never came back")


def test_no_more_run_at_once_than_allowed(never) -> None:
    calls, running, most, lock = Calls(at_once=2), [0], [0], threading.Lock()
    both = threading.Barrier(2)

    def work() -> None:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        both.wait(LONG)
        with lock:
            running[0] -= 1

    threads = [threading.Thread(target=calls.within, args=(LONG, work)) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(LONG)
    assert most == [2]


def test_a_limit_beyond_all_measure_is_a_long_time() -> None:
    assert Calls(at_once=1).within(float("inf"), lambda: 7).result() == 7


def test_the_calls_are_daemons(never) -> None:
    kinds: list[bool] = []
    Calls(at_once=1).within(LONG, lambda: kinds.append(threading.current_thread().daemon))
    assert kinds == [True]


def test_a_breaker_closes_after_failures_in_a_row_only() -> None:
    breaker = Breaker(failures=2, pause_seconds=30, clock=Clock())
    breaker.failed()
    breaker.succeeded()
    breaker.failed()
    assert breaker.allows()
    breaker.failed()
    assert not breaker.allows()


def test_after_the_pause_one_may_try_and_the_others_go_on_waiting() -> None:
    clock = Clock()
    breaker = Breaker(failures=1, pause_seconds=30, clock=clock)
    breaker.failed()
    clock.now += 30
    assert [breaker.allows(), breaker.allows()] == [True, False]
    breaker.failed()
    clock.now += 29
    assert not breaker.allows()
    clock.now += 1
    assert breaker.allows()
    breaker.succeeded()
    assert [breaker.allows(), breaker.allows()] == [True, True]
