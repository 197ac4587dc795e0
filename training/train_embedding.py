"""Trains the built-in embedding: one vector a word, averaged; question and passage that belong together lie close.

    python -m training.train_embedding --pairs ../shared/data/train_pairs.jsonl.gz --output rag/models/builtin

Contrastive: in a batch each query must find its own passage among all others, and each passage its query.
The same seed and data give the same model up to the rounding of sums, which differs between processors.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch.nn import functional

from training.pairs import Pair, is_held_out, read_pairs
from training.sampling import Batch, Mixture, Sampler
from training.tokens import Corpus, build_corpus
from training.vocabulary import build_tokenizer, count_words, pieces
from training.writing import write_model

STEPS_PER_LINE = 50
# Blocks that stay in the processor's cache: three times as fast as all rows at once.
ROWS_AT_ONCE = 256

TITLE_KINDS = frozenset({"law_section", "title_xwlb", "title_csl"})
_WIKI_QUESTIONS = ("qa_DRCD", "qa_xquad", "qa_cmrc2018")


@dataclass(frozen=True, slots=True)
class Phase:
    """`falling`: the learning rate falls in a line to zero. `weights`: how often a kind of pair is drawn."""

    steps: int
    learning_rate: float
    falling: bool
    weights: Mapping[str, float] = field(default_factory=dict)


# Laws are a third of the pairs and pull too much; human questions are few (measured, see the model card).
BROAD = Phase(
    steps=1200,
    learning_rate=0.012,
    falling=False,
    weights={"law_section": 0.25, "qa_CAIL2019": 5.0, **dict.fromkeys(_WIKI_QUESTIONS, 5.0)},
)
FINE = Phase(
    steps=400,
    learning_rate=0.01,
    falling=True,
    weights={"law_section": 0.2, "qa_CAIL2019": 2.0, **dict.fromkeys(_WIKI_QUESTIONS, 8.0)},
)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What was measured to work (see the model card)."""

    vocabulary: int = 30_000
    dimensions: int = 512
    mixture: Mixture = field(default_factory=Mixture)
    temperature: float = 0.05
    phases: tuple[Phase, ...] = (BROAD, FINE)
    seed: int = 20_240_601


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
        rate = learning_rate * (1 - beta2**self._steps) ** 0.5 / (1 - beta1**self._steps)
        for block, part in zip(rows.split(ROWS_AT_ONCE), gradient.split(ROWS_AT_ONCE), strict=True):
            first = self._first[block].mul_(beta1).add_(part, alpha=1 - beta1)
            second = self._second[block].mul_(beta2).addcmul_(part, part, value=1 - beta2)
            self._first[block] = first
            self._second[block] = second
            self._weights[block] -= first.div_(second.sqrt_().add_(1e-8)).mul_(rate)


def loss_and_gradient(units: torch.Tensor, batch: Batch, temperature: float) -> tuple[float, torch.Tensor]:
    """Symmetric in-batch softmax over unit vectors, queries then passages, and its gradient.

    By hand, with the three large products in bfloat16: half the time of autograd in float32.
    """
    queries, passages = units.chunk(2)
    size = len(queries)
    # Cosines are at most 1: no exponent overflows, and one exponential serves rows and columns.
    share = torch.exp((_product(queries, passages.T) - 1) / temperature)
    also_right = (batch.query_numbers[:, None] == batch.query_numbers) | (
        batch.passage_numbers[:, None] == batch.passage_numbers
    )
    share.masked_fill_(also_right.fill_diagonal_(False), 0)
    by_query, by_passage = share.sum(1), share.sum(0)
    right = share.diagonal().clone()
    loss = -(torch.log(right / by_query) + torch.log(right / by_passage)).mean() / 2
    share *= (0.5 / by_query)[:, None] + 0.5 / by_passage
    share.diagonal().sub_(1)
    share /= size * temperature
    return float(loss), torch.cat((_product(share, passages), _product(share.T, queries)))


def _product(left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    return (left.bfloat16() @ right.bfloat16()).float()


def learn(weights: torch.Tensor, optimizer: LazyAdam, batch: Batch, temperature: float, learning_rate: float) -> float:
    """One step on the vectors that the batch uses; returns the loss."""
    sums = functional.embedding_bag(batch.tokens, weights, batch.offsets, mode="sum")
    lengths = sums.norm(dim=1, keepdim=True).clamp_min_(1e-6)
    units = sums / lengths
    loss, gradient = loss_and_gradient(units, batch, temperature)
    # Only what turns a vector counts: its length is divided out.
    gradient = (gradient - units * (gradient * units).sum(1, keepdim=True)) / lengths
    tokens, order = torch.sort(batch.tokens, stable=True)
    rows, counts = torch.unique_consecutive(tokens, return_counts=True)
    by_token = functional.embedding_bag(batch.owners[order], gradient, counts.cumsum(0) - counts, mode="sum")
    optimizer.step(rows, by_token, learning_rate)
    return loss


def train(corpus: Corpus, recipe: Recipe, vocabulary: int) -> NDArray[np.float32]:
    """One vector a piece, zero for the unknown one. Each phase begins its averages and its draws anew."""
    torch.manual_seed(recipe.seed)
    weights = torch.empty(vocabulary, recipe.dimensions).normal_(std=recipe.dimensions**-0.5)
    started = time.monotonic()
    for number, phase in enumerate(recipe.phases):
        optimizer = LazyAdam(weights)
        batches = Sampler(corpus, recipe.mixture, phase.weights, seed=recipe.seed + number).batches()
        for step, batch in zip(range(phase.steps), batches, strict=False):
            rate = phase.learning_rate * (1 - step / phase.steps if phase.falling else 1)
            loss = learn(weights, optimizer, batch, recipe.temperature, rate)
            if step % STEPS_PER_LINE == 0:
                print(f"step {step} loss {loss:.3f} {(time.monotonic() - started) / 60:.1f} min", flush=True)
    weights[0] = 0
    return weights.numpy()


def make_tokenizer(pairs: Sequence[Pair], size: int) -> Tokenizer:
    texts = {pair.query for pair in pairs} | {pair.passage for pair in pairs}
    return build_tokenizer(pieces(count_words(texts), size))


def main() -> None:
    options = _options()
    torch.set_num_threads(options.threads)
    recipe = replace(Recipe(), seed=options.seed)
    started = time.monotonic()
    pairs = read_pairs(options.pairs)
    if options.sample:
        chosen = np.random.default_rng(recipe.seed).choice(len(pairs), options.sample, replace=False)
        pairs = [pairs[number] for number in chosen]
    tokenizer = make_tokenizer(pairs, recipe.vocabulary)
    print(f"{len(pairs)} pairs, {tokenizer.get_vocab_size()} pieces, {time.monotonic() - started:.0f} s", flush=True)
    trained = [pair for pair in pairs if not is_held_out(pair.passage)]
    corpus = build_corpus(trained, tokenizer, TITLE_KINDS)
    print(f"{len(corpus.sentences.tokens)} passage tokens, {time.monotonic() - started:.0f} s", flush=True)
    write_model(options.output, train(corpus, recipe, tokenizer.get_vocab_size()), tokenizer)


def _options() -> argparse.Namespace:
    standard = Recipe()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=Path, required=True, help="gzipped JSON lines with `query` and `passage`")
    parser.add_argument("--output", type=Path, required=True, help="the model's folder")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=standard.seed)
    parser.add_argument("--sample", type=int, default=0, help="use only that many pairs (to try the script)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
