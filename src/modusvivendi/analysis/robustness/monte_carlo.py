"""Monte Carlo errors: how far a mean over futures may be off."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from modusvivendi.analysis.inputs import Floats
from modusvivendi.errors import InputError
from modusvivendi.study.sampling_error import sampling_error


def standard_error(sample: Floats) -> Floats:
    """Standard error of the mean of independent samples along the last axis, σ̂/√n with σ̂ from n - 1; NaN for a single one.

    Draws of a study are no independent samples: see ``modusvivendi.study.sampling_error``.
    """
    n = sample.shape[-1]
    return np.asarray(sample.std(axis=-1, ddof=1) / np.sqrt(n)) if n > 1 else np.full(sample.shape[:-1], np.nan)


def mean_and_error(sample: Floats) -> tuple[Floats, Floats]:
    """Mean over a study's draws and its standard error along the last axis; InputError for fewer than 2 draws."""
    if sample.shape[-1] < 2:
        raise InputError("a standard error needs at least 2 complete futures")
    return sample.mean(axis=-1), sampling_error(sample)


def half_width(level: float) -> float:
    """How many standard errors the interval at ``level`` (between 0 and 1) reaches on each side.

    Raises InputError for a level that is not.
    """
    if not 0 < level < 1:
        raise InputError(f"the level of an interval must lie between 0 and 1, not {level}")
    return float(ndtri(0.5 + level / 2))
