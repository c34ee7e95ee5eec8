"""Trust in promises, as Beta counts per bloc."""

from __future__ import annotations

from modusvivendi.engine.compile import equation


@equation(
    "C10",
    "C17",
    source="Kydd 2005; Beta counts are the conjugate form of learning a probability",
    rises=("honoured",),
    falls=("broken",),
)
def trust(honoured: float, broken: float) -> float:
    """Expected chance that a promise is kept: a / (a + b)."""
    return honoured / (honoured + broken)
