"""Answers on their way as OpenTelemetry spans: `ask`, and in it each step. No span holds words of anybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from typing import TYPE_CHECKING

from rag.domain import Answer, Claim, Step

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Span, Tracer

    from rag.drafts import AnswerStream

SERVICE = "report-rag"

# Headers of the request that is being answered (`traceparent`, by which a caller's trace goes on), and its id.
Whence = Callable[[], Mapping[str, str]]
_REQUEST = "request"


class Traces:
    """Sends spans to `exporter`, in the background. `watch` is a `rag.service.Watcher`."""

    def __init__(self, exporter: SpanExporter, *, whence: Whence = dict, at_once: bool = False) -> None:
        """`at_once`: not in the background, for tests."""
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor

        self._provider = TracerProvider(resource=Resource.create({"service.name": SERVICE}), shutdown_on_exit=False)
        self._provider.add_span_processor((SimpleSpanProcessor if at_once else BatchSpanProcessor)(exporter))
        self._tracer = self._provider.get_tracer(SERVICE)
        self._whence = whence

    def watch(self, events: AnswerStream) -> AnswerStream:
        return _traced(events, self._tracer, dict(self._whence()))  # asked now, where the request is still known

    def close(self) -> None:
        """Send what is left; a receiver that does not answer is waited for a few seconds."""
        self._provider.force_flush(timeout_millis=3000)
        self._provider.shutdown()


def open_exporter(endpoint: str) -> SpanExporter:
    """Over OTLP/gRPC. `endpoint`: "" where the standard variables name it."""
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

    return OTLPSpanExporter(endpoint=endpoint or None, insecure=None if not endpoint else endpoint.startswith("http:"))


def _traced(events: AnswerStream, tracer: Tracer, known: Mapping[str, str]) -> AnswerStream:
    from opentelemetry import trace
    from opentelemetry.propagate import extract

    attributes = {"rag.request": known[_REQUEST]} if known.get(_REQUEST) else {}
    whole = tracer.start_span("ask", context=extract(dict(known)), attributes=attributes)
    context = trace.set_span_in_context(whole)
    step: Span | None = None
    try:
        with closing(events):
            for event in events:
                if isinstance(event, Step):
                    _end(step)
                    step = tracer.start_span(event.name, context=context)
                elif isinstance(event, Claim):
                    whole.add_event("sentence")
                elif isinstance(event, Answer):
                    _end(step)
                    step = None
                    whole.set_attributes(_said_of(event))
                yield event
    except Exception as error:
        whole.set_status(trace.StatusCode.ERROR, type(error).__name__)
        raise
    finally:
        _end(step)
        whole.end()


def _end(step: Span | None) -> None:
    if step is not None:
        step.end()


def _said_of(answer: Answer) -> dict[str, str | int | bool]:
    return {
        "rag.status": answer.status.value,
        "rag.model": answer.model,
        "rag.claims": len(answer.claims),
        "rag.dropped": len(answer.dropped),
        "rag.degraded": answer.degraded,
        "rag.input_tokens": answer.usage.input_tokens,
        "rag.output_tokens": answer.usage.output_tokens,
    }
