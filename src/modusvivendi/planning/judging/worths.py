"""The engine's own deal equations over many draws at once.

Compiled. The stub beside it (``worths.pyi``) says what goes in and out.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from modusvivendi.engine.compile import ALLOCATES, embedded
from modusvivendi.engine.equations.deal import DealWeights, Offer, Relations, Stakes, issue_worth, offer_reward, offer_worth


@embedded
def weights_in(weights, d):
    """Weights of draw d."""
    return DealWeights(
        weights.theta_benefit[d], weights.theta_doctrine[d], weights.beta_contact[d], weights.beta_audience[d],
        weights.beta_reactance[d], weights.beta_material[d], weights.beta_standing[d], weights.discount[d],
        weights.contamination[d], weights.quiet_floor[d], weights.cost[d], weights.fairness[d],
    )  # fmt: skip


@njit(**ALLOCATES, cache=True)
def issue_worths(stakes, worst, offer, grievance, weights):
    """``issue_worth`` of every issue in every draw, (issues, draws).

    stakes: each (issues, draws); worst (issues, draws); offer: numbers; grievance (draws,); weights: each (draws,).
    """
    issues, draws = worst.shape
    out = np.empty((issues, draws))
    for i in range(issues):
        for d in range(draws):
            issue = Stakes(
                stakes.benefit[i, d], stakes.doctrine[i, d], stakes.contact[i, d], stakes.visibility[i, d],
                stakes.politicisation[i, d], stakes.salience[i, d], stakes.snub_sensitivity[i, d],
            )  # fmt: skip
            out[i, d] = issue_worth(issue, worst[i, d], offer, grievance[d], weights_in(weights, d))
    return out


@njit(**ALLOCATES, cache=True)
def offer_worths(offer, material, relations, weights, theirs, own):
    """``offer_reward`` and ``offer_worth`` in every draw, (2, draws).

    offer: numbers, but for the material reward (draws,); relations, weights, theirs, own: each (draws,).
    """
    draws = material.size
    out = np.empty((2, draws))
    for d in range(draws):
        here = Relations(relations.trust[d], relations.need[d], relations.grievance[d])
        terms = Offer(material[d], offer.standing, offer.publicity, offer.intensity, offer.snub)
        reward = offer_reward(terms, here, weights_in(weights, d))
        out[0, d] = reward
        out[1, d] = offer_worth(reward, material[d], theirs[d], own[d], weights.cost[d], weights.fairness[d])
    return out
