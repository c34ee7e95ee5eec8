"""How probable each outcome of a track is, over draws and the random effect of the track.

Compiled. The stub beside it (``deal_outcomes.pyi``) says what goes in and out.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from modusvivendi.engine.equations.deal import offer_worth, share_of_offer
from modusvivendi.engine.equations.numeric import clip

LARGEST = 60.0  # log odds are kept within this, far beyond where they matter, so that products stay finite


class Forms(NamedTuple):
    """Tracks as they were negotiated: first and last entry, whether all or nothing, how quiet in [0,1]; each (N,)."""

    first: np.ndarray
    last: np.ndarray
    whole: np.ndarray
    quiet: np.ndarray


class Choices(NamedTuple):
    """How the authority chooses and how outcomes are told apart, each (n,). choice_precision: sharpness of choice. cost: fixed cost
    of a deal. step: what was asked per issue, in policy units. band: width of what counts as met in part, on the logit
    scale. report: chance that a failure in quiet talks is reported."""

    choice_precision: np.ndarray
    cost: np.ndarray
    step: np.ndarray
    band: np.ndarray
    report: np.ndarray


@njit(nogil=True, error_model="numpy", forceinline=True)
def odds_of_steps(issue_worth, reward, whole, choices, j, odds):
    """Odds exp(v + band / 2), in draw j, that what was asked of a track is met at least in part; return their number.

    One per issue where each is decided by itself, v = choice_precision (V + R / sum of steps); one for the package else, v = choice_precision (sum
    s V + R) / sqrt(sum s^2): the sum of logistic shocks, matched in variance. All steps are of one size. Fairness is a
    forward lever on which the record says nothing, so R is without unfairness.
    """
    size = issue_worth.shape[0]
    worth = offer_worth(reward, 0.0, 0.0, 0.0, choices.cost[j], 0.0)
    per_step = share_of_offer(worth, 1.0, choices.step[j] * size)
    together = 0.0
    for e in range(size):
        value = issue_worth[e, j] + per_step
        together += value
        odds[e] = np.exp(clip(choices.choice_precision[j] * value + 0.5 * choices.band[j], -LARGEST, LARGEST))
    if whole > 0.5:
        odds[0] = np.exp(clip(choices.choice_precision[j] * together / np.sqrt(size) + 0.5 * choices.band[j], -LARGEST, LARGEST))
        return 1
    return size


@njit(nogil=True, error_model="numpy", forceinline=True)
def none_and_all(odds, count, apart, shock, weights):
    """Chance that none, and that all, of ``count`` parts are met, over the random effect of the track.

    The odds of being met fully are smaller than those of being met at least in part by the factor ``apart``.
    """
    none, full = 0.0, 0.0
    for g in range(shock.size):
        below, above, met = 1.0, 1.0, 1.0
        for e in range(count):
            here = odds[e] * shock[g]
            below *= 1.0 + here
            above *= here + apart
            met *= here
        none += weights[g] / below
        full += weights[g] * met / above
    return none, full


@njit(nogil=True, cache=True, error_model="numpy")
def deal_outcome_chances(issue_worth, reward, forms, choices, nodes, weights):
    """Chance that each track ends not met, partly, met: (N, 3, n).

    issue_worth (E, n), reward (N, n): as in ``History``. nodes, weights: of the quadrature over the random effect of a
    track. Each issue is met fully with chance logistic(v - band/2), at least in part with logistic(v + band/2); failures
    in quiet talks are thinned by the chance that they are reported.
    """
    tracks, n = reward.shape
    out = np.empty((tracks, 3, n))
    shock, odds = np.exp(nodes), np.empty(np.max(forms.last - forms.first))
    for k in range(tracks):
        entries = issue_worth[forms.first[k] : forms.last[k]]
        for j in range(n):
            count = odds_of_steps(entries, reward[k, j], forms.whole[k], choices, j, odds)
            none, full = none_and_all(odds, count, np.exp(choices.band[j]), shock, weights)
            thinned = none * (choices.report[j] if forms.quiet[k] > 0.75 else 1.0)
            scale = 1.0 / (thinned + 1.0 - none)
            out[k, 0, j] = thinned * scale
            out[k, 1, j] = max(1.0 - none - full, 1e-12) * scale
            out[k, 2, j] = full * scale
    return out
