"""Who is let in at once, who waits, and who is told to come back: a rush waits, a crowd does not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from rag.entrypoints.gate import Crowd, Gate, Turn

CROWD = Crowd(at_once=2, patience_seconds=1.0, crowded_seconds=0.2)


class Clock:
    """Time that a test lets pass."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def run(scene: Callable[[Gate, Clock], Awaitable[None]], crowd: Crowd = CROWD) -> None:
    async def staged() -> None:
        clock = Clock()
        await scene(Gate(crowd, clock=clock), clock)

    asyncio.run(staged())


async def waiting(gate: Gate, count: int) -> list[asyncio.Task[Turn | None]]:
    """So many more, as far as they come without anybody leaving."""
    tasks = [asyncio.create_task(gate.enter()) for _ in range(count)]
    await passing()
    return tasks


async def passing() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def entered(gate: Gate, count: int) -> Sequence[Turn]:
    turns = [await gate.enter() for _ in range(count)]
    assert all(turns)
    return [one for one in turns if one]


async def refused(gate: Gate) -> bool:
    [task] = await waiting(gate, 1)
    return task.done() and task.result() is None


def test_the_next_comes_in_when_one_leaves_in_the_order_of_coming() -> None:
    async def scene(gate: Gate, clock: Clock) -> None:
        inside = await entered(gate, 2)
        first, second = await waiting(gate, 2)
        assert not first.done()
        inside[0].leave()
        await passing()
        assert first.result() and not second.done()
        inside[1].leave()
        await passing()
        assert second.result()

    run(scene)


def test_a_turn_is_left_once_however_often_it_is_said() -> None:
    async def scene(gate: Gate, clock: Clock) -> None:
        first, _ = await entered(gate, 2)
        for _ in range(3):
            first.leave()
        await entered(gate, 1)
        [third] = await waiting(gate, 1)
        assert not third.done()
        third.cancel()

    run(scene)


async def slow(gate: Gate, clock: Clock, *, seconds: float) -> None:
    """From now on a question is expected to take about as long."""
    for _ in range(200):
        [turn] = await entered(gate, 1)
        clock.now += seconds
        turn.leave()


def test_a_rush_waits_and_in_a_crowd_only_those_who_come_soon_to_their_turn() -> None:
    async def scene(gate: Gate, clock: Clock) -> None:
        await slow(gate, clock, seconds=0.1)
        await entered(gate, 2)
        rush = await waiting(gate, 19)  # half a question each: the last one waits 0.95 s
        assert not any(one.done() for one in rush)
        assert [await refused(gate) for _ in range(2)] == [False, True]
        for one in rush[4:]:
            one.cancel()
        await passing()
        clock.now += 1.0
        assert await refused(gate), "five would wait longer than in a crowd they may"

    run(scene)


def test_who_may_no_longer_wait_is_refused_when_his_turn_comes_and_the_next_one_has_it() -> None:
    async def scene(gate: Gate, clock: Clock) -> None:
        await slow(gate, clock, seconds=0.1)
        inside = await entered(gate, 2)
        old = await waiting(gate, 2)
        rush = await waiting(gate, 17)
        clock.now += 0.5
        assert [await refused(gate) for _ in range(2)] == [False, True]  # a crowd by now
        inside[0].leave()
        await passing()
        assert [one.result() for one in (*old, *rush)] == [None] * 19
        inside[1].leave()

    run(scene)


def test_when_nobody_has_been_refused_for_a_while_people_may_wait_again() -> None:
    async def scene(gate: Gate, clock: Clock) -> None:
        await slow(gate, clock, seconds=0.1)
        await entered(gate, 2)
        first = await waiting(gate, 20)
        assert first[-1].done() or await refused(gate)
        for one in first:
            one.cancel()
        await passing()
        rush = await waiting(gate, 6)
        assert [one.done() for one in rush] == [False] * 4 + [True] * 2
        clock.now += 3.0
        assert not any(one.done() for one in await waiting(gate, 10))

    run(scene)


def test_nobody_waits_longer_than_patience_even_where_nobody_leaves() -> None:
    async def scene(gate: Gate, clock: Clock) -> None:
        await entered(gate, 2)
        [task] = await waiting(gate, 1)
        assert await asyncio.wait_for(task, 5) is None

    run(scene, Crowd(at_once=2, patience_seconds=0.01, crowded_seconds=0.01))


def test_who_gives_up_waiting_takes_no_turn_with_him() -> None:
    async def scene(gate: Gate, clock: Clock) -> None:
        inside = await entered(gate, 2)
        gone, other = await waiting(gate, 2)
        gone.cancel()
        with suppress(asyncio.CancelledError):
            await gone
        inside[0].leave()
        await passing()
        assert other.result()

    run(scene)


def test_who_goes_in_the_moment_of_his_turn_leaves_it_to_the_next() -> None:
    async def scene(gate: Gate, clock: Clock) -> None:
        inside = await entered(gate, 2)
        gone, other = await waiting(gate, 2)
        inside[0].leave()
        gone.cancel()
        await passing()
        assert gone.cancelled() and other.result()

    run(scene)


def test_coming_back_is_worth_it_when_those_who_wait_have_had_their_turn() -> None:
    async def scene(gate: Gate, clock: Clock) -> None:
        assert gate.retry_after_seconds() == 1
        for _ in range(60):
            [turn] = await entered(gate, 1)
            clock.now += 4.0
            turn.leave()
        assert gate.retry_after_seconds() == 2

    run(scene)


def test_a_turn_may_be_left_from_a_thread() -> None:
    async def scene(gate: Gate, clock: Clock) -> None:
        inside = await entered(gate, 2)
        [next_one] = await waiting(gate, 1)
        await asyncio.to_thread(inside[0].leave_from_thread)
        assert await asyncio.wait_for(next_one, 5)

    run(scene)
