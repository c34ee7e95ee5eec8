"""Pride: standing, grievance, demands that are heard as orders, snubs."""

from __future__ import annotations

from modusvivendi.engine.compile import equation
from modusvivendi.engine.equations.numeric import clip


@equation(
    "C8",
    "C14",
    source="judgement: status is what others accord and who accredits envoys, in equal parts",
    rises=("accorded", "accredited"),
)
def standing_level(accorded: float, accredited: float) -> float:
    """Standing the authority moves to, in [0,1]: mean of what is accorded and the weight of who accredits."""
    return 0.5 * (accorded + accredited)


@equation(
    "C14",
    source="definition: what outsiders accord beyond the posture of the start; standing sold in a deal is no part of it",
    rises=("accorded",),
    falls=("start",),
)
def unearned_standing(accorded: float, start: float) -> float:
    """Standing accorded without a condition, U = max(S - S0, 0), in [0,1]: no step of the authority is asked for it."""
    return clip(accorded - start, 0.0, 1.0)


@equation(
    "C3",
    "C14",
    source="record: drift toward prior approval by January 2023; gain of either sign, a judgement: a leader may be credited "
    "with recognition at home, or those who brought it about may gain a say",
    rises=("now", "drift"),
)
def leader_grip(now: float, drift: float, gain: float, unearned: float) -> float:
    """The leader's share of power one month on, in [0,1]: now + (drift + gain U) (1 - now) / 12; drift, gain a year."""
    return clip(now + 0.0833333333 * (drift + gain * unearned) * (1.0 - now), 0.0, 1.0)


@equation(
    "C8",
    source="Renshon 2015 on status loss; judgement on due 0.6–1 and half-life of months",
    rises=("due", "pressure", "snub"),
    falls=("standing", "contact"),
)
def grievance(
    now: float, due: float, standing: float, contact: float, pressure: float, slight: float, keep: float, snub: float
) -> float:
    """Grievance one month on, in [0,1]: moves to due - treatment, plus snubs.

    Treatment is (S + K) / 2 - slight P: the mean of standing and contact, less what pressure takes away.
    """
    treatment = 0.5 * (standing + contact) - slight * pressure
    target = clip(due - treatment, 0.0, 1.0)
    return clip(target + keep * (now - target) + snub, 0.0, 1.0)


@equation(
    "C8",
    source="Gruffydd-Jones 2016: shaming by a rival backfires, by a neutral source it does not; half-life 3 months",
    rises=("inflow",),
)
def demand_stock(now: float, inflow: float, keep: float) -> float:
    """Stock of public demands on one issue, one month on; inflow is weighted by who speaks (rival > neutral > kin)."""
    return keep * now + inflow


@equation(
    "C6",
    "C10",
    source="in the record same-issue pressure follows a step away 20 times and precedes it 4 times",
    rises=("step_away", "gain"),
)
def reaction(now: float, step_away: float, gain: float, keep: float) -> float:
    """How much louder outsiders are on an issue after a step away: a stock that decays with the demand half-life."""
    return clip(keep * now + gain * step_away, 0.0, 1.0)
