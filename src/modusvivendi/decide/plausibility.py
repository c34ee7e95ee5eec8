"""How plausible the sampled numbers of a future are, for the red team."""

from __future__ import annotations

import numpy as np
import xarray as xr
from scipy.special import ndtri
from scipy.stats import rankdata

from modusvivendi.case import GammaRate
from modusvivendi.decide.inputs import Floats
from modusvivendi.decide.worlds import BLOCK, parameters
from modusvivendi.study import Study
from modusvivendi.theory import Prior


def log_plausibility(study: Study) -> xr.DataArray:
    """Log density of each future's numbers under each theory, relative to its peak; dims (theory, future), ≤ 0.

    Σ over numbers of log p(x) - log max p, with p the prior density on the scale on which its law is plain:
    the number itself for uniform and normal laws, its logarithm for log-uniform and log-normal laws and for
    the Gamma laws of the case's rates. So a uniform law counts 0 everywhere, units do not matter, and a wide
    prior is not held against a theory: how far to trust a theory is said by its weight. Parameters of which
    the study holds draws that the record has weighed count -z²/2, with z the normal score of the number among
    the futures' own; how they depend on each other is left out.
    """
    theories = [t.name for t in study.theories]
    total = np.zeros((len(theories), study.futures))
    weighed = set(study.posterior.draws) if study.posterior is not None else set()
    for first in range(0, study.futures, BLOCK):
        block = slice(first, min(first + BLOCK, study.futures))
        shares, case = study.draws(first, block.stop - first)
        for factor in study.factors:
            if isinstance(factor.law, GammaRate) and factor.name not in study.pins:
                total[:, block] += gamma_below_peak(factor.law, case[factor.name])
        for t, theory in enumerate(study.theories):
            own = parameters(study, t, shares) if theory.name in weighed else {}
            for j, (name, prior) in enumerate(theory.complete().items()):
                total[t, block] += normal_score(own[name], prior) if own else below_peak(prior, shares[:, j])
    coordinates = {"theory": theories, "future": np.arange(study.futures)}
    return xr.DataArray(total, dims=("theory", "future"), coords=coordinates)


def normal_score(x: Floats, prior: Prior) -> Floats:
    """-z²/2 at each of the draws ``x``, with z = Φ⁻¹(rank); 0 where the prior is flat, as in ``below_peak``."""
    if prior.normal is None and prior.log_normal is None and prior.folded_normal is None:
        return np.zeros_like(x)
    return np.asarray(-0.5 * ndtri((rankdata(x) - 0.5) / len(x)) ** 2)


def below_peak(prior: Prior, u: Floats) -> Floats:
    """log p(x) - log max p at the quantiles ``u`` of a prior, on the plain scale of its law."""
    if prior.normal is not None or prior.log_normal is not None:
        return np.asarray(-0.5 * ndtri(u) ** 2)
    if prior.folded_normal is None:
        return np.zeros_like(u)  # fixed, uniform or log-uniform: as plausible anywhere
    mean, sd = prior.folded_normal
    at, everywhere = prior.quantile(u), np.linspace(0, abs(mean) + sd, 1001)
    return np.asarray(_folded(at, mean, sd) - _folded(everywhere, mean, sd).max())


def _folded(x: Floats, mean: float, sd: float) -> Floats:
    """Log density of |N(mean, sd)| at x ≥ 0, up to a constant."""
    return np.logaddexp(-0.5 * ((x - mean) / sd) ** 2, -0.5 * ((x + mean) / sd) ** 2)


def gamma_below_peak(law: GammaRate, x: Floats) -> Floats:
    """The same for log x with x ~ Gamma(shape, rate); the density of log x has its peak at shape / rate."""
    return np.asarray(law.shape * np.log(x * law.rate / law.shape) - (law.rate * x - law.shape))
