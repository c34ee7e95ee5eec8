"""Screening: which of several hundred numbers move an outcome, over several theories, from runs that are there.

A world is a theory t of weight w_t and a future f with sampled numbers x_j. With y the outcome and V its variance
over all worlds, each number is scored by its first-order index within theories,

    S_j = Σ_t w_t Var(E[y | t, x_j] | t) / V.

E[y | t, x_j] is the mean of y over classes of futures with x_j alike, as in Plischke, Borgonovo & Smith (2013),
European Journal of Operational Research 226, 536–550, and what classes of noise would show is taken off (ε², Kelley
1935). A screen is fast and sees any shape, but it is blind to pure interplay.

Numbers are taken one after another, each on what those before it leave: with hundreds of numbers and a few thousand
futures some pairs of columns move together by design, and a number without effect would be credited with the effect
of its partner. Where columns are independent the order changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from modusvivendi.analysis.inputs import Floats
from modusvivendi.errors import InputError

KEPT = 12  # numbers kept; judgement, range 8–20: as many as a reader can hold apart
CANDIDATES = 60  # numbers, the best one by one, among which the dozen is chosen; judgement, range 40–200
FEWEST = 64  # futures needed for classes that hold more than a handful

Numbers = Mapping[str, Floats]  # number → its values, (futures,), or (theories, futures) where theories differ


def classes(n: int) -> int:
    """Number of classes for n runs, Plischke et al. (2013): about n^(1/3), at most 48."""
    return int(min(np.ceil(n ** (2 / (7 + np.tanh((1500 - n) / 500)))), 48))


@dataclass(frozen=True, eq=False)
class Split:
    """``rest`` (theories, futures): an outcome less the theories' means and less what numbers taken so far explain.

    ``variance`` is V. Only theories of some weight are kept; ``live`` says which.
    """

    rest: Floats
    weights: Floats
    live: np.ndarray
    variance: float

    @staticmethod
    def of(y: Floats, weights: Floats) -> Split:
        """Split ``y`` (theories, futures). InputError for a constant outcome or fewer than 64 futures."""
        if y.shape[1] < FEWEST:
            raise InputError(f"this analysis needs at least {FEWEST} complete draws; there are {y.shape[1]}")
        live = np.flatnonzero(weights > 0)
        y, weights = y[live], weights[live]
        means = y.mean(axis=1, keepdims=True)
        centre = float(weights @ means[:, 0])
        variance = float(weights @ ((y - centre) ** 2).mean(axis=1))
        if variance <= 1e-24 * max(1.0, centre**2):
            raise InputError("the outcome is constant: no factor can explain it")
        return Split(y - means, weights, live, variance)

    def order(self, numbers: Floats) -> np.ndarray:
        """What sorts the futures by a number, (1 or theories, futures)."""
        return np.argsort(numbers[self.live] if numbers.ndim == 2 else numbers[None], axis=1, kind="stable")

    def _means(self, order: np.ndarray) -> tuple[Floats, np.ndarray]:
        """Mean of ``rest`` over classes of a number, (theories, classes), and their sizes."""
        n = self.rest.shape[1]
        starts = np.linspace(0, n, classes(n) + 1).astype(int)[:-1]
        sizes = np.diff(np.append(starts, n))
        ordered = self.rest[:, order[0]] if len(order) == 1 else np.take_along_axis(self.rest, order, axis=1)
        return np.add.reduceat(ordered, starts, axis=1) / sizes, sizes

    def index(self, order: np.ndarray) -> float:
        """S_j of a number on what is left."""
        n, (means, sizes) = self.rest.shape[1], self._means(order)
        explained = (sizes * (means - self.rest.mean(axis=1, keepdims=True)) ** 2).sum(axis=1) / n
        noise = (len(sizes) - 1) / (n - len(sizes)) * (self.rest.var(axis=1) - explained)
        return float(self.weights @ (explained - noise)) / self.variance

    def without(self, order: np.ndarray) -> Split:
        """The same less the means over classes of this number."""
        means, sizes = self._means(order)
        rest = self.rest.copy()
        every = np.broadcast_to(order, rest.shape)
        np.put_along_axis(rest, every, np.take_along_axis(rest, every, axis=1) - np.repeat(means, sizes, axis=1), axis=1)
        return replace(self, rest=rest)


@dataclass(frozen=True, eq=False)
class Screen:
    """``indices``: S_j of every number on its own, largest first. ``kept``: at most a dozen, greatest first, each above
    ``noise`` on what those before it leave; ``noise`` is the highest index among as many made-up numbers."""

    indices: pd.Series
    kept: tuple[str, ...]
    noise: float


def screen(numbers: Numbers, y: Floats, weights: Floats, seed: int, keep: int = KEPT) -> Screen:
    """Score all ``numbers`` on ``y`` (theories, futures) and keep a dozen; ``weights`` (theories,) sum to 1."""
    split, random = Split.of(y, weights), np.random.default_rng(seed)
    # As many made-up numbers as real ones: a fair contest for the top.
    noise = max((split.index(random.permutation(y.shape[1])[None]) for _ in numbers), default=0.0)
    orders = {name: split.order(values) for name, values in numbers.items()}
    alone = pd.Series({name: split.index(order) for name, order in orders.items()}, name="index", dtype=float)
    alone = alone.sort_values(ascending=False, kind="stable")
    left = [str(n) for n in alone.index[alone > noise][:CANDIDATES]]
    kept: list[str] = []
    while left and len(kept) < keep:
        scores = [split.index(orders[name]) for name in left]
        best = int(np.argmax(scores))
        if scores[best] <= noise:
            break
        kept.append(left.pop(best))
        split = split.without(orders[kept[-1]])
    return Screen(alone, tuple(kept), float(noise))
