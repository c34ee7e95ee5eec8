"""What it means for people and for others' security."""

from __future__ import annotations

from modusvivendi.engine.compile import equation
from modusvivendi.engine.equations.numeric import clip, exp


@equation(
    "C15",
    "C20",
    source="judgement; aid fungibility 0.1–0.6 on service aid: van de Sijpe 2013",
    rises=("revenue", "development"),
    falls=("fungibility",),
)
def services(revenue: float, development: float, fungibility: float) -> float:
    """Public services in [0,1]: half the revenue plus development money less what it displaces."""
    return clip(0.5 * revenue + 0.5 * development * (1.0 - fungibility), 0.0, 1.0)


@equation(
    "C15",
    "C20",
    source="weights per group are case data (judgement with ranges)",
    rises=("policies", "aid", "service"),
    falls=("harm", "hazard"),
)
def wellbeing(now: float, policies: float, aid: float, service: float, harm: float, hazard: float, keep: float) -> float:
    """Wellbeing of a group one month on, in [0,1]: moves to policies + aid + services - pressure - hazards.

    The first three are already weighted so that their weights add to one.
    """
    target = clip(policies + aid + service - harm - hazard, 0.0, 1.0)
    return target + keep * (now - target)


@equation(
    "C15",
    source="judgement: attacks in proportion to strength, more after mass attacks and when the movement breaks",
    rises=("strength", "mass_attack", "more"),
)
def attacks(base: float, strength: float, start: float, mass_attack: float, more: float) -> float:
    """Attacks a month by one rival: base (N / N_start)(1 + wave)(1 + more); ``more`` is felt once the movement broke.

    N_start counts as a millionth at least: a rival that is not there at the start makes no attacks as long as it is not.
    """
    start = start if start > 1e-6 else 1e-6
    return base * strength / start * (1.0 + mass_attack) * (1.0 + more)


@equation(
    "C15",
    "C20",
    source="about 1.6 million of 41 million people left for neighbouring countries in two years (UNICEF, "
    "mid-2023): 2 per cent a year; the slope is a judgement",
    rises=("rate",),
    falls=("wellbeing_now",),
)
def departures(rate: float, slope: float, start: float, wellbeing_now: float) -> float:
    """Share of those still there who leave the country in a month: (rate / 12) exp(slope (W_start - W)), at most 2 per cent.

    W in [0,1] is population-weighted wellbeing: people leave at the base rate as long as nothing changes.
    """
    return clip(rate * 0.0833333333 * exp(slope * (start - wellbeing_now)), 0.0, 0.02)
