"""Weights of theories: the result of weighing them against the record."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modusvivendi.case import Case
from modusvivendi.engine.layout import THEORY_PARAMETERS
from modusvivendi.evidence.forecast.predictive import Predictive
from modusvivendi.evidence.forecast.skill import Skill
from modusvivendi.evidence.inference.identity import code_digest, prior_digest
from modusvivendi.evidence.inference.options import WeighOptions
from modusvivendi.evidence.inference.posterior import Posterior
from modusvivendi.evidence.inference.theory_evidence import TheoryEvidence
from modusvivendi.evidence.record.arrays import CODINGS, Rows
from modusvivendi.evidence.sensitivity.variants import VariantEvidence
from modusvivendi.theory import Theory

REPLICATIONS = 1000  # of the log evidence within its error, for the errors of weights


@dataclass(frozen=True)
class Weights:
    """The result of ``weigh``.

    rows: what is scored. prior: weight of each theory before the record, adding up to 1. main: evidence of each theory.
    history_variants: evidence of each theory under each variant that conditions the latent states on the record anew, by
    variant and theory. predictive: figures that each posterior predicts, with what happened. skill: out of sample. options: how they were
    weighed.
    """

    case: Case
    rows: Rows
    theories: tuple[Theory, ...]
    prior: dict[str, float]
    main: dict[str, TheoryEvidence]
    history_variants: dict[str, dict[str, VariantEvidence]]
    predictive: dict[str, Predictive]
    skill: Skill
    options: WeighOptions

    @property
    def held(self) -> list[Theory]:
        """Theories that have a prior."""
        return [t for t in self.theories if self.prior[t.name] > 0]

    @property
    def least_effective(self) -> float:
        """Least effective number of draws behind the log evidence of a theory and coding."""
        return float(min(v.effective.min() for v in self.main.values()))

    def log_z(self, variant: str = "whole") -> np.ndarray:
        """Log evidence (theories, codings) under a sensitivity variant."""
        if variant in self.history_variants:
            return np.stack([self.history_variants[variant][t.name].log_z for t in self.theories])
        return np.stack([self.main[t.name][variant] for t in self.theories])

    def weights(self, variant: str = "whole", *, coding: str | None = None) -> dict[str, float]:
        """Posterior weights of theories under a variant: the mean over codings (or one coding) of prior x evidence."""
        log_z = self.log_z(variant)
        if coding is not None:
            log_z = log_z[:, [CODINGS.index(coding)]]
        names = [t.name for t in self.theories]
        return dict(zip(names, weigh_codings(log_z, np.array([self.prior[n] for n in names])).tolist(), strict=True))

    @property
    def weight_errors(self) -> dict[str, float]:
        """Monte Carlo standard errors of the posterior weights, from those of the log evidence."""
        error = np.stack([v.error[v.variants.index("whole")] for v in self.main.values()])
        noise = np.random.default_rng(self.options.seed).normal(size=(REPLICATIONS, *error.shape))
        prior = np.array([self.prior[t.name] for t in self.theories])
        moved = [weigh_codings(self.log_z() + error * z, prior) for z in noise]
        return dict(zip(self.main, np.std(moved, axis=0).tolist(), strict=True))

    @property
    def posterior(self) -> Posterior:
        """Weights and draws for studies."""
        draws = {}
        for theory in self.theories:
            u = self.main[theory.name].draws
            priors = theory.complete()
            draws[theory.name] = np.stack([priors[p].quantile(u[:, n]) for n, p in enumerate(THEORY_PARAMETERS)], axis=1)
        digests = {t.name: prior_digest(t) for t in self.theories}
        return Posterior(self.weights(), draws, self.case.digest(), digests, code_digest(), self.least_effective)


def weigh_codings(log_z: np.ndarray, prior: np.ndarray) -> np.ndarray:
    """Posterior weights (theories,) from log evidence (theories, K): normalised in each coding, then averaged."""
    return np.asarray(shares_in_codings(log_z, prior).mean(1))


def shares_in_codings(log_z: np.ndarray, prior: np.ndarray) -> np.ndarray:
    """Prior x evidence in each coding, adding up to one in it, (theories, K).

    Scaled by the best of the theories that have a prior: one without, however well it does, must not push the others below
    what can be told from nothing.
    """
    held, score = prior > 0, np.zeros(log_z.shape)
    score[held] = np.exp(log_z[held] - log_z[held].max(0)) * prior[held, None]
    return np.asarray(score / score.sum(0))
