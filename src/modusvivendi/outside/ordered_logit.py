"""A Bayesian ordered logit (proportional odds; McCullagh 1980, JRSS B 42:109-142) with normal priors, by Laplace's method.

    P(y <= k) = F(c_k - eta),   eta = X beta,   F(x) = 1 / (1 + exp(-x)),   c_1 < ... < c_(K-1)

Each beta and each cut c has a normal prior; effects of groups are columns of X with a prior around 0. The log-likelihood is
concave in (c, beta) (Pratt 1981, JASA 76:103-106), so that Newton's method finds the mode; the evidence is that of the normal
law around it (Tierney and Kadane 1986, JASA 81:82-86).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.special import expit, log_expit

Array = NDArray[np.float64]
NODES = 41  # of the quadrature over what is not known of a row
CUT_SD = 5.0  # of a cut; wide on the scale of logits, the same for all that is compared
STEPS, CLOSE = 100, 1e-8


@dataclass(frozen=True, eq=False)
class Fit:
    """A mode. cuts: (K-1,), rising. beta: (p,). cov: (K-1+p,) square, of the normal law around it. log_z: log evidence."""

    cuts: Array
    beta: Array
    cov: Array
    log_z: float

    def interval(self, n: int, z: float = 1.645) -> tuple[float, float, float]:
        """Coefficient n with its interval (z standard deviations either way; 1.645 for 90%)."""
        sd = float(np.sqrt(self.cov[len(self.cuts) + n, len(self.cuts) + n]))
        return float(self.beta[n]), float(self.beta[n]) - z * sd, float(self.beta[n]) + z * sd


def log_chance(y: NDArray[np.int64], x: Array, cuts: Array, beta: Array) -> Array:
    """Log chance of each y, (n,): log F(a) + log(1 - F(b)) + log(1 - exp(b - a)) with a, b the cuts around y less eta."""
    above, below = _ends(y, x, cuts, beta)
    with np.errstate(divide="ignore"):
        return np.asarray(log_expit(above) + log_expit(-below) + np.log(-np.expm1(below - above)))


def predict(found: Fit, x: Array, unknown: Array) -> Array:
    """Chance of each level for new rows x (n, p), (n, K).

    unknown (n,): variance of effects that no coefficient holds, such as that of a new group. What is not known of a row's place
    among the cuts is normal, with the variance of mean(c) - x beta around the mode plus ``unknown``, and integrated over by
    Gauss-Hermite quadrature; gaps between cuts stand at the mode.
    """
    k = len(found.cuts)
    slope = np.hstack([np.full((len(x), k), 1 / k), -x])
    variance = np.einsum("ni,ij,nj->n", slope, found.cov, slope) + unknown
    node, weight = np.polynomial.hermite_e.hermegauss(NODES)
    place = found.cuts[:, None] - (x @ found.beta)[:, None, None] + np.sqrt(variance)[:, None, None] * node
    below = expit(place) @ (weight / weight.sum())
    return np.diff(below, prepend=0.0, append=1.0, axis=1)


def _ends(y: NDArray[np.int64], x: Array, cuts: Array, beta: Array) -> tuple[Array, Array]:
    """The cuts above and below each y, less eta; infinite beyond the last and the first."""
    wide = np.concatenate([[-np.inf], cuts, [np.inf]])
    eta = x @ beta
    return wide[y + 1] - eta, wide[y] - eta


def fit(y: NDArray[np.int64], x: Array, mean: Array, sd: Array, start: Fit | None = None) -> Fit:
    """The mode and evidence for y (n,) in 0..K-1, each of which occurs, and x (n, p), priors N(mean, sd) (p,) of beta.

    Raises ValueError if fewer than two levels of y occur.
    """
    k = int(y.max())
    if k < 1 or len(np.unique(y)) < k + 1:
        raise ValueError("every level from 0 up must occur, and at least two")
    prior_mean, precision = np.concatenate([np.zeros(k), mean]), np.concatenate([np.full(k, CUT_SD), sd]) ** -2.0
    upper, lower = np.eye(k + 1)[y][:, :k], np.eye(k + 1)[y][:, 1:]
    above, below = np.hstack([upper, -x]), np.hstack([lower, -x])
    share = np.cumsum(np.bincount(y, minlength=k + 1))[:k] / len(y)
    theta = np.concatenate([start.cuts, start.beta] if start else [np.log(share / (1 - share)), mean])

    def objective(at: Array) -> float:
        if (np.diff(at[:k]) <= 0).any():
            return -np.inf
        return float(log_chance(y, x, at[:k], at[k:]).sum() - 0.5 * (precision * (at - prior_mean) ** 2).sum())

    value = objective(theta)
    for _ in range(STEPS):
        slope, curve = _derivatives(y, x, above, below, theta[:k], theta[k:])
        slope, curve = slope - precision * (theta - prior_mean), curve + np.diag(precision)
        step = cho_solve(cho_factor(curve), slope)
        if step @ slope < CLOSE:
            break
        size = 1.0
        while (tried := objective(theta + size * step)) < value and size > 1e-9:
            size /= 2
        theta, value = theta + size * step, tried
    cov = cho_solve(cho_factor(curve), np.eye(len(theta)))
    log_z = value + 0.5 * (np.log(precision).sum() - np.linalg.slogdet(curve)[1])
    return Fit(theta[:k], theta[k:], cov, float(log_z))


def _derivatives(y: NDArray[np.int64], x: Array, above: Array, below: Array, cuts: Array, beta: Array) -> tuple[Array, Array]:
    """Slope of the log-likelihood and its negative curvature in (cuts, beta)."""
    a, b = _ends(y, x, cuts, beta)
    gap = a - b
    with np.errstate(over="ignore"):
        ratio = 1.0 / np.expm1(gap)
        bend = 1.0 / (4.0 * np.sinh(gap / 2.0) ** 2)
    slope = above.T @ (expit(-a) + ratio) - below.T @ (expit(b) + ratio)
    both = above - below  # one in the upper, minus one in the lower cut
    curve = above.T @ (above * (expit(a) * expit(-a))[:, None]) + below.T @ (below * (expit(b) * expit(-b))[:, None])
    return slope, curve + both.T @ (both * bend[:, None])
