"""A model at work: what it writes leaves sentence by sentence, is sent back once where it fails, and may break off."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Iterator

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

from rag.adapters.extractive import ExtractiveModel
from rag.cancelling import Cancellation
from rag.domain import Citation, Claim, DropReason
from rag.drafts import Draft
from rag.evidence import EvidenceSet
from rag.generation import Generation, GenerationLimits
from rag.matching import Matcher
from rag.prompts import load_prompt
from rag.writing import Assignment, Writing
from tests.scripted_models import ScriptedModel, StreamingModel
from tests.unit.test_admission import evidence

JOBS = "青禾市城镇新增就业3.2万人。"
TRAINING = "开展补贴性培训1.12万名。"
MASKED = "举办招聘会**场次。"
RIGHT = "城镇新增就业3.2万人。<城镇新增就业>"
ALSO_RIGHT = "开展培训1.12万名。<补贴性培训>"
WRONG = "城镇新增就业4.2万人。<城镇新增就业>"
FAST = GenerationLimits(seconds=5, first_token_seconds=5, between_tokens_seconds=5, attempts=1)


class Desk:
    """A question over three sentences, put to `model`."""

    def __init__(self, model: BaseChatModel | None, *, language: str = "zh", limits: GenerationLimits = FAST) -> None:
        extractive = ExtractiveModel(matcher=Matcher(lambda word: 0.6))
        self.writing = Writing(
            builtin=Generation(extractive, name="extractive", count_tokens=len, limits=None),
            model=Generation(model, name="m", count_tokens=len, limits=limits) if model else None,
        )
        self.draft = Draft(model=self.writing.name)
        self.cancellation = Cancellation()
        self.evidence: EvidenceSet = evidence(JOBS, TRAINING, MASKED)
        self.language = language

    def events(self) -> Iterator[Citation | Claim]:
        question = "城镇新增就业多少人？"
        prompt = load_prompt("answer", self.language)
        messages = prompt.render(evidence=self.evidence.render(), question=question)
        assignment = Assignment(question, messages, self.evidence, 300, self.language, self.cancellation)
        return self.writing.write(assignment, self.draft)

    @property
    def texts(self) -> list[str]:
        return [one.text for one in self.draft.claims]

    @property
    def dropped(self) -> list[str]:
        return [one.text for one in self.draft.dropped]


def written(model: BaseChatModel | None, **more: object) -> Desk:
    desk = Desk(model, **more)  # type: ignore[arg-type]
    list(desk.events())
    return desk


def test_what_fails_is_sent_back_once_with_the_reason_and_corrected() -> None:
    model = ScriptedModel(replies=[f"{WRONG}\n{ALSO_RIGHT}", RIGHT])
    desk = written(model)
    assert desk.texts == ["开展培训1.12万名。", "城镇新增就业3.2万人。"]
    assert desk.dropped == ["城镇新增就业4.2万人。"]
    assert not desk.draft.degraded
    first, second = model.asked
    assert second[: len(first)] == first
    assert [type(one) for one in second] == [SystemMessage, HumanMessage, AIMessage, HumanMessage]
    assert "4.2万人" in second[-1].text and "数字" in second[-1].text
    assert "1.12万名" not in second[-1].text


def test_all_that_fails_goes_back_together_and_no_more_than_once() -> None:
    masked = "举办招聘会90场次。<招聘会>"
    model = ScriptedModel(replies=[f"{WRONG}\n{masked}", f"{WRONG}\n没有这回事的一句话。"])
    desk = written(model)
    assert len(model.asked) == 2
    assert "4.2万人" in model.asked[1][-1].text and "90场次" in model.asked[1][-1].text
    assert desk.dropped == ["城镇新增就业4.2万人。", "举办招聘会90场次。", "没有这回事的一句话。"]
    assert desk.draft.dropped[1].reason is DropReason.MASKED_FIGURE


def test_what_was_shown_is_not_shown_again() -> None:
    assert written(ScriptedModel(replies=[f"{RIGHT}\n{WRONG}", f"{RIGHT}\n{ALSO_RIGHT}"])).texts == [
        "城镇新增就业3.2万人。",
        "开展培训1.12万名。",
    ]


def test_nothing_is_sent_back_where_nothing_failed_or_the_model_refused() -> None:
    for reply in (RIGHT, "REFUSE"):
        model = ScriptedModel(replies=[reply])
        written(model)
        assert len(model.asked) == 1


def test_a_reply_in_another_language_is_sent_back_for_its_language() -> None:
    model = ScriptedModel(replies=["The city created 32,000 jobs. <城镇新增就业>", RIGHT])
    assert written(model).texts == ["城镇新增就业3.2万人。"]
    assert "中文" in model.asked[1][-1].text


def test_usage_of_both_replies_is_counted() -> None:
    once, twice = written(ScriptedModel(replies=[RIGHT])), written(ScriptedModel(replies=[WRONG, RIGHT]))
    assert twice.draft.usage.input_tokens > 2 * once.draft.usage.input_tokens > 0


def test_a_model_that_cannot_be_reached_is_replaced_and_it_is_said() -> None:
    desk = written(ScriptedModel(fails=True))
    assert desk.draft.degraded
    assert desk.draft.model == "extractive"
    assert desk.texts == [JOBS]
    [notice] = desk.draft.notices
    assert "“m”" in notice and "内置模型" in notice
    assert "connection refused" not in notice


def test_where_nothing_that_a_model_wrote_is_true_the_reports_own_words_are_shown_and_it_is_said() -> None:
    desk = written(ScriptedModel(replies=[WRONG, "REFUSE"]))
    assert desk.texts == [JOBS]
    assert (desk.draft.degraded, desk.draft.model) == (True, "extractive")
    assert "没有通过核对" in desk.draft.notices[0]
    assert desk.dropped == ["城镇新增就业4.2万人。"]


def test_a_model_that_refuses_is_not_contradicted() -> None:
    desk = written(ScriptedModel(replies=["REFUSE"]))
    assert desk.texts == []
    assert not desk.draft.degraded


def test_the_notice_is_in_the_language_of_the_question() -> None:
    [notice] = written(ScriptedModel(fails=True), language="en").draft.notices
    assert "built-in model" in notice


def test_a_model_that_breaks_off_after_a_verified_sentence_leaves_it_and_nothing_else() -> None:
    desk = written(StreamingModel(replies=[f"{RIGHT}\n{ALSO_RIGHT}\n"], breaks_after=1))
    assert desk.texts == ["城镇新增就业3.2万人。"]
    assert desk.draft.degraded
    assert desk.draft.model == "m"
    assert "可能不完整" in desk.draft.notices[0]


def test_a_model_that_breaks_off_before_anything_verified_is_replaced() -> None:
    desk = written(StreamingModel(replies=[f"{WRONG}\n{RIGHT}\n"], breaks_after=1))
    assert desk.texts == [JOBS]
    assert desk.draft.model == "extractive"
    assert desk.dropped == ["城镇新增就业4.2万人。"]


def test_a_correction_that_fails_does_not_take_back_what_was_shown() -> None:
    class FailsTheSecondTime(ScriptedModel):
        def _next(self, messages: list) -> str:  # type: ignore[type-arg]
            self.fails = len(self.asked) == 1
            return super()._next(messages)

    desk = written(FailsTheSecondTime(replies=[f"{RIGHT}\n{WRONG}"]))
    assert desk.texts == ["城镇新增就业3.2万人。"]
    assert not desk.draft.degraded
    desk = written(FailsTheSecondTime(replies=[WRONG]))
    assert desk.texts == [JOBS]
    assert desk.draft.degraded


def test_the_correction_has_only_the_time_that_is_left() -> None:
    gate = threading.Event()

    class SlowTheSecondTime(ScriptedModel):
        def _next(self, messages: list) -> str:  # type: ignore[type-arg]
            self.go = gate if self.asked else None
            return super()._next(messages)

    limits = GenerationLimits(seconds=0.1, first_token_seconds=5, between_tokens_seconds=5, attempts=1)
    start = time.monotonic()
    try:
        desk = written(SlowTheSecondTime(replies=[f"{RIGHT}\n{WRONG}", ALSO_RIGHT]), limits=limits)
    finally:
        gate.set()
    assert time.monotonic() - start < 2
    assert desk.texts == ["城镇新增就业3.2万人。"]


def test_each_sentence_leaves_while_the_next_is_not_yet_written() -> None:
    gates = {1: threading.Event(), 2: threading.Event()}
    desk = Desk(StreamingModel(replies=[f"{WRONG}\n{RIGHT}\n{ALSO_RIGHT}\n"], gates=gates))
    events = desk.events()
    gates[1].set()
    assert isinstance(next(events), Citation)
    claim = next(events)
    assert isinstance(claim, Claim) and claim.text == "城镇新增就业3.2万人。"
    gates[2].set()
    assert [one.text for one in events if isinstance(one, Claim)] == ["开展培训1.12万名。"]


def test_a_sentence_leaves_within_thirty_milliseconds_of_its_last_word() -> None:
    class Dated(StreamingModel):
        def _stream(self, messages: list, **more: object) -> Iterator:  # type: ignore[type-arg, override]
            for piece in super()._stream(messages):
                finished.append(time.perf_counter())
                yield piece

    delays: list[float] = []
    for _ in range(10):
        finished: list[float] = []
        events = Desk(Dated(replies=[f"{RIGHT}\n{ALSO_RIGHT}\n"])).events()
        claims = (one for one in events if isinstance(one, Claim))
        delays += [time.perf_counter() - finished["培训" in one.text] for one in claims]
    assert statistics.median(delays) < 0.03


def test_closing_the_events_stops_the_model() -> None:
    gate = threading.Event()
    model = StreamingModel(replies=[f"{RIGHT}\n{ALSO_RIGHT}\n{ALSO_RIGHT}\n"], gates={1: gate})
    desk = Desk(model)
    events = desk.events()
    next(events)
    events.close()  # type: ignore[attr-defined]
    gate.set()
    assert model.closed.wait(5)


def test_cancelling_from_another_thread_ends_the_waiting_for_a_model() -> None:
    gate = threading.Event()
    desk = Desk(ScriptedModel(replies=[RIGHT], go=gate))
    threading.Timer(0.02, desk.cancellation.cancel).start()
    try:
        assert list(desk.events()) == []
    finally:
        gate.set()
    assert not desk.draft.degraded


def test_what_was_cancelled_before_is_not_begun() -> None:
    desk = Desk(ScriptedModel(replies=[RIGHT]))
    desk.cancellation.cancel()
    assert list(desk.events()) == []


def test_the_built_in_model_is_not_asked_again() -> None:
    desk = written(None)
    assert desk.texts == [JOBS]
    assert not desk.draft.degraded


@pytest.mark.parametrize("reply", ["", "\n\n", "……"])
def test_a_reply_without_a_word_shows_nothing(reply: str) -> None:
    desk = written(ScriptedModel(replies=[reply]))
    assert all(text == JOBS for text in desk.texts)
