"""What goes in and out of the compiled chances of asks."""

from typing import NamedTuple

import numpy as np

FLOOR: float
SMALL: float
QUIET: float

class Asks(NamedTuple):
    """Asks (N,) in one reading, those of one file together: case, file, first and last entry, outcome (0 not met to 2 met),
    whether all or nothing, cost, publicity, politicisation of the whole, rewards, intensity; trust, need, grievance at the time.
    Entries (E,): benefit, visibility, politicisation of the issue; contact, salience at the time."""

    case: np.ndarray
    file: np.ndarray
    first: np.ndarray
    last: np.ndarray
    outcome: np.ndarray
    whole: np.ndarray
    cost: np.ndarray
    publicity: np.ndarray
    worst: np.ndarray
    material: np.ndarray
    standing: np.ndarray
    intensity: np.ndarray
    trust: np.ndarray
    need: np.ndarray
    grievance: np.ndarray
    benefit: np.ndarray
    visibility: np.ndarray
    politicisation: np.ndarray
    contact: np.ndarray
    salience: np.ndarray

class Deals(NamedTuple):
    """What decides deals, by authority and draw, each (A, n): as in ``DealWeights`` (fairness apart, on which a record says
    nothing), and shift: how much readier the authority is than others, in logits."""

    theta_benefit: np.ndarray
    theta_doctrine: np.ndarray
    beta_contact: np.ndarray
    beta_audience: np.ndarray
    beta_reactance: np.ndarray
    beta_material: np.ndarray
    beta_standing: np.ndarray
    discount: np.ndarray
    contamination: np.ndarray
    quiet_floor: np.ndarray
    cost: np.ndarray
    precision: np.ndarray
    shift: np.ndarray

class Common(NamedTuple):
    """What all authorities share, each (n,): report, band and step as in ``Choices``; spread: standard deviation between files,
    in logits."""

    report: np.ndarray
    band: np.ndarray
    step: np.ndarray
    spread: np.ndarray

def log_likelihood_by_case(
    asks: Asks,
    deals: Deals,
    common: Common,
    ask_rule: tuple[np.ndarray, np.ndarray],
    file_rule: tuple[np.ndarray, np.ndarray],
    out: np.ndarray,
) -> None:
    """Add to out (A, n) the log-likelihood of each of A authorities' asks in each of n draws.

    ask_rule, file_rule: nodes and weights of the quadrature over the effect of an ask (sd 1) and of a file (in its own sd).
    """

def ask_outcome_chances(
    asks: Asks,
    deals: Deals,
    common: Common,
    ask_rule: tuple[np.ndarray, np.ndarray],
    file_rule: tuple[np.ndarray, np.ndarray],
    out: np.ndarray,
) -> None:
    """Fill out (N, 3, n): the chance that each of N asks ends not met, partly, met in each of n draws, adding up to 1."""
