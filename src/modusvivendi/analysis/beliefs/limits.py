"""What one would have to believe: limits of the beliefs at which a strategy is best, as linear programmes.

The weights on theories at which strategy s is best form a polytope: Σ_t w_t (E[v | t, r] - E[v | t, s]) ≤ 0 for every
rival r, w ≥ 0, Σ w = 1. Its extent along each theory and its distance from given weights are optima of linear
programmes. Means come from a sample of futures, so an optimum has a Monte Carlo error: to first order it moves with
the means by the multipliers λ_r of the constraints (the envelope theorem), so that its error is the standard error of
the mean over futures of Σ_r λ_r Σ_t w*_t (v[t, r, f] - v[t, s, f]).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from modusvivendi.analysis.inputs import Floats
from modusvivendi.errors import InputError
from modusvivendi.study.sampling_error import sampling_error

NARROW = 1e-9  # leads, pieces and areas smaller than this share of the whole are rounding


@dataclass(frozen=True)
class WeightRange:
    """The least and greatest weight of ``theory`` over all beliefs at which ``strategy`` is best, with errors."""

    strategy: str
    theory: str
    low: float
    high: float
    low_error: float
    high_error: float


@dataclass(frozen=True)
class Shift:
    """The smallest change of given weights that makes ``strategy`` best.

    ``moved``: the weight that changes hands, ½ Σ |w - w⁰|, with its standard ``error``; ``weights``: the beliefs reached.
    """

    strategy: str
    moved: float
    error: float
    weights: dict[str, float]


def behind(sample: Floats, s: int) -> tuple[Floats, Floats]:
    """Lead of each rival over strategy ``s``: per draw (rivals, theories, draws) and on average (rivals, theories).

    ``sample`` (theories, strategies, draws). Each rival's rows are divided by their largest mean, so that the solver's
    tolerances mean the same everywhere.
    """
    leads = np.delete(sample - sample[:, s : s + 1], s, axis=1).transpose(1, 0, 2)
    means = leads.mean(axis=2)
    size = np.abs(means).max(axis=1, initial=0.0, keepdims=True)
    size[size == 0] = 1.0
    return leads / size[:, :, None], means / size


def is_ever_best(means: Floats) -> bool:
    """Whether some weights put a strategy strictly ahead: maximise the lead m with means·w + m ≤ 0."""
    if len(means) == 0:
        return True
    theories = means.shape[1]
    from scipy.optimize import linprog  # loaded when used: small commands start without it

    answer = linprog(
        np.append(np.zeros(theories), -1.0),
        A_ub=np.hstack([means, np.ones((len(means), 1))]),
        b_ub=np.zeros(len(means)),
        A_eq=[np.append(np.ones(theories), 0.0)],
        b_eq=[1.0],
        bounds=[(0, 1)] * theories + [(None, 1)],
    )
    return bool(answer.status == 0 and -answer.fun > NARROW)


def weight_ranges(sample: Floats, theories: list[str], labels: list[str]) -> tuple[WeightRange, ...]:
    """For each strategy that is ever best, the least and greatest weight of each theory while it is.

    ``sample`` (theories, strategies, draws); minimise ±w_t over the strategy's polytope.
    """
    found = []
    for s, label in enumerate(labels):
        leads, means = behind(sample, s)
        if is_ever_best(means):
            for k, theory in enumerate(theories):
                (low, low_error), (high, high_error) = (_extreme_weight(leads, means, k, sign) for sign in (1.0, -1.0))
                found.append(WeightRange(label, theory, low, high, low_error, high_error))
    return tuple(found)


def _extreme_weight(leads: Floats, means: Floats, k: int, sign: float) -> tuple[float, float]:
    theories = leads.shape[1]
    if len(means) == 0:
        return (0.0 if sign > 0 and theories > 1 else 1.0), 0.0
    cost = np.zeros(theories)
    cost[k] = sign
    answer = _solve(cost, means, np.zeros(len(means)), np.ones((1, theories)))
    return float(np.clip(sign * answer.fun, 0.0, 1.0)), _error(answer, leads)


def smallest_shift(sample: Floats, weights: Floats, theories: list[str], labels: list[str]) -> tuple[Shift, ...]:
    """For each strategy that is ever best, the smallest change of ``weights`` (theories,) that makes it best.

    Minimise ½ Σ u with u ≥ |w - w⁰| over the strategy's polytope. Strategies that are best already move nothing.
    """
    found, n = [], len(theories)
    cost = np.append(np.zeros(n), np.full(n, 0.5))
    near = np.block([[np.eye(n), -np.eye(n)], [-np.eye(n), -np.eye(n)]])
    for s, label in enumerate(labels):
        leads, means = behind(sample, s)
        if not is_ever_best(means):
            continue
        left = np.vstack([np.hstack([means, np.zeros_like(means)]), near])
        right = np.concatenate([np.zeros(len(means)), weights, -weights])
        answer = _solve(cost, left, right, np.append(np.ones(n), np.zeros(n))[None])
        reached = dict(zip(theories, answer.x[:n].tolist(), strict=True))
        found.append(Shift(label, max(0.0, float(answer.fun)), _error(answer, leads), reached))
    return tuple(found)


def _solve(cost: Floats, left: Floats, right: Floats, total: Floats) -> Any:
    from scipy.optimize import linprog

    answer = linprog(cost, A_ub=left, b_ub=right, A_eq=total, b_eq=[1.0], bounds=[(0, 1)] * len(cost))
    if answer.status != 0:
        raise InputError(f"the weights at which a strategy is best could not be found: {answer.message}")
    return answer


def _error(answer: Any, leads: Floats) -> float:
    """Standard error of an optimum, from the multipliers of the rivals' constraints, which come first."""
    rivals, theories, _ = leads.shape
    multipliers, at = answer.ineqlin.marginals[:rivals], answer.x[:theories]
    each = np.einsum("r,rtf,t->f", multipliers, leads, at)
    return float(sampling_error(each))
