"""Trains the built-in embedding: one vector a word, averaged; question and passage that belong together lie close.

    python -m training.train_embedding --pairs ../shared/data/train_pairs.jsonl.gz --output rag/models/builtin

Contrastive: in a batch each query must find its own passage among all others, and each passage its query.
The same seed, data and number of threads give the same model up to the rounding of parallel sums.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch.nn import functional

from training.pairs import Pair, TokenLists, read_pairs, tokenize
from training.vocabulary import build_tokenizer, count_words, pieces
from training.writing import write_model

MAX_QUERY_TOKENS = 64
MAX_PASSAGE_TOKENS = 320
STEPS_PER_LINE = 50


@dataclass(frozen=True, slots=True)
class Recipe:
    """What was measured to work on the development sets (see the model card)."""

    vocabulary: int = 57_000
    dimensions: int = 256
    batch: int = 4096
    temperature: float = 0.05
    learning_rate: float = 0.005
    dropped_share: float = 0.3
    epochs: float = 12.0
    minutes: float = 0.0
    seed: int = 20_240_601


@dataclass(frozen=True, slots=True)
class TrainingData:
    """Tokens of both sides, and a number per distinct query: pairs that share it are no counter-examples."""

    queries: TokenLists
    passages: TokenLists
    same_query: NDArray[np.int64]


class LazyAdam:
    """Adam that touches only the rows of this batch (as torch's SparseAdam, on gradients already summed by row)."""

    def __init__(self, weights: torch.Tensor, *, betas: tuple[float, float] = (0.9, 0.999)) -> None:
        self._weights = weights
        self._first = torch.zeros_like(weights)
        self._second = torch.zeros_like(weights)
        self._betas = betas
        self._steps = 0

    def step(self, rows: torch.Tensor, gradient: torch.Tensor, learning_rate: float) -> None:
        self._steps += 1
        beta1, beta2 = self._betas
        first = self._first[rows].mul_(beta1).add_(gradient, alpha=1 - beta1)
        second = self._second[rows].mul_(beta2).addcmul_(gradient, gradient, value=1 - beta2)
        self._first[rows] = first
        self._second[rows] = second
        correction = (1 - beta2**self._steps) ** 0.5 / (1 - beta1**self._steps)
        self._weights[rows] -= learning_rate * correction * first / (second.sqrt_().add_(1e-8))


def prepare(pairs: list[Pair], tokenizer: Tokenizer) -> TrainingData:
    queries = tokenize(tokenizer, (pair.query for pair in pairs), max_tokens=MAX_QUERY_TOKENS)
    passages = tokenize(tokenizer, (pair.passage for pair in pairs), max_tokens=MAX_PASSAGE_TOKENS)
    numbers: dict[str, int] = {}
    same = np.array([numbers.setdefault(pair.query, len(numbers)) for pair in pairs])
    return TrainingData(queries, passages, same)


@dataclass(frozen=True, slots=True)
class Batch:
    """Queries, then their passages, as one list of bags: bag i begins at `offsets[i]`."""

    tokens: torch.Tensor
    offsets: torch.Tensor
    same_query: torch.Tensor


def batches(data: TrainingData, recipe: Recipe) -> Iterator[Batch]:
    """Without end; every pair once an epoch, in a new order each time."""
    random = np.random.default_rng(recipe.seed)
    while True:
        order = random.permutation(len(data.queries))
        for start in range(0, len(order) - recipe.batch + 1, recipe.batch):
            yield _batch(data, order[start : start + recipe.batch], recipe.dropped_share, random)


def _batch(data: TrainingData, rows: NDArray[np.int64], dropped_share: float, random: np.random.Generator) -> Batch:
    tokens, owners = [], []
    for number, lists in enumerate((data.queries, data.passages)):
        values, places = lists.gather(rows)
        kept = random.random(len(values)) >= dropped_share
        tokens.append(values[kept].astype(np.int64))
        owners.append(places[kept] + number * len(rows))
    offsets = np.searchsorted(np.concatenate(owners), np.arange(2 * len(rows)))
    parts = (np.concatenate(tokens), offsets, data.same_query[rows])
    return Batch(*(torch.from_numpy(part) for part in parts))


def loss_of(means: torch.Tensor, same_query: torch.Tensor, temperature: float) -> torch.Tensor:
    """Symmetric in-batch softmax. Another pair with the same query is masked: it is right, too."""
    queries, passages = functional.normalize(means, dim=1).chunk(2)
    scores = queries @ passages.T / temperature
    size = len(scores)
    also_right = (same_query[:, None] == same_query[None, :]) & ~torch.eye(size, dtype=torch.bool)
    scores = scores.masked_fill(also_right, float("-inf"))
    target = torch.arange(size)
    return (functional.cross_entropy(scores, target) + functional.cross_entropy(scores.T, target)) / 2


def learn(weights: torch.Tensor, optimizer: LazyAdam, batch: Batch, temperature: float, learning_rate: float) -> float:
    """One step on the vectors that the batch uses; returns the loss."""
    rows, inverse = torch.unique(batch.tokens, return_inverse=True)
    local = weights[rows].requires_grad_(True)
    means = functional.embedding_bag(inverse, local, batch.offsets, mode="mean")
    loss = loss_of(means, batch.same_query, temperature)
    (gradient,) = torch.autograd.grad(loss, local)
    optimizer.step(rows, gradient, learning_rate)
    return float(loss.detach())


def train(data: TrainingData, recipe: Recipe, vocabulary: int) -> NDArray[np.float32]:
    """One vector a piece, zero for the unknown one. Ends after `epochs`, or after `minutes` where they are given."""
    torch.manual_seed(recipe.seed)
    weights = torch.empty(vocabulary, recipe.dimensions).normal_(std=recipe.dimensions**-0.5)
    optimizer = LazyAdam(weights)
    steps = len(data.queries) // recipe.batch * recipe.epochs
    started = time.monotonic()
    for number, batch in enumerate(batches(data, recipe)):
        minutes = (time.monotonic() - started) / 60
        progress = minutes / recipe.minutes if recipe.minutes else number / steps
        if progress >= 1:
            break
        loss = learn(weights, optimizer, batch, recipe.temperature, recipe.learning_rate * (1 - progress))
        if number % STEPS_PER_LINE == 0:
            print(f"step {number} loss {loss:.3f} {minutes:.1f} min {progress:.0%}", flush=True)
    weights[0] = 0
    return weights.numpy()


def main() -> None:
    options = _options()
    torch.set_num_threads(options.threads)
    recipe = Recipe(epochs=options.epochs, minutes=options.minutes, seed=options.seed)
    started = time.monotonic()
    pairs = read_pairs(options.pairs)
    if options.sample:
        chosen = np.random.default_rng(recipe.seed).choice(len(pairs), options.sample, replace=False)
        pairs = [pairs[number] for number in chosen]
    texts = {pair.query for pair in pairs} | {pair.passage for pair in pairs}
    tokenizer = build_tokenizer(pieces(count_words(texts), recipe.vocabulary))
    print(f"{len(pairs)} pairs, {tokenizer.get_vocab_size()} pieces, {time.monotonic() - started:.0f} s", flush=True)
    data = prepare(pairs, tokenizer)
    print(f"{len(data.passages.tokens)} passage tokens, {time.monotonic() - started:.0f} s", flush=True)
    write_model(options.output, train(data, recipe, tokenizer.get_vocab_size()), tokenizer)


def _options() -> argparse.Namespace:
    standard = Recipe()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=Path, required=True, help="gzipped JSON lines with `query` and `passage`")
    parser.add_argument("--output", type=Path, required=True, help="the model's folder")
    parser.add_argument("--epochs", type=float, default=standard.epochs)
    parser.add_argument("--minutes", type=float, default=standard.minutes, help="train that long instead of epochs")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=standard.seed)
    parser.add_argument("--sample", type=int, default=0, help="use only that many pairs (to try the script)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
