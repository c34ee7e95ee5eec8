"""Home audiences: what they make of steps, what holds them, and when they leave."""

from __future__ import annotations

from modusvivendi.engine.compile import equation
from modusvivendi.engine.equations.numeric import clip, exp


@equation(
    "C4",
    "C6",
    source="judgement: cohesion amplifier 0–2; audience costs: Fearon 1994, Weeks 2008",
    rises=("members", "salience"),
    falls=("cohesion",),
)
def base_salience(members: float, salience: float, cohesion: float, amplifier: float) -> float:
    """One segment's part in how much the base cares: n k (1 + h (1 - C)) / (1 + h/2).

    members are a share of the initial membership, so the sum over segments is near 1 when salience is.
    """
    return members * salience * (1.0 + amplifier * (1.0 - cohesion)) / (1.0 + 0.5 * amplifier)


@equation(
    "C4",
    "C5",
    source="outbidding: Walter 2017; Iannaccone and Berman 2006",
    rises=("members", "salience", "pull"),
    falls=("cohesion",),
)
def signalling(members: float, salience: float, cohesion: float, pull: float) -> float:
    """One segment's part in what hardening buys: n k ((1 - C) + rival pull) / 2."""
    return members * salience * 0.5 * (1.0 - cohesion + pull)


@equation(
    "C4",
    source="judgement: 0.5–3 log-odds per full step that is seen; reverts with half-life 12–48 months",
    rises=("log_odds",),
    falls=("seen_step",),
)
def dedication(log_odds: float, seen_step: float, step_effect: float, keep: float) -> float:
    """Log-odds, around the norm, of the belief that the leadership is dedicated, one month on.

    It falls by step_effect per unit of seen movement toward (weighted by what the segment cares about), rises
    for movement away, and keeps the share ``keep`` of its departure from the norm each month.
    """
    return clip(keep * log_odds - step_effect * seen_step, -6.0, 6.0)


@equation(
    "C2",
    "C3",
    "C5",
    source="judgement; rally: Grossman, Manekin and Margalit 2018, Frye 2019 (sign uncertain)",
    rises=("now", "belief_gap", "patronage_gap", "standing_gap"),
    falls=("desertions",),
)
def cohesion(
    now: float,
    norm: float,
    ideology: float,
    belief_gap: float,
    patronage_gap: float,
    standing_gap: float,
    hostility_gap: float,
    desertions: float,
    response: float,
    standing_effect: float,
    rally: float,
    contagion: float,
    keep: float,
    noise: float,
) -> float:
    """Cohesion of a segment one month on, in [0,1].

    C' = norm + keep (C - norm) + k (iota (D - norm_D) + (1 - iota)(patronage - due)) + s dS + rally dP
         - contagion * desertions + noise. The gaps are departures from their starting level.
    """
    push = response * (ideology * belief_gap + (1.0 - ideology) * patronage_gap)
    push = push + standing_effect * standing_gap + rally * hostility_gap - contagion * desertions
    return clip(norm + keep * (now - norm) + push + noise, 0.0, 1.0)


@equation(
    "C5",
    source="order of 0.2–1 per cent a year to the rival: inference from expulsions and rival strength",
    rises=("rate",),
    falls=("cohesion_now",),
)
def desertion(rate: float, slope: float, critical: float, cohesion_now: float) -> float:
    """Share of members that leaves in a month: (rate / 12) exp(slope (critical - C)), at most 2 per cent."""
    return clip(rate * 0.0833333333 * exp(slope * (critical - cohesion_now)), 0.0, 0.02)


@equation(
    "C1",
    "C3",
    source="revolutionary regimes break down at 0.012–0.025 a year: Lachapelle et al. 2020",
    rises=("rate",),
    falls=("cohesion_now",),
)
def fragmentation(rate: float, slope: float, start: float, cohesion_now: float) -> float:
    """Chance in a month that the movement breaks: (rate / 12) exp(slope (C_start - C)), at most 5 per cent."""
    return clip(rate * 0.0833333333 * exp(slope * (start - cohesion_now)), 0.0, 0.05)
