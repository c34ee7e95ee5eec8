"""Laws of which deal is agreed, given what each possible deal is worth to both sides.

A law gives each deal k a weight; the chance that k is the one agreed, given that there is a deal, is its share of all weights.
The planner's law (``planning.judging.bargain``) has a side accept if its worth and a logistic shock add up to 0 or more; the worth
is what the deal brings less the cost of a deal f and less what unfairness takes (``offer_worth`` of the engine). With both sides
deciding like that, each by itself,

    weight(k) = F(s W_1) F(s W_2),   W_i = own_i - f - alpha max(other_i - own_i, 0),   F(x) = 1 / (1 + exp(-x))

in which s is the sharpness of choice (``choice_precision``), f ``deal_cost`` (here what no deal is worth) and alpha ``fairness``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_expit, logsumexp

from modusvivendi.engine.compile import REGISTRY
from modusvivendi.engine.equations import deal

__all__ = ["LAWS", "Agreements", "Law", "accepted", "fit_law", "log_chances", "score"]
_REGISTERED = deal  # importing it fills the registry
Array = NDArray[np.float64]
FAIRNESS = 0.425  # mean of the prior of ``fairness``
offer_worth = REGISTRY["offer_worth"].function


@dataclass(frozen=True, eq=False)
class Agreements:
    """Negotiations that ended with a deal. first, second (n, deals): what each possible deal brings to the two sides.
    ways (deals,): in how many ways a deal comes about. agreed (n,): which deal was agreed. walked: those without a deal,
    which are not among the n."""

    first: Array
    second: Array
    ways: Array
    agreed: NDArray[np.int64]
    walked: int = 0

    def where(self, chosen: NDArray[np.bool_]) -> Agreements:
        """Some of them."""
        return Agreements(self.first[chosen], self.second[chosen], self.ways, self.agreed[chosen])

    @cached_property
    def pairs(self) -> tuple[Array, NDArray[np.int64]]:
        """The different pairs of what the two sides get, (pairs, 2), and which of them each deal is, (n, deals)."""
        both = np.stack([self.first, self.second], axis=-1)
        pairs, place = np.unique(both.reshape(-1, 2), axis=0, return_inverse=True)
        return pairs, place.reshape(self.first.shape)


def joined(*parts: Agreements) -> Agreements:
    """Several lots of negotiations over the same deals as one."""
    return Agreements(
        np.concatenate([p.first for p in parts]),
        np.concatenate([p.second for p in parts]),
        parts[0].ways,
        np.concatenate([p.agreed for p in parts]),
        sum(p.walked for p in parts),
    )


def accepted(of: Agreements, sharpness: float, cost: float, alpha: float) -> Array:
    """Log of the chance that both sides accept a deal, each by itself, (n, deals); W by the engine's ``offer_worth``."""
    pairs, place = of.pairs
    first = np.array([own + offer_worth(0.0, 0.0, other, own, cost, alpha) for own, other in pairs])
    second = np.array([own + offer_worth(0.0, 0.0, other, own, cost, alpha) for other, own in pairs])
    return np.asarray((log_expit(sharpness * first) + log_expit(sharpness * second))[place])


@dataclass(frozen=True)
class Law:
    """A law. start: where fitting begins, one number a parameter. log_weight(negotiations, parameters): (n, deals). ways:
    whether a deal's weight is multiplied by the number of ways in which it comes about."""

    name: str
    start: tuple[float, ...]
    log_weight: Callable[[Agreements, Array], Array]
    ways: bool = False


def nash(of: Agreements, p: Array) -> Array:
    """Log weight p0 ln(own other): Nash 1950."""
    return np.asarray(p[0] * np.log(np.maximum(of.first * of.second, 1e-3)))


def total(of: Agreements, p: Array) -> Array:
    """Log weight p0 (own + other) - p1 |own - other|: what both get, less what they are apart."""
    return np.asarray(p[0] * (of.first + of.second) - p[1] * np.abs(of.first - of.second))


LAWS = (
    Law("uniform", (), lambda of, p: np.zeros_like(of.first, dtype=float)),
    Law("Nash product", (10.0,), nash),
    Law("sum less inequity", (0.5, 0.2), total),
    Law("both accept", (0.75, 20.0), lambda of, p: accepted(of, p[0], p[1], 0.0)),
    Law("both accept, fairness of the prior", (0.5, 25.0), lambda of, p: accepted(of, p[0], p[1], FAIRNESS)),
    Law("both accept, fairness fitted", (0.75, 20.0, 0.1), lambda of, p: accepted(of, p[0], p[1], p[2])),
    Law("Nash product, by ways", (15.0,), nash, ways=True),
    Law("sum less inequity, by ways", (0.8, 0.2), total, ways=True),
    Law("both accept, by ways", (0.9, 22.0), lambda of, p: accepted(of, p[0], p[1], 0.0), ways=True),
    Law("both accept, fairness of the prior, by ways", (0.7, 40.0), lambda of, p: accepted(of, p[0], p[1], FAIRNESS), ways=True),
    Law("both accept, fairness fitted, by ways", (0.85, 40.0, 0.25), lambda of, p: accepted(of, p[0], p[1], p[2]), ways=True),
)


def log_chances(law: Law, of: Agreements, parameters: Array) -> Array:
    """Log chance of every deal, given that one is agreed, (n, deals)."""
    weight = law.log_weight(of, parameters) + (np.log(of.ways) if law.ways else 0.0)
    return np.asarray(weight - logsumexp(weight, axis=1, keepdims=True))


def score(law: Law, of: Agreements, parameters: Array) -> Array:
    """Log chance of each agreed deal, nats, (n,)."""
    return log_chances(law, of, parameters)[np.arange(len(of.agreed)), of.agreed]


def fit_law(law: Law, of: Agreements) -> Array:
    """Parameters with the highest likelihood (simplex of Nelder and Mead 1965, from ``start``)."""
    if not law.start:
        return np.empty(0)
    options = {"maxiter": 2000, "xatol": 1e-3, "fatol": 1e-3, "adaptive": True}
    found = minimize(lambda p: -score(law, of, p).sum(), np.array(law.start), method="Nelder-Mead", options=options)
    return np.asarray(found.x)
