"""An answer on its way is a span with a span for each step; a caller's trace goes on; no words are in it."""

from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from rag.adapters.traces import Traces
from rag.domain import Answer, AnswerEvent, AnswerStatus, Claim, Step, Usage, Verdict

STEPS = ("understand", "retrieve", "generate", "verify")
ANSWER = Answer(AnswerStatus.ANSWERED, "机密", "zh", model="extractive", usage=Usage(3, 4))
TRACE = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


def _events() -> Iterator[AnswerEvent]:
    for name in STEPS:
        yield Step(name)
    yield Claim("机密", (1,), Verdict.SUPPORTED)
    yield ANSWER


def test_each_step_is_a_span_within_that_of_the_answer(exporter: InMemorySpanExporter) -> None:
    events = list(_events())
    traces = Traces(exporter, whence=lambda: {"request": "r-1"}, at_once=True)
    assert list(traces.watch(_events())) == events
    spans = {one.name: one for one in exporter.get_finished_spans()}
    assert spans.keys() == {"ask", *STEPS}
    whole = spans["ask"]
    assert {spans[one].parent.span_id for one in STEPS} == {whole.context.span_id}
    assert whole.attributes["rag.request"] == "r-1"
    assert (whole.attributes["rag.status"], whole.attributes["rag.output_tokens"]) == ("answered", 4)
    assert all("机密" not in one.to_json() for one in spans.values())
    traces.close()


def test_the_trace_of_the_caller_goes_on(exporter: InMemorySpanExporter) -> None:
    traces = Traces(exporter, whence=lambda: {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}, at_once=True)
    list(traces.watch(_events()))
    assert {f"{one.context.trace_id:032x}" for one in exporter.get_finished_spans()} == {TRACE}
    traces.close()


def test_what_is_known_is_asked_when_the_answer_is_asked_for_and_not_when_it_is_read(exporter) -> None:
    known = {"request": "first"}
    traces = Traces(exporter, whence=lambda: known, at_once=True)
    events = traces.watch(_events())
    known["request"] = "second"
    list(events)
    assert exporter.get_finished_spans()[-1].attributes["rag.request"] == "first"
    traces.close()


def test_an_answer_that_breaks_off_ends_its_spans_as_failed(exporter: InMemorySpanExporter) -> None:
    def broken() -> Iterator[AnswerEvent]:
        yield Step("retrieve")
        raise RuntimeError("机密")

    traces = Traces(exporter, at_once=True)
    with pytest.raises(RuntimeError):
        list(traces.watch(broken()))
    spans = {one.name: one for one in exporter.get_finished_spans()}
    assert spans.keys() == {"ask", "retrieve"}
    assert spans["ask"].status.status_code is StatusCode.ERROR
    assert "机密" not in spans["ask"].to_json()
    traces.close()


def test_a_reader_who_goes_away_ends_the_spans(exporter: InMemorySpanExporter) -> None:
    traces = Traces(exporter, at_once=True)
    events = traces.watch(_events())
    next(events)
    events.close()
    assert {one.name for one in exporter.get_finished_spans()} == {"ask", "understand"}
    traces.close()
