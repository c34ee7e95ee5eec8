"""First-order indices over several theories: which theory holds, and which numbers matter once it is known.

A world is a theory t of weight w_t and a future f, whose numbers have the same places u in their priors under
every theory. With y the outcome and V its variance over all worlds,

    S_theory = Var_t(E[y | t]) / V        S_j = Σ_t w_t Var(E[y | t, u_j] | t) / V

so S_theory plus all S_j is at most 1; what is missing is chance and interplay of numbers. E[y | t, u_j] is the
mean of y over classes of futures with u_j alike, as in Plischke, Borgonovo & Smith (2013), and what classes of
noise would show is taken off (ε², Kelley 1935). Futures are independent rows; worlds of one future under
several theories are not, so errors come from random halves of the futures.

Factors are taken one after another, each on what those before it leave: with hundreds of factors and a few
thousand draws some pairs of columns move together by design, and a factor without effect would be credited
with the effect of its partner. Where columns are independent the order changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True, eq=False)
class Split:
    """An outcome taken apart: ``rest`` (theories, futures) is y less the theories' means; ``variance`` is V."""

    rest: Floats
    weights: Floats
    variance: float
    theory: float

    @staticmethod
    def of(y: Floats, weights: Floats) -> Split:
        """Split ``y`` (theories, futures). InputError for a constant outcome or fewer than 64 futures."""
        if y.shape[1] < FEWEST:
            raise InputError(f"this analysis needs at least {FEWEST} complete draws; there are {y.shape[1]}")
        live = weights > 0
        y, weights = y[live], weights[live]
        means = y.mean(axis=1, keepdims=True)
        centre = float(weights @ means[:, 0])
        variance = float(weights @ ((y - centre) ** 2).mean(axis=1))
        if variance <= 1e-24 * max(1.0, centre**2):
            raise InputError("the outcome is constant: no factor can explain it")
        return Split(y - means, weights, variance, float(weights @ (means[:, 0] - centre) ** 2) / variance)

    def index(self, order: np.ndarray) -> float:
        """S_j of a factor on what is left; ``order`` (futures,) sorts the futures by it."""
        n, (starts, sizes) = self.rest.shape[1], _classes(self.rest.shape[1])
        means = np.add.reduceat(self.rest[:, order], starts, axis=1) / sizes
        explained = (sizes * (means - self.rest.mean(axis=1, keepdims=True)) ** 2).sum(axis=1) / n
        noise = (len(sizes) - 1) / (n - len(sizes)) * (self.rest.var(axis=1) - explained)
        return float(self.weights @ (explained - noise)) / self.variance

    def without(self, order: np.ndarray) -> Split:
        """The same less the means over classes of this factor."""
        starts, sizes = _classes(self.rest.shape[1])
        rest = self.rest.copy()
        means = np.add.reduceat(self.rest[:, order], starts, axis=1) / sizes
        rest[:, order] -= np.repeat(means, sizes, axis=1)
        return Split(rest, self.weights, self.variance, self.theory)


def _classes(n: int) -> tuple[np.ndarray, np.ndarray]:
    starts = np.linspace(0, n, classes(n) + 1).astype(int)[:-1]
    return starts, np.diff(np.append(starts, n))


def first_order(places: Floats, y: Floats, weights: Floats) -> tuple[float, Floats]:
    """S_theory and S_j (factors,), factors in the order given, each on what those before it leave.

    ``places`` (futures, factors), of which only the order counts; ``y`` (theories, futures); ``weights``
    (theories,), summing to 1.
    """
    split, found = Split.of(y, weights), []
    for column in places.T:
        order = np.argsort(column, kind="stable")
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


def screen(
    names: tuple[str, ...], places: Floats, y: Floats, weights: Floats, seed: int, keep: int = KEPT
) -> Screen:
    """Score all factors and keep a dozen, greatest first: fast, sees any shape, blind to pure interplay."""
    split = Split.of(y, weights)
    probes = np.random.default_rng(seed).random(places.shape)  # as many as factors: a fair contest for the top
    noise = max(split.index(np.argsort(p)) for p in probes.T)
    orders = {name: np.argsort(u, kind="stable") for name, u in zip(names, places.T, strict=True)}
    alone = pd.Series({name: split.index(order) for name, order in orders.items()}, name="index", dtype=float)
    alone = alone.sort_values(ascending=False, kind="stable")
    left, kept, theory = [str(n) for n in alone.index[alone > noise][:CANDIDATES]], [], split.theory
    while left and len(kept) < keep:
        scores = [split.index(orders[name]) for name in left]
        best = int(np.argmax(scores))
        if scores[best] <= noise:
            break
        kept.append(left.pop(best))
        split = split.without(orders[kept[-1]])
    return Screen(alone, tuple(kept), float(noise), theory)


def first_order_report(
    names: tuple[str, ...], places: Floats, y: Floats, weights: Floats, noise: float, level: float, seed: int
) -> SensitivityReport:
    """Indices of ``theory`` and of chosen factors, in their order, with intervals and convergence over draws."""
    labels, n = ["theory", *names], y.shape[1]

    def indices(rows: np.ndarray) -> Floats:
        theory, found = first_order(places[rows], y[:, rows], weights)
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
