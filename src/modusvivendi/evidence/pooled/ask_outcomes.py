"""How probable the outcomes of asks are, authority by authority, over the random effects of files and asks.

Compiled. The stub beside it (``ask_outcomes.pyi``) says what goes in and out. The worth of an ask is that of the engine's own
equations (``engine/equations/deal.py``), and what counts as met that of one record (``likelihood/deal_outcomes.py``).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from modusvivendi.engine.equations.deal import DealWeights, Offer, Relations, Stakes, issue_worth, offer_reward
from modusvivendi.evidence.likelihood.deal_outcomes import Choices, none_and_all, odds_of_steps

FLOOR = 1e-12
SMALL = 1e-200  # products of chances below this are scaled up
QUIET = 0.25  # publicity below which a failure may go unreported


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


@njit(nogil=True, error_model="numpy", forceinline=True)
def weights_of(deals, a, j):
    """What decides deals of authority a in draw j."""
    return DealWeights(
        deals.theta_benefit[a, j],
        deals.theta_doctrine[a, j],
        deals.beta_contact[a, j],
        deals.beta_audience[a, j],
        deals.beta_reactance[a, j],
        deals.beta_material[a, j],
        deals.beta_standing[a, j],
        deals.discount[a, j],
        deals.contamination[a, j],
        deals.quiet_floor[a, j],
        deals.cost[a, j],
        0.0,
    )


@njit(nogil=True, error_model="numpy", forceinline=True)
def odds_of_ask(asks, deals, choices, k, j, worth, odds):
    """Odds that each part of ask k is met at least in part in draw j; return the number of parts."""
    a = asks.case[k]
    weights = weights_of(deals, a, j)
    offer = Offer(asks.material[k], asks.standing[k], asks.publicity[k], asks.intensity[k], 0.0)
    relations = Relations(asks.trust[k], asks.need[k], asks.grievance[k])
    size = asks.last[k] - asks.first[k]
    for n in range(size):
        e = asks.first[k] + n
        stakes = Stakes(
            asks.benefit[e], asks.cost[k], asks.contact[e], asks.visibility[e], asks.politicisation[e], asks.salience[e], 0.0
        )
        worth[n, 0] = issue_worth(stakes, asks.worst[k], offer, asks.grievance[k], weights)
    choices.choice_precision[0] = deals.precision[a, j]
    choices.cost[0] = deals.cost[a, j]
    return odds_of_steps(worth[:size], offer_reward(offer, relations, weights), asks.whole[k], choices, 0, odds)


@njit(nogil=True, error_model="numpy", forceinline=True)
def largest_ask(asks):
    """Most parts of an ask."""
    most = 1
    for k in range(asks.first.size):
        most = max(most, asks.last[k] - asks.first[k])
    return most


@njit(nogil=True, error_model="numpy", forceinline=True)
def fill_shocks(deals, common, j, nodes, file_nodes, shocks):
    """exp of what moves the log-odds of an ask besides its worth, in draw j: authority, file and ask, into shocks (A, F, Q)."""
    for a in range(shocks.shape[0]):
        for f in range(shocks.shape[1]):
            for g in range(shocks.shape[2]):
                shocks[a, f, g] = np.exp(deals.shift[a, j] + common.spread[j] * file_nodes[f] + nodes[g])


@njit(nogil=True, cache=True, error_model="numpy")
def log_likelihood_by_case(asks, deals, common, ask_rule, file_rule, out):
    """Add to out (A, n) the log-likelihood of each authority's asks, integrated over the effects of files and asks."""
    nodes, weights = ask_rule
    file_nodes, file_weights = file_rule
    n, count, files = common.band.size, asks.case.size, file_nodes.size
    shocks, total = np.empty((out.shape[0], files, nodes.size)), np.empty(files)
    worth, odds = np.empty((largest_ask(asks), 1)), np.empty(largest_ask(asks))
    choices = Choices(np.empty(1), np.empty(1), np.empty(1), np.empty(1), np.empty(1))
    for j in range(n):
        choices.step[0], choices.band[0], choices.report[0] = common.step[j], common.band[j], common.report[j]
        fill_shocks(deals, common, j, nodes, file_nodes, shocks)
        apart = np.exp(common.band[j])
        k = 0
        while k < count:
            a, file, taken = asks.case[k], asks.file[k], 0.0
            total[:] = file_weights
            while k < count and asks.file[k] == file:
                parts = odds_of_ask(asks, deals, choices, k, j, worth, odds)
                thin = common.report[j] if asks.publicity[k] < QUIET else 1.0
                for f in range(files):
                    none, full = none_and_all(odds, parts, apart, shocks[a, f], weights)
                    reported = none * thin + 1.0 - none
                    seen = none * thin if asks.outcome[k] == 0 else full if asks.outcome[k] == 2 else 1.0 - none - full
                    total[f] *= max(seen / reported, FLOOR)
                k += 1
                top = total.max()
                if top < SMALL:
                    taken += np.log(top)
                    total[:] = total / top
            out[a, j] += taken + np.log(total.sum())


@njit(nogil=True, cache=True, error_model="numpy")
def ask_outcome_chances(asks, deals, common, ask_rule, file_rule, out):
    """Chance that each ask ends not met, partly, met, as reported, integrated over the effects of its file and its own: into
    out (N, 3, n)."""
    nodes, weights = ask_rule
    file_nodes, file_weights = file_rule
    n, files = common.band.size, file_nodes.size
    shocks = np.empty((deals.shift.shape[0], files, nodes.size))
    worth, odds = np.empty((largest_ask(asks), 1)), np.empty(largest_ask(asks))
    choices = Choices(np.empty(1), np.empty(1), np.empty(1), np.empty(1), np.empty(1))
    for j in range(n):
        choices.step[0], choices.band[0], choices.report[0] = common.step[j], common.band[j], common.report[j]
        fill_shocks(deals, common, j, nodes, file_nodes, shocks)
        apart = np.exp(common.band[j])
        for k in range(asks.case.size):
            parts = odds_of_ask(asks, deals, choices, k, j, worth, odds)
            thin = common.report[j] if asks.publicity[k] < QUIET else 1.0
            below, above = 0.0, 0.0
            for f in range(files):
                none, full = none_and_all(odds, parts, apart, shocks[asks.case[k], f], weights)
                scale = file_weights[f] / (none * thin + 1.0 - none)
                below += none * thin * scale
                above += full * scale
            out[k, 0, j], out[k, 1, j], out[k, 2, j] = below, max(1.0 - below - above, FLOOR), above
