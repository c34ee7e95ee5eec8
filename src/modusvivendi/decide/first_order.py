"""First-order indices over several theories: which theory holds, and which numbers matter once it is known.

A world is a theory t of weight w_t and a future f with sampled numbers x_j. With y the outcome and V its variance
over all worlds,

    S_theory = Var_t(E[y | t]) / V        S_j = Σ_t w_t Var(E[y | t, x_j] | t) / V

so S_theory plus all S_j of independent numbers is at most 1; what is missing is chance and interplay. E[y | t, x_j]
is the mean of y over classes of futures with x_j alike, as in Plischke, Borgonovo & Smith (2013), and what classes of
noise would show is taken off (ε², Kelley 1935). Futures are independent rows; worlds of one future under
several theories are not, so errors come from random halves of the futures.

Factors are taken one after another, each on what those before it leave: with hundreds of factors and a few
thousand draws some pairs of columns move together by design, and a factor without effect would be credited
with the effect of its partner. Where columns are independent the order changes nothing. Numbers that the record
has made depend on each other share an effect, which then counts for the first of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from modusvivendi.decide.delta import classes
from modusvivendi.decide.inputs import Floats
from modusvivendi.decide.paired import half_width
from modusvivendi.decide.sensitivity import SensitivityReport
from modusvivendi.errors import InputError

KEPT = 12  # factors kept; judgement, range 8–20: as many as a reader can hold apart
CANDIDATES = 60  # factors, the best one by one, among which the dozen is chosen; judgement, range 40–200
FEWEST = 64  # futures needed for classes that hold more than a handful
RESAMPLES = 100  # random halves; judgement, range 50–200


Places = Mapping[str, Floats]  # factor → its numbers, (futures,), or (theories, futures) where theories differ


@dataclass(frozen=True, eq=False)
class Split:
    """An outcome taken apart: ``rest`` (theories, futures) is y less the theories' means; ``variance`` is V.

    Only theories of some weight are kept; ``live`` says which.
    """

    rest: Floats
    weights: Floats
    live: np.ndarray
    variance: float
    theory: float

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
        return Split(y - means, weights, live, variance, float(weights @ (means[:, 0] - centre) ** 2) / variance)

    def order(self, numbers: Floats) -> np.ndarray:
        """What sorts the futures by a factor, (1 or theories, futures)."""
        return np.argsort(np.atleast_2d(numbers)[self.live] if numbers.ndim == 2 else numbers[None], axis=1, kind="stable")

    def _means(self, order: np.ndarray) -> tuple[Floats, np.ndarray]:
        """Mean of ``rest`` over classes of a factor, (theories, classes), and their sizes."""
        n = self.rest.shape[1]
        starts = np.linspace(0, n, classes(n) + 1).astype(int)[:-1]
        sizes = np.diff(np.append(starts, n))
        ordered = self.rest[:, order[0]] if len(order) == 1 else np.take_along_axis(self.rest, order, axis=1)
        return np.add.reduceat(ordered, starts, axis=1) / sizes, sizes

    def index(self, order: np.ndarray) -> float:
        """S_j of a factor on what is left."""
        n, (means, sizes) = self.rest.shape[1], self._means(order)
        explained = (sizes * (means - self.rest.mean(axis=1, keepdims=True)) ** 2).sum(axis=1) / n
        noise = (len(sizes) - 1) / (n - len(sizes)) * (self.rest.var(axis=1) - explained)
        return float(self.weights @ (explained - noise)) / self.variance

    def without(self, order: np.ndarray) -> Split:
        """The same less the means over classes of this factor."""
        means, sizes = self._means(order)
        rest = self.rest.copy()
        every = np.broadcast_to(order, rest.shape)
        np.put_along_axis(rest, every, np.take_along_axis(rest, every, axis=1) - np.repeat(means, sizes, axis=1), axis=1)
        return replace(self, rest=rest)


def first_order(places: Places, y: Floats, weights: Floats) -> tuple[float, Floats]:
    """S_theory and S_j (factors,), factors in the order given, each on what those before it leave.

    ``y`` (theories, futures); ``weights`` (theories,), summing to 1.
    """
    split, found = Split.of(y, weights), []
    for numbers in places.values():
        order = split.order(numbers)
        found.append(split.index(order))
        split = split.without(order)
    return split.theory, np.array(found)


@dataclass(frozen=True, eq=False)
class Screen:
    """``indices``: S_j of every factor on its own, largest first. ``kept``: at most a dozen, each above ``noise``,
    the highest index of a made-up factor, on what those before it leave. ``theory``: S_theory."""

    indices: pd.Series
    kept: tuple[str, ...]
    noise: float
    theory: float


def screen(places: Places, y: Floats, weights: Floats, seed: int, keep: int = KEPT) -> Screen:
    """Score all factors and keep a dozen, greatest first: fast, sees any shape, blind to pure interplay."""
    split, random = Split.of(y, weights), np.random.default_rng(seed)
    # As many made-up factors as real ones: a fair contest for the top.
    noise = max(split.index(random.permutation(y.shape[1])[None]) for _ in places)
    orders = {name: split.order(numbers) for name, numbers in places.items()}
    alone = pd.Series({name: split.index(order) for name, order in orders.items()}, name="index", dtype=float)
    alone = alone.sort_values(ascending=False, kind="stable")
    left = [str(n) for n in alone.index[alone > noise][:CANDIDATES]]
    kept: list[str] = []
    theory = split.theory
    while left and len(kept) < keep:
        scores = [split.index(orders[name]) for name in left]
        best = int(np.argmax(scores))
        if scores[best] <= noise:
            break
        kept.append(left.pop(best))
        split = split.without(orders[kept[-1]])
    return Screen(alone, tuple(kept), float(noise), theory)


def first_order_report(places: Places, y: Floats, weights: Floats, noise: float, level: float, seed: int) -> SensitivityReport:
    """Indices of ``theory`` and of the factors given, in their order, with intervals and convergence over draws."""
    labels, n = ["theory", *places], y.shape[1]

    def indices(rows: np.ndarray) -> Floats:
        theory, found = first_order({name: x[..., rows] for name, x in places.items()}, y[:, rows], weights)
        return np.append(theory, found)

    random = np.random.default_rng(seed)
    # Halves instead of a bootstrap, whose repeated futures would look like structure to the classes. The variance
    # over halves of n is (1/(n/2)) (1 - 1/2) σ² = σ²/n (delete-half jackknife): that of the whole sample.
    few = n < 2 * FEWEST
    halves = [np.full(len(labels), np.nan)] * 2 if few else [indices(random.permutation(n)[: n // 2]) for _ in range(RESAMPLES)]
    centre, reach = indices(np.arange(n)), half_width(level) * np.std(halves, axis=0, ddof=1)
    table = pd.DataFrame({"factor": labels, "index": "first", "estimate": centre, "low": centre - reach, "high": centre + reach})
    sizes = [s for s in (n // 8, n // 4, n // 2) if s >= FEWEST] + [n]
    steps = [pd.DataFrame({"n": s, "factor": labels, "index": "first", "estimate": indices(np.arange(s))}) for s in sizes]
    return SensitivityReport("classes", table, pd.concat(steps, ignore_index=True), n, level, seed, (), 0, noise)
