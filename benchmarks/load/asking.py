"""Asks a service at a rate, whether or not it keeps up (open loop), and prints what came of it as JSON. Needs locust.

    python asking.py --host http://127.0.0.1:8000 --rate 50 --seconds 60 --connections 32 < questions.jsonl

One greenlet lets questions arrive as a Poisson process; users of locust, one a connection that is kept open, take them
in order. Times run from the arrival: what waits for a connection is not forgotten.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import gevent  # locust puts it in the place of threads
from gevent.queue import Queue
from locust import FastHttpUser, constant, task
from locust.env import Environment
from locust.exception import StopUser

_OTHER_PAGES = ("/healthz", "/readyz", "/api/v1/jobs")
_PATIENCE_SECONDS = 30.0


class Outcomes:
    """What came of each question, in seconds from its arrival."""

    def __init__(self) -> None:
        self.answered: list[float] = []
        self.refused: list[float] = []
        self.refused_without_time = 0
        self.remembered = 0
        self.errors: Counter[str] = Counter()
        self.others: list[float] = []
        self.late: list[float] = []

    def add(self, response: Any, seconds: float) -> None:
        status = response.status_code
        if status == 200:
            self.answered.append(seconds)
            self.remembered += "remembered" in response.json()["timings_ms"]
        elif status in (429, 503):
            self.refused.append(seconds)
            self.refused_without_time += not response.headers.get("Retry-After")
        else:
            self.errors[str(status)] += 1

    def document(self) -> dict[str, Any]:
        return {
            "answered": len(self.answered),
            "remembered": self.remembered,
            "refused": len(self.refused),
            "refused_without_retry_after": self.refused_without_time,
            "errors": dict(self.errors),
            "answered_ms": _quantiles(self.answered),
            "refused_ms": _quantiles(self.refused),
            "other_pages_ms": _quantiles(self.others),
            "waited_for_a_connection_ms": _quantiles(self.late),
        }


def _quantiles(seconds: Sequence[float]) -> dict[str, float] | None:
    if not seconds:
        return None
    ordered = sorted(seconds)
    places = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
    return {
        name: round(1000 * ordered[min(len(ordered) - 1, int(len(ordered) * at))], 1) for name, at in places.items()
    }


def arrive(arrivals: Queue, questions: Sequence[dict[str, Any]], rate: float, seconds: float, seed: int) -> int:
    """Puts (when, question) at random moments; how many there were."""
    chance = random.Random(seed)
    started = at = time.perf_counter()
    for number, question in enumerate(questions):
        at += chance.expovariate(rate)
        if at - started > seconds:
            return number
        gevent.sleep(max(0.0, at - time.perf_counter()))
        arrivals.put((at, question))
    return len(questions)


def asker(arrivals: Queue, outcomes: Outcomes, host: str) -> type[FastHttpUser]:
    class Asker(FastHttpUser):
        wait_time = constant(0)
        network_timeout = _PATIENCE_SECONDS
        connection_timeout = _PATIENCE_SECONDS

        @task
        def ask(self) -> None:
            taken = arrivals.get()
            if taken is None:
                raise StopUser
            at, question = taken
            outcomes.late.append(time.perf_counter() - at)
            with self.client.post("/api/v1/ask", json=question, name="ask", catch_response=True) as response:
                outcomes.add(response, time.perf_counter() - at)
                response.success()

    Asker.host = host
    return Asker


def looker(outcomes: Outcomes, host: str) -> type[FastHttpUser]:
    """Looks at other pages meanwhile: they have to stay quick."""

    class Looker(FastHttpUser):
        wait_time = constant(0.2)

        @task
        def look(self) -> None:
            for path in _OTHER_PAGES:
                started = time.perf_counter()
                status = self.client.get(path, name="page").status_code
                outcomes.others.append(time.perf_counter() - started)
                if status != 200:
                    outcomes.errors[f"{path} {status}"] += 1

    Looker.host = host
    Looker.fixed_count = 1
    return Looker


def run(given: argparse.Namespace, questions: Sequence[dict[str, Any]]) -> dict[str, Any]:
    arrivals: Queue = Queue()
    outcomes = Outcomes()
    users = [asker(arrivals, outcomes, given.host), looker(outcomes, given.host)]
    environment = Environment(user_classes=users)
    runner = environment.create_local_runner()
    runner.start(given.connections + 1, spawn_rate=10_000)
    gevent.sleep(1)
    asked = arrive(arrivals, questions, given.rate, given.seconds, given.seed)
    until = time.perf_counter() + _PATIENCE_SECONDS
    while _over(outcomes) < asked and time.perf_counter() < until:
        gevent.sleep(0.05)
    lost = asked - _over(outcomes)
    runner.quit()
    return {"rate": given.rate, "seconds": given.seconds, "asked": asked, "lost": lost, **outcomes.document()}


def _over(outcomes: Outcomes) -> int:
    pages = sum(count for name, count in outcomes.errors.items() if name.startswith("/"))
    return len(outcomes.answered) + len(outcomes.refused) + sum(outcomes.errors.values()) - pages


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--host", required=True)
    arguments.add_argument("--rate", type=float, required=True)
    arguments.add_argument("--seconds", type=float, required=True)
    arguments.add_argument("--connections", type=int, default=32)
    arguments.add_argument("--seed", type=int, default=7)
    questions = [json.loads(line) for line in sys.stdin]
    print(json.dumps(run(arguments.parse_args(), questions)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
