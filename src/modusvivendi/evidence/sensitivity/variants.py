"""A theory under another reading of the record: other timing of moves, another coding rule, priors or scored months."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

from modusvivendi.engine.layout import THEORY_PARAMETERS
from modusvivendi.evidence.inference.samplers import effective_draws, evidence_of
from modusvivendi.evidence.inference.views import Views
from modusvivendi.evidence.likelihood.model import Model, Sample
from modusvivendi.evidence.record.arrays import BURST
from modusvivendi.theory import Theory

# What outsiders do enters through these; they are reported beside every placebo.
OUTSIDE = ("beta_material", "beta_reactance", "beta_contact")


@dataclass(frozen=True)
class Setup:
    """A way of reading the record that needs its own run along history. lag: months between a move and what it does (1
    in the model). gain: scale of the coding rule. burst: months not scored. width: scale of the prior widths."""

    lag: int = 1
    gain: float = 1.0
    burst: int = BURST
    width: float = 1.0

    @property
    def near(self) -> bool:
        """Whether the posterior moves so little that the main draws, weighted anew, serve."""
        return self.burst == BURST and self.width == 1.0


AS_MODELLED = Setup()
SETUPS: dict[str, Setup] = {
    "prior widths halved": Setup(width=0.5), "prior widths doubled": Setup(width=2.0),
    "founding burst scored": Setup(burst=0),
    "coding rule at half": Setup(gain=0.5), "coding rule doubled": Setup(gain=2.0),
    "placebo: lag 3": Setup(lag=3), "placebo: same month": Setup(lag=0), "placebo: lead 1": Setup(lag=-1),
    "placebo: lead 2": Setup(lag=-2),
}  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """log_z, error (K,): log evidence of the whole per coding; the error is that of the difference from the main reading
    where the same draws serve both. mean, sd (OUTSIDE,): posterior of the coefficients. effective: least effective
    number of draws behind a coding."""

    log_z: np.ndarray
    error: np.ndarray
    mean: np.ndarray
    sd: np.ndarray
    effective: np.ndarray


def reread(model: Model, theory: Theory, main: Views) -> Reading:
    """The evidence in another reading by weighting the main posterior draws anew: Z' / Z = mean of L' / L.

    Differences are exact draw by draw, so their error is much smaller than that of either evidence.
    """
    ratio = model.log_likelihood(theory, main.draws, main.draw_coding, main.draw_place) - main.draw_log_l
    log_z, error, effective, weight = main["whole"].copy(), [], [], np.zeros(len(ratio))
    for c, k in enumerate(np.unique(main.draw_coding)):
        mine = main.draw_coding == k
        found = evidence_of(ratio[mine])
        log_z[c] += found.log_z
        # Draws repeat where few carried much weight: no more of them count than were effective to begin with.
        share = mine.sum() / min(main.effective[c], mine.sum())
        error.append(np.sqrt(max(1 / found.effective - 1 / mine.sum(), 0.0) * share))
        effective.append(found.effective / share)
        weight[mine] = np.exp(ratio[mine] - logsumexp(ratio[mine]))
    mean, sd = coefficients(theory, main.draws, weight)
    return Reading(log_z, np.array(error), mean, sd, np.array(min(effective)))


def read_afresh(theory: Theory, sample: Sample) -> Reading:
    """The evidence in another reading from a sample of its own."""
    found, weight = [], np.zeros(len(sample.u))
    for k in np.unique(sample.coding):
        mine = sample.coding == k
        found.append(evidence_of(sample.total[mine]))
        weight[mine] = np.exp(sample.total[mine] - logsumexp(sample.total[mine]))
    mean, sd = coefficients(theory, sample.u, weight)
    least = min(effective_draws(sample.total[sample.coding == k]) for k in np.unique(sample.coding))
    return Reading(np.array([f.log_z for f in found]), np.array([f.error for f in found]), mean, sd, np.array(least))


def coefficients(theory: Theory, u: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Posterior mean and standard deviation of OUTSIDE under a theory; weight (n,) need not add up to one."""
    laws, share = theory.complete(), weight / weight.sum()
    values = np.stack([laws[b].quantile(u[:, THEORY_PARAMETERS.index(b)]) for b in OUTSIDE])
    mean = (values * share).sum(1)
    return mean, np.sqrt(((values - mean[:, None]) ** 2 * share).sum(1))
