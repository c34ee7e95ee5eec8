"""Two samplers for log evidence over the unit cube: adaptive importance sampling, and nested sampling.

Both take a vectorised log-likelihood of points u (n, d) in (0,1). Importance sampling is what ``weigh`` uses: the
record is small, so the prior covers the posterior well, one round finds it, and every draw can be reused for every
sensitivity. Nested sampling (nautilus; Lange 2023) is an independent check on it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp, ndtr, ndtri
from scipy.stats import qmc

LogLikelihood = Callable[[np.ndarray], np.ndarray]
DEFENSIVE = 0.25  # share of draws that still come from the prior, so that no weight can exceed 4 times the likelihood


@dataclass(frozen=True)
class Evidence:
    """Log evidence, its Monte Carlo standard error, and the effective number of draws behind it."""

    log_z: float
    error: float
    effective: float


@dataclass(frozen=True)
class Proposal:
    """Where to draw: a normal law in z = Phi^-1(u) for some dimensions, mixed with the prior. None: the prior."""

    dims: np.ndarray
    mean: np.ndarray
    root: np.ndarray

    def draw(self, u: np.ndarray, choose: np.ndarray) -> np.ndarray:
        """Turn uniform points u (n, d) and a uniform draw per point into draws of the mixture, in the cube."""
        z = ndtri(u[:, self.dims])
        moved = np.where((choose < DEFENSIVE)[:, None], z, self.mean + z @ self.root.T)
        out = u.copy()
        out[:, self.dims] = np.clip(ndtr(moved), 1e-9, 1 - 1e-9)
        return out

    def log_ratio(self, u: np.ndarray) -> np.ndarray:
        """log of prior density over mixture density at u."""
        z = ndtri(u[:, self.dims])
        scaled = np.linalg.solve(self.root, (z - self.mean).T)
        log_q = -0.5 * (scaled**2).sum(0) - np.log(np.abs(np.diag(self.root))).sum() + 0.5 * (z**2).sum(1)
        return np.asarray(-np.logaddexp(np.log(DEFENSIVE), np.log1p(-DEFENSIVE) + log_q))


def fit_proposal(u: np.ndarray, log_w: np.ndarray, dims: np.ndarray) -> Proposal:
    """A normal law at the weighted draws, shrunk toward independence as far as their effective number is small."""
    w = np.exp(log_w - logsumexp(log_w))
    z = ndtri(u[:, dims])
    mean = w @ z
    cov = (z - mean).T @ (w[:, None] * (z - mean))
    trust = 1.0 / (1.0 + len(dims) * (w**2).sum())
    spread = trust * np.diag(cov) + (1 - trust)
    correlation = cov / np.sqrt(np.outer(np.diag(cov), np.diag(cov)) + 1e-12)
    correlation = trust**2 * correlation + (1 - trust**2) * np.eye(len(dims))
    root = np.linalg.cholesky(1.15 * correlation * np.sqrt(np.outer(spread, spread)) + 1e-9 * np.eye(len(dims)))
    return Proposal(np.asarray(dims), trust * mean, root)


def tempered_power(log_ratio: np.ndarray, log_l: np.ndarray, least: float) -> float:
    """The largest power in (0,1] of the likelihood at which the effective number of draws is at least ``least``."""

    def effective(power: float) -> float:
        log_w = log_ratio + power * log_l
        return float(np.exp(2 * logsumexp(log_w) - logsumexp(2 * log_w)))

    if effective(1.0) >= least:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(20):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if effective(middle) >= least else (low, middle)
    return max(low, 0.01)


def cube(d: int, n: int, seed: int) -> np.ndarray:
    """n scrambled Sobol points in (0,1)^d."""
    power = int(np.ceil(np.log2(max(n, 2))))
    return np.clip(qmc.Sobol(d, scramble=True, rng=seed).random_base2(power)[:n], 1e-9, 1 - 1e-9)


def evidence_of(log_w: np.ndarray) -> Evidence:
    """Evidence from log importance weights (n,), likelihood included."""
    n = len(log_w)
    total, square = logsumexp(log_w), logsumexp(2 * log_w)
    effective = float(np.exp(2 * total - square))
    return Evidence(float(total - np.log(n)), float(np.sqrt(max(1 / effective - 1 / n, 0.0))), effective)


def importance(log_likelihood: LogLikelihood, d: int, n: int = 16384, seed: int = 1, rounds: int = 4) -> Evidence:
    """Log evidence by adaptive importance sampling: a round from the prior, then rounds from fitted proposals.

    Each proposal is fitted to the likelihood raised to the largest power that leaves enough effective draws.
    """
    points, ratio = cube(d, n, seed), np.zeros(n)
    log_l = log_likelihood(points)
    for k in range(rounds):
        power = tempered_power(ratio, log_l, 8.0 * d)
        proposal = fit_proposal(points, ratio + power * log_l, np.arange(d))
        u = cube(d + 1, n, seed + 1 + k)
        points = proposal.draw(u[:, :d], u[:, d])
        log_l, ratio = log_likelihood(points), proposal.log_ratio(points)
    return evidence_of(log_l + ratio)


def nested(log_likelihood: LogLikelihood, d: int, seed: int = 1, live: int = 1000, effective: int = 4000) -> Evidence:
    """Log evidence by nested sampling with neural-network bounds (nautilus), without networks for speed."""
    from nautilus import Sampler

    sampler = Sampler(
        lambda u: u, lambda u: log_likelihood(np.clip(u, 1e-9, 1 - 1e-9)), n_dim=d, n_live=live, n_networks=0,
        vectorized=True, seed=seed, pass_dict=False,
    )  # fmt: skip
    sampler.run(n_eff=effective, verbose=False)
    n = float(sampler.n_eff)
    return Evidence(float(sampler.log_z), float(1 / np.sqrt(n)), n)
