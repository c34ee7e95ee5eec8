"""Sensitivity variants with latent states of their own: other timing of moves, coding rule, priors or scored months."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

from modusvivendi.engine.layout import THEORY_PARAMETERS
from modusvivendi.evidence.inference.samplers import effective_draws, evidence_of
from modusvivendi.evidence.inference.theory_evidence import TheoryEvidence
from modusvivendi.evidence.likelihood.model import Model, Sample
from modusvivendi.evidence.record.arrays import BURST
from modusvivendi.theory import Theory

# What outsiders do enters through these; they are reported beside every placebo.
OUTSIDE = ("beta_material", "beta_reactance", "beta_contact")


@dataclass(frozen=True)
class HistoryVariant:
    """A variant that conditions the latent states on the record anew.

    lag: months between a move and what it does (1 in the model). gain: scale of the coding rule. burst: months not scored.
    width: scale of the prior widths.
    """

    lag: int = 1
    gain: float = 1.0
    burst: int = BURST
    width: float = 1.0

    @property
    def near(self) -> bool:
        """Whether the posterior moves so little that the main draws, weighted anew, serve."""
        return self.burst == BURST and self.width == 1.0


AS_MODELLED = HistoryVariant()
HISTORY_VARIANTS: dict[str, HistoryVariant] = {
    "prior widths halved": HistoryVariant(width=0.5), "prior widths doubled": HistoryVariant(width=2.0),
    "founding burst scored": HistoryVariant(burst=0),
    "coding rule at half": HistoryVariant(gain=0.5), "coding rule doubled": HistoryVariant(gain=2.0),
    "placebo: lag 3": HistoryVariant(lag=3), "placebo: same month": HistoryVariant(lag=0), "placebo: lead 1": HistoryVariant(lag=-1),
    "placebo: lead 2": HistoryVariant(lag=-2),
}  # fmt: skip


@dataclass(frozen=True)
class VariantEvidence:
    """What the record says of one theory under a variant, in nats, for K codings.

    log_z, error (K,): log evidence of the whole; the error is that of the difference from the model as it is where the same
    draws serve both. mean, sd (OUTSIDE,): posterior of the coefficients. effective: least effective number of draws behind
    a coding.
    """

    log_z: np.ndarray
    error: np.ndarray
    mean: np.ndarray
    sd: np.ndarray
    effective: np.ndarray


def reweight(model: Model, theory: Theory, main: TheoryEvidence) -> VariantEvidence:
    """The evidence under a variant by weighting the main posterior draws anew: Z' / Z = mean of L' / L.

    Differences are exact draw by draw, so their error is much smaller than that of either evidence.
    """
    ratio = model.log_likelihood(theory, main.draws, main.draw_coding, main.draw_case) - main.draw_log_l
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
    return VariantEvidence(log_z, np.array(error), mean, sd, np.array(min(effective)))


def refit(theory: Theory, sample: Sample) -> VariantEvidence:
    """The evidence under a variant from a sample of its own."""
    found, weight = [], np.zeros(len(sample.u))
    for k in np.unique(sample.coding):
        mine = sample.coding == k
        found.append(evidence_of(sample.total[mine]))
        weight[mine] = np.exp(sample.total[mine] - logsumexp(sample.total[mine]))
    mean, sd = coefficients(theory, sample.u, weight)
    least = min(effective_draws(sample.total[sample.coding == k]) for k in np.unique(sample.coding))
    return VariantEvidence(np.array([f.log_z for f in found]), np.array([f.error for f in found]), mean, sd, np.array(least))


def coefficients(theory: Theory, u: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Posterior mean and standard deviation of OUTSIDE under a theory; weight (n,) need not add up to one."""
    priors, share = theory.complete(), weight / weight.sum()
    values = np.stack([priors[b].quantile(u[:, THEORY_PARAMETERS.index(b)]) for b in OUTSIDE])
    mean = (values * share).sum(1)
    return mean, np.sqrt(((values - mean[:, None]) ** 2 * share).sum(1))
