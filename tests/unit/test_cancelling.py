from __future__ import annotations

from rag.cancelling import Cancellation


def test_what_is_waited_for_is_stopped() -> None:
    stopped: list[str] = []
    cancellation = Cancellation()
    with cancellation.stopping(lambda: stopped.append("first")):
        cancellation.cancel()
        assert stopped == ["first"]
    with cancellation.stopping(lambda: stopped.append("second")):
        assert stopped == ["first", "second"]


def test_what_is_over_is_left_alone() -> None:
    stopped: list[str] = []
    cancellation = Cancellation()
    with cancellation.stopping(lambda: stopped.append("over")):
        pass
    cancellation.cancel()
    assert stopped == []
    assert cancellation.is_cancelled
