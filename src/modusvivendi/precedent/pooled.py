"""A pooled logit over authorities: how likely an ask is met, if only for a time, from what is said of it.

    logit P(met or temporary) = α + a_case + Σ_k β_k x_k,   β_k ~ Normal(0, 2),  a_case ~ Normal(0, 2),  α ~ Normal(0, 10)

fitted by its penalised likelihood (the mode of the posterior under these priors, that is a ridge logit; Hoerl and Kennard
1970; le Cessie and van Houwelingen 1992, Applied Statistics 41:191-201). Covariates are means over coders, each in [0, 1]:
cost, publicity, package (form), politicisation (how the ask reads to the base), material and standing reward. Intervals come
from refitting on whole files drawn with replacement (cluster bootstrap; Cameron, Gelbach and Miller 2008). An authority on
which nothing is known has a_case = 0, and in the interval a spread: the standard deviation of the a_case of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modusvivendi.precedent.ask import Ask
from modusvivendi.precedent.demand import Demand

Array = NDArray[np.float64]
COVARIATES = ("cost", "publicity", "form", "politicisation", "material", "standing")
PRIOR_SD, ALPHA_SD = 2.0, 10.0
REFITS, SEED = 400, 1
LEVEL = 0.9
LEAST = 20  # decided asks below which nothing is fitted
STEPS, CLOSE = 50, 1e-7


@dataclass(frozen=True, eq=False)
class Pooled:
    """A fitted logit. covariates, cases: in the order of the coefficients after α. n, files: asks and files it rests on.

    mode: (1 + covariates + cases,). refits: (REFITS, same), on files drawn with replacement.
    """

    covariates: tuple[str, ...]
    cases: tuple[str, ...]
    mode: Array
    refits: Array
    n: int
    files: int

    def coefficient(self, name: str) -> tuple[float, float, float]:
        """A covariate's coefficient (logits from 0 to 1), and the ends of its interval at LEVEL."""
        at = 1 + self.covariates.index(name)
        low, high = np.quantile(self.refits[:, at], _tails())
        return float(self.mode[at]), float(low), float(high)


@dataclass(frozen=True)
class Chance:
    """The chance that an ask is met, if only for a time, with its interval at LEVEL. known: whether its authority is fitted."""

    value: float
    low: float
    high: float
    known: bool


def usable(demands: Sequence[Demand], covariates: Sequence[str]) -> list[Demand]:
    """Decided asks of which every covariate is known."""
    return [d for d in demands if d.decided and all(getattr(d, name) is not None for name in covariates)]


def met_for_a_time(demand: Demand) -> bool:
    """Whether an ask was met, if only for a time: what is predicted unless something else is said."""
    return demand.held_or_met


def fit(
    demands: Sequence[Demand],
    covariates: Sequence[str],
    refits: int = REFITS,
    event: Callable[[Demand], bool] = met_for_a_time,
) -> Pooled | None:
    """The logit of an event on the decided asks of which every covariate is known; None if there are fewer than LEAST."""
    rows = usable(demands, covariates)
    if len(rows) < LEAST:
        return None
    cases = tuple(dict.fromkeys(d.case for d in rows))
    x, y = _design(rows, covariates, cases), np.array([event(d) for d in rows], dtype=np.float64)
    precision = np.array([ALPHA_SD] + [PRIOR_SD] * (x.shape[1] - 1)) ** -2.0
    mode = solve(x, y, np.ones((1, len(rows))), precision, np.zeros((1, x.shape[1])))[0]
    names = list(dict.fromkeys(d.cluster for d in rows))
    member = np.array([names.index(d.cluster) for d in rows])
    drawn = np.random.default_rng(SEED).multinomial(len(names), np.full(len(names), 1 / len(names)), refits)
    again = solve(x, y, drawn[:, member].astype(np.float64), precision, np.tile(mode, (refits, 1)))
    return Pooled(tuple(covariates), cases, mode, again, len(rows), len(names))


def _design(rows: Sequence[Demand | Ask], covariates: Sequence[str], cases: Sequence[str]) -> Array:
    """One row an ask: 1, covariates, and a 1 for its case (none for a case that is not among them)."""
    return np.array(
        [[1.0, *(float(getattr(r, name)) for name in covariates), *(float(r.case == c) for c in cases)] for r in rows]
    ).reshape(len(rows), 1 + len(covariates) + len(cases))


def solve(x: Array, y: Array, weights: Array, precision: Array, start: Array) -> Array:
    """Modes of penalised weighted logits by Newton's method with halved steps, all at once.

    x: (n, p) covariates. y: (n,) 0 or 1. weights: (b, n), one logit a row. precision: (p,) of the normal priors around 0.
    start: (b, p). Returns (b, p).
    """
    beta, products = start.copy(), np.einsum("ni,nj->nij", x, x).reshape(len(x), -1)
    value = _objective(x, y, weights, precision, beta)
    for _ in range(STEPS):
        chance = _logistic(beta @ x.T)
        slope = (weights * (y - chance)) @ x - precision * beta
        if np.abs(slope).max() < CLOSE:
            break
        curve = ((weights * chance * (1 - chance)) @ products).reshape(len(beta), *[x.shape[1]] * 2) + np.diag(precision)
        step = np.linalg.solve(curve, slope[..., None])[..., 0]
        size = np.ones((len(beta), 1))
        for _ in range(30):
            tried = beta + size * step
            now = _objective(x, y, weights, precision, tried)
            worse = now < value - 1e-12 * np.abs(value)
            if not worse.any():
                break
            size[worse] /= 2
        beta, value = tried, now
    return beta


def _objective(x: Array, y: Array, weights: Array, precision: Array, beta: Array) -> Array:
    eta = beta @ x.T
    likelihood = (weights * (y * eta - np.logaddexp(0.0, eta))).sum(axis=1)
    return np.asarray(likelihood - 0.5 * (precision * beta**2).sum(axis=1))


def _logistic(eta: Array) -> Array:
    return np.asarray(0.5 * (1 + np.tanh(0.5 * eta)))


def _tails() -> tuple[float, float]:
    return (1 - LEVEL) / 2, 1 - (1 - LEVEL) / 2


def logits(model: Pooled, ask: Ask | Demand) -> tuple[float, Array]:
    """Logits of an ask under the mode, and under each refit with the spread of an authority that is not fitted."""
    row = _design([ask], model.covariates, model.cases)[0]
    eta, again = float(row @ model.mode), model.refits @ row
    if ask.case not in model.cases and len(model.cases) > 1:
        spread = model.refits[:, -len(model.cases) :].std(axis=1, ddof=1)
        again = again + spread * np.random.default_rng(SEED + 1).standard_normal(len(again))
    return eta, again


def chance(model: Pooled, ask: Ask | Demand) -> Chance:
    """The chance that an ask is met, if only for a time; every covariate of the model must be known of it."""
    eta, again = logits(model, ask)
    low, high = np.quantile(_logistic(again), _tails())
    value = float(_logistic(np.array(eta)))
    return Chance(value, min(float(low), value), max(float(high), value), ask.case in model.cases)
