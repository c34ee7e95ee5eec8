"""What goes in and out of the compiled deal equations over many draws."""

import numpy as np

from modusvivendi.engine.equations.deal import DealWeights, Offer, Relations, Stakes

def issue_worths(stakes: Stakes, worst: np.ndarray, offer: Offer, grievance: np.ndarray, weights: DealWeights) -> np.ndarray:
    """Worth to the authority of a full step on every issue in every draw: (issues, draws).

    stakes: each (issues, draws). worst: (issues, draws), politicisation of the most politicised issue read with it. offer:
    numbers. grievance: (draws,). weights: each (draws,).
    """

def offer_worths(
    offer: Offer, material: np.ndarray, relations: Relations, weights: DealWeights, theirs: np.ndarray, own: np.ndarray
) -> np.ndarray:
    """Reward of an offer, and its worth less the cost of a deal and of unfairness, in every draw: (2, draws).

    offer: numbers; its material reward is given by ``material`` (draws,). relations, weights: each (draws,). theirs, own:
    (draws,), worth of the steps to outsiders and to the authority.
    """
