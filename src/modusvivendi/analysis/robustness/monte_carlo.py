"""Monte Carlo errors: how far a mean over futures may be off."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from modusvivendi.analysis.inputs import Floats
from modusvivendi.errors import InputError


def standard_error(sample: Floats) -> Floats:
    """Standard error of the mean along the last axis, σ̂/√n with σ̂ from n - 1; NaN for a single future.

    The formula is for independent futures. Those of a study are spread more evenly, so
    the error stated is then too large rather than too small.
    """
    n = sample.shape[-1]
    return np.asarray(sample.std(axis=-1, ddof=1) / np.sqrt(n)) if n > 1 else np.full(sample.shape[:-1], np.nan)


def mean_and_error(sample: Floats) -> tuple[Floats, Floats]:
    """Mean and standard error along the last axis; InputError for fewer than 2 futures."""
    if sample.shape[-1] < 2:
        raise InputError("a standard error needs at least 2 complete futures")
    return sample.mean(axis=-1), standard_error(sample)


def half_width(level: float) -> float:
    """How many standard errors the interval at ``level`` (between 0 and 1) reaches on each side."""
    if not 0 < level < 1:
        raise InputError(f"the level of an interval must lie between 0 and 1, not {level}")
    return float(ndtri(0.5 + level / 2))
