"""How far a mean over a study's draws may be off, from short runs of draws.

Draws are spread evenly by name (``sequence``): each run of 2^m draws, from a multiple of 2^m on, holds one draw in every
2^m-th part of every number's distribution. A mean over such a run is free of most of what single numbers do, and so is the mean
over all draws; the spread of single draws is not, and sigma/√n overstates the error two to five times. Means of runs are
nearly independent, and each is as evenly drawn as the whole, so that their spread is the honest measure (batch means;
L'Ecuyer and Lemieux 2002, "Recent Advances in Randomized Quasi-Monte Carlo Methods", do the same with whole randomisations). Theories
share draws, though not chance: a mean over theories is summed within each draw first.
"""

from __future__ import annotations

import numpy as np

LONGEST, FEWEST = 16, 16  # draws a run, runs; judgement, ranges 8–32: measured against spread over seeds, see docs/benchmarks.md


def run_length(draws: int) -> int:
    """Draws in a run: the largest power of two of which there are ``FEWEST`` runs, ``LONGEST`` at most, 1 at least."""
    length = 1
    while 2 * length <= LONGEST and draws // (2 * length) >= FEWEST:
        length *= 2
    return length


def sampling_error(samples: np.ndarray) -> np.ndarray:
    """Standard error of the mean over the last axis, the draws of a study in their order; NaN for a single draw.

    sqrt(var(means of runs) / runs). Draws beyond the last whole run add to no spread. Where every run is one draw
    it is sigma/√n.
    """
    draws = samples.shape[-1]
    if draws < 2:
        return np.full(samples.shape[:-1], np.nan)
    length = run_length(draws)
    runs = draws // length
    means = samples[..., : runs * length].reshape(*samples.shape[:-1], runs, length).mean(axis=-1, dtype=np.float64)
    return np.asarray(means.std(axis=-1, ddof=1) / np.sqrt(draws / length))
