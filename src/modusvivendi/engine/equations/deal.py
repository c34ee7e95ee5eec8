"""Deals: an offer on one or several issues is considered, and taken or not.

What a deal is worth to the authority is written here once, and bound by the month of a simulation, by the month run
along history and by the planner's bargain: ``issue_worth`` per issue, ``offer_reward`` and ``offer_worth`` per deal,
``share_of_offer`` where each issue is decided by itself. Values are in the units of the weights: 1 is large.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from modusvivendi.engine.compile import equation, inlined
from modusvivendi.engine.equations.numeric import logistic

Value = float | np.ndarray  # a number; where tables of draws are handed over, an array of them


class Stakes(NamedTuple):
    """One issue in the eyes of the authority, each in [0,1].

    benefit: its own gain from progress. doctrine: distance from the doctrine of those who decide. contact: what dealings
    have changed. visibility, politicisation: of the issue. salience: how much the base cares now (may pass 1 where
    cohesion is low). snub_sensitivity: how far a slight in the form of talks bears on it (C9).
    """

    benefit: Value
    doctrine: Value
    contact: Value
    visibility: Value
    politicisation: Value
    salience: Value
    snub_sensitivity: Value


class Offer(NamedTuple):
    """Terms that hold for a deal as a whole, in [0,1]: material and standing reward, publicity of the talks, intensity
    of the demand, and how far their form slights the authority."""

    material: Value
    standing: Value
    publicity: Value
    intensity: Value
    snub: Value


class Relations(NamedTuple):
    """How the authority stands to those who offer, in [0,1]: trust in their promises, need of money, grievance."""

    trust: Value
    need: Value
    grievance: Value


class DealWeights(NamedTuple):
    """What a theory says decides deals: weights (theta of the core, beta), and shares in [0,1] that shape them.

    discount: how far grievance takes from standing that is sold. contamination: weight of the most politicised issue of
    a package. quiet_floor: share of visibility that stays in quiet talks. cost: fixed cost of one more deal. fairness:
    aversion to unequal deals.
    """

    theta_benefit: Value
    theta_doctrine: Value
    beta_contact: Value
    beta_audience: Value
    beta_reactance: Value
    beta_material: Value
    beta_standing: Value
    discount: Value
    contamination: Value
    quiet_floor: Value
    cost: Value
    fairness: Value


@equation(
    "C18",
    source="judgement: floor 0.1–0.5; a visible issue stays partly visible even in quiet talks",
    rises=("visibility", "publicity", "floor"),
)
def talks_exposure(visibility: float, publicity: float, floor: float) -> float:
    """How far home audiences see a step made in talks: e = v (q0 + (1 - q0) q), all in [0,1]."""
    return visibility * (floor + (1.0 - floor) * publicity)


@equation("C18", source="judgement: weight 0.2–1; issues sunk by association, Sebenius 1983", rises=("own", "worst"))
def contamination(own: float, worst: float, weight: float) -> float:
    """Politicisation of an issue inside a package: (1 - mu) own + mu max over the package; in [0,1]."""
    return (1.0 - weight) * own + weight * worst


@equation(
    "C3",
    "C6",
    "C17",
    source="design equation after the random-utility form of McKelvey and Palfrey 1995",
    rises=("benefit", "contact"),
    falls=("doctrine", "exposure", "politics", "salience"),
)
def deal_value(
    benefit: float,
    doctrine: float,
    contact: float,
    exposure: float,
    politics: float,
    salience: float,
    w_benefit: float,
    w_doctrine: float,
    b_contact: float,
    b_audience: float,
) -> float:
    """Worth to the authority of a full unit step on one issue, before rewards.

    V = th_b (2b - 1) - th_c c + bH H - bA e Pi A, where A in [0,1] is how much the base cares
    (``base_salience``), e the exposure in talks, Pi the politicisation after contamination.
    """
    return (
        w_benefit * (2.0 * benefit - 1.0)
        - w_doctrine * doctrine
        + b_contact * contact
        - b_audience * exposure * politics * salience
    )


@equation(
    "C8",
    "C10",
    source="design equation; standing that is sold is worth less the larger the grievance",
    rises=("material", "standing", "trust", "need"),
    falls=("publicity", "intensity", "grievance"),
)
def deal_reward(
    material: float,
    standing: float,
    trust: float,
    need: float,
    grievance: float,
    publicity: float,
    intensity: float,
    b_material: float,
    b_standing: float,
    b_reactance: float,
    discount: float,
) -> float:
    """Worth of the offer as a whole: bM T r need + bG T g (1 - chi E) - bY E q d; inputs in [0,1]."""
    return (
        b_material * trust * material * need
        + b_standing * trust * standing * (1.0 - discount * grievance)
        - b_reactance * grievance * publicity * intensity
    )


@equation(
    "C8",
    source="Fehr and Schmidt 1999: rejection below alpha / (1 + 2 alpha); alpha 0.425 (0.244–0.606), "
    "meta-analysis of Nunnari and Pozzi 2022",
    rises=("theirs", "alpha"),
    falls=("own",),
)
def unfairness(theirs: float, own: float, alpha: float) -> float:
    """Loss from an offer that leaves the other side more than oneself: alpha max(theirs - own, 0)."""
    gap = theirs - own
    return alpha * gap if gap > 0.0 else 0.0


@equation(
    "C9",
    source="Oslo 2022 was attended without conditions on rank, Doha II declined over who else would sit there",
    rises=("snub", "sensitivity", "grievance", "b_reactance"),
)
def slight(snub: float, sensitivity: float, grievance: float, b_reactance: float) -> float:
    """Loss per full step where the form of talks slights: bY E (snub * sensitivity); inputs in [0,1]."""
    return b_reactance * grievance * (snub * sensitivity)


@inlined
def issue_worth(issue: Stakes, worst: float, offer: Offer, grievance: float, weights: DealWeights) -> float:
    """Worth to the authority of a full step on one issue of a deal, before rewards and shocks (C3, C6, C9, C17, C18).

    V = ``deal_value`` with exposure e = ``talks_exposure`` and politicisation Pi = ``contamination``, less ``slight``.
    worst: highest politicisation among the issues of the deal.
    """
    exposure = talks_exposure(issue.visibility, offer.publicity, weights.quiet_floor)
    politics = contamination(issue.politicisation, worst, weights.contamination)
    value = deal_value(
        issue.benefit,
        issue.doctrine,
        issue.contact,
        exposure,
        politics,
        issue.salience,
        weights.theta_benefit,
        weights.theta_doctrine,
        weights.beta_contact,
        weights.beta_audience,
    )
    return value - slight(offer.snub, issue.snub_sensitivity, grievance, weights.beta_reactance)


@inlined
def offer_reward(offer: Offer, relations: Relations, weights: DealWeights) -> float:
    """What the offer as a whole adds to a deal: ``deal_reward`` of its terms and of relations (C8, C10)."""
    return deal_reward(
        offer.material,
        offer.standing,
        relations.trust,
        relations.need,
        relations.grievance,
        offer.publicity,
        offer.intensity,
        weights.beta_material,
        weights.beta_standing,
        weights.beta_reactance,
        weights.discount,
    )


@equation(
    "C8",
    "C18",
    source="design equation; the cost of one more deal is what packages save",
    rises=("reward", "paid", "own"),
    falls=("theirs", "cost", "alpha"),
)
def offer_worth(reward: float, paid: float, theirs: float, own: float, cost: float, alpha: float) -> float:
    """What comes with a deal as a whole: R = reward - f - unfairness(theirs - paid, own + reward; alpha).

    theirs, own: worth of all its steps to outsiders and to the authority. paid: material reward. cost: f.
    """
    return reward - cost - unfairness(theirs - paid, own + reward, alpha)


@equation(
    "C18",
    source="definition: where parts of an offer can be taken, its worth goes with the size of the steps",
    rises=("worth", "step"),
    falls=("steps",),
)
def share_of_offer(worth: float, step: float, steps: float) -> float:
    """Part of what comes with the deal that goes with one step: worth step / sum of steps.

    The deal is taken as a whole if the values of its steps and its worth add up to 0 or more; a step by itself, if its
    own value and this part do.
    """
    return worth * step / steps


@equation(
    "C6",
    "C18",
    source="design equation after the logit form of McKelvey and Palfrey 1995; many provinces decide each for itself",
    rises=("value", "local"),
)
def provincial_share(value: float, precision: float, local: float) -> float:
    """Share of an ask that provinces grant by themselves: l / (1 + exp(-lambda V)), in [0, l].

    local: share l of the issue that is decided below the national level. value: worth V of a full step to those who hold
    the provinces, by their own doctrine and without reward. Each province has a private shock, so over many of them the
    chance of one is the share of all.
    """
    return local * logistic(precision * value)


@equation(
    "C10",
    "C18",
    source="judgement, loss 0–0.3 an ask; words that nothing follows count for less, Sartori 2002 on reputation in diplomacy",
    falls=("lapsed", "loss"),
)
def credibility(lapsed: float, loss: float) -> float:
    """How far a bloc's asks are still listened to, in (0,1]: 1 / (1 + loss n), n being its asks that lapsed unmet."""
    return 1.0 / (1.0 + loss * lapsed)


@equation(
    "C18",
    source="judgement: 0.05–0.2 a month, attention for 2–5 tracks at a time",
    rises=("rate", "attention", "weight"),
    falls=("n_open",),
)
def consideration(rate: float, attention: float, n_open: float, weight: float) -> float:
    """Chance a month that an open track is considered: h min(1, A / n) w; w is the weight of who offers."""
    share = attention / n_open
    share = 1.0 if share > 1.0 else share
    return rate * share * weight
