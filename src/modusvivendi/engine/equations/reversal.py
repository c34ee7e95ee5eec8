"""Involuntary defection: steps made below the leader that are undone."""

from __future__ import annotations

from modusvivendi.engine.compile import equation
from modusvivendi.engine.equations.numeric import clip


@equation(
    "C6",
    source="two-level games, Putnam 1988; school reopening undone in March 2022; rate a judgement, 0.05–0.5 a month",
    rises=("rate", "politicisation", "exposure", "distance"),
)
def reversal_hazard(rate: float, politicisation: float, exposure: float, distance: float) -> float:
    """Chance in a month that recent steps below the leader are undone: nu pi e max(distance, 0)."""
    gap = distance if distance > 0.0 else 0.0
    return clip(rate * politicisation * exposure * gap, 0.0, 0.5)
