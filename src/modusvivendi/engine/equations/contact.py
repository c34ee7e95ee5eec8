"""Contact: what repeated dealings change on technical matters."""

from __future__ import annotations

from modusvivendi.engine.compile import equation
from modusvivendi.engine.equations.numeric import saturate


@equation("C17", source="judgement; Checkel: socialisation needs repeated, insulated, status-giving contact", rises=("inflow",))
def contact_stock(now: float, inflow: float, keep: float) -> float:
    """Stock of dealings one month on; half-life 6–24 months, inflow in [0,1] a month (scaled to level off near inflow)."""
    return keep * now + (1.0 - keep) * inflow


@equation(
    "C17",
    source="judgement: near zero on creed, larger on technical matters; no published estimate",
    rises=("stock",),
    falls=("politicisation",),
)
def socialisation(politicisation: float, stock: float, half: float) -> float:
    """What contact does on one issue, in [0,1]: (1 - pi) sat(K; h)."""
    return (1.0 - politicisation) * saturate(stock, half)
