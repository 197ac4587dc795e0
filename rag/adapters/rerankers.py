"""Rerankers that read a question and a passage together: any CrossEncoder of sentence-transformers."""

from __future__ import annotations

import importlib
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any

from rag import hub
from rag.errors import ExtraMissing, RankingInvalid, RerankerTimeout, RerankerUnavailable
from rag.reranking import by_score

# Passages that go through the model together. Between two batches it looks at the clock: a batch is what it may run on
# for after the deadline. Two at a time are as fast as four (20 passages of 225 characters, 12 layers of width 384:
# 3.2 s of one core by two, 3.4 s by four).
_BATCH_PASSAGES = 2

# What is read of either at most. Models cut both to 512 tokens or so together, and tokenizers take half a second to cut
# down a question of 3,000 characters.
_PASSAGE_CHARACTERS = 3_000
_QUERY_CHARACTERS = 500

# The same passage scores a little differently in another batch (float32: in the seventh digit); rounded it does not.
_DECIMALS = 5

# How long the end of the process waits for the batch that is running.
_CLOSING_SECONDS = 30.0


class CrossEncoderReranker:
    """Scores every passage beside the query. Computes for one query at a time, on the device torch finds."""

    def __init__(self, name: str) -> None:
        """Raises ExtraMissing without the extra, RerankerUnavailable where there is no such reranker."""
        self._name = name
        self._model = _load(name)
        self._computing = threading.Lock()
        self._closed = False

    def rank(self, query: str, passages: Sequence[str], *, until: float) -> list[int]:
        given = _seconds_left(until)
        late = RerankerTimeout(reranker=self._name, seconds=f"{given:.3g}")
        if not self._computing.acquire(timeout=given):
            raise late
        try:
            scores = self._scores(query, passages, until)
        except TimeoutError:
            raise late from None
        except (RuntimeError, ValueError, IndexError, TypeError) as error:  # what models raise; no memory, too
            raise RerankerUnavailable(reranker=self._name, reason=hub.first_line(error)) from error
        finally:
            self._computing.release()
        order = by_score(scores, len(passages))
        if order is None:
            raise RankingInvalid(reranker=self._name)
        return order

    def close(self) -> None:
        """Torch ends the process by abort where one of its threads is still computing."""
        self._closed = True
        if self._computing.acquire(timeout=_CLOSING_SECONDS):
            self._computing.release()

    def _scores(self, query: str, passages: Sequence[str], until: float) -> list[float]:
        identity = importlib.import_module("torch").nn.Identity()  # a sigmoid makes ties of what is clearly best
        pairs = [
            (_readable(query[:_QUERY_CHARACTERS]), _readable(passage[:_PASSAGE_CHARACTERS])) for passage in passages
        ]
        scores = [0.0] * len(pairs)
        for batch in _batches(pairs):
            if self._closed or time.monotonic() >= until:
                raise TimeoutError
            found = self._model.predict(
                [pairs[place] for place in batch],
                batch_size=_BATCH_PASSAGES,
                activation_fn=identity,
                show_progress_bar=False,
            )
            for place, score in zip(batch, found, strict=True):
                scores[place] = round(float(score), _DECIMALS)
        return scores


def _batches(pairs: Sequence[tuple[str, str]]) -> Iterator[list[int]]:
    """Places of pairs of about the same length, since a batch costs by its longest."""
    by_length = sorted(range(len(pairs)), key=lambda place: -len(pairs[place][1]))
    for start in range(0, len(by_length), _BATCH_PASSAGES):
        yield by_length[start : start + _BATCH_PASSAGES]


def _readable(text: str) -> str:
    """Half a surrogate pair stops every tokenizer."""
    return text.encode(errors="replace").decode()


def _load(name: str) -> Any:
    try:
        library = importlib.import_module("sentence_transformers")
    except ImportError as error:
        raise ExtraMissing(feature=f"RAG_RERANKER=cross-encoder:{name}", extra="transformers") from error
    try:
        model = hub.find(name, lambda place, local: library.CrossEncoder(place, local_files_only=local))
    except hub.LOADING_ERRORS as error:
        raise RerankerUnavailable(reranker=name, reason=hub.first_line(error)) from error
    reason = _unfit(model)
    if reason:
        raise RerankerUnavailable(reranker=name, reason=reason)
    # Weights are often stored in half precision, which a CPU computes many times more slowly.
    return model.float() if model.device.type == "cpu" else model


def _unfit(model: Any) -> str:
    """Why this model orders nothing; the libraries load it all the same. Empty where it does."""
    if model.num_labels != 1:
        return f"num_labels={model.num_labels}, expected 1"
    inner = getattr(model[0], "model", None)
    kinds = getattr(getattr(inner, "config", None), "architectures", None) or ()
    head = "ForSequenceClassification"
    if type(inner).__name__.endswith(head) and not any(kind.endswith(head) for kind in kinds):
        return f"{', '.join(kinds)}: no {head}"  # its weights would be random numbers
    return ""


def _seconds_left(until: float) -> float:
    return min(max(until - time.monotonic(), 0.0), threading.TIMEOUT_MAX)
