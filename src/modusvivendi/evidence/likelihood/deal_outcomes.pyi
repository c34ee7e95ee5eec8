"""What goes in and out of the compiled chances of outcomes."""

from typing import NamedTuple

import numpy as np

class Forms(NamedTuple):
    """Tracks as they were negotiated: first and last entry, whether all or nothing, how quiet in [0,1]; each (N,)."""

    first: np.ndarray
    last: np.ndarray
    whole: np.ndarray
    quiet: np.ndarray

class Choices(NamedTuple):
    """How the authority chooses and how outcomes are told apart, each (n,). choice_precision: sharpness of choice. cost: fixed cost of a
    deal. step: what was asked per issue, in policy units. band: width of what counts as met in part, in logits. report:
    chance that a failure in quiet talks is reported."""

    choice_precision: np.ndarray
    cost: np.ndarray
    step: np.ndarray
    band: np.ndarray
    report: np.ndarray

def deal_outcome_chances(
    issue_worth: np.ndarray, reward: np.ndarray, forms: Forms, choices: Choices, nodes: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    """Chance that each of N tracks ends not met, partly, met in each of n draws: (N, 3, n), adding up to 1.

    issue_worth: (entries, n). reward: (N, n). nodes, weights: (Q,) of the quadrature over the random effect of a track.
    """
