"""Log evidence and draws of a theory on the asks of several authorities: sequential Monte Carlo from a normal law at the mode.

The asks depend on a theory's numbers through few of them at a time: those of one authority (``Hierarchy.by_authority``). Their
log-likelihood there is differentiated by finite differences, a dozen numbers each, all authorities at once; the chain rule gives the
curvature over all numbers together. Newton's method finds the mode, and the normal law there, a little wider where the asks say something, is where draws start.
They are led to the posterior along powers of the density ratio, each so large that half of the draws stay effective, and moved at
every power by steps that leave the normal law as it is, so that their size need not shrink with the number of dimensions (Del
Moral, Doucet and Jasra 2006, J. R. Stat. Soc. B 68:411-436; Cotter, Roberts, Stuart and White 2013, Statistical Science
28:424-446). Effects of files and of single asks are integrated out beforehand (Gauss-Hermite). BATCHES batches are independent:
their log evidences give its error. Why not importance sampling alone: docs/evidence.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

from modusvivendi.evidence.inference.samplers import effective_draws
from modusvivendi.evidence.pooled.ask_outcomes import Asks, ask_outcome_chances, log_likelihood_by_case
from modusvivendi.evidence.pooled.hierarchy import ASK_RULE, FILE_RULE, Hierarchy

NEAR = 0.1  # step of finite differences, in prior standard deviations
STEPS, CLOSE = 25, 1e-3
DAMPING = (1.0, 0.5, 0.25, 0.1, 0.03)
WIDER = 4.0  # of the variance at the mode in a direction that the asks fix; one on which they are silent keeps its prior
BATCHES, MOVES = 4, 10
KEPT_SHARE, WANTED = 0.5, 0.3  # effective share of draws at each power; share of moves accepted
SMALLEST, LARGEST = 0.05, 0.95  # sizes of moves


@dataclass(frozen=True, eq=False)
class Draws:
    """Draws x (n, size) of a theory's posterior, equally weighted; its log evidence and that of each batch."""

    x: np.ndarray
    log_evidence: float
    batches: np.ndarray

    @property
    def error(self) -> float:
        """Monte Carlo standard error of the log evidence, from the spread of batches."""
        share = np.exp(self.batches - self.log_evidence)
        return float(share.std(ddof=1) / np.sqrt(len(share)))

    @property
    def effective(self) -> float:
        """How many independent draws from the posterior would give the log evidence as well: 1 / error², at most n."""
        return float(min(1 / max(self.error, 1e-9) ** 2, len(self.x)))


def log_likelihood(hierarchy: Hierarchy, asks: Asks, by_authority: np.ndarray) -> np.ndarray:
    """Log-likelihood of each authority's asks, (n, A), from what ``Hierarchy.by_authority`` gives."""
    deals, common = hierarchy.values(by_authority)
    out = np.zeros(by_authority.shape[:2][::-1])
    log_likelihood_by_case(asks, deals, common, ASK_RULE, FILE_RULE, out)
    return out.T


def chances(hierarchy: Hierarchy, asks: Asks, x: np.ndarray) -> np.ndarray:
    """Chance that each ask ends not met, partly, met: (N, 3, n)."""
    deals, common = hierarchy.values(hierarchy.by_authority(x))
    out = np.empty((len(asks.case), 3, len(x)))
    ask_outcome_chances(asks, deals, common, ASK_RULE, FILE_RULE, out)
    return out


def bend(hierarchy: Hierarchy, asks: Asks, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Slope (A, d) and curvature (A, d, d) of each authority's log-likelihood at (A, d), by central differences."""
    a, d = at.shape
    pairs = [(i, j) for i in range(d) for j in range(i)]
    moves = np.zeros((1 + 2 * d + 2 * len(pairs), d))
    for i in range(d):
        moves[1 + 2 * i, i], moves[2 + 2 * i, i] = NEAR, -NEAR
    for n, (i, j) in enumerate(pairs):
        moves[1 + 2 * d + 2 * n, [i, j]], moves[2 + 2 * d + 2 * n, [i, j]] = NEAR, -NEAR
    f = log_likelihood(hierarchy, asks, at[None] + moves[:, None])
    up, down = f[1 : 1 + 2 * d : 2], f[2 : 2 + 2 * d : 2]
    slope = (up - down).T / (2 * NEAR)
    curve = np.zeros((a, d, d))
    curve[:, range(d), range(d)] = (up + down - 2 * f[0]).T / NEAR**2
    both = f[1 + 2 * d :: 2] + f[2 + 2 * d :: 2]
    for n, (i, j) in enumerate(pairs):
        curve[:, i, j] = curve[:, j, i] = (both[n] - up[i] - down[i] - up[j] - down[j] + 2 * f[0]) / (2 * NEAR**2)
    return slope, curve


def no_humps(curve: np.ndarray) -> np.ndarray:
    """The nearest curvature (d, d) that nowhere bends upward."""
    value, vector = np.linalg.eigh(curve)
    return np.asarray((vector * np.minimum(value, 0.0)) @ vector.T)


def find_mode(hierarchy: Hierarchy, asks: Asks) -> tuple[np.ndarray, np.ndarray]:
    """Mode (size,) of the posterior and the covariance (size, size) there, by Newton's method with damped steps."""
    x = np.zeros(hierarchy.size)
    value, precision = -np.inf, np.eye(hierarchy.size)
    for _ in range(STEPS):
        at = hierarchy.by_authority(x[None])[0]
        slope, curve = bend(hierarchy, asks, at)
        chain = hierarchy.slope(x)
        gradient = np.einsum("ad,adx->x", slope, chain) - x
        precision = np.eye(len(x)) - sum(chain[a].T @ no_humps(curve[a]) @ chain[a] for a in range(len(at)))
        tried = x + np.array(DAMPING)[:, None] * np.linalg.solve(precision, gradient)
        found = log_likelihood(hierarchy, asks, hierarchy.by_authority(tried)).sum(1) - 0.5 * (tried**2).sum(1)
        best = int(np.argmax(found))
        if not found[best] > value + CLOSE:
            break
        x, value = tried[best], float(found[best])
    return x, np.linalg.inv(precision)


@dataclass(frozen=True, eq=False)
class _Normal:
    """The normal law that draws start from: x = mean + root z, z standard normal; log_volume: log of the determinant of root."""

    hierarchy: Hierarchy
    asks: Asks
    mean: np.ndarray
    root: np.ndarray
    log_volume: float

    def x(self, z: np.ndarray) -> np.ndarray:
        """Draws (n, size) at z (n, size)."""
        return np.asarray(self.mean + z @ self.root.T)

    def gain(self, z: np.ndarray) -> np.ndarray:
        """Log of prior times likelihood over the density of this law, (n,)."""
        x = self.x(z)
        log_l = log_likelihood(self.hierarchy, self.asks, self.hierarchy.by_authority(x)).sum(1)
        return np.asarray(log_l - 0.5 * (x**2).sum(1) + 0.5 * (z**2).sum(1) + self.log_volume)


def draw(hierarchy: Hierarchy, asks: Asks, n: int, seed: tuple[int, ...] = (1,)) -> Draws:
    """n draws of a theory's posterior, given the asks."""
    mode, covariance = find_mode(hierarchy, asks)
    variance, direction = np.linalg.eigh(covariance)  # every variance is in (0, 1]; 1 is that of the prior
    wider = variance * (1 + (WIDER - 1) * (1 - variance))
    law = _Normal(hierarchy, asks, mode, direction * np.sqrt(wider), float(0.5 * np.log(wider).sum()))
    runs = [lead(law.gain, hierarchy.size, n // BATCHES, np.random.default_rng([*seed, b])) for b in range(BATCHES)]
    batches = np.array([log_evidence for _, log_evidence in runs])
    return Draws(law.x(np.concatenate([z for z, _ in runs])), float(logsumexp(batches) - np.log(BATCHES)), batches)


def lead(gain: Callable[[np.ndarray], np.ndarray], size: int, n: int, rng: np.random.Generator) -> tuple[np.ndarray, float]:
    """Lead n draws z (n, size) from a standard normal law to the law whose density is exp(gain) times as large.

    Returns the draws and the log of the mean of exp(gain) under the normal law.
    """
    z = rng.standard_normal((n, size))
    value, power, log_evidence, step = gain(z), 0.0, 0.0, 0.5
    while power < 1.0:
        further = next_power(value, power)
        log_w = (further - power) * value
        log_evidence += float(logsumexp(log_w) - np.log(n))
        power = further
        below = np.cumsum(np.exp(log_w - logsumexp(log_w)))
        chosen = np.minimum(np.searchsorted(below, (rng.random() + np.arange(n)) / n), n - 1)
        z, value = z[chosen], value[chosen]
        for _ in range(MOVES):
            tried = np.sqrt(1 - step**2) * z + step * rng.standard_normal(z.shape)
            there = gain(tried)
            moved = np.log(rng.random(n)) < power * (there - value)
            z, value = np.where(moved[:, None], tried, z), np.where(moved, there, value)
            step = float(np.clip(step * np.exp(0.5 * (moved.mean() - WANTED)), SMALLEST, LARGEST))
    return z, log_evidence


def next_power(value: np.ndarray, power: float) -> float:
    """The largest power in (power, 1] to which KEPT_SHARE of the draws stay effective.

    value: log-likelihood of each draw (n,), drawn at ``power`` of it; found by bisection, to 1e-9.
    """
    least = KEPT_SHARE * len(value)
    if effective_draws((1.0 - power) * value) >= least:
        return 1.0
    low, high = power, 1.0
    for _ in range(30):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if effective_draws((middle - power) * value) >= least else (low, middle)
    return max(low, power + 1e-4)
