"""What the service counts, for Prometheus. Nothing here names a report, a question or a person."""

from __future__ import annotations

from collections import Counter as Counted
from collections.abc import Callable, Iterable
from contextlib import closing

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from rag.domain import Answer, JobKind, JobState
from rag.entrypoints.api.tracking import Answered
from rag.service import AnswerStream, Service

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
# An extractive answer takes 5 to 200 ms, one of a model some seconds, a page of reports less than 5 ms.
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 5, 10, 30, 60)

# Beyond that many it is only known that there are more.
_MOST_JOBS = 1000

# By name: help, label, and the values by label.
Gauges = Iterable[tuple[str, str, str, dict[str, float]]]


class Metrics:
    """Of one application. `gauges` is asked at every scrape."""

    def __init__(self, gauges: Callable[[], Gauges]) -> None:
        registry = CollectorRegistry()
        self._registry = registry
        self._requests = Counter("rag_requests", "Requests answered", ("method", "route", "status"), registry=registry)
        self._seconds = Histogram(
            "rag_request_seconds", "Seconds to the end of the response", ("route",), buckets=_SECONDS, registry=registry
        )
        self._answers = Counter("rag_answers", "Answers given", ("status", "degraded"), registry=registry)
        self._steps = Histogram(
            "rag_answer_step_seconds",
            "Seconds of each step of an answer",
            ("step",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._dropped = Counter("rag_dropped_sentences", "Sentences not shown", ("reason",), registry=registry)
        self._tokens = Counter("rag_model_tokens", "Tokens of a language model", ("direction",), registry=registry)
        registry.register(_Gauges(gauges))

    def requested(self, answered: Answered) -> None:
        self._requests.labels(answered.method, answered.route, str(answered.status)).inc()
        self._seconds.labels(answered.route).observe(answered.seconds)

    def watch(self, events: AnswerStream) -> AnswerStream:
        """`rag.service.Watcher`: an answer counts once it is whole."""
        with closing(events):
            for event in events:
                if isinstance(event, Answer):
                    self.answered(event)
                yield event

    def answered(self, answer: Answer) -> None:
        self._answers.labels(answer.status.value, str(answer.degraded).lower()).inc()
        for one in answer.dropped:
            self._dropped.labels(one.reason.value).inc()
        self._tokens.labels("input").inc(answer.usage.input_tokens)
        self._tokens.labels("output").inc(answer.usage.output_tokens)
        for step, milliseconds in answer.timings_ms.items():
            self._steps.labels(step).observe(milliseconds / 1000)

    def written(self) -> bytes:
        return generate_latest(self._registry)


def gauges_of(service: Service) -> Gauges:
    """What is in, and what waits for workers."""
    counts = service.counts()
    yield "rag_reports", "Reports that are in", "", {"": counts.reports}
    yield "rag_chunks", "Chunks that are in", "", {"": counts.chunks}
    for state in (JobState.WAITING, JobState.RUNNING):
        jobs = service.jobs(state=state, limit=_MOST_JOBS).jobs
        by_kind = {kind.value: 0.0 for kind in JobKind} | Counted(one.kind.value for one in jobs)
        yield f"rag_jobs_{state.value}", f"Jobs that are {state.value}", "kind", by_kind


class _Gauges(Collector):
    """What is there now, read when it is asked for."""

    def __init__(self, read: Callable[[], Gauges]) -> None:
        self._read = read

    def collect(self) -> Iterable[Metric]:
        for name, said, label, values in self._read():
            gauge = GaugeMetricFamily(name, said, labels=[label] if label else [])
            for of_label, value in values.items():
                gauge.add_metric([of_label] if label else [], value)
            yield gauge
