"""Two samplers for log evidence over the unit cube: adaptive importance sampling, and nested sampling.

Both take vectorised log-likelihoods of points u (n, d) in (0,1). ``weigh`` uses importance sampling: a normal distribution,
found in a few tempered rounds and mixed with the prior, whose draws serve every coding of the record at once. Nested
sampling (nautilus; Lange 2023) is the maintained, independent check: ``weigh --sampler nautilus``. What each costs and
how well they agree is measured in docs/evidence.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp, ndtr, ndtri

from modusvivendi.study.sequence import quantiles

LogLikelihood = Callable[[np.ndarray], np.ndarray]
DEFENSIVE = 0.25  # share of draws that still come from the prior, so that no weight can exceed 4 times the likelihood
ROUNDS = 5  # at most so many rounds to find a proposal,
LAST = 4  # and one more, so many times as large
EDGE = 1e-9  # points are kept this far inside the cube
STREAM = "record"  # quantiles of what is weighed against a record are independent of those of a study
CHOICE = "from the prior or moved"  # the quantile that picks a part of a proposal's mixture
APART = 2**20  # numbers of draws in one round lie this far from those in another


@dataclass(frozen=True)
class Evidence:
    """Log evidence, its Monte Carlo standard error, and the effective number of draws behind it."""

    log_z: float
    error: float
    effective: float


@dataclass(frozen=True)
class Proposal:
    """Where to draw: a normal distribution in z = Phi^-1(u) for some dimensions, mixed with the prior.

    dims (k,): which. mean (k,), root (k, k): lower triangular root of the covariance.
    """

    dims: np.ndarray
    mean: np.ndarray
    root: np.ndarray

    def draw(self, u: np.ndarray, choose: np.ndarray) -> np.ndarray:
        """Turn uniform points u (n, d) and a uniform draw per point into draws of the mixture, in the cube."""
        z = ndtri(u[:, self.dims])
        moved = np.where((choose < DEFENSIVE)[:, None], z, self.mean + times(z, self.root.T))
        out = u.copy()
        out[:, self.dims] = np.clip(ndtr(moved), EDGE, 1 - EDGE)
        return out

    def narrowed(self, dims: np.ndarray, factor: float) -> Proposal:
        """The same proposal with mean and spread in some of its dimensions multiplied by ``factor``."""
        scale = np.where(np.isin(self.dims, dims), factor, 1.0)
        return Proposal(self.dims, scale * self.mean, scale[:, None] * self.root)

    def log_ratio(self, u: np.ndarray) -> np.ndarray:
        """log of prior density over mixture density at u."""
        z = ndtri(u[:, self.dims])
        scaled = times(z - self.mean, np.linalg.inv(self.root).T)
        log_q = -0.5 * (scaled**2).sum(1) - np.log(np.diag(self.root)).sum() + 0.5 * (z**2).sum(1)
        return np.asarray(-np.logaddexp(np.log(DEFENSIVE), np.log1p(-DEFENSIVE) + log_q))


def times(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Matrix product without BLAS: the same bits whatever the number of threads of the machine."""
    return np.asarray(np.einsum("nk,km->nm", a, b, optimize=False))


def fit_proposal(u: np.ndarray, log_w: np.ndarray, dims: np.ndarray) -> Proposal:
    """A normal distribution at the weighted draws, shrunk toward independence as far as their effective number is small."""
    w = np.exp(log_w - logsumexp(log_w))
    z = ndtri(u[:, dims])
    mean = (w[:, None] * z).sum(0)
    cov = times((w[:, None] * (z - mean)).T.copy(), z - mean)
    trust = 1.0 / (1.0 + len(dims) * (w**2).sum())
    spread = trust * np.diag(cov) + (1 - trust)
    correlation = cov / np.sqrt(np.outer(np.diag(cov), np.diag(cov)) + 1e-12)
    correlation = trust**2 * correlation + (1 - trust**2) * np.eye(len(dims))
    root = np.linalg.cholesky(1.15 * correlation * np.sqrt(np.outer(spread, spread)) + 1e-9 * np.eye(len(dims)))
    return Proposal(np.asarray(dims), trust * mean, root)


def effective_draws(log_w: np.ndarray) -> float:
    """Effective number of weighted draws, (sum w)^2 / sum w^2 (Kish)."""
    return float(np.exp(2 * logsumexp(log_w) - logsumexp(2 * log_w)))


def tempered_power(log_ratio: np.ndarray, log_l: np.ndarray, least: float) -> float:
    """The largest power in (0,1] of the likelihood at which the effective number of draws is at least ``least``."""
    if effective_draws(log_ratio + log_l) >= least:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(20):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if effective_draws(log_ratio + middle * log_l) >= least else (low, middle)
    return max(low, 0.01)


Draw = Callable[[Proposal | None, int, int], tuple[np.ndarray, np.ndarray, np.ndarray]]


def find_proposal(draw: Draw, dims: np.ndarray, least: float, start: Proposal | None = None) -> Proposal:
    """From the prior toward the posterior: each round's draws are fitted with the likelihood raised to the largest
    power that leaves ``least`` effective draws per dimension. When that power is 1 in the third round or later, or
    after ROUNDS, a final round of LAST times as many draws is fitted. start: a proposal that needs the final round only.

    draw(proposal or None for the prior, number of the round, size of the round) gives points u (n, d), log of prior
    over proposal (n,) and log-likelihood (n,).
    """
    proposal = start
    for n in range(0 if start else ROUNDS):
        u, log_ratio, log_l = draw(proposal, n, 1)
        power = tempered_power(log_ratio, log_l, least * len(dims))
        proposal = fit_proposal(u, log_ratio + power * log_l, dims)
        if power == 1.0 and n > 1:
            break
    u, log_ratio, log_l = draw(proposal, ROUNDS, LAST)
    return fit_proposal(u, log_ratio + tempered_power(log_ratio, log_l, least * len(dims)) * log_l, dims)


def cube(names: Sequence[str], numbers: np.ndarray, seed: int) -> np.ndarray:
    """Points (n, names) in the unit cube, known by their ``numbers`` (n,), each coordinate by its name (see ``sequence``)."""
    return np.stack(list(quantiles(names, numbers, seed, STREAM).values()), axis=1)


def evidence_of(log_w: np.ndarray) -> Evidence:
    """Evidence from log importance weights (n,), likelihood included."""
    n, effective = len(log_w), effective_draws(log_w)
    return Evidence(float(logsumexp(log_w) - np.log(n)), float(np.sqrt(max(1 / effective - 1 / n, 0.0))), effective)


def importance(log_likelihood: LogLikelihood, d: int, n: int = 16384, seed: int = 1) -> Evidence:
    """Log evidence of one likelihood by adaptive importance sampling: rounds of n / 16 points, then n points."""

    def draw(proposal: Proposal | None, number: int, size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Points of round ``number``, log ratios of prior to proposal, and log-likelihoods."""
        count = size * max(n // 16, 64)
        u = cube([*(f"dimension {n}" for n in range(d)), CHOICE], APART * number + np.arange(count), seed)
        points = proposal.draw(u[:, :d], u[:, d]) if proposal else u[:, :d]
        ratio = proposal.log_ratio(points) if proposal else np.zeros(count)
        return points, ratio, log_likelihood(points)

    proposal = find_proposal(draw, np.arange(d), 5.0)
    _, ratio, log_l = draw(proposal, ROUNDS + 1, 16)
    return evidence_of(ratio + log_l)


@dataclass(frozen=True)
class Nested:
    """Points of a nested sampling run: points (n, d), log_volume (n,) log of the prior mass each stands for, log_l (n,);
    log_z and the effective number of posterior draws; done: whether it came to its end within its calls."""

    points: np.ndarray
    log_volume: np.ndarray
    log_l: np.ndarray
    log_z: float
    effective: float
    done: bool

    @property
    def evidence(self) -> Evidence:
        """Log evidence with its error."""
        return Evidence(self.log_z, float(1 / np.sqrt(max(self.effective, 1e-9))), self.effective)


def nested(
    log_likelihood: LogLikelihood,
    d: int,
    seed: int = 1,
    live: int = 1000,
    effective: int = 4000,
    batch: int = 1024,
    calls: float = np.inf,
) -> Nested:
    """Nested sampling by nautilus, with ellipsoids only (no neural networks: their training would take longer).

    calls: at most so many evaluations of the likelihood, whose number (not a clock) ends a run, so that it can be repeated.
    """
    from nautilus import Sampler

    sampler = Sampler(
        lambda u: u,
        lambda u: log_likelihood(np.clip(u, EDGE, 1 - EDGE)),
        n_dim=d,
        n_live=live,
        n_networks=0,
        n_batch=batch,
        vectorized=True,
        seed=seed,
        pass_dict=False,
    )
    done = sampler.run(n_eff=effective, verbose=False, n_like_max=calls)
    points, log_w, log_l = sampler.posterior()
    mass = log_w - logsumexp(log_w) + sampler.log_z - log_l  # share of the posterior x evidence / likelihood
    return Nested(
        np.clip(points, EDGE, 1 - EDGE),
        mass,
        log_l,
        float(sampler.log_z),
        float(sampler.n_eff),
        bool(done),
    )
