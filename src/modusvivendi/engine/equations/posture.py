"""Countries: drifting, imitating, accrediting, seldom recognising."""

from __future__ import annotations

from modusvivendi.engine.compile import equation
from modusvivendi.engine.equations.numeric import clip


@equation(
    "C12",
    source="accreditation spread to 14 states in 19 months, then slower (case series); imitation a judgement, 0–2",
    rises=("rate", "imitation", "peers", "warmth"),
)
def accreditation(rate: float, imitation: float, peers: float, warmth: float) -> float:
    """Chance in a month that a country accepts an envoy: (rate / 12)(1 + imitation * peers) max(warmth, 0).

    rate per year; peers is the share of its bloc that already does; warmth is 1 for the posture of the case's date.
    """
    warmth = warmth if warmth > 0.0 else 0.0
    return clip(rate * 0.0833333333 * (1.0 + imitation * peers) * warmth, 0.0, 0.5)


@equation(
    "C12",
    "C14",
    source="no recognition in 33 months by any state; rate a judgement, 0.0005–0.02 a year per country",
    rises=("rate", "recognisers"),
)
def recognition(rate: float, imitation: float, recognisers: float) -> float:
    """Chance in a month that an accrediting country recognises; rises with the share that already has."""
    return clip(rate * 0.0833333333 * (1.0 + 5.0 * imitation * recognisers), 0.0, 0.1)


@equation(
    "C12",
    source="judgement: a walk with yearly drift as the case says and monthly noise 0.01–0.05",
    rises=("now", "yearly_drift", "noise"),
)
def warmth(now: float, yearly_drift: float, noise: float) -> float:
    """How much warmer a bloc's own posture is than at the case's date: a bounded walk in [-1,1]."""
    return clip(now + 0.0833333333 * yearly_drift + noise, -1.0, 1.0)
